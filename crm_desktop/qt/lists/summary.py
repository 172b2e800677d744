"""How many rows are selected and what their number columns add up to, for the foot of the window."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from crm_desktop.core.grouping import added
from crm_desktop.core.record import Record
from crm_desktop.qt.cells import is_summable, sum_text
from crm_desktop.qt.listmodel import ListModel
from crm_desktop.qt.lists.selection import IdSelection

#: Larger selections that are not in memory are only counted.
MOST_SUMMED, PAUSE_MS = 2000, 60


class SelectionSummary(QObject):
    """Follows the selection; *changed* comes when count or sums are known anew."""

    changed = Signal()

    def __init__(self, selection: IdSelection, model: ListModel, parent: QObject) -> None:
        super().__init__(parent)
        self._selection, self._model = selection, model
        self.count = 0
        self.sums: Mapping[str, Any] = {}
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._sum_up)
        selection.selectionChanged.connect(lambda *_: self._pause.start())
        model.order_changed.connect(self._pause.start)
        model.totals_changed.connect(lambda _: self._pause.start())

    def text(self) -> str:
        """Return the words: '3 rows selected · Amount ¥1,200.00', or '' for less than two rows."""
        if self.count < 2:
            return ""
        parts = [self.tr("%1 rows selected").replace("%1", f"{self.count:,}")]
        parts += (
            f"{self._model.label(f)} {sum_text(f, self.sums[f.name], self._model.tools)}"
            for f in self._model.columns
            if self.sums.get(f.name) is not None
        )
        return " · ".join(parts)

    def _sum_up(self) -> None:
        model, count = self._model, self._selection.count()
        self.count, self.sums = count, {}
        names = [f.name for f in model.columns if is_summable(f)]
        if count > 1 and names:
            if model.complete and count == model.rowCount() and model.totals is not None:
                self.sums = {n: model.totals.sums.get(n) for n in names}
            elif count <= MOST_SUMMED:
                self._sum_rows(names)
        self.changed.emit()

    def _sum_rows(self, names: list[str]) -> None:
        model, ids = self._model, self._selection.ids()
        here = [model.record(i) for i in ids]
        if all(record is not None for record in here):
            self.sums = _sums(model, names, [r for r in here if r is not None])
            return

        def take(records: list[Record]) -> None:
            if self._selection.ids() == ids:
                self.sums = _sums(model, names, records)
                self.changed.emit()

        model.tools.jobs.run(
            lambda s: model.tools.records.rows_by_ids(s, model.entity, names, ids),
            owner=self,
            key="sum",
            done=take,
            failed=lambda error: None,
        )  # the count stands without sums


def _sums(model: ListModel, names: list[str], records: list[Record]) -> Mapping[str, Any]:
    """Return the sums of loaded records; of amounts and quantities that say their currency or unit one for each."""
    found = {}
    for name in names:
        values = [(r.labels.get(name), v) for r in records if (v := r.values.get(name)) is not None]
        in_own = all(said is None for said, _ in values)
        if values:
            found[name] = added(value if in_own else {said or "": value} for said, value in values)
    return found
