"""Opens the real desktop on real data and keeps a picture of each page."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg2
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from crm_desktop.admin import embedded
from crm_desktop.app import reach_server
from crm_desktop.qt.preview import PdfPages
from crm_desktop.shell import registry
from crm_desktop.shell.languages import Languages
from crm_desktop.shell.login import services as login_services
from crm_desktop.shell.login.profiles import Server
from crm_desktop.shell.login.window import LoginWindow
from crm_desktop.shell.program.collector import Collector
from crm_desktop.shell.program.crash import CrashReporter
from crm_desktop.shell.program.desktop import Desktop
from crm_desktop.shell.style import Look, Style
from crm_desktop.shell.window.toasts import Toast
from server_schema import install
from server_schema.demo import generate
from tests.gallery.away import draw_away
from tests.gallery.batches import draw_batches
from tests.gallery.customers import draw_customers
from tests.gallery.definitions import draw_definitions
from tests.gallery.dialogs import draw_dialogs
from tests.gallery.importing import draw_import
from tests.gallery.masked import draw_masked
from tests.gallery.people import draw_people
from tests.gallery.prints import draw_prints
from tests.gallery.promotions import draw_coupons
from tests.gallery.quality import draw_quality
from tests.gallery.rare import draw_claim, draw_rare
from tests.gallery.sheets import draw_sheets

MOST_PAGES = 20  #: of one print
#: Entries of the wizard, one of each meaning.
_ENTRIES = {
    "customer_status": [{"code": "old", "name": "老客户", "colour": "#6b7280", "stage": "former"}],
    "opportunity_stage": [{"code": "trial", "name": "样机测试", "outcome": "open", "probability": 45}],
    "region": [{"code": "shaanxi", "name": "陕西", "name_en": "Shaanxi", "provinces": ["61", "62"]}],
    "relation_kind": [
        {"code": "sister", "name": "姊妹公司", "opposite": "same_group"},
        {"code": "other", "name": "其他"},
    ],
    "industry": [{"code": "space", "name": "航天", "name_en": "Space"}],
}


def _about_to(page: QWidget) -> bool:
    """Tell whether a page waits a moment before it shows the rest: what a pause in typing brings."""
    return any(t.isActive() and t.isSingleShot() and t.interval() < 1_000 for t in page.findChildren(QTimer))


def without_messages(widget: QWidget) -> None:
    """Hide what passes: a message of another moment that lies over the page."""
    for toast in widget.findChildren(Toast):
        toast.hide()


class Gallery:
    """One run: a server, an account set, a desktop per language and theme."""

    def __init__(
        self, out: Path, folder: Path, size: tuple[int, ...], only: str = "", account_set: str = "Gallery"
    ) -> None:
        self.out, self.folder, self.size, self.only = out, folder, size, only
        self.account_set = account_set
        self.count = 0
        self.problems: list[str] = []
        self.application = QApplication.instance() or QApplication(["gallery"])
        self.server = embedded.start(folder / "server", durable=False)
        self.logins: dict[str, str] = {}
        self.printed: set[tuple[str, str]] = set()  #: language and print

    def prepare(self, customers: int) -> None:
        """Make the account set."""
        name, company = self.account_set, "西安长安数码科技有限公司"
        install.create_account_set(self.server.admin_dsn, name, company=company, is_demo=True)
        generate.load(self.server.admin_dsn, self.account_set, customers=customers)
        for login in generate.logins():
            self.logins.setdefault(login.role, f"{login.login}\t{login.password}")

    def close(self) -> None:
        """Stop the server."""
        embedded.stop(self.folder / "server", at_once=True)

    def wait(self, seen: Callable[[], Any], seconds: float = 10) -> bool:
        """Let the program work until *seen* gives something true; the worker threads get their time."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.application.processEvents()
            if seen():
                return True
            time.sleep(0.01)
        return False

    # ── windows ──────────────────────────────────────────

    def draw(self, language: str, theme: str) -> None:
        """Draw every page as an administrator, and the desktops of a manager and a sales representative."""
        collector = Collector()
        self._style = Style(self.application, Look(theme=theme))
        self._languages = Languages(self.application, language)
        self.mark = f"{language}_{theme}"
        self._draw_login()
        self._draw_wizard()
        desktop = self._open("administrator")
        window = desktop.window
        for tab in registry.TABS:
            for name, *_ in registry.pages_of(tab.name, window.context.facts(), lambda _context, text: text):
                self._page(window, name, lambda n=name: window.open_listed(n))
        for entry in registry.nouns(window.context.facts()):
            record_id = self.first_id(entry.name)
            if record_id and entry.name in window.context.facts().entities:
                self._page(window, f"record_{entry.name}", lambda e=entry.name, i=record_id: window.open_record(e, i))
            if entry.quick or entry.name == "custom_object":
                self._page(window, f"new_{entry.name}", lambda e=entry.name: window.new_record(e))
        self._draw_palette(window)
        self._draw_price_change(window)
        self._draw_price_history(window)
        self._draw_variants(window)
        draw_import(self, window)
        draw_customers(self, window)
        draw_quality(self, window)
        draw_coupons(self, window)
        draw_batches(self, window)
        draw_people(self, window)
        draw_definitions(self, window)
        draw_rare(self, window)
        draw_prints(self, window)
        draw_sheets(self, desktop)
        draw_dialogs(self, desktop)
        self._shut(desktop)
        for role in ("manager", "sales_rep"):
            desktop = self._open(role)
            self._page(desktop.window, f"desktop_{role}", lambda w=desktop.window: w.open_listed("desktop"))
            if role == "sales_rep":
                draw_claim(self, desktop.window)
                draw_away(self, desktop)
            self._shut(desktop)
        draw_masked(self)
        collector.stop()
        collector.deleteLater()
        self._style.deleteLater()
        self._languages.use("en")  # takes the translators of this language out again
        self._languages.deleteLater()

    def _open(self, role: str) -> Desktop:
        login, password = self.logins[role].split("\t")
        server = Server(name="office", host=self.server.host, port=self.server.port)
        opened = login_services.open_account_set(
            server, install.database_name(self.account_set), login, password, self._languages.language
        )
        desktop = Desktop(
            self.folder / self.mark / role,
            self._languages,
            self._style,
            CrashReporter(self.folder),
            keeper=reach_server,
        )
        desktop.open(opened)
        desktop.window.resize(*self.size)
        desktop.show()
        desktop.window.resize(*self.size)  # whatever was remembered
        self.wait(lambda: desktop.jobs.busy == 0, 15)
        return desktop

    def _shut(self, desktop: Desktop) -> None:
        desktop.window.close()
        desktop.window.deleteLater()
        desktop.deleteLater()
        self.wait(lambda: False, 0.1)

    def _page(self, window: QWidget, name: str, open_it: Callable[[], QWidget | None]) -> None:
        name = name.replace(":", "_")
        if self.only not in name:
            return
        page = open_it()
        if page is None:
            self.problems.append(f"{self.mark} {name}")
            return
        jobs = window.context.jobs  # type: ignore[attr-defined]
        self.wait(lambda: False, 0.15)
        if not self.wait(lambda: jobs.busy == 0 and not _about_to(page)):
            self.problems.append(f"{self.mark} {name}: still working")
        self.wait(lambda: False, 0.15)
        self.keep(window, name)
        window.context.navigator.close(page)  # type: ignore[attr-defined]

    def in_session(self, desktop: Desktop, work: Callable[[Any], Any]) -> Any:
        """Run *work* in a job of the desktop and wait for what it returns."""
        found: list[Any] = []
        desktop.jobs.run(work, owner=self.application, done=found.append)
        self.wait(lambda: found, 60)
        return found[0]

    def keep(self, widget: QWidget, name: str) -> None:
        """Keep a picture under *name* in the folder of this language and theme."""
        without_messages(widget)
        folder = self.out / self.mark
        folder.mkdir(parents=True, exist_ok=True)
        widget.grab().save(str(folder / f"{name}.png"))
        self.count += 1

    def keep_pages(self, content: bytes, name: str) -> None:
        """Keep a print and a picture of each of its pages; in one theme, for paper has none."""
        folder = self.out / f"{self._languages.language}_print"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.pdf").write_bytes(content)
        pages = PdfPages(content)
        for number in range(min(len(pages.sizes), MOST_PAGES)):
            pages.image(number, 96).save(str(folder / f"{name}_{number + 1:02d}.png"))
            self.count += 1

    def record(self, desktop: Desktop, entity: str, record_id: int) -> Any:
        """Return a record as the desktop reads it."""
        context = desktop.window.context
        return self.in_session(desktop, lambda s: context.records.load(s, context.entity(entity), record_id))

    def _draw_login(self) -> None:
        if self.only not in "login":
            return
        login = LoginWindow(self.folder, self._languages, self._style, server=f"{self.server.host}:{self.server.port}")
        login.show()
        self.wait(lambda: False, 0.5)
        self.keep(login, "login")
        login.close_jobs()
        login.close()
        login.deleteLater()

    def _draw_wizard(self) -> None:
        if self.only not in "wizard":
            return
        from crm_desktop.app import wizard_templates
        from crm_desktop.system.wizard.window import WizardWindow

        def no_place(*_: Any) -> Any:
            raise AssertionError("the gallery makes no account set")

        wizard = WizardWindow(self.folder / self.mark, self._languages, no_place, wizard_templates())
        wizard.show()
        wizard.steps[5].show_answers({"dictionaries": _ENTRIES})
        for number in range(len(wizard.steps) + 1):
            wizard.go(1 if number else 0)
            self.wait(lambda: False, 0.1)
            self.keep(wizard, f"wizard_{number:02d}")
        wizard.close()
        wizard.deleteLater()

    def _draw_palette(self, window: Any) -> None:
        if self.only not in "palette":
            return
        window.search.begin()
        window.search.setText("kj")
        self.wait(lambda: False, 0.8)
        self.keep(window, "palette")
        window.search.finish()

    def _draw_price_change(self, window: Any) -> None:
        def open_it() -> QWidget | None:
            from crm_desktop.base_info.prices.rules import PriceChange

            page = window.open_page("prices")
            self.wait(lambda: page.model.rows)
            page.change.begin(by_hand=True)
            page.change.preview_asked.emit(PriceChange(percent=-5), True)
            self.wait(lambda: page.change.proposals)
            return page

        self._page(window, "prices_change", open_it)

        def side(number: int) -> QWidget | None:
            page = window.open_page("prices", price_list_id=1)
            self.wait(lambda: page.model.rows)
            page.side.tabs.setCurrentIndex(number)
            page.plan.setChecked(number == 1)
            page.table.keyboardSearch("printer" if number == 0 else "mc")
            self.wait(lambda: False, 0.5)
            return page

        def units() -> QWidget | None:
            page = window.open_record("product", self.first_id("product_unit", "product_id"))
            self.wait(lambda: page.record_id)
            self.wait(lambda: page.side.timeline is not None, 2)
            page.side.setCurrentWidget(page.units)
            self.wait(lambda: page.units.list.count())
            return page

        self._page(window, "product_units", units)

        def promotions() -> QWidget | None:
            page = window.open_page("promotions")
            self.wait(lambda: page.model.rows)
            page.first.put(date.today() - timedelta(days=400))
            page.last.put(date.today())
            page.ask_preview()
            self.wait(lambda: page.preview is not None)
            return page

        self._page(window, "promotions_running", promotions)
        self._page(window, "promotion_record", lambda: window.open_record("promotion", self.first_id("promotion")))

        def planned() -> QWidget | None:
            page = window.open_page("prices", price_list_id=0)
            self.wait(lambda: page.planned.model.rows)
            page.lists.setCurrentIndex(0)
            page._list_chosen()
            page.plan.setChecked(True)
            self.wait(lambda: any(row.table == "planned_price" for row in page.planned.model.rows))
            return page

        self._page(window, "prices_planned_list_prices", planned)
        for number, name in enumerate(("why", "planned", "product")):
            self._page(window, f"prices_{name}", lambda n=number: side(n))
        self._page(
            window, "compare_four", lambda: window.open_page("compare_products", product_ids=[101, 103, 105, 107])
        )

    def _draw_price_history(self, window: Any) -> None:
        def history() -> QWidget | None:
            page = window.open_page("prices", price_list_id=2)
            self.wait(lambda: page.model.rows)
            page.plan.setChecked(False)
            page.side.tabs.setCurrentIndex(1)
            place = next(n for n, row in enumerate(page.model.rows) if row.product_id == 7)
            page.table.setCurrentIndex(page.model.index(place, 0))
            self.wait(lambda: len(page.side.history.steps) > 1)
            return page

        def history_of_product() -> QWidget | None:
            page = window.open_record("product", 7)
            self.wait(lambda: page.side.timeline is not None, 2)
            page.side.setCurrentWidget(page.history)
            self.wait(lambda: page.history.steps)
            return page

        self._page(window, "prices_history", history)
        self._page(window, "prices_history_of_product", history_of_product)

    def _draw_variants(self, window: Any) -> None:
        def variants(column: str) -> QWidget | None:
            page = window.open_record(
                "product", self.one(f"SELECT min({column}) FROM crm.product WHERE variant_of_id > 0")
            )
            self.wait(lambda: page.related is not None, 2)
            page.related.setCurrentWidget(page.variants)
            self.wait(lambda: page.variants.model.rows)
            return page

        self._page(window, "product_variants", lambda: variants("variant_of_id"))
        self._page(window, "product_variant", lambda: variants("id"))

        def listed() -> QWidget | None:
            page = window.open_page("prices", price_list_id=1)
            self.wait(lambda: page.model.rows)
            page.search.setText("QY-B88")
            self.wait(lambda: len(page.model.rows) == 5)
            return page

        self._page(window, "prices_variants", listed)

    def first_id(self, table: str, column: str = "id") -> Any:
        """Return the id, or another column, of a table's first row."""
        return self.one(f"SELECT {column} FROM crm.{table} ORDER BY id LIMIT 1")

    def one(self, sql: str) -> Any:
        """Return the first value that a query finds in the account set of the pictures, None without one."""
        dsn = install.dsn_of(self.server.admin_dsn, install.database_name(self.account_set))
        with closing(psycopg2.connect(dsn)) as connection, connection, connection.cursor() as cursor:
            cursor.execute(sql)
            row = cursor.fetchone()
        return row[0] if row else None
