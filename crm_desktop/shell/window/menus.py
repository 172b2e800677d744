"""What can be done from anywhere: the menus of the top bar, and the same as actions of the search box."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal, SignalInstance
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from crm_desktop.qt.editors.grid import with_key
from crm_desktop.shell import registry
from crm_desktop.shell.icons import icon
from crm_desktop.shell.languages import LANGUAGES
from crm_desktop.shell.style import Look
from crm_desktop.shell.window.palette import Entry

IDLE_MINUTES = (0, 5, 15, 30, 60)  #: offered for the lock by itself; 0 is never
if TYPE_CHECKING:
    from crm_desktop.shell.window.main_window import MainWindow


class Menus(QObject):
    """Fills the menus of the top bar. Signals say what was asked for."""

    language_asked = Signal(str)
    look_asked = Signal(object)
    idle_asked = Signal(int)
    password_asked = Signal()
    lock_asked = Signal()
    leave_asked = Signal()
    manual_asked = Signal()
    keys_asked = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.look = Look()
        self.idle = 0  #: minutes without a key after which the window locks itself

    def fill(self) -> None:
        """Make both menus anew: rights or language have changed."""
        self._fill_new(self._window.top.new.menu())
        self._fill_me(self._window.top.me.menu())

    def _creatable(self) -> list[tuple[str, str, str]]:
        """Return (name, words, icon) of what the person may create at once."""
        context = self._window.context
        found = []
        for entry in registry.nouns(context.facts()):
            entity = context.facts().entities.get(entry.name)
            if entry.quick and entity and context.facts().rights.may(entity.rights_module, "create"):
                found.append((entry.name, QCoreApplication.translate(entity.context, entity.title), entity.icon))
        return found

    def _fill_new(self, menu: QMenu) -> None:
        menu.clear()
        context, creatable, taken = self._window.context, self._creatable(), set[str]()
        for name, words, picture in creatable:
            source = context.facts().english_title(context.entity(name))
            action = menu.addAction(icon(picture), with_key(words, source, taken))
            action.setObjectName(f"new_{name}")
            action.triggered.connect(lambda _=False, n=name: self._window.new_record(n))
        self._window.top.new.setEnabled(bool(creatable))

    def _fill_me(self, menu: QMenu) -> None:
        menu.clear()
        facts = self._window.context.facts()
        who = menu.addAction(icon("id-card"), f"{facts.employee_name} ({facts.login})")
        who.setEnabled(False)
        menu.addSeparator()
        languages = menu.addMenu(icon("languages"), self.tr("Language"))
        self._choices(languages, "language", LANGUAGES, self._window.context.language(), self.language_asked.emit)
        themes = menu.addMenu(icon("sun"), self.tr("Light or dark"))
        self._choices(
            themes,
            "theme",
            {"system": self.tr("Follow the system"), "light": self.tr("Light"), "dark": self.tr("Dark")},
            self.look.theme,
            lambda theme: self.ask_look(theme=theme),
        )
        densities = menu.addMenu(icon("rows-4"), self.tr("Density"))
        self._choices(
            densities,
            "density",
            {"compact": self.tr("Compact"), "comfortable": self.tr("Comfortable")},
            self.look.density,
            lambda density: self.ask_look(density=density),
        )
        locks = menu.addMenu(icon("lock"), self.tr("Lock by itself"))
        minutes = {str(n): self.tr("After {n} minutes").format(n=n) if n else self.tr("Never") for n in IDLE_MINUTES}
        self._choices(locks, "idle", minutes, str(self.idle), lambda chosen: self.idle_asked.emit(int(chosen)))
        menu.addSeparator()
        for name, picture, words, key, signal in self._commands():
            action = menu.addAction(icon(picture), words)
            action.setObjectName(name)
            if key:
                action.setText(f"{words}\t{key}")
            action.triggered.connect(lambda _=False, s=signal: s.emit())

    def _commands(self) -> list[tuple[str, str, str, str, SignalInstance]]:
        return [
            ("change_password", "key-round", self.tr("Change my password …"), "", self.password_asked),
            ("show_manual", "book-open", self.tr("Manual"), "F1", self.manual_asked),
            ("show_keys", "keyboard", self.tr("Keys"), "Shift+F1", self.keys_asked),
            ("lock_window", "lock", self.tr("Lock"), "Ctrl+L", self.lock_asked),
            ("log_out", "log-out", self.tr("Log out"), "", self.leave_asked),
        ]

    def _choices(
        self, menu: QMenu, name: str, words: dict[str, str], current: str, chosen: Callable[[str], None]
    ) -> None:
        group = QActionGroup(menu)
        for value, label in words.items():
            action = QAction(label, menu, checkable=True, checked=value == current)
            action.setObjectName(f"{name}_{value}")
            action.triggered.connect(lambda _=False, v=value: chosen(v))
            group.addAction(action)
            menu.addAction(action)

    def ask_look(self, *, theme: str = "", density: str = "") -> None:
        """Ask for another theme or density."""
        self.look = Look(theme=theme or self.look.theme, density=density or self.look.density)
        self.look_asked.emit(self.look)

    def entries(self) -> list[Entry]:
        """Return everything of the menus as entries of the search box."""
        new = [
            Entry(
                title=self.tr("New: {what}").format(what=words),
                icon=picture,
                words=f"new {name} 新建 {words}",
                run=partial(self._window.new_record, name),
            )
            for name, words, picture in self._creatable()
        ]
        commands = [
            Entry(title=words, icon=picture, key=key, run=signal.emit, words=name.replace("_", " "))
            for name, picture, words, key, signal in self._commands()
        ]
        looks = [
            Entry(
                title=self.tr("Show it dark"), icon="moon", run=lambda: self.ask_look(theme="dark"), words="theme dark"
            ),
            Entry(
                title=self.tr("Show it light"),
                icon="sun",
                run=lambda: self.ask_look(theme="light"),
                words="theme light",
            ),
            Entry(title=self.tr("Compact rows"), icon="rows-4", run=lambda: self.ask_look(density="compact")),
            Entry(title=self.tr("Comfortable rows"), icon="rows-3", run=lambda: self.ask_look(density="comfortable")),
        ]
        languages = [
            Entry(title=label, icon="languages", run=partial(self.language_asked.emit, code), words="language 语言")
            for code, label in LANGUAGES.items()
        ]
        return [*new, *self._imports(), *commands, *looks, *languages]

    def _imports(self) -> list[Entry]:
        """Return the import of every kind of record that the person may create."""
        facts = self._window.context.facts()
        page = registry.page_entry("import")
        if page is None or not registry.may_open(page, facts):
            return []
        listed = {entry.name for entry in registry.nouns(facts) if entry.listed}
        return [
            Entry(
                title=self.tr("Import: {what}").format(what=words),
                icon=page.icon,
                words=f"import {name} 导入 {words}",
                run=partial(self._window.open_page, "import", entity=name),
            )
            for name, entity in facts.entities.items()
            if name in listed and facts.rights.may(entity.rights_module, "create")
            for words in [QCoreApplication.translate(entity.context, entity.plural)]
        ]
