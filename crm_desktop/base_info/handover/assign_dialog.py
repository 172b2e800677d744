"""To whom, what goes along, and whether the former owner stays a helper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.base_info.handover.people_list import PeopleList
from crm_desktop.base_info.handover.rules import EVEN, HELD, shares
from crm_desktop.base_info.handover.services import Assignment, Receiver
from crm_desktop.core.errors import BadValue, Denied
from crm_desktop.core.fields import Date
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.qt.cells import joined
from crm_desktop.qt.editors import editor_for
from crm_desktop.shell.context import Context
from crm_desktop.shell.sentences import sentence

#: The last day on which a helper helps (a field of no entity).
UNTIL = Date(name="helper_until", label=QT_TRANSLATE_NOOP("AssignDialog", "Last day"))
#: So many of those that are left out are named.
_NAMED = 5


def left_out(others: Mapping[int, str]) -> str:
    """Return the words for customers, by id, that one may not give away."""
    names = joined((*list(others.values())[:_NAMED], "…" if len(others) > _NAMED else ""))
    words = QCoreApplication.translate("AssignDialog", "Left out, for you may not assign them ({number}): {names}")
    return words.format(number=f"{len(others):,}", names=names)


class AssignDialog(QDialog):
    """Asks for receivers and what goes along; *chosen* carries an ``Assignment``, *sheet_asked* wants the hand-over sheet.

    From a pool nothing goes along and there is no former owner. *ids* are those that are handed over.
    """

    chosen = Signal(object)
    sheet_asked = Signal()

    def __init__(self, context: Context, ids: Sequence[int], parent: QWidget, *, from_pool: bool = False) -> None:
        super().__init__(parent)
        self.setObjectName("assign_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(560, 560)
        self.ids, self._from_pool = tuple(ids), from_pool
        self._left_out = ""
        self.people = PeopleList(self)
        self.people.changed.connect(self._preview)
        self._how, self._helper, self._note = QComboBox(self), QComboBox(self), QLineEdit(self)
        self._along = {name: QCheckBox(self) for name in ("opportunities", "plans", "drafts")}
        self._until = editor_for(UNTIL, context, self)
        self._shares, self._wrong = QLabel(self), QLabel(self)
        self._apply = QPushButton(self)
        self._sheet = QPushButton(self)
        self._build()
        self._words()
        self._preview()
        self.people.filter.setFocus()

    def _build(self) -> None:
        for widget, name in (
            (self._how, "assign_how"),
            (self._helper, "assign_helper"),
            (self._note, "assign_note"),
            (self._apply, "apply_assign"),
            (self._sheet, "assign_sheet"),
            *((box, f"assign_{name}") for name, box in self._along.items()),
        ):
            widget.setObjectName(name)
        self._note.setMaxLength(200)
        self._shares.setWordWrap(True)
        self._shares.setProperty("kind", "muted")
        self._wrong.setWordWrap(True)
        self._wrong.setProperty("kind", "error")
        self._wrong.hide()
        for box in self._along.values():
            box.setChecked(True)
        self._how.currentIndexChanged.connect(self._preview)
        self._helper.currentIndexChanged.connect(lambda: self._until.setEnabled(bool(self._helper.currentData())))
        self._until.setEnabled(False)
        self._form = QFormLayout()
        self._form.addRow(" ", self._how)
        along = QVBoxLayout()
        along.setSpacing(2)
        for box in self._along.values():
            along.addWidget(box)
        helper = QHBoxLayout()
        helper.addWidget(self._helper, 1)
        helper.addWidget(QLabel(QCoreApplication.translate("AssignDialog", UNTIL.label), self))
        helper.addWidget(self._until, 1)
        if not self._from_pool:
            self._form.addRow(" ", along)
            self._form.addRow(" ", helper)
        self._form.addRow(" ", self._note)
        for widget in (*self._along.values(), self._helper, self._until, self._sheet):
            widget.setVisible(not self._from_pool)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        buttons.addButton(self._apply, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self._sheet, QDialogButtonBox.ButtonRole.ActionRole)
        self._apply.setDefault(True)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        self._sheet.clicked.connect(self.sheet_asked)
        column = QVBoxLayout(self)
        for part in (self.people, self._shares):
            column.addWidget(part, 1 if part is self.people else 0)
        column.addLayout(self._form)
        column.addWidget(self._wrong)
        column.addWidget(buttons)
        QShortcut(QKeySequence("Ctrl+Return"), self, self._accept)

    def _words(self) -> None:
        self._how.addItem(self.tr("Evenly, one after the other"), EVEN)
        self._how.addItem(self.tr("So that all hold the same number"), HELD)
        for power, words in (("", self.tr("no")), ("read", self.tr("reads")), ("write", self.tr("reads and writes"))):
            self._helper.addItem(words, power)
        names = {
            "opportunities": self.tr("Open opportunities"),
            "plans": self.tr("Planned next contacts, promises"),
            "drafts": self.tr("Drafts of orders"),
        }
        for name, box in self._along.items():
            box.setText(names[name])
            box.setAccessibleName(names[name])
        rows: list[tuple[QWidget | None, str]] = [(self._how, self.tr("Share out"))]
        if not self._from_pool:
            rows += [(None, self.tr("Goes along")), (self._helper, self.tr("Former owner helps"))]
        rows.append((self._note, self.tr("Reason")))
        for row, (widget, words) in enumerate(rows):
            item = self._form.itemAt(row, QFormLayout.ItemRole.LabelRole)
            label = item.widget() if item else None
            assert isinstance(label, QLabel)
            label.setText(words)
            if widget is not None:
                widget.setAccessibleName(words)
        self._until.set_caption(QCoreApplication.translate("AssignDialog", UNTIL.label))
        self._note.setPlaceholderText(self.tr("Stands in the history of each customer"))
        self._apply.setText(self.tr("Assign"))
        self._sheet.setText(self.tr("Hand-over sheet …"))
        for button in (self._apply, self._sheet):
            button.setAccessibleName(button.text())

    def show_people(self, people: Sequence[Receiver], others: Mapping[int, str] | None = None) -> None:
        """Offer these receivers; *others*, by id, one may not give to anybody: they are left out."""
        if others:
            self.ids = tuple(i for i in self.ids if i not in others)
            self._left_out = left_out(others)
        self.people.show_people(people)
        self._preview()
        if self._from_pool and not self.ids:
            self.refused(sentence(Denied("pool_needs_admin")))

    def _preview(self) -> None:
        """Say who would get how many, and whose limit that breaks."""
        chosen, number = self.people.chosen(), len(self.ids)
        self.setWindowTitle(QCoreApplication.translate("AssignDialog", "Assign %n customer(s)", "", number))
        self._how.setEnabled(len(chosen) > 1)
        self._apply.setEnabled(bool(chosen and number))
        self._apply.setToolTip("" if chosen else self.tr("Choose at least one person."))
        got = shares(number, [person.owned for person in chosen], self._how.currentData() or EVEN)
        parts = [f"{person.name} +{more}" for person, more in zip(chosen, got, strict=True)]
        over = [
            person.name
            for person, more in zip(chosen, got, strict=True)
            if person.most is not None and person.counted + more > person.most
        ]
        words = self.tr("Choose one person, or several who share.") if not chosen else "　".join(parts)
        if over:
            words += "\n" + self.tr("More than allowed: {names}").format(names=joined(over))
        self._shares.setText("\n".join(filter(None, (words, self._left_out))))

    def _accept(self) -> None:
        chosen = self.people.chosen()
        if not chosen or not self.ids:
            return
        try:
            until = self._until.value() if self._helper.currentData() else None
        except BadValue as error:
            self._until.set_error(sentence(error))
            return
        self.chosen.emit(
            Assignment(
                owners=tuple(person.id for person in chosen),
                how=self._how.currentData(),
                helper=self._helper.currentData(),
                helper_until=until,
                note=self._note.text().strip(),
                **{name: box.isChecked() for name, box in self._along.items()},
            )
        )
        self.setEnabled(False)

    def refused(self, words: str) -> None:
        """Say why nothing was assigned, and let it be tried again."""
        self.setEnabled(True)
        self._wrong.setText(words)
        self._wrong.show()
