"""Account sets of real data, made once for all the journeys of a worker."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_desktop.admin import embedded
from crm_desktop.admin.main import main
from server_schema import install
from tests.databases import AccountSet

PASSWORD = "maven-pipeline"


@pytest.fixture(scope="session")
def folder(shared_data: Path) -> Path:
    """Give the folder of the real sales pipeline."""
    return shared_data / "crm_sales_opportunities"


@pytest.fixture(scope="session")
def pipeline(server: embedded.Server, folder: Path) -> Iterator[AccountSet]:
    """Make the account set once, by the documented command; leave it as it is."""
    assert (
        main(
            [
                "example",
                "maven",
                "--from",
                str(folder),
                "--as",
                "Maven Test",
                "--password",
                PASSWORD,
                "--quiet",
                "--data",
                str(server.data_dir),
            ]
        )
        == 0
    )
    yield AccountSet(name=install.database_name("Maven Test"), server=server)
    install.drop_account_set(server.admin_dsn, "Maven Test")
