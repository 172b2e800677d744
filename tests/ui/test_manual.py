"""The manual: complete in both languages, opened by F1 at the right chapter, searched, switched with the program."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QTreeWidget, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.admin.main import COMMANDS
from crm_desktop.app import wizard_templates
from crm_desktop.core.resources import resource
from crm_desktop.shell import registry
from crm_desktop.shell.languages import LANGUAGES, Languages
from crm_desktop.shell.login.window import LoginWindow
from crm_desktop.shell.manual.chapters import ABOUT, find, read_chapters
from crm_desktop.shell.manual.window import ManualWindow
from crm_desktop.shell.style import Look, Style
from crm_desktop.shell.window.keys import KeysDialog
from crm_desktop.system.wizard.window import WizardWindow
from tests.databases import AccountSet
from tests.ui.shellkit import Office, clear_events

ROOT = Path(__file__).resolve().parents[2]
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^):]+)\)")
PICTURES_TOGETHER = 1_500_000  #: bytes


@pytest.fixture
def office(account_set: AccountSet, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Office]:
    made = Office(account_set, tmp_path, qtbot, qapp)
    yield made
    made.close()


def _shape(text: str) -> list[str]:
    """Return what must be the same in both languages: headings, tables, lists, pictures, code."""
    lines = re.findall(r"^(#{1,3} |\d+\. |- |\||```|!\[)", text, re.MULTILINE)
    return [re.sub(r"\d+\. ", "1. ", line) for line in lines]


def test_every_chapter_has_the_same_form_in_both_languages() -> None:
    chinese, english = (read_chapters(language) for language in LANGUAGES)
    assert [c.name for c in chinese] == [c.name for c in english]
    assert len(chinese) >= 10
    for one, other in zip(chinese, english, strict=True):
        texts = [chapter.path.read_text(encoding="utf-8") for chapter in (one, other)]
        assert _shape(texts[0]) == _shape(texts[1]), one.name
        assert one.title
        assert other.title


@pytest.mark.parametrize("path", [ROOT / "README.md", *sorted(resource("manual").glob("*/*.md"))], ids=lambda p: p.stem)
def test_every_picture_and_link_leads_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for words, target in PICTURE.findall(text):
        assert words, f"{target} says nothing to who cannot see it"
        assert (path.parent / target).is_file(), target
    for target in LINK.findall(text):
        assert (path.parent / target.partition("#")[0]).exists(), target


def test_pictures_are_used_and_small() -> None:
    used = {
        (chapter.path.parent / target).resolve()
        for language in LANGUAGES
        for chapter in read_chapters(language)
        for _, target in PICTURE.findall(chapter.path.read_text(encoding="utf-8"))
    }
    there = {path.resolve() for path in resource("manual", "pictures").rglob("*.png")}
    assert there == used
    assert sum(path.stat().st_size for path in there) < PICTURES_TOGETHER


def test_every_command_that_is_written_about_exists() -> None:
    for path in (ROOT / "README.md", *resource("manual").glob("*/*.md")):
        for command in re.findall(r"^crm-admin (\S+)|`crm-admin ([a-z]+)", path.read_text(encoding="utf-8"), re.M):
            assert (command[0] or command[1]) in COMMANDS, f"{path.name}: {command}"


def test_pages_lead_to_chapters_that_exist() -> None:
    known = {chapter.name for chapter in read_chapters("en")}
    assert set(ABOUT.values()) <= known
    nouns = {entry.name for entry in registry.ENTITIES if entry.listed} | {entry.name for entry in registry.PAGES}
    assert nouns <= set(ABOUT)


def test_words_are_found_in_their_section() -> None:
    hits = find(read_chapters("en"), "ctrl+j")
    assert ("03-customers", "Write down what happened") in [(c.name, s.title) for c, s in hits]
    assert find(read_chapters("zh_CN"), "按比例　调价")
    assert not find(read_chapters("en"), "zebra")


def test_f1_opens_the_chapter_of_the_page_and_follows_the_language(office: Office) -> None:
    desk = office.open("boss")
    desk.window.open_page("ranking")
    office.qtbot.keyClick(desk.window, Qt.Key.Key_F1)
    manual = desk.find(ManualWindow, "manual")
    assert manual.chapter == "06-ranking"
    assert "performance report" in manual.page.toPlainText()
    assert manual.isModal() is False
    desk.window.context.navigator.open_list("customer")
    office.qtbot.keyClick(desk.window, Qt.Key.Key_F1)
    assert manual.chapter == "03-customers"
    office.languages.use("zh_CN")
    desk.until(lambda: manual.windowTitle() == "用户手册")
    assert manual.chapter == "03-customers"
    assert "往来" in manual.page.toPlainText()
    office.qtbot.keyClick(manual, Qt.Key.Key_Escape)
    desk.until(lambda: not manual.isVisible())


def test_search_leads_to_the_place_and_links_to_other_chapters(office: Office) -> None:
    desk = office.open("boss")
    desk.window.show_manual()
    manual = desk.find(ManualWindow, "manual")
    desk.until(manual.isActiveWindow)
    contents, box = desk.find(QTreeWidget, "manual_contents"), desk.find(QLineEdit, "manual_search")
    assert contents.topLevelItemCount() == len(read_chapters("en"))
    office.qtbot.keyClicks(box, "pgpass")
    assert manual.chapter == "09-administrator"
    assert contents.topLevelItemCount() == 1
    assert manual.page.extraSelections()
    office.qtbot.keyClick(box, Qt.Key.Key_Return)
    assert manual.page.textCursor().selectedText().lower() == "pgpass"
    office.qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert contents.topLevelItemCount() == len(read_chapters("en"))
    manual.page.anchorClicked.emit(QUrl("07-office.md"))
    assert manual.chapter == "07-office"
    desk.window.close()
    assert not manual.isVisible()


def test_f1_helps_at_the_login_and_in_the_wizard(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    style, languages = Style(qapp, Look(theme="light")), Languages(qapp, "en")
    login = LoginWindow(tmp_path, languages, style)
    wizard = WizardWindow(tmp_path, languages, _no_place, wizard_templates())
    for window, chapter in ((login, "01-first-steps"), (wizard, "08-new-account-set")):
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        qtbot.keyClick(window, Qt.Key.Key_F1)
        manual = window.findChild(ManualWindow)
        assert manual.isVisible()
        assert manual.chapter == chapter
        window.close()
        assert not manual.isVisible()
    login.close_jobs()
    for thing in (login, wizard, style, languages):
        thing.deleteLater()
    clear_events()


def _no_place(*_: Any) -> Any:
    raise AssertionError("nothing is made here")


def test_a_mac_calls_the_keys_as_its_keyboard_does(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    """Qt's Ctrl is the command key there: by the word Ctrl nobody would find it."""
    parent = QWidget()
    qtbot.addWidget(parent)
    here = {label.text() for label in KeysDialog(parent).findChildren(QLabel)}
    assert {"Ctrl+K", "Ctrl+Alt+Z", "Shift+F1"} <= here
    monkeypatch.setattr(sys, "platform", "darwin")
    there = {label.text() for label in KeysDialog(parent).findChildren(QLabel)}
    monkeypatch.undo()
    assert {"⌘K", "⌘⌥Z", "⇧F1"} <= there
    assert not [text for text in there if "Ctrl+" in text]
