"""What somebody may do: per module and action the scope that his roles come to, from which role, and the fields kept from him."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from crm_desktop.core.record import Changed
from crm_desktop.qt.cells import joined
from crm_desktop.qt.rows import Column, EmptyWords, RowsModel, RowsView
from crm_desktop.qt.tools import as_on_keys
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon
from crm_desktop.shell.page import Page
from crm_desktop.shell.sheets import show_table
from crm_desktop.system import administration
from crm_desktop.system.access import services
from crm_desktop.system.access.rules import Access
from crm_desktop.system.access.wording import module_words, scope_words
from crm_desktop.system.entities.rights import ACCESSES, ACTIONS, SHORT_SCOPES


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """One line below: what it is about, what it comes to, and what gives or takes it."""

    what: str
    result: str
    given_by: str


class AccessPage(Page):
    """Modules against actions above; below, where that of the chosen module comes from, and its fields."""

    def __init__(
        self, context: Context, parent: QWidget | None = None, *, employee_id: int = 0, module: str = "customer", **_kept: Any
    ) -> None:  # fmt: skip
        super().__init__(context, parent)
        self.setObjectName("access_page")
        self._employee_id, self._module, self._access = employee_id, module, Access.nothing()
        self.head, self.note, self.below = QLabel(self), QLabel(self), QLabel(self)
        self.print_button = QPushButton(self)
        self.model: RowsModel[str] = RowsModel(self._columns())
        self.table = RowsView(self.model, "access.modules", self)
        self.sources: RowsModel[Source] = RowsModel(self._source_columns())
        self.from_where = RowsView(self.sources, "access.sources", self)
        self.empty = EmptyWords(self.from_where)
        self._build()
        self.retranslate()
        self.refresh()

    def _columns(self) -> list[Column[str]]:
        def words(action: str, module: str) -> str:
            return joined(_short(scope) for scope in self._access.scopes(module, action)) or "–"

        names = module_words(self.context)
        titles = {name: QCoreApplication.translate("RightRule", label) for name, label in ACTIONS}
        first: Column[str] = Column(
            title=lambda: self.tr("Module"), text=lambda m: names[m], raw=lambda m: names[m], width=170
        )

        def muted(action: str, module: str) -> bool:
            return not self._access.scopes(module, action)

        return [first] + [
            Column(title=partial(titles.__getitem__, action), text=partial(words, action), raw=partial(words, action), width=100, muted=partial(muted, action))
            for action, _ in ACTIONS
        ]  # fmt: skip

    def _source_columns(self) -> list[Column[Source]]:
        return [
            Column(title=lambda: self.tr("Action or field"), text=lambda s: s.what, raw=lambda s: s.what, width=200),
            Column(title=lambda: self.tr("Comes to"), text=lambda s: s.result, raw=lambda s: s.result, width=220),
            Column(title=lambda: self.tr("By"), text=lambda s: s.given_by, raw=lambda s: s.given_by),
        ]

    def _build(self) -> None:
        self.print_button.setObjectName("access.print")
        self.print_button.setIcon(icon("printer"))
        self.head.setProperty("kind", "title")
        for label in (self.head, self.note, self.below):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setProperty("kind", "muted")
        self.note.setWordWrap(True)
        self.below.setProperty("kind", "heading")
        bar = QHBoxLayout()
        bar.addWidget(self.head, 1)
        bar.addWidget(self.print_button)
        lower = QWidget(self)
        inner = QVBoxLayout(lower)
        inner.setContentsMargins(0, 4, 0, 0)
        inner.addWidget(self.below)
        inner.addWidget(self.from_where, 1)
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.addWidget(self.table)
        split.addWidget(lower)
        split.setSizes([420, 220])
        split.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addLayout(bar)
        column.addWidget(self.note)
        column.addWidget(split, 1)
        self.focus_on = self.table
        self.table.selectionModel().currentChanged.connect(lambda *_: self._chosen())
        self.print_button.clicked.connect(self.print_sheet)
        for keys, act in (("F5", self.refresh), ("Ctrl+P", self.print_sheet)):
            QShortcut(QKeySequence(keys), self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # ── reading ──────────────────────────────────────────

    def concerned(self, change: Changed) -> bool:
        """Tell whether roles, rights or the employee may have changed (``Page``)."""
        return change.table in ("role", "right_rule", "field_right", "employee_role", "employee")

    def refresh(self) -> None:
        """Read it again (``Page``)."""
        employee_id, chinese = self._employee_id, self.context.language().startswith("zh")
        without = administration.without_owner(self.context.facts().objects)
        self.context.jobs.run(
            lambda session: services.read_access(
                session, employee_id=employee_id, chinese=chinese, without_owner=without
            ),
            owner=self,
            done=self._take,
            failed=self.context.messages.error,
            key="access",
        )

    def _take(self, access: Access) -> None:
        self._access = access
        self.retranslate()
        self.title_changed.emit()

    def _show(self) -> None:
        modules = list(module_words(self.context))
        kept = self._module
        self.model.show(modules if self._access.name else [], self._columns())
        if self._access.name:
            self.table.selectRow(modules.index(kept) if kept in modules else 0)
        self._chosen()
        self.status_changed.emit(self.status())

    def _chosen(self) -> None:
        module = self.table.current()
        if module:
            self._module = module
        self.below.setText(module_words(self.context).get(self._module, "") if module else "")
        self.sources.show([*self._rights(), *self._fields()] if module else [], self._source_columns())

    def _rights(self) -> list[Source]:
        """Return where each action of the module comes from."""
        found = []
        for action, label in ACTIONS:
            given = [r for r in self._access.rules if (r.module, r.action) == (self._module, action)]
            if given:
                comes_to = joined(scope_words(scope) for scope in self._access.scopes(self._module, action))
                found.append(
                    Source(
                        what=QCoreApplication.translate("RightRule", label),
                        result=comes_to or self.tr("Nothing: the login is not active"),
                        given_by=joined(
                            self.tr("{role} ({scope})").format(role=r.role, scope=scope_words(r.scope)) for r in given
                        ),
                    )
                )
        return found

    def _fields(self) -> list[Source]:
        """Return the fields of the module's records that are kept from the person."""
        entities, found = self.context.facts().entities, []
        for kept in self._access.fields:
            entity = entities.get(kept.table)
            if entity is None or entity.rights_module != self._module or kept.field not in entity:
                continue
            access = QCoreApplication.translate("FieldRight", dict(ACCESSES)[kept.access])
            noun = QCoreApplication.translate(entity.context, entity.title)
            field = QCoreApplication.translate(entity.context, entity[kept.field].label)
            found.append(Source(what=f"{noun} · {field}", result=access, given_by=joined(kept.roles)))
        return found

    def take_facts(self) -> None:
        """Show the modules that there are now (``Page``)."""
        self._show()

    # ── doing ────────────────────────────────────────────

    def print_sheet(self) -> None:
        """Show the table of modules as it will be printed."""
        if self.print_button.isEnabled():
            show_table(self, self.title(), self.model, (16, *(8 for _ in ACTIONS)), self.note.text())

    # ── Page ─────────────────────────────────────────────

    def state(self) -> Mapping[str, Any]:
        """Return whose page this is (``Page``)."""
        return {"employee_id": self._employee_id, "module": self._module}

    def title(self) -> str:
        """Return the words on the tab (``Page``)."""
        name = self._access.name
        return self.tr("Effective access: {name}").format(name=name) if name else self.tr("Effective access")

    def icon_name(self) -> str:
        """Return the icon of the tab (``Page``)."""
        return "shield-check"

    def status(self) -> str:
        """Return how many fields are kept from the person (``Page``)."""
        return self.tr("Fields hidden, masked or only to read: {count}").format(count=len(self._access.fields))

    def retranslate(self) -> None:
        """Set every text anew (``Page``)."""
        self.head.setText(self.title())
        roles = joined(self._access.roles) or self.tr("none")
        words = [self.tr("Roles: {roles}.").format(roles=roles)]
        if self._access.name and self._access.status != "active":
            words.append(self.tr("The login is locked, so nothing of it holds today."))
        words.append(self.tr("Of several roles the widest scope counts. Own+: own and subordinates; Dept+: department and below."))  # fmt: skip
        self.note.setText(" ".join(words) if self._access.name else "")
        self.print_button.setText(self.tr("Print …"))
        self.table.setAccessibleName(self.tr("What the roles come to"))
        self.from_where.setAccessibleName(self.tr("Where it comes from"))
        self.empty.say(self.tr("No role gives anything here."))
        may = self.context.facts().rights.may("right", "print")
        self.print_button.setEnabled(may)
        self.print_button.setToolTip(as_on_keys("Ctrl+P") if may else self.tr("You have no right to print these."))
        self._show()


def _short(scope: str) -> str:
    return QCoreApplication.translate("RightRule", SHORT_SCOPES[scope]) if scope in SHORT_SCOPES else scope_words(scope)
