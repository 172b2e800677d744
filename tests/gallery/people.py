"""Pictures of what concerns people: favourites in folders, stars in the lists, who sees a record, what roles come to."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import psycopg2
from PySide6.QtWidgets import QDialog

from server_schema import install

if TYPE_CHECKING:
    from tests.gallery.draw import Gallery

STARS = """
WITH me AS (SELECT id FROM crm.employee WHERE login = %(login)s),
made AS (INSERT INTO crm.favourite_folder (employee_id, name, position) SELECT me.id, n, p FROM me,
    (VALUES ('我的客户', 1), ('打印机', 2)) v(n, p) ON CONFLICT DO NOTHING RETURNING id, name)
INSERT INTO crm.favourite (employee_id, table_name, record_id, folder_id, follow, position)
SELECT me.id, t, i, (SELECT id FROM made WHERE name = f), i = 2, p FROM me, (
    SELECT 'customer' AS t, id AS i, CASE WHEN id < 9 THEN '我的客户' END AS f, id AS p
    FROM (SELECT id FROM crm.customer ORDER BY sort_key, id LIMIT 12) c
    UNION ALL SELECT 'contact', id, NULL, 20 FROM (SELECT id FROM crm.contact ORDER BY id LIMIT 3) k
    UNION ALL SELECT 'product', id, '打印机', 30 FROM (SELECT id FROM crm.product ORDER BY id LIMIT 3) g
    UNION ALL SELECT 'partner', id, NULL, 40 FROM (SELECT id FROM crm.partner ORDER BY id LIMIT 1) p) s
ON CONFLICT DO NOTHING"""

#: somebody helps, somebody stands in, somebody is kept from fields
SEEN = """
INSERT INTO crm.customer_helper (customer_id, employee_id, power, expires_on) SELECT %(id)s, id, 'write', crm.today() + 30 FROM crm.employee
    WHERE login = 'liangchao' ON CONFLICT DO NOTHING;
INSERT INTO crm.absence (employee_id, stand_in_id, from_on, to_on) SELECT c.owner_id, e.id, crm.today(), crm.today() + 4 FROM crm.customer c, crm.employee e
    WHERE c.id = %(id)s AND e.login = 'kangting';
INSERT INTO crm.field_right (role_id, table_name, field, access) SELECT id, 'customer', f, a FROM crm.role, (VALUES ('email', 'none'), ('mobile', 'mask')) v(f, a)
    WHERE code IN ('sales_rep', 'service') ON CONFLICT DO NOTHING"""
#: a customer of a representative other than who stands in
OWNED = """SELECT c.id FROM crm.customer c JOIN crm.employee e ON e.id = c.owner_id WHERE e.login = 'tianyuqing' ORDER BY c.sort_key, c.id LIMIT 1"""


def draw_access(gallery: Gallery, window: Any) -> None:
    """Draw who sees a customer of somebody's, one in a pool, a product; and what somebody's roles come to."""
    if gallery.only not in "who_sees who_sees_others who_sees_pool who_sees_product effective_access":
        return
    owned = gallery.one(OWNED)
    execute(gallery, SEEN, id=owned)
    pooled = gallery.one("SELECT id FROM crm.customer WHERE pool_id IS NOT NULL ORDER BY id LIMIT 1")

    def place(entity: str, record_id: int, *, others: bool = False) -> Any:
        page = window.open_page("who_sees", entity=entity, record_id=record_id, others=others)
        gallery.wait(lambda: page.model.rows)
        page.table.selectRow(0)
        return page

    def access() -> Any:
        page = window.open_page(
            "access", employee_id=gallery.one("SELECT id FROM crm.employee WHERE login = 'tianyuqing'")
        )
        gallery.wait(lambda: page.model.rows)
        return page

    gallery._page(window, "who_sees", lambda: place("customer", owned))
    gallery._page(window, "who_sees_others", lambda: place("customer", owned, others=True))
    gallery._page(window, "who_sees_pool", lambda: place("pool_customer", pooled))
    gallery._page(window, "who_sees_product", lambda: place("product", gallery.first_id("product")))
    gallery._page(window, "effective_access", access)
    execute(gallery, "DELETE FROM crm.field_right WHERE table_name = 'customer' AND field IN ('email', 'mobile')")


def draw_people(gallery: Gallery, window: Any) -> None:
    """Draw what the generic pictures do not show."""
    execute(gallery, STARS, login=window.context.facts().login)

    def place(row: int) -> Any:
        page = window.open_page("favourites")
        gallery.wait(lambda: page.board.favourites)
        page.folders.setCurrentRow(row)
        return page

    gallery._page(window, "favourites_all", lambda: place(0))
    gallery._page(window, "favourites_folder", lambda: place(2))
    gallery._page(window, "favourites_in_list", lambda: window.open_listed("list:customer"))
    gallery._page(window, "favourites_on_page", lambda: window.open_record("contact", gallery.first_id("contact")))

    def person(erase: bool) -> Any:
        page = window.open_page("personal_data", entity="contact", record_id=gallery.first_id("contact"))
        gallery.wait(lambda: page.model.rows)
        if erase:
            page.ask_erase()
            gallery.wait(lambda: page.findChild(QDialog, "erase_dialog"))
        return page

    draw_access(gallery, window)
    gallery._page(window, "leaving_chosen", lambda: leaving_page(gallery, window))
    gallery._page(window, "person_kept", lambda: person(False))
    if gallery.only in "person_erase":
        page = person(True)
        dialog = page.findChild(QDialog, "erase_dialog")
        gallery.keep(dialog, "person_erase")
        dialog.reject()
        window.context.navigator.close(page)


def leaving_page(gallery: Gallery, window: Any) -> Any:
    """Return the page of leaving with somebody chosen who has a few customers."""
    page = window.open_page("leaving")
    gallery.wait(lambda: page._people)
    leaver = gallery.one("SELECT owner_id FROM crm.customer WHERE owner_id > 0 GROUP BY 1 ORDER BY count(*), 1 LIMIT 1")
    page._who.setCurrentIndex(page._who.findData(leaver))
    page._chosen()
    gallery.wait(lambda: window.context.jobs.busy == 0)
    return page


def execute(gallery: Gallery, statement: str, **values: Any) -> None:
    """Do something to the gallery's account set as its superuser."""
    dsn = install.dsn_of(gallery.server.admin_dsn, install.database_name(gallery.account_set))
    with closing(psycopg2.connect(dsn)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(statement, values)
