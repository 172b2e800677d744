"""What happened with a record, newest first: read page by page, filtered by chip and by typing, pinned on top."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QTimer, QUrl, Signal
from PySide6.QtGui import QIcon, QPalette, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QTextBrowser, QVBoxLayout, QWidget

from crm_desktop.core.clock import local_time
from crm_desktop.core.codec.stored import from_stored
from crm_desktop.core.entity import Entity
from crm_desktop.core.fields import Choice, Field, Money, Options, Price, Ref
from crm_desktop.core.record import Changed, Record
from crm_desktop.core.text import unbroken
from crm_desktop.qt.cells import cell_text, erased_words, joined, labelled, login_words, money_text
from crm_desktop.qt.rows import EmptyLabel
from crm_desktop.qt.tools import caption
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon
from crm_desktop.shell.sentences import fill
from crm_desktop.shell.timeline import reaction_services, services
from crm_desktop.shell.timeline.chips import Chips
from crm_desktop.shell.timeline.composer import Composer
from crm_desktop.shell.timeline.reaction_services import Reactions
from crm_desktop.shell.timeline.reactions import focus_link, focused_link, reaction_html
from crm_desktop.shell.timeline.services import ACTION_COLUMNS, Event, TimelinePage
from crm_desktop.shell.timeline.sources import ENTRY_WORDS, groups_of

_TYPING = 300  #: milliseconds after the last key
PAPERCLIP = "icon:paperclip"
_MOST = 1000  #: events on show at once; the filter finds what lies further back


class Timeline(QFrame):
    """The timeline of one record; *written* when an action was added."""

    written = Signal()

    def __init__(self, context: Context, entity: Entity, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timeline")
        self._context, self._entity, self._record_id = context, entity, 0
        self._events: list[Event] = []
        self._pinned: tuple[Event, ...] = ()
        self._end: services.Place | None = None
        self._group = ""
        self._refreshing = self._stale = self._known = False
        self._composer = Composer(context, entity, self) if _may_write(context, entity) else None
        self._chips = Chips(groups_of(entity.name), self)
        self._chips.chosen.connect(self._choose)
        self._find = QLineEdit(self)
        self._find.setObjectName("timeline_filter")
        self._find.setClearButtonEnabled(True)
        self._pause = QTimer(self, singleShot=True, interval=_TYPING)
        self._pause.timeout.connect(self.refresh)
        self._find.textChanged.connect(lambda _words: self._pause.start())
        self._view = _Words(self)
        self._view.setObjectName("timeline_text")
        self._view.setOpenLinks(False)
        self._view.setProperty("kind", "plain")
        self._view.document().setDocumentMargin(12)
        self._view.setFrameShape(QFrame.Shape.NoFrame)
        self._nothing = EmptyLabel(self)
        self._nothing.setObjectName("timeline_empty")
        self._nothing.hide()
        for shown in (self._view, self._nothing):
            shown.setMinimumHeight(40)  # what stands above it must not push a small window apart
        self._view.anchorClicked.connect(self._open)
        self._view.verticalScrollBar().valueChanged.connect(self._scrolled)
        context.bus.changed.connect(self._changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if self._composer:
            column.addWidget(self._composer)
            self._composer.written.connect(self._written)
        row = QHBoxLayout()
        row.setContentsMargins(12, 6, 12, 2)
        row.addWidget(self._find)
        column.addLayout(row)
        column.addWidget(self._chips)
        column.addWidget(self._view, 1)
        column.addWidget(self._nothing, 1)
        self.retranslate()

    @property
    def composer(self) -> Composer | None:
        """Return the line for new actions; None where there is no right to write any."""
        return self._composer

    def show_record(self, record_id: int) -> None:
        """Show the timeline of another record."""
        if record_id != self._record_id:  # never another record's events below this one's name
            self._events, self._pinned, self._end, self._known = [], (), None, False
            self._show()
            self._pause.stop()
            self._find.blockSignals(True)
            self._find.clear()
            self._find.blockSignals(False)
        self._record_id = record_id
        if self._composer:
            self._composer.show_record(record_id)
        self.refresh()

    def refresh(self) -> None:
        """Read again what is on show."""
        self._read(services.START, max(len(self._events), services.PAGE))

    def read_older(self) -> None:
        """Read the next page."""
        if self._end is not None and len(self._events) < _MOST and not self._refreshing:
            self._read(self._end, services.PAGE)

    def _read(self, after: services.Place, limit: int) -> None:
        record_id, name, facts = self._record_id, self._entity.name, self._context.facts()
        group, words = self._group, self._find.text()
        if record_id:
            # an older page asked for meanwhile would take the place of the refresh, and what is new never appear
            self._refreshing = self._refreshing or after == services.START
            self._context.jobs.run(
                lambda session: services.read_timeline(
                    session, facts, name, record_id, group=group, words=words, after=after, limit=limit
                ),
                owner=self,
                done=lambda page: self._take(page, after),
                failed=self._failed,
                key="timeline",
            )

    def _failed(self, error: Exception) -> None:
        self._refreshing = False
        self._context.messages.error(error)

    def _take(self, page: TimelinePage, after: services.Place) -> None:
        self._refreshing, self._known = False, True
        if after == services.START:
            self._events, self._pinned = list(page.events), page.pinned
        else:
            self._events += page.events
        self._end = page.end
        self._show()

    def _written(self) -> None:
        self.refresh()
        self.written.emit()

    def _choose(self, group: str) -> None:
        self._group = group
        self._events = []
        self.refresh()

    def _scrolled(self, value: int) -> None:
        bar = self._view.verticalScrollBar()
        if self._end is not None and value and value >= bar.maximum() - bar.pageStep() // 2:
            self.read_older()

    def _changed(self, change: Changed) -> None:
        """Take up what others say to what is on show."""
        if change.table != "action_reaction":
            return
        if self.isVisible():
            self._read_reactions()
        else:
            self._stale = True

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what was said while this was hidden (QWidget.showEvent)."""
        super().showEvent(event)
        if self._stale:
            self._read_reactions()

    def _read_reactions(self) -> None:
        self._stale = False
        entries = services.entries_of((*self._events, *self._pinned))
        if entries:
            self._context.jobs.run(
                lambda session: reaction_services.read_reactions(session, entries),
                owner=self,
                done=self._take_reactions,
                failed=self._context.messages.error,
                key="reactions",
            )

    def _take_reactions(self, said: Reactions) -> None:
        before = (self._events, self._pinned)
        self._events = [services.react_to(event, said) for event in self._events]
        self._pinned = tuple(services.react_to(event, said) for event in self._pinned)
        if before != (self._events, self._pinned):
            self._show()

    # ── words ────────────────────────────────────────────

    def _show(self) -> None:
        bar = self._view.verticalScrollBar()
        place, at = bar.value(), focused_link(self._view)
        bar.blockSignals(True)
        pins = self._pins()  # none of them while something is looked for
        nothing = self._known and not self._events and not pins
        self._nothing.setVisible(nothing)
        self._view.setVisible(not nothing)
        if nothing:
            self._view.clear()
            self._nothing.setText(
                self.tr("Nothing here yet. What is done with this record appears here by itself.")
                if not self._find.text() and not self._group
                else self.tr("Nothing found.")
            )
        else:
            self._view.setHtml(pins + "".join(self._html(event) for event in self._events) + self._older())
            focus_link(self._view, at)
        bar.setValue(place)
        bar.blockSignals(False)

    def _pins(self) -> str:
        if not self._pinned or self._group or self._find.text():
            return ""
        muted = self._colour(QPalette.ColorRole.PlaceholderText)
        words = escape(self.tr("Pinned"))
        head = f"<p style='color:{muted};margin:0 0 4px 0'>{words}</p>"
        return head + "".join(self._html(event) for event in self._pinned) + "<hr>"

    def _older(self) -> str:
        """Return the link that reads further back, where there is more."""
        if self._end is None:
            return ""
        if len(self._events) >= _MOST:
            words = self.tr("Type above to find what lies further back.")
            return f"<p style='color:{self._colour(QPalette.ColorRole.PlaceholderText)}'>{escape(words)}</p>"
        link = self._colour(QPalette.ColorRole.Link)
        words = escape(self.tr("Show older"))
        return f"<p><a style='color:{link}' href='older:'>{words}</a></p>"

    def texts(self) -> str:
        """Return what is on show as plain text."""
        return self._view.toPlainText()

    def _colour(self, role: QPalette.ColorRole) -> str:
        return self.palette().color(role).name()

    def _html(self, event: Event) -> str:
        muted, link = self._colour(QPalette.ColorRole.PlaceholderText), self._colour(QPalette.ColorRole.Link)
        title = escape(erased_words(self._title(event)))
        if event.id and event.table in self._context.facts().entities:
            address = f"record:{event.table}:{event.id}"
            title = f"<a style='color:{link};text-decoration:none' href='{address}'>{title}</a>"
        when = local_time(event.at).strftime("%Y-%m-%d" if event.whole_day else "%Y-%m-%d %H:%M")
        by = f" · {escape(login_words(event.by))}" if event.by else ""
        lines = [f"<b>{title}</b> <span style='color:{muted}'>{when}{by}</span>{self._pin_link(event)}"]
        lines += [escape(line) for line in erased_words(event.text).splitlines()]
        if event.result and event.table == "action":
            lines.append(escape(self.tr("Result: {words}").format(words=event.result)))
        if event.next_on:
            words = self.tr("Next: {day}").format(day=event.next_on.isoformat())
            lines.append(f"<span style='color:{muted}'>{escape(words)}</span>")
        if event.files:
            words = escape(self.tr("Files: {count}").format(count=event.files))
            address = f"files:{event.table}:{event.id}"
            lines.append(f"<img src='{PAPERCLIP}'> <a style='color:{muted}' href='{address}'>{words}</a>")
        lines += [self._change(event, *change) for change in event.changes]
        lines[-1] += self._reactions(event)  # behind what they answer
        return f"<p style='margin:0 0 10px 0'>{'<br>'.join(lines)}</p>"

    def _pin_link(self, event: Event) -> str:
        may = self._context.facts().rights.may(self._entity.rights_module, "edit")
        if self._entity.name != "customer" or not event.id or event.table in ("created", "changed") or not may:
            return ""
        muted = self._colour(QPalette.ColorRole.PlaceholderText)
        words = unbroken(self.tr("Unpin") if event.pin else self.tr("Pin"))
        address = f"unpin:{event.pin}" if event.pin else f"pin:{event.table}:{event.id}"
        return f"&nbsp; <a style='color:{muted};text-decoration:none' href='{address}'>{escape(words)}</a>"

    def _reactions(self, event: Event) -> str:
        return reaction_html(event.id, event.reactions, self.palette()) if event.table == "action" else ""

    def _title(self, event: Event) -> str:
        if event.table in ("created", "changed"):
            return self.tr("Created") if event.table == "created" else self.tr("Changed")
        if event.table == "timeline_entry":
            words = QCoreApplication.translate("Timeline", ENTRY_WORDS.get(event.title, event.title))
            return fill(words, {name: self._plain(value) for name, value in event.data.items()})
        entity = self._context.facts().entities[event.table]
        noun = QCoreApplication.translate(entity.context, entity.title)
        if event.table == "action":
            return self._term(entity, "kind", event.title) or noun
        if event.table == "customer_status_change":
            before, now = (self._term(entity, "to_status", code) for code in (event.title, event.result))
            return self.tr("Status: {before} → {now}").format(before=before or "–", now=now)
        words = self._term(entity, "result", event.title) if event.table == "qualification" else event.title
        state = next((self._term(entity, n, event.result) for n in ("state", "stage") if n in entity), "")
        amount = money_text(event.amount, event.currency or self._context.facts().currency) if event.amount else ""
        return "  ".join(part for part in (noun, words, amount, state) if part)

    def _term(self, entity: Entity, name: str, code: str) -> str:
        return _words_of(self._context, entity, entity[name], code) if name in entity else code

    def _plain(self, value: Any) -> str:
        return joined(map(str, value)) if isinstance(value, list) else str(value)

    def _change(self, event: Event, name: str, old: Any, new: Any) -> str:
        muted = self._colour(QPalette.ColorRole.PlaceholderText)
        label = caption(self._entity, self._entity[name]) if name in self._entity else name
        beside = {field: said for field, *both in event.changes for said in both if said is not None}
        words = [escape(erased_words(self._value(name, value, beside, event.currency))) or "–" for value in (old, new)]
        return labelled(f"<span style='color:{muted}'>{escape(label)}</span>", f"{words[0]} → {words[1]}")

    def _value(self, name: str, value: Any, beside: Mapping[str, Any], currency: str) -> str:
        """Return the words of a JSON value of the audit trail."""
        if value in (None, "", []):
            return ""
        field = next((f for f in self._entity.fields if f.name == name), None)
        if isinstance(field, Ref):
            return value if isinstance(value, str) else f"#{value}"  # one that is not seen has its number only
        if field is None:
            text = self._plain(value)
        else:
            label = {name: currency} if currency and isinstance(field, (Money, Price)) else {}
            found = from_stored(field, value)
            text = cell_text(field, found, Record(0, 0, {**beside, name: found}, label), self._context)
        return text if len(text) <= 120 else text[:119] + "…"

    # ── links and keys ───────────────────────────────────

    def _open(self, url: QUrl) -> None:
        scheme, _, rest = url.toString().partition(":")
        what, _, number = rest.rpartition(":")
        if scheme == "older":
            self.read_older()
        elif scheme == "record" and number.isdigit():
            self._context.navigator.open_record(what, int(number))
        elif scheme == "files" and number.isdigit():
            self._context.navigator.open_record(what, int(number), files=True)
        elif scheme == "pin" and number.isdigit():
            customer, table, record_id = self._record_id, what, int(number)
            self._keep(lambda session: services.pin(session, customer, table, record_id))
        elif scheme == "unpin" and number.isdigit():
            pin_id = int(number)
            self._keep(lambda session: services.unpin(session, pin_id))
        elif scheme in ("react", "unreact") and number.isdigit():
            self._say(reaction_services.react if scheme == "react" else reaction_services.take_back, int(number), what)

    def _say(self, work: Any, entry: int, kind: str) -> None:
        self._context.jobs.run(
            lambda session: work(session, entry, kind),
            owner=self,
            done=lambda _: self._read_reactions(),
            failed=self._context.messages.error,
            key=("react", entry, kind),
        )

    def _keep(self, work: Any) -> None:
        self._context.jobs.run(
            work, owner=self, done=lambda _: self.refresh(), failed=self._context.messages.error, key="pin"
        )

    def retranslate(self) -> None:
        """Set every text anew."""
        self._chips.retranslate(self.tr("All"))
        self._find.setPlaceholderText(self.tr("Find in the timeline"))
        self._find.setAccessibleName(self._find.placeholderText())
        self._view.setAccessibleName(self.tr("Timeline"))
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        """Follow language and palette (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.PaletteChange and hasattr(self, "_view"):
            self._show()


class _Words(QTextBrowser):
    """Draws the paperclip beside the files of an entry."""

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Return a picture (QTextBrowser.loadResource)."""
        if QUrl(name).toString() == PAPERCLIP:
            return icon("paperclip", "muted").pixmap(14, 14, QIcon.Mode.Normal)
        return super().loadResource(kind, name)


def _words_of(context: Context, entity: Entity, field: Field, code: str) -> str:
    """Return the words of a code of a dictionary or of the program."""
    if isinstance(field, Choice):
        return context.term_label(field.dictionary, code)
    if isinstance(field, Options):
        return QCoreApplication.translate(entity.context, dict(field.options).get(code, code))
    return code


def _may_write(context: Context, entity: Entity) -> bool:
    action = context.facts().entities.get("action")
    return (
        entity.name in ACTION_COLUMNS
        and action is not None
        and context.facts().rights.may(action.rights_module, "create")
    )
