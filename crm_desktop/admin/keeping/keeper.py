"""The works of safety for the pages of the desktop: the command line's engine, on this PC, as the server's superuser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from crm_desktop.admin import backups, demo_set, embedded
from crm_desktop.admin.invariants import WORDS
from crm_desktop.admin.keeping import account_sets, works
from crm_desktop.admin.restores import Restored
from crm_desktop.admin.target import Target, for_wizard
from crm_desktop.admin.trouble import Trouble
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.db.errors import translated
from crm_desktop.printing.words import translate
from crm_desktop.system.safety.rules import Done, FileLine, SetLine

Report = Callable[..., None]
_HERE = ("localhost", "127.0.0.1", "::1")


def reach(host: str, port: int, user: str, password: str, language: str) -> ServerKeeper:
    """Return who works on a server: the embedded one on this PC by itself, any other by its superuser.

    Raises Trouble where the superuser must be named, LoginFailed or Offline.
    """
    if not user:
        server = embedded.serving(port) if host in _HERE else None
        if server is None:
            raise Trouble(QT_TRANSLATE_NOOP("Admin", "The superuser of the office server must be named."))
        target = Target(
            admin_dsn=server.admin_dsn, name="", host=server.host, port=server.port, data_dir=server.data_dir
        )
    else:
        target = for_wizard(host.split(",")[0], port, user, password)
    return ServerKeeper(target=target, language=language)


@dataclass(frozen=True, kw_only=True)
class ServerKeeper:
    """``system.safety.rules.Keeper`` over a server."""

    target: Target
    language: str = "zh_CN"

    def place(self) -> str:
        return str(backups.backup_folder(self.target))

    def nightly(self, name: str) -> str:
        where = (
            f"--data {self.target.data_dir}"
            if self.target.data_dir
            else f"--server {self.target.host}:{self.target.port}"
        )
        return f"crm-admin nightly --set {_quoted(name)} {where}"

    def list_sets(self) -> list[SetLine]:
        with translated():
            return [
                SetLine(
                    name=s.name, company=s.company, is_demo=s.is_demo, revision=s.revision, size=s.size,
                    employees=s.employees, connected=s.connected, backup_at=s.backup_at, drill_at=s.drill_at,
                )
                for s in account_sets.list_sets(self.target)
            ]  # fmt: skip

    def list_backups(self, name: str) -> list[FileLine]:
        folder = backups.backup_folder(self.target)
        found = [_line(f) for f in account_sets.archives(self.target, folder) if f.name == name]
        return found[:20]

    def list_archives(self) -> list[FileLine]:
        return [_line(f) for f in account_sets.archives(self.target)]

    def back_up(self, name: str, report: Report) -> Done:
        with translated():
            path, facts = works.back_up(self._set(name), None, report)
        return Done(rows=sum(facts.rows.values()), path=str(path), name=name)

    def drill(self, name: str, report: Report) -> Done:
        with translated():
            path, done = works.drill(self._set(name), None, report)
        return Done(rows=done.rows, path=str(path), name=name, problems=done.broken)

    def verify(self, name: str) -> Done:
        with translated():
            works.seal(self._set(name))
            found = works.verify(self._set(name))
        return Done(name=name, problems=tuple(f"{p.problem} {p.audit_id or ''}".strip() for p in found))

    def check(self, name: str) -> Done:
        with translated():
            found = works.check(self._set(name))
        return Done(
            name=name,
            problems=tuple(
                f"{translate(self.language, 'Admin', WORDS.get(b.rule, b.rule))} {b.detail}".strip() for b in found
            ),
        )

    def restore(self, path: str, new_name: str, report: Report) -> Done:
        with translated():
            return self._restored(works.restore(Path(path), self._set(new_name), report))

    def copy(self, name: str, new_name: str, report: Report) -> Done:
        with translated():
            return self._restored(account_sets.copy(self._set(name), new_name, report))

    def archive(self, name: str, report: Report) -> Done:
        with translated():
            kept = account_sets.archive(self._set(name), None, report)
        return Done(rows=kept.rows, path=str(kept.path), name=name)

    def reset_demo(self, name: str, report: Report) -> Done:
        with translated():
            target = self._set(name)
            if not demo_set.is_complete(target):
                raise Trouble(QT_TRANSLATE_NOOP("Admin", "“{name}” is not the practice set."), name=name)
            demo_set.create(target, demo_set.state(target).customers or demo_set.CUSTOMERS, report)
        return Done(name=name)

    def _restored(self, done: Restored) -> Done:
        taken: tuple[str, ...] = ()
        if done.without_login:
            marked = QT_TRANSLATE_NOOP(
                "Admin", "These logins belong to others on this server; give the employees new ones: {logins}"
            )
            taken = (translate(self.language, "Admin", marked).format(logins=", ".join(done.without_login)),)
        return Done(rows=done.rows, name=done.target.name, problems=(*taken, *done.broken))

    def _set(self, name: str) -> Target:
        return replace(self.target, name=name)


def _line(found: account_sets.Archived) -> FileLine:
    return FileLine(name=found.name, path=str(found.path), made_at=found.made_at, size=found.size, rows=found.rows)


def _quoted(name: str) -> Any:
    return f'"{name}"' if " " in name else name
