"""Who sees a record, and why: everybody by name, found by typing; and who does not, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from crm_desktop.core.record import Changed
from crm_desktop.qt.rows import Column, EmptyWords, RowsModel, RowsView
from crm_desktop.qt.tools import as_on_keys
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon
from crm_desktop.shell.page import Page
from crm_desktop.shell.sheets import show_table
from crm_desktop.system.access import services
from crm_desktop.system.access.rules import Person, closeness, fits
from crm_desktop.system.access.wording import why

# What changes who sees a record, besides itself.
_CHANGES = {"role", "right_rule", "field_right", "employee_role", "employee", "department", "customer_helper", "absence", "pool_member"}  # fmt: skip


class WhoSeesPage(Page):
    """A table of people; what is typed finds them, Enter opens one, a switch shows those who do not see the record."""

    def __init__(
        self, context: Context, parent: QWidget | None = None, *, entity: str = "customer", record_id: int = 0, others: bool = False, **_kept: Any
    ) -> None:  # fmt: skip
        super().__init__(context, parent)
        self.setObjectName("who_sees_page")
        self._entity, self._record_id, self._name = context.entity(entity), record_id, ""
        self._people: list[Person] = []
        self.head, self.why = QLabel(self), QLabel(self)
        self.filter, self.others, self.print_button = QLineEdit(self), QCheckBox(self), QPushButton(self)
        self.model: RowsModel[Person] = RowsModel(self._columns())
        self.table = RowsView(self.model, "who_sees.people", self)
        self.empty = EmptyWords(self.table)
        self.others.setChecked(others)
        self._build()
        self.retranslate()
        self.refresh()

    def _columns(self) -> list[Column[Person]]:
        yes, no = self.tr("Yes"), self.tr("No")

        def sees(person: Person) -> str:
            return {"yes": yes, "no": no, "masked": self.tr("Masked")}[person.sees]

        return [
            Column(title=lambda: self.tr("Employee"), text=lambda p: p.name, raw=lambda p: p.sort_key, width=110),
            Column(title=lambda: self.tr("Department"), text=lambda p: p.department, raw=lambda p: p.department, width=130),
            Column(title=lambda: self.tr("Sees"), text=sees, raw=lambda p: p.sees, width=72),
            Column(title=lambda: self.tr("Edits"), text=lambda p: yes if p.edits else no, raw=lambda p: p.edits, width=72, muted=lambda p: not p.edits),
            Column(title=lambda: self.tr("Deletes"), text=lambda p: yes if p.deletes else no, raw=lambda p: p.deletes, width=72,
                   muted=lambda p: not p.deletes),
            Column(title=lambda: self.tr("Why"), text=self._why, raw=self._why),
        ]  # fmt: skip

    def _why(self, person: Person) -> str:
        return why(person, self._entity)

    def _build(self) -> None:
        for widget, name in (
            (self.filter, "who_sees.filter"), (self.others, "who_sees.others"), (self.print_button, "who_sees.print"),
            (self.why, "who_sees.why"),
        ):  # fmt: skip
            widget.setObjectName(name)
        self.head.setProperty("kind", "title")
        self.head.setTextFormat(Qt.TextFormat.PlainText)
        self.why.setTextFormat(Qt.TextFormat.PlainText)
        self.why.setWordWrap(True)
        self.why.setMinimumHeight(44)
        self.why.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.filter.setClearButtonEnabled(True)
        self.print_button.setIcon(icon("printer"))
        bar = QHBoxLayout()
        bar.addWidget(self.filter, 1)
        bar.addWidget(self.others)
        bar.addWidget(self.print_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(self.head)
        column.addLayout(bar)
        column.addWidget(self.table, 1)
        column.addWidget(self.why)
        self.focus_on = self.filter
        self.filter.textChanged.connect(lambda _: self._show())
        self.filter.returnPressed.connect(self._into_table)
        self.others.toggled.connect(lambda _: self._show())
        self.print_button.clicked.connect(self.print_sheet)
        self.table.opened.connect(lambda person: self.context.navigator.open_record("employee", person.id))
        self.table.selectionModel().currentChanged.connect(lambda *_: self._tell())
        for keys, act in (("F5", self.refresh), ("Ctrl+P", self.print_sheet), ("Ctrl+F", self.filter.setFocus)):
            QShortcut(QKeySequence(keys), self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # ── reading ──────────────────────────────────────────

    def concerned(self, change: Changed) -> bool:
        """Tell whether the record was changed, or what people may do (``Page``)."""
        return change.table in _CHANGES or change.concerns(self._entity.name, self._record_id)

    def refresh(self) -> None:
        """Read everybody again (``Page``)."""
        records, entity, record_id = self.context.records, self._entity, self._record_id
        chinese = self.context.language().startswith("zh")
        self.context.jobs.run(
            lambda session: (
                records.load(session, entity, record_id).words(entity.label),
                services.read_who_sees(session, table=entity.name, record_id=record_id, chinese=chinese),
            ),
            owner=self,
            done=lambda found: self._take(*found),
            failed=self._failed,
            key="who_sees",
        )

    def _take(self, name: str, people: list[Person]) -> None:
        self._name, self._people = name, sorted(people, key=closeness)
        self.retranslate()
        self.title_changed.emit()

    def _failed(self, error: Exception) -> None:
        self._people = []
        self._show()
        self.context.messages.error(error, self._entity)

    def _show(self) -> None:
        words, no = self.filter.text(), self.others.isChecked()
        self.model.show([p for p in self._people if (p.sees == "no") is no and fits(p, self._why(p), words)])
        self.empty.say(self.tr("Nobody fits what is typed.") if words else self.tr("Everybody sees it.") if no else "")
        self._tell()
        self.status_changed.emit(self.status())

    def _tell(self) -> None:
        """Say in full about one person what may be cut in the table."""
        person = self.table.current()
        words = self.tr("{name}: {why}").format(name=person.name, why=self._why(person)) if person else ""
        self.why.setText(words)

    def _into_table(self) -> None:
        if self.model.rows:
            self.table.setFocus()
            self.table.selectRow(0)

    # ── doing ────────────────────────────────────────────

    def print_sheet(self) -> None:
        """Show the people as they will be printed."""
        if self.print_button.isEnabled():
            filters = f"{self.others.text()}" if self.others.isChecked() else ""
            show_table(self, self.title(), self.model, (10, 12, 7, 7, 7, 48), filters)

    # ── Page ─────────────────────────────────────────────

    def state(self) -> Mapping[str, Any]:
        """Return whose page this is, and which of the two lists (``Page``)."""
        return {"entity": self._entity.name, "record_id": self._record_id, "others": self.others.isChecked()}

    def title(self) -> str:
        """Return the words on the tab (``Page``)."""
        return self.tr("Who sees {name}").format(name=self._name) if self._name else self.tr("Who sees this")

    def icon_name(self) -> str:
        """Return the icon of the tab (``Page``)."""
        return "eye"

    def status(self) -> str:
        """Return how many see the record (``Page``)."""
        seen = sum(person.sees != "no" for person in self._people)
        return self.tr("{seen} of {all} employees see it").format(seen=seen, all=len(self._people))

    def retranslate(self) -> None:
        """Set every text anew (``Page``)."""
        self.head.setText(self.title())
        self.filter.setPlaceholderText(as_on_keys(self.tr("Name, pinyin, department, reason (Ctrl+F)")))
        self.filter.setAccessibleName(self.tr("Find somebody"))
        self.others.setText(self.tr("Those who do not"))
        self.others.setToolTip(self.tr("Who does not see it, and what is missing"))
        self.print_button.setText(self.tr("Print …"))
        self.table.setAccessibleName(self.tr("Who sees it"))
        may = self.context.facts().rights.may(self._entity.rights_module, "print")
        self.print_button.setEnabled(may)
        self.print_button.setToolTip(as_on_keys("Ctrl+P") if may else self.tr("You have no right to print these."))
        self.model.show([], self._columns())
        self._show()
