"""The columns of a file, some of their cells, and the field that each becomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHeaderView, QLineEdit, QTableWidget, QTableWidgetItem, QWidget

from crm_desktop.core.entity import Entity
from crm_desktop.core.fields import is_importable
from crm_desktop.qt.tools import caption
from crm_desktop.system.import_pages.steps import named, rows_table, shown_headings
from crm_desktop.system.importing.mapping import ImportMapping, Source, address_parts
from crm_desktop.system.importing.opening import Opened
from crm_desktop.system.importing.reading import ORIGIN

#: Chosen for a column that is a whole address.
WHOLE = "address*"
_SHOWN = 3  #: different cells of a column that are shown


class MappingTable(QTableWidget):
    """*edited* after each choice. The last rows are fixed values for fields that no column gives."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 3, parent)
        self.setObjectName("import.columns")
        rows_table(self)
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        header = self.horizontalHeader()
        for column, share in enumerate((220, 460, 300)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            self.setColumnWidth(column, share)
        header.setStretchLastSection(True)
        self.verticalHeader().setDefaultSectionSize(32)
        self._entity: Entity | None = None
        self._headings: tuple[str, ...] = ()
        self._mapping: ImportMapping | None = None
        self._boxes: list[QComboBox] = []
        self._fixed: list[tuple[QLineEdit, QComboBox]] = []
        self._origin = False

    def show_file(self, opened: Opened, entity: Entity, *, keep_origin: bool) -> None:
        """Show a file with the mapping proposed for it; *keep_origin* offers author and day of the old system."""
        self._entity, self._headings, self._origin = entity, opened.headings, keep_origin
        self._mapping = opened.mapping
        self._boxes, self._fixed = [], []
        self.setRowCount(0)
        for place, (heading, words) in enumerate(zip(opened.headings, shown_headings(opened.headings), strict=True)):
            seen = list(dict.fromkeys(cells[place].strip() for cells in opened.samples if cells[place].strip()))
            self._add(words or self.tr("(no heading)"), "  ·  ".join(seen[:_SHOWN]))
            several = [s.field for s in opened.mapping.sources if s.heading == heading and heading]
            chosen = WHOLE if {"address", "city"} <= set(several) else several[0] if several else ""
            box = self._box(f"import.field.{place}", chosen)
            box.setEnabled(bool(heading))
            named(box, self.tr("Field for “{heading}”").format(heading=words), text=False)
            self._boxes.append(box)
            self.setCellWidget(place, 2, box)
        for source in opened.mapping.sources:
            if not source.heading:
                self.add_fixed(source.field, source.template)

    def add_fixed(self, field: str = "", value: str = "") -> None:
        """Add a row for a value that every record gets; ``{heading}`` stands for a cell."""
        number = self.rowCount()
        self._add("", "")
        line = QLineEdit(value, self)
        line.setObjectName(f"import.fixed_value.{len(self._fixed)}")
        line.setPlaceholderText(self.tr("The same value for every row"))
        line.textEdited.connect(lambda _: self.edited.emit())
        box = self._box(f"import.fixed_field.{len(self._fixed)}", field)
        named(line, self.tr("Fixed value"), text=False)
        named(box, self.tr("Field with a fixed value"), text=False)
        self.setSpan(number, 0, 1, 2)
        self.setCellWidget(number, 0, line)
        self.setCellWidget(number, 2, box)
        self._fixed.append((line, box))
        if not field:
            self.scrollToBottom()
            line.setFocus(Qt.FocusReason.OtherFocusReason)

    def sources(self) -> tuple[Source, ...]:
        """Return what was chosen; meanings that were confirmed before stay with their field."""
        found: list[Source] = []
        for heading, box in zip(self._headings, self._boxes, strict=True):
            if box.currentData() == WHOLE:
                found += [self._source(name, heading=heading) for name in self._parts()]
            elif box.currentData():
                found.append(self._source(box.currentData(), heading=heading))
        for line, box in self._fixed:
            if box.currentData() and line.text().strip():
                found.append(self._source(box.currentData(), template=line.text()))
        return tuple(found)

    def _parts(self) -> list[str]:
        """Return the parts of a whole address for which there is no column of their own."""
        assert self._entity is not None
        own = {box.currentData() for box in self._boxes} | {box.currentData() for _, box in self._fixed}
        return [name for name in address_parts(self._entity) if name not in own]

    def _source(self, field: str, heading: str = "", template: str = "") -> Source:
        before = self._mapping.source(field) if self._mapping else None
        return replace(before or Source(field=field), heading=heading, template=template)

    def _add(self, heading: str, sample: str) -> None:
        number = self.rowCount()
        self.insertRow(number)
        for column, words in enumerate((heading, sample)):
            item = QTableWidgetItem(words)
            item.setToolTip(words)
            self.setItem(number, column, item)

    def _box(self, name: str, chosen: str) -> QComboBox:
        assert self._entity is not None
        box = QComboBox(self)
        box.setObjectName(name)
        box.addItem(self.tr("(leave out)"), "")
        for words, field in fields_on_offer(self._entity, keep_origin=self._origin):
            box.addItem(words, field)
            if field == "address" and (parts := address_parts(self._entity)):
                names = " + ".join(caption(self._entity, self._entity[name]) for name in parts)
                box.addItem(self.tr("Whole address: {parts}").format(parts=names), WHOLE)
        box.setCurrentIndex(max(box.findData(chosen), 0))
        box.currentIndexChanged.connect(lambda _: self.edited.emit())
        return box

    def retranslate(self, heads: Sequence[str]) -> None:
        """Set the captions anew."""
        self.setHorizontalHeaderLabels(list(heads))


def fields_on_offer(entity: Entity, *, keep_origin: bool) -> list[tuple[str, str]]:
    """Return (words, name) of the fields that a file may fill, required ones marked with a star."""
    return [
        (f"{caption(entity, known)} *" if known.required else caption(entity, known), known.name)
        for known in entity.fields
        if is_importable(known) or (keep_origin and known.name in ORIGIN)
    ]
