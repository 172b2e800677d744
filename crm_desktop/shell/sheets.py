"""What a page shows, laid out in a job and looked at before it is printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from crm_desktop.core import clock
from crm_desktop.qt.rows import RowsModel
from crm_desktop.qt.tools import resize_on_screen
from crm_desktop.shell.context import Context
from crm_desktop.shell.page import Page

if TYPE_CHECKING:
    from crm_desktop.printing.page import Head
    from crm_desktop.qt.preview import Preview


def show_print(
    context: Context,
    parent: QWidget,
    name: str,
    lay_out: Callable[[Any], bytes],
    *,
    failed: Callable[[Exception], None] | None = None,
    size: tuple[int, int] | None = None,
    opened: Callable[[Preview], object] | None = None,
) -> None:
    """Show the PDF that *lay_out* makes of a session in a job, in a window of *size* above *parent*.

    *name*: what a saved file is called; *opened* is given the window before it is shown.
    """

    def show(content: bytes) -> None:
        from crm_desktop.qt.preview import Preview

        preview = Preview(content, name, parent)
        if size is not None:
            resize_on_screen(preview, *size)
        if opened is not None:
            opened(preview)
        preview.show()

    context.jobs.run(lay_out, owner=parent, done=show, failed=failed or context.messages.error, key="print")


def head_of(context: Context, title: str, *, wide: bool = False) -> Head:
    """Return what stands on every page: the company, *title*, who prints it and when; called in a job."""
    from crm_desktop.printing.page import Head

    facts, language = context.facts(), context.language()
    return Head(
        company=facts.company_name(language),
        title=title,
        language=language,
        person=facts.employee_name,
        printed=f"{clock.now():%Y-%m-%d %H:%M}",
        wide=wide,
    )


def show_sheet(
    page: Page, title: str, columns: Sequence[tuple[str, float, bool]], rows: Sequence[Sequence[str]], filters: str
) -> None:
    """Show *rows* as they will be printed; a column is its label, its share of the width, and whether it stands to the right."""

    def lay_out(_session: Any) -> bytes:
        from crm_desktop.printing import listing, tables

        laid_out = [tables.Column(label=label, weight=weight, right=right) for label, weight, right in columns]
        return listing.print_list(head_of(page.context, title), laid_out, rows, filters=filters)

    show_print(page.context, page, title, lay_out)


def show_table(page: Page, title: str, model: RowsModel[Any], weights: Sequence[int], filters: str) -> None:
    """Show the rows of *model* as they will be printed."""
    columns = [(column.title(), weight, False) for column, weight in zip(model.columns, weights, strict=True)]
    rows = [[column.text(row) for column in model.columns] for row in model.rows]
    show_sheet(page, title, columns, rows, filters)
