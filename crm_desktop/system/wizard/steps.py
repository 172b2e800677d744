"""The steps of the wizard: which fields and tables stand on each, and how they become answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, Signal
from PySide6.QtWidgets import QFileDialog, QFormLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from crm_desktop.core.errors import Invalid
from crm_desktop.core.facts import NOBODY, Facts, Term
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.qt.files import file_dialog
from crm_desktop.qt.tools import Tools
from crm_desktop.shell.icons import icon
from crm_desktop.system.company import MEANINGS, meaning_of
from crm_desktop.system.entities.definitions import DICTIONARY, KINDS
from crm_desktop.system.initialization import ATTRIBUTE_KINDS
from crm_desktop.system.initialization_checks import ATTRIBUTE_NEEDS, validate
from crm_desktop.system.wizard.meaning import MeaningCell
from crm_desktop.system.wizard.rows import RowField, RowsEditor

Answers = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Templates:
    """What every account set starts with: code → Chinese and English name of the roles, dictionaries, coding rules."""

    roles: Mapping[str, tuple[str, str]]
    terms: Mapping[str, tuple[Term, ...]]
    coding_rules: Mapping[str, tuple[str, bool]]  #: entity → pattern, without gaps


ALL = "dictionary"  #: the dictionary of dictionaries

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
    "partner": QT_TRANSLATE_NOOP("Wizard", "Companies"),
}
_ACTIONS = QT_TRANSLATE_NOOP("Wizard", "Actions")
#: Kinds of records that may have attributes of the company's own.
_ATTRIBUTED = ("customer", "contact", "product", "opportunity", "sales_order", "employee", "partner", "action")


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

    def wrong(self, answers: Answers) -> list[Invalid]:
        """Return what is wrong in this step."""
        return validate(self.name, answers)

    def go_to(self, place: str) -> None:
        """Put the cursor where something is wrong."""

    def words_of(self, place: str) -> str:
        """Return the words that stand on the screen for a place of the answers."""
        return place


NEEDED = ("name", "company")  #: without which there is no account set


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

    def words_of(self, place: str) -> str:
        return self._lines[place].accessibleName() if place in self._lines else place

    def go_to(self, place: str) -> None:
        self._lines.get(place, self._lines["name"]).setFocus()

    def retranslate(self) -> None:
        """Set every text anew."""
        for key, label in _FACTS:
            words = QCoreApplication.translate("Wizard", label)
            self._captions[key].setText(f"{words} *" if key in NEEDED else words)
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
        number, key = self.editor.found(place)
        self.editor.focus_row(max(number, 0), key)

    def words_of(self, place: str) -> str:
        return self.editor.words_of(place)


class RightsStep(RowsStep):
    """Roles of one's own, each like a template; the templates are there anyway."""

    def go_to(self, place: str) -> None:
        super().go_to(place.removeprefix("roles."))

    def words_of(self, place: str) -> str:
        return super().words_of(place.removeprefix("roles."))

    def show_answers(self, answers: Answers) -> None:
        self._rest = {k: v for k, v in answers.get("rights", {}).items() if k != "roles"}
        self.editor.set_rows(answers.get("rights", {}).get("roles", []))

    def answers(self) -> Any:
        roles = self.editor.rows()
        return {**self._rest, **({"roles": roles} if roles else {})}


class DictionariesStep(RowsStep):
    """Entries of all dictionaries in one table; an entry of a known code changes that one."""

    def __init__(self, name: str, fields: Sequence[RowField], offers: Offers, parent: QWidget | None = None) -> None:
        super().__init__(name, fields, parent)
        self._offers = offers

    def show_answers(self, answers: Answers) -> None:
        rows = []
        for kind, entries in answers.get("dictionaries", {}).items():
            for entry in entries:
                given = {key: value for key, value in entry.items() if key != "data"}
                rows.append({"kind": kind, **given, **meaning_of(entry)})
        self.editor.set_rows(rows)

    def go_to(self, place: str) -> None:
        number, key = self._found(place)
        self.editor.focus_row(number, key)

    def words_of(self, place: str) -> str:
        number, key = self._found(place)
        entry = self.editor.row(number) if number >= 0 else {}
        label = DICTIONARY[key].label if key in DICTIONARY else ""
        words = (
            dict(self._offers.dictionaries()).get(place.partition(".")[0], ""),
            entry.get("name") or entry.get("code", ""),
            QCoreApplication.translate("Dictionary", label) if label else "",
        )
        return " · ".join(word for word in words if word) or place

    def _found(self, place: str) -> tuple[int, str]:
        """Return the row of a place, ``KIND.NUMBER.KEY``, and the key; -1 for none."""
        kind, _, rest = place.partition(".")
        number, _, key = rest.partition(".")
        rows = [r for r in range(self.editor.table.rowCount()) if self.editor.row(r).get("kind", "") == kind]
        place_there = int(number) if number.isdigit() else 0
        return (rows[place_there] if place_there < len(rows) else -1), key

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
        self.editor.buttons.insertWidget(0, self._choose)
        self._name()

    def _choose_files(self) -> None:
        dialog = file_dialog(self, self.tr("Files to import"), "Excel, CSV, vCard (*.xlsx *.xls *.ods *.csv *.vcf)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
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


class Offers:
    """What the choices of the steps offer, from the answers so far."""

    def __init__(self, around: Around, templates: Templates) -> None:
        self._around, self._templates = around, templates

    def departments(self) -> list[tuple[str, str]]:
        """Return the departments named so far."""
        return [(d["name"], d["name"]) for d in self._around()[0].get("departments", []) if d.get("name")]

    def people(self) -> list[tuple[str, str]]:
        """Return the employees with a login."""
        return [
            (e["login"], e.get("name", e["login"])) for e in self._around()[0].get("employees", []) if e.get("login")
        ]

    def roles(self) -> list[tuple[str, str]]:
        """Return the role templates and the company's own roles."""
        answers, language = self._around()
        own = answers.get("rights", {}).get("roles", [])
        place = 0 if language.startswith("zh") else 1
        templates = [(code, names[place]) for code, names in self._templates.roles.items()]
        return templates + [(r["code"], r.get("name", r["code"])) for r in own if r.get("code")]

    def entities(self) -> list[tuple[str, str]]:
        """Return the kinds of records that imports are for."""
        return [(name, QCoreApplication.translate("Wizard", label)) for name, label in _ENTITY_LABELS.items()]

    def attributed(self) -> list[tuple[str, str]]:
        """Return the kinds of records that attributes are for."""
        labels = {**_ENTITY_LABELS, "action": _ACTIONS}
        return [(name, QCoreApplication.translate("Wizard", labels[name])) for name in _ATTRIBUTED]

    def coded(self) -> list[tuple[str, str]]:
        """Return the kinds of records that have a code."""
        return [entry for entry in self.entities() if entry[0] in self._templates.coding_rules]

    def kinds(self) -> list[tuple[str, str]]:
        """Return the kinds of attributes."""
        words = dict(KINDS)
        return [
            (k, QCoreApplication.translate("AttributeDefinition", words[k]))
            for k in ATTRIBUTE_KINDS
            if k not in ATTRIBUTE_NEEDS
        ]

    def dictionaries(self) -> list[tuple[str, str]]:
        """Return the dictionaries, those named in the answers too."""
        answers, language = self._around()
        known = {term.code: term.label(language) for term in self._templates.terms[ALL]}
        return [
            *known.items(),
            *((kind, kind) for kind in answers.get("dictionaries", {}) if kind and kind not in known),
        ]

    def facts(self) -> Facts:
        """Return what the editors of meanings choose from: the usual entries, and those of the answers."""
        terms = dict(self._templates.terms)
        for kind, entries in self._around()[0].get("dictionaries", {}).items():
            own = {e["code"]: Term(kind=kind, code=e["code"], name=e.get("name", "")) for e in entries if e.get("code")}
            terms[kind] = (*(t for t in terms.get(kind, ()) if t.code not in own), *own.values())
        return replace(NOBODY, terms=terms, entities={DICTIONARY.name: DICTIONARY})

    def language(self) -> str:
        """Return the language of the moment."""
        return self._around()[1]


_NAME = QT_TRANSLATE_NOOP("Wizard", "Name")
_CODE = QT_TRANSLATE_NOOP("Wizard", "Code")
_DICTIONARY = QT_TRANSLATE_NOOP("Wizard", "Dictionary")


def _field(key: str, label: str, kind: str = "text", **more: Any) -> RowField:
    return RowField(key=key, label=label, kind=kind, **more)


def make_steps(offers: Offers, tools: Tools, parent: QWidget) -> list[Step]:
    """Return the steps that have answers, in their order."""
    return [
        CompanyStep(parent),
        RowsStep("departments", _department_fields(offers), parent),
        RowsStep("employees", _employee_fields(offers), parent),
        RightsStep("rights", _role_fields(offers), parent),
        DictionariesStep("dictionaries", _entry_fields(offers, tools), offers, parent),
        RowsStep("attributes", _attribute_fields(offers), parent),
        RowsStep("coding_rules", _rule_fields(offers), parent),
        ImportsStep("imports", _import_fields(offers), parent),
    ]


def _department_fields(offers: Offers) -> list[RowField]:
    belongs = QT_TRANSLATE_NOOP("Wizard", "Belongs to")
    return [
        _field("name", _NAME),
        _field("parent", belongs, "choice", options=offers.departments, width=200),
        _field("code", _CODE),
    ]


def _employee_fields(offers: Offers) -> list[RowField]:
    return [
        _field("name", QT_TRANSLATE_NOOP("Wizard", "Full name")),
        _field("login", QT_TRANSLATE_NOOP("Wizard", "Login"), width=110),
        _field("title", QT_TRANSLATE_NOOP("Wizard", "Title"), width=76),
        _field(
            "department", QT_TRANSLATE_NOOP("Wizard", "Department"), "choice", options=offers.departments, width=148
        ),
        _field("superior", QT_TRANSLATE_NOOP("Wizard", "Superior"), "choice", options=offers.people, width=84),
        _field("roles", QT_TRANSLATE_NOOP("Wizard", "Role"), "choice", options=offers.roles, in_list=True, width=150),
        _field("password", QT_TRANSLATE_NOOP("Wizard", "Password"), "password", width=110),
    ]


def _role_fields(offers: Offers) -> list[RowField]:
    like = QT_TRANSLATE_NOOP("Wizard", "Rights like")
    return [
        _field("name", QT_TRANSLATE_NOOP("Wizard", "Role of your own")),
        _field("code", _CODE),
        _field("like", like, "choice", options=offers.roles, width=180),
    ]


def _entry_fields(offers: Offers, tools: Tools) -> list[RowField]:
    return [
        _field("name", _NAME),
        _field("kind", _DICTIONARY, "choice", options=offers.dictionaries, width=212),
        _field("code", _CODE, width=92),
        _field("name_en", QT_TRANSLATE_NOOP("Wizard", "English name"), width=110),
        _field("colour", QT_TRANSLATE_NOOP("Wizard", "Colour"), width=104),
        _field(
            "meaning",
            QT_TRANSLATE_NOOP("Wizard", "Meaning"),
            keys=MEANINGS,
            make=lambda values, parent: MeaningCell(tools, values, parent),
            width=186,
        ),
    ]


def _attribute_fields(offers: Offers) -> list[RowField]:
    return [
        _field("label", QT_TRANSLATE_NOOP("Wizard", "Label")),
        _field("entity", QT_TRANSLATE_NOOP("Wizard", "Records"), "choice", options=offers.attributed),
        _field("key", QT_TRANSLATE_NOOP("Wizard", "Key")),
        _field("kind", QT_TRANSLATE_NOOP("Wizard", "Kind"), "choice", options=offers.kinds),
        _field("dictionary", _DICTIONARY, "choice", options=offers.dictionaries),
        _field("required", QT_TRANSLATE_NOOP("Wizard", "Required"), "yes", width=70),
        _field("in_list", QT_TRANSLATE_NOOP("Wizard", "In the list"), "yes", width=80),
    ]


def _rule_fields(offers: Offers) -> list[RowField]:
    return [
        _field("pattern", QT_TRANSLATE_NOOP("Wizard", "Pattern")),
        _field("entity", QT_TRANSLATE_NOOP("Wizard", "For"), "choice", options=offers.coded, width=160),
        _field("gapless", QT_TRANSLATE_NOOP("Wizard", "Without gaps"), "yes"),
    ]


def _import_fields(offers: Offers) -> list[RowField]:
    return [
        _field("file", QT_TRANSLATE_NOOP("Wizard", "File")),
        _field("entity", QT_TRANSLATE_NOOP("Wizard", "Becomes"), "choice", options=offers.entities, width=140),
        _field("mapping", QT_TRANSLATE_NOOP("Wizard", "Mapping file"), width=220),
    ]


def suggestions(language: str, templates: Templates) -> dict[str, Any]:
    """Return the answers a new wizard begins with: what most companies have."""
    chinese = language.startswith("zh")
    names = _USUAL_ZH if chinese else _USUAL
    admin = "系统管理员" if chinese else "Administrator"
    return {
        "account_set": {"currency": "CNY"},
        "departments": [{"name": name} for name in names],
        "employees": [{"name": admin, "login": "admin", "department": names[0], "roles": ["administrator"]}],
        "coding_rules": [
            {"entity": entity, "pattern": pattern, **({"gapless": True} if gapless else {})}
            for entity, (pattern, gapless) in templates.coding_rules.items()
        ],
    }


_USUAL_ZH = ("总经理室", "销售部", "市场部", "服务部", "商务部", "财务部")
_USUAL = ("Management", "Sales", "Marketing", "Service", "Commerce", "Finance")
