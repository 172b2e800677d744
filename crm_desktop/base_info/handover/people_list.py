"""A list of people to tick, with what each holds; typed letters narrow it, by pinyin too."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.base_info.handover.services import Receiver

_PERSON = Qt.ItemDataRole.UserRole


class PeopleList(QWidget):
    """*changed* when another person is ticked; Down goes from the filter into the list, Space ticks, Enter in the filter ticks the first."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.filter, self.list = QLineEdit(self), QTreeWidget(self)
        self.filter.setObjectName("people_filter")
        self.filter.setClearButtonEnabled(True)
        self.list.setObjectName("people")
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setAllColumnsShowFocus(True)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setColumnCount(4)
        header = self.list.header()
        header.setStretchLastSection(False)
        for column, mode in enumerate(
            (QHeaderView.ResizeMode.Stretch,) * 2 + (QHeaderView.ResizeMode.ResizeToContents,) * 2
        ):
            header.setSectionResizeMode(column, mode)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(self.filter)
        box.addWidget(self.list, 1)
        self.filter.textEdited.connect(self._narrow)
        self.filter.installEventFilter(self)
        self.list.itemChanged.connect(lambda *_: self.changed.emit())
        self.list.itemActivated.connect(self._toggle)
        self.retranslate()

    def show_people(self, people: Sequence[Receiver]) -> None:
        """Offer these people; who was ticked stays ticked."""
        ticked = {person.id for person in self.chosen()}
        self.list.blockSignals(True)
        self.list.clear()
        for person in people:
            limit = "" if person.most is None else f"{person.most:,}"
            if limit and person.counted != person.owned:  # who bought something may not count
                limit = f"{person.counted:,} / {limit}"
            item = QTreeWidgetItem([person.name, person.department, f"{person.owned:,}", limit])
            item.setData(0, _PERSON, person)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(0, Qt.CheckState.Checked if person.id in ticked else Qt.CheckState.Unchecked)
            for column in (2, 3):
                item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.list.addTopLevelItem(item)
        self.list.blockSignals(False)
        self._narrow(self.filter.text())
        self.changed.emit()

    def chosen(self) -> list[Receiver]:
        """Return those who are ticked, in the order of the list."""
        items = [self.list.topLevelItem(n) for n in range(self.list.topLevelItemCount())]
        return [item.data(0, _PERSON) for item in items if item and item.checkState(0) == Qt.CheckState.Checked]

    def tick(self, person_id: int) -> None:
        """Tick one person."""
        for n in range(self.list.topLevelItemCount()):
            item = self.list.topLevelItem(n)
            if item and item.data(0, _PERSON).id == person_id:
                item.setCheckState(0, Qt.CheckState.Checked)

    def _toggle(self, item: QTreeWidgetItem) -> None:
        checked = item.checkState(0) == Qt.CheckState.Checked
        item.setCheckState(0, Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked)

    def _narrow(self, typed: str) -> None:
        words = typed.strip().lower()
        for n in range(self.list.topLevelItemCount()):
            item = self.list.topLevelItem(n)
            if item is not None:
                item.setHidden(not _fits(item.data(0, _PERSON), words))

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Let Down and Enter leave the filter (QObject.eventFilter)."""
        if watched is self.filter and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            shown = [
                i for n in range(self.list.topLevelItemCount()) if (i := self.list.topLevelItem(n)) and not i.isHidden()
            ]
            if event.key() == Qt.Key.Key_Down and shown:
                self.list.setFocus()
                self.list.setCurrentItem(shown[0])
                return True
            plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain and self.filter.text() and shown:
                self._toggle(shown[0])
                self.filter.clear()
                self._narrow("")
                return True
        return super().eventFilter(watched, event)  # type: ignore[arg-type]

    def retranslate(self) -> None:
        """Set every text anew."""
        self.filter.setPlaceholderText(self.tr("Name, pinyin or department"))
        self.filter.setAccessibleName(self.filter.placeholderText())
        self.list.setHeaderLabels([self.tr("Name"), self.tr("Department"), self.tr("Holds"), self.tr("At most")])
        self.list.setAccessibleName(self.tr("To whom"))


def _fits(person: Receiver, words: str) -> bool:
    syllables = person.sort_key.split()
    initials = "".join(syllable[:1] for syllable in syllables)
    return not words or any(
        words in place for place in (person.name.lower(), person.department.lower(), "".join(syllables), initials)
    )
