"""The works that keep an account set safe, each with its result kept: for the command line and for the page."""

from __future__ import annotations

from pathlib import Path

from crm_desktop.admin import backups, restores
from crm_desktop.admin.backups import Facts, Progress
from crm_desktop.admin.invariants import AuditProblem, Breach, audit_problems, breaches, seal_audit
from crm_desktop.admin.keeping.notes import noted
from crm_desktop.admin.restores import Restored
from crm_desktop.admin.target import Target
from server_schema import install


def back_up(target: Target, path: Path | None, progress: Progress) -> tuple[Path, Facts]:
    """Write a backup. Raises Trouble."""
    with noted(target.expect(), "backup") as note:
        path, facts = backups.write(target, path, progress)
        note.file, note.size, note.rows = str(path), path.stat().st_size, sum(facts.rows.values())
        return path, facts


def drill(target: Target, path: Path | None, progress: Progress) -> tuple[Path, Restored]:
    """Restore a backup (a new one where none is named) for real, prove it, remove what was restored. Raises Trouble."""
    with noted(target.expect(), "drill") as note:
        path = path or backups.write(target, None, progress)[0]
        note.file, note.size = str(path), path.stat().st_size
        done = restores.drill(path, target, progress)
        note.ok, note.rows = not done.broken, done.rows
        note.detail = {"made_at": done.facts.made_at, "tables": len(done.facts.rows), "broken": done.broken[:20]}
        return path, done


def restore(path: Path, target: Target, progress: Progress) -> Restored:
    """Make the account set *target* from a backup. Raises Trouble."""
    done = restores.restore(path, target, progress)
    with noted(target, "restore") as note:
        note.file, note.rows, note.ok = str(path), done.rows, not done.broken
        note.detail = {"made_at": done.facts.made_at, "of": done.facts.name, "without_login": done.without_login}
    return done


def upgrade(target: Target, progress: Progress, *, backup: bool = True) -> tuple[str, str, Path | None]:
    """Bring a set to this program's version after a backup; return version before, after, and the backup. Raises Trouble."""
    before = install.current_revision(target.dsn)
    path = back_up(target, None, progress)[0] if backup else None
    with noted(target, "upgrade") as note:
        after = install.upgrade(target.admin_dsn, target.name)
        note.file, note.detail = str(path or ""), {"before": before, "after": after}
    return before, after, path


def seal(target: Target) -> int | None:
    """Seal the audit trail; return the seal's number, None where nothing was new."""
    with noted(target, "seal") as note:
        made = seal_audit(target)
        note.detail = {"seal": made}
        return made


def verify(target: Target) -> list[AuditProblem]:
    """Return everything that was done to the audit trail."""
    with noted(target, "verify") as note:
        found = audit_problems(target)
        note.ok, note.detail = not found, {"problems": len(found)}
        ((note.rows,),) = target.rows("SELECT count(*) FROM crm.audit_whole")
        return found


def check(target: Target) -> list[Breach]:
    """Return every place where an invariant does not hold."""
    with noted(target, "check") as note:
        found = breaches(target)
        note.ok, note.detail = not found, {"rules": sorted({breach.rule for breach in found})}
        return found
