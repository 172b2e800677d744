"""The manual: contents and search at the left, the chapter beside them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QUrl
from PySide6.QtGui import (
    QDesktopServices,
    QImage,
    QKeySequence,
    QShortcut,
    QTextBlock,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import (
    QLineEdit,
    QSplitter,
    QTextBrowser,
    QTextEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.qt.tools import as_on_keys, resize_on_screen
from crm_desktop.shell.icons import icon
from crm_desktop.shell.manual.chapters import FIRST, Chapter, Section, find, read_chapters

PICTURE_WIDTH = 720  # pixels of the widest picture
LINE_HEIGHT = 140.0  # percent
_PLACE = Qt.ItemDataRole.UserRole


def open_manual(owner: QWidget, language: Callable[[], str], chapter: str = "") -> ManualWindow:
    """Show the manual beside the window *owner*, with which it goes; *language* returns 'zh_CN' or 'en'."""
    manual = owner.findChild(ManualWindow) or ManualWindow(language, owner)
    manual.show_chapter(chapter)
    return manual


class ManualWindow(QWidget):
    """Stands beside the work, in the program's language; *language* returns 'zh_CN' or 'en'."""

    def __init__(self, language: Callable[[], str], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("manual")
        self.setProperty("kind", "page")
        self._language = language
        self._chapters: tuple[Chapter, ...] = ()
        self._shown = ""
        self._search, self._contents, self.page = QLineEdit(self), QTreeWidget(self), ManualPage(self)
        self._build()
        self._retranslate()
        parent.installEventFilter(self)
        resize_on_screen(self, 1120, 720)

    def _build(self) -> None:
        self._search.setObjectName("manual_search")
        self._search.setClearButtonEnabled(True)
        self._search.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self._contents.setObjectName("manual_contents")
        self._contents.setHeaderHidden(True)
        self._contents.setRootIsDecorated(False)
        self._contents.setIndentation(14)
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(12, 12, 4, 12)
        column.addWidget(self._search)
        column.addWidget(self._contents, 1)
        splitter = QSplitter(self)
        splitter.addWidget(left)
        splitter.addWidget(self.page)
        splitter.setStretchFactor(1, 1)
        splitter.setChildrenCollapsible(False)
        splitter.setSizes([320, 800])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(splitter)
        self._search.textChanged.connect(self._list)
        self._search.returnPressed.connect(self._next_hit)
        self._contents.currentItemChanged.connect(lambda item, _before: self._go(item))
        self._contents.itemClicked.connect(lambda item, _column: self._go(item))
        self.page.anchorClicked.connect(self._follow)
        for key, act in ((QKeySequence.StandardKey.Find, self._begin_search), ("Esc", self._escape)):
            QShortcut(QKeySequence(key), self, act)

    # ── contents and search ──────────────────────────────

    def show_chapter(self, name: str = "") -> None:
        """Come to the front with the chapter *name*; with the one read last, or the first, without."""
        known = [chapter.name for chapter in self._chapters]
        wanted = name if name in known else self._shown or FIRST
        if self._search.text():
            self._search.clear()
        self._mark(wanted)
        self._show(wanted)
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()
        self._search.setFocus()

    @property
    def chapter(self) -> str:
        """Return the name of the chapter on show."""
        return self._shown

    def _list(self, words: str = "") -> None:
        """Show all chapters, or what holds *words*."""
        self._contents.blockSignals(True)
        self._contents.clear()
        parents: dict[str, QTreeWidgetItem] = {}
        hits = find(self._chapters, words)
        for chapter, section in hits:
            parent = parents.get(chapter.name) or self._add_chapter(chapter, parents)
            if section.title:
                self._add_section(parent, chapter, section)
        self._contents.expandAll()
        self._contents.blockSignals(False)
        if words.strip() and hits:
            chapter, section = hits[0]
            self._show(chapter.name, section.title)
        self.page.mark(words)

    def _add_chapter(self, chapter: Chapter, parents: dict[str, QTreeWidgetItem]) -> QTreeWidgetItem:
        item = QTreeWidgetItem(self._contents, [chapter.title])
        item.setData(0, _PLACE, (chapter.name, ""))
        item.setToolTip(0, chapter.title)
        font = item.font(0)
        font.setBold(True)
        item.setFont(0, font)
        parents[chapter.name] = item
        return item

    def _add_section(self, parent: QTreeWidgetItem, chapter: Chapter, section: Section) -> None:
        item = QTreeWidgetItem(parent, [section.title])
        item.setData(0, _PLACE, (chapter.name, section.title))
        item.setToolTip(0, section.title)

    def _mark(self, name: str) -> None:
        self._contents.blockSignals(True)
        for row in range(self._contents.topLevelItemCount()):
            item = self._contents.topLevelItem(row)
            if item is not None and item.data(0, _PLACE)[0] == name:
                self._contents.setCurrentItem(item)
        self._contents.blockSignals(False)

    def _go(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self._show(*item.data(0, _PLACE))
            self.page.mark(self._search.text())

    def _show(self, name: str, heading: str = "") -> None:
        chapter = next((c for c in self._chapters if c.name == name), None)
        if chapter is None:
            return
        if name != self._shown:
            self._shown = name
            self.page.show_file(chapter)
        self.page.go_to(heading)

    def _follow(self, link: QUrl) -> None:
        """Open another chapter; what leads out of the manual is the browser's."""
        name = link.fileName().removesuffix(".md")
        if link.scheme() in ("http", "https"):
            QDesktopServices.openUrl(link)
        elif any(chapter.name == name for chapter in self._chapters):
            self._mark(name)
            self._show(name)

    def _next_hit(self) -> None:
        """Walk through the hits of the chapter on show."""
        self.page.next_hit(self._search.text())

    def _begin_search(self) -> None:
        self._search.setFocus()
        self._search.selectAll()

    def _escape(self) -> None:
        if self._search.text():
            self._search.clear()
        else:
            self.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go with the window that it belongs to (QObject.eventFilter)."""
        if watched is self.parent() and event.type() == QEvent.Type.Close:
            self.close()
        return super().eventFilter(watched, event)

    # ── language ─────────────────────────────────────────

    def changeEvent(self, event: QEvent) -> None:
        """Read the manual in the other language (QWidget.changeEvent)."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("Manual"))
        self._search.setPlaceholderText(self.tr("Search the manual"))
        self._search.setAccessibleName(self.tr("Search the manual"))
        self._contents.setAccessibleName(self.tr("Contents"))
        self.page.setAccessibleName(self.tr("Chapter"))
        shown, self._shown = self._shown or FIRST, ""
        self._chapters = read_chapters(self._language())
        self._search.clear()
        self._list()
        self._mark(shown)
        self._show(shown)


class ManualPage(QTextBrowser):
    """One chapter, its pictures no wider than the page."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("manual_page")
        self.setOpenLinks(False)
        self.document().setDocumentMargin(24)

    def show_file(self, chapter: Chapter) -> None:
        """Show a chapter from its beginning."""
        self.setSearchPaths([str(chapter.path.parent)])
        self.setMarkdown(as_on_keys(chapter.path.read_text(encoding="utf-8")))
        block = self.document().begin()
        while block.isValid():
            cursor = QTextCursor(block)
            if cursor.currentTable() is None:
                cursor.mergeBlockFormat(_spacing(block))
            block = block.next()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def go_to(self, heading: str) -> None:
        """Bring a heading to the top of the page; '' the beginning."""
        block = self.document().begin()
        while heading and block.isValid():
            if block.blockFormat().headingLevel() == 2 and block.text().strip() == heading:
                break
            block = block.next()
        if not block.isValid():
            return
        self.setTextCursor(QTextCursor(block))
        top = self.document().documentLayout().blockBoundingRect(block).top()
        self.verticalScrollBar().setValue(int(top) - 12 if heading else 0)

    def mark(self, words: str) -> None:
        """Underlay every place that holds one of *words*."""
        marks = []
        for word in words.split():
            cursor = self.document().find(word)
            while not cursor.isNull():
                mark = QTextEdit.ExtraSelection()
                mark.cursor = cursor
                mark.format.setBackground(self.palette().highlight())
                mark.format.setForeground(self.palette().highlightedText())
                marks.append(mark)
                cursor = self.document().find(word, cursor)
        self.setExtraSelections(marks)

    def next_hit(self, words: str) -> None:
        """Go to the next place that holds the first of *words*, from the top again after the last."""
        first = (words.split() or [""])[0]
        if first and not self.find(first):
            self.moveCursor(QTextCursor.MoveOperation.Start)
            self.find(first)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Return a picture, made small enough to be seen whole (QTextBrowser.loadResource)."""
        found = super().loadResource(kind, name)
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return found
        image = QImage.fromData(found) if not isinstance(found, QImage) else found
        sharp = self.devicePixelRatioF()
        widest = int(PICTURE_WIDTH * sharp)
        if image.width() > widest:
            size = QSize(widest, image.height() * widest // image.width())
            image = image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
            image.setDevicePixelRatio(sharp)
        return image


def _spacing(block: QTextBlock) -> QTextBlockFormat:
    """Return room to read: lines apart, paragraphs further; a picture keeps its own height."""
    spacing = QTextBlockFormat()
    if "\ufffc" not in block.text():
        spacing.setLineHeight(LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    if block.blockFormat().headingLevel():
        spacing.setTopMargin(14)
    if block.textList() is None:
        spacing.setBottomMargin(8)
    return spacing
