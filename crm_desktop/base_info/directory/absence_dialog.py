"""From when to when somebody is away, and who stands in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.base_info.directory import services
from crm_desktop.base_info.directory.rules import Person
from crm_desktop.base_info.directory.services import Absence
from crm_desktop.core import clock
from crm_desktop.core.errors import BadValue, CrmError
from crm_desktop.core.fields import Date
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.qt.editors import Editor, editor_for
from crm_desktop.qt.editors.people_box import PeopleBox
from crm_desktop.shell.context import Context
from crm_desktop.shell.sentences import sentence

FIRST = Date(name="absence_from", label=QT_TRANSLATE_NOOP("AbsenceDialog", "First day"))
LAST = Date(name="absence_to", label=QT_TRANSLATE_NOOP("AbsenceDialog", "Last day"))


class AbsenceDialog(QDialog):
    """Enters an absence and shows those that are entered; *changed* when one was added or taken back."""

    changed = Signal()

    def __init__(self, context: Context, people: Sequence[Person], employee_id: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("absence_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(440)
        self.setWindowTitle(self.tr("Absence"))
        self._context, self._people, self._employee_id = context, people, employee_id
        self._who, self._stand_in, self._note = PeopleBox(self), PeopleBox(self), QLineEdit(self)
        self._days: dict[str, Editor] = {
            "from": editor_for(FIRST, context, self),
            "to": editor_for(LAST, context, self),
        }
        self._entered, self._wrong = QListWidget(self), QLabel(self)
        self._add, self._remove = QPushButton(self.tr("Enter"), self), QPushButton(self.tr("Take back"), self)
        self._build()
        self._read()

    def _build(self) -> None:
        for widget, name, words in (
            (self._who, "absent", self.tr("&Who")),
            (self._stand_in, "absence_stand_in", self.tr("&Stand-in")),
            (self._note, "absence_note", self.tr("&Note")),
            (self._entered, "absences", self.tr("Entered so far")),
            (self._add, "add_absence", self._add.text()),
            (self._remove, "remove_absence", self._remove.text()),
        ):
            widget.setObjectName(name)
            widget.setAccessibleName(words.replace("&", ""))
        self._wrong.setProperty("kind", "error")
        self._wrong.setWordWrap(True)
        self._wrong.hide()
        self._days["from"].set_value(clock.today())
        self._days["to"].set_value(clock.today())
        days = QHBoxLayout()
        for name, caption in (("from", self.tr("First day")), ("to", self.tr("Last day"))):
            self._days[name].set_caption(caption)
            days.addWidget(self._days[name], 1)
        form = QFormLayout()
        form.addRow(self.tr("&Who"), self._who)
        form.addRow(self.tr("First and last day"), days)
        form.addRow(self.tr("&Stand-in"), self._stand_in)
        form.addRow(self.tr("&Note"), self._note)
        hint = QLabel(
            self.tr("On these days the stand-in sees and edits what the absent one owns; afterwards no more."), self
        )
        hint.setProperty("kind", "small")
        hint.setWordWrap(True)
        self._note.setMaxLength(200)
        self._entered.setMaximumHeight(110)
        self._add.setDefault(True)
        self._remove.setEnabled(False)
        self._entered.itemSelectionChanged.connect(lambda: self._remove.setEnabled(bool(self._entered.selectedItems())))
        self._who.currentIndexChanged.connect(self._name_usual)
        self._add.clicked.connect(self._enter)
        self._remove.clicked.connect(self._take_back)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.button(QDialogButtonBox.StandardButton.Close).setObjectName("close_absence")
        buttons.addButton(self._add, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self._remove, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(hint)
        column.addWidget(self._wrong)
        column.addWidget(self._entered)
        column.addWidget(buttons)
        QShortcut(QKeySequence("Ctrl+Return"), self, self._enter)

    def _read(self) -> None:
        self._context.jobs.run(
            lambda session: (services.my_people(session), services.list_absences(session)),
            owner=self,
            done=lambda found: self._show(*found),
            failed=self._context.messages.error,
            key="absences",
        )

    def _show(self, mine: Sequence[int], absences: Sequence[Absence]) -> None:
        if not self._who.count():
            for person in self._people:
                if person.id in mine:
                    self._who.add_person(person.name, person.id, person.sort_key)
            self._who.setCurrentIndex(max(self._who.findData(self._employee_id), 0))
            self._stand_in.addItem("", None)
            for person in self._people:
                self._stand_in.add_person(f"{person.name}  {person.department}", person.id, person.sort_key)
            self._name_usual()
        self._entered.clear()
        for one in absences:
            words = f"{one.employee}  {one.from_on} – {one.to_on}  " + "  ".join(filter(None, (one.stand_in, one.note)))
            item = QListWidgetItem(words.strip(), self._entered)
            item.setData(Qt.ItemDataRole.UserRole, one.id)

    def _name_usual(self) -> None:
        """Say in the first line of the stand-ins who stands in where nobody else is chosen."""
        usual = {person.id: person.usual_stand_in for person in self._people}.get(self._who.currentData(), "")
        words = self.tr("The usual one: {name}").format(name=usual) if usual else self.tr("Nobody")
        self._stand_in.setItemText(0, words)

    def _enter(self) -> None:
        self._wrong.hide()
        try:
            first, last = (self._days[name].value() for name in ("from", "to"))
        except BadValue as error:
            self._say(sentence(error))
            return
        who, stand_in, note = self._who.currentData(), self._stand_in.currentData(), self._note.text().strip()
        if not first or not last or not who:
            self._say(self.tr("Please give the first and the last day."))
            return
        self._context.jobs.run(
            lambda session: services.add_absence(
                session, employee_id=who, stand_in_id=stand_in, from_on=first, to_on=last, note=note
            ),
            owner=self,
            done=lambda _: self._changed(),
            failed=self._failed,
        )

    def _take_back(self) -> None:
        item = self._entered.currentItem()
        if not item:
            return
        absence_id = item.data(Qt.ItemDataRole.UserRole)
        self._context.jobs.run(
            lambda session: services.delete_absence(session, absence_id=absence_id),
            owner=self,
            done=lambda _: self._changed(),
            failed=self._failed,
        )

    def _changed(self) -> None:
        self._read()
        self.changed.emit()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, CrmError):
            self._say(sentence(error))
        else:
            self._context.messages.error(error)

    def _say(self, words: str) -> None:
        self._wrong.setText(words)
        self._wrong.show()
