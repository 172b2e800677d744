"""The workspace: lists and records as document tabs, made when first looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QMetaObject, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from crm_desktop.qt.rows import EmptyLabel
from crm_desktop.qt.tools import as_on_keys
from crm_desktop.shell import registry
from crm_desktop.shell.icons import icon
from crm_desktop.shell.records.reuse import Spares
from crm_desktop.shell.window.addresses import LIST, NEW, RECORD, Address, from_json

REMEMBERED = 20  #: closed documents that can be reopened
AHEAD = 600  #: milliseconds that a list is looked at before a page is made for what will be opened from it


@dataclass(eq=False)
class Document:
    """One tab: where it leads, its words, and its page once it was looked at."""

    address: Address
    title: str
    icon: str
    page: QWidget | None = None
    links: tuple[QMetaObject.Connection, ...] = ()  #: to the page, which may serve another document later


class Documents(QWidget):
    """Tab bar and stack; *make* builds the page of an address, *describe* gives (title, icon) without building it.

    Signals: *current_changed* with the page in front (or None), *status_changed* with the words for the foot.
    """

    current_changed = Signal(object)
    status_changed = Signal(str)

    def __init__(
        self,
        make: Callable[[Address, QWidget], QWidget],
        describe: Callable[[Address], tuple[str, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("documents")
        self._make, self._describe = make, describe
        self._documents: list[Document] = []
        self._closed: list[Address] = []
        self._spares = Spares()
        self._made_ahead: dict[str, QWidget] = {}
        self._ahead = QTimer(self, singleShot=True, interval=AHEAD)
        self._ahead.timeout.connect(self._make_ahead)
        self._bar, self._stack, self._empty = QTabBar(self), QStackedWidget(self), EmptyLabel(self)
        self._bar.setObjectName("documentBar")
        self._bar.setTabsClosable(True)
        self._bar.setMovable(True)
        self._bar.setDocumentMode(True)
        self._bar.setExpanding(False)
        self._bar.setUsesScrollButtons(True)
        self._bar.setElideMode(Qt.TextElideMode.ElideRight)
        self._bar.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._stack.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar)
        column.addWidget(self._stack, 1)
        self._bar.currentChanged.connect(self._show)
        self._bar.tabCloseRequested.connect(lambda index: self.close_page(self._documents[index]))
        self._bar.tabMoved.connect(self._moved)
        self._bar.installEventFilter(self)
        self.retranslate()

    @property
    def current(self) -> QWidget | None:
        """Return the page in front."""
        document = self._front()
        return document.page if document else None

    def pages(self) -> list[QWidget]:
        """Return every page that has been built."""
        return [d.page for d in self._documents if d.page is not None]

    def open(self, address: Address, *, behind: bool = False) -> QWidget | None:
        """Show the document of *address*, a new tab only where none has it; *behind* leaves the one in front."""
        for index, document in enumerate(self._documents):
            if document.address.key == address.key and address.kind != NEW:
                if not behind:
                    self._bar.setCurrentIndex(index)
                return document.page
        self._add(address)
        if not behind:
            self._bar.setCurrentIndex(len(self._documents) - 1)  # shows it; the first one showed itself
        return self._documents[-1].page

    def _add(self, address: Address) -> None:
        title, picture = self._describe(address)
        document = Document(address, title, picture)
        self._documents.append(document)
        index = self._bar.addTab(icon(picture), title)
        self._bar.setTabToolTip(index, title)
        self._bar.updateGeometry()  # laid out before it had tabs and was shown, it would stay without height

    def _front(self) -> Document | None:
        index = self._bar.currentIndex()
        return self._documents[index] if 0 <= index < len(self._documents) else None

    def _show(self, _index: int) -> None:
        document = self._front()
        if document is None:
            self._stack.setCurrentWidget(self._empty)
            self.current_changed.emit(None)
            self.status_changed.emit("")
            return
        if document.page is None:
            self._build(document)
        assert document.page is not None
        last = document.page.focusWidget()  # asked first: the stack puts the focus somewhere itself
        self._stack.setCurrentWidget(document.page)
        if not self._bar.hasFocus():
            usable = last is not None and last.isVisible() and last.isEnabled()
            (last if last and usable else document.page).setFocus(Qt.FocusReason.OtherFocusReason)
            if usable and isinstance(last, QLineEdit):
                last.end(False)  # whoever comes back types on
        self.current_changed.emit(document.page)
        self.status_changed.emit(_ask(document.page, "status"))
        self._ahead.start()

    def _make_ahead(self) -> None:
        """Have a record page ready for the list in front: building one takes longer than reading a record."""
        document = self._front()
        if document is None or document.address.kind != LIST or not self.isVisible():
            return
        noun = registry.entity_entry(document.address.name)
        if noun is None or not noun.record_page:  # a hand-written page is not used again
            address = Address(kind=RECORD, name=document.address.name, record_id=0)
            self._spares.make_ahead(address.name, lambda: self._make(address, self._stack))

    def _build(self, document: Document) -> None:
        page = document.page = self._ready_for(document.address) or self._make(document.address, self._stack)
        self._stack.addWidget(page)
        if hasattr(page, "title_changed"):
            document.links += (page.title_changed.connect(lambda: self._retitle(document)),)
        if hasattr(page, "status_changed"):
            document.links += (page.status_changed.connect(lambda words: self._show_status(page, words)),)
        self._retitle(document)

    def _show_status(self, page: QWidget, words: str) -> None:
        if self.current is page:
            self.status_changed.emit(words)

    def make_ahead(self, address: Address) -> QWidget:
        """Make the page of a document that will be opened when it is known who has logged in, and return it."""
        page = self._made_ahead[address.key] = self._make(address, self._stack)
        page.hide()
        return page

    def drop_ahead(self) -> None:
        """Let go of what was made ahead and not opened."""
        for page in self._made_ahead.values():
            page.deleteLater()
        self._made_ahead.clear()

    def _ready_for(self, address: Address) -> QWidget | None:
        """Return a page made ahead, or a closed one that has begun to show this record instead."""
        ahead: Any = self._made_ahead.pop(address.key, None)
        if ahead is not None:
            ahead.take_facts()
            return ahead  # type: ignore[no-any-return]
        if address.kind != RECORD or set(address.args) - {"values", "labels"}:
            return None
        page = self._spares.take(address.name)
        if page is not None:
            page.load(address.record_id)
        return page

    def _retitle(self, document: Document) -> None:
        """Take the words on the tab from the page, else from what the address says."""
        if document not in self._documents:
            return
        title, picture = self._describe(document.address)
        document.title = _ask(document.page, "title") or title
        document.icon = _ask(document.page, "icon_name") or picture
        index = self._documents.index(document)
        self._bar.setTabText(index, document.title.replace("&", "&&"))
        self._bar.setTabToolTip(index, document.title)
        self._bar.setTabIcon(index, icon(document.icon))

    def address_of(self, page: QWidget) -> Address | None:
        """Return what *page* shows, or None where it is no document."""
        return next((d.address for d in self._documents if d.page is page), None)

    def readdress(self, page: QWidget, address: Address) -> None:
        """Say that *page* now shows another address (a new record was saved)."""
        for document in self._documents:
            if document.page is page:
                document.address = address
                self._retitle(document)

    def close_page(self, which: QWidget | Document | None) -> bool:
        """Close a document; False where the page wants to stay."""
        document = (
            which
            if isinstance(which, Document)
            else next((d for d in self._documents if d.page is which and which is not None), None)
        )
        if document is None:
            return True
        page = document.page
        if page is not None and hasattr(page, "may_close") and not page.may_close():
            return False
        if document.address.kind != NEW:
            self._closed = [*self._closed[1 - REMEMBERED :], self._kept(document)]
        index = self._documents.index(document)
        del self._documents[index]
        self._bar.removeTab(index)
        if page is not None:
            self._stack.removeWidget(page)
            page.hide()
            for link in document.links:
                QObject.disconnect(link)
            if not self._spares.keep(page):
                page.deleteLater()
        self._show(self._bar.currentIndex())
        return True

    def close_current(self) -> bool:
        """Close the document in front."""
        return self.close_page(self._front())

    def reopen(self) -> QWidget | None:
        """Open the last closed document again."""
        return self.open(self._closed.pop()) if self._closed else None

    def step(self, by: int) -> None:
        """Bring the next (*by* 1) or previous (-1) document to the front."""
        if self._documents:
            self._bar.setCurrentIndex((self._bar.currentIndex() + by) % len(self._documents))

    def state(self) -> dict[str, Any]:
        """Return what is open as JSON values."""
        kept = [d for d in self._documents if d.address.kind != NEW]
        front = self._front()
        return {"open": [self._kept(d).to_json() for d in kept], "front": kept.index(front) if front in kept else 0}

    def restore(self, state: Mapping[str, Any]) -> bool:
        """Open what ``state`` returned; tell whether there was anything. What cannot be opened any more is left out."""
        for entry in state.get("open", ()):
            try:
                address = from_json(entry)
                self._describe(address)
            except (KeyError, TypeError, ValueError):
                continue
            self._bar.blockSignals(True)
            self._add(address)
            self._bar.blockSignals(False)
        if not self._documents:
            return False
        index = int(state.get("front", 0))
        self._bar.setCurrentIndex(index if 0 <= index < len(self._documents) else 0)
        self._show(self._bar.currentIndex())
        return True

    def _kept(self, document: Document) -> Address:
        state = _ask(document.page, "state") or {}
        address = document.address
        return Address(
            kind=address.kind, name=address.name, record_id=address.record_id, args={**address.args, **state}
        )

    def _moved(self, source: int, target: int) -> None:
        self._documents.insert(target, self._documents.pop(source))

    def retranslate(self) -> None:
        """Set every text anew."""
        self._bar.setAccessibleName(self.tr("Open documents"))
        self._empty.setText(
            as_on_keys(self.tr("Nothing is open. Ctrl+K finds everything; Ctrl with a figure leads to a tab."))
        )
        for document in self._documents:
            self._retitle(document)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a switch of the language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        """Close a tab with the middle button (QObject.eventFilter)."""
        if (
            isinstance(event, QMouseEvent)
            and event.type() == QEvent.Type.MouseButtonRelease
            and event.button() == Qt.MouseButton.MiddleButton
        ):
            index = self._bar.tabAt(event.position().toPoint())
            return index >= 0 and self.close_page(self._documents[index])
        return super().eventFilter(watched, event)


def _ask(page: QWidget | None, question: str) -> Any:
    answer = getattr(page, question, None)
    return answer() if callable(answer) else ""
