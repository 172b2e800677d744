"""The steps of the wizard: which fields and tables stand on each, and how they become answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFormLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.shell.icons import icon
from crm_desktop.system.company import ROLES
from crm_desktop.system.entities.definitions import KINDS
from crm_desktop.system.initialization import ATTRIBUTE_KINDS
from crm_desktop.system.wizard.rows import RowField, RowsEditor
from server_schema.data.roles import NAMES as ROLE_NAMES
from server_schema.data.terms import CODING_RULES, TERMS

Answers = Mapping[str, Any]
#: Gives the answers so far and the language: what a step offers depends on the steps before it.
Around = Callable[[], tuple[Answers, str]]

_FACTS = (
    ("name", QT_TRANSLATE_NOOP("Wizard", "Account set")),
    ("company", QT_TRANSLATE_NOOP("Wizard", "Company")),
    ("company_en", QT_TRANSLATE_NOOP("Wizard", "English name")),
    ("currency", QT_TRANSLATE_NOOP("Wizard", "Currency")),
    ("address", QT_TRANSLATE_NOOP("Wizard", "Address")),
    ("phone", QT_TRANSLATE_NOOP("Wizard", "Phone")),
    ("tax_number", QT_TRANSLATE_NOOP("Wizard", "Tax number")),
    ("bank_name", QT_TRANSLATE_NOOP("Wizard", "Bank")),
    ("bank_account", QT_TRANSLATE_NOOP("Wizard", "Bank account")),
)
#: Entities that lists are imported into, in an order in which each finds what it points to.
IMPORTED = ("product_class", "product", "product_cost", "price_list", "price", "customer", "contact", "opportunity")
_ENTITY_LABELS = {
    "product_class": QT_TRANSLATE_NOOP("Wizard", "Product classes"),
    "product": QT_TRANSLATE_NOOP("Wizard", "Products"),
    "product_cost": QT_TRANSLATE_NOOP("Wizard", "Cost prices"),
    "price_list": QT_TRANSLATE_NOOP("Wizard", "Price lists"),
    "price": QT_TRANSLATE_NOOP("Wizard", "Prices"),
    "customer": QT_TRANSLATE_NOOP("Wizard", "Customers"),
    "contact": QT_TRANSLATE_NOOP("Wizard", "Contacts"),
    "opportunity": QT_TRANSLATE_NOOP("Wizard", "Opportunities"),
    "sales_order": QT_TRANSLATE_NOOP("Wizard", "Orders"),
    "employee": QT_TRANSLATE_NOOP("Wizard", "Employees"),
}


class Step(QWidget):
    """A step; *edited* after each change. ``answers`` gives its part, ``go_to`` puts the cursor to a place of it."""

    edited = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.setObjectName(f"wizard.{name}")
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)

    def show_answers(self, answers: Answers) -> None:
        """Show what was answered before."""

    def answers(self) -> Any:
        """Return this step's part of the answers, None for nothing."""

    def go_to(self, place: str) -> None:
        """Put the cursor where something is wrong."""


class CompanyStep(Step):
    """Name of the account set and what is known about the company."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("account_set", parent)
        form = QFormLayout()
        self._lines: dict[str, QLineEdit] = {}
        self._captions: dict[str, QLabel] = {}
        for key, _ in _FACTS:
            line, caption = QLineEdit(self), QLabel(self)
            line.setObjectName(f"wizard.account_set.{key}")
            line.setMaximumWidth(420)
            line.textEdited.connect(self.edited)
            caption.setBuddy(line)
            form.addRow(caption, line)
            self._lines[key], self._captions[key] = line, caption
        self.box.addLayout(form)
        self.box.addStretch(1)
        self.retranslate()

    def show_answers(self, answers: Answers) -> None:
        about = {"currency": "CNY", **answers.get("account_set", {})}
        self._rest = {k: v for k, v in about.items() if k not in self._lines}
        for key, line in self._lines.items():
            line.setText(str(about.get(key, "")))

    def answers(self) -> dict[str, Any]:
        typed = {key: line.text().strip() for key, line in self._lines.items() if line.text().strip()}
        return {**self._rest, **typed}

    def go_to(self, place: str) -> None:
        self._lines.get(place, self._lines["name"]).setFocus()

    def retranslate(self) -> None:
        """Set every text anew."""
        for key, label in _FACTS:
            words = QCoreApplication.translate("Wizard", label)
            self._captions[key].setText(words)
            self._lines[key].setAccessibleName(words)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a switch of the language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


class RowsStep(Step):
    """A step that is one table."""

    def __init__(self, name: str, fields: Sequence[RowField], parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.editor = RowsEditor(f"wizard.{name}.rows", fields, self)
        self.editor.edited.connect(self.edited)
        self.box.addWidget(self.editor, 1)

    def show_answers(self, answers: Answers) -> None:
        self.editor.set_rows(answers.get(self.name, []))

    def answers(self) -> Any:
        return self.editor.rows()

    def go_to(self, place: str) -> None:
        number = next((int(part) for part in place.split(".") if part.isdigit()), 0)
        self.editor.focus_row(number)


class RightsStep(RowsStep):
    """Roles of one's own, each like a template; the templates are there anyway."""

    def show_answers(self, answers: Answers) -> None:
        self._rest = {k: v for k, v in answers.get("rights", {}).items() if k != "roles"}
        self.editor.set_rows(answers.get("rights", {}).get("roles", []))

    def answers(self) -> Any:
        roles = self.editor.rows()
        return {**self._rest, **({"roles": roles} if roles else {})}


class DictionariesStep(RowsStep):
    """Entries of all dictionaries in one table; an entry of a known code changes that one."""

    def show_answers(self, answers: Answers) -> None:
        self.editor.set_rows(
            [{"kind": kind, **entry} for kind, entries in answers.get("dictionaries", {}).items() for entry in entries]
        )

    def answers(self) -> Any:
        found: dict[str, list[dict[str, Any]]] = {}
        for row in self.editor.rows():
            found.setdefault(str(row.pop("kind", "")), []).append(row)
        return found


class ImportsStep(RowsStep):
    """Which file becomes which records, with the mapping where the headings do not say it."""

    def __init__(self, name: str, fields: Sequence[RowField], parent: QWidget | None = None) -> None:
        super().__init__(name, fields, parent)
        self._choose = QPushButton(self)
        self._choose.setObjectName("wizard.imports.choose")
        self._choose.setIcon(icon("file-spreadsheet"))
        self._choose.clicked.connect(self._choose_files)
        self.box.addWidget(self._choose, 0, Qt.AlignmentFlag.AlignLeft)
        self._name()

    def _choose_files(self) -> None:
        dialog = QFileDialog(self, self.tr("Files to import"), "", "Excel, CSV, vCard (*.xlsx *.xls *.ods *.csv *.vcf)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self.add_files)
        dialog.open()

    def add_files(self, names: Sequence[str]) -> None:
        """Add files; which records they are is guessed from their names."""
        for name in names:
            stem = Path(name).stem.lower()
            entity = next((e for e in _ENTITY_LABELS if e in stem or e.replace("_", "") in stem), "customer")
            self.editor.add_row({"entity": entity, "file": name})
        self.edited.emit()

    def _name(self) -> None:
        self._choose.setText(self.tr("Choose files …"))
        self._choose.setAccessibleName(self._choose.text())

    def changeEvent(self, event: QEvent) -> None:
        """Follow a switch of the language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._name()


def make_steps(around: Around, parent: QWidget) -> list[Step]:
    """Return the steps that have answers, in their order."""

    def departments() -> list[tuple[str, str]]:
        return [(d["name"], d["name"]) for d in around()[0].get("departments", []) if d.get("name")]

    def people() -> list[tuple[str, str]]:
        return [(e["login"], e.get("name", e["login"])) for e in around()[0].get("employees", []) if e.get("login")]

    def roles() -> list[tuple[str, str]]:
        answers, language = around()
        own = [
            (r["code"], r.get("name", r["code"])) for r in answers.get("rights", {}).get("roles", []) if r.get("code")
        ]
        return [(code, ROLE_NAMES[code][0 if language.startswith("zh") else 1]) for code in ROLES] + own

    def entities() -> list[tuple[str, str]]:
        return [(name, QCoreApplication.translate("Wizard", label)) for name, label in _ENTITY_LABELS.items()]

    def kinds() -> list[tuple[str, str]]:
        words = dict(KINDS)
        return [(k, QCoreApplication.translate("AttributeDefinition", words[k])) for k in ATTRIBUTE_KINDS if k in words]

    def dictionaries() -> list[tuple[str, str]]:
        return [(kind, kind) for kind in sorted({*TERMS, *around()[0].get("dictionaries", {})}) if kind]

    def field(key: str, label: str, kind: str = "text", **more: Any) -> RowField:
        return RowField(key=key, label=label, kind=kind, **more)

    name = QT_TRANSLATE_NOOP("Wizard", "Name")
    code = QT_TRANSLATE_NOOP("Wizard", "Code")
    return [
        CompanyStep(parent),
        RowsStep(
            "departments",
            [
                field("name", name),
                field("parent", QT_TRANSLATE_NOOP("Wizard", "Belongs to"), "choice", options=departments, width=200),
                field("code", code),
            ],
            parent,
        ),
        RowsStep(
            "employees",
            [
                field("name", name),
                field("login", QT_TRANSLATE_NOOP("Wizard", "Login")),
                field("title", QT_TRANSLATE_NOOP("Wizard", "Title"), width=100),
                field("department", QT_TRANSLATE_NOOP("Wizard", "Department"), "choice", options=departments),
                field("superior", QT_TRANSLATE_NOOP("Wizard", "Superior"), "choice", options=people),
                field("roles", QT_TRANSLATE_NOOP("Wizard", "Role"), "choice", options=roles, in_list=True, width=130),
                field("password", QT_TRANSLATE_NOOP("Wizard", "Password"), "password"),
            ],
            parent,
        ),
        RightsStep(
            "rights",
            [
                field("name", QT_TRANSLATE_NOOP("Wizard", "Role of your own")),
                field("code", code),
                field("like", QT_TRANSLATE_NOOP("Wizard", "Rights like"), "choice", options=roles, width=180),
            ],
            parent,
        ),
        DictionariesStep(
            "dictionaries",
            [
                field("name", name),
                field("kind", QT_TRANSLATE_NOOP("Wizard", "Dictionary"), "choice", options=dictionaries, width=160),
                field("code", code),
                field("name_en", QT_TRANSLATE_NOOP("Wizard", "English name")),
                field("colour", QT_TRANSLATE_NOOP("Wizard", "Colour"), width=90),
            ],
            parent,
        ),
        RowsStep(
            "attributes",
            [
                field("label", QT_TRANSLATE_NOOP("Wizard", "Label")),
                field("entity", QT_TRANSLATE_NOOP("Wizard", "Of"), "choice", options=entities),
                field("key", QT_TRANSLATE_NOOP("Wizard", "Key")),
                field("kind", QT_TRANSLATE_NOOP("Wizard", "Kind"), "choice", options=kinds),
                field("dictionary", QT_TRANSLATE_NOOP("Wizard", "Dictionary"), "choice", options=dictionaries),
                field("required", QT_TRANSLATE_NOOP("Wizard", "Required"), "yes", width=70),
                field("in_list", QT_TRANSLATE_NOOP("Wizard", "In the list"), "yes", width=80),
            ],
            parent,
        ),
        RowsStep(
            "coding_rules",
            [
                field("pattern", QT_TRANSLATE_NOOP("Wizard", "Pattern")),
                field(
                    "entity",
                    QT_TRANSLATE_NOOP("Wizard", "For"),
                    "choice",
                    options=lambda: [e for e in entities() if e[0] in CODING_RULES],
                    width=160,
                ),
                field("gapless", QT_TRANSLATE_NOOP("Wizard", "Without gaps"), "yes"),
            ],
            parent,
        ),
        ImportsStep(
            "imports",
            [
                field("file", QT_TRANSLATE_NOOP("Wizard", "File")),
                field("entity", QT_TRANSLATE_NOOP("Wizard", "Becomes"), "choice", options=entities, width=140),
                field("mapping", QT_TRANSLATE_NOOP("Wizard", "Mapping file"), width=220),
            ],
            parent,
        ),
    ]


def suggestions(language: str) -> dict[str, Any]:
    """Return the answers a new wizard begins with: what most companies have."""
    chinese = language.startswith("zh")
    names = (
        ("总经理室", "销售部", "市场部", "服务部", "商务部", "财务部")
        if chinese
        else ("Management", "Sales", "Marketing", "Service", "Commerce", "Finance")
    )
    return {
        "account_set": {"currency": "CNY"},
        "departments": [{"name": name} for name in names],
        "employees": [
            {
                "name": "系统管理员" if chinese else "Administrator",
                "login": "admin",
                "department": names[0],
                "roles": ["administrator"],
            }
        ],
        "coding_rules": [
            {"entity": entity, "pattern": pattern, **({"gapless": True} if gapless else {})}
            for entity, (pattern, gapless) in CODING_RULES.items()
        ],
    }
