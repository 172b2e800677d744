"""How wide the columns of the grid are: each what it needs, and the first, which says what a line is of, all the rest."""

from __future__ import annotations

from PySide6.QtWidgets import QHeaderView, QTableView

from crm_desktop.core.fields import is_numeric
from crm_desktop.qt.lines.model import LineModel

MEASURED = 1000  #: lines from which the columns take their widths
NARROWEST = 7  #: characters of a cell that one types into
FIRST = 22  #: characters that the first column keeps; what has no room beside it is scrolled to


class Widths:
    """Measures the columns of one grid."""

    def __init__(self, table: QTableView, model: LineModel) -> None:
        self._table, self._model = table, model
        header = table.horizontalHeader()
        header.setMinimumSectionSize(header.fontMetrics().horizontalAdvance("0") * NARROWEST)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)

    def fit(self, *, in_view: bool = False) -> None:
        """Give each column what it needs, and the first all the rest.

        *in_view*: only for the lines in view, and no less than it has; all lines of a long order take longer than a key press may.
        """
        table, character = self._table, self._character()
        header = table.horizontalHeader()
        header.setResizeContentsPrecision(0 if in_view else MEASURED)
        for column, field in enumerate(self._model.fields[1:], 1):
            if field.retired or (field.read_only and not is_numeric(field)):  # shown while a line has a value
                filled = self._model.has_value(field.name)
                if filled or not in_view:
                    table.setColumnHidden(column, not filled)
            if table.isColumnHidden(column):
                continue
            least = max(header.sectionSizeHint(column), table.columnWidth(column) if in_view else 0)
            needed = max(least, table.sizeHintForColumn(column) + character)
            usual = field.width * character + 20
            most = needed if is_numeric(field) else usual  # a number is never cut
            table.setColumnWidth(column, max(least, min(needed, most)))
        self.give_rest()

    def give_rest(self) -> None:
        """Give the first column what the others leave, and what it must have where that is too little."""
        table, header = self._table, self._table.horizontalHeader()
        others = sum(table.columnWidth(c) for c in range(1, self._model.columnCount()) if not table.isColumnHidden(c))
        least = self._character() * FIRST
        enough = table.viewport().width() - others >= least
        mode = QHeaderView.ResizeMode.Stretch if enough else QHeaderView.ResizeMode.Fixed
        if header.sectionResizeMode(0) != mode:
            header.setSectionResizeMode(0, mode)
        if not enough:
            table.setColumnWidth(0, least)

    def _character(self) -> int:
        return self._table.fontMetrics().horizontalAdvance("0")
