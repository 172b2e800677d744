"""Data quality at work: duplicates found and side by side, a hint while one types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.gallery.draw import Gallery


def draw_quality(gallery: Gallery, window: Any) -> None:
    """Keep a picture of each."""
    if gallery.only in "duplicates_found":
        page = window.open_page("duplicates")
        page.look()
        gallery.wait(lambda: page.model.rows and page.panel.table.rowCount(), 20)
        gallery.wait(lambda: False, 0.4)
        gallery.keep(window, "duplicates_found")
        window.context.navigator.close(page)
    if gallery.only in "formats_found":
        page = window.open_page("formats")
        page.look()
        gallery.wait(lambda: page.model.rows, 20)
        gallery.wait(lambda: False, 0.3)
        gallery.keep(window, "formats_found")
        window.context.navigator.close(page)
    if gallery.only in "duplicate_hint":
        page = window.new_record("customer")
        name = gallery.in_session(window.context, lambda s: _name(s))
        page.form.editor("name").input.setFocus()
        page.form.editor("name").put(name)
        page.form.edited.emit("name")
        bar: Any = page.findChild(object, "duplicate_bar")
        gallery.wait(bar.isVisible, 5)
        gallery.wait(lambda: False, 0.3)
        gallery.keep(window, "duplicate_hint")
        page.form.start()
        window.context.navigator.close(page)


def _name(session: Any) -> str:
    from sqlalchemy import text

    return str(session.execute(text("SELECT short_name FROM crm.customer WHERE short_name <> '' LIMIT 1")).scalar_one())
