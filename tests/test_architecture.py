"""Who may import whom, and the budgets of the house, read from the sources themselves."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TABS = ("system", "base_info", "market", "sales", "service", "analysis", "home")  # from the ground up
TOP_LEVEL = {"crm_desktop", "server_schema", "resources", "installer", "tests"}
MADE_BY_TOOLS = re.compile(r"\..*|__pycache__|build|dist|.*\.egg-info")

FILE_LINES, TEST_LINES, FUNCTION_LINES, PACKAGE_FILES = 500, 600, 60, 15
REFUSED_NAMES = {"utils", "util", "helpers", "helper", "manager", "misc", "common"}
LEFTOVERS = re.compile(r"(?i)\b(TODO|FIXME|XXX|NotImplementedError)\b|coming soon|敬请期待")
BROAD_EXCEPT = {"crm_desktop/qt/jobs.py", "crm_desktop/shell/crash.py"}

#: what a layer may import of ours, besides itself; and what it never imports of others
OURS = {
    "core": set(),
    "db": {"core"},
    "exchange": {"core"},
    "printing": {"core"},
    "qt": {"core"},
    "shell": {"core", "qt", "printing", "exchange", "shell services"},
    "shell services": {"core", "db", "exchange", "shell", "system"},  # rights and people are known to everybody
    "admin": {"core", "db", "exchange", "printing", "services", "entities", "rules", "prints", "shell services"},
    "entities": {"core"},
    "rules": {"core", "entities"},
    "services": {"core", "db", "exchange", "entities", "rules"},
    "prints": {"core", "printing", "entities", "rules"},
    "pages": {"core", "qt", "shell", "printing", "exchange", "entities", "rules", "services", "prints", "pages"},
}
NEVER = {
    "core": {"sqlalchemy", "psycopg2", "PySide6"},
    "db": {"PySide6"},
    "exchange": {"sqlalchemy", "psycopg2", "PySide6"},
    "printing": {"sqlalchemy", "psycopg2", "PySide6"},
    "qt": {"sqlalchemy", "psycopg2"},
    "shell": {"sqlalchemy", "psycopg2"},
    "shell services": {"PySide6"},
    "admin": {"PySide6"},
    "entities": {"PySide6", "psycopg2"},
    "rules": {"PySide6", "psycopg2", "sqlalchemy"},
    "services": {"PySide6"},
    "prints": {"PySide6", "psycopg2", "sqlalchemy"},
    "pages": {"sqlalchemy", "psycopg2"},
}
#: parts of a tab that one above it may use
SEEN_FROM_ABOVE = {
    "entities": {"entities"},
    "rules": {"entities", "rules"},
    "services": {"entities", "rules", "services"},
    "prints": {"entities", "rules"},
    "pages": {"entities", "rules", "services"},
}
#: mapped classes need their common base, nothing else of db
BASE_OF_ENTITIES = {"crm_desktop.db.mapped"}
SESSION_WORDS = {"Session", "sessionmaker", "create_engine", "Engine"}


def _sources(*folders: str) -> list[Path]:
    return sorted(
        path for folder in folders for path in (ROOT / folder).rglob("*.py") if "__pycache__" not in path.parts
    )


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def layer_of(module: str) -> tuple[str, str]:
    """Return layer and tab ('' outside the tabs) of a module of ours, such as ``crm_desktop.sales.rules``."""
    parts = module.split(".")[1:]
    if not parts or parts[0] in ("app", "__main__"):
        return "app", ""
    if parts[0] == "shell":
        return ("shell services" if parts[-1].endswith("services") else "shell"), ""
    if parts[0] not in TABS:
        return parts[0], ""
    if len(parts) == 1:
        return "rules", parts[0]
    for kind in ("entities", "rules", "services", "prints"):
        if any(part == kind or part.endswith(f"_{kind}") for part in (parts[1], parts[-1])):
            return kind, parts[0]
    return ("pages" if parts[-1].endswith("_page") or _shows_widgets(module) else "services"), parts[0]


@cache
def _shows_widgets(module: str) -> bool:
    """Return whether a module of a tab is one that the user sees: it knows Qt, so it may not know the database."""
    path = ROOT.joinpath(*module.split(".")).with_suffix(".py")
    if not path.exists():
        return False
    names = {name for name, _line in imports_of(_tree(path), module)}
    return any(name.startswith(("PySide6", "crm_desktop.qt", "crm_desktop.shell")) for name in names)


def imports_of(tree: ast.Module, module: str, is_package: bool = False) -> Iterator[tuple[str, int]]:
    """Give every imported module with its line; what stands under TYPE_CHECKING or in a function counts too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = module.split(".")[: len(module.split(".")) - node.level + int(is_package)]
                base = ".".join([*package, *([base] if base else [])])
            if base == "crm_desktop" or base in {f"crm_desktop.{tab}" for tab in TABS} or base == "crm_desktop.shell":
                yield from ((f"{base}.{alias.name}", node.lineno) for alias in node.names)
            else:
                yield base, node.lineno


def breach(module: str, imported: str) -> str | None:
    """Return why *module* may not import *imported*; None where it may."""
    layer, tab = layer_of(module)
    top = imported.split(".")[0]
    if layer == "app":
        return None
    if layer not in OURS:
        return f"{layer} is no layer of the house"
    if top in NEVER[layer]:
        return f"{layer} never imports {top}"
    if layer == "core" and top != "crm_desktop" and top not in sys.stdlib_module_names:
        return "core imports the standard library only"
    if top == "server_schema" and layer != "admin":
        return "only admin imports the schema"
    if top != "crm_desktop" or imported in BASE_OF_ENTITIES | {"crm_desktop"}:
        return None
    other, other_tab = layer_of(imported)
    if tab and other_tab and tab != other_tab:
        if TABS.index(other_tab) > TABS.index(tab):
            return f"{tab} stands below {other_tab}"
        return None if other in SEEN_FROM_ABOVE[layer] else f"{layer} of {tab} does not use {other} of {other_tab}"
    allowed = OURS[layer] | {layer}
    return None if other in allowed or other_tab in allowed - {""} else f"{layer} does not import {other}"


def _module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _where(path: Path, line: int = 0) -> str:
    return f"{path.relative_to(ROOT)}{f':{line}' if line else ''}"


def _report(found: list[str]) -> None:
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("module", "imported", "allowed"),
    [
        ("crm_desktop.core.fields", "decimal", True),
        ("crm_desktop.core.fields", "platformdirs", False),
        ("crm_desktop.core.fields", "crm_desktop.qt.form", False),
        ("crm_desktop.qt.form", "crm_desktop.core.entity", True),
        ("crm_desktop.qt.form", "crm_desktop.db.records", False),
        ("crm_desktop.qt.form", "sqlalchemy.orm", False),
        ("crm_desktop.sales.entities", "crm_desktop.base_info.entities", True),
        ("crm_desktop.base_info.entities", "crm_desktop.sales.entities", False),
        ("crm_desktop.sales.services", "crm_desktop.base_info.prices.services", True),
        ("crm_desktop.sales.services", "PySide6.QtCore", False),
        ("crm_desktop.sales.board_page", "crm_desktop.sales.services", True),
        ("crm_desktop.sales.board_page", "crm_desktop.db.records", False),
        ("crm_desktop.sales.rules", "crm_desktop.sales.services", False),
        ("crm_desktop.shell.window.main", "crm_desktop.sales.entities", False),
        ("crm_desktop.shell.login.services", "crm_desktop.db.connect", True),
        ("crm_desktop.shell.login.dialog", "crm_desktop.db.connect", False),
        ("crm_desktop.admin.main", "crm_desktop.base_info.prices.services", True),
        ("crm_desktop.admin.main", "PySide6.QtCore", False),
        ("crm_desktop.printing.page", "crm_desktop.sales.entities", False),
        ("crm_desktop.app", "crm_desktop.db.connect", True),
    ],
)
def test_the_rule_itself(module: str, imported: str, allowed: bool) -> None:
    assert (breach(module, imported) is None) is allowed


def test_type_checking_and_late_imports_are_seen() -> None:
    source = "if TYPE_CHECKING:\n from crm_desktop.db import records\ndef late():\n import sqlalchemy\nfrom . import b"
    found = {name for name, _line in imports_of(ast.parse(source), "crm_desktop.qt.a")}
    assert found == {"crm_desktop.db", "sqlalchemy", "crm_desktop.qt"}


def test_imports_follow_the_table() -> None:
    found = []
    for path in _sources("crm_desktop"):
        module = _module_of(path)
        for imported, line in imports_of(_tree(path), module, path.name == "__init__.py"):
            reason = breach(module, imported)
            if reason:
                found.append(f"{_where(path, line)} imports {imported}: {reason}")
    _report(found)


def test_entities_and_rules_have_no_session() -> None:
    found = []
    for path in _sources("crm_desktop"):
        if layer_of(_module_of(path))[0] not in ("entities", "rules"):
            continue
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy"):
                words = SESSION_WORDS & {alias.name for alias in node.names}
                found += [f"{_where(path, node.lineno)} imports {word}" for word in words]
    _report(found)


def test_server_schema_needs_no_desktop() -> None:
    found = []
    for path in _sources("server_schema"):
        for imported, line in imports_of(_tree(path), _module_of(path), path.name == "__init__.py"):
            if imported.split(".")[0] == "PySide6" or imported.startswith(("crm_desktop.qt", "crm_desktop.shell")):
                found.append(f"{_where(path, line)} imports {imported}")
    _report(found)


def test_files_and_functions_keep_their_size() -> None:
    found = []
    for path in [*_sources("crm_desktop", "server_schema", "tests"), ROOT / "start.py"]:
        lines = path.read_text(encoding="utf-8").count("\n")
        if lines > (TEST_LINES if "tests" in path.parts else FILE_LINES):
            found.append(f"{_where(path)} has {lines} lines")
        for node in ast.walk(_tree(path)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > FUNCTION_LINES:
                    found.append(f"{_where(path, node.lineno)} {node.name} has {length} lines")
    _report(found)


def test_packages_stay_small_and_well_named() -> None:
    found = []
    for path in _sources("crm_desktop", "server_schema"):
        if REFUSED_NAMES & {path.stem, path.parent.name}:
            found.append(f"{_where(path)}: the name says nothing")
    for folder in {path.parent for path in _sources("crm_desktop")}:
        files = len([path for path in folder.glob("*.py") if path.name != "__init__.py"])
        if files > PACKAGE_FILES:
            found.append(f"{_where(folder)} has {files} files")
    _report(found)


def test_nothing_half_done_is_left() -> None:
    found = []
    for path in [*_sources("crm_desktop", "server_schema"), ROOT / "start.py"]:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if LEFTOVERS.search(line):
                found.append(f"{_where(path, number)} {line.strip()}")
    _report(found)


def test_only_two_places_catch_everything() -> None:
    found = []
    for path in _sources("crm_desktop", "server_schema"):
        for node in ast.walk(_tree(path)):
            if not isinstance(node, ast.ExceptHandler):
                continue
            caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            names = {part.id for part in caught if isinstance(part, ast.Name)}
            broad = None in caught or names & {"Exception", "BaseException"}
            tidies_up = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None  # and lets it pass
            if broad and not tidies_up and _where(path) not in BROAD_EXCEPT:
                found.append(f"{_where(path, node.lineno)} catches everything")
    _report(found)


def test_one_door_leads_to_the_server() -> None:
    """A refusal in the code page of a Chinese Windows is understood at `db.connect.connected` alone."""
    found = []
    for path in _sources("crm_desktop", "server_schema"):
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.ImportFrom) and node.module == "psycopg2":
                found += [_where(path, node.lineno) for alias in node.names if alias.name == "connect"]
            elif isinstance(node, ast.Attribute) and ast.unparse(node) == "psycopg2.connect":
                found.append(_where(path, node.lineno))
            elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("create_engine"):
                found += [_where(path, node.lineno)] * all(word.arg != "creator" for word in node.keywords)
    assert [place.partition(":")[0] for place in found] == ["crm_desktop/db/connect.py"], found


def test_the_gui_never_waits() -> None:
    found = []
    for path in _sources("crm_desktop"):
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.Attribute) and node.attr in ("processEvents", "exec_"):
                found.append(f"{_where(path, node.lineno)} calls {node.attr}")
            if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
                found.append(f"{_where(path, node.lineno)} imports *")
    _report(found)


def test_the_top_level_is_the_house() -> None:
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and not MADE_BY_TOOLS.fullmatch(path.name)}
    assert folders <= TOP_LEVEL


def test_the_changelog_is_short_lines_and_each_heading_stands_once_in_a_version() -> None:
    for version in re.split(r"(?m)^## ", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))[1:]:
        headings = re.findall(r"(?m)^###.*", version)
        assert headings and len(headings) == len(set(headings))
        assert not [line for line in version.splitlines() if len(line) > 160]
        assert not re.findall(r"(?m)^[^#\n-].*", version.partition("\n")[2]), "one line an ability"


def test_test_files_have_names_of_their_own() -> None:
    names = [path.name for path in _sources("tests") if path.name.startswith("test_")]
    assert sorted(names) == sorted(set(names))
