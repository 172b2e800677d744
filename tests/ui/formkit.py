"""A small entity, records in memory and tools, for tests of editors, forms and grids without a database."""

from __future__ import annotations

import contextlib
import os
import re
import threading
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget

from crm_desktop.core import fields as f
from crm_desktop.core.entity import Entity, Section
from crm_desktop.core.facts import Facts, Term
from crm_desktop.core.record import Record
from crm_desktop.core.rights import Rights
from crm_desktop.core.source import Hit
from crm_desktop.qt.files import Copies
from crm_desktop.qt.jobs import Jobs
from crm_desktop.qt.tools import Tools


class Deal:
    """Stands for a mapped class."""

    __tablename__ = "deal"


class Customer:
    """Stands for a mapped class."""

    __tablename__ = "customer"


CUSTOMER = Entity(
    mapped=Customer,
    title="Customer",
    plural="Customers",
    sort="name",
    list_columns=("name",),
    subtitle="code",
    fields=(f.Text(name="name", label="Name", sortable=True), f.Code(name="code", label="Code")),
    sections=(Section(title="Customer", fields=("name", "code")),),
    search=True,
)

STATES = (("draft", "Draft"), ("confirmed", "Confirmed"), ("closed", "Closed"))

DEAL = Entity(
    mapped=Deal,
    title="Deal",
    plural="Deals",
    sort="name",
    list_columns=("name",),
    attributes_title="Own attributes",
    fields=(
        f.Text(name="name", label="Name", required=True, sortable=True),
        f.Ref(name="customer_id", label="Customer", to="customer", required=True),
        f.Choice(name="grade", label="Grade", dictionary="grade"),
        f.Options(name="state", label="State", options=STATES, default="draft"),
        f.Money(name="amount", label="Amount"),
        f.Price(name="price", label="Unit price"),
        f.Quantity(name="quantity", label="Quantity"),
        f.Percent(name="discount", label="Discount"),
        f.Integer(name="seats", label="Seats", minimum=0, maximum=500),
        f.Date(name="due", label="Due"),
        f.DateTime(name="next_contact", label="Next contact"),
        f.Phone(name="phone", label="Phone"),
        f.Email(name="email", label="E-mail"),
        f.Url(name="website", label="Website"),
        f.Bool(name="important", label="Important"),
        f.Tags(name="tags", label="Tags"),
        f.MultiChoice(name="grades", label="Grades", dictionary="grade"),
        f.LongText(name="note", label="Note"),
        f.Code(name="code", label="Code", read_only=True),
    ),
    sections=(
        Section(
            title="Basics",
            fields=(
                "name",
                "customer_id",
                "grade",
                "state",
                "amount",
                "due",
                "price",
                "quantity",
                "discount",
                "seats",
                "next_contact",
                "important",
            ),
        ),
        Section(title="Reach", fields=("phone", "email", "website", "tags", "grades", "note", "code")),
    ),
)

GRADES = (
    Term(kind="grade", code="A", name="重点客户", name_en="Key account", colour="#1f5fbf"),
    Term(kind="grade", code="B", name="普通客户", name_en="Ordinary"),
    Term(kind="grade", code="C", name="潜在客户", name_en="Prospect"),
    Term(kind="grade", code="X", name="旧等级", name_en="Old grade", retired=True),
)

FULL = Record(
    7,
    3,
    {
        "name": "长安中学机房改造",
        "customer_id": 11,
        "grade": "A",
        "state": "draft",
        "amount": 12_345_600,
        "price": Decimal("4999.0000"),
        "quantity": Decimal("25.000"),
        "discount": Decimal("2.50"),
        "seats": 40,
        "due": date(2026, 1, 15),
        "next_contact": datetime(2026, 1, 12, 6, 30, tzinfo=UTC),
        "phone": "029-0000 0001",
        "email": "wang@example.com",
        "website": "www.example.com",
        "important": True,
        "tags": ["重点", "学校"],
        "grades": ["A", "B"],
        "note": "周一联系王经理，谈报价。\n下周看现场。",
        "code": "D-0007",
    },
    {"customer_id": "长安中学"},
)


@dataclass
class Source:
    """Records in memory; *gate* holds searches back until it is set."""

    hits: list[Hit] = field(
        default_factory=lambda: [
            Hit("customer", 11, "长安中学", "C-011"),
            Hit("customer", 12, "长安汽车修理厂", "C-012"),
            Hit("customer", 13, "雁塔印刷", "C-013"),
        ]
    )
    gate: threading.Event = field(default_factory=threading.Event)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.gate.set()

    def search(self, session: Any, entity: Entity, words: str, limit: int = 20) -> list[Hit]:
        """Find by part of the words."""
        self.asked.append(words)
        assert self.gate.wait(5)
        return [h for h in self.hits if words in h.label or words in h.subtitle][:limit]

    def first_rows(self, session: Any, entity: Entity, query: Any, limit: int = 100) -> list[Record]:
        """Return all as rows."""
        return [Record(h.id, 1, {"name": h.label, "code": h.subtitle}) for h in self.hits]

    def ordered_ids(self, session: Any, entity: Entity, query: Any) -> array[int]:
        """Return all ids."""
        return array("q", [h.id for h in self.hits])


@contextlib.contextmanager
def open_session() -> Iterator[object]:
    """Stand in for a database session."""
    yield object()


def facts(**rights: Any) -> Facts:
    """Return surroundings in which everything is allowed but what *rights* takes away."""
    scopes = {(m, a): "all" for m in ("deal", "customer") for a in ("view", "create", "edit")}
    given = Rights(scopes={**scopes, **rights.get("scopes", {})}, fields=rights.get("fields", {}))
    return Facts(
        account_set="Demo",
        account_colour="#0a0",
        company="西安",
        login="rep1",
        employee_id=1,
        employee_name="李",
        department_id=1,
        rights=given,
        terms={"grade": GRADES},
        entities={"deal": DEAL, "customer": CUSTOMER},
    )


NOWHERE = Copies(Path(os.devnull))  #: where nothing is opened


def tools_of(jobs: Jobs, source: Source, language: Callable[[], str], **rights: Any) -> Tools:
    """Return tools over *source*."""
    surroundings = facts(**rights)
    return Tools(jobs=jobs, records=source, facts=lambda: surroundings, language=language, copies=NOWHERE)  # type: ignore[arg-type]


def type_text(qtbot: Any, widget: QWidget, text: str) -> None:
    """Type *text* as a person does: by keys, and by an input method what no key has."""
    for part in re.findall(r"[ -~]+|[^ -~]+", text):
        if part.isascii():
            qtbot.keyClicks(widget, part)
        else:
            committed = QInputMethodEvent("", [])
            committed.setCommitString(part)
            QApplication.sendEvent(widget, committed)
