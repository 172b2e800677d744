"""Tables of immutable rows that fit into memory: results, not lists of records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from numbers import Real
from typing import Any, Generic, TypeVar, cast

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QLabel,
    QListWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QTreeWidget,
    QWidget,
)

from crm_desktop.qt.lists.painting import negative_colour

Row = TypeVar("Row")
ROW = 26  #: pixels of a line
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, kw_only=True)
class Column(Generic[Row]):
    """A column: what a row shows in it; numbers stand at the right, *strong* rows are bold, *muted* ones grey.

    What is typed into a *typed* column is handed on by the model.
    """

    title: Callable[[], str]
    text: Callable[[Row], str]
    raw: Callable[[Row], Any]
    number: bool = False
    width: int = 0  #: pixels; 0 takes what the content needs
    most: int = 320  #: pixels that it takes at most then
    strong: Callable[[Row], bool] | None = None
    muted: Callable[[Row], bool] | None = None
    typed: bool = False
    sign: Callable[[Row], str] | None = None  #: of the currency, shown before the number; neither typed nor copied

    def shown(self, row: Row) -> str:
        """Return what stands in the cell."""
        text = self.text(row)
        if not text or self.sign is None:
            return text
        ahead = 1 if text[0] in "+-\N{MINUS SIGN}" else 0
        return text[:ahead] + self.sign(row) + text[ahead:]


class RowsModel(QAbstractTableModel, Generic[Row]):
    """A table of immutable rows, sorted by any column; *typed* carries a row and what was typed over one of its cells."""

    typed = Signal(object, str)

    def __init__(self, columns: Sequence[Column[Row]], parent: Any = None) -> None:
        super().__init__(parent)
        self.columns = list(columns)
        self.rows: list[Row] = []
        self.draggable = False

    def show(self, rows: Sequence[Row], columns: Sequence[Column[Row]] | None = None) -> None:
        """Show other rows, and other columns where they are given."""
        self.beginResetModel()
        self.rows = list(rows)
        if columns is not None:
            self.columns = list(columns)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return the number of rows (QAbstractItemModel.rowCount)."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return the number of columns (QAbstractItemModel.columnCount)."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the captions (QAbstractItemModel.headerData)."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(self.columns[section].number)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows (QAbstractItemModel.data)."""
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return column.shown(self.rows[index.row()])
        if role == Qt.ItemDataRole.EditRole:
            return column.text(self.rows[index.row()])
        if role == Qt.ItemDataRole.ForegroundRole and column.muted and column.muted(self.rows[index.row()]):
            return QApplication.palette().placeholderText()
        if role == Qt.ItemDataRole.ForegroundRole and column.number and is_negative(column.raw(self.rows[index.row()])):
            return negative_colour(QApplication.palette())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column.number)
        if role == Qt.ItemDataRole.FontRole and column.strong and column.strong(self.rows[index.row()]):
            font = QFont()
            font.setBold(True)
            return font
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Tell that some columns take what is typed, and whether rows are dragged away (QAbstractItemModel.flags)."""
        flags = super().flags(index)
        if self.draggable:
            flags |= Qt.ItemFlag.ItemIsDragEnabled
        return flags | Qt.ItemFlag.ItemIsEditable if index.isValid() and self.columns[index.column()].typed else flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Hand on what was typed; the row changes when the database has it (QAbstractItemModel.setData)."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        self.typed.emit(self.rows[index.row()], str(value))
        return True

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column, empty values last (QAbstractItemModel.sort)."""
        if not 0 <= column < len(self.columns):
            return
        raw = self.columns[column].raw
        self.layoutAboutToBeChanged.emit()
        filled = sorted(
            (r for r in self.rows if raw(r) is not None), key=raw, reverse=order == Qt.SortOrder.DescendingOrder
        )
        self.rows = filled + [r for r in self.rows if raw(r) is None]
        self.layoutChanged.emit()


def is_negative(value: Any) -> bool:
    """Tell whether a cell has a number below zero."""
    return isinstance(value, Real | Decimal) and value < 0


def _side(number: bool) -> Qt.AlignmentFlag:
    return (Qt.AlignmentFlag.AlignRight if number else Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter


def calm(view: QTableView) -> None:
    """Keep the heads of a table at the left and of one weight, its cells on one line."""
    header = view.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(_side(False))
    view.setWordWrap(False)


def quiet(view: QTableView) -> None:
    """Set a table of results up: whole rows, striped instead of ruled, close to each other; Tab leaves it."""
    calm(view)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setAlternatingRowColors(True)
    view.setShowGrid(False)
    view.setTabKeyNavigation(False)
    view.verticalHeader().hide()
    view.verticalHeader().setDefaultSectionSize(ROW)


class StripedTable(QTableView):
    """A table whose rows go on to its right edge, where the columns are narrower: stripes, choice and clicks."""

    def _whole_rows(self) -> bool:
        return self.selectionBehavior() == QAbstractItemView.SelectionBehavior.SelectRows

    def _columns_end(self) -> int:
        header = self.horizontalHeader()
        return header.length() - header.offset()

    def indexAt(self, at: QPoint) -> QModelIndex:
        """Return the cell at a place; beside the columns the last of its row where rows are chosen (QAbstractItemView.indexAt)."""
        if at.x() < self._columns_end() or not self._whole_rows():
            return super().indexAt(at)
        header = self.horizontalHeader()
        order = (header.logicalIndex(n) for n in range(header.count() - 1, -1, -1))
        last = next((n for n in order if not self.isColumnHidden(n)), -1)
        return self.model().index(self.rowAt(at.y()), last)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rest of the rows (QWidget.paintEvent)."""
        super().paintEvent(event)
        end, width = self._columns_end(), self.viewport().width()
        if end >= width or not self.alternatingRowColors():
            return
        painter, roles = QPainter(self.viewport()), QPalette.ColorRole
        whole = self._whole_rows()
        first, last = self.rowAt(event.rect().top()), self.rowAt(event.rect().bottom())
        for row in range(max(first, 0), (last if last >= 0 else self.model().rowCount() - 1) + 1):
            chosen = whole and self.selectionModel().isSelected(self.model().index(row, 0))
            role = roles.Highlight if chosen else roles.AlternateBase if row % 2 else roles.Base
            place = QRect(end, self.rowViewportPosition(row), width - end, self.rowHeight(row))
            painter.fillRect(place, self.palette().color(role))


#: Pixels in which the last column of words is still worth reading, and those that a column before it keeps.
LEAST, KEPT = 160, 150


def leave_out(widths: Sequence[int], order: Sequence[int], room: int) -> list[int]:
    """Return which columns of these *widths* give way so that the others have *room*; the first of *order* goes first."""
    gone: list[int] = []
    missing = sum(widths) - room
    for number in order:
        if missing > 0:
            gone.append(number)
            missing -= widths[number]
    for number in gone[:-1]:  # narrower than what went after it
        if widths[number] + missing <= 0:
            gone.remove(number)
            missing += widths[number]
    return gone


class RowsView(StripedTable):
    """Shows a ``RowsModel`` line by line.

    Signals: *opened* with the row that Enter or a double click chose; *fitted* when other columns have room.
    """

    opened = Signal(object)
    fitted = Signal()

    def __init__(self, model: RowsModel[Any], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._rows = model
        self._wanted: list[int] = []  #: pixels of each column
        self._whole: list[int] = []  #: what the words of each column would take
        self._given: list[int] = []  #: what those before the last were given
        self.gives_way: Sequence[int] = ()  #: columns that are left out where there is no room, rather than scrolled to
        model.setParent(self)
        self.setModel(model)
        quiet(self)
        header = self.horizontalHeader()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.doubleClicked.connect(lambda index: self.opened.emit(self.rows.rows[index.row()]))
        model.modelReset.connect(self._sized)

    @property
    def rows(self) -> RowsModel[Any]:
        """Return the model."""
        return self._rows

    def current(self) -> Any:
        """Return the row of the cursor, or None."""
        index = self.currentIndex()
        return self.rows.rows[index.row()] if index.isValid() else None

    def chosen(self) -> list[Any]:
        """Return the selected rows from top to bottom."""
        return [self.rows.rows[i.row()] for i in sorted(self.selectionModel().selectedRows(), key=lambda i: i.row())]

    def left_out(self) -> list[str]:
        """Return the titles of the columns for which there is no room."""
        return [c.title() for number, c in enumerate(self.rows.columns) if self.isColumnHidden(number)]

    def copy(self) -> None:
        """Copy the selected rows as a table."""
        lines = ["\t".join(column.text(row) for column in self.rows.columns) for row in self.chosen()]
        QApplication.clipboard().setText("\n".join(lines))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Enter, copy with Ctrl+C (QWidget.keyPressEvent)."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current() is not None:
            self.opened.emit(self.current())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def _sized(self) -> None:
        self.horizontalHeader().setStretchLastSection(False)
        for number in range(len(self.rows.columns)):
            self.showColumn(number)
        self.resizeColumnsToContents()
        self._whole = [max(self.columnWidth(number) + 8, 56) for number in range(len(self.rows.columns))]
        self._wanted = [c.width or min(c.most, whole) for c, whole in zip(self.rows.columns, self._whole, strict=True)]
        self._fit()

    def _fit(self) -> None:
        """Leave out what gives way where there is no room, and share it among the others."""
        least, before = [*self._wanted[:-1], min(self._wanted[-1], LEAST)], self.left_out()
        gone = leave_out(least, self.gives_way, self.viewport().width())
        for number in range(len(self._wanted)):
            self.setColumnHidden(number, number in gone)
        self._share([number for number in range(len(self._wanted)) if number not in gone])
        self._given = self._widths()
        if before != self.left_out():
            self.fitted.emit()

    def _share(self, shown: Sequence[int]) -> None:
        """Give the last column the room that is left, what it does not need to words that are cut.

        Where little is left, the widest of words give way, else it scrolls.
        """
        *before, last = shown
        sizes = {number: self._wanted[number] for number in shown}
        missing = min(sizes[last], LEAST) - (self.viewport().width() - sum(sizes[number] for number in before))
        for number in sorted(before, key=lambda n: -sizes[n]):
            if not self.rows.columns[number].number:
                less = max(0, min(missing, sizes[number] - KEPT))
                sizes[number] -= less
                missing -= less
        sizes[last] = self.viewport().width() - sum(sizes[number] for number in before)
        for number in before:
            more = max(0, min(self._whole[number] - sizes[number], sizes[last] - max(self._whole[last], LEAST)))
            sizes[number] += more
            sizes[last] -= more
        self.horizontalHeader().setStretchLastSection(False)
        for number in shown:
            self.setColumnWidth(number, self._wanted[number] if missing > 0 else sizes[number])
        self.horizontalHeader().setStretchLastSection(missing <= 0)

    def _widths(self) -> list[int]:
        return [self.columnWidth(n) for n in range(len(self._wanted)) if not self.isColumnHidden(n)][:-1]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the columns again, unless somebody has drawn one wider (QWidget.resizeEvent)."""
        super().resizeEvent(event)
        if self._wanted and self._widths() == self._given:
            self._fit()


AROUND = 16  #: pixels that the style keeps free beside the words; Qt forgets them when it counts the lines


class _WrappedWords(QStyledItemDelegate):
    """Counts the lines of what is painted."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the room that the words need (QStyledItemDelegate.sizeHint)."""
        narrow: Any = QStyleOptionViewItem(option)
        narrow.rect.setWidth(narrow.rect.width() - AROUND)
        return super().sizeHint(narrow, index)


def wrap_words(view: QListWidget) -> None:
    """Let the words of a list take several lines, none of them cut, whether a bar stands at the right or not."""
    view.setWordWrap(True)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setResizeMode(QListWidget.ResizeMode.Adjust)
    view.setItemDelegate(_WrappedWords(view))


class _WrappedCells(QStyledItemDelegate):
    """Counts the lines of a cell by the width of its column; a tree does not do so by itself."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the room that the words need (QStyledItemDelegate.sizeHint)."""
        tree, narrow = self.parent(), cast(Any, QStyleOptionViewItem(option))
        assert isinstance(tree, QTreeWidget)
        spans = index.column() == 0 and tree.isFirstColumnSpanned(index.row(), QModelIndex(index.parent()))
        width = tree.viewport().width() if spans else tree.columnWidth(index.column())
        if tree.header().sectionResizeMode(index.column()) != QHeaderView.ResizeMode.Stretch and not spans:
            return super().sizeHint(narrow, index)
        above = QModelIndex(index.parent())
        while index.column() == 0 and above.isValid():
            width, above = width - tree.indentation(), above.parent()
        narrow.rect = QRect(0, 0, width - AROUND, ROW)
        return super().sizeHint(narrow, index)


def wrap_cells(tree: QTreeWidget) -> None:
    """Let the words of the column that stretches take several lines, none of them cut."""
    tree.setWordWrap(True)
    tree.setItemDelegate(_WrappedCells(tree))
    tree.header().sectionResized.connect(lambda *_: tree.scheduleDelayedItemsLayout())


class EmptyLabel(QLabel):
    """A sentence where there is nothing yet: why, and what to do next; as high as that of a list (``StateOverlay``)."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter, margin=8)
        self.setProperty("kind", "muted")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the words above the middle (QWidget.resizeEvent)."""
        super().resizeEvent(event)
        self.setContentsMargins(0, 0, 0, self.height() // 5)


class EmptyWords(EmptyLabel):
    """The sentence over a view whose model has no rows."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view.viewport())
        self.setObjectName(f"{view.objectName()}.empty")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._view = view
        view.viewport().installEventFilter(self)
        model = view.model()
        for signal in (model.modelReset, model.rowsInserted, model.rowsRemoved):
            signal.connect(self._look)
        self._look()

    def say(self, words: str) -> None:
        """Set the sentence in the language of the moment."""
        self.setText(words)
        self._view.setAccessibleDescription("" if self.isHidden() else words)

    def _look(self, *_: object) -> None:
        empty = self._view.model().rowCount() == 0
        self.setVisible(empty)
        self._view.setAccessibleDescription(self.text() if empty else "")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fill the view (QObject.eventFilter)."""
        if event.type() == QEvent.Type.Resize:
            self.resize(self._view.viewport().size())
        return False
