"""The fixtures themselves: each module has its own company, each employee comes in with a password."""

from __future__ import annotations

from collections.abc import Callable

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.databases import AccountSet


def test_an_employee_sees_his_own_customers_and_the_superuser_all(
    account_set: AccountSet, login: Callable[[str], Session]
) -> None:
    mine = login("rep1").execute(text("SELECT count(*) FROM crm.customer")).scalar_one()
    everything = account_set.rows("SELECT count(*) FROM crm.customer")[0][0]
    assert 0 < mine < everything
    assert login("boss").execute(text("SELECT count(*) FROM crm.customer")).scalar_one() == everything


def test_a_bare_connection_is_the_employee(psql_as: Callable[[str], Connection]) -> None:
    with psql_as("rep1").cursor() as cursor:
        cursor.execute("SELECT session_user, current_setting('is_superuser')")
        assert cursor.fetchone() == ("rep1", "off")


def test_temporary_tables_are_refused_in_a_copy_too(psql_as: Callable[[str], Connection]) -> None:
    with psql_as("rep1").cursor() as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege):
        cursor.execute("CREATE TEMP TABLE t (a int)")


def test_a_fresh_set_is_apart(account_set: AccountSet, fresh_account_set: AccountSet) -> None:
    fresh_account_set.rows("DELETE FROM crm.contact")
    assert account_set.rows("SELECT count(*) FROM crm.contact")[0][0] > 0
