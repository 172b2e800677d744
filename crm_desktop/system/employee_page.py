"""The employee: the record, and beside it login, password, lock and roles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
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

from crm_desktop.core.errors import Invalid
from crm_desktop.core.record import Changed, Record
from crm_desktop.shell.context import Context
from crm_desktop.shell.records.record_page import RecordPage
from crm_desktop.system import administration
from crm_desktop.system.administration import Access, RoleSummary

_ID = Qt.ItemDataRole.UserRole


class EmployeePage(RecordPage):
    """A record page with one more side: how the employee gets in, for those who may administer."""

    def __init__(
        self, context: Context, parent: QWidget | None = None, *, entity: str = "employee", **args: Any
    ) -> None:
        self.access: AccessPanel | None = None
        super().__init__(context, parent, entity=entity, **args)

    def _build(self) -> None:
        super()._build()
        if self.context.facts().rights.may("right", "edit"):
            self.access = AccessPanel(self.context, self)
            self.side.add_side(self.access, "lock", lambda: self.tr("Login and roles"))

    def _loaded(self, record: Record) -> None:
        super()._loaded(record)
        if self.access is not None:
            self.access.show_employee(record.id)

    def concerned(self, change: Changed) -> bool:
        """Tell whether the employee or his roles may have changed (``Page``)."""
        if change.table == "employee_role" and self.access is not None:
            self.access.refresh()
        return super().concerned(change)


class AccessPanel(QWidget):
    """Password, lock and roles of one employee; each choice is in force at once."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("access_panel")
        self._context, self._employee_id = context, 0
        self._access: Access | None = None
        self._state, self._wrong = QLabel(self), QLabel(self)
        self._password, self._set, self._lock = QLineEdit(self), QPushButton(self), QPushButton(self)
        self._caption, self._roles_caption, self._roles = QLabel(self), QLabel(self), QListWidget(self)
        self._build()
        self.retranslate()

    def _build(self) -> None:
        self._password.setObjectName("new_password")
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._set.setObjectName("set_password")
        self._lock.setObjectName("lock_employee")
        self._roles.setObjectName("employee_roles")
        self._state.setWordWrap(True)
        self._wrong.setProperty("kind", "error")
        self._wrong.setWordWrap(True)
        self._wrong.hide()
        self._caption.setBuddy(self._password)
        row = QHBoxLayout()
        row.addWidget(self._password, 1)
        row.addWidget(self._set)
        form = QFormLayout()
        form.addRow(self._caption, row)
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 12, 12, 12)
        box.addWidget(self._state)
        box.addLayout(form)
        box.addWidget(self._wrong)
        box.addWidget(self._lock, 0, Qt.AlignmentFlag.AlignLeft)
        box.addWidget(self._roles_caption)
        box.addWidget(self._roles, 1)
        self._set.clicked.connect(self._set_password)
        self._password.returnPressed.connect(self._set_password)
        self._lock.clicked.connect(self._toggle_lock)
        self._roles.itemChanged.connect(self._role_changed)

    def show_employee(self, employee_id: int) -> None:
        """Show another employee."""
        self._employee_id = employee_id
        self.refresh()

    def refresh(self) -> None:
        """Read login and roles again."""
        employee_id = self._employee_id
        if employee_id:
            self._run(
                lambda session: (
                    administration.read_access(session, employee_id=employee_id),
                    administration.list_roles(session),
                ),
                lambda found: self._show(*found),
                key="access",
            )

    def _run(self, work: Callable[[Any], Any], done: Callable[[Any], None], key: str = "") -> None:
        self._context.jobs.run(work, owner=self, done=done, failed=self._failed, key=key or None)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Invalid) and error.rule == "password_too_short":
            self._wrong.setText(self.tr("A password has at least eight characters."))
            self._wrong.show()
            self._password.setFocus()
        else:
            self._context.messages.error(error, self._context.entity("employee"))
            self.refresh()

    def _show(self, access: Access, roles: list[RoleSummary]) -> None:
        self._access = access
        chinese = self._context.language().startswith("zh")
        self._roles.blockSignals(True)
        self._roles.clear()
        for role in roles:
            item = QListWidgetItem(role.name if chinese or not role.name_en else role.name_en, self._roles)
            item.setData(_ID, role.id)
            item.setCheckState(Qt.CheckState.Checked if role.id in access.roles else Qt.CheckState.Unchecked)
        self._roles.blockSignals(False)
        self._say()

    def _say(self) -> None:
        access = self._access
        if access is None:
            return
        if not access.login:
            words = self.tr("No login yet: write one into the field “Login” and save.")
        elif access.status != "active":
            words = self.tr("{login} is locked out.").format(login=access.login)
        elif access.has_password:
            words = self.tr("{login} can log in.").format(login=access.login)
        else:
            words = self.tr("{login} has no password yet.").format(login=access.login)
        self._state.setText(words)
        for widget in (self._password, self._set):
            widget.setEnabled(bool(access.login))
        self._lock.setEnabled(access.has_password and access.status in ("active", "locked"))
        self._lock.setText(self.tr("Let in again") if access.status == "locked" else self.tr("Lock out"))
        self._lock.setAccessibleName(self._lock.text())

    def _set_password(self) -> None:
        employee_id, password = self._employee_id, self._password.text()
        self._wrong.hide()

        def done(_: object) -> None:
            self._password.clear()
            self._context.messages.toast(self.tr("The password is set."))
            self.refresh()

        self._run(
            lambda session: administration.set_password(session, employee_id=employee_id, password=password), done
        )

    def _toggle_lock(self) -> None:
        employee_id = self._employee_id
        status = "active" if self._access and self._access.status == "locked" else "locked"
        self._run(
            lambda session: administration.set_status(session, employee_id=employee_id, status=status),
            lambda _: self.refresh(),
        )

    def _role_changed(self, item: QListWidgetItem) -> None:
        employee_id, role_id, held = self._employee_id, item.data(_ID), item.checkState() == Qt.CheckState.Checked
        self._run(
            lambda session: administration.set_role(session, employee_id=employee_id, role_id=role_id, held=held),
            lambda _: self._context.messages.toast(self.tr("The role is in force.")),
        )

    def retranslate(self) -> None:
        """Set every text anew."""
        self._caption.setText(self.tr("New password"))
        self._password.setAccessibleName(self.tr("New password"))
        self._set.setText(self.tr("Set password"))
        self._set.setAccessibleName(self._set.text())
        self._roles_caption.setText(self.tr("Roles"))
        self._roles.setAccessibleName(self.tr("Roles"))
        self._say()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a switch of the language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
