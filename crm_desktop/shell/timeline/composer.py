"""The line in which one writes down what happens now: kind, words, next contact; @ names a colleague."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QTextCursor
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import BadValue, CrmError, Offline
from crm_desktop.core.fields import Choice
from crm_desktop.qt.editors import Editor, editor_for
from crm_desktop.qt.editors.text import TextArea
from crm_desktop.qt.files import unreadable
from crm_desktop.qt.tools import as_on_keys, caption
from crm_desktop.shell.context import Context
from crm_desktop.shell.drafts import Draft, new_token
from crm_desktop.shell.icons import icon
from crm_desktop.shell.records.kept import say_kept, take_back
from crm_desktop.shell.records.once import noting
from crm_desktop.shell.resend import Resend
from crm_desktop.shell.sentences import sentence
from crm_desktop.shell.timeline import services
from crm_desktop.shell.timeline.enclosures import Enclosures
from crm_desktop.shell.timeline.mentions import Mentions
from crm_desktop.shell.timeline.services import ACTION_COLUMNS

DRAFT_AFTER = 1_000  # milliseconds after the first key
_TITLE = 20  # characters


class Composer(QFrame):
    """Writes down what happened: kind, words, next contact; the page keeps it at Ctrl+Enter."""

    written = Signal()

    def __init__(self, context: Context, entity: Entity, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("composer")
        self.setProperty("kind", "strip")
        self._context, self._column, self._record_id = context, ACTION_COLUMNS[entity.name], 0
        self._token = new_token()
        self._sent: dict[str, Any] | None = None  # what is under way under that token
        self._resend = Resend(context.bus, lambda: (self._token, self._sending()), self.keep, self)
        self._table = entity.name
        self._pause = QTimer(self, singleShot=True, interval=DRAFT_AFTER)
        self._pause.timeout.connect(self.keep_draft)
        self._action = context.entity("action")
        names = [name for name in ("kind", "content", "next_contact_on") if name in self._action]
        self._own = [f for f in self._action.fields if f.is_custom and f.required and not f.read_only]
        names += [f.name for f in self._own]
        self._editors: dict[str, Editor] = {name: editor_for(self._action[name], context, self) for name in names}
        self._save, self._message = QPushButton(self), QLabel(self)
        self._message.setProperty("kind", "error")
        self._message.setWordWrap(True)
        self._message.hide()
        self._labels = {f.name: QLabel(self) for f in self._own}
        self._save.setObjectName("save_action")
        self._save.setIcon(icon("check"))
        self._save.clicked.connect(self.keep)
        self.files = Enclosures(context, self)
        self.files.refused.connect(self._say)
        line = QHBoxLayout()
        line.setSpacing(6)
        for name in ("kind", "next_contact_on"):
            if name in self._editors:
                line.addWidget(self._editors[name], 3 if name == "next_contact_on" else 2)
        line.addWidget(self._save)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        head = QHBoxLayout()
        if "content" in self._editors:
            words = self._editors["content"].input
            assert isinstance(words, TextArea)
            words.MIN_LINES = 2  # it grows with what is typed; until then the room is the timeline's
            self._mentions = Mentions(context, words)
            self.files.watch(words)
            head.addWidget(self._editors["content"], 1)
        head.addWidget(self.files.button, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        column.addLayout(head)
        column.addLayout(self._required())
        column.addWidget(self.files)
        column.addLayout(line)
        column.addWidget(self._message)
        for name, editor in self._editors.items():
            editor.setObjectName(f"compose.{name}.editor")
            editor.input.setObjectName(f"compose.{name}")
            editor.edited.connect(self._message.hide)
            editor.edited.connect(lambda: self._pause.isActive() or self._pause.start())
        if self._own and "kind" in self._editors:
            self._editors["kind"].edited.connect(self._show_own)
        self.retranslate()
        self._clear()

    def _required(self) -> QGridLayout:
        """Lay out the own attributes without which the database would refuse the entry."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(6)
        for row, field in enumerate(self._own):
            grid.addWidget(self._labels[field.name], row, 0)
            grid.addWidget(self._editors[field.name], row, 1)
        return grid

    def show_record(self, record_id: int) -> None:
        """Write for another record; what was begun for the one before stays with that."""
        if record_id == self._record_id:
            return
        self.keep_draft()
        self.leave()
        self._clear()
        self._record_id, self._token = record_id, new_token()
        if draft := self._context.drafts.find(*self._key(record_id)):
            take_back(self._context, (*self._key(record_id), ""))
            self._token = draft.token  # an answer may have been lost: it is not written down twice
            self.restore(dict(draft.snapshot))
            self._show_own()

    def _key(self, record_id: int) -> tuple[str, int]:
        return f"{self._table}.{self._action.name}", record_id

    def keep_draft(self) -> None:
        """Keep on this PC what is typed and not written down."""
        self._pause.stop()
        if not self._record_id:
            return
        (entity, record_id), typed = self._key(self._record_id), self.snapshot()
        if typed:
            draft = Draft(entity=entity, record_id=record_id, token=self._token, snapshot=typed, labels={}, version=0)
            if not self._context.drafts.kept(draft):
                self._say(self.tr("The draft cannot be written: this PC's disk is full or locked."))
        elif self._context.drafts.find(entity, record_id):
            self._context.drafts.drop(entity, record_id)

    def leave(self) -> None:
        """Let what waits for the server be sent without this line."""
        content = str(self.snapshot().get("content") or "")
        title = content if len(content) <= _TITLE else f"{content[:_TITLE]} …"
        key = (*self._key(self._record_id), "")
        say_kept(self._context, title, key, self._resend.take_over(), closed=False)

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep what is typed when the page is closed (QWidget.hideEvent)."""
        super().hideEvent(event)
        self.keep_draft()

    def has_keyboard(self) -> bool:
        """Tell whether somebody is writing here."""
        focus = self.window().focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    def begin(self) -> None:
        """Take the keyboard."""
        (self._editors.get("content") or next(iter(self._editors.values()))).setFocus(
            Qt.FocusReason.ShortcutFocusReason
        )

    def snapshot(self) -> dict[str, Any]:
        """Return what is typed, as JSON values; empty where nothing is."""
        typed = self._editors.get("content")
        return {n: e.snapshot() for n, e in self._editors.items()} if typed is not None and typed.is_dirty() else {}

    def restore(self, snapshot: dict[str, Any]) -> None:
        """Show what ``snapshot`` returned."""
        for name, typed in snapshot.items():
            if name in self._editors and typed:
                self._editors[name].restore(typed)
                if isinstance(words := self._editors[name].input, QPlainTextEdit):
                    words.moveCursor(QTextCursor.MoveOperation.End)

    def keep(self) -> None:
        """Store the action, or say at once what is missing."""
        try:
            values = {name: editor.value() for name, editor in self._editors.items() if not editor.isHidden()}
        except BadValue as error:
            self._say(sentence(error))
            return
        if not values.get("content"):
            self._say(self.tr("Please write a few words on what happened."))
            self._editors["content"].setFocus()
            return
        values = {name: value for name, value in values.items() if value not in (None, "", [])}
        values |= {self._column: self._record_id}
        if "employee_id" in self._action:
            values["employee_id"] = self._context.facts().employee_id
        sent = self._sending()
        if self._sent == sent:
            return  # under way already: the key was pressed twice
        if self._sent is not None:  # other words before the answer came: another entry; after a failure it is the same
            self._token = new_token()
        self._sent = sent
        self.keep_draft()
        write = noting(self._context.records, self._action, self._token, values)
        enclose = self.files.store()
        words, table, place = str(values.get("content") or ""), self._table, self._record_id

        def work(session: Any) -> list[str]:
            enclose(session, self._action, write(session).id)
            return services.not_told(session, words, table, place) if "@" in words or "＠" in words else []

        self._resend.sending(work)
        self._save.setEnabled(False)
        self._context.jobs.run(
            work,
            owner=self._context.bus,
            done=lambda names: self._kept(names, sent),
            failed=lambda e: self._failed(e, sent),
        )

    def _sending(self) -> dict[str, Any]:
        return {"record": self._record_id, "files": self.files.names(), **self.snapshot()}

    def _kept(self, not_told: list[str], sent: dict[str, Any]) -> None:
        typed, key = {n: v for n, v in sent.items() if n in self._editors}, self._key(sent["record"])
        draft = self._context.drafts.find(*key)
        if draft is not None and draft.snapshot == typed:  # what was typed since stays, there and here
            self._context.drafts.drop(*key)
        if not isValid(self):
            return  # its page was closed meanwhile
        self._save.setEnabled(True)
        if self._sent == sent:
            self._sent, self._token = None, new_token()
        if self._sending() == sent:  # what was typed since stays
            self._clear()
        said = self.tr("Written down.")
        if not_told:
            names = "、".join(not_told) if self._context.language().startswith("zh") else ", ".join(not_told)
            said += " " + self.tr("Not told, because they may not read this record: {names}").format(names=names)
        self._context.messages.toast(said)
        self.written.emit()

    def _failed(self, error: Exception, sent: dict[str, Any]) -> None:
        if not isValid(self):
            return  # it stays a draft
        self._save.setEnabled(True)
        if self._sent == sent:
            self._sent = None
        if isinstance(error, OSError):  # a file that went away meanwhile; nothing was written
            self._say(unreadable(Path(error.filename or "").name))
            return
        self._say(self._resend.failed() if isinstance(error, Offline) else sentence(error, self._action))
        if isinstance(error, Offline) or not isinstance(error, CrmError):
            self._context.messages.error(error, self._action)

    def _say(self, words: str) -> None:
        self._message.setText(words)
        self._message.setVisible(bool(words))

    def _clear(self) -> None:
        for name, editor in self._editors.items():
            kind = self._action[name]
            terms = self._context.terms(kind.dictionary) if isinstance(kind, Choice) else ()
            first = terms[0].code if terms and name == "kind" else kind.default
            editor.set_value("" if name == "content" else first)
        self._show_own()
        self.files.clear()
        self._say("")

    def _show_own(self) -> None:
        """Show those required own attributes that are for this kind of action."""
        for field in self._own:
            name, values = field.only or ("", ())
            kind = self._editors[name].value() if name in self._editors else None
            shown = not name or kind in values
            self._labels[field.name].setVisible(shown)
            self._editors[field.name].setVisible(shown)

    def retranslate(self) -> None:
        """Set every text anew."""
        self._save.setText(self.tr("Write down"))
        self._save.setToolTip(as_on_keys("Ctrl+Enter"))
        self._save.setAccessibleName(self._save.text())
        self.files.retranslate()
        for name, editor in self._editors.items():
            words = caption(self._action, self._action[name])
            editor.set_caption(words)
            if name in self._labels:
                self._labels[name].setText(words + " *")
            elif isinstance(editor.input, QPlainTextEdit):
                editor.input.setPlaceholderText(self.tr("What happened?"))
            elif isinstance(editor.input, QLineEdit):
                editor.input.setPlaceholderText(words)  # a label beside it would leave no room for the day

    def changeEvent(self, event: QEvent) -> None:
        """Follow a switch of the language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
