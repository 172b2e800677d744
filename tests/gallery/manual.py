"""The pictures of the manual and the README: the Demo company at work, in few colours so that they stay small."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg2
import pypdfium2
from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtWidgets import QWidget

from crm_desktop.analysis import services as ranking_services
from crm_desktop.analysis.prints import performance_report
from crm_desktop.db.connect import Profile, connect
from crm_desktop.shell.languages import Languages
from crm_desktop.shell.login.offered import OfferedLogin
from crm_desktop.shell.login.profiles import Server, write_servers
from crm_desktop.shell.login.window import LoginWindow
from crm_desktop.shell.style import Look, Style
from server_schema import install
from server_schema.demo import generate
from tests.gallery.draw import Gallery, without_messages

SIZE = (1366, 768)
CUSTOMERS = 3000
OFFICE = "crm-server"
ANSWERS = {"name": "Changan", "company": "西安长安数码科技有限公司", "currency": "CNY", "phone": "029-88345566"}
FILTERS = {"zh_CN": "等级:A,B 下次联系:本月", "en": "grade:A,B nextcontact:thismonth"}
COLOURS, STRONG = 40, 18  #: of a picture's palette; of them, those of which there may be little


def in_few_colours(picture: Image.Image) -> Image.Image:
    """Return a picture in its most frequent colours, so that no ground takes another, and in its strongest."""
    frequent = sorted(picture.getcolors(picture.width * picture.height) or [], reverse=True)[: COLOURS - STRONG]
    parts = [part for _, colour in frequent for part in colour]  # type: ignore[union-attr]
    strong = picture.quantize(STRONG, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    palette = Image.new("P", (1, 1))
    palette.putpalette(parts + (strong.getpalette() or []))
    return picture.quantize(palette=palette, dither=Image.Dither.NONE)


class ManualPictures(Gallery):
    """Draws each picture by name into OUT/LANGUAGE."""

    def __init__(self, out: Path, folder: Path, only: str = "") -> None:
        super().__init__(out, folder, SIZE, only, account_set="Demo")

    def run(self, languages: Sequence[str]) -> int:
        """Draw all pictures; return 1 when one could not be drawn."""
        try:
            self.prepare(CUSTOMERS)
            for language in languages:
                self.draw(language, "light")
        finally:
            self.close()
        print(f"{self.count} pictures in {self.out}")
        return 1 if self.problems else 0

    def draw(self, language: str, theme: str) -> None:
        """Draw what each kind of employee sees in his work."""
        self._style = Style(self.application, Look(theme=theme))
        self._languages = Languages(self.application, language)
        self.mark = language
        self._draw_login()
        for role, pictures in (
            ("sales_rep", (self._at_work, self._found, self._listed, self._customer, self._order, self._pool)),
            ("product_maintainer", (self._new_prices, self._promotions)),
            ("manager", (self._grouped, self._ranking)),
            ("data_steward", (self._duplicates,)),
            ("administrator", (self._rights, self._own_kind)),
        ):
            with self._desk(role) as window:
                for picture in pictures:
                    picture(window)
        self._wizard(language)
        self._report(language)
        self._style.deleteLater()
        self._languages.use("en")  # takes the translators of this language out again
        self._languages.deleteLater()

    @contextmanager
    def _desk(self, role: str) -> Iterator[Any]:
        desktop = self._open(role)
        yield desktop.window
        self._shut(desktop)

    def _rest(self, window: Any, seconds: float = 0.4) -> None:
        """Wait until nothing is being read."""
        self.wait(lambda: False, seconds)
        self.wait(lambda: window.context.jobs.busy == 0)
        self.wait(lambda: False, 0.2)

    def keep(self, widget: QWidget, name: str) -> None:
        if self.only not in name:
            return
        without_messages(widget)
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        widget.grab().save(buffer, "PNG")  # type: ignore[call-overload]
        self._save(Image.open(io.BytesIO(bytes(buffer.data().data()))), name)

    def _save(self, picture: Image.Image, name: str) -> None:
        folder = self.out / self.mark
        folder.mkdir(parents=True, exist_ok=True)
        in_few_colours(picture.convert("RGB")).save(folder / f"{name}.png", optimize=True)
        self.count += 1

    def _row(self, statement: str) -> int:
        dsn = install.dsn_of(self.server.admin_dsn, install.database_name(self.account_set))
        with closing(psycopg2.connect(dsn)) as connection, connection.cursor() as cursor:
            cursor.execute(statement)
            row = cursor.fetchone()
        return int(row[0]) if row else 0

    # ── the pictures, in the order of the chapters ───────

    def _draw_login(self) -> None:
        offered = [
            OfferedLogin(login=p.login, password=p.password, name=p.name, role=p.title, department=p.department)
            for p in generate.logins()
        ]
        folder = self.folder / "login"
        folder.mkdir(exist_ok=True)
        write_servers(folder, (Server(name=OFFICE, host="192.168.1.10", sets=("crm_demo",)),))
        login = LoginWindow(folder, self._languages, self._style, server=OFFICE, account_set="crm_demo",
                            login="tianyuqing", offered=offered)  # fmt: skip
        login.resize(900, 560)
        login.show()
        self.wait(lambda: False, 0.6)
        self.keep(login, "login")
        login.close_jobs()
        login.close()
        login.deleteLater()

    def _at_work(self, window: Any) -> None:
        window.open_listed("desktop")
        self._rest(window)
        self.keep(window, "desktop")

    def _found(self, window: Any) -> None:
        window.search.begin()
        window.search.setText("kj")
        self._rest(window, 1.0)
        self.keep(window, "finding")
        window.search.finish()

    def _listed(self, window: Any) -> None:
        page = window.open_list("customer")
        self._rest(window)
        page.list.filter.line.setText(
            "等级:A,B 下次联系:本月" if self.mark == "zh_CN" else "grade:A,B nextcontact:thismonth"
        )
        self._rest(window, 0.8)
        self.keep(window, "list")
        window.close(page)

    def _pool(self, window: Any) -> None:
        page = window.open_list("pool_customer")
        self._rest(window, 0.8)
        self.keep(window, "pool")
        window.close(page)

    def _customer(self, window: Any) -> None:
        me = window.context.facts().employee_id
        record_id = self._row(
            f"SELECT c.id FROM crm.customer c WHERE owner_id = {me} AND next_contact_on >= current_date ORDER BY "
            "(SELECT least(count(*), 12) FROM crm.action a WHERE a.customer_id = c.id) + "
            "3 * (SELECT least(count(*), 4) FROM crm.sales_order o WHERE o.customer_id = c.id) DESC, c.id LIMIT 1"
        )
        page = window.open_record("customer", record_id)
        self._rest(window, 0.6)
        self.keep(window, "customer")
        window.close(page)

    def _order(self, window: Any) -> None:
        me = window.context.facts().employee_id
        record_id = self._row(
            f"SELECT o.id FROM crm.sales_order o WHERE owner_id = {me} ORDER BY state <> 'draft', (SELECT count(*) "
            "FROM crm.sales_order_line l WHERE l.order_id = o.id) DESC, o.id LIMIT 1"
        )
        page = window.open_record("sales_order", record_id)
        self._rest(window, 0.6)
        self.keep(window, "order")
        window.close(page)

    def _new_prices(self, window: Any) -> None:
        page = window.open_page("prices")
        self.wait(lambda: page.model.rows)
        page.change.begin(by_hand=True)
        page.change._editors[0].set_value(Decimal(-5))
        page.change.ask_preview(every=True)
        self.wait(lambda: page.change.proposals)
        self._rest(window)
        self.keep(window, "prices")

    def _promotions(self, window: Any) -> None:
        page = window.open_page("promotions")
        self.wait(lambda: page.model.rows)
        self._rest(window)
        self.keep(window, "promotions")

    def _grouped(self, window: Any) -> None:
        page = window.open_list("customer")
        self._rest(window)
        page.list.group_by("region", chart="bars", measure="credit_limit", below=[["grade", ""]])
        self._rest(window, 0.8)
        page.list.classes.grouped.tree.topLevelItem(0).setExpanded(True)
        self._rest(window, 0.8)
        self.keep(window, "groups")
        page.list.group_by("")
        window.close(page)

    def _duplicates(self, window: Any) -> None:
        page = window.open_page("duplicates")
        page.look()
        self.wait(lambda: page.model.rows and page.panel.table.rowCount(), 60)
        self._rest(window)
        self.keep(window, "duplicates")

    def _ranking(self, window: Any) -> None:
        window.open_page("ranking")
        self._rest(window, 0.8)
        self.keep(window, "ranking")

    def _rights(self, window: Any) -> None:
        page = window.open_page("rights")
        self._rest(window, 0.6)
        page.roles.setCurrentRow(3)
        self._rest(window, 0.6)
        self.keep(window, "rights")

    def _own_kind(self, window: Any) -> None:
        page = window.open_record("custom_object", self.first_id("custom_object"))
        self._rest(window, 0.8)
        self.keep(page, "custom-object")

    def _wizard(self, language: str) -> None:
        from crm_desktop.app import wizard_templates
        from crm_desktop.system.wizard.window import WizardWindow

        def no_place(*_: Any) -> Any:
            raise AssertionError("no account set is made for a picture")

        wizard = WizardWindow(self.folder / language, self._languages, no_place, wizard_templates())
        wizard.resize(1000, 600)
        wizard.show()
        wizard.go(1)
        wizard.steps[1].show_answers({"account_set": ANSWERS})
        self.wait(lambda: False, 0.3)
        self.keep(wizard, "wizard")
        wizard.close()
        wizard.deleteLater()

    def _report(self, language: str) -> None:
        """Keep the first page of the performance report of this year."""
        login, password = self.logins["manager"].split("\t")
        profile = Profile(host=self.server.host, port=self.server.port, dbname=install.database_name(self.account_set))
        database = connect(profile, login, password)
        today = date.today()
        with closing(database), database.open_session() as session:
            ranking = ranking_services.rank_employees(session, period_from=date(today.year, 1, 1), period_to=today)
        with closing(pypdfium2.PdfDocument(performance_report(ranking, language=language))) as document:
            self._save(document[0].render(scale=1.1).to_pil(), "report")
