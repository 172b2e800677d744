"""The top of a record page: what it is, whose it is, how it stands, what comes next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from crm_desktop.core import clock, fields
from crm_desktop.core.entity import Entity
from crm_desktop.core.record import Record
from crm_desktop.qt.cells import cell_text, due_tone, labelled, name_text
from crm_desktop.qt.tools import as_on_keys, caption
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon, primary_icon

#: Fields shown as badges, where an entity has them.
BADGES = ("grade", "status", "stage", "state", "outcome")
NEXT = "next_contact_on"


class Head(QFrame):
    """Name, code, badges, owner, telephone, next action; buttons at the right.

    Signals: *save_asked*, *previous_asked*, *next_asked*; *dial_asked* with a number.
    """

    save_asked = Signal()
    previous_asked = Signal()
    next_asked = Signal()
    dial_asked = Signal(str)

    def __init__(self, context: Context, entity: Entity, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("record_head")
        self.setProperty("kind", "strip")
        self._context, self.entity = context, entity
        self._mark, self._name, self._code = QLabel(self), QLabel(self), QLabel(self)
        self._name.setProperty("kind", "title")
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._code.setProperty("kind", "muted")
        self._code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._others = QLabel(self)
        self._others.setObjectName("also_open_at")
        self._others.setProperty("kind", "badge-accent")
        self._others.hide()
        self._second = QHBoxLayout()
        self._second.setSpacing(8)
        self.save, self.previous, self.next, self.more = (
            QPushButton(self),
            QToolButton(self),
            QToolButton(self),
            QToolButton(self),
        )
        self._state = QLabel(self)
        self._state.setProperty("kind", "small")
        self._state.setObjectName("save_state")
        self._lay_out()
        self._record: Record | None = None
        self._dirty = False
        self.retranslate()

    def _lay_out(self) -> None:
        self.save.setObjectName("save")
        self.save.setProperty("kind", "primary")
        primary_icon(self.save, "save")
        self.save.clicked.connect(self.save_asked)
        for button, name, picture, signal in (
            (self.previous, "previous_record", "arrow-up", self.previous_asked),
            (self.next, "next_record", "arrow-down", self.next_asked),
        ):
            button.setObjectName(name)
            button.setIcon(icon(picture))
            button.clicked.connect(signal)
            button.setVisible(False)
        self.more.setObjectName("more")
        self.more.setIcon(icon("ellipsis-vertical"))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        first = self._first = QHBoxLayout()
        first.setSpacing(8)
        for widget in (self._mark, self._name, self._code, self._others):
            first.addWidget(widget)
        self._marks = QHBoxLayout()
        first.addLayout(self._marks)
        first.addStretch(1)
        first.addWidget(self._state)
        first.addWidget(self.previous)
        first.addWidget(self.next)
        first.addWidget(self.save)
        first.addWidget(self.more)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 12, 8)
        column.setSpacing(4)
        column.addLayout(first)
        column.addLayout(self._second)

    def add_tool(self, button: QToolButton) -> None:
        """Put a button of a hand-written page before those that every record has."""
        self._first.insertWidget(self._first.indexOf(self.previous), button)

    def put_in_place_of_save(self, button: QPushButton) -> None:
        """Put a *button* where Save stands, on a page on which nobody saves."""
        self._first.insertWidget(self._first.indexOf(self.save), button)
        self.save.hide()

    def add_mark(self, mark: QWidget) -> None:
        """Let a small *mark* stand beside name and code."""
        self._marks.addWidget(mark)

    def show_record(self, record: Record) -> None:
        """Show a record; one with id 0 is new."""
        self._record = record
        values = record.values
        title = self.name_of(record)
        new = not record.id
        self._name.setText(
            title
            or (self.tr("New: {what}") if new else "#{what}").format(
                what=QCoreApplication.translate(self.entity.context, self.entity.title) if new else record.id
            )
        )
        self._mark.setPixmap(icon(self.entity.icon, "accent").pixmap(20, 20))
        code = str(values.get("code") or "")
        self._code.setText(code if code != title else "")
        while self._second.count():
            item = self._second.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if not new:
            self._add_badges(record)
            self._add_people(record)
        self._second.addStretch(1)

    def name_of(self, record: Record) -> str:
        """Return the words that stand for a record; '' without any."""
        return name_text(self.entity, record, self._context)

    def _text(self, name: str) -> str:
        assert self._record is not None
        field = self.entity[name]
        return (
            cell_text(field, self._record.values.get(name), self._record, self._context)
            if name in self._record.values
            else ""
        )

    def _add_badges(self, record: Record) -> None:
        said = set()
        for name in BADGES:
            if name not in self.entity or not isinstance(self.entity[name], (fields.Choice, fields.Options)):
                continue
            words = self._text(name)
            if words and words not in said:  # a lost opportunity is in the stage of that name
                said.add(words)
                kind = {
                    "won": "badge-ok",
                    "lost": "badge-bad",
                    "closed": "badge-ok",
                    "cancelled": "badge-bad",
                    "draft": "badge-warn",
                }.get(str(record.values.get(name)), "badge")
                self._second.addWidget(self._badge(words, kind, self._label(name)))
        # a customer or an opportunity waits for its next contact; an entry of the past does not
        if NEXT in self.entity and "last_contact_at" in self.entity and NEXT in record.values:
            self._second.addWidget(self._next_badge(record))

    def _next_badge(self, record: Record) -> QLabel:
        """Return the next action in its colour: grey none, green planned, red overdue; the words say it as well."""
        day = record.values.get(NEXT)
        tone = due_tone(day if isinstance(day, date) else None)
        if not isinstance(day, date):
            words = self.tr("Nothing planned")
        elif tone == "badge-bad":
            words = self.tr("Overdue since {day}").format(day=day.isoformat())
        else:
            words = self.tr("Next: {day}").format(day=self.tr("Today") if day == clock.today() else day.isoformat())
        return self._badge(words, tone, self._label(NEXT))

    def _add_people(self, record: Record) -> None:
        if self.entity.owner and self.entity.owner in self.entity:
            words = self._text(self.entity.owner)
            if words:
                owner = QLabel(labelled(self._label(self.entity.owner), words), self)
                owner.setProperty("kind", "muted")
                self._second.addWidget(owner)
        for name in ("phone", "mobile"):
            number = str(record.values.get(name) or "") if name in self.entity else ""
            if number and self.entity[name].masked:
                masked = QLabel(labelled(self._label(name), number), self)
                masked.setObjectName("head_masked")
                masked.setProperty("kind", "muted")
                self._second.addWidget(masked)
                break
            if number:
                self._second.addWidget(
                    self._link(number, "phone", self.tr("Call {number}"), partial(self.dial_asked.emit, number))
                )
                self._second.addWidget(
                    self._link("", "copy", self.tr("Copy {number}"), partial(self._copy, number), number)
                )
                break

    def _link(self, words: str, picture: str, tip: str, act: Callable[[], None], number: str = "") -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"head_{picture}")
        button.setIcon(icon(picture))
        button.setIconSize(QSize(14, 14))
        button.setText(words)
        button.setToolButtonStyle(
            Qt.ToolButtonStyle.ToolButtonTextBesideIcon if words else Qt.ToolButtonStyle.ToolButtonIconOnly
        )
        button.setToolTip(tip.format(number=words or number))
        button.setAccessibleName(button.toolTip())
        button.clicked.connect(act)
        return button

    def _copy(self, number: str) -> None:
        QGuiApplication.clipboard().setText(number)
        self._context.messages.toast(self.tr("Copied: {text}").format(text=number))

    def _badge(self, words: str, kind: str, tip: str) -> QLabel:
        badge = QLabel(words, self)
        badge.setProperty("kind", kind)
        badge.setToolTip(tip)
        badge.setAccessibleName(f"{tip}: {words}")
        return badge

    def _label(self, name: str) -> str:
        field = self.entity[name]
        return caption(self.entity, field)

    def show_others(self, others: list[tuple[str, bool]]) -> None:
        """Say who else has the record open, and who is changing it."""
        words = [self.tr("{name} (is changing it)").format(name=name) if editing else name for name, editing in others]
        self._others.setText(
            self.tr("Also open at {names}").format(
                names="、".join(words) if self._context.language().startswith("zh") else ", ".join(words)
            )
        )
        self._others.setAccessibleName(self._others.text())
        self._others.setVisible(bool(others))

    def show_dirty(self, dirty: bool, may_save: bool, saving: bool = False) -> None:
        """Say whether there is anything to save."""
        self._dirty = dirty
        self.save.setEnabled(dirty and may_save and not saving)
        self._state.setText(self.tr("Saving …") if saving else self.tr("Not saved yet") if dirty else "")

    def show_walk(self, at: int, of: int) -> None:
        """Show the buttons for previous and next where there is more than one record to walk through."""
        for button, possible in ((self.previous, at > 0), (self.next, at < of - 1)):
            button.setVisible(of > 1)
            button.setEnabled(possible)

    def retranslate(self) -> None:
        """Set every text anew."""
        self.save.setText(self.tr("Save"))
        self.save.setToolTip(as_on_keys("Ctrl+S"))
        self.save.setAccessibleName(self.save.text())
        for button, words in (
            (self.previous, as_on_keys(self.tr("Previous record (Alt+↑)"))),
            (self.next, as_on_keys(self.tr("Next record (Alt+↓)"))),
            (self.more, self.tr("More")),
        ):
            button.setToolTip(words)
            button.setAccessibleName(words)
        if self._record is not None:
            self.show_record(self._record)
        self.show_dirty(self._dirty, self.save.isEnabled())
