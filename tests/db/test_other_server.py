"""What is only true of another server than the embedded one: ``start.py test --server debian``."""

from __future__ import annotations

import os
from contextlib import closing

import pytest

from crm_desktop.admin import embedded
from tests import databases
from tests.databases import AccountSet

pytestmark = pytest.mark.skipif(databases.TLS not in os.environ, reason="only on the distribution's server")


def test_employees_talk_over_tls(account_set: AccountSet) -> None:
    with closing(account_set.connect("rep1")) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
        assert cursor.fetchone() == (True,)


def test_the_set_sorts_by_bytes_in_a_cluster_that_does_not(account_set: AccountSet) -> None:
    ((provider, locale),) = account_set.rows(
        "SELECT datlocprovider, daticulocale FROM pg_database WHERE datname = 'template1'"
    )
    assert (provider, locale) == ("i", os.environ[embedded.LOCALE])
    assert account_set.rows("SELECT x FROM (VALUES ('b'), ('B'), ('a'), ('中')) v(x) ORDER BY x") == [
        ("B",), ("a",), ("b",), ("中",),
    ]  # fmt: skip
    assert account_set.rows("SELECT lower('É')") == [("é",)]
