"""Roles and rights: one table per role, a scope in each cell, in force when it is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.core.query import Condition
from crm_desktop.core.record import Changed
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon
from crm_desktop.shell.page import Page
from crm_desktop.system import administration
from crm_desktop.system.access.wording import module_words
from crm_desktop.system.administration import RoleSummary, without_owner
from crm_desktop.system.entities.rights import ACTIONS, SCOPES, SHORT_SCOPES

_ID = Qt.ItemDataRole.UserRole


class _ScopeWords(QStyledItemDelegate):
    """Says each scope in full in the list that opens below its short word."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Take the words of the tooltip (QStyledItemDelegate.initStyleOption)."""
        super().initStyleOption(option, index)
        words: Any = option
        words.text = index.data(Qt.ItemDataRole.ToolTipRole) or words.text


class _ScopeBox(QComboBox):
    """Shows a short word; its list is as wide as the full ones."""

    def showPopup(self) -> None:
        """Make the list as wide as its words (QComboBox.showPopup)."""
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + 24)
        super().showPopup()


class RightsPage(Page):
    """Roles at the left, the rights of the chosen one at the right."""

    def __init__(self, context: Context, parent: QWidget | None = None, *, role_id: int = 0) -> None:
        super().__init__(context, parent)
        self.setObjectName("rights_page")
        self._role_id = role_id
        self._matrix: Mapping[tuple[str, str], str] = {}
        self.roles, self.table, self.hint = QListWidget(self), QTableWidget(self), QLabel(self)
        self.new_role, self.edit_role, self.people = (QPushButton(self) for _ in range(3))
        self._cells: dict[tuple[str, str], QComboBox] = {}
        self._modules: dict[str, str] = {}
        self._build()
        self._make_cells()
        self.retranslate()
        self.refresh()

    def _build(self) -> None:
        self.roles.setObjectName("roles")
        self.table.setObjectName("rights")
        self.hint.setProperty("kind", "muted")
        self.hint.setWordWrap(True)
        for button, name, picture in (
            (self.new_role, "new_role", "plus"),
            (self.edit_role, "edit_role", "pencil"),
            (self.people, "role_people", "users"),
        ):
            button.setObjectName(name)
            button.setIcon(icon(picture))
        left, right = QWidget(self), QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(12, 8, 8, 8)
        column.addWidget(self.roles, 1)
        column.addWidget(self.new_role)
        column.addWidget(self.edit_role)
        column = QVBoxLayout(right)
        column.setContentsMargins(8, 8, 12, 8)
        row = QHBoxLayout()
        row.addWidget(self.hint, 1)
        row.addWidget(self.people)
        column.addLayout(row)
        column.addWidget(self.table, 1)
        across = QSplitter(Qt.Orientation.Horizontal, self)
        across.addWidget(left)
        across.addWidget(right)
        across.setSizes([220, 860])
        across.setStretchFactor(1, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(across)
        self.roles.currentItemChanged.connect(lambda *_: self._chosen())
        self.new_role.clicked.connect(lambda: self.context.navigator.new_record("role"))
        self.edit_role.clicked.connect(lambda: self.context.navigator.open_record("role", self._role_id))
        self.people.clicked.connect(
            lambda: self.context.navigator.open_list("employee_role", (Condition("role_id", "eq", self._role_id),))
        )

    def _make_cells(self) -> None:
        self._modules, self._cells = module_words(self.context), {}
        free = without_owner(self.context.facts().objects)
        self.table.setRowCount(0)
        self.table.setRowCount(len(self._modules))
        self.table.setColumnCount(len(ACTIONS))
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.setTabKeyNavigation(False)  # Tab goes from box to box, as on any form
        for row, module in enumerate(self._modules):
            for column, (action, _) in enumerate(ACTIONS):
                box = _ScopeBox(self.table)
                box.setItemDelegate(_ScopeWords(box))
                box.setObjectName(f"right.{module}.{action}")
                box.setProperty("kind", "cell")
                for scope, _ in SCOPES:
                    if scope in ("none", "all") or module not in free:
                        box.addItem("", scope)
                box.activated.connect(partial(self._set, module, action))
                self.table.setCellWidget(row, column, box)
                self._cells[module, action] = box

    # ── reading ──────────────────────────────────────────

    def refresh(self) -> None:
        """Read roles and rights again (``Page``)."""
        self.context.jobs.run(
            administration.list_roles,
            owner=self,
            done=self._show_roles,
            failed=self.context.messages.error,
            key="roles",
        )

    def _show_roles(self, roles: list[RoleSummary]) -> None:
        chinese = self.context.language().startswith("zh")
        self.roles.blockSignals(True)
        self.roles.clear()
        for role in roles:
            name = role.name if chinese or not role.name_en else role.name_en
            item = QListWidgetItem(f"{name}  {role.employees}", self.roles)
            item.setData(_ID, role.id)
            if role.id == self._role_id:
                self.roles.setCurrentItem(item)
        if self.roles.currentItem() is None and self.roles.count():
            self.roles.setCurrentRow(0)
        self.roles.blockSignals(False)
        self._chosen()

    def _chosen(self) -> None:
        item = self.roles.currentItem()
        if not item:
            return
        self._role_id = role_id = item.data(_ID)
        self.context.jobs.run(
            lambda session: administration.read_matrix(session, role_id=role_id),
            owner=self,
            done=self._show_matrix,
            failed=self.context.messages.error,
            key="matrix",
        )

    def _show_matrix(self, matrix: Mapping[tuple[str, str], str]) -> None:
        self._matrix = matrix
        may = self.context.facts().rights.may("right", "edit")
        for key, box in self._cells.items():
            scope = matrix.get(key, "none")
            if box.findData(scope) < 0:
                box.addItem("", scope)
                self._say(box)
            box.setCurrentIndex(box.findData(scope))
            box.setEnabled(may)
            words = self._scope_words(scope)
            box.setToolTip(words if may else f"{words}. " + self.tr("You have no right to change rights."))
            box.setAccessibleDescription(words)

    # ── changing ─────────────────────────────────────────

    def _set(self, module: str, action: str, _index: int) -> None:
        role_id, scope, before = (
            self._role_id,
            self._cells[module, action].currentData(),
            self._matrix.get((module, action), "none"),
        )
        if scope == before:
            return

        def back() -> None:
            self._write(role_id, module, action, before, None)

        self._write(role_id, module, action, scope, back)

    def _write(self, role_id: int, module: str, action: str, scope: str, back: Any) -> None:
        def written(_: object) -> None:
            self.context.messages.toast(self.tr("The right is in force."), undo=back)
            self._chosen()

        def failed(error: Exception) -> None:
            self.context.messages.error(error, self.context.entity("right_rule"))
            self._chosen()

        self.context.jobs.run(
            lambda session: administration.set_scope(
                session, role_id=role_id, module=module, action=action, scope=scope
            ),
            owner=self,
            done=written,
            failed=failed,
        )

    # ── Page ─────────────────────────────────────────────

    def concerned(self, change: Changed) -> bool:
        """Tell whether roles or rights may have changed (``Page``)."""
        return change.table in ("role", "right_rule", "employee_role")

    def take_facts(self) -> None:
        """Show the modules that there are now (``Page``)."""
        if list(module_words(self.context)) != list(self._modules):
            self._make_cells()
            self._show_matrix(self._matrix)
        self.retranslate()

    def state(self) -> Mapping[str, Any]:
        """Return the chosen role (``Page``)."""
        return {"role_id": self._role_id}

    def _say(self, box: QComboBox) -> None:
        for index in range(box.count()):
            scope, words = box.itemData(index), self._scope_words(box.itemData(index))
            short = QCoreApplication.translate("RightRule", SHORT_SCOPES[scope]) if scope in SHORT_SCOPES else words
            box.setItemText(index, short)
            box.setItemData(index, words, Qt.ItemDataRole.ToolTipRole)
            box.setItemData(index, words, Qt.ItemDataRole.AccessibleTextRole)

    def _scope_words(self, scope: str) -> str:
        return QCoreApplication.translate("RightRule", dict(SCOPES)[scope])

    def retranslate(self) -> None:
        """Set every text anew (``Page``)."""
        self.hint.setText(
            self.tr(
                "Each role may do an action on the records within a scope. A choice takes effect at once. "
                "Own+: own and subordinates; Dept+: department and below."
            )
        )
        words = (
            (self.new_role, self.tr("New role")),
            (self.edit_role, self.tr("Rename role")),
            (self.people, self.tr("Employees")),
        )
        for button, text in words:
            button.setText(text)
            button.setAccessibleName(text)
        self._modules = module_words(self.context)
        modules = list(self._modules.values())
        actions = [QCoreApplication.translate("RightRule", label) for _, label in ACTIONS]
        for row, text in enumerate(modules):
            self.table.setVerticalHeaderItem(row, QTableWidgetItem(text))
        for column, text in enumerate(actions):
            self.table.setHorizontalHeaderItem(column, QTableWidgetItem(text))
        for (module, action), box in self._cells.items():
            self._say(box)
            column = next(i for i, (name, _) in enumerate(ACTIONS) if name == action)
            box.setAccessibleName(f"{self._modules[module]}: {actions[column]}")
        self.roles.setAccessibleName(self.tr("Roles"))
        self.table.setAccessibleName(self.tr("Rights of the role"))
