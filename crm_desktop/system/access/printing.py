"""What stands in a table of one of these pages, laid out and looked at before it is printed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crm_desktop.core import clock
from crm_desktop.qt.rows import RowsModel
from crm_desktop.shell.page import Page


def show_sheet(page: Page, title: str, model: RowsModel[Any], weights: Sequence[int], filters: str) -> None:
    """Show the rows of *model* as they will be printed."""
    facts, language = page.context.facts(), page.context.language()
    labels = [column.title() for column in model.columns]
    rows = [[column.text(row) for column in model.columns] for row in model.rows]
    printed = clock.now().strftime("%Y-%m-%d %H:%M")

    def work(_session: Any) -> bytes:
        from crm_desktop.printing.page import Head
        from crm_desktop.system.access.prints import access_sheet

        head = Head(
            company=facts.company_name(language), title=title, language=language, person=facts.employee_name, printed=printed
        )  # fmt: skip
        return access_sheet(head, labels, weights, rows, filters)

    def show(content: bytes) -> None:
        from crm_desktop.qt.preview import Preview

        Preview(content, title, page).show()

    page.context.jobs.run(work, owner=page, done=show, failed=page.context.messages.error, key="print")
