"""What happened with a record, newest first; and the line in which one writes down what happens now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QUrl, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from crm_desktop.core import codec
from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import BadValue, CrmError, Offline
from crm_desktop.core.fields import Choice, DateTime, Money, Options, Ref
from crm_desktop.qt.editors import Editor, editor_for
from crm_desktop.qt.tools import caption
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon
from crm_desktop.shell.records import services
from crm_desktop.shell.records.services import ACTION_COLUMNS, Event
from crm_desktop.shell.sentences import sentence

GROUPS = {"all": (), "actions": ("action",), "business": ("order", "opportunity"), "changes": ("created", "changed")}
_MONEY = Money(name="amount", label="")


class Timeline(QFrame):
    """The timeline of one record; *written* when an action was added."""

    written = Signal()

    def __init__(self, context: Context, entity: Entity, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timeline")
        self._context, self._entity, self._record_id = context, entity, 0
        self._events: list[Event] = []
        self._limit = services.NEWEST
        self._group = "all"
        self._composer = Composer(context, entity, self) if _may_write(context, entity) else None
        self._chips = {name: QPushButton(self) for name in GROUPS}
        self._view = QTextBrowser(self)
        self._view.setObjectName("timeline_text")
        self._view.setOpenLinks(False)
        self._view.setProperty("kind", "plain")
        self._view.document().setDocumentMargin(12)
        self._view.setFrameShape(QFrame.Shape.NoFrame)
        self._view.anchorClicked.connect(self._open)
        row = QHBoxLayout()
        row.setContentsMargins(12, 8, 12, 4)
        row.setSpacing(4)
        buttons = QButtonGroup(self)
        for name, chip in self._chips.items():
            chip.setObjectName(f"timeline_{name}")
            chip.setProperty("kind", "chip")
            chip.setCheckable(True)
            chip.setChecked(name == "all")
            chip.clicked.connect(lambda _=False, n=name: self._choose(n))
            buttons.addButton(chip)
            row.addWidget(chip)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if self._composer:
            column.addWidget(self._composer)
            self._composer.written.connect(self._written)
        column.addLayout(row)
        column.addWidget(self._view, 1)
        self.retranslate()

    @property
    def composer(self) -> Composer | None:
        """Return the line for new actions; None where there is no right to write any."""
        return self._composer

    def show_record(self, record_id: int) -> None:
        """Show the timeline of another record."""
        if record_id != self._record_id and self._events:  # never another record's events below this one's name
            self._events = []
            self._view.clear()
        self._record_id, self._limit = record_id, services.NEWEST
        if self._composer:
            self._composer.show_record(record_id)
        self.refresh()

    def refresh(self) -> None:
        """Read the timeline again."""
        record_id, name, facts, limit = self._record_id, self._entity.name, self._context.facts(), self._limit
        if record_id:
            self._context.jobs.run(
                lambda session: services.timeline(session, facts, name, record_id, limit),
                owner=self,
                done=self._show,
                failed=self._failed,
                key="timeline",
            )

    def _failed(self, error: Exception) -> None:
        self._context.messages.error(error)

    def _written(self) -> None:
        self.refresh()
        self.written.emit()

    def _choose(self, group: str) -> None:
        self._group = group
        self._show(self._events)

    def _show(self, events: Sequence[Event]) -> None:
        self._events = list(events)
        place = self._view.verticalScrollBar().value()
        kinds = GROUPS[self._group]
        shown = [event for event in self._events if not kinds or event.kind in kinds]
        if not shown:
            words = self.tr("Nothing here yet. What is done with this record appears here by itself.")
            self._view.setHtml(
                f"<p style='color:{self._colour(QPalette.ColorRole.PlaceholderText)}'>{escape(words)}</p>"
            )
        else:
            self._view.setHtml("".join(self._html(event) for event in shown) + self._older())
        self._view.verticalScrollBar().setValue(place)

    def _older(self) -> str:
        """Return the link that reads further back, where there is more."""
        if len(self._events) < self._limit:
            return ""
        link = self._colour(QPalette.ColorRole.Link)
        return f"<p><a style='color:{link}' href='older:'>{escape(self.tr('Show older'))}</a></p>"

    def texts(self) -> str:
        """Return what is on show as plain text."""
        return self._view.toPlainText()

    def _colour(self, role: QPalette.ColorRole) -> str:
        return self.palette().color(role).name()

    def _html(self, event: Event) -> str:
        muted, link = self._colour(QPalette.ColorRole.PlaceholderText), self._colour(QPalette.ColorRole.Link)
        title = escape(self._title(event))
        if event.record_id and event.entity in self._context.facts().entities:
            address = f"record:{event.entity}:{event.record_id}"
            title = f"<a style='color:{link};text-decoration:none' href='{address}'>{title}</a>"
        when = event.at.astimezone().strftime("%Y-%m-%d %H:%M")
        lines = [f"<b>{title}</b> <span style='color:{muted}'>{when} · {escape(event.by)}</span>"]
        lines += [escape(line) for line in event.text.splitlines()]
        if event.result and event.kind == "action":
            lines.append(escape(self.tr("Result: {words}").format(words=event.result)))
        if event.next_on:
            words = self.tr("Next: {day}").format(day=event.next_on.isoformat())
            lines.append(f"<span style='color:{muted}'>{escape(words)}</span>")
        lines += [self._change(*change) for change in event.changes]
        return f"<p style='margin:0 0 10px 0'>{'<br>'.join(lines)}</p>"

    def _title(self, event: Event) -> str:
        if event.kind == "action":
            action = self._context.facts().entities.get("action")
            kind = action["kind"] if action and "kind" in action else None
            words = self._context.term_label(kind.dictionary, event.title) if isinstance(kind, Choice) else event.title
            return words or self.tr("Action")
        if event.kind in ("order", "opportunity"):
            entity = self._context.facts().entities[event.entity]
            noun = QCoreApplication.translate(entity.context, entity.title)
            amount = f"  ¥{codec.with_thousands(codec.to_text(_MONEY, event.amount))}" if event.amount else ""
            return f"{noun} {event.title}{amount}"
        return self.tr("Created") if event.kind == "created" else self.tr("Changed")

    def _change(self, name: str, old: Any, new: Any) -> str:
        muted = self._colour(QPalette.ColorRole.PlaceholderText)
        label = name
        if name in self._entity:
            field = self._entity[name]
            label = caption(self._entity, field)
        words = [escape(self._value(name, value)) or "–" for value in (old, new)]
        return f"<span style='color:{muted}'>{escape(label)}:</span> {words[0]} → {words[1]}"

    def _value(self, name: str, value: Any) -> str:
        """Return the words of a JSON value of the audit trail."""
        if value in (None, "", []):
            return ""
        field = next((f for f in self._entity.fields if f.name == name), None)
        if isinstance(field, Choice):
            return self._context.term_label(field.dictionary, str(value))
        if isinstance(field, Options):
            marked = dict(field.options).get(str(value), str(value))
            return QCoreApplication.translate(self._entity.context, marked)
        if isinstance(field, Money) and isinstance(value, int):
            return "¥" + codec.with_thousands(codec.to_text(field, value))
        if isinstance(field, DateTime):
            return datetime.fromisoformat(str(value)).astimezone().strftime("%Y-%m-%d %H:%M")
        if isinstance(field, Ref):
            return f"#{value}"
        if isinstance(value, list):
            return "、".join(map(str, value))
        text = str(value)
        return text if len(text) <= 120 else text[:119] + "…"

    def _open(self, url: QUrl) -> None:
        if url.scheme() == "older":
            self._limit += services.NEWEST
            self.refresh()
            return
        _, _, rest = url.toString().partition(":")
        entity, _, record_id = rest.partition(":")
        if record_id.isdigit():
            self._context.navigator.open_record(entity, int(record_id))

    def retranslate(self) -> None:
        """Set every text anew."""
        words = {
            "all": self.tr("Everything"),
            "actions": self.tr("Actions"),
            "business": self.tr("Orders and opportunities"),
            "changes": self.tr("Changes"),
        }
        for name, chip in self._chips.items():
            chip.setText(words[name])
            chip.setAccessibleName(words[name])
        self._chips["business"].setVisible(self._entity.name == "customer")
        self._chips["actions"].setVisible(self._entity.name in ACTION_COLUMNS)
        self._view.setAccessibleName(self.tr("Timeline"))
        self._show(self._events)

    def changeEvent(self, event: QEvent) -> None:
        """Follow language and palette (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.PaletteChange and hasattr(self, "_view"):
            self._show(self._events)


class Composer(QFrame):
    """Writes down what happened: kind, words, next contact; the page keeps it at Ctrl+Enter."""

    written = Signal()

    def __init__(self, context: Context, entity: Entity, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("composer")
        self.setProperty("kind", "strip")
        self._context, self._column, self._record_id = context, ACTION_COLUMNS[entity.name], 0
        self._action = context.entity("action")
        names = [name for name in ("kind", "content", "next_contact_on") if name in self._action]
        self._editors: dict[str, Editor] = {name: editor_for(self._action[name], context, self) for name in names}
        self._heading, self._save, self._message = QLabel(self), QPushButton(self), QLabel(self)
        self._heading.setProperty("kind", "heading")
        self._message.setProperty("kind", "error")
        self._message.setWordWrap(True)
        self._message.hide()
        self._labels = {name: QLabel(self) for name in names}
        self._save.setObjectName("save_action")
        self._save.setIcon(icon("check"))
        self._save.clicked.connect(self.keep)
        line = QHBoxLayout()
        line.setSpacing(6)
        for name in ("kind", "next_contact_on"):
            if name in self._editors:
                line.addWidget(self._labels[name])
                line.addWidget(self._editors[name], 1)
        line.addWidget(self._save)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        column.addWidget(self._heading)
        if "content" in self._editors:
            self._editors["content"].input.setFixedHeight(56)
            column.addWidget(self._editors["content"])
            self._labels["content"].hide()
        column.addLayout(line)
        column.addWidget(self._message)
        for name, editor in self._editors.items():
            editor.setObjectName(f"compose.{name}.editor")
            editor.input.setObjectName(f"compose.{name}")
            editor.edited.connect(self._message.hide)
        self.retranslate()
        self._clear()

    def show_record(self, record_id: int) -> None:
        """Write for another record; what was typed for the one before is kept by nobody but that page."""
        self._record_id = record_id

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

    def keep(self) -> None:
        """Store the action, or say at once what is missing."""
        try:
            values = {name: editor.value() for name, editor in self._editors.items()}
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
        records, action = self._context.records, self._action
        self._save.setEnabled(False)
        self._context.jobs.run(
            lambda session: records.create(session, action, values), owner=self, done=self._kept, failed=self._failed
        )

    def _kept(self, _record: object) -> None:
        self._save.setEnabled(True)
        self._clear()
        self._context.messages.toast(self.tr("Written down."))
        self.written.emit()

    def _failed(self, error: Exception) -> None:
        self._save.setEnabled(True)
        self._say(sentence(error, self._action))
        if isinstance(error, Offline) or not isinstance(error, CrmError):
            self._context.messages.error(error, self._action)

    def _say(self, words: str) -> None:
        self._message.setText(words)
        self._message.setVisible(bool(words))

    def _clear(self) -> None:
        for name, editor in self._editors.items():
            kind = self._action[name]
            terms = self._context.terms(kind.dictionary) if isinstance(kind, Choice) else ()
            editor.set_value(terms[0].code if terms else "" if name == "content" else None)
        self._say("")

    def retranslate(self) -> None:
        """Set every text anew."""
        self._heading.setText(self.tr("What happened?"))
        self._save.setText(self.tr("Write down"))
        self._save.setToolTip("Ctrl+Enter")
        self._save.setAccessibleName(self._save.text())
        for name, label in self._labels.items():
            words = QCoreApplication.translate(self._action.context, self._action[name].label)
            label.setText(words)
            self._editors[name].set_caption(words)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a switch of the language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


def _may_write(context: Context, entity: Entity) -> bool:
    action = context.facts().entities.get("action")
    return (
        entity.name in ACTION_COLUMNS
        and action is not None
        and context.facts().rights.may(action.rights_module, "create")
    )
