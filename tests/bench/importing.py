"""The import of 100,000 new customers, step by step, against the same rows by the driver alone."""

from __future__ import annotations

import csv
import io
import json
import tempfile
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import psycopg2

from crm_desktop.exchange.table import open_table
from crm_desktop.printing.words import translate
from crm_desktop.system import importing
from crm_desktop.system.importing import from_json
from tests.bench.measure import Result, Samples
from tests.bench.run import Run, operation

ROWS = 100_000
NAMES = ("name", "phone", "address")


@operation
def import_100k_stage(run: Run) -> Result:
    """Read a CSV file of 100,000 rows into the database; the bare one copies the same rows into an empty table."""
    return _step(run, "import_100k_stage")


@operation
def import_100k_check(run: Run) -> Result:
    """Say of 100,000 staged rows what they would do; the bare one joins as many names with the customers."""
    return _step(run, "import_100k_check")


@operation
def import_100k_commit(run: Run) -> Result:
    """Write 100,000 checked rows as customers in one transaction; the bare one inserts the same rows."""
    return _step(run, "import_100k_commit")


def _step(run: Run, wanted: str) -> Result:
    """Import as far as *wanted*, which alone is timed; nothing stays."""
    desk, samples = run.desk, Samples()
    rows = [(f"百千{i:06d}科技有限公司", f"029-{i:08d}", f"百千路{i}号") for i in range(ROWS)]
    facts, found = desk.desktop._facts, []

    def job(work: Callable[[Any], Any], name: str) -> Any:
        found.clear()
        act: Callable[[], None] = lambda: _wait(run, work, found)  # noqa: E731 - timed or not
        samples.time(act) if name == wanted else act()
        return found[0]

    with tempfile.TemporaryDirectory(prefix="crm-bench-") as folder:
        path = Path(folder) / "customers.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([NAMES, *rows])
        mapping = from_json({"columns": {name: name for name in NAMES}, "match": ["name"]}, "customer")
        table = open_table(path)
        run_id = job(
            lambda s: importing.stage(s, table, facts=facts, mapping=mapping, translate=translate), "import_100k_stage"
        )
        if wanted != "import_100k_stage":
            job(lambda s: importing.check(s, run_id, facts=facts, trial=False), "import_100k_check")
        if wanted == "import_100k_commit":
            job(lambda s: importing.commit(s, run_id, facts=facts), "import_100k_commit")
    samples.bare = [_bare(run, wanted, rows)]
    _clear(run)
    return run.result(wanted, samples, interactive=False)


def _wait(run: Run, work: Callable[[Any], Any], found: list[Any]) -> None:
    run.desk.desktop.jobs.run(work, owner=run.desk.window, done=found.append)
    for _ in range(20):  # longer than any other operation may take
        with suppress(TimeoutError):
            run.desk.waiter.until(lambda: found, "import")
            return
    raise TimeoutError("import")


def _bare(run: Run, wanted: str, rows: list[tuple[str, str, str]]) -> float:
    """Return how long the same takes by the driver alone (ms)."""
    if wanted == "import_100k_commit":
        return run.bare.insert_customers(rows)
    with closing(psycopg2.connect(run.prepared.owner_dsn)) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE public.bare (row_number int, data jsonb)")
        lines = "".join(
            f"{n}\t{json.dumps(dict(zip(NAMES, row, strict=True)), ensure_ascii=False)}\n" for n, row in enumerate(rows)
        )
        begun = time.perf_counter()
        cursor.copy_expert("COPY public.bare FROM STDIN", io.StringIO(lines))
        copied = time.perf_counter()
        if wanted == "import_100k_check":
            cursor.execute(
                "SELECT count(*), count(c.id) FROM public.bare b LEFT JOIN crm.customer c ON c.name = b.data ->> 'name'"
            )
            return (time.perf_counter() - copied) * 1000
        connection.rollback()
        return (copied - begun) * 1000


def _clear(run: Run) -> None:
    """Leave the account set as it was, without the trail."""
    with closing(psycopg2.connect(run.prepared.owner_dsn)) as connection, connection, connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("DELETE FROM crm.customer WHERE name LIKE '百千%' AND address LIKE '百千路%' RETURNING id")
        ids = [row[0] for row in cursor.fetchall()]
        cursor.execute("DELETE FROM crm.duplicate_key WHERE entity = 'customer' AND of_id = ANY (%s)", (ids,))
        cursor.execute("DELETE FROM crm.audit WHERE table_name = 'customer' AND record_id = ANY (%s)", (ids,))
        cursor.execute("DELETE FROM crm.import_row; DELETE FROM crm.import_run")
