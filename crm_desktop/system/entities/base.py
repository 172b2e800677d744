"""The declarative base and the columns that every record table shares."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import MetaData, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import DateTime


class Base(DeclarativeBase):
    """Everything mapped lives in schema ``crm``; str is text, datetime is timestamptz."""

    metadata = MetaData(schema="crm")
    type_annotation_map = {str: Text, datetime: DateTime(timezone=True)}  # noqa: RUF012 - SQLAlchemy reads it once


class Versioned:
    """Key, version for the optimistic lock, and authorship; all but the key are set by the database."""

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    updated_at: Mapped[datetime]
    updated_by: Mapped[str]
