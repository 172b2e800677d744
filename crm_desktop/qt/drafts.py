"""What is typed is kept on disk until it is saved, so that a crash or a power cut loses a second at most."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import psutil
from PySide6.QtCore import QEvent, QObject, QThreadPool, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from crm_desktop.core.codec import from_text, to_text
from crm_desktop.core.errors import BadValue
from crm_desktop.core.fields import Field
from crm_desktop.qt.form import RecordForm

_DELAY_MS = 600
_VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What was typed into one record: the editors' snapshots, and the stored texts that stood *before* in them."""

    key: str
    entity: str
    record_id: int  #: 0 for a new record
    version: int
    saved_at: datetime
    fields: Mapping[str, Any]
    before: Mapping[str, str]
    given: Mapping[str, Any]  #: a new record's presets, as texts
    labels: Mapping[str, str]
    extra: Any = None  #: of the page, such as the lines of an order
    pid: int = 0


class DraftStore:
    """A folder of drafts of one login in one account set; one file a record, replaced whole."""

    def __init__(self, folder: Path, login: str, account_set: str) -> None:
        name = hashlib.sha256(f"{account_set}\0{login}".encode()).hexdigest()[:16]
        self._folder = folder / "drafts" / name
        self.problem = ""  #: why the last draft could not be written
        self._pool = QThreadPool()
        self._pool.setMaxThreadCount(1)  # files are written in the order of typing

    def key(self, entity: str, record_id: int) -> str:
        """Return the key for a record; every new record has one of its own."""
        return f"{entity}-{record_id}" if record_id else f"{entity}-new-{uuid.uuid4().hex[:12]}"

    def write(self, draft: Draft) -> None:
        """Keep *draft* on disk; written in the background, whole or not at all."""
        words = json.dumps({**draft.__dict__, "saved_at": draft.saved_at.isoformat(), "format": _VERSION,
                            "pid": os.getpid()}, ensure_ascii=False)
        self._pool.start(lambda: self._replace(draft.key, words))

    def forget(self, key: str) -> None:
        """Remove the draft under *key*."""
        self._pool.start(lambda: self._path(key).unlink(missing_ok=True))

    def flush(self, seconds: float = 5.0) -> bool:
        """Wait until everything is on disk; tell whether it is."""
        return self._pool.waitForDone(int(seconds * 1000))

    def read(self, key: str) -> Draft | None:
        """Return the draft under *key*, or None; a damaged file counts as none."""
        self.flush()
        return self._read(self._path(key))

    def all(self) -> list[Draft]:
        """Return all drafts, the latest first."""
        self.flush()
        drafts = [d for path in self._folder.glob("*.json") if (d := self._read(path)) is not None]
        return sorted(drafts, key=lambda d: d.saved_at, reverse=True)

    def orphans(self) -> list[Draft]:
        """Return the drafts left by a program that does not run any more, the latest first."""
        return [d for d in self.all() if d.pid != os.getpid() and not psutil.pid_exists(d.pid)]

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.json"

    def _replace(self, key: str, words: str) -> None:
        path = self._path(key)
        fresh = path.with_suffix(f".{os.getpid()}.part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
                file.write(words)
                file.flush()
                os.fsync(file.fileno())
            os.replace(fresh, path)
            self.problem = ""
        except OSError as error:
            self.problem = str(error)
            with contextlib.suppress(OSError):
                fresh.unlink(missing_ok=True)

    def _read(self, path: Path) -> Draft | None:
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            if found.pop("format") != _VERSION:
                return None
            return Draft(**{**found, "saved_at": datetime.fromisoformat(found["saved_at"])})
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None


class DraftKeeper(QObject):
    """Watches a form and keeps what is typed; forgets it when nothing differs any more.

    A full disk stops nobody from working (``DraftStore.problem`` names it). *kept* tells that a draft was handed over.
    """

    kept = Signal()

    def __init__(self, store: DraftStore, form: RecordForm, key: str = "") -> None:
        super().__init__(form)
        self._store, self._form = store, form
        self._key, self._fixed = key, bool(key)
        self._extra: Any = None
        self._timer = QTimer(self, singleShot=True, interval=_DELAY_MS)
        self._timer.timeout.connect(self.keep)
        form.edited.connect(self._on_edited)
        form.dirty_changed.connect(self._on_edited)

    @property
    def key(self) -> str:
        """Return the key of this form's draft."""
        record_id = self._form.record.id
        if not self._key or (not self._fixed and self._key != f"{self._form.entity.name}-{record_id}" and record_id):
            self._key = self._store.key(self._form.entity.name, record_id)
        return self._key

    def set_extra(self, extra: Any) -> None:
        """Keep a JSON value of the page beside the fields; None for nothing."""
        self._extra = extra
        self._on_edited()

    def keep(self) -> None:
        """Write down what is typed now, or forget the draft where nothing is."""
        self._timer.stop()
        form = self._form
        typed = form.snapshot()
        if not typed and self._extra is None:
            self._store.forget(self.key)
            return
        record = form.record
        before = {n: to_text(form.entity[n], form.editor(n).loaded) for n in typed}
        self._store.write(Draft(key=self.key, entity=form.entity.name, record_id=record.id, version=record.version,
                                saved_at=datetime.now().astimezone(), fields=typed, before=before,
                                given=form.given_texts(), labels=form.labels(), extra=self._extra))
        self.kept.emit()

    def done(self) -> None:
        """Forget the draft: it is saved, or given up."""
        self._timer.stop()
        self._extra = None
        self._store.forget(self.key)
        self._key, self._fixed = "", False

    def find(self) -> Draft | None:
        """Return the draft left for the record that the form shows, or None."""
        return self._store.read(self.key)

    def restore(self, draft: Draft) -> None:
        """Put a draft back into the form; what was changed on the server meanwhile is asked about."""
        form = self._form
        self._key, self._fixed = draft.key, True
        now = form.record
        if draft.record_id and draft.version != now.version:
            form.load(replace(now, version=draft.version, values={**now.values, **_then(form, draft)}))
            form.restore(draft.fields)
            form.apply_remote(now)
        else:
            form.restore(draft.fields)
        self._extra = draft.extra

    def _on_edited(self, *_: object) -> None:
        if not self._timer.isActive():  # at most one interval after the first key, however long one types
            self._timer.start()


def _then(form: RecordForm, draft: Draft) -> dict[str, Any]:
    """Return the values that the edited fields had when the draft was begun, as far as their text tells."""
    found: dict[str, Any] = {}
    for name, text in draft.before.items():
        if name not in form.entity:
            continue
        field, now = form.entity[name], form.record.values.get(name)
        found[name] = now if to_text(field, now) == text else _read_text(field, text)
    return found


def _read_text(field: Field, text: str) -> Any:
    try:
        return from_text(field, text)
    except BadValue:
        return text


class DraftBar(QFrame):
    """Says that a draft was restored, and offers to discard it."""

    discarded = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("draft")
        self.setProperty("kind", "banner-accent")
        self._when: datetime | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 12, 4)
        self._words = QLabel(self)
        self._words.setObjectName("draft.words")
        self._discard = QPushButton(self)
        self._discard.setObjectName("draft.discard")
        self._discard.clicked.connect(self._give_up)
        self._close = QPushButton(self)
        self._close.setObjectName("draft.keep")
        self._close.clicked.connect(self.hide)
        row.addWidget(self._words, 1)
        row.addWidget(self._discard)
        row.addWidget(self._close)
        self.hide()

    def announce(self, draft: Draft) -> None:
        """Show from when the restored draft is."""
        self._when = draft.saved_at.astimezone()
        self.retranslate()
        self.show()

    def retranslate(self) -> None:
        """Show every word in the language of the moment."""
        if self._when is not None:
            today = self._when.date() == datetime.now().astimezone().date()
            when = self._when.strftime("%H:%M" if today else "%Y-%m-%d %H:%M")
            self._words.setText(self.tr("Restored what you had typed until {when}. It is not saved yet.")
                                .format(when=when))
        self._discard.setText(self.tr("Discard"))
        self._close.setText(self.tr("Keep it"))
        for button in (self._discard, self._close):
            button.setAccessibleName(button.text())

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def _give_up(self) -> None:
        self.hide()
        self.discarded.emit()

