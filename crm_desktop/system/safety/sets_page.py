"""Account sets of the server: made, copied, restored, closed and brought back; the practice set made anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QSplitter, QVBoxLayout, QWidget

from crm_desktop.printing import formats
from crm_desktop.qt.rows import Column, EmptyWords, RowsModel, RowsView
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon
from crm_desktop.shell.page import Page
from crm_desktop.system.safety.rules import Done, FileLine, SetLine
from crm_desktop.system.safety.server_bar import ServerBar, size_words


class SetsPage(Page):
    """The sets on the server above, backups and closed sets below."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.setObjectName("sets_page")
        self.bar = ServerBar(context, self)
        self.sets: RowsModel[SetLine] = RowsModel(self._set_columns())
        self.table = RowsView(self.sets, "sets.sets", self)
        self.files: RowsModel[FileLine] = RowsModel(self._file_columns())
        self.archive_table = RowsView(self.files, "sets.files", self)
        self._empty = EmptyWords(self.archive_table)
        self.new_name, self._name_caption = QLineEdit(self), QLabel(self)
        self.buttons = {name: QPushButton(self) for name in ("new", "copy", "archive", "reset", "restore")}
        self._heads = QLabel(self), QLabel(self)
        self._busy = False
        self._build()
        self.retranslate()

    def _set_columns(self) -> list[Column[SetLine]]:
        def column(title: Any, text: Any, **more: Any) -> Column[SetLine]:
            return Column(title=title, text=text, raw=more.pop("raw", text), **more)

        def day(moment: Any) -> str:
            return moment.astimezone().strftime("%Y-%m-%d") if moment else "–"

        return [
            column(lambda: self.tr("Account set"), self._set_name, width=170),
            column(lambda: self.tr("Company"), lambda s: s.company, width=230),
            column(lambda: self.tr("Employees"), lambda s: str(s.employees), raw=lambda s: s.employees, number=True),
            column(lambda: self.tr("Logged in"), lambda s: str(s.connected), raw=lambda s: s.connected, number=True),
            column(lambda: self.tr("Size"), lambda s: size_words(s.size), raw=lambda s: s.size, number=True),
            column(lambda: self.tr("Version"), lambda s: s.revision),
            column(lambda: self.tr("Last backup"), lambda s: day(s.backup_at)),
            column(lambda: self.tr("Last drill"), lambda s: day(s.drill_at)),
        ]  # fmt: skip

    def _set_name(self, line: SetLine) -> str:
        return self.tr("{name} (practice)").format(name=line.name) if line.is_demo else line.name

    def _file_columns(self) -> list[Column[FileLine]]:
        def column(title: Any, text: Any, **more: Any) -> Column[FileLine]:
            return Column(title=title, text=text, raw=more.pop("raw", text), **more)

        return [
            column(lambda: self.tr("Account set"), lambda f: f.name, width=170),
            column(lambda: self.tr("Made on"), lambda f: f.made_at.astimezone().strftime("%Y-%m-%d %H:%M"), width=140),
            column(lambda: self.tr("Rows"), lambda f: formats.count(f.rows), raw=lambda f: f.rows, number=True),
            column(lambda: self.tr("Size"), lambda f: size_words(f.size), raw=lambda f: f.size, number=True),
            column(lambda: self.tr("File"), lambda f: f.path),
        ]

    def _build(self) -> None:
        icons = {
            "new": "wand-sparkles",
            "copy": "copy",
            "archive": "package",
            "reset": "refresh-cw",
            "restore": "upload",
        }
        for name, button in self.buttons.items():
            button.setObjectName(f"sets.{name}")
            button.setIcon(icon(icons[name]))
        self.new_name.setObjectName("sets.new_name")
        self.new_name.setMaximumWidth(220)
        self._name_caption.setBuddy(self.new_name)
        for head in self._heads:
            head.setProperty("kind", "heading")
        bar = QHBoxLayout()
        for name in ("new", "archive", "reset"):
            bar.addWidget(self.buttons[name])
        bar.addStretch(1)
        bar.addWidget(self._name_caption)
        bar.addWidget(self.new_name)
        for name in ("copy", "restore"):
            bar.addWidget(self.buttons[name])
        upper, lower = QWidget(self), QWidget(self)
        for part, head, table in ((upper, self._heads[0], self.table), (lower, self._heads[1], self.archive_table)):
            column = QVBoxLayout(part)
            column.setContentsMargins(0, 0, 0, 0)
            column.addWidget(head)
            column.addWidget(table, 1)
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.addWidget(upper)
        split.addWidget(lower)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(8)
        layout.addWidget(self.bar)
        layout.addLayout(bar)
        layout.addWidget(split, 1)
        self.bar.reached.connect(self.refresh)
        self.bar.busy.connect(self._set_busy)
        for view in (self.table, self.archive_table):
            view.selectionModel().currentChanged.connect(lambda *_: self._enable())
        self.new_name.textChanged.connect(lambda _: self._enable())
        for name, act in (
            ("new", self._new), ("copy", self.copy_set), ("archive", self.ask_archive), ("reset", self.ask_reset),
            ("restore", self.restore),
        ):  # fmt: skip
            self.buttons[name].clicked.connect(lambda _=False, a=act: a())

    # ── reading ──────────────────────────────────────────

    def refresh(self) -> None:
        """Read the sets and files again (``Page``)."""

        def work(keeper: Any, _report: Any) -> tuple[list[SetLine], list[FileLine]]:
            sets = keeper.list_sets()
            files = keeper.list_archives() + [f for s in sets for f in keeper.list_backups(s.name)]
            return sets, files

        self.bar.run(work, self._have)

    def _have(self, found: tuple[list[SetLine], list[FileLine]]) -> None:
        self.sets.show(found[0])
        self.files.show(found[1])
        mine = self.context.facts().account_set
        row = next((n for n, line in enumerate(found[0]) if line.name == mine), 0)
        if found[0]:
            self.table.selectRow(row)
        if found[1]:
            self.archive_table.selectRow(0)
        self._enable()
        self.status_changed.emit(self.status())

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._enable()

    def _enable(self) -> None:
        """Enable what can be done with what is chosen; the tooltip says why not."""
        line, file, name = self.table.current(), self.archive_table.current(), self.new_name.text().strip()
        mine = self.context.facts().account_set
        may = self.context.facts().rights.may("safety", "create")
        no_right = "" if may else self.tr("You have no right to do this.")
        no_server = no_right or ("" if self.bar.keeper else self.tr("Connect to the server first."))
        no_name = no_server or ("" if name else self.tr("Write the new name first."))
        own = self.tr("You are working in this set: log in to another one first.")
        reasons = {
            "new": no_right or ("" if self.context.open_wizard else self.tr("Not possible from here.")),
            "copy": no_name or ("" if line else self.tr("Choose an account set.")),
            "restore": no_name or ("" if file else self.tr("Choose a file below.")),
            "archive": no_server or ("" if line else self.tr("Choose an account set.")) or (own if line.name == mine else ""),
            "reset": no_server or ("" if line and line.is_demo else self.tr("Only the practice set can be reset."))
            or (own if line.name == mine else ""),
        }  # fmt: skip
        for key, reason in reasons.items():
            self.buttons[key].setEnabled(not reason and not self._busy)
            self.buttons[key].setToolTip(reason)

    # ── what the user does ───────────────────────────────

    def _new(self) -> None:
        if self.context.open_wizard:
            self.context.open_wizard()

    def copy_set(self) -> None:
        """Copy the chosen set under the new name."""
        line, name = self.table.current(), self.new_name.text().strip()
        if line and name:
            self._work(
                lambda keeper, report: keeper.copy(line.name, name, report), self.tr("“{name}” is ready: {rows} rows.")
            )

    def restore(self) -> None:
        """Make a set with the new name from the chosen file."""
        file, name = self.archive_table.current(), self.new_name.text().strip()
        if file and name:
            self._work(
                lambda keeper, report: keeper.restore(file.path, name, report),
                self.tr("“{name}” is ready: {rows} rows."),
            )

    def ask_archive(self) -> None:
        """Ask, then close the chosen set."""
        line = self.table.current()
        if line is None:
            return
        question = self.tr(
            "“{name}” is closed at once: whoever works in it is logged out. It goes into a file, which is proved, "
            "and can be restored from there."
        ).format(name=line.name)  # fmt: skip
        self.context.messages.ask(
            question,
            self.tr("Close it"),
            lambda: self._work(
                lambda keeper, report: keeper.archive(line.name, report),
                self.tr("“{name}” is closed: {rows} rows in {path}"),
            ),
        )

    def ask_reset(self) -> None:
        """Ask, then make the practice set anew."""
        line = self.table.current()
        if line is None:
            return
        question = self.tr("Everything that was practised in “{name}” is lost.").format(name=line.name)
        self.context.messages.ask(
            question,
            self.tr("Reset it"),
            lambda: self._work(
                lambda keeper, report: keeper.reset_demo(line.name, report), self.tr("“{name}” is as on the first day.")
            ),
        )

    def _work(self, work: Callable[[Any, Any], Done], words: str) -> None:
        def done(result: Done) -> None:
            text = words.format(name=result.name, rows=formats.count(result.rows), path=result.path)
            self.context.messages.toast(" ".join((text, *result.problems)))
            self.new_name.clear()
            self.refresh()

        self.bar.run(work, done)

    # ── Page ─────────────────────────────────────────────

    def status(self) -> str:
        """Return the number of sets (``Page``)."""
        count = len(self.sets.rows)
        return self.tr("One account set") if count == 1 else self.tr("{count} account sets").format(count=count)

    def retranslate(self) -> None:
        """Set every text anew (``Page``)."""
        self._heads[0].setText(self.tr("Account sets on this server"))
        self._heads[1].setText(self.tr("Closed account sets and backups"))
        self.table.setAccessibleName(self._heads[0].text())
        self.archive_table.setAccessibleName(self._heads[1].text())
        self._empty.say(self.tr("No backup and no closed account set is kept here yet."))
        self._name_caption.setText(self.tr("New name"))
        self.new_name.setAccessibleName(self.tr("New name"))
        titles = {
            "new": self.tr("New …"), "copy": self.tr("Copy"), "archive": self.tr("Close …"), "reset": self.tr("Reset …"),
            "restore": self.tr("Restore"),
        }  # fmt: skip
        for name, text in titles.items():
            self.buttons[name].setText(text)
            self.buttons[name].setAccessibleName(text)
        self.sets.show(self.sets.rows)
        self.files.show(self.files.rows)
        self._enable()
