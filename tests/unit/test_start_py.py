"""What ``start.py`` says and does where the machine is not as it should be."""

from __future__ import annotations

import importlib.util
import os
import stat
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The program, at work in a folder with blanks and Chinese letters."""
    spec = importlib.util.spec_from_file_location("start", ROOT / "start.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    house = tmp_path / "客户 管理"
    house.mkdir()
    (house / "setup.cfg").write_text("[metadata]\nname = house\n")
    (house / "pyproject.toml").write_text('[build-system]\nrequires = ["setuptools>=68"]\n')
    monkeypatch.setattr(module, "ROOT", house)
    monkeypatch.setattr(module, "VENV", house / ".venv")
    monkeypatch.setattr(module, "STAMP", house / "installed.txt")
    monkeypatch.setattr(module, "LOCK", house / ".venv.lock")
    monkeypatch.setattr(module, "PYTHON", Path(sys.executable))
    return module


def _python(start: ModuleType, monkeypatch: pytest.MonkeyPatch, **more: Any) -> None:
    found = {"version_info": (3, 12, 1), "maxsize": 2**63 - 1, "version": "3.12.1 (AMD64)", "platform": sys.platform}
    monkeypatch.setattr(start, "sys", SimpleNamespace(**{**found, "executable": sys.executable, **more}))
    monkeypatch.setattr(start.platform, "python_version", lambda: ".".join(map(str, start.sys.version_info)))


@pytest.mark.parametrize(
    ("windows", "found", "words"),
    [
        (False, {"version_info": (3, 10, 4)}, "Python 3.11 to 3.14 is needed; this is 3.10.4."),
        (True, {"version_info": (3, 15, 0)}, "Python 3.11 to 3.14 is needed; this is 3.15.0."),
        (True, {"maxsize": 2**31 - 1}, "64 bits is needed; this one has 32."),
        (True, {"version": "3.12.1 [MSC v.1937 64 bit (ARM64)]"}, "this one is for ARM"),
    ],
)
def test_a_python_that_does_not_do_is_told_with_what_to_install(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, windows: bool, found: dict[str, Any], words: str
) -> None:
    monkeypatch.setattr(start, "WINDOWS", windows)
    monkeypatch.setenv("PATH", "")
    _python(start, monkeypatch)
    assert start.fitting_python() == []
    _python(start, monkeypatch, **found)
    with pytest.raises(start.Stop) as stopped:
        start.fitting_python()
    assert words in str(stopped.value)
    assert "Install Python 3.14" in str(stopped.value)
    assert "run the same command again" in str(stopped.value)


@pytest.mark.skipif(os.name == "nt", reason="the launcher is played by a shell script")
def test_another_python_of_the_machine_is_taken(
    start: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, script in {
        "py": 'case "$1" in -3.12) shift; exec "{python}" "$@";; esac; exit 103',
        "python3.14": "exit 1",  # there, but of no use
        "python3.13": 'exec "{python}" "$@"',
    }.items():
        program = tmp_path / name
        program.write_text("#!/bin/sh\n" + script.format(python=sys.executable) + "\n")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/usr/bin{os.pathsep}/bin")
    _python(start, monkeypatch, version_info=(3, 15, 0))
    assert start.fitting_python() == [str(tmp_path / "python3.13")]
    monkeypatch.setattr(start, "WINDOWS", True)
    assert start.fitting_python() == [str(tmp_path / "py"), "-3.12"]
    assert start.run([*start.fitting_python(), "-c", "raise SystemExit(7)"]) == 7


def test_without_venv_no_line_of_debian_is_told_elsewhere(start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    _python(start, monkeypatch, platform="win32")
    monkeypatch.setattr(start, "PYTHON", start.VENV / "python")
    monkeypatch.setattr(start, "can_make_environments", lambda: False)
    with pytest.raises(start.Stop, match=r"embeddable.*python\.org") as stopped:
        start.make_environment()
    assert "apt" not in str(stopped.value)


def test_without_a_network_the_last_words_say_so(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for name, value in {
        "PIP_INDEX_URL": "http://127.0.0.1:9/",
        "PIP_RETRIES": "0",
        "PIP_CONFIG_FILE": os.devnull,
    }.items():
        monkeypatch.setenv(name, value)
    for name in ("PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_NO_INDEX"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(start.Stop) as stopped:
        start.install("", start.Stamp())
    assert "setuptools" in capfd.readouterr().err, "the reason stands above"
    for words in ("is the network reachable?", "PIP_INDEX_URL", "Access denied: close the program"):
        assert words in str(stopped.value)
    assert start.Stamp().words == []


def test_a_second_start_waits_for_the_first_and_finds_everything_done(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    made: list[str] = []
    monkeypatch.setattr(start, "is_ready", lambda extra: bool(made))
    monkeypatch.setattr(start, "make_environment", lambda: made.append("environment"))
    monkeypatch.setattr(start, "install", lambda extra, done: made.append("libraries"))
    holder = "import sys, start, pathlib; start.LOCK = pathlib.Path(sys.argv[1])\nwith start.alone(): print(flush=True); input()"
    first = subprocess.Popen(
        [sys.executable, "-c", holder, str(start.LOCK)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert first.stdin and first.stdout
    try:
        first.stdout.readline()
        monkeypatch.setattr(start.time, "sleep", lambda _seconds: (made.append("first"), first.communicate(b"\n")))
        start.prepare("", ())
    finally:
        first.kill()
        first.wait()
    assert "waiting for it" in capfd.readouterr().out
    assert made == ["first"]


def test_a_folder_that_cannot_be_written_is_named(start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "LOCK", start.ROOT / "missing" / ".venv.lock")
    with pytest.raises(start.Stop, match="客户 管理 cannot be written"):
        start.prepare("", ())
