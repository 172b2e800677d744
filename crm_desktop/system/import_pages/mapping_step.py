"""The second step: which column is which field, how records are found again, how the file is to be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QWidget,
)

from crm_desktop.core.entity import Entity
from crm_desktop.exchange.table import VCARD_SUFFIXES, ReadOptions
from crm_desktop.qt.cells import joined
from crm_desktop.qt.tools import caption
from crm_desktop.shell.context import Context
from crm_desktop.system.import_pages.kept_bar import KeptBar
from crm_desktop.system.import_pages.mapping_table import MappingTable
from crm_desktop.system.import_pages.steps import Step, button, label, named
from crm_desktop.system.importing.mapping import ImportMapping, default_match
from crm_desktop.system.importing.opening import Opened

ENCODINGS = ("utf-8", "gb18030", "utf-16", "big5", "cp1252")
DELIMITERS = (",", ";", "\t", "|")
_HEADING_ROWS = 10  #: among which a person may choose
_INDENT = 9  #: pixels
DATE_FORMATS = ("", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y%m%d")


class MenuButton(QPushButton):
    """A button with a menu, its words where those of a box of choices stand; Qt gives them no room at the left."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the words apart (QPushButton.paintEvent)."""
        painter, option = QStylePainter(self), QStyleOptionButton()
        self.initStyleOption(option)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        option.rect = option.rect.adjusted(_INDENT, 0, 0, 0)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonLabel, option)


class MappingStep(Step):
    """Signals: *check_asked* with an ``ImportMapping``; *reopen_asked* with ``ReadOptions``; *back_asked*."""

    check_asked = Signal(object)
    reopen_asked = Signal(object)
    back_asked = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__("mapping", parent)
        self.context = context
        self._opened: Opened | None = None
        self._entity: Entity | None = None
        self._match: tuple[str, ...] | None = None  #: None while it follows from the columns
        self.origin, self.missing = label(self, "origin", "muted"), label(self, "missing", "error")
        self.kept = KeptBar(context, self)
        self.table = MappingTable(self)
        self.mode, self.empty, self.distinct, self.decimal = (QComboBox(self) for _ in range(4))
        self.sheet, self.encoding, self.delimiter, self.dates, self.heading = (QComboBox(self) for _ in range(5))
        self.match, self.pool = MenuButton(self), QComboBox(self)
        self.fixed, self.back = button(self, "add_fixed", "plus"), button(self, "mapping_back", "arrow-left")
        self.check = button(self, "check", "list-checks", "primary")
        self._captions = {widget: QLabel(self) for widget in self._choices()}
        self.first, self.primary = self.table, self.check
        self._build()
        self.retranslate()

    def _choices(self) -> tuple[QWidget, ...]:
        return (
            self.mode, self.match, self.empty, self.distinct, self.pool,
            self.sheet, self.encoding, self.delimiter, self.heading, self.dates, self.decimal,
        )  # fmt: skip

    def _build(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.origin, 1)
        row.addWidget(self.kept)
        self.box.addLayout(row)
        self.box.addWidget(self.table, 1)
        self.box.addWidget(self.missing)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        names = (
            "mode",
            "match",
            "empty",
            "distinct",
            "pool",
            "sheet",
            "encoding",
            "delimiter",
            "heading",
            "dates",
            "decimal",
        )
        for widget, name in zip(self._choices(), names, strict=True):
            widget.setObjectName(f"import.{name}")
            widget.setMinimumWidth(100)  # three beside each other with their longest words are wider than a laptop
            words = self._captions[widget]
            words.setBuddy(widget)
            words.setProperty("kind", "caption")
        self.match.setProperty("kind", "choice")
        self.match.setMenu(QMenu(self.match))
        self.match.setSizePolicy(self.mode.sizePolicy())
        self._grid = grid
        self.box.addLayout(grid)
        self.add_foot((self.fixed, self.back, self.check), left=1)
        self.table.edited.connect(self._edited)
        self.fixed.clicked.connect(lambda: self.table.add_fixed())
        self.back.clicked.connect(self.back_asked)
        self.check.clicked.connect(lambda: self.check_asked.emit(self.mapping()))
        for widget in (self.sheet, self.encoding, self.delimiter, self.heading):
            widget.activated.connect(lambda _: self.reopen_asked.emit(self._options()))
        for box in (self.mode, self.pool):
            box.currentIndexChanged.connect(lambda _: self._edited())

    def show_file(self, opened: Opened, entity: Entity) -> None:
        """Show a file and what its columns are likely to be."""
        self._opened, self._entity = opened, entity
        mapping = opened.mapping
        given = [s for s in mapping.sources if s.heading]
        self._match = mapping.match if mapping.match != default_match(entity, given, opened.keys) else None
        may_all = self.context.facts().rights.scope(entity.rights_module, "assign") == "all"
        self.table.show_file(opened, entity, keep_origin=may_all)
        self._word_pools()
        self._fill_choices(opened)
        for box, value in (
            (self.mode, mapping.mode),
            (self.empty, mapping.empty),
            (self.distinct, mapping.distinct),
            (self.decimal, mapping.decimal),
            (self.dates, mapping.date_format),
            (self.pool, mapping.pool),
        ):
            box.setCurrentIndex(max(box.findData(value), 0))
        self.retranslate()
        self._edited()

    def _fill_choices(self, opened: Opened) -> None:
        options = opened.mapping.options
        self.heading.clear()
        for row in range(_HEADING_ROWS + 1):
            self.heading.addItem(self.tr("Row {row}").format(row=row) if row else self.tr("Found automatically"), row)
        self.heading.setCurrentIndex(max(self.heading.findData(options.heading_row), 0))
        self._set_choices(self.sheet, opened.sheets, opened.sheet)
        self._set_choices(self.encoding, ENCODINGS if opened.encoding else (), opened.encoding)
        self._set_choices(self.delimiter, DELIMITERS if opened.delimiter else (), opened.delimiter)
        of_file = (self.sheet, self.encoding, self.delimiter)
        shown = [w for w in self._choices() if w not in of_file or w.count() > 1]
        shown = [w for w in shown if w is not self.pool or opened.pools]
        if opened.run_id or opened.path.suffix.lower() in VCARD_SUFFIXES:  # there is no file to read anew
            shown = [w for w in shown if w not in (*of_file, self.heading)]
        for widget in self._choices():
            for each in (widget, self._captions[widget]):
                self._grid.removeWidget(each)
                each.setVisible(widget in shown)
        for place, widget in enumerate(shown):
            self._grid.addWidget(self._captions[widget], place // 3, place % 3 * 2)
            self._grid.addWidget(widget, place // 3, place % 3 * 2 + 1)
            self._grid.setColumnStretch(place % 3 * 2 + 1, 1)

    def _set_choices(self, box: QComboBox, values: Sequence[str], chosen: str) -> None:
        box.clear()
        for value in dict.fromkeys((*values, *((chosen,) if chosen else ()))):
            box.addItem({"\t": self.tr("Tab")}.get(value, value), value)
        box.setCurrentIndex(max(box.findData(chosen), 0))

    def _options(self) -> ReadOptions:
        before = self._opened.mapping.options if self._opened else ReadOptions()
        return replace(
            before,
            sheet=self.sheet.currentData() or "",
            encoding=self.encoding.currentData() or "",
            delimiter=self.delimiter.currentData() or "",
            heading_row=self.heading.currentData() or 0,
        )

    def mapping(self) -> ImportMapping:
        """Return what was chosen."""
        assert self._opened is not None and self._entity is not None
        sources = self.table.sources()
        match = default_match(self._entity, sources, self._opened.keys) if self._match is None else self._match
        there = {s.field for s in sources}
        return replace(
            self._opened.mapping,
            entity=self._entity.name,
            sources=sources,
            match=tuple(name for name in match if name in there),
            mode=self.mode.currentData(),
            empty=self.empty.currentData(),
            distinct=self.distinct.currentData(),
            decimal=self.decimal.currentData(),
            date_format=self.dates.currentData(),
            pool=self.pool.currentData() or "",
        )

    def _edited(self) -> None:
        """Say what is still missing, and offer the match keys that the columns allow."""
        if self._opened is None or self._entity is None:
            return
        mapping, entity = self.mapping(), self._entity
        self._fill_match(mapping)
        there = [s.field for s in mapping.sources]
        twice = sorted({name for name in there if there.count(name) > 1})
        lacking = [
            caption(entity, known)
            for known in entity.fields
            if known.required and not known.read_only and known.default is None and known.name not in there
        ]
        pooled_owner = bool(mapping.pool) and "owner_id" in there
        words = ""
        if twice:
            words = self.tr("Two columns are meant for “{field}”.").format(field=caption(entity, entity[twice[0]]))
        elif not there:
            words = self.tr("Choose a field for at least one column.")
        elif mapping.mode == "update" and not mapping.match:
            words = self.tr("To change records, a column must tell which one is meant, such as its code.")
        elif pooled_owner:
            words = self.tr("Customers in a pool have no owner: leave that column out.")
        elif lacking and mapping.mode != "update":
            words = self.tr("New records also need: {fields}.").format(fields=joined(lacking))
        self.missing.setText(words)
        self.missing.setVisible(bool(words))
        lost = mapping.mode == "update" and not mapping.match
        self.check.setEnabled(bool(there) and not (twice or pooled_owner or lost))

    def _fill_match(self, mapping: ImportMapping) -> None:
        assert self._entity is not None
        menu = self.match.menu()
        menu.clear()
        for source in mapping.sources:
            known = self._entity[source.field]
            action = QAction(caption(self._entity, known), menu, checkable=True, checked=source.field in mapping.match)
            action.setObjectName(f"match_{source.field}")
            action.triggered.connect(lambda on, name=source.field: self._choose_match(name, on))
            menu.addAction(action)
        labels = [caption(self._entity, self._entity[name]) for name in mapping.match]
        words = " + ".join(labels) or self.tr("Nothing: every row is a new record")
        named(self.match, words)
        self.match.setAccessibleName(f"{self._captions[self.match].text()}: {words}")

    def _choose_match(self, name: str, on: bool) -> None:
        kept = [known for known in self.mapping().match if known != name]
        self._match = (*kept, name) if on else tuple(kept)
        self._edited()

    def retranslate(self) -> None:
        """Set every text anew."""
        self.table.retranslate((self.tr("File column"), self.tr("Sample values"), self.tr("Field")))
        for widget, words in zip(
            self._choices(),
            (
                self.tr("Action"), self.tr("Match records by"), self.tr("Empty cells"), self.tr("Repeated rows"), self.tr("New customers"),
                self.tr("Sheet"), self.tr("Encoding"), self.tr("Separator"), self.tr("Heading row"), self.tr("Date format"), self.tr("Number format"),
            ),
            strict=True,
        ):  # fmt: skip
            self._captions[widget].setText(words)
            widget.setAccessibleName(words)
        self._word(self.mode, {
            "both": self.tr("Add new, change existing"),
            "create": self.tr("Only add new"),
            "update": self.tr("Only change existing"),
        })  # fmt: skip
        self._word(self.empty, {
            "leave": self.tr("Leave what the record has"),
            "clear": self.tr("Empty the field"),
        })  # fmt: skip
        self._word(self.distinct, {
            False: self.tr("Are an error"),
            True: self.tr("Count once where they say the same"),
        })  # fmt: skip
        self._word(self.decimal, {".": "1,234.56", ",": "1.234,56"})
        days = ("2026-01-31", "31.01.2026", "31/01/2026", "01/31/2026", "20260131")
        self._word(self.dates, dict(zip(DATE_FORMATS, days, strict=True)))
        self._word_pools()
        named(self.fixed, self.tr("Fixed value"))
        named(self.back, self.tr("Back"))
        named(self.check, self.tr("Check the rows"))
        self.origin.setText(self._origin_words())
        self._edited()

    def _word_pools(self) -> None:
        pools = self._opened.pools if self._opened else ()
        into = {name: self.tr("Into the pool “{name}”").format(name=name) for name in pools}
        self._word(self.pool, {"": self.tr("To their owner"), **into})

    def _origin_words(self) -> str:
        if self._opened is None:
            return ""
        name = self._opened.path.name
        return {
            "remembered": self.tr("{file}: the columns are mapped as you did it last time."),
            "run": self.tr("{file}: taken up again from the rows that were read."),
        }.get(self._opened.origin, self.tr("{file}: the fields are guessed from the headings; please look them over.")
        ).replace("{file}", name)  # fmt: skip

    @staticmethod
    def _word(box: QComboBox, words: Mapping[Any, str]) -> None:
        chosen = box.currentData()
        box.blockSignals(True)
        box.clear()
        for value, text in words.items():
            box.addItem(text, value)
        box.setCurrentIndex(max(box.findData(chosen), 0))
        box.blockSignals(False)
