"""By which fields a list is grouped: one, and up to two within it, each with how its values are put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from crm_desktop.core.grouping import DEEPEST, Level, buckets_of, buckets_within, countable
from crm_desktop.qt.listmodel import ListModel
from crm_desktop.qt.lists.classify.boxes import SnugBox


class LevelBoxes(QWidget):
    """A pair of boxes for each level; the next level is offered when the one before is chosen.

    Signal: *chosen* when the user chose otherwise.
    """

    chosen = Signal()

    def __init__(self, model: ListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._boxes = [(SnugBox(self), SnugBox(self)) for _ in range(DEEPEST)]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for number, pair in enumerate(self._boxes, 1):
            for box, name in zip(pair, ("group_field", "group_bucket"), strict=True):
                box.setObjectName(name if number == 1 else f"{name}_{number}")
                box.view().setObjectName(f"{box.objectName()}_choice")
                box.activated.connect(self._asked)
                row.addWidget(box)

    @property
    def first(self) -> QComboBox:
        """Return the box of the first level's field."""
        return self._boxes[0][0]

    def levels(self) -> list[Level]:
        """Return what is chosen, the outermost first."""
        pairs = ((str(f.currentData() or ""), str(b.currentData() or "")) for f, b in self._boxes)
        return [Level(name, bucket) for name, bucket in pairs if name]

    def state(self) -> dict[str, Any]:
        """Return the levels as JSON values."""
        first, *below = self.levels() or [Level("")]
        return {"field": first.name, "bucket": first.bucket, "below": [[x.name, x.bucket] for x in below]}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take up what ``state`` returned; what no longer exists is left out."""
        below = [(str(pair[0]), str(pair[1])) for pair in state.get("below") or () if len(pair) == 2]
        self._fill([(str(state.get("field") or ""), str(state.get("bucket") or "")), *below])

    def _asked(self, _index: int) -> None:
        self._fill([(level.name, level.bucket) for level in self.levels()])
        self.chosen.emit()

    def _fill(self, wanted: Sequence[tuple[str, str]]) -> None:
        """Offer on each level what may stand there below those before it, and choose what is wanted."""
        model, words = self._model, self._bucket_words()
        fields = countable(model.entity, model.tools.facts().rights)
        known, taken, before = {f.name for f in fields}, dict[str, str](), True
        pairs = [pair for pair in wanted if pair[0] in known]
        for number, (field_box, bucket_box) in enumerate(self._boxes):
            name, bucket = pairs[number] if number < len(pairs) else ("", "")
            field_box.clear()
            if number:
                field_box.addItem(self.tr("then by …"), "")
            for field in fields:
                if buckets_within(field, taken.get(field.name)):
                    field_box.addItem(model.label(field), field.name)
            field_box.setCurrentIndex(max(field_box.findData(name), 0))
            field_box.setVisible(before)
            chosen = next((f for f in fields if f.name == field_box.currentData()), None) if before else None
            offered = buckets_within(chosen, taken.get(chosen.name)) if chosen is not None else ()
            bucket_box.clear()
            for one in sorted(offered, key=list(words).index):
                bucket_box.addItem(words[one], one)
            usual = next((b for b in buckets_of(chosen) if b in offered), "") if chosen is not None else ""
            bucket_box.setCurrentIndex(max(bucket_box.findData(bucket if bucket in offered else usual), 0))
            bucket_box.setVisible(len(offered) > 1)
            before = chosen is not None
            if chosen is not None:
                taken[chosen.name] = str(bucket_box.currentData() or "")

    def _bucket_words(self) -> dict[str, str]:
        return {
            "": self.tr("each value"),
            "year": self.tr("by year"),
            "quarter": self.tr("by quarter"),
            "month": self.tr("by month"),
            "week": self.tr("by week"),
            "day": self.tr("by day"),
            "range": self.tr("by ranges"),
        }

    def retranslate(self) -> None:
        """Name fields and periods in the language of the moment."""
        self.restore(self.state())
        texts = (
            (self.tr("Group by"), self.tr("How values are put together")),
            (self.tr("Within each group, group by"), self.tr("How values are put together")),
        )
        for number, pair in enumerate(self._boxes):
            for box, text in zip(pair, texts[min(number, 1)], strict=True):
                box.setAccessibleName(text)
                box.setToolTip(text)
