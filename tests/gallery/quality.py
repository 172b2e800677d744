"""Data quality at work: duplicates found and side by side, a hint while one types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from crm_desktop.shell.window.toasts import Toast, Toasts
from tests.gallery.people import execute

if TYPE_CHECKING:
    from tests.gallery.draw import Gallery

#: More shops behind one switchboard than are compared each with each.
CROWD = """
INSERT INTO crm.customer (name, phone, owner_id)
SELECT n || m || '通讯门市部', '029-80000000', (SELECT id FROM crm.employee WHERE login = %(login)s)
FROM unnest('{东,南,西,北,中}'::text[]) n, unnest('{大,小,新,老,长,兴}'::text[]) m"""
ALIKE = {
    "product": "SELECT id FROM crm.product WHERE unit = (SELECT unit FROM crm.product ORDER BY id LIMIT 1) ORDER BY id LIMIT 2",
    "partner": "SELECT id FROM crm.partner WHERE is_supplier ORDER BY id LIMIT 2",
}
BY_STATE = """
INSERT INTO crm.duplicate_rule (entity, kind, states, by_hand, by_import) VALUES ('customer', 'name', '{target,customer,former,locked}', 'refuse', 'refuse')"""
NOT_BY_STATE = "DELETE FROM crm.duplicate_rule WHERE states <> '{}'"
DISPERSE = "DELETE FROM crm.customer WHERE phone = '029-80000000'"


def draw_quality(gallery: Gallery, window: Any) -> None:
    """Keep a picture of each."""
    if gallery.only in "duplicates_found":
        page = window.open_page("duplicates")
        page.look()
        gallery.wait(lambda: page.model.rows and page.panel.table.rowCount(), 20)
        gallery.wait(lambda: False, 0.4)
        gallery.keep(window, "duplicates_found")
        window.context.navigator.close(page)
        _clear(gallery, window)
    if gallery.only in "duplicates_crowded":
        execute(gallery, CROWD, login=window.context.facts().login)
        page = window.open_page("duplicates")
        page.look()
        gallery.wait(lambda: page.progress.text() and page.find_button.isEnabled(), 20)
        gallery.wait(lambda: page.panel.table.rowCount(), 5)
        gallery.wait(lambda: False, 0.4)
        gallery.keep(window, "duplicates_crowded")
        window.context.navigator.close(page)
        execute(gallery, DISPERSE)
        _clear(gallery, window)
    for entity, name in (("product", "merge_products"), ("partner", "merge_partners")):
        if gallery.only in name:
            ids = [
                row[0]
                for row in gallery.in_session(window.context, lambda s, e=entity: s.execute(text(ALIKE[e])).all())
            ]
            page = window.open_page("merge", entity=entity, ids=ids)
            gallery.wait(lambda p=page: p.panel.table.columnCount() == 2)
            gallery.wait(lambda: False, 0.3)
            gallery.keep(window, name)
            window.context.navigator.close(page)
    if gallery.only in "formats_found":
        page = window.open_page("formats")
        page.look()
        gallery.wait(lambda: page.model.rows, 20)
        gallery.wait(lambda: False, 0.3)
        gallery.keep(window, "formats_found")
        window.context.navigator.close(page)
    if gallery.only in "duplicate_hint":
        keep_hint(gallery, window, gallery.in_session(window.context, _name), "duplicate_hint")
    if gallery.only in "duplicate_by_state":
        execute(gallery, BY_STATE)
        named = gallery.one("SELECT name FROM crm.customer WHERE owner_id IS NOT NULL ORDER BY id LIMIT 1")
        keep_hint(gallery, window, named, "duplicate_by_state")
        gallery._page(window, "duplicate_by_state_rules", lambda: window.open_list("duplicate_rule"))
        rule = gallery.one("SELECT max(id) FROM crm.duplicate_rule WHERE states <> '{}'")
        gallery._page(window, "duplicate_by_state_rule", lambda: window.open_record("duplicate_rule", rule))
        execute(gallery, NOT_BY_STATE)


def keep_hint(gallery: Gallery, window: Any, name: str, picture: str) -> None:
    """Keep a picture of a new customer whose *name* is being typed, with what is like it."""
    page = window.new_record("customer")
    page.form.editor("name").input.setFocus()
    page.form.editor("name").put(name)
    page.form.edited.emit("name")
    bar: Any = page.findChild(object, "duplicate_bar")
    gallery.wait(bar.isVisible, 5)
    gallery.wait(lambda: False, 0.3)
    gallery.keep(window, picture)
    page.form.start()
    window.context.navigator.close(page)


def _clear(gallery: Gallery, window: Any) -> None:
    """Take away what was said, so that it stands in no other picture."""
    for toasts in window.findChildren(Toasts):
        for toast in toasts.findChildren(Toast):
            toasts._drop(toast)
    gallery.wait(lambda: False, 0.1)


def _name(session: Any) -> str:
    from sqlalchemy import text

    return str(session.execute(text("SELECT short_name FROM crm.customer WHERE short_name <> '' LIMIT 1")).scalar_one())
