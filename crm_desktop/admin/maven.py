"""The answers that turn the folder of the Maven sales pipeline into an account set."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Any

import server_schema
from crm_desktop.admin.trouble import Trouble
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.exchange.table import open_table

MAPPINGS = Path(server_schema.__file__).parent / "data" / "examples" / "maven"
FILES = ("sales_teams.csv", "products.csv", "accounts.csv", "sales_pipeline.csv")
ADMINISTRATOR = "maven.admin"
SALES = "Sales"
#: Sectors of the accounts that the dictionary of every account set does not have.
SECTORS = (
    ("technology", "科技", "Technology"),
    ("software", "软件", "Software"),
    ("marketing", "营销", "Marketing"),
    ("telecommunications", "电信业", "Telecommunications"),
    ("employment", "人力资源", "Employment"),
)
#: (entity, file, mapping) in the order in which one stands on the other
IMPORTS = (
    ("product_class", "products.csv", "product_classes.json"),
    ("price_list", "products.csv", "price_lists.json"),
    ("product", "products.csv", "products.json"),
    ("customer", "accounts.csv", "accounts.json"),
    ("opportunity", "sales_pipeline.csv", "opportunities.json"),
)


def answers_from(folder: Path, name: str = "Maven") -> dict[str, Any]:
    """Return the answers for ``system.initialization``: agents under managers in regions. Raises Trouble."""
    for file in FILES:
        if not (folder / file).is_file():
            raise Trouble(QT_TRANSLATE_NOOP("Admin", "{folder} has no file {file}."), folder=folder, file=file)
    teams = open_table(folder / "sales_teams.csv")
    rows = [dict(zip(teams.headings, row.cells, strict=True)) for row in teams.rows()]
    regions = sorted({row["regional_office"] for row in rows})
    managers = {row["manager"]: row["regional_office"] for row in rows}
    shared = [
        {"role": role, "module": module, "action": "view", "scope": "all"}
        for role in ("sales_rep", "team_lead")
        for module in ("customer", "contact")
    ]
    return {
        "account_set": {
            "name": name,
            "company": "Maven Computer Hardware",
            "company_en": "Maven Computer Hardware",
            "currency": "USD",
            "colour": "#7c3aed",
        },
        "departments": [{"name": SALES}, *({"name": region, "parent": SALES} for region in regions)],
        "employees": _people(rows, managers),
        # any agent sells to any account, so all of them see the accounts
        "rights": {"rules": shared},
        "dictionaries": {
            "industry": [
                {"code": code, "name": zh, "name_en": en, "position": 200 + 10 * number}
                for number, (code, zh, en) in enumerate(SECTORS)
            ]
        },
        "imports": [
            {"entity": entity, "file": str(folder / file), "mapping": str(MAPPINGS / mapping)}
            for entity, file, mapping in IMPORTS
        ],
    }


def _people(rows: list[dict[str, Any]], managers: dict[str, str]) -> list[dict[str, Any]]:
    """Return the answers for the employees: an administrator, the managers of the regions, their agents."""
    people: list[dict[str, Any]] = [
        {
            "login": ADMINISTRATOR,
            "name": "Maven Administrator",
            "department": SALES,
            "roles": ["administrator", "manager"],
        }
    ]
    people += [
        {
            "login": login_of(who),
            "name": who,
            "department": region,
            "title": "Manager",
            "roles": ["team_lead"],
            "superior": ADMINISTRATOR,
        }
        for who, region in managers.items()
    ]
    people += [
        {
            "login": login_of(row["sales_agent"]),
            "name": row["sales_agent"],
            "title": "Sales agent",
            "department": row["regional_office"],
            "roles": ["sales_rep"],
            "superior": login_of(row["manager"]),
        }
        for row in rows
    ]
    return people


def login_of(name: str) -> str:
    """Return the login of a person: ``Mei-Mei Johns`` is ``mei-mei.johns``."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9.-]", "", re.sub(r"\s+", ".", plain.strip()))
