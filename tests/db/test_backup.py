"""Backup, restore and drill: everything comes back, or nothing is left."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import psycopg2
import pytest

from crm_desktop.admin import backups, embedded, restores
from crm_desktop.admin.main import main
from crm_desktop.admin.target import Target
from crm_desktop.admin.trouble import Trouble
from server_schema import install
from tests.databases import BASE_VARIABLE, AccountSet, running_server
from tests.db.test_upgrade import RELEASED


def _silent(done: int, total: int, what: str = "") -> None:
    assert 0 <= done <= total


def _target(server: embedded.Server, name: str) -> Target:
    return Target(admin_dsn=server.admin_dsn, name=name, host=server.host, port=server.port, data_dir=server.data_dir)


@pytest.fixture(scope="module")
def tiny() -> Iterator[Target]:
    """Give the tiny company on a server of this module's own: its logins come and go."""
    folder = Path(os.environ[BASE_VARIABLE]) / f"backup-{os.getpid()}"
    with running_server(folder, with_tiny=True) as server:
        yield _target(server, "Tiny")


@pytest.fixture
def crm_admin(tiny: Target, capfd: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Give a function that runs a crm-admin command on the module's server: (code, output, complaint)."""

    def run(*words: str) -> tuple[int, str, str]:
        code = main([*words, "--data", str(tiny.data_dir), "--lang", "en"])
        printed = capfd.readouterr()
        return code, printed.out, printed.err

    return run


def _verifier(facts: backups.Facts, login: str) -> str:
    return next(verifier for name, verifier, _may in facts.logins if name == login)


def _roles(target: Target) -> set[str]:
    return {row[0] for row in target.rows("SELECT rolname FROM pg_roles WHERE rolname !~ '^pg_'")}


def test_a_lost_account_set_comes_back_with_its_logins(tiny: Target, tmp_path: Path) -> None:
    before = tiny.rows("SELECT id, name, phone, owner_id, version FROM crm.customer ORDER BY id")
    path, facts = backups.write(tiny, tmp_path / "tiny.crmbackup", _silent)
    assert path.stat().st_mode & 0o077 == 0
    assert len(facts.logins) == 9
    install.drop_account_set(tiny.admin_dsn, "Tiny")
    done = restores.restore(path, tiny, _silent)
    assert (done.without_login, done.broken) == ((), ())
    assert tiny.rows("SELECT id, name, phone, owner_id, version FROM crm.customer ORDER BY id") == before
    server = embedded.running(tiny.data_dir)
    assert server is not None
    company = AccountSet(name=tiny.database, server=server)
    connection = company.connect("rep1")
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM crm.customer")
        assert cursor.fetchone() == (2,)
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("SELECT * FROM crm.product_cost")
    connection.close()


def test_a_copy_beside_the_first_serves_the_same_people_and_goes_without_them(tiny: Target, tmp_path: Path) -> None:
    path, _facts = backups.write(tiny, tmp_path / "tiny.crmbackup", _silent)
    roles = _roles(tiny)
    copy = replace(tiny, name="Copy")
    done = restores.restore(path, copy, _silent)
    assert done.without_login == ()
    assert copy.rows("SELECT name, role_prefix FROM crm.account_set") == [("Copy", "crm_copy")]
    assert copy.rows("SELECT pg_has_role('rep1', 'crm_copy_employee', 'member')") == [(True,)]
    install.drop_account_set(tiny.admin_dsn, "Copy")
    assert _roles(tiny) == roles


def test_what_comes_back_is_as_closed_as_it_was(tiny: Target, tmp_path: Path) -> None:
    """Grants are not restored but made anew: what stands open to everybody in a fresh dump must not stay so."""
    path, _facts = backups.write(tiny, tmp_path / "tiny.crmbackup", _silent)
    copy = replace(tiny, name="Copy")
    restores.restore(path, copy, _silent)
    try:
        assert copy.rows(_OPEN) == tiny.rows(_OPEN) == []
        assert copy.rows(_CALLABLE) == tiny.rows(_CALLABLE) != []
        assert copy.rows(_GUARDS) == tiny.rows(_GUARDS) == [("crm_structure", "O")]
    finally:
        install.drop_account_set(tiny.admin_dsn, "Copy")


#: what everybody may call, of ours and of what makes large objects
_OPEN = (
    "SELECT p.oid::regprocedure::text FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a WHERE a.grantee = 0 "
    "AND (p.pronamespace = 'crm'::regnamespace OR p.proname IN ('lo_creat', 'lo_create', 'lo_from_bytea')) ORDER BY 1"
)
_CALLABLE = (
    "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'crm'::regnamespace AND "
    "has_function_privilege('rep1', oid, 'EXECUTE') ORDER BY 1"
)
_GUARDS = "SELECT evtname, evtenabled::text FROM pg_event_trigger ORDER BY 1"


def test_a_login_that_means_somebody_else_is_not_given_away(tiny: Target, tmp_path: Path) -> None:
    path, facts = backups.write(tiny, tmp_path / "tiny.crmbackup", _silent)
    with tiny.connect_server() as connection, connection.cursor() as cursor:
        cursor.execute("ALTER ROLE rep1 PASSWORD 'another person'")
    copy = replace(tiny, name="Copy")
    try:
        done = restores.restore(path, copy, _silent)
    finally:
        with tiny.connect_server() as connection, connection.cursor() as cursor:
            cursor.execute("ALTER ROLE rep1 PASSWORD %s", (_verifier(facts, "rep1"),))
    assert done.without_login == ("rep1",)
    assert copy.rows("SELECT pg_has_role('rep1', 'crm_copy_employee', 'member')") == [(False,)]
    assert copy.rows("SELECT login FROM crm.employee WHERE name = '王小明'") == [(None,)]
    install.drop_account_set(tiny.admin_dsn, "Copy")


def test_a_damaged_backup_is_refused_and_leaves_nothing(tiny: Target, tmp_path: Path) -> None:
    path, _facts = backups.write(tiny, tmp_path / "tiny.crmbackup", _silent)
    with zipfile.ZipFile(path) as archive:
        facts = json.loads(archive.read("facts.json"))
        dump = bytearray(archive.read("account_set.dump"))
    dump[len(dump) // 2] ^= 0xFF
    bad = tmp_path / "bad.crmbackup"
    with zipfile.ZipFile(bad, "w") as archive:
        archive.writestr("facts.json", json.dumps(facts))
        archive.writestr("account_set.dump", bytes(dump))
    roles = _roles(tiny)
    with pytest.raises(Trouble, match="damaged"):
        restores.restore(bad, replace(tiny, name="Copy"), _silent)
    assert not replace(tiny, name="Copy").exists()
    assert _roles(tiny) == roles


def test_a_dump_of_newer_programs_is_refused_by_a_sentence_and_leaves_nothing(tiny: Target, tmp_path: Path) -> None:
    path, _facts = backups.write(tiny, tmp_path / "tiny.crmbackup", _silent)
    with zipfile.ZipFile(path) as archive:
        facts = json.loads(archive.read("facts.json"))
        dump = bytearray(archive.read("account_set.dump"))
    assert dump[:6] == b"PGDMP\x01"
    dump[6] = 99  # the second number of the format
    newer = tmp_path / "newer.crmbackup"
    with zipfile.ZipFile(newer, "w") as archive:
        archive.writestr("facts.json", json.dumps(facts | {"digest": hashlib.sha256(dump).hexdigest()}))
        archive.writestr("account_set.dump", bytes(dump))
    with pytest.raises(Trouble, match="newer program"):
        restores.restore(newer, replace(tiny, name="Copy"), _silent)
    assert not replace(tiny, name="Copy").exists()


def test_other_files_are_no_backups(tiny: Target, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("not a backup")
    with pytest.raises(Trouble, match="no backup"):
        restores.restore(letter, replace(tiny, name="Copy"), _silent)


def test_a_backup_of_a_newer_program_is_refused_in_plain_words(
    tiny: Target, tmp_path: Path, crm_admin: Callable[..., tuple[int, str, str]]
) -> None:
    tiny.rows("UPDATE crm.alembic_version SET version_num = '9999'")
    try:
        path, _facts = backups.write(tiny, tmp_path / "newer.crmbackup", _silent)
    finally:
        tiny.rows("UPDATE crm.alembic_version SET version_num = %s", install.head_revision())
    for command in (("restore", str(path), "--as", "Copy"), ("drill", str(path), "--set", "Tiny")):
        code, _out, err = crm_admin(*command)
        assert code == 1 and "was made by a newer program; restore it with that one." in err
    assert tiny.rows("SELECT count(*) FROM pg_database WHERE datname LIKE 'crm_drill%%' OR datname = 'crm_copy'") == [
        (0,)
    ]


@pytest.mark.parametrize("path", RELEASED, ids=[path.stem for path in RELEASED])
def test_an_older_backup_is_restored_upgraded_and_checked(
    tiny: Target, path: Path, crm_admin: Callable[..., tuple[int, str, str]]
) -> None:
    code, out, err = crm_admin("restore", str(path), "--as", "Older")
    assert code == 0 and "Does not hold" not in out, err
    code, out, _err = crm_admin("check", "--set", "Older")
    assert code == 0 and "every invariant holds" in out
    code, out, _err = crm_admin("drill", str(path), "--set", "Tiny")
    assert code == 0 and "all checks" in out
    install.drop_account_set(tiny.admin_dsn, "Older")


def test_drill_and_upgrade_by_command(
    tiny: Target, tmp_path: Path, crm_admin: Callable[..., tuple[int, str, str]]
) -> None:
    code, out, err = crm_admin("backup", "--set", "Tiny", "--out", str(tmp_path / "b.crmbackup"), "--json")
    assert (code, json.loads(out)["logins"]) == (0, 9), err
    code, out, err = crm_admin("backup", "--set", "Tiny", "--out", str(tmp_path / "b.crmbackup"))
    assert code == 1
    assert "there already" in err
    code, out, err = crm_admin("drill", str(tmp_path / "b.crmbackup"), "--set", "Tiny")
    assert code == 0, err
    assert "can be restored" in out
    assert tiny.rows("SELECT count(*) FROM pg_database WHERE datname LIKE 'crm_drill%%'") == [(0,)]
    code, out, err = crm_admin("upgrade", "--set", "Tiny", "--json")
    assert code == 0, err
    assert json.loads(out)["after"] == install.head_revision()
    assert Path(json.loads(out)["backup"]).exists()
    code, out, err = crm_admin("restore", str(tmp_path / "b.crmbackup"), "--as", "Tiny")
    assert code == 1
    assert "there already" in err
    code, out, err = crm_admin("restore", str(tmp_path / "b.crmbackup"), "--as", "Copy")
    assert code == 0, err
    install.drop_account_set(tiny.admin_dsn, "Copy")
    made_at = datetime.fromisoformat(backups.read_facts(tmp_path / "b.crmbackup").made_at).astimezone()
    assert f"of {made_at:%Y-%m-%d %H:%M}: " in out, "the moment as one reads it off a clock"


def test_an_unknown_account_set_is_named_with_those_there_are(
    tiny: Target, crm_admin: Callable[..., tuple[int, str, str]]
) -> None:
    code, _out, err = crm_admin("backup", "--set", "Nobody")
    assert code == 1
    assert "Nobody" in err
    assert "tiny" in err


def test_a_restore_into_another_cluster_is_whole_and_begins_an_epoch(tiny: Target, tmp_path: Path) -> None:
    """Transaction numbers of a young cluster lie below the old ones: nothing may be called inserted for that."""
    with tiny.connect_server() as server, server.cursor() as cursor:  # an old cluster is far ahead of a young one
        cursor.execute("DO $$BEGIN FOR i IN 1..5000 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END$$")
    tiny.rows("UPDATE crm.customer SET address = 'before the seal' WHERE id = 1")
    tiny.rows("SELECT crm.seal_audit()")
    tiny.rows("UPDATE crm.customer SET address = 'after the seal' WHERE id = 1")
    ((epoch,),) = tiny.rows("SELECT epoch FROM crm.account_set")
    path, _facts = backups.write(tiny, tmp_path / "old.crmbackup", _silent)
    with running_server(Path(os.environ[BASE_VARIABLE]) / f"young-{os.getpid()}") as server:
        young = _target(server, "Tiny")
        restores.restore(path, young, _silent)
        assert young.rows("SELECT epoch FROM crm.account_set") == [(epoch + 1,)]
        behind = "SELECT pg_current_xact_id()::text::bigint < (SELECT max(xid::text::bigint) FROM crm.audit)"
        assert young.rows(behind) == [(True,)]
        assert young.rows(
            "SELECT count(*) FROM crm.audit a WHERE NOT EXISTS (SELECT FROM crm.audit_seal s WHERE a.id = ANY (s.ids))"
        ) == [(0,)]
        young.rows("UPDATE crm.customer SET address = 'in the new cluster' WHERE id = 1")
        assert young.rows("SELECT * FROM crm.verify_audit()") == []
        assert young.rows("SELECT crm.seal_audit() IS NOT NULL") == [(True,)], "what is new is sealed too"
        assert young.rows("SELECT * FROM crm.verify_audit()") == []
        # not vacuous: under the old number the very same row is an intruder
        young.rows("DELETE FROM crm.audit_seal WHERE epoch = %s", epoch + 1)
        young.rows("UPDATE crm.audit SET epoch = %s, digest = crm.audit_digest(at, xid, login, table_name, record_id, operation, old, new, %s, salt) "
                   "WHERE epoch = %s", epoch, epoch, epoch + 1)  # fmt: skip
        assert {row[0] for row in young.rows("SELECT problem FROM crm.verify_audit()")} == {"inserted"}


def test_a_restore_compares_what_stands_in_every_row(tiny: Target, tmp_path: Path) -> None:
    path, facts = backups.write(tiny, tmp_path / "tiny.crmbackup", _silent)
    assert facts.sums.keys() == facts.rows.keys()
    with zipfile.ZipFile(path) as archive:
        said, dump = json.loads(archive.read("facts.json")), archive.read("account_set.dump")
    said["sums"]["customer"] = "1"
    lying = tmp_path / "lying.crmbackup"
    with zipfile.ZipFile(lying, "w") as archive:
        archive.writestr("facts.json", json.dumps(said))
        archive.writestr("account_set.dump", dump)
    with pytest.raises(Trouble, match="customer"):
        restores.drill(lying, tiny, _silent)
