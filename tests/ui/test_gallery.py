"""The gallery draws: one page, one dialog and the login, by its own command."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage


@pytest.mark.parametrize(("word", "picture"), [("login", "login.png"), ("dialog_keys", "dialog_keys.png")])
def test_command_draws(tmp_path: Path, word: str, picture: str) -> None:
    command = [sys.executable, "-m", "tests.gallery", str(tmp_path), "--customers", "60", "--languages", "zh_CN"]
    done = subprocess.run([*command, "--themes", "dark", "--only", word], capture_output=True, text=True,
                          cwd=Path(__file__).parents[2], timeout=240, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    image = QImage(str(tmp_path / "zh_CN_dark" / picture))
    assert image.width() > 200
    colours = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}
    assert len(colours) > 5  # something is drawn, not one grey
