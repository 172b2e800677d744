"""The desktop of one login: database, background work, change bus and window, from login to log-out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QStandardPaths, Qt, QThreadPool, QTimer, Signal

from crm_desktop.core import clock
from crm_desktop.core.errors import Denied
from crm_desktop.core.facts import NOBODY, Facts
from crm_desktop.core.record import Changed
from crm_desktop.core.source import Hit
from crm_desktop.qt.bus import ChangeBus
from crm_desktop.qt.files import Copies
from crm_desktop.qt.jobs import Jobs
from crm_desktop.shell.context import Context
from crm_desktop.shell.drafts import Drafts, draft_folder
from crm_desktop.shell.icons import icon
from crm_desktop.shell.languages import Languages
from crm_desktop.shell.login import late
from crm_desktop.shell.login import services as login_services
from crm_desktop.shell.login.password_dialog import PasswordDialog
from crm_desktop.shell.login.profiles import Homes, Server, settled
from crm_desktop.shell.login.services import Opened
from crm_desktop.shell.page import Page
from crm_desktop.shell.program.ahead import Ahead
from crm_desktop.shell.program.crash import CrashReporter
from crm_desktop.shell.program.live import Live
from crm_desktop.shell.program.preferences import StoredPreferences
from crm_desktop.shell.program.settings import look_from
from crm_desktop.shell.records.record_page import RecordPage
from crm_desktop.shell.records.reuse import renew
from crm_desktop.shell.style import Look, Style
from crm_desktop.shell.window.keys import KeysDialog
from crm_desktop.shell.window.lock import IdleWatch
from crm_desktop.shell.window.main_window import MainWindow

#: Tables whose change makes the facts of the login stale.
FACTS = {
    "dictionary",
    "custom_object",
    "attribute_definition",
    "field_rule",
    "form_layout",
    "product_class",  # attributes for a class are for those below it too
    "role",
    "right_rule",
    "field_right",
    "employee_role",
    "effective_right",
    "setting",
    "account_set",
    "absence",
}
IDLE_MINUTES = 15
CLOCK_MAY_DIFFER = timedelta(minutes=5)
#: Milliseconds after which, and then how often, the desktop asks whether the day's work of the account set was done.
DAY_AFTER, DAY_EVERY, BETWEEN_PIECES = 5_000, 3_600_000, 300
FOLLOW_AFTER = 3_000  #: milliseconds after which it is asked where the server keeps its port
READING = 300  #: milliseconds after which the first page is being read, and other pages are made ready


class Desktop(QObject):
    """Everything that lives from login to log-out; *left* after a log-out.

    It is made while nobody has logged in yet: ``open`` says whose it is.
    """

    left = Signal()

    def __init__(
        self,
        folder: Path,
        languages: Languages,
        style: Style,
        crashes: CrashReporter,
        parent: QObject | None = None,
        *,
        keeper: Callable[[str, int, str, str, str], Any] | None = None,
        open_wizard: Callable[[], None] | None = None,
        homes: Homes | None = None,
    ) -> None:
        super().__init__(parent)
        self._keeper, self._open_wizard, self._homes = keeper, open_wizard, homes
        self._folder, self._languages, self._style, self._crashes = folder, languages, style, crashes
        self._opened: Opened
        self._facts: Facts = NOBODY
        self._database: Any = None
        self._clock_wrong = False
        self._leaving, self._facts_on = False, clock.today()
        self.jobs = Jobs(
            lambda: self._database.open_session(), self, cancel_session=lambda session: self._database.cancel(session)
        )
        self.bus = ChangeBus(self)
        self.preferences = StoredPreferences(self.jobs, self)
        self.live = Live(
            lambda: login_services.listen(self._database),
            self.jobs,
            self.bus,
            lambda: [*self._facts.entities, "notice"],
            self,
        )
        self._drafts = Drafts(folder / "drafts", QThreadPool.globalInstance().start)
        self._copies = Copies(folder / "opened")
        self.window = MainWindow(self._make_context)
        self.window.setWindowIcon(icon("contact", "accent"))
        self._stale_facts = QTimer(self, singleShot=True, interval=300)
        self._stale_facts.timeout.connect(self._reload_facts)
        self._day = QTimer(self, interval=DAY_AFTER)
        self._day.timeout.connect(self._run_day)
        self._reading = QTimer(self, singleShot=True, interval=READING)
        self._reading.timeout.connect(self._make_ready)
        self._following = QTimer(self, singleShot=True, interval=FOLLOW_AFTER)
        self._following.timeout.connect(self._follow)
        self._ahead: Ahead | None = None
        self._connect()

    def open(self, opened: Opened) -> None:
        """Be the desktop of whoever has logged in."""
        self._opened, self._database = opened, opened.database
        self._facts, self._facts_on = opened.facts, clock.today()
        self.preferences.take(opened.facts.employee_id, opened.preferences)
        self._drafts.folder = draft_folder(self._folder, opened.server.name, opened.account_set, opened.login)
        self._use_preferences()
        self.window.bell.show_count(opened.unread)
        self.window.menus.look = self._style.look
        self.window.menus.idle = int(self.preferences.get("idle_minutes", IDLE_MINUTES))
        self._idle = IdleWatch(self.window.menus.idle, self)
        self._idle.idle.connect(self.lock)
        self._crashes.before = self.window.keep_drafts
        if self._languages.language != opened.language:
            self._stale_facts.start()

    def _make_context(self, window: MainWindow) -> Context:
        return Context(
            jobs=self.jobs,
            records=login_services.record_source(),
            facts=lambda: self._facts,
            language=lambda: self._languages.language,
            copies=self._copies,
            bus=self.bus,
            navigator=window,
            messages=window,
            prefs=self.preferences,
            drafts=self._drafts,
            keeper=self._reach_server if self._keeper else None,
            open_wizard=self._open_wizard,
        )

    def _reach_server(self, user: str, password: str) -> Any:
        """Reach the server of this login as its superuser (in a job)."""
        assert self._keeper is not None
        place = self._database.profile
        return self._keeper(place.host, place.port, user, password, self._languages.language)

    def _use_preferences(self) -> None:
        """Show language and look as this person likes them, on whatever PC."""
        language = self.preferences.get("language")
        if language:
            self._languages.use(str(language))
        if self.preferences.get("theme") or self.preferences.get("density"):
            look = look_from(self.preferences.get("theme"), self.preferences.get("density"))
            if look != self._style.look:  # else every widget would be dressed once more
                self._style.apply(look)

    def _connect(self) -> None:
        window, menus = self.window, self.window.menus
        menus.language_asked.connect(self._use_language)
        menus.look_asked.connect(self._use_look)
        menus.idle_asked.connect(self._use_idle)
        menus.password_asked.connect(self.change_password)
        menus.lock_asked.connect(self.lock)
        menus.leave_asked.connect(self.leave)
        menus.keys_asked.connect(lambda: KeysDialog(window).open())
        window.offline_seen.connect(self.live.lost)
        window.bug_seen.connect(self._crashes.report)
        window.closed.connect(self._window_closed)
        window.banner.retry.clicked.connect(self.live.connect_now)
        self.bus.changed.connect(self._changed)
        self.live.online_changed.connect(self._online_changed)
        self.live.waiting.connect(window.banner.show_waiting)
        self.live.refused.connect(window.banner.show_refused)
        self.live.heard.connect(self._watch_clock)
        self.live.heard.connect(self._close_idle)

    def show(self) -> None:
        """Show the window and begin to listen for changes."""
        self._online_changed(True)
        self.window.start(_state_file(self._folder, self._opened))
        self.window.show()
        self._watch_clock()
        self.live.start()
        self._day.start()
        self._reading.start()
        self._following.start()
        safe = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        self.jobs.run(
            lambda _session: self._copies.clear_left(safe), owner=self, done=self._tell_kept, failed=self.window.error
        )

    def _follow(self) -> None:
        """Look where the embedded server keeps its port, to find it again when it comes back on another."""
        homes, server = self._homes, self._opened.server
        if homes is not None:
            self.jobs.run(
                lambda _session: homes.of(server.host, server.port),
                owner=self,
                done=lambda home: self._settle(server, home),
                failed=lambda _error: None,  # it stays where it was
                key="port",
            )

    def _settle(self, server: Server, home: str) -> None:
        homes = self._homes
        if home and homes is not None:
            self._database.follow(lambda: homes.port(home))
        settled(self._folder, server, home)

    def _tell_kept(self, kept: list[Path]) -> None:
        """Say where files are that were opened from a record and then changed."""
        words = self.tr(
            "{path} was changed after it had been opened from a record, and is kept. The record has it as it was."
        )
        for path in kept:
            self.window.toast(words.format(path=path))

    def _make_ready(self) -> None:
        """Load and ask ahead while the first page is read: what is done once is done before somebody waits for it."""
        facts = self._facts

        def work(session: Any) -> tuple[str, ...]:
            with suppress(Denied):  # a right withdrawn since the login: nobody asked for this
                login_services.ask_ahead(session, facts)
            return late.page_modules(facts)

        def load(modules: tuple[str, ...]) -> None:
            self._ahead = Ahead(late.steps(modules), self)

        self.jobs.run(work, owner=self, done=load, failed=self.window.error)

    def _close_idle(self) -> None:
        """Give back to the server what a burst of work had opened, every half minute (``shell.program.live.BEAT``)."""
        database = self._database
        self.jobs.run(lambda _session: database.close_idle(), owner=self, failed=self.window.error, key="idle")

    def _run_day(self) -> None:
        """Do what the account set does once a day, where no scheduler and no other desktop did; nobody waits for it."""
        self._day.setInterval(DAY_EVERY)
        self.jobs.run(login_services.run_day, owner=self, done=self._go_on, failed=self.window.error, key="day")
        if self._facts_on != clock.today():  # absences begin and end with the day
            self._stale_facts.start()

    def _go_on(self, there_may_be_more: bool) -> None:
        if there_may_be_more:
            self._day.setInterval(BETWEEN_PIECES)

    def show_caller(self, number: str) -> None:
        """Open whoever calls from *number*; where several or nobody fit, show the search."""
        self.window.setWindowState(self.window.windowState() & ~Qt.WindowState.WindowMinimized)
        self.window.raise_()
        self.window.activateWindow()
        records = self.window.context.records

        def found(hits: list[Hit]) -> None:
            whose = [hit for hit in hits if hit.entity != "contact"] or hits  # a contact's number finds the company too
            if len(whose) == 1:
                self.window.open_record(whose[0].entity, whose[0].id)
            else:
                self.window.search.begin()
                self.window.search.setText(number)

        self.jobs.run(
            lambda session: records.search_all(session, number),
            owner=self,
            done=found,
            failed=self.window.error,
            key="call",
        )

    # ── what the menus ask for ───────────────────────────

    def _use_language(self, language: str) -> None:
        self.preferences.set("language", language)
        self._languages.use(language)
        self._stale_facts.start()  # the company's own labels come from the database

    def _use_look(self, look: Look) -> None:
        self.preferences.set("theme", look.theme)
        self.preferences.set("density", look.density)
        self._style.apply(look)
        self.window.menus.fill()

    def _use_idle(self, minutes: int) -> None:
        self.preferences.set("idle_minutes", minutes)
        self._idle.set_minutes(minutes)
        self.window.menus.idle = minutes
        self.window.menus.fill()

    def change_password(self) -> None:
        """Ask for a new password."""
        opened = self._opened
        dialog = PasswordDialog(
            self.jobs, opened.login, lambda old, new: login_services.change_password(opened, old, new), self.window
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.changed.connect(self._password_changed)
        dialog.open()

    def _password_changed(self, database: Any) -> None:
        """Go on with connections of the new password; those under way end with the old ones."""
        self._database = database
        self.window.toast(self.tr("Your password has been changed."))

    def lock(self) -> None:
        """Cover the window until the password is typed."""
        opened = self._opened
        self.window.lock(
            self._facts.employee_name, lambda password: login_services.check_password(opened, password), self.leave
        )

    def leave(self) -> None:
        """Log out: keep the drafts, close the window, show the login."""
        self._leaving = True
        self.window.close()

    def _window_closed(self) -> None:
        self.end()
        if self._leaving:
            self.left.emit()

    def end(self) -> None:
        """Stop all background work and close the connections."""
        if self._crashes.before == self.window.keep_drafts:
            self._crashes.before = None
        self._day.stop()
        self._reading.stop()
        self._following.stop()
        if self._ahead is not None:
            self._ahead.stop()
        self.preferences.flush()
        self.live.close()
        self.jobs.close(3.0)
        self._copies.clear()
        if self._database is not None:
            self._database.close()

    # ── what the database says ───────────────────────────

    def _online_changed(self, online: bool) -> None:
        server = self._opened.server
        where = f"{server.name} · {self._facts.account_set}"
        if self._clock_wrong:
            where += " · " + self.tr("this PC's clock is wrong")
        self.window.foot.show_connection(online, where)
        if online and self.window.banner.isVisible():
            self.window.banner.hide()
            self.window.toast(self.tr("The server is back. Everything has been read anew."))
            self.preferences.flush()

    def _watch_clock(self) -> None:
        """Tell once, and on the foot as long as it lasts, that this PC's clock is not the server's."""
        wrong = abs(clock.wrong_by()) > CLOCK_MAY_DIFFER
        if wrong == self._clock_wrong:
            return
        self._clock_wrong = wrong
        self._online_changed(self.live.online)
        if wrong:
            moment = f"{clock.now():%Y-%m-%d %H:%M}"
            words = self.tr("This PC's clock is wrong: it is {moment} by the server, and that counts. Please set it.")
            self.window.toast(words.format(moment=moment))

    def _changed(self, change: Changed) -> None:
        if change.table in FACTS:
            self._stale_facts.start()

    def _reload_facts(self) -> None:
        language = self._languages.language
        self.jobs.run(
            lambda session: login_services.read_facts(session, language),
            owner=self,
            done=self._facts_loaded,
            failed=self.window.error,
            key="facts",
        )

    def _facts_loaded(self, facts: Facts) -> None:
        self._facts, self._facts_on = facts, clock.today()
        self.window.show_facts()
        for page in self.window.documents.pages():
            if isinstance(page, RecordPage):
                renew(page)
            elif isinstance(page, Page):
                page.take_facts()


def _state_file(folder: Path, opened: Opened) -> Path:
    plain = "".join(c if c.isalnum() else "_" for c in f"{opened.server.name}-{opened.account_set}-{opened.login}")
    return folder / f"window-{plain}.json"
