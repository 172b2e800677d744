"""One record: head, form, timeline, files and what belongs to it; kept safe while it is edited."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import Conflict, CrmError, Gone, Invalid, MadeBefore, Offline
from crm_desktop.core.record import Changed, Record
from crm_desktop.core.source import Hit, RecordSource
from crm_desktop.qt.form import RecordForm
from crm_desktop.shell.context import Context
from crm_desktop.shell.drafts import Draft, new_token
from crm_desktop.shell.page import Page
from crm_desktop.shell.records.dialling import dial
from crm_desktop.shell.records.head import Head
from crm_desktop.shell.records.kept import Key, say_kept, take_back
from crm_desktop.shell.records.notice_bar import NoticeBar, draft_words
from crm_desktop.shell.records.once import writing
from crm_desktop.shell.records.presence import Presence
from crm_desktop.shell.records.record_menu import RecordMenu
from crm_desktop.shell.records.related import RelatedLists
from crm_desktop.shell.records.sides import RecordSides
from crm_desktop.shell.records.walk import Walk
from crm_desktop.shell.resend import Resend
from crm_desktop.shell.sentences import sentence

DRAFT_AFTER = 1_000  #: milliseconds after the last key


class RecordPage(Page):
    """Shows and edits one record of any entity.

    Signals: *stored* with the id when a new record was saved; *shown* with a ``Hit`` when another record is shown;
    *missing* with the id of one that is not there.
    """

    stored, missing = Signal(int), Signal(int)
    shown = Signal(object)

    def __init__(
        self,
        context: Context,
        parent: QWidget | None = None,
        *,
        entity: str,
        record_id: int | None = None,
        values: Mapping[str, Any] | None = None,
        labels: Mapping[str, str] | None = None,
        token: str = "",
        **_kept: Any,
    ) -> None:
        super().__init__(context, parent)
        self.setObjectName(f"{entity}_page")
        self.entity, self.made_for = context.entity(entity), context.facts()
        self._record_id, self._record = record_id or 0, Record(0, 0, {})
        self._given, self._given_labels, self._token = dict(values or {}), dict(labels or {}), token or new_token()
        self._among, self._by = Walk(), ""
        self._saving = self._gone = self._switching = False
        self._next: Callable[[], object] | None = None  # what was asked while a save was under way
        self.head = Head(context, self.entity, self)
        self._down = QSplitter(Qt.Orientation.Vertical, self)  # each part where it stays: a full one is slow to move
        self._across = QSplitter(Qt.Orientation.Horizontal, self._down)
        self._left = QWidget(self._across)
        self.form = RecordForm(context, self.entity, self._left)
        self.form.waits = True
        self.related: RelatedLists | None = None
        self.side = RecordSides(context, self.entity, self._across)
        self.notice = NoticeBar(self)
        self._draft_pause = QTimer(self, singleShot=True, interval=DRAFT_AFTER)
        self._draft_pause.timeout.connect(self.keep_draft)
        self._resend = Resend(
            context.bus, lambda: (self._token, self.form.typed(), self.parts_snapshot()), self.save, self
        )
        self.presence = Presence(context, entity, self)
        self._build()
        self._connect()
        self._make_actions()
        if record_id is None:
            self._start()
            return
        for part in (self._down, self.head):  # nothing to type into before the record is there
            part.hide()
        if record_id:  # 0: a page made ahead
            self.load(record_id)

    # ── parts ────────────────────────────────────────────

    def _build(self) -> None:
        self._left.setProperty("kind", "card")
        left_column = QVBoxLayout(self._left)
        left_column.setContentsMargins(0, 0, 0, 0)
        left_column.addWidget(self.form)
        self._across.setStretchFactor(0, 3)
        self._across.setStretchFactor(1, 2)
        self._across.setSizes([700, 420])
        self._across.setChildrenCollapsible(False)
        self._down.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.notice)
        column.addWidget(self._down, 1)

    def _add_related(self) -> None:
        """Make the related lists; a new record has none yet."""
        if self.related is not None:
            return
        self.related = RelatedLists(self.context, self.entity, self)
        if self.related.count():
            self._down.addWidget(self.related)
            self._down.setStretchFactor(0, 3)
            self._down.setStretchFactor(1, 2)
            self._down.setSizes([420, 220])
        else:
            self.related.hide()

    def _connect(self) -> None:
        self.form.dirty_changed.connect(self._dirty_changed)
        # Not started anew at each key: who types without a pause has a draft within a second too.
        self.form.edited.connect(lambda _name: self._draft_pause.isActive() or self._draft_pause.start())
        self.form.open_requested.connect(self.context.navigator.open_record)
        self.form.dial_requested.connect(lambda number: dial(self.context, number))
        self.head.save_asked.connect(self.save)
        self.head.previous_asked.connect(lambda: self.walk(-1))
        self.head.next_asked.connect(lambda: self.walk(1))
        self.head.dial_asked.connect(lambda number: dial(self.context, number))
        self.presence.others_changed.connect(self.head.show_others)
        self.menu = RecordMenu(self)
        self.head.more.setMenu(self.menu)

    def _make_actions(self) -> None:
        for keys, act in (
            ("Ctrl+S", lambda: self.save()),
            *((keys, self._finish) for keys in ("Ctrl+Return", "Ctrl+Enter")),
            ("Ctrl+Shift+N", lambda: self.save(lambda: self.context.navigator.new_record(self.entity.name))),
            ("Alt+Up", lambda: self.walk(-1)),
            ("Alt+Down", lambda: self.walk(1)),
            ("F5", self.refresh),
        ):
            QShortcut(QKeySequence(keys), self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # ── reading ──────────────────────────────────────────

    @property
    def record_id(self) -> int:
        """Return the id of the record on show; 0 for a new one."""
        return self._record_id

    def load(self, record_id: int) -> None:
        """Show a record from the database."""
        self._record_id = record_id
        records, entity = self.context.records, self.entity
        self.context.jobs.run(
            lambda session: records.load(session, entity, record_id),
            owner=self,
            done=self._loaded,
            failed=self._not_loaded,
            key="load",
        )

    def _loaded(self, record: Record) -> None:
        if record.id != self._record_id:
            return
        fresh, gone, self._gone = self._record.id != record.id, self._gone, False
        if not fresh and not gone and record.version < self._record.version:
            return  # read before what has been saved here meanwhile
        self._down.show()
        self.head.show()
        if fresh:
            self._record = record
            self._switching = True  # what was typed into the record before stays on disk
            self.form.load(record)
            self._switching = False
            self._show_around(record)
            self._offer_draft()
        elif record.version != self._record.version or record.values != self._record.values:
            self._record = record
            self.form.apply_remote(record, self._by)
        self._by = ""
        self._show_head()
        self.shown.emit(Hit(self.entity.name, record.id, self.title(), ""))

    def _show_around(self, record: Record) -> None:
        self._add_related()
        assert self.related is not None
        self.side.show_record(record.id)
        self.related.show_record(record)
        self.presence.show_record(record.id)

    def _not_loaded(self, error: Exception) -> None:
        if isinstance(error, Gone):
            self._gone = True
            words = sentence(error)
            if self.is_dirty():
                words += " " + self.tr("What you typed stays here, so that you can copy it.")
            self.form.set_locked("" if self.is_dirty() else words)
            self.notice.show_words(words, "bad")
            if self._record.id:
                self._show_head()
            self.missing.emit(self._record_id)
        else:
            self.context.messages.error(error, self.entity)

    def _start(self) -> None:
        self.form.start(self._given, self._given_labels)
        self._show_head()
        if draft := self.context.drafts.find(self.entity.name, 0, self._token):
            self._restore(draft.snapshot)
        QTimer.singleShot(0, self.form, self.begin)

    def begin(self) -> None:
        """Put the cursor where writing a new record begins."""
        self.form.focus_first()

    def _show_head(self) -> None:
        self.head.show_record(self._record)
        self._show_state()
        self.title_changed.emit()

    def _show_state(self) -> None:
        rights = self.context.facts().rights
        may = rights.may(self.entity.rights_module, "edit" if self._record.id else "create") and not self._gone
        self.head.show_dirty(self.is_dirty() or not self._record.id, may, self._saving)
        self.head.show_walk(max(self._among.place(self._record_id), 0), len(self._among))

    # ── what others do ───────────────────────────────────

    def concerned(self, change: Changed) -> bool:
        """Tell whether the record, its timeline or its files may have changed (``Page``)."""
        if not self._record_id:
            return False
        if change.concerns(self.entity.name, self._record_id):
            self._by = change.by
            return True
        if change.table == "presence" and change.operation == self.entity.name and self._record_id in change.ids:
            self.presence.refresh()
        return change.table in ("action", "attachment")

    def refresh(self) -> None:
        """Read again what is on show (``Page``)."""
        if self._record_id:
            self.load(self._record_id)
            self.side.refresh()

    # ── saving ───────────────────────────────────────────

    def save(self, then: Callable[[], object] | None = None) -> None:
        """Store what was changed; *then* is called when it stands in the database. Asked meanwhile, it waits."""
        if self._saving:
            self._next = lambda: self.save(then)
            return
        records, entity, record = self.context.records, self.entity, self.form.record
        try:
            changes = self.form.changes() if self._record.id else self.form.values()
            parts = self.parts_changes()
        except Invalid as error:
            if error.rule == "conflict_undecided":
                self.notice.show_words(self.tr("Please choose first which words are to stand, then save."), "bad")
                return
            self.notice.show_words(self.tr("Something is not right yet: see the marked field."), "bad")
            self.form.go_to(error.field or "")
            return
        if self._record.id and not changes and not parts:
            if then:
                then()
            return
        work = writing(self.store, records, entity, self._token, record, changes, parts)
        self._saving, (_token, sent, _parts) = True, self._resend.sending(work)
        self._show_state()
        self.context.jobs.run(
            work, owner=self, done=lambda saved: self._saved(saved, sent, then), failed=self._not_saved
        )
        self.keep_draft()  # the program may die before the answer comes

    # A hand-written page may edit more than the form: an order its lines. These six are all it overrides.

    def parts_changes(self) -> Any:
        """Return what is to be written besides the form's changes, falsy for nothing; raise Invalid."""
        return None

    @staticmethod
    def store(
        session: Any, records: RecordSource, entity: Entity, record: Record, changes: Mapping[str, Any], parts: Any
    ) -> Record:
        """Write everything in one transaction (in a job: no widget is touched) and return the record as stored."""
        if record.id:
            return records.save(session, entity, record, changes)
        return records.create(session, entity, changes)

    def parts_saved(self) -> None:
        """Read the parts again: they stand in the database."""

    def parts_dirty(self) -> bool:
        """Tell whether a part holds something unsaved."""
        return False

    def parts_snapshot(self, *, copied: bool = False) -> Mapping[str, Any]:
        """Return what a draft, or a copy, keeps of the parts (JSON values, under names that are no field's)."""
        return {}

    def parts_restore(self, snapshot: Mapping[str, Any]) -> None:
        """Bring back what ``parts_snapshot`` gave."""

    def is_dirty(self) -> bool:
        """Tell whether anything here is unsaved."""
        return self.form.is_dirty() or self.parts_dirty()

    def _restore(self, snapshot: Mapping[str, Any], ask: bool = True) -> None:
        take_back(self.context, self._draft_key)
        self.form.restore({name: value for name, value in snapshot.items() if name in self.entity}, ask=ask)
        self.parts_restore(snapshot)

    def _saved(self, record: Record, sent: Mapping[str, Any], then: Callable[[], object] | None) -> None:
        self._saving = False
        new = not self._record.id
        self.drop_draft()
        self._record_id, self._record = record.id, record
        self.notice.hide()
        self.form.stored(record, sent)
        self.parts_saved()
        if self.parts_dirty():  # what of them was stored is known in a moment
            self._draft_pause.start()
        else:
            self.keep_draft()
        self._show_head()
        if new:
            QTimer.singleShot(
                0, self, lambda: self._show_around(record) if self._record_id == record.id else None
            )  # seen first
            self.stored.emit(record.id)
            self.shown.emit(Hit(self.entity.name, record.id, self.title(), ""))
        else:
            self.side.refresh()
        if then:
            then()
        asked, self._next = self._next, None
        if asked:
            asked()

    def _not_saved(self, error: Exception) -> None:
        self._saving, self._next = False, None
        self._show_state()
        waiting = self._resend.failed() if isinstance(error, Offline) else ""
        self.keep_draft()
        if isinstance(error, Conflict):
            self._take_theirs(error)
        elif isinstance(error, MadeBefore):
            self._take_up(error.record_id)
        elif isinstance(error, Invalid):
            words = sentence(error, self.entity)
            mine = error.table not in [part.entity for part in self.entity.parts]
            self.form.show_errors([(error.field, words)] if error.field and mine else [])
            self.notice.show_words(words, "bad")
        elif isinstance(error, Offline):
            self.notice.show_words(waiting, "warn")
            self.context.messages.error(error)
        elif isinstance(error, CrmError):
            self.notice.show_words(sentence(error, self.entity), "bad")
        else:
            self.context.messages.error(error)

    def _take_up(self, record_id: int) -> None:
        """Go on with the record that an earlier attempt made; what was typed since is put on top of it."""
        self.drop_draft()
        self._record_id = record_id
        self.keep_draft()
        self.stored.emit(record_id)
        self.load(record_id)

    def _take_theirs(self, error: Conflict) -> None:
        """Merge a colleague's version; what collides is asked in the form, nothing is lost."""
        theirs = error.theirs
        if not isinstance(theirs, Record):
            self.load(self._record_id)
            return
        self._record = theirs
        self.form.apply_remote(theirs, self._by)
        self._show_head()
        if not self.form.conflict.open_fields():
            self.notice.show_words(
                self.tr(
                    "A colleague saved other fields of this record meanwhile; both changes fit "
                    "together. Please look at it and save again."
                ),
                "warn",
            )

    def _finish(self) -> None:
        """Keep what is being written down beside the form, else save and close."""
        composer = self.side.timeline.composer if self.side.timeline else None
        if composer and composer.has_keyboard():
            composer.keep()
        else:
            self.save(lambda: self.context.navigator.close(self))

    # ── drafts ───────────────────────────────────────────

    @property
    def _draft_key(self) -> Key:
        return self.entity.name, self._record_id, self._token

    def keep_draft(self) -> None:
        """Write down what was typed and not saved."""
        self._draft_pause.stop()
        if not self.is_dirty():
            return
        self.title_changed.emit()  # a new record is called by what was typed
        draft = Draft(
            entity=self.entity.name, record_id=self._record_id, token=self._token, labels=self.form.labels(),
            snapshot={**self.form.snapshot(), **self.parts_snapshot()}, version=self.form.record.version,
            title=self.title(), pressed=self._resend.is_pressed(self._saving),
        )  # fmt: skip
        if not self.context.drafts.kept(draft):
            words = self.tr("The draft cannot be written: this PC's disk is full or locked. Please save soon.")
            self.notice.show_words(words, "warn")

    def drop_draft(self) -> None:
        """Forget what was typed: it is stored, or not wanted."""
        self._draft_pause.stop()
        self.context.drafts.drop(*self._draft_key)

    def _offer_draft(self) -> None:
        """Bring back what was typed here before a crash; one press takes it away again."""
        if (draft := self.context.drafts.find(self.entity.name, self._record_id)) is None or not draft.snapshot:
            return
        self._restore(draft.snapshot, ask=draft.version > 0)  # 0: typed over what an earlier attempt made of it
        if self.is_dirty():
            when = time.strftime("%Y-%m-%d %H:%M", time.localtime(draft.at))
            self.notice.offer(lambda: draft_words(when), "accent", self.discard)

    def discard(self) -> None:
        """Show what is stored instead of what was typed."""
        self.drop_draft()
        self.notice.hide()
        self.form.load(self._record)
        self.parts_saved()
        self._show_state()

    def _dirty_changed(self, dirty: bool) -> None:
        self._show_state()
        self.title_changed.emit()
        self.presence.set_editing(dirty)
        if not dirty and self._record_id and not self._switching:
            self.drop_draft()

    # ── walking and closing ──────────────────────────────

    def walk_among(self, ids: Sequence[int]) -> None:
        """Let Alt+Up and Alt+Down walk through *ids*."""
        self._among = Walk(ids)
        self._show_state()

    def walk(self, by: int) -> None:
        """Show the previous or next record; what is unsaved here is kept as a draft and comes back."""
        other = self._among.step(self._record_id, by)
        if other and self._saving:
            self._next = lambda: self.walk(by)
        elif other:
            self.keep_draft()
            say_kept(self.context, self.title(), self._draft_key, self._resend.take_over(), closed=False)
            self.notice.hide()
            self.presence.leave()
            self.load(other)

    def may_close(self) -> bool:
        """Keep a draft and let the page be closed (``Page``)."""
        if self.is_dirty():
            self.keep_draft()
            say_kept(self.context, self.title(), self._draft_key, self._resend.take_over())
        self.side.leave()
        self.presence.leave()
        return True

    def title(self) -> str:
        """Return the record's name (``Page``)."""
        label = self.head.name_of(self._record) or str(self._record.values.get("code") or "")
        noun = QCoreApplication.translate(self.entity.context, self.entity.title)
        if not self._record.id and not self._record_id:
            typed = Record(0, 0, self.form.current(), self.form.labels()) if self.is_dirty() else Record(0, 0, {})
            return self.head.name_of(typed) or self.tr("New: {what}").format(what=noun)
        return label or f"{noun} #{self._record_id}"

    def icon_name(self) -> str:
        """Return a pencil while something is unsaved (``Page``)."""
        return "pencil" if self.is_dirty() else self.entity.icon

    def retranslate(self) -> None:
        """Set every text anew (``Page``)."""
        self.head.retranslate()
        self.side.retranslate()
