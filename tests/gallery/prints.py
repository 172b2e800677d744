"""The prints that pages make: each asked for on its page, taken from the preview that opens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QApplication

from crm_desktop.base_info.handover.assigning import HandOver
from crm_desktop.qt.preview import Preview

if TYPE_CHECKING:
    from tests.gallery.draw import Gallery

Ask = Callable[[], Any]


def draw_prints(gallery: Gallery, window: Any) -> None:
    """Keep every print with a picture of each of its pages; paper has no theme, so once a language."""
    for name, make in _prints(gallery, window):
        key = (window.context.language(), name)
        if gallery.only not in f"print_{name}" or key in gallery.printed:
            continue
        gallery.printed.add(key)
        page, ask = make()
        gallery.wait(lambda: window.context.jobs.busy == 0)
        ask()
        gallery.wait(_previews, 20)
        for preview in _previews():
            gallery.keep_pages(preview.content, name)
            preview.close()
            preview.deleteLater()
        gallery.wait(lambda: False, 0.1)
        window.context.navigator.close(page)


def _previews() -> list[Preview]:
    return [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, Preview) and widget.isVisible()]


def _prints(gallery: Gallery, window: Any) -> Iterator[tuple[str, Callable[[], tuple[Any, Ask]]]]:
    def prices(pictures: bool) -> tuple[Any, Ask]:
        page = window.open_page("prices", price_list_id=1)
        gallery.wait(lambda: page.model.rows)
        if pictures:
            page.search.setText("打印机")
            gallery.wait(lambda: False, 0.5)
        return page, lambda: page.output.show_print(page.model.rows, page._entry(), pictures=pictures)

    def compared() -> tuple[Any, Ask]:
        page = window.open_page("compare_products", product_ids=[101, 103, 105, 107])
        gallery.wait(lambda: page.lines)
        return page, page.show_print

    def chart() -> tuple[Any, Ask]:
        page = window.open_page("org_chart")
        gallery.wait(lambda: page.chart)
        return page, page.show_print

    def usage() -> tuple[Any, Ask]:
        page = window.open_page("usage")
        gallery.wait(lambda: page.usage)
        return page, page.print_sheet

    def person() -> tuple[Any, Ask]:
        page = window.open_page("personal_data", entity="contact", record_id=gallery.first_id("contact"))
        gallery.wait(lambda: page.model.rows)
        return page, page.show_pdf

    def grouped() -> tuple[Any, Ask]:
        page = window.open_list("customer")
        page.list.group_by("region", chart="bars", measure="credit_limit", below=[["grade", ""]])
        gallery.wait(lambda: False, 0.5)

        def ask() -> None:
            page.output.show_print(page.list.model.query, "")
            page.list.group_by("")

        return page, ask

    def sheet() -> tuple[Any, Ask]:
        page = window.open_list("customer")
        tool = HandOver(window.context, page)
        return page, lambda: tool.show_sheet(list(range(1, 31)))

    def report() -> tuple[Any, Ask]:
        first = date.today() - timedelta(days=330)
        page = window.open_page("ranking", start=first.isoformat(), end=date.today().isoformat())
        gallery.wait(lambda: page.ranking)
        return page, page.print_report

    yield "price_list", lambda: prices(False)
    yield "price_list_pictures", lambda: prices(True)
    yield "comparison", compared
    yield "org_chart", chart
    yield "usage_sheet", usage
    yield "personal_sheet", person
    yield "list_groups", grouped
    yield "handover_sheet", sheet
    yield "performance_report", report
