"""What crm-admin says of files that cannot be read or written."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from crm_desktop.admin.main import main
from crm_desktop.admin.trouble import sentence_of
from crm_desktop.core.files import whole, write_whole
from crm_desktop.printing.words import translate


def _say(sentence: str, **values: object) -> str:
    return translate("zh_CN", "Admin", sentence).format(**values)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        (tmp_path / "name.backup").read_bytes()
    assert sentence_of(caught.value, str.format) == f"There is no file or folder “{tmp_path / 'name.backup'}”."
    assert sentence_of(caught.value, _say) == f"没有“{tmp_path / 'name.backup'}”这个文件或文件夹。"


@pytest.mark.parametrize("code", [errno.EACCES, errno.EISDIR, errno.ENOSPC])
def test_other_refusals_have_a_sentence_without_a_code(code: int) -> None:
    for said in (sentence_of(OSError(code, "words", "/x/y.pdf"), say) for say in (str.format, _say)):
        assert "/x/y.pdf" in said
        assert "rrno" not in said
        assert "words" not in said


def test_a_file_that_cannot_be_written_goes_by_its_own_name(tmp_path: Path) -> None:
    path = tmp_path / "no such folder" / "report.pdf"
    with pytest.raises(FileNotFoundError) as caught:
        write_whole(path, "x")
    assert caught.value.filename == str(path)
    with pytest.raises(OSError, match="other") as caught, whole(tmp_path / "a"):
        raise OSError(errno.EIO, "x", "other")
    assert caught.value.filename == "other"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("report performance --from 2026-13-01 --to 2026-03-31", "“2026-13-01” is no day"),
        ("demo create --customers many", "at least"),
    ],
)
def test_a_word_that_cannot_be_meant_is_refused_in_words(
    line: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(line.split())
    said = capsys.readouterr().err
    assert words in said
    assert "invalid _" not in said
