"""How wide the columns of the grid are: each what it needs, and the first, which says what a line is of, all the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTableView

from crm_desktop.core.fields import is_numeric
from crm_desktop.qt.lines.model import LineModel

MEASURED = 1000  #: lines from which the columns take their widths
NARROWEST = 7  #: characters of a cell that one types into
FIRST, SCROLLED = 22, 30  #: characters that the first column keeps, and has at most where the others are scrolled to
WORDS = 60  #: characters at most of a column whose words are cut, where there is room beside the first


class Widths:
    """Measures the columns of one grid."""

    def __init__(
        self, table: QTableView, model: LineModel, gives_way: Sequence[str] = (), as_asked: Sequence[str] = ()
    ) -> None:
        """*gives_way*: columns that most can do without; one after the other is not shown where the others then have room.

        *as_asked*: those that are there only while a line asks for them.
        """
        self._table, self._model, self._as_asked = table, model, frozenset(as_asked)
        self._cut: dict[int, tuple[int, int]] = {}  #: column of words → the width it has, and would need
        self._given: dict[int, int] = {}  #: what those were given beyond
        self.fitted: Callable[[], object] = lambda: None  #: called when other columns have room
        self._left_out: list[str] = []
        places = {f.name: n for n, f in enumerate(model.fields)}
        self._gives_way = [places[name] for name in gives_way if name in places]
        header = table.horizontalHeader()
        header.setMinimumSectionSize(header.fontMetrics().horizontalAdvance("0") * NARROWEST)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)

    def fit(self, *, in_view: bool = False) -> None:
        """Give each column what it needs, and the first all the rest.

        *in_view*: only for the lines in view, and no less than it has; all lines of a long order take longer than a key press may.
        """
        table, character = self._table, self._character()
        for column in self._gives_way:
            table.setColumnHidden(column, False)
        header = table.horizontalHeader()
        header.setResizeContentsPrecision(0 if in_view else MEASURED)
        self._cut, self._given = {}, {}
        for column, field in enumerate(self._model.fields[1:], 1):
            if field.retired or (field.read_only and not is_numeric(field)):  # shown while a line has a value
                filled = self._model.has_value(field.name)
                if filled or not in_view:
                    table.setColumnHidden(column, not filled)
            elif field.name in self._as_asked:
                table.setColumnHidden(column, not self._model.is_asked(field))
            if table.isColumnHidden(column):
                continue
            least = max(header.sectionSizeHint(column), table.columnWidth(column) if in_view else 0)
            needed = max(least, table.sizeHintForColumn(column) + character)
            usual = field.width * character + 20
            most = needed if is_numeric(field) else usual  # a number is never cut
            table.setColumnWidth(column, max(least, min(needed, most)))
            if needed > most:
                self._cut[column] = (table.columnWidth(column), min(needed, WORDS * character))
        self.give_rest()

    def give_rest(self) -> None:
        """Give the first column what the others leave, and what it must have where that is too little.

        What it does not need itself goes to words that are cut.
        """
        table, header = self._table, self._table.horizontalHeader()
        for column in self._gives_way:
            table.setColumnHidden(column, False)  # else it has no width
        self._show_words()
        widths = [table.columnWidth(column) for column in self._gives_way]
        missing = self._missing()
        enough = missing <= sum(widths)
        if enough and missing > 0:
            for column, width in zip(self._gives_way, widths, strict=True):
                table.setColumnHidden(column, missing > 0)
                missing -= width
            self._show_words()
        mode = QHeaderView.ResizeMode.Stretch if enough else QHeaderView.ResizeMode.Fixed
        if header.sectionResizeMode(0) != mode:
            header.setSectionResizeMode(0, mode)
        if not enough:
            least = self._character() * FIRST
            table.setColumnWidth(0, max(least, min(self._first(), self._character() * SCROLLED)))
        before, self._left_out = self._left_out, self.left_out()
        if before != self._left_out:
            self.fitted()

    def left_out(self) -> list[str]:
        """Return the titles of the columns that gave way."""
        given = (c for c in self._gives_way if self._table.isColumnHidden(c))
        return [str(self._model.headerData(c, Qt.Orientation.Horizontal)).replace("\n", " ") for c in given]

    def _missing(self) -> int:
        """Return how many pixels more the columns need than there are."""
        table = self._table
        others = sum(table.columnWidth(c) for c in range(1, self._model.columnCount()) if not table.isColumnHidden(c))
        return others + self._character() * FIRST - table.viewport().width()

    def _show_words(self) -> None:
        table = self._table
        kept = {c: self._given.get(c, width) == table.columnWidth(c) for c, (width, _) in self._cut.items()}
        for column, (width, _) in self._cut.items():
            if kept[column]:  # not drawn wider or narrower since
                table.setColumnWidth(column, width)
        shown = (c for c in range(1, self._model.columnCount()) if not table.isColumnHidden(c))
        first = max(self._first(), self._character() * FIRST)
        spare = table.viewport().width() - first - sum(map(table.columnWidth, shown))
        for column, (width, needed) in self._cut.items():
            more = max(0, min(needed - width, spare)) if kept[column] else 0
            if more:
                table.setColumnWidth(column, width + more)
                self._given[column], spare = width + more, spare - more
            elif kept[column]:
                self._given[column] = width

    def _first(self) -> int:
        """Return what the first column needs."""
        return self._table.sizeHintForColumn(0) + self._character()

    def _character(self) -> int:
        return self._table.fontMetrics().horizontalAdvance("0")
