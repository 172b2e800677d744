"""An employee leaves: everything he is responsible for, each to whom, in one action."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.base_info.handover import pool_services, services
from crm_desktop.base_info.handover.pool_services import PoolChoice
from crm_desktop.base_info.handover.services import Receiver, Responsibility
from crm_desktop.core.errors import CrmError
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.qt.editors.people_box import PeopleBox
from crm_desktop.qt.rows import EmptyWords
from crm_desktop.shell.context import Context
from crm_desktop.shell.page import Page
from crm_desktop.shell.sentences import sentence
from crm_desktop.shell.undoing import offer_undo

#: What a column makes somebody of the record, where its field has no better word.
ROLES = {
    "department.head_id": QT_TRANSLATE_NOOP("LeavingPage", "Head of a department"),
    "employee.superior_id": QT_TRANSLATE_NOOP("LeavingPage", "Superior of employees"),
    "employee.stand_in_id": QT_TRANSLATE_NOOP("LeavingPage", "Stand-in of employees"),
    "absence.stand_in_id": QT_TRANSLATE_NOOP("LeavingPage", "Stand-in in planned absences"),
    "action.responsible_id": QT_TRANSLATE_NOOP("LeavingPage", "Promises to keep"),
}
CUSTOMERS = "customer.owner_id"


class LeavingPage(Page):
    """Who leaves, who takes over in general, and per kind of work somebody else, several people or the pool."""

    def __init__(self, context: Context, parent: QWidget | None = None, *, employee_id: int = 0, **_kept: Any) -> None:
        super().__init__(context, parent)
        self.setObjectName("leaving_page")
        self._employee_id = employee_id
        self._people: Sequence[Receiver] = ()
        self._pools: Sequence[PoolChoice] = ()
        self._found: Sequence[Responsibility] = ()
        self._wishes: dict[str, QComboBox] = {}
        self._title, self._hint, self._wrong = QLabel(self), QLabel(self), QLabel(self)
        self._who, self._heir = PeopleBox(self), PeopleBox(self)
        self._captions = (QLabel(self), QLabel(self))
        self._list = QTreeWidget(self)
        self._go, self._sheet = QPushButton(self), QPushButton(self)
        self._build()
        self.retranslate()
        self.refresh()

    def _build(self) -> None:
        for widget, name in (
            (self._who, "leaver"),
            (self._heir, "heir"),
            (self._list, "responsibilities"),
            (self._go, "leave_now"),
            (self._sheet, "leaving_sheet"),
        ):
            widget.setObjectName(name)
        self._title.setProperty("kind", "title")
        self._hint.setProperty("kind", "muted")
        self._wrong.setProperty("kind", "error")
        for label in (self._hint, self._wrong):
            label.setWordWrap(True)
        self._wrong.hide()
        for box in (self._who, self._heir):
            box.setMaximumWidth(320)
            box.setEditable(False)
        self._list.setRootIsDecorated(False)
        self._list.setColumnCount(4)
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._empty = EmptyWords(self._list)
        header = self._list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, width in ((1, 110), (2, 130), (3, 260)):
            header.resizeSection(column, width)
        form = QFormLayout()
        for caption, box in zip(self._captions, (self._who, self._heir), strict=True):
            caption.setBuddy(box)
            form.addRow(caption, box)
        row = QHBoxLayout()
        row.addWidget(self._go)
        row.addWidget(self._sheet)
        row.addStretch(1)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(16, 12, 16, 12)
        column_.setSpacing(10)
        for part in (self._title, self._hint):
            column_.addWidget(part)
        column_.addLayout(form)
        column_.addWidget(self._list, 1)
        column_.addWidget(self._wrong)
        column_.addLayout(row)
        self._who.currentIndexChanged.connect(self._chosen)
        self._heir.currentIndexChanged.connect(self._check)
        self._go.clicked.connect(self.leave)
        self._sheet.clicked.connect(self._show_sheet)

    # ── reading ──────────────────────────────────────────

    def refresh(self) -> None:
        """Read people, pools and what is to be handed over (``Page``)."""
        self.context.jobs.run(
            lambda session: (services.list_receivers(session), pool_services.list_choices(session)),
            owner=self,
            done=lambda found: self._show_people(*found),
            failed=self.context.messages.error,
            key="people",
        )

    def _show_people(self, people: Sequence[Receiver], pools: Sequence[PoolChoice]) -> None:
        self._people, self._pools = people, pools
        me = self.context.facts().employee_id
        for box in (self._who, self._heir):
            kept = self._employee_id if box is self._who else box.currentData()
            box.blockSignals(True)
            box.clear()
            box.addItem("", 0)
            for person in people:
                if box is self._heir or person.id != me:
                    box.add_person(f"{person.name}  {person.department}", person.id, person.sort_key)
            box.setCurrentIndex(max(box.findData(kept), 0))
            box.blockSignals(False)
        self._chosen()

    def _chosen(self, _index: int = 0) -> None:
        self._employee_id = self._who.currentData() or 0
        employee_id = self._employee_id
        self._wrong.hide()
        if not employee_id:
            self._show([])
            return
        self.context.jobs.run(
            lambda session: services.list_responsibilities(session, employee_id=employee_id),
            owner=self,
            done=self._show,
            failed=self._failed,
            key="responsibilities",
        )

    def _show(self, found: Sequence[Responsibility]) -> None:
        self._found = found
        self._empty.say(
            self.tr("Nothing is on this employee's name.") if self._employee_id else self.tr("Choose who leaves.")
        )
        self._list.clear()
        self._wishes = {}
        for one in found:
            item = QTreeWidgetItem([self._words(one), f"{one.open:,}", f"{one.over:,}" if one.over else "", ""])
            for column in (1, 2):
                item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._list.addTopLevelItem(item)
            if one.open:
                box = self._wishes[one.key] = self._wish(one)
                self._list.setItemWidget(item, 3, box)
        self._check()

    def _wish(self, one: Responsibility) -> QComboBox:
        """Make the choice of who gets one kind of work."""
        box = PeopleBox(self._list)
        box.setObjectName(f"wish_{one.table}_{one.column}")
        box.setAccessibleName(self._words(one))
        box.addItem(self.tr("As above"), None)
        if one.key == CUSTOMERS:
            for pool in self._pools:
                box.addItem(self.tr("Into the pool “{name}”").format(name=pool.name), {"pool": pool.id})
            leaver = next((p for p in self._people if p.id == self._employee_id), None)
            team = [p for p in self._people if leaver and p.department == leaver.department and p.id != leaver.id]
            if len(team) > 1:
                box.addItem(self.tr("Shared out in the department"), [p.id for p in team])
        for person in self._people:
            if person.id != self._employee_id:
                box.add_person(f"{person.name}  {person.department}", [person.id], person.sort_key)
        box.currentIndexChanged.connect(self._check)
        return box

    def _words(self, one: Responsibility) -> str:
        if one.key in ROLES:
            return QCoreApplication.translate("LeavingPage", ROLES[one.key])
        entity = self.context.facts().entities.get(one.table)
        if (made := self.context.facts().made(one.table)) and entity is None:  # whoever is here sees none of them
            return made.plural(self.context.language())
        if entity is None:
            return one.table
        noun = QCoreApplication.translate(entity.context, entity.plural)
        field = QCoreApplication.translate(entity.context, entity[one.column].label) if one.column in entity else ""
        return f"{noun} · {field}" if field else noun

    def _check(self, _index: int = 0) -> None:
        heir = self._heir.currentData() or 0
        open_ = [one for one in self._found if one.open]
        waiting = [one for one in open_ if not heir and self._wishes[one.key].currentData() is None]
        reason = ""
        if not self._employee_id:
            reason = self.tr("Choose who leaves.")
        elif heir == self._employee_id:
            reason = self.tr("Nobody takes over their own work.")
        elif waiting:
            reason = self.tr("Choose who takes over.")
        self._go.setEnabled(not reason)
        self._go.setToolTip(reason)
        self._sheet.setEnabled(bool(self._employee_id))

    # ── doing ────────────────────────────────────────────

    def leave(self) -> None:
        """Hand everything over and close the login."""
        employee_id, heir = self._employee_id, self._heir.currentData() or None
        plan: Mapping[str, Any] = {
            key: box.currentData() for key, box in self._wishes.items() if box.currentData() is not None
        }
        name = self._who.currentText().split("  ")[0]
        self._go.setEnabled(False)
        self.context.jobs.run(
            lambda session: services.leave(session, employee_id=employee_id, heir_id=heir, plan=plan),
            owner=self,
            done=lambda bulk: self._left(name, bulk),
            failed=self._failed,
        )

    def _left(self, name: str, bulk: int) -> None:
        words = self.tr("{name} has left: everything is handed over, the login is closed.").format(name=name)
        self._employee_id = 0
        offer_undo(self.context, self, words, (bulk,), lambda _: self._undone())
        self.refresh()

    def _undone(self) -> None:
        self.context.messages.toast(
            self.tr("Everything is as it was. The login stays locked until you let it in again.")
        )
        self.refresh()

    def _failed(self, error: Exception) -> None:
        self._check()
        if isinstance(error, CrmError):
            self._wrong.setText(sentence(error, self.context.facts().entities.get("employee")))
            self._wrong.show()
        else:
            self.context.messages.error(error)

    def _show_sheet(self) -> None:
        from crm_desktop.base_info.handover.assigning import HandOver

        employee_id, tool = self._employee_id, HandOver(self.context, self)
        self.context.jobs.run(
            lambda session: services.list_owned(session, employee_id=employee_id),
            owner=self,
            done=tool.show_sheet,
            failed=self.context.messages.error,
        )

    def retranslate(self) -> None:
        """Set every text anew (``Page``)."""
        self._title.setText(self.tr("An employee leaves"))
        self._hint.setText(
            self.tr(
                "All open work is handed over, then the login is closed and open windows end. Finished work keeps its "
                "owner, for the figures. It is one action, taken back in one step under “What I did today”."
            )
        )
        for caption, words, box in zip(
            self._captions, (self.tr("Who leaves"), self.tr("Who takes over")), (self._who, self._heir), strict=True
        ):
            caption.setText(words)
            box.setAccessibleName(words)
        self._list.setHeaderLabels(
            [self.tr("Responsible for"), self.tr("Open"), self.tr("Finished, stays"), self.tr("To whom")]
        )
        for column in (1, 2):
            self._list.headerItem().setTextAlignment(
                column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            )
        self._list.setAccessibleName(self.tr("Responsible for"))
        self._go.setText(self.tr("Hand over and close the login"))
        self._sheet.setText(self.tr("Hand-over sheet …"))
        for button in (self._go, self._sheet):
            button.setAccessibleName(button.text())
        self._show(self._found)
