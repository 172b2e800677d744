"""What one sees when the server goes or lets one in no more, and the menu under one's own name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QMenu

from crm_desktop.core.errors import Offline
from tests.gallery.people import execute

if TYPE_CHECKING:
    from crm_desktop.shell.program.desktop import Desktop
    from tests.gallery.draw import Gallery


def draw_away(gallery: Gallery, desktop: Desktop) -> None:
    """Keep a picture of each; *desktop* is of nobody whom the rest of the gallery needs."""
    if gallery.only in "menu_me":
        _draw_menu(gallery, desktop.window)
    if gallery.only not in "away_saved away_locked":
        return
    window: Any = desktop.window
    page = window.open_record(
        "customer", gallery.one(f"SELECT min(id) FROM crm.customer WHERE owner_id = {_me(desktop)}")
    )
    gallery.wait(lambda: page.form.record.id and desktop.jobs.busy == 0)
    page.form.editor("short_name").put("长安数码")
    page._not_saved(Offline())
    window.banner.show_waiting(8)
    gallery.wait(lambda: False, 0.3)
    gallery.keep(window, "away_saved")
    window.banner.hide()
    login = desktop.window.context.facts().login
    execute(gallery, f"ALTER ROLE {login} NOLOGIN")
    try:
        execute(
            gallery, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %(login)s", login=login
        )
        gallery.wait(window.banner.isVisible)
        page.save()
        gallery.wait(lambda: desktop.jobs.busy == 0)
        gallery.wait(lambda: False, 0.5)
        gallery.keep(window, "away_locked")
    finally:
        execute(gallery, f"ALTER ROLE {login} LOGIN")
    window.banner.retry.click()
    gallery.wait(lambda: not window.banner.isVisible())
    page.form.load(page.form.record)
    window.close(page)


def _me(desktop: Desktop) -> int:
    return int(desktop.window.context.facts().employee_id)


def _draw_menu(gallery: Gallery, window: Any) -> None:
    """Draw the window with the menu and what opens beside it: each is a window of its own."""
    menu = window.top.me.menu()
    menu.aboutToShow.emit()
    gallery.wait(lambda: window.context.jobs.busy == 0)
    gallery.wait(lambda: False, 0.5)
    picture = window.grab()
    at = QPoint(picture.width() - menu.sizeHint().width() - 8, window.top.height())
    painter = QPainter(picture)
    painter.drawPixmap(at, _drawn(menu))
    below = 0
    for action in menu.actions():
        if (more := action.menu()) is not None:
            beside = _drawn(more)
            painter.drawPixmap(at - QPoint(beside.width() + 4, -below), beside)
            below += beside.height() + 8
    painter.end()
    folder = gallery.out / gallery.mark
    folder.mkdir(parents=True, exist_ok=True)
    picture.save(str(folder / "menu_me.png"))
    gallery.count += 1


def _drawn(menu: QMenu) -> QPixmap:
    menu.ensurePolished()
    menu.resize(menu.sizeHint())
    return menu.grab()
