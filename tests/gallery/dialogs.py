"""The windows that open for a moment: dialogs, panels, previews, the conflict of two people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import psycopg2
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from crm_desktop.base_info.handover.lock_dialog import LockDialog
from crm_desktop.base_info.products.make_variants import MakeVariants, axes_of
from crm_desktop.base_info.products.variant_services import read_family
from crm_desktop.qt.preview import Preview
from crm_desktop.shell.lists.bulk_edit import ChangeDialog
from crm_desktop.shell.lists.view_dialog import ViewDialog
from crm_desktop.shell.login.password_dialog import PasswordDialog
from crm_desktop.shell.login.server_dialog import ServerDialog
from crm_desktop.shell.manual.window import ManualWindow
from crm_desktop.shell.program.crash import CrashDialog
from crm_desktop.shell.window.keys import KeysDialog
from server_schema import install
from tests.gallery.customers import busiest
from tests.gallery.sheets import record_sheet, whole_list

if TYPE_CHECKING:
    from crm_desktop.shell.program.desktop import Desktop
    from tests.gallery.draw import Gallery


_OF_BATCHES = "SELECT min(order_id) FROM crm.sales_order_line WHERE batch_id > 0"
_MARKED = "SELECT min(id) FROM crm.contact WHERE email_opted_out AND email <> ''"


def draw_dialogs(gallery: Gallery, desktop: Desktop) -> None:
    """Keep a picture of each."""
    for name, make in _dialogs(gallery, desktop):
        if gallery.only not in f"dialog_{name}":
            continue
        dialog = make()
        dialog.show()
        gallery.wait(lambda: False, 0.4)
        gallery.keep(dialog, f"dialog_{name}")
        dialog.close()
        dialog.deleteLater()
        gallery.wait(lambda: False, 0.05)
    if gallery.only in "dialog_conflict":
        _draw_conflict(gallery, desktop)
    if gallery.only in "list_grouped":
        _draw_grouped(gallery, desktop)
    if gallery.only in "dialog_lock":
        desktop.lock()
        gallery.wait(lambda: False, 0.3)
        gallery.keep(desktop.window, "dialog_lock")


def _draw_grouped(gallery: Gallery, desktop: Desktop) -> None:
    """Keep a picture of a list with counts beside, groups and their chart."""
    page: Any = desktop.window.open_listed("list:customer")
    gallery.wait(lambda: desktop.jobs.busy == 0)
    page.list.classes.facets.set_names(["grade", "attrs.maintenance", "attrs.it_budget"])
    page.list.classes.show_facets(True)
    page.list.group_by("attrs.maintenance", chart="bars", measure="attrs.it_budget")
    gallery.wait(lambda: False, 0.4)
    gallery.wait(lambda: desktop.jobs.busy == 0)
    gallery.wait(lambda: False, 0.2)
    gallery.keep(desktop.window, "list_grouped")
    page.list.classes.show_facets(False)
    below = [["grade", ""], ["next_contact_on", "month"]]
    page.list.group_by("region", chart="", measure="credit_limit", below=below)
    tree = page.list.classes.grouped.tree
    for depth in range(3):
        gallery.wait(lambda: desktop.jobs.busy == 0)
        gallery.wait(lambda: False, 0.2)
        item = tree.topLevelItem(0)
        for _ in range(depth):
            item = item.child(0)
        item.setExpanded(True)
    gallery.wait(lambda: desktop.jobs.busy == 0)
    gallery.wait(lambda: False, 0.3)
    gallery.keep(desktop.window, "list_grouped_within")
    page.list.group_by("")
    page.list.classes.show_facets(False)
    gallery.wait(lambda: False, 0.8)  # until that is remembered
    gallery.wait(lambda: desktop.jobs.busy == 0)
    desktop.window.context.navigator.close(page)


def _dialogs(gallery: Gallery, desktop: Desktop) -> Iterator[tuple[str, Callable[[], QWidget]]]:
    window, context = desktop.window, desktop.window.context
    chinese = context.language().startswith("zh")
    customer = context.entity("customer")
    fields = [f for f in customer.fields if not f.read_only]
    yield "keys", lambda: KeysDialog(window)
    yield "password", lambda: PasswordDialog(desktop.jobs, "admin", lambda _old, _new: None, window)
    yield "server", lambda: ServerDialog(desktop.jobs, window)
    yield "view", lambda: ViewDialog("等级:A 区域:西北" if chinese else "Grade:A Region:Northwest", parent=window)
    yield "change_many", lambda: ChangeDialog(context, customer, fields, 25, "grade", window)
    yield "lock_customers", lambda: LockDialog(context, 3, window)
    yield "make_variants", lambda: _make_variants(gallery, desktop)
    yield "crash", lambda: CrashDialog("Traceback (most recent call last):\n  …\nValueError: 1", window)
    yield "manual", lambda: ManualWindow(context.language, window)
    customers = partial(whole_list, context=context, entity=customer)
    yield "print_list", lambda: _preview(gallery, gallery.in_session(desktop, customers), "list", window)
    for name, entity, record_id in (
        ("customer", "customer", busiest(gallery)),
        ("sales_order", "sales_order", gallery.first_id("sales_order")),
        ("order_of_batches", "sales_order", gallery.one(_OF_BATCHES)),
        ("contact_marked", "contact", gallery.one(_MARKED)),
    ):
        draw = partial(_sheet, gallery, desktop, entity, record_id)
        yield f"print_{name}", lambda name=name, draw=draw: _preview(gallery, draw(), name, window)


def _make_variants(gallery: Gallery, desktop: Desktop) -> QWidget:
    """Return the dialog with a value more than there are variants of."""
    main = gallery.one("SELECT min(variant_of_id) FROM crm.product")
    class_id = gallery.one(f"SELECT class_id FROM crm.product WHERE id = {main}")
    family = gallery.in_session(desktop, lambda session: read_family(session, product_id=main))
    context = desktop.window.context
    dialog = MakeVariants(context, family, "", axes_of(context, class_id), desktop.window)
    storage = dialog.tree.topLevelItem(1)
    largest = storage.child(2) if storage else None
    assert largest is not None
    largest.setCheckState(0, Qt.CheckState.Checked)
    return dialog


def _preview(gallery: Gallery, content: bytes, name: str, window: QWidget) -> QWidget:
    """Return the preview as the program opens it; every page of the print is kept as a picture of its own."""
    preview = Preview(content, name, window)
    preview.resize(900, 720)
    gallery.keep_pages(content, name)
    return preview


def _sheet(gallery: Gallery, desktop: Desktop, name: str, record_id: int) -> bytes:
    context = desktop.window.context
    sheet = partial(record_sheet, context=context, entity=context.entity(name), record_id=record_id)
    return bytes(gallery.in_session(desktop, sheet))


def _draw_conflict(gallery: Gallery, desktop: Desktop) -> None:
    """Type into a field that somebody else changes at the same moment."""
    window: Any = desktop.window
    customer = gallery.first_id("customer")
    page = window.open_record("customer", customer)
    gallery.wait(lambda: page.form.record.id == customer and desktop.jobs.busy == 0)
    address = page.form.editor("address")
    address.input.setFocus()
    address.put("雁塔区科技路 12 号创业大厦 801 室")
    dsn = install.dsn_of(gallery.server.admin_dsn, install.database_name(gallery.account_set))
    login, password = gallery.logins["sales_rep"].split("\t")  # whose customer it is
    with psycopg2.connect(dsn, user=login, password=password) as other:
        floor = ("zh_CN_light", "zh_CN_dark", "en_light", "en_dark").index(gallery.mark) + 2
        other.cursor().execute(
            "UPDATE crm.customer SET address = %s WHERE id = %s", (f"雁塔区科技路 12 号 {floor} 层", customer)
        )
    other.close()
    gallery.wait(lambda: page.form.conflict.isVisible(), 5)
    gallery.wait(lambda: False, 0.3)
    gallery.keep(window, "dialog_conflict")
    page.form.load(page.form.record)
    window.close(page)
