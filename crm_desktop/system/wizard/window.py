"""The wizard's window: steps at the left, one of them at the right, a check at the end."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.core.errors import CrmError, Invalid
from crm_desktop.printing.words import translate
from crm_desktop.qt.files import Copies
from crm_desktop.qt.jobs import Job, Jobs, Progress
from crm_desktop.qt.tools import Tools, resize_on_screen
from crm_desktop.shell import registry
from crm_desktop.shell.icons import icon
from crm_desktop.shell.languages import Languages
from crm_desktop.shell.manual.window import open_manual
from crm_desktop.shell.sentences import sentence
from crm_desktop.system import initialization as engine
from crm_desktop.system.importing.whole import Imported
from crm_desktop.system.importing.words import SENTENCES as IMPORT_SENTENCES
from crm_desktop.system.initialization_words import SENTENCES, STEP_NAMES, explain_answer
from crm_desktop.system.wizard.places import MakePlace, ServerStep
from crm_desktop.system.wizard.steps import Offers, Step, Templates, make_steps, suggestions

if TYPE_CHECKING:
    from crm_desktop.core.source import RecordSource

KEPT = "initialization.json"  #: the answers, while the wizard is not done
AT = "at"  #: among them, the number of the step that was left
_PLACE = Qt.ItemDataRole.UserRole


class WizardWindow(QWidget):
    """Asks, checks, makes. *made* carries where the new account set is; *closed* when the window goes away."""

    made = Signal(dict)
    closed = Signal()

    def __init__(
        self,
        folder: Path,
        languages: Languages,
        make_place: MakePlace,
        templates: Templates,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("wizard")
        self.setProperty("kind", "page")
        self._file, self._languages, self._make_place = folder / KEPT, languages, make_place
        self._jobs = Jobs(nullcontext, self, threads=1)
        self._job: Job | None = None
        self._finished = False
        self._row, self._left = 0, set[int]()  # steps that were left once say what is wrong in them
        self._answers: dict[str, Any] = self._kept() or suggestions(languages.language, templates)
        self.server = ServerStep(self)
        offers = Offers(lambda: (self._answers, languages.language), templates)
        tools = Tools(
            jobs=self._jobs,
            records=cast("RecordSource", None),  # there is no account set yet whose records one could look up
            facts=offers.facts,
            language=offers.language,
            copies=Copies(folder),
        )
        self.steps: list[Step] = [self.server, *make_steps(offers, tools, self)]
        self._places, self._pages = QListWidget(self), QStackedWidget(self)
        self._head, self._hint, self._wrong = QLabel(self), QLabel(self), QLabel(self)
        self._back, self._next, self._make, self._done = (QPushButton(self) for _ in range(4))
        self.problems, self._progress, self._result = QListWidget(self), QProgressBar(self), QTextEdit(self)
        for view in (self._places, self.problems):
            view.setIconSize(QSize(16, 16))
        self._save = QTimer(self, singleShot=True, interval=500)
        self._save.timeout.connect(self.keep)
        self._build()
        for step in self.steps:
            step.show_answers(self._answers)
            step.edited.connect(self._edited)
        self.retranslate()
        at = self._answers.pop(AT, 0)
        self._places.setCurrentRow(at if at in range(len(self.steps) + 1) else 0)

    def _build(self) -> None:
        resize_on_screen(self, 1180, 680)
        for widget, name in (
            (self._places, "steps"),
            (self._back, "back"),
            (self._next, "next"),
            (self._make, "make"),
            (self._done, "done"),
            (self.problems, "problems"),
            (self._progress, "progress"),
            (self._result, "result"),
            (self._wrong, "wrong"),
        ):
            widget.setObjectName(f"wizard.{name}")
        self._head.setProperty("kind", "title")
        self._hint.setProperty("kind", "muted")
        self._hint.setWordWrap(True)
        self._wrong.setProperty("kind", "error")
        self._wrong.setWordWrap(True)
        self._make.setProperty("kind", "primary")
        self._make.setIcon(icon("check"))
        self._result.setReadOnly(True)
        for later in (self._progress, self._done):
            later.hide()
        self._places.addItems([""] * (len(self.steps) + 1))
        self._places.item(len(self.steps)).setIcon(icon("list-checks"))
        self._places.setFixedWidth(250)
        for step in self.steps:
            self._pages.addWidget(step)
        check = QWidget(self)
        column = QVBoxLayout(check)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.problems, 1)
        column.addWidget(self._result, 2)
        column.addWidget(self._progress)
        self._pages.addWidget(check)
        foot = QHBoxLayout()
        foot.addWidget(self._wrong, 1)
        for button in (self._back, self._next, self._make, self._done):
            foot.addWidget(button)
        right = QVBoxLayout()
        right.setContentsMargins(24, 20, 24, 16)
        right.setSpacing(12)
        right.addWidget(self._head)
        right.addWidget(self._hint)
        right.addWidget(self._pages, 1)
        right.addLayout(foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._places)
        row.addLayout(right, 1)
        self._connect()

    def _connect(self) -> None:
        self._places.currentRowChanged.connect(self._show)
        self._back.clicked.connect(lambda: self.go(-1))
        self._next.clicked.connect(lambda: self.go(1))
        self._make.clicked.connect(self.make)
        self._done.clicked.connect(self.close)
        self.problems.itemActivated.connect(self._go_to_problem)
        for keys, act in (
            ("Alt+Left", lambda: self.go(-1)),
            ("Alt+Right", lambda: self.go(1)),
            ("F1", lambda: open_manual(self, lambda: self._languages.language, "08-new-account-set")),
        ):
            QShortcut(QKeySequence(keys), self, act)

    # ── answers ──────────────────────────────────────────

    def _kept(self) -> dict[str, Any] | None:
        try:
            return engine.read_answers(self._file)
        except Invalid:
            return None  # none kept yet, or damaged: begin anew

    def _edited(self) -> None:
        self._collect()
        self._save.start()
        self._mark()

    def _collect(self) -> None:
        for step in self.steps:
            answer = step.answers()
            if answer:
                self._answers[step.name] = answer
            else:
                self._answers.pop(step.name, None)

    def keep(self) -> None:
        """Write the answers down, to be taken up again; the server's password is not among them."""
        self._save.stop()
        if self._finished:
            return
        self._collect()
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            engine.keep_answers(self._file, {**self._answers, AT: self._row})
        except OSError:
            self._wrong.setText(self.tr("The answers cannot be kept: this PC's disk is full or locked."))

    def _asked(self) -> dict[str, Any]:
        return {name: answer for name, answer in self._answers.items() if name != "server"}

    # ── steps ────────────────────────────────────────────

    def go(self, by: int) -> None:
        """Go to the next or previous step."""
        self._places.setCurrentRow(min(max(self._places.currentRow() + by, 0), len(self.steps)))

    def _show(self, row: int) -> None:
        if row < 0:
            return
        self._collect()
        self._left.add(self._row)
        self._row = row
        self._pages.setCurrentIndex(row)
        at_end = row == len(self.steps)
        self._back.setEnabled(row > 0)
        self._next.setVisible(not at_end)
        self._make.setVisible(at_end and not self._finished)
        self._wrong.clear()
        self._say_step(row)
        self._mark()
        if at_end:
            self.check()
        else:
            self.steps[row].setFocus()

    def _mark(self) -> None:
        """Mark each step that holds something wrong; the words say it too, not only the picture."""
        for row, step in enumerate(self.steps):
            wrong = step.wrong(self._asked())
            item = self._places.item(row)
            item.setIcon(icon("circle-alert" if wrong else "circle-check"))
            item.setToolTip("\n".join(self._explain(w) for w in wrong))
            if row == self._row and row in self._left:
                self._wrong.setText(self._explain(wrong[0]) if wrong else "")
        self._places.item(len(self.steps)).setIcon(icon("list-checks"))

    def _explain(self, problem: Invalid) -> str:
        steps = {step.name: step for step in self.steps}
        name = lambda step, place: steps[step].words_of(place) if step in steps else place  # noqa: E731
        return explain_answer(problem, self._languages.language, translate, name)

    def check(self) -> None:
        """List everything that is wrong; nothing is made while there is something."""
        self.problems.clear()
        found = [*self.server.wrong(self._answers), *engine.validate_all(self._asked())]
        for problem in found:
            item = QListWidgetItem(icon("circle-alert"), self._explain(problem), self.problems)
            item.setData(_PLACE, problem.field or "")
        self.problems.setVisible(bool(found))
        self._make.setEnabled(not found and self._job is None)
        if not self._finished:
            self._result.setPlainText("" if found else self._summary())
        self._result.setVisible(self._finished or not found)

    def _summary(self) -> str:
        about, answers = self._answers.get("account_set", {}), self._answers
        lines = [
            self.tr("Account set {name} for {company}").format(
                name=about.get("name", ""), company=about.get("company", "")
            ),
            self.tr("{count} departments").format(count=len(answers.get("departments", []))),
            self.tr("{count} employees").format(count=len(answers.get("employees", []))),
            self.tr("{count} attributes of your own").format(count=len(answers.get("attributes", []))),
            self.tr("{count} files to import").format(count=len(answers.get("imports", []))),
        ]
        return "\n".join(lines)

    def _go_to_problem(self, item: QListWidgetItem) -> None:
        name, _, place = str(item.data(_PLACE)).partition(".")
        row = next((i for i, step in enumerate(self.steps) if step.name == name), 0)
        self._places.setCurrentRow(row)
        self.steps[row].go_to(place)

    # ── making ───────────────────────────────────────────

    def make(self) -> None:
        """Make the account set, all of it or nothing."""
        if self._job is not None:
            return
        self.keep()
        answers, where, language = self._asked(), self.server.where(), self._languages.language
        make_place = self._make_place
        self._progress.setRange(0, 0)
        self._progress.show()
        self._make.setEnabled(False)
        self._wrong.clear()

        def work(_: Any, report: Callable[..., None]) -> engine.Made:
            place = make_place(where, language)
            return engine.carry_out(
                answers,
                place,
                passwords=new_password,
                translate=translate,
                standardise=registry.load(registry.STANDARDS),
                report=report,
            )

        self._job = self._jobs.run(work, owner=self, done=self._made, failed=self._not_made, progress=self._report)

    def _report(self, progress: Progress) -> None:
        self._progress.setRange(0, progress.total)
        self._progress.setValue(progress.done)

    def _made(self, made: engine.Made) -> None:
        self._job = None
        self._finished = True
        self._progress.hide()
        self._make.hide()
        self._back.hide()
        self._done.show()
        self._done.setFocus()
        self._file.unlink(missing_ok=True)
        rows = "\n".join(f"{login}\t{password}" for login, password in made.passwords.items())
        lines = [self.tr("The account set {name} is ready.").format(name=made.name)]
        for entity, imported in made.imports:
            lines.append(self.tr("{entity}: {count} records imported").format(entity=entity, count=_count(imported)))
        lines.append(
            self.tr("The check found nothing wrong.")
            if not made.broken
            else self.tr("The check names {count} things.").format(count=len(made.broken))
        )
        lines += [str(dict(entry)) for entry in made.broken]
        lines += ["", self.tr("Logins and first passwords; they are shown only now:"), rows]
        self._result.setPlainText("\n".join(lines))
        self.made.emit(dict(made.where))

    def _not_made(self, error: Exception) -> None:
        self._job = None
        self._progress.hide()
        self._make.setEnabled(True)
        if isinstance(error, Invalid) and (error.rule in SENTENCES or error.rule in IMPORT_SENTENCES):
            words = self._explain(error)
        elif isinstance(error, CrmError):
            words = sentence(error)
        else:
            raise error
        kept = self.tr("Nothing was left behind on the server; your answers are kept.")
        self._wrong.setText(f"{words} {kept}")

    def closeEvent(self, event: Any) -> None:
        """Keep the answers and let go (QWidget.closeEvent)."""
        self.keep()
        self._jobs.close()
        self.closed.emit()
        super().closeEvent(event)

    # ── words ────────────────────────────────────────────

    def _say_step(self, row: int) -> None:
        self._head.setText(self._places.item(row).text())
        name = self.steps[row].name if row < len(self.steps) else "check"
        self._hint.setText(
            {
                "server": self.tr("Where will the company's data live? One server, all PCs of the office reach it."),
                "account_set": self.tr(
                    "One account set holds one company's data. Its name is short and in Latin letters."
                ),
                "departments": self.tr("A department stands below those it belongs to."),
                "employees": self.tr(
                    "Who logs in needs a login and a role; who has no password gets one that is shown at the end."
                ),
                "rights": self.tr(
                    "The usual roles are there already. Add your own where they do not fit; all can be changed later."
                ),
                "dictionaries": self.tr(
                    "The usual entries are there already. Add your own grades, industries, regions …"
                ),
                "attributes": self.tr("Fields that only your company has."),
                "coding_rules": self.tr("{YYYY}, {MM}, {DD} stand for the date, {#####} for the counter."),
                "imports": self.tr(
                    "Old lists, in the order in which they are read. Unknown headings need a mapping file."
                ),
                "check": self.tr("Press Enter on a line to go there. When nothing is wrong, make the account set."),
            }[name]
        )

    def retranslate(self) -> None:
        """Set every text anew."""
        self.setWindowTitle(self.tr("New account set"))
        names = [
            QCoreApplication.translate("Initialization", STEP_NAMES[name])
            for name in (*(step.name for step in self.steps), "check")
        ]
        for row, words in enumerate(names):
            self._places.item(row).setText(f"{row + 1}  {words}")
        for button, words in (
            (self._back, self.tr("Back")),
            (self._next, self.tr("Next")),
            (self._make, self.tr("Make the account set")),
            (self._done, self.tr("Close")),
        ):
            button.setText(words)
            button.setAccessibleName(words)
        for widget, words in (
            (self._places, self.tr("Steps")),
            (self.problems, self.tr("What is wrong")),
            (self._result, self.tr("Result")),
            (self._progress, self.tr("Progress")),
        ):
            widget.setAccessibleName(words)
        if self._places.currentRow() >= 0:
            self._say_step(self._places.currentRow())

    def changeEvent(self, event: QEvent) -> None:
        """Follow a switch of the language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
            self._mark()


def new_password(_login: str) -> str:
    """Return a first password that can be read out: four groups without letters that look alike."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(3))


def _count(imported: Imported) -> int:
    result = imported.result
    return 0 if result is None else result.created + result.changed
