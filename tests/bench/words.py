"""What is searched for and opened: taken from the data by a seed, the same for every run."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import psycopg2

from tests.bench.prepare import Prepared

SEED = 20260


@dataclass(frozen=True, kw_only=True)
class Words:
    """Ids and words of one role, in the order in which they are used."""

    customers: list[int]
    han: list[str]
    common: list[str]  #: characters that a hundredth of the company's customers have in their names
    pinyin: list[str]
    phone: list[str]
    products: list[int]


def choose(prepared: Prepared, role: str, number: int) -> Words:
    """Choose *number* of each among what *role* may see."""
    rng = random.Random(f"{SEED}{role}")
    with closing(psycopg2.connect(prepared.dsn(role))) as connection, connection.cursor() as cursor:
        rows = _customers(cursor, rng, number)
        cursor.execute("SELECT id FROM crm.product WHERE list_price > 0 AND status = 'on_sale' ORDER BY id")
        products = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT ch, readings[1] FROM crm.hanzi")
        readings = dict(cursor.fetchall())
    names = [row[1] for row in rows]
    return Words(
        customers=[row[0] for row in rows],
        han=[_piece(rng, name, rng.choice((2, 2, 3, 4))) for name in names],
        common=_common(prepared, number),
        pinyin=[_letters(rng, name, readings) for name in names],
        phone=[_fragment(rng, row[2]) for row in rows if len(_digits(row[2])) >= 7],
        products=[rng.choice(products) for _ in range(max(number * 5, 50))],
    )


def editable(prepared: Prepared, role: str, customers: list[int]) -> list[int]:
    """Return those of *customers* that *role* may change: who helps with a customer may only look at it."""
    with closing(psycopg2.connect(prepared.dsn(role))) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT i FROM unnest(%s) WITH ORDINALITY q(i, n) WHERE crm.sees('customer', i, 'edit') ORDER BY n",
            (customers,),
        )
        return [row[0] for row in cursor.fetchall()]


def _customers(cursor: Any, rng: random.Random, number: int) -> list[tuple[int, str, str]]:
    cursor.execute("SELECT min(id), max(id) FROM crm.customer")
    least, most = cursor.fetchone()
    found: dict[int, tuple[int, str, str]] = {}
    while len(found) < number:
        cursor.execute(
            "SELECT id, name, phone FROM crm.customer WHERE id >= %s AND phone <> '' ORDER BY id LIMIT 1",
            (rng.randint(least, most),),
        )
        row = cursor.fetchone()
        if row and row[0] not in found:
            found[row[0]] = row
    return list(found.values())


def _piece(rng: random.Random, name: str, length: int) -> str:
    """Return some neighbouring characters: often a common word, as people type."""
    at = rng.randint(0, max(0, len(name) - length))
    return name[at : at + length]


def _common(prepared: Prepared, number: int) -> list[str]:
    """Return words that very many customers of the company have, whoever's they are: the same for every role."""
    with closing(psycopg2.connect(prepared.owner_dsn)) as connection, connection.cursor() as cursor:
        share = min(100, 400_000 / prepared.customers)  # of its pages
        cursor.execute("SELECT name FROM crm.customer TABLESAMPLE SYSTEM (%s) REPEATABLE (%s)", (share, SEED))
        names = [row[0] for row in cursor.fetchall()]
    counted = Counter(
        piece
        for name in names
        for piece in {name[at : at + length] for length in (2, 3, 4) for at in range(len(name) - length + 1)}
    )
    often = sorted(piece for piece, times in counted.items() if times * 100 >= len(names) and piece.isalpha())
    return random.Random(SEED).choices(often, k=number)


def _letters(rng: random.Random, name: str, readings: dict[str, str]) -> str:
    """Return initials or whole syllables of some neighbouring characters."""
    known = [readings[ch] for ch in name if ch in readings]
    length = min(len(known), rng.choice((2, 3, 4, 5)))
    at = rng.randint(0, len(known) - length)
    part = known[at : at + length]
    return "".join(part[:3]) if rng.random() < 0.4 else "".join(word[0] for word in part)


def _digits(text: str) -> str:
    return "".join(ch for ch in text if ch.isdigit())


def _fragment(rng: random.Random, phone: str) -> str:
    digits = _digits(phone)
    length = rng.choice((4, 5, 6, 7))
    return digits[-length:]
