"""What a desktop reads once at login and keeps: who I am, my rights, the dictionaries, the entities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from crm_desktop.core.codec.words import plural
from crm_desktop.core.entity import Entity
from crm_desktop.core.rights import Rights


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """One entry of a dictionary (基础设置): *code* is stored, *name*/*name_en* are shown."""

    kind: str
    code: str
    name: str
    name_en: str = ""
    colour: str = ""  #: '#rrggbb' or ''
    position: int = 0
    retired: bool = False  #: kept for old records, not offered for new ones
    stage: str = ""  #: of a status: target, customer or former

    def label(self, language: str) -> str:
        """Return the words of this term in *language* ('zh_CN' or 'en')."""
        return self.name if language.startswith("zh") or not self.name_en else self.name_en

    def counted(self, language: str, number: Decimal | float) -> str:
        """Return the words of this term after a number: 1 box, 3 boxes."""
        label = self.label(language)
        return label if abs(number) == 1 or label != self.name_en or language.startswith("zh") else plural(label)


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomObject:
    """A kind of record that the company added itself, as a row of ``custom_object`` says it."""

    code: str
    name: str
    name_en: str = ""
    plural_en: str = ""
    icon: str = "box"
    belongs_to: str = "nobody"  #: 'customer', 'employee' or 'nobody'
    tab: str = "base_info"
    retired: bool = False  #: its list is not offered any more; its records stay

    @property
    def entity(self) -> str:
        """Return the name of its entity, which is that of its table and of its module in the rights."""
        return f"custom_{self.code}"

    def title(self, language: str) -> str:
        """Return what one record is called in *language* ('zh_CN' or 'en')."""
        return self.name if language.startswith("zh") else self.name_en or self.name

    def plural(self, language: str) -> str:
        """Return what several records are called in *language*."""
        return self.name if language.startswith("zh") else self.plural_en or self.title(language)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The logged-in employee's surroundings; replaced as a whole when the database announces a change."""

    account_set: str  #: name shown, e.g. Demo
    account_colour: str
    company: str
    login: str
    employee_id: int
    employee_name: str
    department_id: int | None
    rights: Rights
    terms: Mapping[str, tuple[Term, ...]]  #: kind → entries in order, retired ones included
    entities: Mapping[str, Entity]  #: name → descriptor with the company's own attributes
    objects: tuple[CustomObject, ...] = ()  #: kinds of records that the company added, in order, seen or not
    company_en: str = ""
    currency: str = "CNY"
    forgotten_days: int = 0  #: without a contact for so long a customer is forgotten
    handed_days: int = 0  #: so long a customer that was handed over stands on the desktop
    undo_days: int = 0  #: so many days after an action on many records it can be taken back
    lookups: tuple[tuple[str, str], ...] = ()  #: name and address of each place outside where a company is looked up
    stands_in_for: tuple[int, ...] = ()  #: whose work is the employee's too, today

    def company_name(self, language: str) -> str:
        """Return the company's name in *language* ('zh_CN' or 'en')."""
        return self.company if language.startswith("zh") or not self.company_en else self.company_en

    @property
    def mine(self) -> tuple[int, ...]:
        """Return those whose work is to be done here today: the employee, and whoever he stands in for."""
        return (self.employee_id, *self.stands_in_for)

    def english_title(self, entity: Entity) -> str:
        """Return what a record is called in English: ours are marked so, what the company added has its own word."""
        made = self.made(entity.name)
        return made.title("en") if made else entity.title

    def made(self, table: str) -> CustomObject | None:
        """Return what the company says of its own kind of record, whether its records are seen or not; else None."""
        return next((made for made in self.objects if made.entity == table), None)

    def term(self, kind: str, code: str) -> Term | None:
        """Return the entry *code* of dictionary *kind*, or None."""
        return next((t for t in self.terms.get(kind, ()) if t.code == code), None)


#: Before anybody has logged in: nothing is known, and nothing may be seen.
NOBODY = Facts(
    account_set="",
    account_colour="",
    company="",
    login="",
    employee_id=0,
    employee_name="",
    department_id=None,
    rights=Rights(),
    terms={},
    entities={},
)
