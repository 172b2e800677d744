"""The table of a price list: typing jumps, F2 types a price over, Enter opens the product, Ctrl+C copies."""

from __future__ import annotations

import time

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from crm_desktop.base_info.prices.services import PriceRow
from crm_desktop.core.codec.words import sounds
from crm_desktop.qt.rows import Index, RowsModel, quiet

TOGETHER = 1.0  #: seconds; keys that follow each other are one word
NAME, PRICE = 1, 2  #: the columns that are always there, with the code before them
SHORT, LONG = 150, 230  #: pixels of a name
REST = 120  #: pixels at most that a name takes of what no further column has room in


class PriceTable(QTableView):
    """Leaves out the last columns where there is no room for them, so that names stay beside their prices.

    Signals: *open_asked* with a product; *marked* when another row is current; *jumped* with the word typed so far;
    *fitted* when other columns are shown; *taken* with the products that Ctrl+X takes up to put them into another class.
    """

    open_asked = Signal(int)
    marked = Signal()
    jumped = Signal(str)
    fitted = Signal()
    taken = Signal(object)

    def __init__(self, model: RowsModel[PriceRow], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("price_table")
        self.rows = model
        self._word, self._at = "", 0.0
        self._wanted: list[int] = []  #: pixels of each column
        self._given: list[int] = []  #: what they were given; 0 for one that is left out
        self.setModel(model)
        self.setItemDelegate(_PriceDelegate(self))
        self.setSortingEnabled(True)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # a model, or what a variant differs by, stands at the end
        quiet(self)
        self.activated.connect(lambda index: self.open_asked.emit(model.rows[index.row()].product_id))
        self.selectionModel().currentRowChanged.connect(lambda *_: self.marked.emit())

    def measure(self) -> None:
        """Make the columns as wide as what stands in them, as far as there is room."""
        for number in range(len(self.rows.columns)):
            self.showColumn(number)
        self.resizeColumnsToContents()
        self._wanted = [max(self.columnWidth(n), self._of_highest(n)) for n in range(len(self.rows.columns))]
        self._wanted[NAME] = min(max(self._wanted[NAME], SHORT), LONG)
        self._fit()

    def _of_highest(self, number: int) -> int:
        """Return the width that the highest amount of a column needs: few rows are measured, and no price is shown in part."""
        column = self.rows.columns[number]
        amounts = [
            (raw, n) for n, row in enumerate(self.rows.rows) if column.number and (raw := column.raw(row)) is not None
        ]
        return self.sizeHintForIndex(self.rows.index(max(amounts)[1], number)).width() + 1 if amounts else 0

    def left_out(self) -> list[str]:
        """Return the titles of the columns for which there is no room."""
        return [c.title() for number, c in enumerate(self.rows.columns) if self.isColumnHidden(number)]

    def _fit(self) -> None:
        spare, given = self.viewport().width() - sum(self._wanted[: PRICE + 1]), list(self._wanted)
        for number in range(PRICE + 1, len(given)):
            if given[number] > spare:
                given[number] = 0
            spare -= given[number]
        given[NAME] += min(max(spare, 0), REST)
        for number, width in enumerate(given):
            self.setColumnHidden(number, not width)
            if width:
                self.setColumnWidth(number, width)
        self._given = given
        self.fitted.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the columns again, unless somebody has drawn one wider; the marked row stays in sight (QWidget.resizeEvent)."""
        row = self.rowViewportPosition(self.currentIndex().row())
        seen = self.currentIndex().isValid() and 0 <= row < event.oldSize().height()
        super().resizeEvent(event)
        if seen and event.size().height() < event.oldSize().height():
            self.scrollTo(self.currentIndex())
        if self._wanted and self._given == [self.columnWidth(number) for number in range(len(self._given))]:
            self._fit()

    def current_row(self) -> PriceRow | None:
        """Return the row that is marked."""
        number = self.currentIndex().row()
        return self.rows.rows[number] if 0 <= number < len(self.rows.rows) else None

    def chosen(self) -> list[int]:
        """Return the products of the selected rows."""
        return [self.rows.rows[i.row()].product_id for i in self.selectionModel().selectedRows()]

    def movable(self) -> list[int]:
        """Return the products of the selected rows that can be put into another class: variants go with their main product."""
        rows = (self.rows.rows[i.row()] for i in self.selectionModel().selectedRows())
        return [r.product_id for r in rows if r.variant_of_id is None]

    def select_products(self, chosen: set[int], current: int) -> None:
        """Select rows again after the table was read anew."""
        column = max(self.currentIndex().column(), 0)
        selection = self.selectionModel()
        for number, row in enumerate(self.rows.rows):
            if row.product_id in chosen:
                selection.select(
                    self.rows.index(number, 0), selection.SelectionFlag.Select | selection.SelectionFlag.Rows
                )
            if row.product_id == current:
                selection.setCurrentIndex(self.rows.index(number, column), selection.SelectionFlag.NoUpdate)

    def keyboardSearch(self, search: str) -> None:
        """Jump to the next product that fits what is typed (QAbstractItemView.keyboardSearch)."""
        now = time.monotonic()
        again = now - self._at > TOGETHER
        self._word = (search if again else self._word + search).lower().lstrip()
        self._at = now
        if not self._word:
            return
        rows = self.rows.rows
        first = self.currentIndex().row() + (1 if again else 0)
        order = [*range(max(first, 0), len(rows)), *range(max(first, 0))]
        found = next((n for n in order if fits(rows[n], self._word)), None)
        if found is not None:
            self.setCurrentIndex(self.rows.index(found, max(self.currentIndex().column(), 0)))
        self.jumped.emit(self._word)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Drag what is selected already; elsewhere the mouse selects (QWidget.mousePressEvent)."""
        index = self.indexAt(event.position().toPoint())
        self.setDragEnabled(self.rows.draggable and self.selectionModel().isSelected(index))
        super().mousePressEvent(event)

    def edit_price(self) -> bool:
        """Let the price of the marked row be typed over; False where it may not."""
        number = self.currentIndex().row()
        column = next((n for n, c in enumerate(self.rows.columns) if c.typed), None)
        if number < 0 or column is None:
            return False
        index = self.rows.index(number, column)
        self.selectionModel().setCurrentIndex(index, self.selectionModel().SelectionFlag.NoUpdate)
        return self.edit(index, QAbstractItemView.EditTrigger.AllEditTriggers, None)  # type: ignore[call-overload, no-any-return]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Edit by F2, open by Enter, copy by Ctrl+C, take up by Ctrl+X (QWidget.keyPressEvent)."""
        if event.key() == Qt.Key.Key_F2:
            self.edit_price()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Cut) and self.rows.draggable:
            self.taken.emit(self.movable())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """Copy the selected rows as a table that Excel takes, headings first."""
        numbers = sorted(i.row() for i in self.selectionModel().selectedRows())
        lines = [[c.title() for c in self.rows.columns]]
        for number in numbers:
            values = [
                c.raw(self.rows.rows[number]) if c.number else c.text(self.rows.rows[number]) for c in self.rows.columns
            ]
            lines.append(["" if v is None else str(v) for v in values])
        QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in lines))


def fits(row: PriceRow, word: str) -> bool:
    """Tell whether a product fits a word: characters, code, model, pinyin or its initials."""
    places = (f"{row.code} {row.name} {row.model} {row.brand}".lower(), *sounds(row.sort_key))
    return any(word in place for place in places)


class _PriceDelegate(QStyledItemDelegate):
    """The editor of a price in its cell."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Give a line with the price marked, so that typing replaces it."""
        line = QLineEdit(parent)
        line.setObjectName("price_edit")
        line.setAccessibleName(self.tr("Price"))
        line.setAlignment(Qt.AlignmentFlag.AlignRight)
        line.setFrame(False)
        return line

    def setModelData(self, editor: QWidget, model: object, index: QModelIndex) -> None:  # type: ignore[override]
        """Hand on what was typed, where it differs."""
        assert isinstance(editor, QLineEdit)
        if editor.isModified():
            index.model().setData(index, editor.text())
