"""Employees and departments."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.core.entity import Entity, Related, Section
from crm_desktop.core.fields import (
    Birthday,
    Choice,
    Code,
    Date,
    DateTime,
    Email,
    Integer,
    Login,
    LongText,
    Options,
    Phone,
    Ref,
)
from crm_desktop.core.fields import Text as Text_
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.system.entities.base import Base, Versioned

#: Stored word → label.
STATUS = (
    ("active", QT_TRANSLATE_NOOP("Employee", "Active")),
    ("locked", QT_TRANSLATE_NOOP("Employee", "Locked")),
    ("left", QT_TRANSLATE_NOOP("Employee", "Left")),
)


class Employee(Versioned, Base):
    """Somebody who works here."""

    __tablename__ = "employee"

    code: Mapped[str]
    name: Mapped[str]
    login: Mapped[str | None]
    title: Mapped[str]
    department_id: Mapped[int | None]
    superior_id: Mapped[int | None]
    stand_in_id: Mapped[int | None]
    gender: Mapped[str]
    phone: Mapped[str]
    extension: Mapped[str]
    mobile: Mapped[str]
    email: Mapped[str]
    birthday: Mapped[date | None]
    hired_on: Mapped[date | None]
    left_on: Mapped[date | None]
    status: Mapped[str]
    note: Mapped[str]
    attrs: Mapped[dict[str, Any]] = mapped_column(JSONB)
    sort_key: Mapped[str]


EMPLOYEE = Entity(
    mapped=Employee,
    title=QT_TRANSLATE_NOOP("Employee", "Employee"),
    plural=QT_TRANSLATE_NOOP("Employee", "Employees"),
    fields=(
        Code(name="code", label=QT_TRANSLATE_NOOP("Employee", "Code"), searchable=True),
        Text_(name="name", label=QT_TRANSLATE_NOOP("Employee", "Name"), required=True, sortable=True, searchable=True),
        Text_(name="login", label=QT_TRANSLATE_NOOP("Employee", "Login"), searchable=True),
        Text_(name="title", label=QT_TRANSLATE_NOOP("Employee", "Title")),
        Ref(name="department_id", label=QT_TRANSLATE_NOOP("Employee", "Department"), to="department"),
        Ref(name="superior_id", label=QT_TRANSLATE_NOOP("Employee", "Superior"), to="employee"),
        Ref(name="stand_in_id", label=QT_TRANSLATE_NOOP("Employee", "Stand-in"), to="employee"),
        Choice(name="gender", label=QT_TRANSLATE_NOOP("Employee", "Gender"), dictionary="gender", width=6),
        Phone(name="phone", label=QT_TRANSLATE_NOOP("Employee", "Phone"), searchable=True),
        Text_(name="extension", label=QT_TRANSLATE_NOOP("Employee", "Extension"), width=7),
        Phone(name="mobile", label=QT_TRANSLATE_NOOP("Employee", "Mobile"), searchable=True),
        Email(name="email", label=QT_TRANSLATE_NOOP("Employee", "E-mail")),
        Birthday(name="birthday", label=QT_TRANSLATE_NOOP("Employee", "Birthday")),
        Date(name="hired_on", label=QT_TRANSLATE_NOOP("Employee", "Hired on")),
        Date(name="left_on", label=QT_TRANSLATE_NOOP("Employee", "Left on")),
        Options(name="status", label=QT_TRANSLATE_NOOP("Employee", "Status"), options=STATUS, default="active"),
        LongText(name="note", label=QT_TRANSLATE_NOOP("Employee", "Note")),
        DateTime(name="created_at", label=QT_TRANSLATE_NOOP("Employee", "Created"), read_only=True),
        Login(name="created_by", label=QT_TRANSLATE_NOOP("Employee", "Created by")),
        DateTime(name="updated_at", label=QT_TRANSLATE_NOOP("Employee", "Changed"), read_only=True),
        Login(name="updated_by", label=QT_TRANSLATE_NOOP("Employee", "Changed by")),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("Employee", "Employee"),
            fields=("name", "code", "title", "department_id", "superior_id", "stand_in_id", "status", "login"),
        ),
        Section(title=QT_TRANSLATE_NOOP("Employee", "Phones"), fields=("phone", "extension", "mobile", "email")),
        Section(
            title=QT_TRANSLATE_NOOP("Employee", "Person"), fields=("gender", "birthday", "hired_on", "left_on", "note")
        ),
        Section(
            title=QT_TRANSLATE_NOOP("Employee", "Record"),
            fields=("created_at", "created_by", "updated_at", "updated_by"),
        ),
    ),
    list_columns=("code", "name", "title", "department_id", "superior_id", "phone", "mobile", "login", "status"),
    sort="name",
    subtitle="title",
    icon="contact",
    search=True,
    related=(Related(entity="employee", field="superior_id", title=QT_TRANSLATE_NOOP("Employee", "Subordinates")),),
    unique=("code", "login", "name"),
    stays=QT_TRANSLATE_NOOP(
        "Employee",
        "Employees are not deleted, what they did stays: “Base info” → “Employee leaves” hands over and closes the login.",
    ),
    messages={
        "employee_name_required": QT_TRANSLATE_NOOP("Employee", "An employee needs a name."),
        "employee_code_unique": QT_TRANSLATE_NOOP("Employee", "Another employee has this code already."),
        "employee_login_unique": QT_TRANSLATE_NOOP("Employee", "Another employee has this login already."),
        "employee_login_form": QT_TRANSLATE_NOOP(
            "Employee", "A login has small letters and digits, begins with a letter and has at least two characters."
        ),
        "employee_login_stays": QT_TRANSLATE_NOOP("Employee", "A login cannot be renamed."),
        "login_taken_on_server": QT_TRANSLATE_NOOP("Employee", "This login belongs to somebody else on this server."),
        "employee_not_his_own_superior": QT_TRANSLATE_NOOP("Employee", "Nobody is his own superior."),
        "employee_loop": QT_TRANSLATE_NOOP("Employee", "These employees would be superiors of each other."),
        "one_administrator_stays": QT_TRANSLATE_NOOP(
            "Employee", "At least one employee must be able to change rights."
        ),
        "employee_without_login": QT_TRANSLATE_NOOP("Employee", "This employee has no login."),
    },
    attributes_title=QT_TRANSLATE_NOOP("Employee", "Own attributes"),
)


class Department(Versioned, Base):
    """A department; departments form a tree."""

    __tablename__ = "department"

    name: Mapped[str]
    code: Mapped[str]
    parent_id: Mapped[int | None]
    head_id: Mapped[int | None]
    position: Mapped[int]


DEPARTMENT = Entity(
    mapped=Department,
    title=QT_TRANSLATE_NOOP("Department", "Department"),
    plural=QT_TRANSLATE_NOOP("Department", "Departments"),
    fields=(
        Text_(name="name", label=QT_TRANSLATE_NOOP("Department", "Name"), required=True),
        Text_(name="code", label=QT_TRANSLATE_NOOP("Department", "Code")),
        Ref(name="parent_id", label=QT_TRANSLATE_NOOP("Department", "Belongs to"), to="department"),
        Ref(name="head_id", label=QT_TRANSLATE_NOOP("Department", "Head"), to="employee"),
        Integer(name="position", label=QT_TRANSLATE_NOOP("Department", "Position"), default=0, sortable=True),
        DateTime(name="created_at", label=QT_TRANSLATE_NOOP("Department", "Created"), read_only=True),
        Login(name="created_by", label=QT_TRANSLATE_NOOP("Department", "Created by")),
        DateTime(name="updated_at", label=QT_TRANSLATE_NOOP("Department", "Changed"), read_only=True),
        Login(name="updated_by", label=QT_TRANSLATE_NOOP("Department", "Changed by")),
    ),
    sections=(
        Section(
            title=QT_TRANSLATE_NOOP("Department", "Department"),
            fields=("name", "code", "parent_id", "head_id", "position"),
        ),
        Section(
            title=QT_TRANSLATE_NOOP("Department", "Record"),
            fields=("created_at", "created_by", "updated_at", "updated_by"),
        ),
    ),
    list_columns=("name", "code", "parent_id", "head_id"),
    sort="position",
    module="employee",
    icon="network",
    related=(Related(entity="employee", field="department_id"),),
    unique=("code", "name"),
    messages={
        "department_name_required": QT_TRANSLATE_NOOP("Department", "A department needs a name."),
        "department_code_unique": QT_TRANSLATE_NOOP("Department", "Another department has this code already."),
        "department_not_its_own_parent": QT_TRANSLATE_NOOP("Department", "A department cannot belong to itself."),
        "department_loop": QT_TRANSLATE_NOOP("Department", "These departments would belong to each other."),
        "employee_department_id_fkey": QT_TRANSLATE_NOOP("Department", "There are employees in this department."),
    },
)
