"""The price list onto paper and into Excel, as it is on the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from crm_desktop.base_info.prices import services
from crm_desktop.base_info.prices.changing import OtherPrice, list_other_prices
from crm_desktop.base_info.prices.services import ListEntry, PriceRow
from crm_desktop.base_info.products.class_tree import ClassTree
from crm_desktop.base_info.products.pictures import scaled_image
from crm_desktop.base_info.products.services import read_pictures
from crm_desktop.base_info.promotions.services import running_for_everybody
from crm_desktop.core import clock
from crm_desktop.exchange.excelfile import Column, write_excel
from crm_desktop.qt.cells import labelled
from crm_desktop.qt.files import file_dialog
from crm_desktop.shell.context import Context
from crm_desktop.shell.sentences import sentence
from crm_desktop.shell.sheets import head_of, show_print
from crm_desktop.system.exporting import log_export

PRINTED = QSize(336, 208)  #: dots of a picture in print: four for each point
AT_ONCE = 50  #: pictures read in one question


class PriceOutput(QObject):
    """Prints and exports the rows that are shown of a price list."""

    def __init__(self, context: Context, tree: ClassTree, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._tree, self._widget = context, tree, parent

    def show_print(self, rows: Sequence[PriceRow], entry: ListEntry | None, *, pictures: bool) -> None:
        """Show the list as it will be printed; what is withdrawn is left out, and main products: their variants are sold."""
        if not self._context.facts().rights.may("price", "print"):
            self._context.messages.toast(self.tr("You have no right to print these."))
            return
        from crm_desktop.base_info.prices.prints import items_of, price_list_pdf
        from crm_desktop.printing.formats import in_sentence

        facts = self._context.facts()
        title = labelled(self.tr("Price list"), entry.name) if entry else self.tr("Price list")
        on_sale = [r for r in rows if r.status == "on_sale" and not r.comes_in_variants]
        paths = {i: self._tree.path_of(i) for i in {r.class_id for r in on_sale} if i}
        order, currency = self._tree.order(), entry.currency if entry else facts.currency
        money = in_sentence(self._context.term_label("currency", currency))
        units = {code: self._context.term_label("unit", code) for code in {r.unit for r in on_sale}}

        def work(session: Any) -> bytes:
            images = _small_pictures(session, [r.picture_id for r in on_sale if r.picture_id]) if pictures else {}
            running = running_for_everybody(session, day=clock.today())
            items = items_of(on_sale, order=order, path_of=paths, unit_of=units, pictures=images, promotions=running)
            tax = services.is_tax_included(session, price_list_id=entry.id if entry else None)
            head = head_of(self._context, title)
            return price_list_pdf(head, items, day=clock.today(), currency=money, tax_included=tax, pictures=pictures)

        show_print(self._context, self._widget, title, work)

    def ask_export(self, rows: Sequence[PriceRow], entry: ListEntry | None) -> None:
        """Ask where to, then write the rows as an Excel file that can be changed and read in again."""
        if not self._context.facts().rights.may("price", "export"):
            self._context.messages.toast(self.tr("You have no right to export these."))
            return
        name = f"{entry.name if entry else self.tr('Price list')} {clock.today():%Y-%m-%d}.xlsx"
        dialog = file_dialog(self._widget, self.tr("Export the price list"), "Excel (*.xlsx)", save_as=name)
        dialog.setObjectName("export_dialog")
        dialog.fileSelected.connect(lambda path: self.export_to(Path(path), rows, entry))
        dialog.open()

    def export_to(self, path: Path, rows: Sequence[PriceRow], entry: ListEntry | None) -> None:
        """Write the rows to *path* in the background; costs only where they are on the screen."""
        costs = any(r.cost is not None for r in rows)
        columns = [
            Column(heading=self.tr("Class"), width=18),
            Column(heading=self.tr("Code"), width=14),
            Column(heading=self.tr("Name"), width=34),
            Column(heading=self.tr("Model"), width=16),
            Column(heading=self.tr("Unit"), width=8),
            *([Column(heading=self.tr("From quantity"), kind="number")] if entry else []),
            Column(heading=self.tr("Price"), kind="number"),
            Column(heading=self.tr("List price"), kind="number"),
            Column(heading=self.tr("Floor price"), kind="number"),
            *([Column(heading=self.tr("Cost price"), kind="number")] if costs else []),
        ]
        paths = {i: self._tree.path_of(i) for i in {r.class_id for r in rows} if i}
        units = {t.code: self._context.term_label("unit", t.code) for t in self._context.facts().terms.get("unit", ())}
        title = entry.name if entry else self.tr("Price list")
        entity = self._context.entity("price")

        def work(session: Any) -> int:
            ids = [r.product_id for r in rows]
            others = list_other_prices(session, product_ids=ids, price_list_id=entry.id) if entry else ()
            cells = _cells(rows, others, class_of=paths, unit_of=units, steps=entry is not None, costs=costs)
            log_export(session, entity, len(cells), path.name, [c.heading for c in columns])
            return write_excel(path, columns, cells, title)

        self._context.jobs.run(
            work,
            owner=self,
            done=lambda count: self._context.messages.toast(
                self.tr("{count} prices written to {name}.").format(count=count, name=path.name)
            ),
            failed=self._not_exported,
        )

    def _not_exported(self, error: Exception) -> None:
        if isinstance(error, OSError):
            self._context.messages.toast(sentence(error))
        else:
            self._context.messages.error(error)


def _cells(
    rows: Sequence[PriceRow],
    others: Sequence[OtherPrice],
    *,
    class_of: Mapping[int, str],
    unit_of: Mapping[str, str],
    steps: bool,
    costs: bool,
) -> list[list[Any]]:
    """Return the rows of a price file: each product, then what it costs in other units and from a quantity on."""
    of: dict[int, list[OtherPrice]] = {}
    for other in others:
        of.setdefault(other.product_id, []).append(other)
    cells: list[list[Any]] = []
    for r in rows:
        said = [class_of.get(r.class_id or 0, ""), r.code, r.name, r.model]
        own = [r.price, r.list_price, r.floor_price, *([r.cost] if costs else [])]
        cells.append([*said, unit_of.get(r.unit, r.unit), *([None] if steps else []), *own])
        for o in of.get(r.product_id, ()):
            unit, step = o.unit or r.unit, o.min_quantity if o.min_quantity > 1 else None
            cells.append([*said, unit_of.get(unit, unit), step, o.price, None, None, *([o.cost] if costs else [])])
    return cells


def _small_pictures(session: Any, ids: Sequence[int]) -> dict[int, bytes]:
    """Return pictures made small for print, as JPEG (in a job)."""
    found: dict[int, bytes] = {}
    for start in range(0, len(ids), AT_ONCE):
        for number, content in read_pictures(session, attachment_ids=ids[start : start + AT_ONCE]).items():
            image = scaled_image(content, PRINTED)
            if not image.isNull():
                found[number] = _jpeg(image)
    return found


def _jpeg(image: QImage) -> bytes:
    from PySide6.QtCore import QBuffer, QIODevice
    from PySide6.QtGui import QPainter

    paper = QImage(image.size(), QImage.Format.Format_RGB32)
    paper.fill(0xFFFFFFFF)
    painter = QPainter(paper)
    painter.drawImage(0, 0, image)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    paper.save(buffer, "JPG", 85)  # type: ignore[call-overload]
    return bytes(buffer.data().data())
