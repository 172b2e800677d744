"""The main window: puts rail, pages, search, documents and foot together, and opens what is asked for."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import Cancelled, CrmError, Offline
from crm_desktop.core.files import write_whole
from crm_desktop.core.query import Condition
from crm_desktop.core.source import Hit
from crm_desktop.qt.tools import TITLE_BAR
from crm_desktop.shell import registry
from crm_desktop.shell.context import Context
from crm_desktop.shell.drafts import Draft
from crm_desktop.shell.entries import Listed, Tab
from crm_desktop.shell.records.kept import send_once_more
from crm_desktop.shell.sentences import UNWRITABLE, sentence
from crm_desktop.shell.window.addresses import LIST, NEW, PAGE, RECORD, Address, conditions_to_json
from crm_desktop.shell.window.documents import Documents
from crm_desktop.shell.window.foot import Foot, OfflineBanner
from crm_desktop.shell.window.keys import NEXT_DOCUMENT
from crm_desktop.shell.window.lock import Caret, LockCover
from crm_desktop.shell.window.menus import Menus
from crm_desktop.shell.window.notices import Bell
from crm_desktop.shell.window.palette import Entry, SearchBox
from crm_desktop.shell.window.questions import Question
from crm_desktop.shell.window.rail import PagesPanel, Rail
from crm_desktop.shell.window.toasts import Toasts
from crm_desktop.shell.window.topbar import TopBar

USUAL = QSize(1366, 768)
SMALLEST = QSize(1200, 640)  #: to which the window shrinks on every page: a laptop of 1920×1080 at 150 % has 1280×720


class MainWindow(QMainWindow):
    """The desktop of one person in one account set; is both ``Navigator`` and ``Messages`` for its pages.

    *make_context* is given the window and returns the ``Context``; ``start`` shows whose desktop it is.
    Signals: *offline_seen* when a page met ``Offline``, *bug_seen* with an error that is none of ours,
    *closed* when the window goes.
    """

    offline_seen = Signal()
    bug_seen = Signal(object)
    closed = Signal()

    def __init__(self, make_context: Callable[[MainWindow], Context]) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self._state_file: Path
        self._new_count = 0
        self._tab = ""
        self._lock: LockCover | None = None
        self._hidden: list[QWidget] = []
        self._caret = Caret(None)
        self.context = make_context(self)
        self._content = QWidget(self)
        self._layers = QStackedWidget(self)
        self._layers.addWidget(self._content)
        self.setCentralWidget(self._layers)
        self.documents = Documents(self._make_page, self._describe, self._content)
        self.search = SearchBox(self.context, self._content, self._page_entries, self._action_entries)
        self.bell = Bell(self.context, self._content)
        self.top, self.rail, self.pages = (
            TopBar(self.search, self.bell, self._content),
            Rail(self._content),
            PagesPanel(self._content),
        )
        self.banner, self.foot = OfflineBanner(self._content), Foot(self)
        self.setStatusBar(self.foot)
        self.toasts = Toasts(self._content)
        self.toasts.too_late.connect(lambda: self.open_page("done"))  # where it can still be taken back
        self.menus = Menus(self)
        self._lay_out()
        self._connect()
        self.resize(USUAL)

    def _lay_out(self) -> None:
        work = QVBoxLayout()
        work.setSpacing(0)
        work.addWidget(self.banner)
        work.addWidget(self.documents, 1)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(self.pages)
        row.addLayout(work, 1)
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        column.addLayout(row, 1)

    def _connect(self) -> None:
        self.rail.chosen.connect(self.show_tab)
        self.pages.opened.connect(self.open_listed)
        self.pages.fold_asked.connect(self.fold_pages)
        self.documents.current_changed.connect(self._front_changed)
        self.documents.status_changed.connect(self.foot.show_status)
        self.context.jobs.busy_changed.connect(self.foot.show_busy)
        self.context.jobs.unhandled.connect(self.error)
        self.menus.manual_asked.connect(self.show_manual)
        for keys, slot in self._shortcuts():
            action = QAction(self._content)
            action.setShortcuts([QKeySequence(k) for k in keys])
            action.triggered.connect(slot)
            self._content.addAction(action)

    def _shortcuts(self) -> list[tuple[tuple[str, ...], Callable[[], object]]]:
        """Return the keys of the window; the numbers lead to the tabs as they stand on the screen."""
        keys: list[tuple[tuple[str, ...], Callable[[], object]]] = [
            (("Ctrl+K",), self.search.begin),
            (("Ctrl+N",), self.top.open_new),
            (("Ctrl+W", "Ctrl+F4"), self.documents.close_current),
            (("Ctrl+Shift+T",), self.documents.reopen),
            ((NEXT_DOCUMENT, "Ctrl+PgDown"), lambda: self.documents.step(1)),
            ((NEXT_DOCUMENT.replace("Tab", "Shift+Tab"), "Ctrl+PgUp"), lambda: self.documents.step(-1)),
            (("Ctrl+B",), self.fold_pages),
            (("Ctrl+L",), lambda: self.menus.lock_asked.emit()),
            (("F1",), self.show_manual),
            (("Shift+F1",), lambda: self.menus.keys_asked.emit()),
        ]
        for number in range(1, 8):
            keys.append(((f"Ctrl+{number}",), partial(self._show_numbered, number)))
        return keys

    # ── tabs and pages ───────────────────────────────────

    def make_ahead(self) -> QWidget:
        """Make the page that most begin with, before it is known for whom."""
        first = next(entry for entry in registry.PAGES if entry.tab == registry.TABS[0].name)
        return self.documents.make_ahead(Address(kind=PAGE, name=first.name))

    def start(self, state_file: Path) -> None:
        """Show the person's tabs, and what was open last, as *state_file* keeps it; else the first page of the first tab."""
        self._state_file = state_file
        self.show_facts()
        self.pages.setVisible(not self.context.prefs.get("pages_folded", False))
        state = self._read_state()
        if state.get("geometry"):
            self.restoreGeometry(QByteArray.fromBase64(state["geometry"].encode()))
        elif is_filled(self.screen().availableSize()):
            self.setWindowState(Qt.WindowState.WindowMaximized)
        if not self.documents.restore(state.get("documents", {})):
            first = self._listed_pages(self._tab)
            if first:
                self.open_listed(first[0][0])
        self.documents.drop_ahead()
        for draft in self.context.drafts.all():
            entity = draft.entity.partition(".")[0]  # what was begun beside its form, too
            if entity not in self.context.facts().entities:
                continue
            if draft.record_id:  # a program that died left no list of what was open
                address = Address(kind=RECORD, name=entity, record_id=draft.record_id)
                page = self.documents.open(address, behind=not draft.pressed)
            else:
                page = self.reopen_draft(draft)
            if draft.pressed and page is not None:
                send_once_more(page, draft)

    def show_facts(self) -> None:
        """Show what rights, dictionaries and account set give; called again when they change."""
        facts = self.context.facts()
        self.top.show_facts(facts)
        tabs = self._tabs()
        names = [tab.name for tab, _ in tabs]
        self._tab = self._tab if self._tab in names else (names[0] if names else "")
        self.rail.show_tabs(tabs, self._tab)
        self.menus.fill()
        self.setWindowTitle(f"{facts.account_set} – {facts.company}" if facts.company else facts.account_set)
        self.show_tab(self._tab)

    def _tabs(self) -> list[tuple[Tab, str]]:
        return [(tab, translate("Tabs", tab.title)) for tab in registry.TABS if self._listed_pages(tab.name)]

    def _listed_pages(self, tab: str) -> list[Listed]:
        return registry.pages_of(tab, self.context.facts(), translate)

    def show_tab(self, name: str) -> None:
        """Show the pages of a tab."""
        self._tab = name
        self.rail.mark(name)
        title = next((title for tab, title in self._tabs() if tab.name == name), "")
        self.pages.show_pages(title, self._listed_pages(name))
        self._mark_page(self.documents.current)

    def _show_numbered(self, number: int) -> None:
        tabs = self._tabs()
        if number <= len(tabs):
            name = tabs[number - 1][0].name
            self.show_tab(name)
            first = self._listed_pages(name)
            if first:
                self.open_listed(first[0][0])

    def open_listed(self, name: str) -> QWidget | None:
        """Open a page by its name in the list: ``list:ENTITY`` or a page of the registry."""
        kind, _, entity = name.partition(":")
        return self.open_list(entity) if kind == "list" and entity else self.open_page(name)

    def fold_pages(self) -> None:
        """Fold or unfold the list of pages."""
        folded = self.pages.isVisible()
        self.pages.setVisible(not folded)
        self.context.prefs.set("pages_folded", folded or None)

    def _front_changed(self, page: QWidget | None) -> None:
        address = self._address_of(page)
        if address is not None:
            facts, name = self.context.facts(), address.name
            entry = registry.page_entry(name) if address.kind == PAGE else registry.entity_entry(name, facts)
            if entry and entry.tab != self._tab and self._listed_pages(entry.tab):
                self.show_tab(entry.tab)
        self._mark_page(page)

    def _mark_page(self, page: QWidget | None) -> None:
        address = self._address_of(page)
        if address is None:
            self.pages.mark("")
        else:
            self.pages.mark(address.name if address.kind == PAGE else f"list:{address.name}")

    def _address_of(self, page: QWidget | None) -> Address | None:
        return self.documents.address_of(page) if page is not None else None

    # ── Navigator ────────────────────────────────────────

    def open_record(
        self, entity: str, record_id: int, *, among: Sequence[int] = (), behind: bool = False, files: bool = False
    ) -> QWidget | None:
        """Show one record (``shell.context.Navigator``)."""
        page = self.documents.open(Address(kind=RECORD, name=entity, record_id=record_id), behind=behind)
        walk = getattr(page, "walk_among", None)
        if among and walk:
            walk(among)
        if files and (side := getattr(page, "side", None)) is not None:
            side.show_files()
        return page

    def new_record(
        self, entity: str, values: Mapping[str, Any] | None = None, labels: Mapping[str, str] | None = None
    ) -> QWidget | None:
        """Show an empty form (``shell.context.Navigator``)."""
        self._new_count += 1
        return self.documents.open(
            Address(
                kind=NEW,
                name=entity,
                record_id=-self._new_count,
                args={"values": dict(values or {}), "labels": dict(labels or {})},
            )
        )

    def reopen_draft(self, draft: Draft) -> QWidget | None:
        """Show what was typed and never saved (``shell.context.Navigator``)."""
        self._new_count += 1
        return self.documents.open(
            Address(
                kind=NEW,
                name=draft.entity,
                record_id=-self._new_count,
                args={"token": draft.token, "labels": dict(draft.labels)},
            )
        )

    def open_list(
        self, entity: str, conditions: Sequence[Condition] = (), *, search: str = "", title: str = "", by: str = ""
    ) -> QWidget | None:
        """Show a list (``shell.context.Navigator``)."""
        args: dict[str, Any] = {}
        if conditions:
            args["conditions"] = conditions_to_json(self.context.entity(entity), conditions)
        if search:
            args["search"] = search
        if title:
            args["title"] = title
        if by:
            args["by"] = by
        return self.documents.open(Address(kind=LIST, name=entity, args=args))

    def open_page(self, name: str, **args: Any) -> QWidget | None:
        """Show a page of the registry (``shell.context.Navigator``)."""
        entry = registry.page_entry(name)
        if entry is None or not registry.may_open(entry, self.context.facts()):
            return None
        return self.documents.open(Address(kind=PAGE, name=name, args=args))

    def close(self, page: QWidget | None = None) -> bool:
        """Close the document of *page* (``shell.context.Navigator``); without one the window (QWidget.close)."""
        return super().close() if page is None else self.documents.close_page(page)

    def _make_page(self, address: Address, parent: QWidget) -> QWidget:
        if address.kind == PAGE:
            entry = registry.page_entry(address.name)
            if entry is None:
                raise KeyError(address.name)
            return registry.load(entry.source)(self.context, parent, **address.args)
        if address.kind == LIST:
            return registry.load("crm_desktop.shell.lists.list_page:ListPage")(
                self.context, parent, entity=address.name, **address.args
            )
        noun = registry.entity_entry(address.name, self.context.facts())
        source = (noun.record_page if noun else "") or "crm_desktop.shell.records.record_page:RecordPage"
        page = registry.load(source)(
            self.context,
            parent,
            entity=address.name,
            record_id=address.record_id if address.kind == RECORD else None,
            **address.args,
        )
        for beside in noun.beside if noun else ():
            registry.load(beside)(self.context, page)
        if hasattr(page, "stored"):
            page.stored.connect(lambda record_id: self._stored(page, address.name, record_id))
        if hasattr(page, "shown"):
            page.shown.connect(lambda hit: self._shown(page, hit))
        return page

    def _stored(self, page: QWidget, entity: str, record_id: int) -> None:
        self.documents.readdress(page, Address(kind=RECORD, name=entity, record_id=record_id))

    def _shown(self, page: QWidget, hit: Hit) -> None:
        self.search.remember(hit)
        self.documents.readdress(page, Address(kind=RECORD, name=hit.entity, record_id=hit.id))

    def _describe(self, address: Address) -> tuple[str, str]:
        """Return (title, icon) of an address; raise KeyError where it leads nowhere any more."""
        if address.kind == PAGE:
            entry = registry.page_entry(address.name)
            if entry is None or not registry.may_open(entry, self.context.facts()):
                raise KeyError(address.name)
            return translate("Pages", entry.title), entry.icon
        entity = self.context.entity(address.name)
        words = entity.plural if address.kind == LIST else entity.title
        return str(address.args.get("title") or translate(entity.context, words)), entity.icon

    # ── Messages ─────────────────────────────────────────

    def toast(self, text: str, undo: Callable[[], None] | None = None) -> None:
        """Show a short message (``shell.context.Messages``)."""
        self.toasts.show_text(text, undo)

    def error(self, error: Exception, entity: Entity | None = None) -> None:
        """Explain an error (``shell.context.Messages``)."""
        if isinstance(error, Cancelled):
            return
        if isinstance(error, Offline):
            self.offline_seen.emit()
        elif isinstance(error, CrmError) or (isinstance(error, OSError) and error.errno in UNWRITABLE):
            self.toasts.show_text(sentence(error, entity))
        else:
            self.bug_seen.emit(error)

    def status(self, text: str) -> None:
        """Say how far long work is (``shell.context.Messages``)."""
        self.foot.show_loading(text)

    def set_count(self, tab: str, count: int) -> None:
        """Show how much there is to do on a tab."""
        self.rail.set_count(tab, count)

    def ask(self, question: str, action: str, done: Callable[[], None], *, parent: QWidget | None = None) -> None:
        """Ask before what cannot be undone (``shell.context.Messages``)."""
        dialog = Question(question, action, parent or self)
        dialog.accepted.connect(done)
        dialog.open()

    # ── the search box's pages and actions ───────────────

    def _page_entries(self) -> list[Entry]:
        entries = []
        for tab, tab_title in self._tabs():
            for name, title, picture, _group, more in self._listed_pages(tab.name):
                entries.append(
                    Entry(
                        title=title,
                        icon=picture,
                        subtitle=tab_title,
                        words=f"{tab_title} {name} {more}",
                        run=partial(self.open_listed, name),
                    )
                )
        return entries

    def _action_entries(self) -> list[Entry]:
        return self.menus.entries()

    def show_manual(self) -> None:
        """Show what the manual says about the page in front."""
        from crm_desktop.shell.manual.chapters import chapter_about
        from crm_desktop.shell.manual.window import open_manual  # few need it

        address = self._address_of(self.documents.current)
        open_manual(self, self.context.language, chapter_about(address.name) if address else "")

    # ── lock ─────────────────────────────────────────────

    def lock(self, who: str, check: Callable[[str], None], leave: Callable[[], None]) -> None:
        """Cover everything and ask for the password; dialogs are hidden meanwhile."""
        if self._layers.currentWidget() is not self._content:
            return
        if self._lock is None:
            self._lock = LockCover(self.context.jobs, who, check, self)
            self._lock.unlocked.connect(self._unlock)
            self._lock.left.connect(leave)
            self._layers.addWidget(self._lock)
        self._caret = Caret(self.focusWidget())
        self._hidden = [w for w in self.findChildren(QWidget) if w.isWindow() and w.isVisible()]
        for window in self._hidden:
            window.hide()
        self.foot.hide()
        self._layers.setCurrentWidget(self._lock)
        self._lock.begin()

    @property
    def locked(self) -> bool:
        """Tell whether the window is covered."""
        return self._layers.currentWidget() is not self._content

    def _unlock(self) -> None:
        self._layers.setCurrentWidget(self._content)
        self._caret.restore()
        self.foot.show()
        for window in self._hidden:
            window.show()
        self._hidden = []

    # ── window ───────────────────────────────────────────

    def keep_drafts(self) -> None:
        """Have every page write down what was typed and not saved."""
        for page in self.documents.pages():
            keep = getattr(page, "keep_draft", None)
            if callable(keep):
                keep()

    def _read_state(self) -> dict[str, Any]:
        try:
            state = json.loads(self._state_file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return state if isinstance(state, dict) else {}

    def write_state(self) -> None:
        """Keep what is open for the next start."""
        geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        words = json.dumps({"geometry": geometry, "documents": self.documents.state()}, ensure_ascii=False)
        with suppress(OSError):  # the next start opens what was open before
            write_whole(self._state_file, words)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep drafts and what is open, then go (QWidget.closeEvent)."""
        self.keep_drafts()
        self.write_state()
        event.accept()
        self.closed.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a switch of the language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "menus"):
            # After the children have heard of it: the rail takes its words from here.
            QTimer.singleShot(0, self, self._retranslate)

    def _retranslate(self) -> None:
        self.show_facts()
        for part in (self.foot, self.banner, self.bell, self.search):
            part.retranslate()


def is_filled(screen: QSize) -> bool:
    """Tell whether the window fills a screen when first opened: its usual size does not fit, its smallest does."""
    room = QSize(screen.width(), screen.height() - TITLE_BAR)
    return USUAL.boundedTo(room) != USUAL and SMALLEST.boundedTo(screen) == SMALLEST


def translate(context: str, words: str) -> str:
    """Return marked *words* in the language in use."""
    return QCoreApplication.translate(context, words)
