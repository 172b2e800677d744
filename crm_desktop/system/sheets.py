"""What a page shows in a table, laid out and looked at before it is printed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crm_desktop.core import clock
from crm_desktop.qt.rows import RowsModel
from crm_desktop.shell.page import Page


def show_sheet(
    page: Page, title: str, columns: Sequence[tuple[str, float, bool]], rows: Sequence[Sequence[str]], filters: str
) -> None:
    """Show *rows* as they will be printed; a column is its label, its share of the width, and whether it stands to the right."""
    facts, language = page.context.facts(), page.context.language()
    printed = clock.now().strftime("%Y-%m-%d %H:%M")

    def work(_session: Any) -> bytes:
        from crm_desktop.printing import listing, tables
        from crm_desktop.printing.page import Head

        head = Head(
            company=facts.company_name(language), title=title, language=language, person=facts.employee_name, printed=printed
        )  # fmt: skip
        laid_out = [tables.Column(label=label, weight=weight, right=right) for label, weight, right in columns]
        return listing.print_list(head, laid_out, rows, filters=filters)

    def show(content: bytes) -> None:
        from crm_desktop.qt.preview import Preview

        Preview(content, title, page).show()

    page.context.jobs.run(work, owner=page, done=show, failed=page.context.messages.error, key="print")


def show_table(page: Page, title: str, model: RowsModel[Any], weights: Sequence[int], filters: str) -> None:
    """Show the rows of *model* as they will be printed."""
    columns = [(column.title(), weight, False) for column, weight in zip(model.columns, weights, strict=True)]
    rows = [[column.text(row) for column in model.columns] for row in model.rows]
    show_sheet(page, title, columns, rows, filters)
