"""What a sales representative sees whose role has only the masks of phones: in lists, on records, beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crm_desktop.core.rights import MASKABLE
from tests.gallery.people import execute

if TYPE_CHECKING:
    from tests.gallery.draw import Gallery

PICTURES = "masked_list masked_contacts masked_customer masked_contact"
MASK = """
INSERT INTO crm.field_right (role_id, table_name, field, access)
SELECT r.id, f.table_name, f.field, 'mask' FROM crm.role r, unnest(%(tables)s::text[], %(fields)s::text[]) f(table_name, field)
WHERE r.code = 'sales_rep' ON CONFLICT DO NOTHING"""
#: one of his customers of whom most phones are told, and the contact there
OWN = """
SELECT k.id FROM crm.customer c JOIN crm.employee e ON e.id = c.owner_id JOIN crm.contact k ON k.customer_id = c.id
WHERE e.login = '{login}' ORDER BY (c.phone <> '')::int + (c.mobile <> '')::int + (k.mobile <> '')::int + (k.phone <> '')::int
    + 2 * EXISTS (SELECT FROM crm.contact_way w WHERE w.contact_id = k.id)::int DESC, k.id LIMIT 1"""


def draw_masked(gallery: Gallery) -> None:
    """Keep a picture of each page, as somebody who logs in with such a role."""
    if gallery.only not in PICTURES:
        return
    shown = [place for place in MASKABLE if place != ("contact", "further_phones")]  # follows the others
    execute(gallery, MASK, tables=[table for table, _ in shown], fields=[field for _, field in shown])
    desktop = gallery._open("sales_rep")
    window: Any = desktop.window
    contact = gallery.one(OWN.format(login=window.context.facts().login))
    customer = gallery.one(f"SELECT customer_id FROM crm.contact WHERE id = {contact}")
    gallery._page(window, "masked_list", lambda: window.open_listed("list:customer"))
    gallery._page(window, "masked_contacts", lambda: window.open_listed("list:contact"))
    gallery._page(window, "masked_customer", lambda: window.open_record("customer", customer))
    gallery._page(window, "masked_contact", lambda: window.open_record("contact", contact))
    gallery._shut(desktop)
    execute(gallery, "DELETE FROM crm.field_right WHERE access = 'mask'")
