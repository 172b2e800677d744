"""Up to four products side by side: what differs is marked; printed and copied as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QFontMetrics, QGuiApplication, QImage, QKeySequence, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.base_info.prices.rules import price_text
from crm_desktop.base_info.products import services
from crm_desktop.base_info.products.pictures import scaled_image
from crm_desktop.core.errors import BadValue
from crm_desktop.core.fields import Field, Ref
from crm_desktop.core.record import Changed, Record
from crm_desktop.core.text import QT_TRANSLATE_NOOP, SYMBOLS
from crm_desktop.qt.cells import cell_text
from crm_desktop.qt.editors import Editor, editor_for
from crm_desktop.qt.rows import EmptyLabel
from crm_desktop.qt.tools import caption
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon
from crm_desktop.shell.page import Page
from crm_desktop.shell.sheets import head_of, show_print

PICTURE = QSize(180, 110)
PAD, LINE = 12, 31  #: pixels around the words of a cell, of a row with one line
_SILENT = {"name", "created_at", "created_by", "updated_at", "updated_by", "withdrawn_on"}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One attribute of all products: its words and what each has; *differs* where they are not the same."""

    label: str
    values: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Tell whether the products are not the same here."""
        return len(set(self.values)) > 1


@dataclass(frozen=True, kw_only=True)
class Compared:
    """What was read of the products."""

    records: tuple[Record, ...]
    prices: Mapping[int, Decimal | None]
    pictures: Mapping[int, QImage]


class ComparePage(Page):
    """A column for each product, a row for each attribute."""

    def __init__(self, context: Context, parent: QWidget | None = None, *, product_ids: Sequence[int] = ()) -> None:
        super().__init__(context, parent)
        self.setObjectName("compare_page")
        self._ids = list(product_ids)[: services.COMPARED]
        self._found = Compared(records=(), prices={}, pictures={})
        self.lines: list[Line] = []
        field = Ref(name="compare_with", label=QT_TRANSLATE_NOOP("ComparePage", "Product"), to="product")
        self.picker: Editor = editor_for(field, context, self)
        self.only, self.copy_button, self.print_button = QCheckBox(self), QPushButton(self), QPushButton(self)
        self.table, self._empty = QTableWidget(self), EmptyLabel(self)
        self._fit = QTimer(self, singleShot=True, interval=0)
        self._fit.timeout.connect(self._fit_rows)
        self._build()
        self.retranslate()
        self._read()

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(12, 8, 12, 8)
        top.setSpacing(8)
        top.addWidget(self.picker)
        top.addWidget(self.only)
        self.only.setObjectName("compare.only")
        for button, name, picture in (
            (self.copy_button, "compare.copy", "copy"),
            (self.print_button, "compare.print", "printer"),
        ):
            button.setObjectName(name)
            button.setIcon(icon(picture))
            top.addWidget(button)
        self.picker.setFixedWidth(320)
        top.insertStretch(1, 1)
        self.picker.committed.connect(self._take)
        self.only.toggled.connect(lambda _: self._show())
        self.copy_button.clicked.connect(self.copy)
        self.print_button.clicked.connect(self.show_print)
        self.table.setObjectName("compare.table")
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.setWordWrap(True)
        self.table.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().sectionResized.connect(lambda *_: self._fit.start())
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(top)
        box.addWidget(self._empty, 1)
        box.addWidget(self.table, 1)
        for keys, act, where in (
            (QKeySequence.StandardKey.Print, self.show_print, self),
            (QKeySequence.StandardKey.Copy, self.copy, self.table),  # in the line above they are the line's
            (QKeySequence.StandardKey.Delete, self.remove_current, self.table),
        ):
            action = QAction(self)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(lambda _=False, a=act: a())
            where.addAction(action)

    # ── reading ──────────────────────────────────────────

    def _take(self) -> None:
        try:
            chosen = self.picker.value()
        except BadValue:
            return
        if chosen is None:
            return
        self.picker.set_value(None)
        if len(self._ids) >= services.COMPARED:
            self.context.messages.toast(self.tr("Four products fit side by side; remove one first."))
        elif chosen not in self._ids:
            self._ids.append(chosen)
            self._read()

    def remove_current(self) -> None:
        """Take the product of the marked column away."""
        column = self.table.currentColumn()
        if 0 <= column < len(self._found.records):
            self._remove(self._found.records[column].id)

    def _remove(self, product_id: int) -> None:
        self._ids = [i for i in self._ids if i != product_id]
        self._read()

    def _read(self) -> None:
        ids, records, entity = tuple(self._ids), self.context.records, self.context.entity("product")
        priced = self.context.facts().rights.may("price", "view")

        def work(session: Any) -> Compared:
            found = tuple(records.rows_by_ids(session, entity, [f.name for f in entity.fields], ids))
            first = {i: services.list_pictures(session, product_id=i)[:1] for i in ids}
            contents = services.read_pictures(session, attachment_ids=[p[0].id for p in first.values() if p])
            images = {i: scaled_image(contents.get(p[0].id, b""), PICTURE * 2) for i, p in first.items() if p}
            return Compared(
                records=found, prices=services.price_of(session, product_ids=ids) if priced else {}, pictures=images
            )

        self.context.jobs.run(work, owner=self, done=self._fill, failed=self.context.messages.error, key="compare")

    def _fill(self, found: Compared) -> None:
        self._found = found
        self._show()
        self.title_changed.emit()

    def _compared(self) -> list[Line]:
        """Return a line for each attribute that one of the products has."""
        entity, records, found = self.context.entity("product"), self._found.records, self._found
        lines: list[Line] = []
        if found.prices:
            symbol = SYMBOLS.get(self.context.facts().currency, "")
            texts = (price_text(found.prices.get(r.id)) for r in records)
            prices = tuple(symbol + text if text else "" for text in texts)
            lines.append(Line(label=self.tr("Price"), values=prices))
        for field in entity.fields:
            if field.name in _SILENT or not any(_applies(field, r) for r in records):
                continue
            values = tuple(cell_text(field, r.values.get(field.name), r, self.context) for r in records)
            if any(values):
                lines.append(Line(label=caption(entity, field), values=values))
        return lines

    def _show(self) -> None:
        records = self._found.records
        self.lines = [line for line in self._compared() if line.differs or not self.only.isChecked()]
        self.table.clear()
        self.table.setColumnCount(len(records))
        self.table.setRowCount(len(self.lines) + 1)
        self.table.setHorizontalHeaderLabels([str(r.values.get("name", "")) for r in records])
        self.table.setVerticalHeaderLabels(
            [
                "",
                *(
                    f"≠ {line.label}" if line.differs and len(records) > 1 else f"   {line.label}"
                    for line in self.lines
                ),
            ]
        )
        for column, record in enumerate(records):
            self.table.setCellWidget(0, column, self._head(record))
            for row, line in enumerate(self.lines, 1):
                item = QTableWidgetItem(line.values[column])
                item.setToolTip(line.values[column])
                if line.differs and len(records) > 1:
                    font = item.font()
                    font.setBold(True)
                    item.setFont(font)
                self.table.setItem(row, column, item)
        self.table.setVisible(bool(records))
        self._fit.start()  # when the columns have their widths
        self._empty.setVisible(not records)
        for button in (self.copy_button, self.print_button):
            button.setEnabled(bool(records) and self._may_print(button))
        self.status_changed.emit(self.status())

    def _fit_rows(self) -> None:
        for row in range(1, self.table.rowCount()):  # resizeRowsToContents() knows nothing of the padding in the cells
            self.table.setRowHeight(
                row, max(map(partial(self._height, row), range(self.table.columnCount())), default=0)
            )
        pictures = any(not i.isNull() for i in self._found.pictures.values())
        self.table.setRowHeight(0, (PICTURE.height() if pictures else 0) + 40)

    def _height(self, row: int, column: int) -> int:
        item, width = self.table.item(row, column), self.table.columnWidth(column) - 2 * PAD
        if item is None:
            return LINE
        room = QRect(0, 0, width, 10_000)
        found = QFontMetrics(item.font()).boundingRect(room, Qt.TextFlag.TextWordWrap, item.text())
        return max(found.height() + PAD, LINE)

    def _may_print(self, button: QPushButton) -> bool:
        return button is not self.print_button or self.context.facts().rights.may("product", "print")

    def _head(self, record: Record) -> QWidget:
        """Return picture and buttons of a column."""
        holder = QWidget(self.table)
        column = QVBoxLayout(holder)
        column.setContentsMargins(4, 4, 4, 4)
        image = self._found.pictures.get(record.id)
        if image is not None and not image.isNull():
            picture = QLabel(holder, alignment=Qt.AlignmentFlag.AlignCenter)
            scaled = image.scaled(
                PICTURE, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            picture.setPixmap(QPixmap.fromImage(scaled))
            column.addWidget(picture)
        row = QHBoxLayout()
        row.addStretch(1)
        for words, name, act in (
            (self.tr("Open"), "open", partial(self.context.navigator.open_record, "product", record.id)),
            (self.tr("Remove"), "remove", partial(self._remove, record.id)),
        ):
            button = QPushButton(words, holder)
            button.setProperty("kind", "link")
            button.setObjectName(f"compare.{name}.{record.id}")
            button.setAccessibleName(f"{words}: {record.values.get('name', '')}")
            button.clicked.connect(lambda _=False, a=act: a())
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        return holder

    # ── taking it away ───────────────────────────────────

    def copy(self) -> None:
        """Copy the comparison as a table that Excel takes."""
        names = [str(r.values.get("name", "")) for r in self._found.records]
        rows = [["", *names], *([line.label, *line.values] for line in self.lines)]
        QGuiApplication.clipboard().setText(
            "\n".join("\t".join(cell.replace("\n", " ").replace("\t", " ") for cell in row) for row in rows)
        )
        self.context.messages.toast(self.tr("The comparison is on the clipboard."))

    def show_print(self) -> None:
        """Show the comparison as it will be printed."""
        if not self.print_button.isEnabled():
            return
        title = self.title()
        names = [str(r.values.get("name", "")) for r in self._found.records]
        lines, several = list(self.lines), len(names) > 1

        def work(_session: Any) -> bytes:
            from crm_desktop.printing.listing import print_list
            from crm_desktop.printing.tables import Column

            head = head_of(self.context, title)
            columns = [Column(label="", weight=12), *(Column(label=name, weight=26) for name in names)]
            rows = [[f"≠ {line.label}" if line.differs and several else line.label, *line.values] for line in lines]
            return print_list(head, columns, rows, note="")  # a row is a field, and nobody counts those

        show_print(self.context, self, title, work)

    # ── Page ─────────────────────────────────────────────

    def title(self) -> str:
        """Return what is compared (``Page``)."""
        return self.tr("Compare products")

    def state(self) -> Mapping[str, Any]:
        """Return the products on show (``Page``)."""
        return {"product_ids": list(self._ids)}

    def status(self) -> str:
        """Return how many attributes differ (``Page``)."""
        count = sum(line.differs for line in self.lines)
        return self.tr("{count} differences").format(count=count) if self._ids else ""

    def concerned(self, change: Changed) -> bool:
        """Tell whether a product on show may have changed (``Page``)."""
        return change.table in ("price", "price_list", "product_class", "attachment") or any(
            change.concerns("product", i) for i in self._ids
        )

    def refresh(self) -> None:
        """Read the products again (``Page``)."""
        self._read()

    def retranslate(self) -> None:
        """Set every text anew (``Page``)."""
        self.only.setText(self.tr("Only what differs"))
        self.copy_button.setText(self.tr("Copy"))
        self.print_button.setText(self.tr("Print …"))
        self._empty.setText(
            self.tr("Choose products at the top, or mark two to four in the price list and press “Compare”.")
        )
        for widget, words in (
            (self.picker.input, self.tr("Add a product")),
            (self.only, self.only.text()),
            (self.copy_button, self.copy_button.text()),
            (self.print_button, self.print_button.text()),
            (self.table, QCoreApplication.translate("ComparePage", "Products side by side")),
        ):
            widget.setAccessibleName(words)
        self.picker.input.setPlaceholderText(self.tr("Add a product"))  # type: ignore[attr-defined]
        if not self._may_print(self.print_button):
            self.print_button.setToolTip(self.tr("You have no right to print these."))
        self._show()


def _applies(field: Field, record: Record) -> bool:
    """Tell whether an attribute is one of this product's class, or of a class above it."""
    return field.only is None or record.values.get(field.only[0]) in field.only[1]
