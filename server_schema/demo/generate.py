"""Fill an account set with the Demo company: its people, goods, customers and two years of business.

The same seed, size and *today* give the same rows. Everything that triggers derive (search tokens, sort keys, owners of
children, sums, codes) is computed here by the same rules, because a million customers must load in minutes.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime

from crm_desktop.db.connect import connected
from server_schema import install
from server_schema.demo import (
    batching,
    catalogue,
    circle,
    company,
    dates,
    goods,
    handing,
    history,
    loans,
    plan,
    promoting,
    quality,
    rows,
    variants,
)  # fmt: skip
from server_schema.demo import chunk as chunks
from server_schema.demo.copying import build_indexes, bulk, copy, drop_indexes, fill_achievements, finish
from server_schema.demo.search import Tokens
from server_schema.demo.words import staff as people
from server_schema.demo.workdays import CHINA
from server_schema.demo.world import World

SEED = "changan"
Progress = Callable[[str, float], None]
#: smaller sets are made in this process: starting others would take longer
_ALONE = 20_000
_BASE = (
    "dictionary",
    "department",
    "employee",
    "employee_role",
    "attribute_definition",
    "session_log",
    "product_class",
    "product",
    "product_cost",
    "price_list",
    "price",
)


class NotEmpty(Exception):
    """The account set holds customers, employees or products already; nothing was changed."""


@dataclass(frozen=True, kw_only=True)
class Login:
    """How an employee of the Demo company logs in; *role* is the code of the role."""

    login: str
    password: str
    role: str
    department: str
    name: str
    title: str


def logins(*, suffix: str = "") -> list[Login]:
    """Return all 49 employees: the general manager first, department by department."""
    return [
        Login(
            login=person.login + suffix,
            password=company.password(person.login + suffix),
            role=person.role,
            department=person.department,
            name=person.name,
            title=person.title,
        )
        for person in people.PEOPLE
    ]


def load(
    admin_dsn: str,
    name: str,
    *,
    customers: int = 3000,
    progress: Progress | None = None,
    today: date | None = None,
    seed: str = SEED,
    suffix: str = "",
    workers: int | None = None,
) -> None:
    """Fill the empty account set *name*; on failure it is removed with its logins.

    *today* is the day on which the business looks current (default: today in China); *suffix* ends every login, for
    a second such set on one server. *progress* gets a step (people, plan, customers, indexes, statistics) and the part
    done, 0 to 1. More than 20,000 customers are made by *workers* processes (default: one a processor, at most four).
    Raises NotEmpty, ValueError.
    """
    if customers < 10:
        raise ValueError(customers)
    told = progress or (lambda _step, _part: None)
    dsn = install.dsn_of(admin_dsn, install.database_name(name))
    world = _world(dsn, seed, today or datetime.now(CHINA).date(), customers, suffix)
    try:
        _load(dsn, world, told, workers or min(4, os.cpu_count() or 1))
    except BaseException:
        install.drop_account_set(admin_dsn, name)
        raise


def reset(
    admin_dsn: str,
    name: str,
    *,
    customers: int = 3000,
    progress: Progress | None = None,
    today: date | None = None,
    seed: str = SEED,
    suffix: str = "",
) -> None:
    """Remove the demo account set *name* if it is there, and make it anew. ValueError: it is no demo."""
    database = install.database_name(name)
    if database in install.account_sets(admin_dsn):
        with closing(connected(install.dsn_of(admin_dsn, database))) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT is_demo FROM crm.account_set")
            if cursor.fetchone() != (True,):
                raise ValueError(name)
    install.drop_account_set(admin_dsn, name)
    install.create_account_set(admin_dsn, name, company=people.COMPANY, company_en=people.COMPANY_EN, is_demo=True)
    load(admin_dsn, name, customers=customers, progress=progress, today=today, seed=seed, suffix=suffix)


def _world(dsn: str, seed: str, today: date, customers: int, suffix: str) -> World:
    with closing(connected(dsn)) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM crm.customer) OR EXISTS (SELECT FROM crm.employee) OR EXISTS (SELECT "
            "FROM crm.product)"
        )
        if cursor.fetchone() != (False,):
            raise NotEmpty
        cursor.execute("SELECT ch, readings FROM crm.hanzi")
        readings = dict(cursor.fetchall())
    return World(
        seed=seed,
        today=today,
        customers=customers,
        suffix=suffix,
        goods=goods.make(seed, today),
        tokens=Tokens(readings),
    )


def _load(dsn: str, world: World, told: Progress, workers: int) -> None:
    told("people", 0.0)
    with bulk(dsn) as connection:
        company.load_facts(connection, world)
        company.load_people(connection, world)
        company.load_goods(connection, world)
        catalogue.load(connection, world)
    told("plan", 0.03)
    whole = plan.make(world.seed, world.today, world.customers)
    definitions = drop_indexes(dsn, (*rows.COLUMNS, *rows.BESIDE))
    total = -(-world.customers // plan.CHUNK)
    made = (
        _alone(dsn, world, whole) if world.customers <= _ALONE or workers < 2 else _together(dsn, world, whole, workers)
    )
    for number in made:
        told("customers", 0.05 + 0.6 * number / total)
    handing.load_pools(dsn)
    for number in build_indexes(dsn, definitions):
        told("indexes", 0.65 + 0.25 * number / len(definitions))
    told("statistics", 0.9)
    with bulk(dsn) as connection:
        company.load_counters(connection, whole, len(world.goods.products))
        circle.load(connection)
        dates.load(connection, world.today)
    with bulk(dsn) as connection:
        company.index_attributes(connection)
        promoting.load(connection)
        batching.load(connection, world.today)
        history.load(connection, world)
    finish(dsn, (*_BASE, *rows.COLUMNS, *rows.BESIDE, *circle.TABLES, *dates.TABLES, *batching.TABLES, "audit"))
    variants.load(dsn, world)
    loans.load(dsn, world)
    handing.load(dsn, world.today)
    quality.load(dsn)
    finish(dsn, loans.TABLES)
    with bulk(dsn) as connection:
        fill_achievements(connection)
        company.load_mark(connection, world)
    told("statistics", 1.0)


def _write(dsn: str, world: World, piece: plan.Chunk) -> None:
    with bulk(dsn) as connection:
        for table, lines in chunks.make(world, piece).items():
            if lines:
                copy(connection, table, rows.COLUMNS[table], lines)


def _alone(dsn: str, world: World, whole: plan.Plan) -> Iterator[int]:
    for number, piece in enumerate(whole.chunks(), 1):
        _write(dsn, world, piece)
        yield number


_mine: tuple[str, World] | None = None  # what a worker process is given once, not with every chunk


def _begin(dsn: str, world: World) -> None:
    global _mine
    _mine = dsn, world


def _work(piece: plan.Chunk) -> None:
    assert _mine is not None, "the pool calls _begin first"
    _write(*_mine, piece)


def _together(dsn: str, world: World, whole: plan.Plan, workers: int) -> Iterator[int]:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(dsn, world)) as pool:
        waiting: set[Future[None]] = set()
        number = 0
        for piece in whole.chunks():
            waiting.add(pool.submit(_work, piece))
            if len(waiting) >= workers * 2:  # no more than that lies in memory
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    future.result()
                    number += 1
                    yield number
        for future in waiting:
            future.result()
            number += 1
            yield number
