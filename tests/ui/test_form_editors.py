"""Every editor: typed, left, read back, wrong, read-only, with real keys."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QDate, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QCalendarWidget, QLabel, QLineEdit, QVBoxLayout, QWidget

from crm_desktop.core.errors import BadValue
from crm_desktop.qt.editors import Editor, editor_for
from crm_desktop.qt.jobs import Jobs
from tests.ui import formkit
from tests.ui.formkit import DEAL, FULL, Source

Key, Mod = Qt.Key, Qt.KeyboardModifier


class Stage:
    """A window with one editor and a line to go to."""

    def __init__(self, qtbot: Any, jobs: Jobs, source: Source) -> None:
        self.qtbot, self.source, self.words = qtbot, source, ["zh_CN"]
        self.tools = formkit.tools_of(jobs, source, lambda: self.words[0])
        self.window = QWidget()
        self.box = QVBoxLayout(self.window)
        self.next = QLineEdit(self.window)
        qtbot.addWidget(self.window)

    def edit(self, name: str, value: Any = None, label: str = "") -> Editor:
        """Show the editor of a field of DEAL, focused."""
        editor = editor_for(DEAL[name], self.tools, self.window)
        self.box.addWidget(editor)
        self.box.addWidget(self.next)
        self.window.resize(360, 200)
        editor.set_value(value, label)
        self.window.show()
        self.qtbot.waitExposed(self.window)
        self.window.activateWindow()
        editor.setFocus(Qt.FocusReason.TabFocusReason)
        self.qtbot.waitUntil(editor.input.hasFocus)
        return editor

    def type(self, editor: Editor, text: str) -> None:
        """Replace the text by typing."""
        editor.input.selectAll()
        self.qtbot.keyClick(editor.input, Key.Key_Backspace)
        formkit.type_text(self.qtbot, editor.input, text)

    def leave(self, editor: Editor) -> None:
        """Press Tab."""
        popup = getattr(editor.input, "popup", None)  # while it is open it gets the keys
        self.qtbot.keyClick(popup if popup is not None and popup.isVisible() else editor.input, Key.Key_Tab)
        self.qtbot.waitUntil(lambda: not editor.input.hasFocus())


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def stage(qtbot, source):
    jobs = Jobs(formkit.open_session)
    made = Stage(qtbot, jobs, source)
    yield made
    source.gate.set()
    assert jobs.close(5)


@pytest.mark.parametrize("name", [f.name for f in DEAL.fields])
def test_what_is_loaded_is_returned_and_not_dirty(stage, name):
    editor = stage.edit(name, FULL.values[name], FULL.labels.get(name, ""))
    assert editor.value() == FULL.values[name]
    assert not editor.is_dirty()
    stage.leave(editor)
    assert editor.value() == FULL.values[name]
    assert not editor.is_dirty()
    assert not editor.error()
    editor.set_value(None)
    assert editor.value() in (None, "", [])
    assert not editor.is_dirty()


@pytest.mark.parametrize(
    ("name", "typed", "value", "shown"),
    [
        ("amount", "1.2万", 1_200_000, "¥12,000.00"),
        ("amount", "-5", -500, "−¥5.00"),
        ("price", "4999", Decimal(4999), None),
        ("quantity", "１２", Decimal(12), "12"),
        ("discount", "12.5%", Decimal("12.5"), "12.5%"),
        ("seats", "40", 40, "40"),
        ("due", "2026年1月15日", date(2026, 1, 15), "2026-01-15 周四"),
        ("name", "  西安 ", "西安", "西安"),
        ("email", "a@b.cn", "a@b.cn", "a@b.cn"),
        ("tags", "a，b、c", ["a", "b", "c"], "a、b、c"),
        ("grades", "普通客户、潜在客户", ["B", "C"], "普通客户、潜在客户"),
        ("phone", " 029-1 ", "029-1", "029-1"),
    ],
)
def test_typed_text_becomes_a_value_when_left(stage, name, typed, value, shown):
    editor = stage.edit(name)
    stage.type(editor, typed)
    assert editor.value() == value
    assert editor.is_dirty()
    stage.leave(editor)
    assert editor.value() == value
    assert editor.is_dirty()
    assert not editor.error()
    if shown:
        assert editor.input.text() == shown


def test_wrong_text_stays_with_a_sentence_until_corrected(stage):
    editor = stage.edit("amount", 100)
    stage.type(editor, "12.345")
    with pytest.raises(BadValue):
        editor.value()
    assert editor.is_dirty()
    stage.leave(editor)
    assert "two decimals" in editor.error()
    assert editor.input.text() == "12.345"
    assert editor.input.property("error")
    assert editor.findChild(QLabel, "amount.error").isVisible()
    editor.setFocus()
    stage.type(editor, "12.34")
    assert editor.error() == ""
    assert editor.value() == 1234
    assert editor.input.property("error") is False


def test_back_to_what_was_loaded_is_not_dirty(stage):
    editor = stage.edit("amount", 120_000)
    assert editor.input.text() == "1200.00"  # plain inside
    seen = []
    editor.edited.connect(lambda: seen.append(editor.is_dirty()))
    stage.type(editor, "5")
    stage.type(editor, "1,200")
    assert seen[0] is True
    assert seen[-1] is False
    stage.leave(editor)
    assert editor.input.text() == "¥1,200.00"
    assert not editor.is_dirty()


def test_text_with_stray_blanks_is_not_dirty_when_typed_back(stage):
    editor = stage.edit("name", "西安 ")
    stage.qtbot.keyClick(editor.input, Key.Key_End)
    stage.qtbot.keyClicks(editor.input, "x")
    assert editor.is_dirty()
    stage.qtbot.keyClick(editor.input, Key.Key_Backspace)
    assert not editor.is_dirty()


def test_today_is_fixed_when_the_field_is_left(stage):
    editor = stage.edit("due")
    stage.type(editor, "+3")
    stage.leave(editor)
    assert editor.value() == date.today() + timedelta(days=3)
    assert editor.input.text().startswith(editor.value().isoformat())


@pytest.mark.parametrize("key", [(Key.Key_F4, Mod.NoModifier), (Key.Key_Down, Mod.AltModifier)])
def test_the_calendar_opens_by_key_and_enter_picks(stage, key):
    editor = stage.edit("due", date(2026, 1, 15))
    stage.qtbot.keyClick(editor.input, *key)
    calendar = editor.findChild(QCalendarWidget)
    stage.qtbot.waitUntil(calendar.isVisible)
    assert calendar.selectedDate() == QDate(2026, 1, 15)
    stage.qtbot.keyClick(QApplication.focusWidget() or calendar, Key.Key_Right)
    stage.qtbot.keyClick(calendar, Key.Key_Return)
    assert editor.value() == date(2026, 1, 16)
    assert editor.is_dirty()
    stage.qtbot.waitUntil(lambda: editor.findChild(QCalendarWidget) is None)


def test_the_calendar_keeps_the_time_of_a_moment(stage):
    editor = stage.edit("next_contact", datetime(2026, 1, 15, 14, 30).astimezone())
    stage.qtbot.keyClick(editor.input, Key.Key_F4)
    calendar = editor.findChild(QCalendarWidget)
    calendar.setSelectedDate(QDate(2026, 2, 1))
    stage.qtbot.keyClick(calendar, Key.Key_Enter)
    assert editor.value() == datetime(2026, 2, 1, 14, 30).astimezone()


def test_what_is_typed_after_the_list_was_opened_takes_the_place_of_the_choice(stage):
    editor = stage.edit("grade", "C")
    editor.setFocus()
    editor.line.setCursorPosition(0)
    stage.qtbot.keyClick(editor.input, Key.Key_F4)
    formkit.type_text(stage.qtbot, editor.input, "重点")
    assert editor.input.text() == "重点"
    stage.leave(editor)
    assert editor.value() == "A"


def test_choice_by_part_of_the_word_and_tab(stage):
    editor = stage.edit("grade")
    stage.type(editor, "潜在")
    assert editor.line.popup.isVisible()
    stage.leave(editor)
    assert (editor.value(), editor.input.text(), editor.line.popup.isVisible()) == ("C", "潜在客户", False)
    editor.setFocus()
    stage.type(editor, "客户")  # fits three; the first one is marked
    stage.qtbot.keyClick(editor.line.popup, Key.Key_Down)
    stage.qtbot.keyClick(editor.line.popup, Key.Key_Return)
    assert editor.value() == "B"
    assert editor.is_dirty()


def test_choice_refuses_other_words_and_offers_no_retired_ones(stage):
    editor = stage.edit("grade")
    stage.type(editor, "旧等级")
    stage.leave(editor)
    assert "旧等级" in editor.error()
    editor.set_value("X")
    assert editor.value() == "X"
    assert editor.input.text() == "旧等级"
    assert not editor.error()
    stage.words[0] = "en"
    editor.retranslate()
    assert editor.input.text() == "Old grade"
    editor.setFocus()
    stage.type(editor, "")
    stage.leave(editor)
    assert editor.value() == ""
    assert editor.is_dirty()


def test_choice_drops_down_and_ignores_the_wheel(stage):
    editor = stage.edit("state", "draft")
    wheel = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Mod.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(editor.input, wheel)
    assert editor.value() == "draft"
    stage.qtbot.keyClick(editor.input, Key.Key_F4)
    stage.qtbot.keyClick(editor.line.popup, Key.Key_Down)
    stage.qtbot.keyClick(editor.line.popup, Key.Key_Return)
    assert editor.value() == "confirmed"


def test_several_words_by_check_boxes(stage):
    editor = stage.edit("grades", ["B", "X"])
    stage.qtbot.keyClick(editor.input, Key.Key_F4)
    checks = editor.findChild(QWidget, "grades.checks")
    stage.qtbot.keyClick(checks, Key.Key_Space)
    assert editor.value() == ["X", "A", "B"]  # the retired word stays until it is taken out by hand
    stage.qtbot.keyClick(checks, Key.Key_Escape)
    assert editor.is_dirty()


def test_yes_and_no(stage):
    editor = stage.edit("important", None)
    assert editor.value() is None
    stage.qtbot.keyClick(editor.input, Key.Key_Space)
    assert editor.value() is True
    assert editor.is_dirty()
    stage.qtbot.keyClick(editor.input, Key.Key_Space)
    assert not editor.is_dirty()


def test_several_lines_leave_tab_and_ctrl_enter_alone(stage):
    editor = stage.edit("note", "a")
    pressed = []
    stage.window.keyPressEvent = lambda event: event.text() and pressed.append(event.key())
    stage.qtbot.keyClick(editor.input, Key.Key_End, Mod.ControlModifier)
    stage.qtbot.keyClick(editor.input, Key.Key_Return)
    stage.qtbot.keyClicks(editor.input, "b")
    stage.qtbot.keyClick(editor.input, Key.Key_Return, Mod.ControlModifier)
    assert editor.value() == "a\nb"
    assert pressed == [Key.Key_Return]
    stage.leave(editor)
    assert stage.next.hasFocus()


def test_phone_copies_and_dials(stage):
    editor = stage.edit("phone", "029-0000 0001")
    dialled = []
    editor.dial_requested.connect(dialled.append)
    stage.qtbot.keyClick(editor.input, Key.Key_Return, Mod.AltModifier)
    assert dialled == ["029-0000 0001"]
    editor.copy()
    assert QGuiApplication.clipboard().text() == "029-0000 0001"


def test_read_only_can_be_copied_but_not_changed(stage):
    for name in ("name", "grade", "due", "note", "customer_id"):
        editor = editor_for(DEAL[name], stage.tools, stage.window)
        editor.set_value(FULL.values[name], FULL.labels.get(name, ""))
        editor.set_read_only("Only the owner may change this.")
        editor.show()
        stage.qtbot.keyClicks(editor.input, "x")
        stage.qtbot.keyClick(editor.input, Key.Key_Delete)
        stage.qtbot.keyClick(editor.input, Key.Key_F4)
        assert editor.value() == FULL.values[name]
        assert not editor.is_dirty()
        assert editor.input.toolTip() == "Only the owner may change this."


def test_keys_belong_to_the_input_method_while_it_composes(stage):
    editor = stage.edit("customer_id", 11, "长安中学")
    QApplication.sendEvent(editor.input, QInputMethodEvent("chang", []))
    stage.qtbot.keyClick(editor.input, Key.Key_F4)
    assert editor.value() == 11
    assert editor.line.composing
    assert not stage.source.asked
    assert editor.line.popup is None
    editor.input.selectAll()
    formkit.type_text(stage.qtbot, editor.input, "雁塔")
    assert not editor.line.composing
    assert "雁塔" in editor.input.text()
    stage.qtbot.waitUntil(lambda: bool(stage.source.asked))


# ── picking a record ──────────────────────────────────────────────


def open_list(stage, editor):
    stage.qtbot.waitUntil(lambda: editor.line.popup is not None and editor.line.popup.isVisible())
    return editor.line.popup


def test_the_picker_finds_as_one_types(stage):
    editor = stage.edit("customer_id")
    stage.type(editor, "长安")
    with pytest.raises(BadValue):
        editor.value()
    popup = open_list(stage, editor)
    assert popup.model().rowCount() == 2
    stage.qtbot.keyClick(popup, Key.Key_Down)
    stage.qtbot.keyClick(popup, Key.Key_Return)
    assert (editor.value(), editor.label(), editor.input.text()) == (12, "长安汽车修理厂", "长安汽车修理厂")
    assert editor.is_dirty()
    assert not popup.isVisible()


def test_down_at_the_last_one_stays_there(stage):
    editor = stage.edit("customer_id")
    stage.type(editor, "长安汽")
    popup = open_list(stage, editor)
    assert popup.model().rowCount() == 1
    stage.qtbot.keyClick(popup, Key.Key_Down)
    stage.qtbot.keyClick(popup, Key.Key_Return)
    assert editor.value() == 12


def test_tab_takes_the_marked_record(stage):
    editor = stage.edit("customer_id")
    stage.type(editor, "长安")
    open_list(stage, editor)
    stage.leave(editor)
    assert editor.value() == 11
    assert editor.line.popup.isHidden()


def test_a_fast_typist_need_not_wait(stage):
    stage.source.gate.clear()
    editor = stage.edit("customer_id")
    stage.type(editor, "雁塔")
    stage.leave(editor)
    assert editor.error() == ""
    stage.source.gate.set()
    stage.qtbot.waitUntil(lambda: editor._typed is None)
    assert editor.value() == 13
    assert stage.next.hasFocus()


def test_text_that_fits_none_or_several_is_refused(stage):
    editor = stage.edit("customer_id")
    stage.source.gate.clear()
    stage.type(editor, "长安")
    stage.leave(editor)
    stage.source.gate.set()
    stage.qtbot.waitUntil(lambda: bool(editor.error()))
    assert "长安" in editor.error()
    assert editor.input.text() == "长安"
    with pytest.raises(BadValue):
        editor.value()


def test_the_latest_search_wins(stage):
    stage.source.gate.clear()
    editor = stage.edit("customer_id")
    stage.type(editor, "长")
    stage.qtbot.waitUntil(lambda: stage.source.asked == ["长"])
    stage.type(editor, "雁塔")
    stage.qtbot.waitUntil(lambda: stage.source.asked == ["长", "雁塔"])
    stage.source.gate.set()
    popup = open_list(stage, editor)
    assert [popup.model().index(r, 0).data() for r in range(popup.model().rowCount())] == ["雁塔印刷"]


def test_delete_clears_and_alt_enter_opens(stage):
    editor = stage.edit("customer_id", 11, "长安中学")
    opened = []
    editor.open_requested.connect(lambda *a: opened.append(a))
    stage.qtbot.keyClick(editor.input, Key.Key_Return, Mod.AltModifier)
    assert opened == [("customer", 11)]
    stage.qtbot.keyClick(editor.input, Key.Key_Delete)
    assert editor.value() is None
    assert editor.is_dirty()
    assert editor.input.text() == ""


def test_f4_lists_the_first_ones(stage):
    editor = stage.edit("customer_id")
    stage.qtbot.keyClick(editor.input, Key.Key_F4)
    popup = open_list(stage, editor)
    assert popup.model().rowCount() == 3
    stage.qtbot.keyClick(popup, Key.Key_Escape)
    assert not popup.isVisible()
    assert editor.value() is None


def test_nothing_found_says_so(stage):
    editor = stage.edit("customer_id")
    stage.type(editor, "无此公司")
    popup = open_list(stage, editor)
    assert popup.model().index(0, 0).data() == "Nothing found"
    stage.leave(editor)
    assert editor.error()


@pytest.mark.parametrize("name", [f.name for f in DEAL.fields])
def test_a_snapshot_brings_everything_back(stage, name):
    editor = stage.edit(name, None)
    editor.put(FULL.values[name], FULL.labels.get(name, ""))
    kept = editor.snapshot()
    other = editor_for(DEAL[name], stage.tools, stage.window)
    other.set_value(None)
    other.restore(kept)
    assert other.value() == FULL.values[name]
    assert other.label() == FULL.labels.get(name, "")
    assert other.is_dirty()
