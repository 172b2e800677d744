"""The generated form: loading, changing, wrong input, rights, a colleague's changes, with real keys."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QRadioButton, QWidget

from crm_desktop.core import fields as f
from crm_desktop.core.entity import Section
from crm_desktop.core.errors import BadValue, Invalid
from crm_desktop.core.record import Record
from crm_desktop.qt.editors.grid import FieldGrid, with_mnemonic
from crm_desktop.qt.form import FieldState, RecordForm
from crm_desktop.qt.jobs import Jobs
from tests.ui import formkit
from tests.ui.formkit import DEAL, FULL, Source

Key, Mod = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def make(qtbot):
    jobs = Jobs(formkit.open_session)

    def form(entity=DEAL, language="zh_CN", width=900, **rights) -> RecordForm:
        made = RecordForm(formkit.tools_of(jobs, Source(), lambda: language, **rights), entity)
        qtbot.addWidget(made)
        made.resize(width, 640)
        made.show()
        qtbot.waitExposed(made)
        made.activateWindow()
        qtbot.waitUntil(made.isActiveWindow)
        return made

    yield form
    assert jobs.close(5)


def put(qtbot, form, name, text):
    line = form.editor(name).input
    line.setFocus()
    line.selectAll()
    qtbot.keyClick(line, Key.Key_Backspace)
    formkit.type_text(qtbot, line, text)


def theirs(**changed) -> Record:
    return replace(FULL, version=4, values={**FULL.values, **changed})


def test_typing_marks_only_that_field_changed(qtbot, make):
    form = make()
    form.load(FULL)
    assert form.changes() == {}
    with qtbot.waitSignal(form.dirty_changed) as signal:
        put(qtbot, form, "name", "新名称")
    assert signal.args == [True]
    assert form.changes() == {"name": "新名称"}
    with qtbot.waitSignal(form.dirty_changed) as signal:
        put(qtbot, form, "name", FULL.values["name"])
    assert signal.args == [False]


def test_tab_goes_through_all_fields_in_reading_order(qtbot, make):
    form = make()
    form.load(FULL)
    form.focus_first()
    seen = []
    for _ in range(40):
        seen.append(QApplication.focusWidget().objectName())
        qtbot.keyClick(QApplication.focusWidget(), Key.Key_Tab)
        if QApplication.focusWidget().objectName() == "name":
            break
    assert seen == list(form.names())
    places = [form.editor(n).mapTo(form, QPoint(0, 0)) for n in form.names()]
    assert all(a.y() < b.y() or (a.y() == b.y() and a.x() < b.x()) for a, b in itertools.pairwise(places))


def test_a_new_record_begins_where_something_is_to_be_filled_in(make):
    form = make()
    form.start({"name": FULL.values["name"]})
    form.focus_first()
    assert QApplication.focusWidget().objectName() == next(n for n in form.names() if n != "name")
    form.start({})
    form.focus_first()
    assert QApplication.focusWidget().objectName() == "name"


def test_one_column_where_it_is_narrow(make):
    form = make(width=900)
    left = {form.editor(n).mapTo(form, QPoint(0, 0)).x() for n in ("name", "customer_id")}
    assert len(left) == 2
    form.resize(480, 640)
    QApplication.processEvents()
    assert form.editor("name").mapTo(form, QPoint(0, 0)).x() == form.editor("customer_id").mapTo(form, QPoint(0, 0)).x()


def test_the_fields_of_all_sections_end_below_each_other(make):
    sections = (("name", "grade"), ("phone",), ("note",))
    form = make(entity=replace(DEAL, sections=tuple(Section(title="A", fields=s) for s in sections)), width=700)

    def right(name: str) -> int:
        editor = form.editor(name)
        return editor.mapTo(form, QPoint(editor.width(), 0)).x()

    QApplication.processEvents()
    assert (right("phone"), right("note")) == (right("name"), right("grade"))
    form.resize(480, 640)
    QApplication.processEvents()
    assert right("phone") == right("name") == right("note") == right("grade"), "one column takes all the room"
    form.resize(700, 640)
    QApplication.processEvents()
    assert right("phone") == right("name") < right("grade") == right("note")


def test_what_is_long_takes_the_whole_of_a_narrow_row(make):
    customer = replace(DEAL["customer_id"], width=26)
    fields = tuple(customer if each.name == "customer_id" else each for each in DEAL.fields)
    section = Section(title="A", fields=("name", "grade", "customer_id", "email", "phone"))
    form = make(entity=replace(DEAL, fields=fields, sections=(section,)), width=700)
    QApplication.processEvents()
    wide = {name for name in section.fields if form.editor(name).width() > 400}
    assert wide == {"customer_id", "email"}
    form.resize(1000, 640)
    QApplication.processEvents()
    assert len({form.editor(name).width() for name in section.fields}) == 1


@pytest.mark.parametrize("height", [27, 200])
def test_a_bar_that_appears_leaves_the_field_where_one_types(qtbot, make, height):
    form = make(width=700)
    form.load(FULL)
    bar = QWidget(form)
    bar.setFixedHeight(height)
    bar.hide()
    form.bars.addWidget(bar)
    put(qtbot, form, "name", "新名称")
    line = form.editor("name").input
    before = line.mapTo(form, QPoint()).y()
    bar.show()
    qtbot.waitUntil(lambda: form.pane.y() == height)
    assert line.mapTo(form, QPoint()).y() == max(before, height), "no further than it must to be seen"
    bar.hide()
    qtbot.waitUntil(lambda: form.pane.y() == 0)
    assert line.mapTo(form, QPoint()).y() == before
    line.clearFocus()
    bar.show()
    qtbot.waitUntil(lambda: form.pane.y() == height)
    assert line.mapTo(form, QPoint()).y() == before + height, "nobody types: the bar covers nothing"


def test_every_wrong_field_is_marked_and_the_first_one_entered(qtbot, make):
    form = make()
    form.load(FULL)
    put(qtbot, form, "amount", "abc")
    put(qtbot, form, "email", "nobody")
    put(qtbot, form, "name", "")
    with pytest.raises(Invalid) as error:
        form.changes()
    assert (error.value.rule, error.value.field) == ("required", "name")
    assert [n for n in form.names() if form.editor(n).error()] == ["name", "amount", "email"]
    assert form.editor("name").input.hasFocus()
    put(qtbot, form, "name", "x")
    put(qtbot, form, "email", "")
    with pytest.raises(BadValue):
        form.changes()
    put(qtbot, form, "amount", "1.2万")
    assert form.changes() == {"name": "x", "email": "", "amount": 1_200_000}


def test_errors_of_the_server_stand_at_their_fields(qtbot, make):
    form = make()
    form.load(FULL)
    form.show_errors([("code", "Taken."), ("nowhere", "?"), ("due", "Too early.")])
    assert form.editor("due").error() == "Too early."
    assert form.editor("code").input.hasFocus()
    put(qtbot, form, "due", "+1w")
    assert form.editor("due").error() == ""


def test_a_new_record_has_defaults_and_gives_what_is_filled_in(qtbot, make):
    form = make()
    form.start({"customer_id": 11, "owner_id": 5}, {"customer_id": "长安中学"})
    assert not form.is_dirty()
    with pytest.raises(Invalid):
        form.values()
    put(qtbot, form, "name", "新商机")
    put(qtbot, form, "due", "2026-3-1")
    assert form.values() == {
        "name": "新商机",
        "customer_id": 11,
        "owner_id": 5,
        "state": "draft",
        "due": date(2026, 3, 1),
    }
    assert form.labels() == {"customer_id": "长安中学"}


def test_what_may_not_be_read_is_absent_and_what_may_not_be_written_says_why(make):
    form = make(fields={("deal", "amount"): "none", ("deal", "due"): "read"})
    form.load(FULL)
    assert "amount" not in form.names()
    assert form.findChild(QWidget, "amount") is None
    assert form.editor("due").read_only
    assert "no right" in form.editor("due").input.toolTip()
    assert "system" in form.editor("code").input.toolTip()
    values = {k: v for k, v in FULL.values.items() if k != "price"}  # the row hides it
    form.load(replace(FULL, values=values))
    assert form.editor("price").isHidden()
    form.load(FULL)
    assert not form.editor("price").isHidden()
    form.set_locked("The order is closed.")
    assert all(form.editor(n).read_only for n in form.names())
    form.set_locked("")
    assert not form.editor("name").read_only


def test_no_right_to_create_or_edit(make):
    form = make(scopes={("deal", "edit"): "none"})
    form.load(FULL)
    assert form.editor("name").read_only
    form.start()
    assert not form.editor("name").read_only


def test_a_form_is_laid_out_once_when_its_room_is_known(qtbot, monkeypatch):
    """Not while it is built and filled, in a width that it will not have."""
    placed = []
    real = FieldGrid.arrange
    monkeypatch.setattr(FieldGrid, "arrange", lambda grid, *given: (placed.append(given[0]), real(grid, *given)))
    jobs = Jobs(formkit.open_session)
    form = RecordForm(formkit.tools_of(jobs, Source(), lambda: "zh_CN"), DEAL)
    qtbot.addWidget(form)
    form.load(FULL)
    assert placed == []
    form.resize(900, 640)
    form.show()
    qtbot.waitExposed(form)
    assert placed == [3] * len(form.pane.sections)
    assert form.editor("name").isVisible()
    assert jobs.close(5)


def test_a_rule_shows_requires_and_locks_fields_as_others_change(qtbot, make):
    form = make()
    form.set_rule(
        lambda values: {
            "discount": FieldState(visible=bool(values["amount"])),
            "phone": FieldState(required=values["seats"] == 1),
            "due": FieldState(locked="Closed." if values["state"] == "closed" else ""),
        }
    )
    form.start({"name": "a", "customer_id": 11})
    assert form.editor("discount").isHidden()
    put(qtbot, form, "amount", "5")
    assert not form.editor("discount").isHidden()
    put(qtbot, form, "seats", "1")
    with pytest.raises(Invalid):
        form.values()
    form.editor("state").put("closed")
    assert form.editor("due").read_only


def test_captions_have_mnemonics_marks_and_both_languages(qtbot, make):
    form = make(language="en")
    form.load(FULL)
    captions = {c.buddy().objectName(): c.text() for c in form.findChildren(QLabel) if c.buddy()}
    assert captions["name"] == "&Name *"
    letters = [t[t.index("&") + 1].upper() for t in captions.values() if "&" in t]
    assert len(letters) == len(set(letters)) > 8
    assert form.editor("name").input.accessibleName() == "Name"
    assert (with_mnemonic("年度IT预算", set()), with_mnemonic("IT budget", set())) == ("年度IT预算", "&IT budget")
    QApplication.sendEvent(form, QEvent(QEvent.Type.LanguageChange))
    assert form.changes() == {}


def test_own_attributes_have_a_section(make):
    own = replace(DEAL, attributes_title="更多").with_attributes([f.Text(name="attrs.colour", label="颜色")])
    form = make(entity=own)
    form.load(replace(FULL, values={**FULL.values, "attrs.colour": "红"}))
    assert form.editor("attrs.colour").value() == "红"
    assert any(label.text() == "更多" for label in form.findChildren(QLabel))


def test_what_is_typed_comes_back_from_a_snapshot(qtbot, make):
    form = make()
    form.load(FULL)
    put(qtbot, form, "amount", "12.345")
    put(qtbot, form, "name", "改")
    kept = form.snapshot()
    other = make()
    other.load(FULL)
    other.restore(kept)
    assert other.is_dirty()
    assert other.editor("amount").input.text() == "12.345"
    assert other.editor("amount").error()
    assert other.editor("name").value() == "改"


def test_what_a_new_record_was_made_with_comes_back_from_a_snapshot(qtbot, make):
    form = make()
    form.start({"customer_id": 12, "name": "given", "unseen": 1}, {"customer_id": "长安中学"})
    put(qtbot, form, "name", "改")
    kept = json.loads(json.dumps(form.snapshot()))
    other = make()
    other.start()
    other.restore(kept)
    assert (other.editor("customer_id").value(), other.labels()["customer_id"]) == (12, "长安中学")
    assert not other.editor("customer_id").is_dirty()
    assert other.values()["name"] == "改"
    form.stored(replace(FULL, values={**FULL.values, "name": "改"}), form.typed())
    assert form.snapshot() == {}, "a stored record remembers it"


def test_an_old_draft_asks_only_where_the_server_has_changed_too(qtbot, make):
    form = make()
    form.load(FULL)
    put(qtbot, form, "name", "mine")
    put(qtbot, form, "phone", "1")
    put(qtbot, form, "tags", "重点、学校、我的")
    form.editor("customer_id").put(13, "雁塔印刷")
    kept = json.loads(json.dumps(form.snapshot()))
    other = make()
    other.load(
        Record(
            7,
            9,
            {**FULL.values, "phone": "2", "seats": 1, "customer_id": 12, "tags": ["重点"]},
            {"customer_id": "长安汽车修理厂"},
        )
    )
    other.restore(kept, ask=True)
    assert other.conflict.open_fields() == ("customer_id", "phone")
    words = [other.findChild(QLabel, f"customer_id.{side}").text() for side in ("before", "mine", "theirs")]
    assert words == ["长安中学", "<b>雁塔印刷</b>", "<b>长安汽车修理厂</b>"]
    assert other.editor("name").value() == "mine"
    assert other.editor("seats").value() == 1
    press(qtbot, other, "conflict.all_theirs")
    assert other.changes() == {"name": "mine", "tags": ["重点", "我的"]}


# ── a colleague's changes ─────────────────────────────────────────


def test_a_colleagues_change_of_another_field_appears_at_once(qtbot, make):
    form = make()
    form.load(FULL)
    put(qtbot, form, "name", "我的")
    form.apply_remote(theirs(phone="029-9", amount=1), "王")
    assert form.editor("phone").input.text() == "029-9"
    assert form.editor("phone").input.property("changed")
    assert form.changes() == {"name": "我的"}
    assert form.record.version == 4
    assert form.conflict.isHidden()


def test_the_field_under_the_cursor_is_not_dirty_and_follows_too(qtbot, make):
    form = make()
    form.load(FULL)
    form.editor("name").setFocus()
    form.apply_remote(theirs(name="他们的"))
    assert form.editor("name").input.text() == "他们的"
    assert form.changes() == {}


def test_both_alike_is_no_question_and_lists_are_joined(qtbot, make):
    form = make()
    form.load(FULL)
    put(qtbot, form, "name", "同")
    put(qtbot, form, "tags", "重点、我的")
    form.apply_remote(theirs(name="同", tags=["重点", "学校", "他们的"]))
    assert form.conflict.isHidden()
    assert form.changes() == {"tags": ["重点", "他们的", "我的"]}


def clash(qtbot, form, name, mine, other):
    form.load(FULL)
    put(qtbot, form, name, mine)
    form.apply_remote(theirs(**{name: other}), "王芳")


def press(qtbot, form, name):
    button = form.findChild(QPushButton, name)
    button.setFocus()
    qtbot.keyClick(button, Key.Key_Space)


def test_the_same_field_asks_and_keeps_both_until_decided(qtbot, make):
    form = make()
    clash(qtbot, form, "amount", "500", 99_00)
    assert form.conflict.isVisible()
    words = [form.findChild(QLabel, f"amount.{side}").text() for side in ("before", "mine", "theirs")]
    assert words == ["¥123,456.00", "<b>¥500.00</b>", "<b>¥99.00</b>"]
    assert "王芳" in form.findChild(QLabel, "conflict.title").text()
    with pytest.raises(Invalid) as error:
        form.changes()
    assert error.value.rule == "conflict_undecided"
    press(qtbot, form, "amount.mine.button")
    assert form.conflict.isHidden()
    assert form.changes() == {"amount": 500_00}


def test_take_theirs(qtbot, make):
    form = make()
    clash(qtbot, form, "amount", "500", 99_00)
    press(qtbot, form, "amount.theirs.button")
    assert form.editor("amount").value() == 99_00
    assert form.changes() == {}
    assert not form.is_dirty()


def test_wrong_text_of_mine_is_shown_as_typed(qtbot, make):
    form = make()
    clash(qtbot, form, "amount", "abc", 99_00)
    assert form.findChild(QLabel, "amount.mine").text() == "<b>abc</b>"
    press(qtbot, form, "amount.mine.button")
    assert form.editor("amount").input.text() == "abc"


def test_word_by_word(qtbot, make):
    form = make()
    clash(qtbot, form, "note", "周五联系王经理，谈报价。\n下周看现场。", "周三联系王经理，谈合同。\n下周看现场。")
    press(qtbot, form, "note.words.button")
    result = form.findChild(QWidget, "note.result")
    assert result.toPlainText() == "周五联系王经理，谈合同。\n下周看现场。"  # only the first word collides
    radio = next(r for r in form.findChildren(QRadioButton) if r.text() == "三")
    radio.setFocus()
    qtbot.keyClick(radio, Key.Key_Space)
    assert result.toPlainText().startswith("周三")
    press(qtbot, form, "note.take")
    assert form.conflict.isHidden()
    assert form.changes() == {}  # this is what they saved


def test_back_from_word_by_word_and_all_at_once(qtbot, make):
    form = make()
    form.load(FULL)
    put(qtbot, form, "name", "甲")
    put(qtbot, form, "note", "乙")
    form.apply_remote(theirs(name="丙", note="丁"))
    press(qtbot, form, "note.words.button")
    press(qtbot, form, "note.back")
    assert form.conflict.open_fields() == ("name", "note")
    press(qtbot, form, "conflict.all_theirs")
    assert form.conflict.isHidden()
    assert form.changes() == {}


def test_a_second_change_while_undecided_keeps_the_question(qtbot, make):
    form = make()
    clash(qtbot, form, "amount", "500", 99_00)
    form.apply_remote(replace(theirs(amount=77_00), version=5))
    assert form.findChild(QLabel, "amount.theirs").text() == "<b>¥77.00</b>"
    press(qtbot, form, "amount.theirs.button")
    assert form.editor("amount").value() == 77_00
    assert form.record.version == 5


def test_loading_another_record_forgets_questions(qtbot, make):
    form = make()
    clash(qtbot, form, "amount", "500", 99_00)
    form.load(FULL)
    assert form.conflict.isHidden()
    assert form.changes() == {}


def test_before_a_whole_row_a_field_takes_what_is_left_of_its_own(make):
    section = Section(title="A", fields=("name", "grade", "phone", "email", "customer_id"), widths={"email": "full"})
    form = make(entity=replace(DEAL, sections=(section,)), width=1000)
    QApplication.processEvents()
    wide = {name for name in section.fields if form.editor(name).width() > 600}
    assert wide == {"phone", "email"}, "the last may leave room beside it"
