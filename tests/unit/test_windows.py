"""What Windows does otherwise, played on any system: files that are held, moments without a local time, code pages."""

from __future__ import annotations

import io
import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import threading
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import psycopg2
import pytest
from PySide6.QtCore import QTranslator

from crm_desktop.admin import processes
from crm_desktop.admin.console import write_json
from crm_desktop.admin.keeping import point_in_time
from crm_desktop.admin.trouble import Trouble, sentence_of
from crm_desktop.core.clock import local_time
from crm_desktop.core.errors import LoginFailed
from crm_desktop.core.files import keep_from_others, may_write_in, write_secret, write_whole
from crm_desktop.core.resources import resource
from crm_desktop.db.connect import Database, Profile
from crm_desktop.shell import languages
from crm_desktop.shell.drafts import Draft, Drafts
from server_schema import install


class _Held:
    """Refuses as Windows does while a file is held, so many *times*, and does it then."""

    def __init__(self, act: Any, times: int, code: int) -> None:
        self.act, self.left, self.code = act, times, code

    def __call__(self, *words: Any, **more: Any) -> Any:
        if self.left:
            self.left -= 1
            error = PermissionError(13, "held")
            error.winerror = self.code  # type: ignore[attr-defined,unused-ignore]
            raise error
        return self.act(*words, **more)


def _draft(words: str) -> Draft:
    return Draft(entity="customer", record_id=1, token="", snapshot={"name": words}, labels={}, version=1)


@pytest.mark.parametrize("code", [5, 32, 33])
def test_a_file_that_is_held_for_a_moment_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    write_whole(tmp_path / "a", "old")
    monkeypatch.setattr(os, "replace", _Held(os.replace, 3, code))
    write_whole(tmp_path / "a", "new")
    assert (tmp_path / "a").read_text() == "new"
    assert os.listdir(tmp_path) == ["a"]


def test_what_stays_held_is_said_and_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_whole(tmp_path / "a", "old")
    monkeypatch.setattr("crm_desktop.core.files._PATIENCE", 0.05)
    monkeypatch.setattr(os, "replace", _Held(os.replace, 10**6, 5))
    with pytest.raises(PermissionError):
        write_whole(tmp_path / "a", "new")
    assert (tmp_path / "a").read_text() == "old"
    assert os.listdir(tmp_path) == ["a"]


def test_a_saved_record_leaves_no_draft_though_the_draft_is_still_being_settled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts = Drafts(tmp_path)
    drafts.keep(_draft("half"))
    unlink = _Held(Path.unlink, 3, 32)
    monkeypatch.setattr(Path, "unlink", lambda path, **words: unlink(path, **words))
    drafts.drop("customer", 1)
    assert drafts.all() == []


def test_whether_a_folder_takes_files_is_tried(tmp_path: Path) -> None:
    assert may_write_in(tmp_path)
    assert not may_write_in(tmp_path / "missing")
    assert os.listdir(tmp_path) == []


def test_a_secret_is_read_by_its_owner_alone(tmp_path: Path) -> None:
    key = tmp_path / "superuser.key"
    key.write_text("old")
    key.chmod(0o644)
    write_secret(key, "new")
    assert (key.read_text(), os.listdir(tmp_path)) == ("new", ["superuser.key"])
    if sys.platform == "win32":
        names = subprocess.run(["icacls", str(key)], capture_output=True, text=True, check=True).stdout.upper()
        assert os.environ["USERNAME"].upper() in names
        assert not any(word in names for word in ("EVERYONE", "(I)")), names
    else:
        assert key.stat().st_mode & 0o777 == 0o600
    (tmp_path / "moved").write_text("old")
    assert keep_from_others(tmp_path / "moved")
    assert not keep_from_others(tmp_path / "missing")


def test_words_are_compiled_in_a_folder_that_the_code_page_cannot_spell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = subprocess.run

    def lrelease(words: Any, **more: Any) -> Any:
        unknown = [word for word in map(str, words[1:]) if not word.isascii()]
        assert not unknown, f"lrelease error: Cannot open {unknown}: Invalid name."
        return real(words, **more)

    folder = tmp_path / "项目 目录"
    shutil.copytree(resource("translations"), folder, ignore=shutil.ignore_patterns("*.qm"))
    monkeypatch.setattr(languages, "resource", lambda _: folder)
    monkeypatch.setattr(subprocess, "run", lrelease)
    found = languages.compiled("zh_CN")
    assert found == folder / "crm_zh_CN.qm"
    assert QTranslator().load(str(found))
    assert {path.suffix for path in folder.iterdir()} == {".ts", ".qm"}, "nothing is left beside it"
    assert languages.compiled("zh_CN") == found


def test_postgresql_is_told_names_in_letters_of_the_code_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "客户 数据"
    folder.mkdir()
    assert processes.spelled(str(folder)) == str(folder), "here every program reads every letter"
    monkeypatch.setattr(processes, "_can_spell", str.isascii)
    monkeypatch.setattr(processes, "_short_name", lambda path: str(path).replace("客户 数据", "____~QPL"))
    short = str(tmp_path / "____~QPL")
    assert processes.spelled(str(folder)) == short
    assert processes.spelled(f"--pwfile={folder / 'superuser.key'}") == f"--pwfile={Path(short) / 'superuser.key'}"
    assert processes.spelled("--auth-host=scram-sha-256") == "--auth-host=scram-sha-256"
    with pytest.raises(Trouble, match="Latin letters"):
        processes.spelled(f"--file={folder / '归档'}")


class _OfWindows(datetime):
    """Knows no local time before 1970 and after 3000, as the C library of Windows."""

    def astimezone(self, tz: tzinfo | None = None) -> Any:
        if tz is None and not 1970 < self.year <= 3000:
            raise OSError(22, "Invalid argument")
        return super().astimezone(tz)


@pytest.mark.parametrize("year", [1800, 1949, 1970, 2026, 3001])
def test_every_moment_has_a_local_time(year: int) -> None:
    aware = local_time(_OfWindows(year, 1, 2, 12, 30, tzinfo=UTC))
    assert aware == datetime(year, 1, 2, 12, 30, tzinfo=UTC)
    assert aware.utcoffset() is not None
    naive = local_time(_OfWindows(year, 1, 2, 12, 30))
    assert naive.replace(tzinfo=None) == datetime(year, 1, 2, 12, 30)
    assert naive.utcoffset() is not None


def _refuse_in_gbk(listening: socket.socket) -> None:
    """Answer one client as a PostgreSQL on a Chinese Windows that refuses the password."""
    client, _ = listening.accept()
    with client:
        client.recv(4096)
        said = "致命错误".encode("gbk"), b"FATAL", b"28P01", '用户 "x" Password 认证失败'.encode("gbk")
        fields = (
            b"".join(kind + word + b"\0" for kind, word in zip((b"S", b"V", b"C", b"M"), said, strict=True)) + b"\0"
        )
        client.sendall(b"E" + struct.pack("!I", len(fields) + 4) + fields)


def test_a_chinese_windows_server_refuses_a_password_as_any_other() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = threading.Thread(target=_refuse_in_gbk, args=(listening,), daemon=True)
        server.start()
        profile = Profile(host="127.0.0.1", port=listening.getsockname()[1], sslmode="disable")
        with pytest.raises(LoginFailed):
            Database(profile, "x", "wrong").raw_connection()
        server.join(5)


def test_a_chinese_windows_server_refuses_the_administrator_in_words() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = threading.Thread(target=_refuse_in_gbk, args=(listening,), daemon=True)
        server.start()
        address = f"postgresql://x:wrong@127.0.0.1:{listening.getsockname()[1]}/postgres?sslmode=disable"
        with pytest.raises(psycopg2.OperationalError) as refused, install.superuser(address):
            pass
        server.join(5)
    said = sentence_of(refused.value, lambda sentence, **values: sentence.format(**values))
    assert "认证失败" in said or str(refused.value) == "FATAL"  # early Pythons 3.11 lose the words


def test_a_refusal_whose_words_are_lost_is_no_lack_of_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psycopg2, "connect", Mock(side_effect=psycopg2.OperationalError))
    with pytest.raises(LoginFailed):
        Database(Profile(host="127.0.0.1"), "x", "wrong").raw_connection()


@pytest.mark.parametrize(("encoding", "word"), [("cp1252", "西安"), ("gbk", "Zoë €"), ("utf-8", "西安 ë")])
def test_json_on_standard_output_loses_no_letter(monkeypatch: pytest.MonkeyPatch, encoding: str, word: str) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding, errors="replace"))
    write_json({"name": word}, "-")
    sys.stdout.flush()
    assert json.loads(raw.getvalue().decode(encoding)) == {"name": word}


def test_a_log_is_archived_on_windows_only_where_the_server_can_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as windows:
        windows.setattr(sys, "platform", "win32")
        with pytest.raises(Trouble, match="Latin"):
            point_in_time.archive_settings(Path("C:/归档/wal"))
        command = point_in_time.archive_settings(Path("C:/wal"))["archive_command"]
    assert "if exist" in command and "move /Y" in command
