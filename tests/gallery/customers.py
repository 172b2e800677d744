"""Pictures of a customer in the round: the list as cards, who is near, a timeline with a lot on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.gallery.draw import Gallery

#: a contact with further phones and e-mails, best one that wants no e-mail or whose address is invalid
MARKED = """
SELECT w.contact_id FROM crm.contact_way w JOIN crm.contact k ON k.id = w.contact_id GROUP BY 1
ORDER BY bool_or(k.email_invalid OR k.email_opted_out) DESC, bool_or(w.email_invalid) DESC, count(*) DESC, 1 LIMIT 1"""


def draw_customers(gallery: Gallery, window: Any) -> None:
    """Draw what the generic pictures do not show."""

    def cards() -> Any:
        page = window.open_list("customer")
        gallery.wait(lambda: page.list.model.rowCount() > 0)
        page.list.show_cards(True)
        gallery.wait(lambda: window.context.jobs.busy == 0)
        return page

    def nearby() -> Any:
        page = window.open_record("customer", 5)
        gallery.wait(lambda: page.record_id and page.side.count() > 3)
        page.side.setCurrentIndex(page.side.count() - 1)
        gallery.wait(lambda: window.context.jobs.busy == 0)
        return page

    def busy() -> Any:
        page = window.open_record("customer", busiest(gallery))
        gallery.wait(lambda: page.related is not None)
        page.related.setCurrentIndex(1)
        gallery.wait(lambda: window.context.jobs.busy == 0)
        return page

    _enclose(gallery)
    gallery._page(window, "cards_customer", cards)
    cards().list.show_cards(False)  # the list remembers what it shows
    gallery._page(window, "nearby_customer", nearby)
    gallery._page(window, "timeline_customer", busy)

    def dates() -> Any:
        page = window.open_record(
            "customer",
            gallery.one("SELECT customer_id FROM crm.important_date ORDER BY contact_id NULLS FIRST LIMIT 1"),
        )
        gallery.wait(lambda: page.record_id and page.related is not None and page.related.count())
        page.related.setCurrentIndex([r.entity for r in page.related._relations].index("important_date"))
        gallery.wait(lambda: window.context.jobs.busy == 0)
        return page

    gallery._page(window, "dates_customer", dates)

    def ways() -> Any:
        page = window.open_record("contact", gallery.one(MARKED))
        gallery.wait(lambda: page.record_id and page.related is not None and page.related.count())
        page.related.setCurrentIndex([r.entity for r in page.related._relations].index("contact_way"))
        gallery.wait(lambda: window.context.jobs.busy == 0)
        return page

    gallery._page(window, "ways_contact", ways)
    _persons(gallery, window)
    confirmed = gallery.one(
        "SELECT id FROM crm.sales_order ORDER BY state <> 'confirmed', promotion_off = 0, id DESC LIMIT 1"
    )
    gallery._page(window, "confirmed_order", lambda: window.open_record("sales_order", confirmed))


def _persons(gallery: Gallery, window: Any) -> None:
    """Draw who knows whom, below the contact and the customer with the most relations."""
    for entity, link in (("contact", "contact_id"), ("customer", "customer_id")):
        most = gallery.one(f"SELECT {link} FROM crm.contact_relation GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1")

        def page(entity: str = entity, most: int = most) -> Any:
            found = window.open_record(entity, most)
            gallery.wait(lambda: found.record_id and found.related is not None and found.related.count())
            found.related.setCurrentIndex([r.entity for r in found.related._relations].index("contact_relation"))
            gallery.wait(lambda: window.context.jobs.busy == 0)
            return found

        gallery._page(window, f"persons_{entity}", page)


def _enclose(gallery: Gallery) -> None:
    """Put files with an entry of the busiest customer, and what colleagues say to it."""
    gallery.one(
        "INSERT INTO crm.attachment (table_name, record_id, name, size) SELECT 'action', a.id, n, 9 FROM (SELECT id FROM crm.action "
        f"WHERE customer_id = {busiest(gallery)} ORDER BY happened_at DESC LIMIT 1) a, unnest('{{报价单.pdf,现场.jpg}}'::text[]) n "
        "WHERE NOT EXISTS (SELECT FROM crm.attachment WHERE table_name = 'action') RETURNING id"
    )
    gallery.one(
        "INSERT INTO crm.action_reaction (action_id, employee_id, kind) SELECT a.id, e.id, k FROM (SELECT id FROM crm.action "
        f"WHERE customer_id = {busiest(gallery)} ORDER BY happened_at DESC LIMIT 1) a, (VALUES ('ruanyiming', 'noted'), "
        "('zhouboyan', 'noted'), ('zhouboyan', 'well_done')) v(who, k) JOIN crm.employee e ON e.login = who "
        "ON CONFLICT (action_id, employee_id, kind) DO UPDATE SET kind = excluded.kind RETURNING id"
    )


def busiest(gallery: Gallery) -> int:
    """Return the customer with the most phones among those with orders."""
    return gallery.one(
        "SELECT p.customer_id FROM crm.customer_phone p JOIN crm.sales_order o USING (customer_id) "
        "GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
    )
