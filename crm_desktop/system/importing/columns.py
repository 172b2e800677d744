"""The columns an import writes, as the database's own catalogue describes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import Invalid
from crm_desktop.core.fields import Birthday, Ways
from crm_desktop.db.errors import translated
from crm_desktop.system.importing.mapping import ImportMapping
from crm_desktop.system.importing.reading import ORIGIN


@dataclass(frozen=True, kw_only=True, slots=True)
class ColumnPlan:
    """One field: its column, the column's type and default; own attributes are keys of ``attrs``."""

    name: str
    column: str
    type: str
    not_null: bool
    default: str = ""
    attribute: str = ""
    ways: Ways | None = None  #: rows of a part, of which the column only tells
    days: Birthday | None = (
        None  #: rows of a part which hold what the column cannot: ``--MM-DD``; ``--`` by the lunar calendar
    )

    def value(self, alias: str) -> str:
        """Return the SQL that reads the field from the row *alias*."""
        if self.days is not None:
            return (
                f"coalesce(to_char({alias}.{self.column}, 'YYYY-MM-DD'), (SELECT CASE d.calendar WHEN 'solar' "
                "THEN '--' || to_char(make_date(2000, d.month, d.day), 'MM-DD') ELSE '--' END "
                f"FROM crm.{self.days.part} d WHERE d.{self.days.link} = {alias}.id AND d.kind = 'birthday'))"
            )
        return f"{alias}.attrs ->> '{self.attribute}'" if self.attribute else f"{alias}.{self.column}"

    def compared(self, expression: str) -> str:
        """Return *expression* as exactly as a file says it: a moment to the second."""
        return f"date_trunc('second', {expression})" if self.type == "timestamp with time zone" else expression

    @property
    def written(self) -> bool:
        """Tell whether the column itself is written."""
        return not self.attribute and self.ways is None and self.name not in ORIGIN

    def filled(self, expression: str) -> str:
        """Return *expression*, or the column's default where that is null and may not be."""
        return f"coalesce({expression}, {self.default})" if self.not_null and self.default else expression

    def stored(self, expression: str) -> str:
        """Return *expression* as the column itself takes it."""
        if self.days is None:
            return expression
        return f"CASE WHEN {expression} NOT LIKE '--%' THEN CAST({expression} AS date) END"


def column_plans(session: Session, entity: Entity, mapping: ImportMapping) -> Mapping[str, ColumnPlan]:
    """Return the plan of every field that *mapping* writes, by the field's name."""
    with translated():
        rows = session.execute(
            text(
                "SELECT a.attname, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull, "
                "coalesce(pg_get_expr(d.adbin, d.adrelid), '') AS preset "
                "FROM pg_catalog.pg_attribute a "
                "LEFT JOIN pg_catalog.pg_attrdef d ON (d.adrelid, d.adnum) = (a.attrelid, a.attnum) "
                "WHERE a.attrelid = CAST(:table AS regclass) AND a.attnum > 0 AND NOT a.attisdropped"
            ),
            {"table": f"crm.{entity.name}"},
        ).all()
    known = {row.attname: row for row in rows}
    plans: dict[str, ColumnPlan] = {}
    for source in mapping.sources:
        name = source.field
        if name not in entity:
            raise Invalid("mapping_field", name, {"field": name, "entity": entity.name})
        if name.startswith("attrs."):
            plans[name] = ColumnPlan(
                name=name, column="attrs", type="text", not_null=False, attribute=name.removeprefix("attrs.")
            )
        elif name in known:
            row = known[name]
            kind = entity[name]
            days = kind if isinstance(kind, Birthday) and _seen(session, kind) else None
            plans[name] = ColumnPlan(
                name=name,
                column=name,
                type="text" if days else row.type,
                not_null=row.attnotnull,
                default=row.preset,
                ways=kind if isinstance(kind, Ways) else None,
                days=days,
            )
        else:
            raise Invalid("mapping_field", name, {"field": name, "entity": entity.name})
    return plans


def _seen(session: Session, kind: Birthday) -> bool:
    """Tell whether the caller sees the place of a birthday without its year."""
    return bool(kind.part) and bool(
        session.execute(
            text(
                "SELECT bool_and(has_column_privilege(:part, name, 'SELECT')) FROM unnest(ARRAY['year', 'month', 'day']) name"
            ),
            {"part": f"crm.{kind.part}"},
        ).scalar_one()
    )


def unique_keys(session: Session, entity: Entity) -> tuple[tuple[str, ...], ...]:
    """Return the unique keys of the entity's table that are made of its fields.

    Of what is unique in part of the rows only, where something is filled in counts (a code); one replacement a
    product, or one birthday a contact, tells no two other rows apart.
    """
    with translated():
        rows = session.execute(
            text(
                "SELECT (SELECT array_agg(a.attname ORDER BY k.place) FROM unnest(i.indkey::int[]) WITH ORDINALITY k(num, place) "
                "JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.num) FROM pg_catalog.pg_index i "
                "WHERE i.indrelid = CAST(:table AS regclass) AND i.indisunique AND NOT i.indisprimary AND i.indexprs IS NULL "
                "AND (i.indpred IS NULL OR pg_catalog.pg_get_expr(i.indpred, i.indrelid) ~ :filled) "
                "ORDER BY i.indexrelid"
            ),
            {"table": f"crm.{entity.name}", "filled": r"^\(\w+ <> ''::text\)$"},
        ).scalars()
        return tuple(tuple(str(name) for name in row) for row in rows if all(name in entity for name in row))
