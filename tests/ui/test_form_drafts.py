"""Drafts: on disk within a second, whole or not at all, restored after a crash, gone after saving."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import threading
import time
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from crm_desktop.qt.drafts import DraftBar, DraftKeeper, DraftStore
from crm_desktop.qt.form import RecordForm
from crm_desktop.qt.jobs import Jobs
from tests.ui import formkit
from tests.ui.formkit import DEAL, FULL, Source


@pytest.fixture
def store(tmp_path):
    made = DraftStore(tmp_path, "rep1", "Demo")
    yield made
    assert made.flush()


@pytest.fixture
def make(qtbot):
    jobs = Jobs(formkit.open_session)

    def form():
        made = RecordForm(formkit.tools_of(jobs, Source(), lambda: "zh_CN"), DEAL)
        qtbot.addWidget(made)
        made.show()
        return made

    yield form
    assert jobs.close(5)


def put(qtbot, form, name, text):
    line = form.editor(name).input
    line.setFocus()
    line.selectAll()
    formkit.type_text(qtbot, line, text)


def test_what_is_typed_is_on_disk_within_a_second_even_while_typing_goes_on(qtbot, make, store, tmp_path):
    form = make()
    form.load(FULL)
    DraftKeeper(store, form)
    start = time.monotonic()
    while time.monotonic() - start < 1.0:
        put(qtbot, form, "name", f"v{time.monotonic()}")
        qtbot.wait(50)
    store.flush()
    path = next(tmp_path.rglob("deal-7.json"))
    assert json.loads(path.read_text(encoding="utf-8"))["fields"]["name"].startswith("v")
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_crash_gives_everything_back_wrong_input_too(qtbot, make, store):
    form = make()
    form.load(FULL)
    keeper = DraftKeeper(store, form)
    put(qtbot, form, "name", "崩溃前")
    put(qtbot, form, "amount", "12.345")
    form.editor("customer_id").put(13, "雁塔印刷")
    keeper.keep()
    again = make()
    again.load(FULL)
    keeper = DraftKeeper(store, again)
    draft = keeper.find()
    assert draft is not None
    keeper.restore(draft)
    assert again.editor("name").value() == "崩溃前"
    assert again.editor("amount").input.text() == "12.345"
    assert again.editor("customer_id").label() == "雁塔印刷"
    assert again.is_dirty()


def test_saved_or_typed_back_is_forgotten(qtbot, make, store):
    form = make()
    form.load(FULL)
    keeper = DraftKeeper(store, form)
    put(qtbot, form, "name", "x")
    keeper.keep()
    assert keeper.find() is not None
    form.load(replace(FULL, version=4, values={**FULL.values, "name": "x"}))
    keeper.done()
    assert keeper.find() is None
    put(qtbot, form, "name", "y")
    keeper.keep()
    put(qtbot, form, "name", "x")
    keeper.keep()
    assert keeper.find() is None


def test_a_draft_of_an_older_version_asks_only_where_both_changed(qtbot, make, store):
    form = make()
    form.load(FULL)
    keeper = DraftKeeper(store, form)
    put(qtbot, form, "name", "mine")
    put(qtbot, form, "phone", "1")
    keeper.keep()
    again = make()
    again.load(replace(FULL, version=9, values={**FULL.values, "phone": "2", "seats": 1}))
    keeper = DraftKeeper(store, again)
    keeper.restore(keeper.find())
    assert again.conflict.open_fields() == ("phone",)
    assert again.editor("name").value() == "mine"
    assert again.editor("seats").value() == 1
    assert again.record.version == 9


def test_new_records_have_drafts_of_their_own(qtbot, make, store):
    first, second = make(), make()
    for form, name in ((first, "甲"), (second, "乙")):
        form.start({"customer_id": 11}, {"customer_id": "长安中学"})
        keeper = DraftKeeper(store, form)
        put(qtbot, form, "name", name)
        keeper.keep()
    drafts = store.all()
    assert sorted(d.fields["name"] for d in drafts) == ["乙", "甲"]
    assert drafts[0].given == {"customer_id": "11"}
    assert drafts[0].labels == {"customer_id": "长安中学"}
    assert store.orphans() == []  # this program still runs


def test_drafts_of_a_killed_program_are_found(store, tmp_path):
    code = ("import os,sys;from pathlib import Path;from datetime import datetime;"
            "from crm_desktop.qt.drafts import Draft,DraftStore;s=DraftStore(Path(sys.argv[1]),'rep1','Demo');"
            "s.write(Draft(key=s.key('deal',0),entity='deal',record_id=0,version=0,saved_at=datetime.now().astimezone(),"
            "fields={'name':'甲'},before={},given={},labels={}));s.flush();os.kill(os.getpid(),9)")
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False, timeout=60)
    assert [d.fields for d in store.orphans()] == [{"name": "甲"}]
    assert DraftStore(tmp_path, "rep2", "Demo").all() == []
    assert DraftStore(tmp_path, "rep1", "Real").all() == []


def test_a_damaged_file_is_none(store, tmp_path, qtbot, make):
    form = make()
    form.load(FULL)
    keeper = DraftKeeper(store, form)
    put(qtbot, form, "name", "x")
    keeper.keep()
    store.flush()
    path = next(tmp_path.rglob("deal-7.json"))
    for text in ("{", "[]", "{}", '{"format": 99}', path.read_text(encoding="utf-8").replace('"fields"', '"felds"')):
        path.write_text(text, encoding="utf-8")
        assert keeper.find() is None


def test_a_folder_that_cannot_be_written_stops_nobody(tmp_path, qtbot, make):
    (tmp_path / "drafts").write_text("a file where a folder should be")
    store = DraftStore(tmp_path, "rep1", "Demo")
    form = make()
    form.load(FULL)
    keeper = DraftKeeper(store, form)
    put(qtbot, form, "name", "x")
    keeper.keep()
    assert store.flush()
    assert store.problem
    assert form.changes() == {"name": "x"}


def test_the_bar_says_from_when_and_discards(qtbot, make, store):
    form = make()
    form.load(FULL)
    bar = DraftBar(form)
    form.bars.addWidget(bar)
    keeper = DraftKeeper(store, form)
    put(qtbot, form, "name", "x")
    keeper.keep()
    draft = keeper.find()
    bar.announce(draft)
    assert draft.saved_at.strftime("%H:%M") in bar.findChild(QLabel, "draft.words").text()
    with qtbot.waitSignal(bar.discarded):
        qtbot.keyClick(bar.findChild(QPushButton, "draft.discard"), Qt.Key.Key_Space)
    assert bar.isHidden()


def test_writing_does_not_hold_up_the_window(store, tmp_path, monkeypatch, qtbot, make):
    here, seen = threading.get_ident(), []
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda fd: (seen.append(threading.get_ident()), real(fd)))
    form = make()
    form.load(FULL)
    put(qtbot, form, "name", "x")
    DraftKeeper(store, form).keep()
    store.flush()
    assert seen
    assert here not in seen
