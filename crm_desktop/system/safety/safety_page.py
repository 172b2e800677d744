"""Safety: backup, restore drill, trail and data, each with its last result; by hand from here, every night by a scheduler."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from crm_desktop.core import clock
from crm_desktop.core.record import Changed
from crm_desktop.printing import formats
from crm_desktop.qt.cells import labelled
from crm_desktop.qt.rows import Column, RowsModel, RowsView
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon
from crm_desktop.shell.page import Page
from crm_desktop.system.safety import services
from crm_desktop.system.safety.rules import CARDS, KINDS, OVERDUE, Done, Run, State
from crm_desktop.system.safety.server_bar import ServerBar, size_words


def words(text: str) -> str:
    """Return a marked text of safety in the language of the screen."""
    return QCoreApplication.translate("Safety", text)


class Card(QFrame):
    """One kind of work: its last result and the button that does it now."""

    def __init__(self, kind: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"safety.{kind}.card")
        self.setProperty("kind", "card")
        self._kind = kind
        self.title, self.state, self.more, self.button = QLabel(self), QLabel(self), QLabel(self), QPushButton(self)
        self.title.setProperty("kind", "heading")
        self.state.setProperty("kind", "badge-ok")
        self.more.setProperty("kind", "muted")
        self.more.setWordWrap(True)
        self.button.setObjectName(f"safety.{kind}")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.state)
        column.addLayout(top)
        column.addWidget(self.more, 1)
        column.addWidget(self.button)

    def show_run(self, run: Run | None, overdue: bool) -> None:
        """Show the last result."""
        good = run is not None and run.ok
        kind = "badge-bad" if not good else "badge-warn" if overdue else "badge-ok"
        self.state.setProperty("kind", kind)
        self.state.style().unpolish(self.state)
        self.state.style().polish(self.state)
        self.title.setText(words(KINDS[self._kind]))
        if run is None:
            self.state.setText(self.tr("never"))
            self.more.setText(self.tr("Not done yet."))
            return
        days = (clock.today() - run.ended_at.astimezone().date()).days
        recent = (self.tr("today"), self.tr("yesterday"))
        age = recent[max(days, 0)] if days < 2 else self.tr("{days} days ago").format(days=days)
        self.state.setText(age if good else self.tr("failed"))
        lines = [run.ended_at.astimezone().strftime("%Y-%m-%d %H:%M") + (f" · {run.by}" if run.by else "")]
        if run.rows:
            lines.append(
                self.tr("{rows} rows").format(rows=formats.count(run.rows))
                + (f" · {size_words(run.size)}" if run.size else "")
            )
        lines += [str(line) for line in (run.detail.get("error") or ())]
        self.more.setText("\n".join(lines))


class SafetyPage(Page):
    """Warnings, four cards, the server, and every run so far."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.setObjectName("safety_page")
        self.warning = QLabel(self)
        self.bar = ServerBar(context, self)
        self.cards = {kind: Card(kind, self) for kind in CARDS}
        self.model: RowsModel[Run] = RowsModel(self._columns())
        self.table = RowsView(self.model, "safety.runs", self)
        self._night_caption, self.night = QLabel(self), QLineEdit(self)
        self._state: State | None = None
        self._busy = False
        self._build()
        self.retranslate()
        self.refresh()

    def _columns(self) -> list[Column[Run]]:
        def column(title: Any, text: Any, **more: Any) -> Column[Run]:
            return Column(title=title, text=text, raw=more.pop("raw", text), **more)

        return [
            column(lambda: self.tr("When"), lambda r: r.started_at.astimezone().strftime("%Y-%m-%d %H:%M"), width=140),
            column(lambda: self.tr("What"), lambda r: words(KINDS.get(r.kind, r.kind)), width=130),
            column(lambda: self.tr("Result"), self._result, width=170, strong=lambda r: not r.ok),
            column(lambda: self.tr("Rows"), lambda r: formats.count(r.rows) if r.rows else "", raw=lambda r: r.rows, number=True),
            column(lambda: self.tr("Size"), lambda r: size_words(r.size) if r.size else "", raw=lambda r: r.size, number=True),
            column(lambda: self.tr("Took"), lambda r: self.tr("{seconds} s").format(seconds=f"{r.seconds:,.1f}"), raw=lambda r: r.seconds, number=True),
            column(lambda: self.tr("PC"), lambda r: r.host, width=110),
            column(lambda: self.tr("File"), lambda r: r.file),
        ]  # fmt: skip

    def _result(self, run: Run) -> str:
        if run.ok:
            return self.tr("Good")
        broken = run.detail.get("broken") or run.detail.get("error") or run.detail.get("rules") or ()
        return labelled(self.tr("Failed"), str(broken[0])) if broken else self.tr("Failed")

    def _build(self) -> None:
        self.warning.setObjectName("safety.warning")
        self.warning.setProperty("kind", "badge-warn")
        self.warning.setWordWrap(True)
        self.warning.hide()
        self.night.setObjectName("safety.nightly")
        self.night.setReadOnly(True)
        self._night_caption.setBuddy(self.night)
        icons = {"backup": "save", "drill": "shield-check", "verify": "history", "check": "list-checks"}
        row = QHBoxLayout()
        for kind, card in self.cards.items():
            card.button.setIcon(icon(icons[kind]))
            card.button.clicked.connect(lambda _=False, k=kind: self.do(k))
            row.addWidget(card, 1)
        night = QHBoxLayout()
        night.addWidget(self._night_caption)
        night.addWidget(self.night, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(8)
        layout.addWidget(self.warning)
        layout.addLayout(row)
        layout.addWidget(self.bar)
        layout.addLayout(night)
        layout.addWidget(self.table, 1)
        self.bar.reached.connect(self.retranslate)
        self.bar.busy.connect(self._set_busy)

    # ── reading ──────────────────────────────────────────

    def refresh(self) -> None:
        """Read the results again (``Page``)."""
        self.context.jobs.run(
            services.read_state, owner=self, done=self._have, failed=self.context.messages.error, key="safety"
        )

    def _have(self, state: State) -> None:
        self._state = state
        lines = [words(OVERDUE[what]).format(days=days) for what, days in state.overdue.items() if what in OVERDUE]
        self.warning.setText("\n".join(lines))
        self.warning.setVisible(bool(lines))
        for kind, card in self.cards.items():
            card.show_run(state.last.get(kind), kind in state.overdue)
        self.model.show(list(state.runs))

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._enable()

    def _enable(self) -> None:
        may = self.context.facts().rights.may("safety", "create")
        if not may:
            reason = self.tr("You have no right to do this.")
        elif self.bar.keeper is None:
            reason = self.tr("Connect to the server first.")
        else:
            reason = ""
        for card in self.cards.values():
            card.button.setEnabled(not reason and not self._busy)
            card.button.setToolTip(reason)

    # ── what the user does ───────────────────────────────

    def do(self, kind: str) -> None:
        """Back up, drill, verify or check now."""
        name = self.context.facts().account_set
        work = {
            "backup": lambda keeper, report: keeper.back_up(name, report),
            "drill": lambda keeper, report: keeper.drill(name, report),
            "verify": lambda keeper, report: keeper.verify(name),
            "check": lambda keeper, report: keeper.check(name),
        }[kind]
        self.bar.run(work, lambda done: self._done(kind, done))

    def _done(self, kind: str, done: Done) -> None:
        if done.problems:
            text = self.tr("{count} things are not right: {first}").format(
                count=len(done.problems), first=done.problems[0]
            )
        elif kind == "backup":
            text = self.tr("Backed up: {rows} rows in {path}").format(rows=formats.count(done.rows), path=done.path)
        elif kind == "drill":
            text = self.tr("The backup can be restored: {rows} rows, every table as it was.").format(
                rows=formats.count(done.rows)
            )
        else:
            text = self.tr("Nothing wrong was found.")
        self.context.messages.toast(text)
        self.refresh()

    # ── Page ─────────────────────────────────────────────

    def concerned(self, change: Changed) -> bool:
        """Tell whether somebody, or the night, did something (``Page``)."""
        return change.table == "safety_run"

    def retranslate(self) -> None:
        """Set every text anew (``Page``)."""
        titles = {
            "backup": self.tr("Back up now"), "drill": self.tr("Trial restore"), "verify": self.tr("Verify the trail"),
            "check": self.tr("Check the data"),
        }  # fmt: skip
        for kind, card in self.cards.items():
            card.button.setText(titles[kind])
            card.button.setAccessibleName(titles[kind])
        self._night_caption.setText(self.tr("Every night, by the task scheduler:"))
        self.night.setAccessibleName(self._night_caption.text())
        keeper, name = self.bar.keeper, self.context.facts().account_set
        self.night.setText(keeper.nightly(name) if keeper else f"crm-admin nightly --set {name}")
        self.night.setCursorPosition(0)
        self.table.setAccessibleName(self.tr("Results"))
        self._enable()
        if self._state is not None:
            self._have(self._state)
