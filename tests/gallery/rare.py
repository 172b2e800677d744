"""What is rarely on the screen: meanings of entries, a pool being closed, a claim beside what is alike, notices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from crm_desktop.base_info.handover.closing import Closing
from tests.gallery.people import execute
from tests.gallery.quality import keep_hint

if TYPE_CHECKING:
    from tests.gallery.draw import Gallery

MEANINGS = ("customer_status", "opportunity_stage", "region", "relation_kind")
#: A second picture of the first product that has one, so that there is a main one to choose.
SECOND = """
INSERT INTO crm.attachment (table_name, record_id, name, media_type, size, digest)
SELECT table_name, record_id, '侧面.png', media_type, size, digest FROM crm.attachment a
WHERE table_name = 'product' AND media_type LIKE 'image/%%' AND NOT EXISTS (SELECT FROM crm.attachment WHERE name = '侧面.png')
ORDER BY id LIMIT 1;
INSERT INTO crm.attachment_data (attachment_id, content)
SELECT n.id, d.content FROM crm.attachment n JOIN crm.attachment o ON o.digest = n.digest AND o.id < n.id AND o.record_id = n.record_id
JOIN crm.attachment_data d ON d.attachment_id = o.id WHERE n.name = '侧面.png' ON CONFLICT DO NOTHING"""
NOTICES = """
INSERT INTO crm.notice (employee_id, kind, text, table_name, record_id)
SELECT (SELECT id FROM crm.employee WHERE login = %(login)s), kind, said, of_table, of_id FROM (VALUES
    ('due', '3 1 2', '', NULL), ('assigned', '25', 'customer', NULL), ('recycled', '榆林昌福科技有限公司', '', NULL),
    ('pool_soon', '4', '', NULL), ('followed', E'马国栋\\t彩翎博思激光打印机', 'product', 1), ('safety', 'drill 120', '', NULL),
    ('lockout', 'tianyuqing', '', NULL)) v(kind, said, of_table, of_id)"""


def draw_rare(gallery: Gallery, window: Any) -> None:
    """Keep a picture of each that an administrator sees."""
    jobs = window.context.jobs

    def meaning(kind: str) -> QWidget:
        page = window.open_page("dictionaries", kind=kind)
        gallery.wait(lambda: jobs.busy == 0 and page.form.record.id)
        return page

    for kind in MEANINGS:
        gallery._page(window, f"dictionary_{kind}", lambda k=kind: meaning(k))

    def pictures() -> QWidget:
        execute(gallery, SECOND)
        shown = gallery.one("SELECT record_id FROM crm.attachment WHERE name = '侧面.png'")
        page = window.open_record("product", shown)
        gallery.wait(lambda: page.record_id and page.side.timeline is not None)
        page.side.setCurrentWidget(page.pictures)
        gallery.wait(lambda: page.pictures.strip.count() > 1)
        page.pictures.strip.setCurrentRow(1)
        return page

    gallery._page(window, "product_pictures", pictures)
    if gallery.only in "dialog_close_pool":
        page = window.open_list("customer_pool")
        dialog = Closing(window.context, page).ask([gallery.first_id("customer_pool")])
        gallery.wait(lambda: jobs.busy == 0)
        gallery.wait(lambda: False, 0.2)
        gallery.keep(dialog, "dialog_close_pool")
        dialog.reject()
        window.context.navigator.close(page)
    if gallery.only in "notices":
        _draw_notices(gallery, window)


def _draw_notices(gallery: Gallery, window: Any) -> None:
    login = window.context.facts().login
    execute(gallery, NOTICES, login=login)
    page = window.open_listed("desktop")
    gallery.wait(lambda: page._notices.count() > 1)
    window.bell.click()
    gallery.wait(lambda: window.context.jobs.busy == 0)
    gallery.wait(lambda: False, 0.3)
    gallery.keep(window.bell.list, "notices")
    window.bell.list.hide()
    gallery.keep(window, "desktop_notices")
    window.context.navigator.close(page)
    execute(
        gallery,
        "DELETE FROM crm.notice WHERE employee_id = (SELECT id FROM crm.employee WHERE login = %(login)s)",
        login=login,
    )


def draw_claim(gallery: Gallery, window: Any) -> None:
    """Keep a picture of what a sales representative sees who types the name of a customer of his own pool."""
    if gallery.only not in "duplicate_claim":
        return
    name = gallery.one(
        "SELECT name FROM crm.customer WHERE owner_id IS NULL AND pool_id IS NOT NULL ORDER BY id LIMIT 1"
    )
    keep_hint(gallery, window, name, "duplicate_claim")
