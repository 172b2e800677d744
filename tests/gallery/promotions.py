"""Promotions that ask for a code: the codes under one, a series being made, an order with a code that does not hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crm_desktop.base_info.promotions.series import SeriesMaker
from tests.gallery.people import execute

if TYPE_CHECKING:
    from tests.gallery.draw import Gallery

MADE = """
WITH p AS (INSERT INTO crm.promotion (name, discount, needs_coupon, valid_from, valid_to) SELECT '老客户回馈', 8, true, date '2020-01-01', current_date + 60
    WHERE NOT EXISTS (SELECT FROM crm.promotion WHERE name = '老客户回馈') RETURNING id)
INSERT INTO crm.coupon (promotion_id, code, max_uses, max_uses_each, valid_to)
SELECT p.id, c, 1, NULL, current_date + 30 FROM p, unnest('{VIP-7HMVF3J2,VIP-QK4W8XZA,VIP-M2PD9RTE,VIP-CXY6HN5B}'::text[]) c
UNION ALL SELECT p.id, '老朋友', 200, 1, NULL FROM p"""
NUMBER = "SELECT id FROM crm.promotion WHERE name = '老客户回馈'"
#: orders as they are when they were confirmed with a code
USED = """
SET LOCAL session_replication_role = replica;
WITH o AS (UPDATE crm.sales_order SET coupon = '老朋友' WHERE id IN (SELECT u.order_id FROM crm.promotion_use u ORDER BY u.id DESC LIMIT 3)
    RETURNING id, owner_id, customer_owner_id)
INSERT INTO crm.promotion_use (promotion_id, order_id, owner_id, customer_owner_id, amount, coupon_id)
SELECT k.promotion_id, o.id, o.owner_id, o.customer_owner_id, 12345 * (o.id %% 7 + 1), k.id FROM o, crm.coupon k WHERE k.code = '老朋友'
ON CONFLICT DO NOTHING;
UPDATE crm.coupon SET uses = (SELECT count(*) FROM crm.promotion_use u WHERE u.coupon_id = coupon.id)"""


def draw_coupons(gallery: Gallery, window: Any) -> None:
    """Keep a picture of each."""
    if gallery.only not in "coupons_of_promotion coupons_series coupons_order coupons_uses":
        return
    execute(gallery, MADE)
    execute(gallery, USED)
    number = gallery.one(NUMBER)

    def board() -> Any:
        page = window.open_page("promotions")
        gallery.wait(lambda: any(row.id == number for row in page.model.rows))
        page.table.selectRow([row.id for row in page.model.rows].index(number))
        gallery.wait(lambda: page.use_model.rows)
        return page

    gallery._page(window, "coupons_uses", board)
    gallery._page(window, "coupons_of_promotion", lambda: window.open_record("promotion", number))
    dialog = SeriesMaker(window.context, window).ask(number)
    gallery.wait(lambda: False, 0.3)
    gallery.keep(dialog, "coupons_series")
    dialog.close()

    def order() -> Any:
        customer = gallery.one("SELECT min(id) FROM crm.customer WHERE owner_id IS NOT NULL")
        page = window.new_record("sales_order", {"customer_id": customer}, {"customer_id": "…"})
        page.form.editor("coupon").put("VIP-00000000")
        page.save()
        gallery.wait(lambda: bool(page.form.editor("coupon").error()))
        return page

    gallery._page(window, "coupons_order", order)
