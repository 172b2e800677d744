"""The reader's own favourites; the database keeps each person's apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.core.entity import Entity
from crm_desktop.core.source import RecordSource
from crm_desktop.db.errors import translated


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """A star as it stands in the database."""

    record_id: int
    folder_id: int | None = None
    position: int = 0
    follow: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Favourite:
    """A record among the reader's favourites that he may see."""

    id: int
    entity: str
    record_id: int
    folder_id: int | None
    follow: bool
    label: str
    beside: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Folder:
    """A folder of favourites."""

    id: int
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Board:
    """All folders and favourites of the reader, in his order."""

    folders: tuple[Folder, ...] = ()
    favourites: tuple[Favourite, ...] = ()


def toggle(session: Session, *, entity: str, ids: Sequence[int]) -> tuple[list[Kept], list[Kept]]:
    """Star all of *ids*, or where all are starred none of them; return what was added and what was removed."""
    given = {"table": entity, "ids": list(ids)}
    with translated():
        added = session.execute(
            text(
                "INSERT INTO crm.favourite (employee_id, table_name, record_id) "
                "SELECT crm.me(), :table, i FROM unnest(CAST(:ids AS bigint[])) i "
                "ON CONFLICT DO NOTHING RETURNING record_id"
            ),
            given,
        ).scalars()
        if new := [Kept(record_id=i) for i in added]:
            return new, []
        removed = session.execute(
            text(
                "DELETE FROM crm.favourite WHERE table_name = :table AND record_id = ANY (:ids) "
                "RETURNING record_id, folder_id, position, follow"
            ),
            given,
        )
        return [], [Kept(**row._mapping) for row in removed]


def put_back(session: Session, *, entity: str, added: Sequence[Kept], removed: Sequence[Kept]) -> None:
    """Take a toggle back."""
    with translated():
        session.execute(
            text("DELETE FROM crm.favourite WHERE table_name = :table AND record_id = ANY (:ids)"),
            {"table": entity, "ids": [kept.record_id for kept in added]},
        )
        for kept in removed:
            session.execute(
                text(
                    "INSERT INTO crm.favourite (employee_id, table_name, record_id, folder_id, position, follow) "
                    "VALUES (crm.me(), :table, :record_id, (SELECT id FROM crm.favourite_folder WHERE id = :folder_id), "
                    ":position, :follow) ON CONFLICT DO NOTHING"
                ),
                {
                    "table": entity,
                    "record_id": kept.record_id,
                    "folder_id": kept.folder_id,
                    "position": kept.position,
                    "follow": kept.follow,
                },
            )


def read_board(session: Session, records: RecordSource, entities: Mapping[str, Entity]) -> Board:
    """Return the reader's folders and those of his favourites that he may still see."""
    with translated():
        folders = session.execute(text("SELECT id, name FROM crm.favourite_folder ORDER BY position, id")).all()
        stars = session.execute(
            text("SELECT id, table_name, record_id, folder_id, follow FROM crm.favourite ORDER BY position, id DESC")
        ).all()
    words: dict[tuple[str, int], tuple[str, str]] = {}
    for name in sorted({star.table_name for star in stars} & set(entities)):
        entity = entities[name]
        columns = tuple(n for n in (entity.label, entity.subtitle) if n in entity)
        ids = [star.record_id for star in stars if star.table_name == name]
        for record in records.rows_by_ids(session, entity, columns, ids):
            shown = [str(record.values.get(n) or "") for n in columns]
            words[name, record.id] = shown[0], shown[1] if len(shown) > 1 else ""
    return Board(
        folders=tuple(Folder(**row._mapping) for row in folders),
        favourites=tuple(
            Favourite(
                id=star.id,
                entity=star.table_name,
                record_id=star.record_id,
                folder_id=star.folder_id,
                follow=star.follow,
                label=words[star.table_name, star.record_id][0],
                beside=words[star.table_name, star.record_id][1],
            )
            for star in stars
            if (star.table_name, star.record_id) in words
        ),
    )


def move(session: Session, *, ids: Sequence[int], folder_id: int | None) -> None:
    """Put favourites into a folder, or out of any."""
    _write(session, "UPDATE crm.favourite SET folder_id = :folder WHERE id = ANY (:ids)", ids, folder=folder_id)


def follow(session: Session, *, ids: Sequence[int], on: bool) -> None:
    """Have the reader told when a colleague changes these, or no longer."""
    _write(session, "UPDATE crm.favourite SET follow = :on WHERE id = ANY (:ids)", ids, on=on)


def put_in_order(session: Session, *, ids: Sequence[int]) -> None:
    """Put favourites in the order of *ids*."""
    _order(session, "favourite", ids)


def put_folders_in_order(session: Session, *, ids: Sequence[int]) -> None:
    """Put folders in the order of *ids*."""
    _order(session, "favourite_folder", ids)


def make_folder(session: Session, *, name: str) -> int:
    """Make a folder at the end; raise Invalid where there is one of this name."""
    statement = text(
        "INSERT INTO crm.favourite_folder (employee_id, name, position) SELECT crm.me(), :name, "
        "coalesce(max(position), 0) + 1 FROM crm.favourite_folder RETURNING id"
    )
    with translated():
        return int(session.execute(statement, {"name": name.strip()}).scalar_one())


def rename_folder(session: Session, *, folder_id: int, name: str) -> None:
    """Give a folder another name."""
    _write(
        session, "UPDATE crm.favourite_folder SET name = :name WHERE id = ANY (:ids)", [folder_id], name=name.strip()
    )


def remove_folder(session: Session, *, folder_id: int) -> list[int]:
    """Remove a folder, not what is in it; return the favourites that were in it."""
    with translated():
        inside = session.execute(
            text("SELECT id FROM crm.favourite WHERE folder_id = :id"), {"id": folder_id}
        ).scalars()
        ids = list(inside)
    _write(session, "DELETE FROM crm.favourite_folder WHERE id = ANY (:ids)", [folder_id])
    return ids


def _order(session: Session, table: str, ids: Sequence[int]) -> None:
    _write(
        session,
        f"UPDATE crm.{table} t SET position = o.n FROM unnest(CAST(:ids AS bigint[])) WITH ORDINALITY o(id, n) "
        "WHERE t.id = o.id AND t.position <> o.n",
        ids,
    )


def _write(session: Session, statement: str, ids: Sequence[int], **values: object) -> None:
    with translated():
        session.execute(text(statement), {"ids": list(ids), **values})
