"""A bar above a form: what is there already and looks the same, while one types; it stops nobody."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from crm_desktop.base_info.handover.assigning import HandOver
from crm_desktop.base_info.quality import services
from crm_desktop.base_info.quality.services import Alike
from crm_desktop.core.record import Changed
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.qt.cells import erased_words
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon

_TABLES = {"pool_customer": "customer"}  #: a view's changes are those of its table
AFTER = 120  # milliseconds after the last key
REASONS = {
    "name": (QT_TRANSLATE_NOOP("DuplicateBar", "same name"), QT_TRANSLATE_NOOP("DuplicateBar", "similar name")),
    "short": (QT_TRANSLATE_NOOP("DuplicateBar", "same short name"), QT_TRANSLATE_NOOP("DuplicateBar", "similar name")),
    "phone": (QT_TRANSLATE_NOOP("DuplicateBar", "same phone"), QT_TRANSLATE_NOOP("DuplicateBar", "similar phone")),
    "email": (QT_TRANSLATE_NOOP("DuplicateBar", "same e-mail"), QT_TRANSLATE_NOOP("DuplicateBar", "same e-mail")),
    "tax_number": (
        QT_TRANSLATE_NOOP("DuplicateBar", "same tax number"),
        QT_TRANSLATE_NOOP("DuplicateBar", "same tax number"),
    ),
}


class DuplicateBar(QFrame):
    """Looks at the fields of a record page as they are typed and shows what is alike."""

    def __init__(self, context: Context, page: Any) -> None:
        super().__init__(page)
        self.setObjectName("duplicate_bar")
        self._context, self._page = context, page
        self._alike: list[Alike] = []
        self._title = QLabel(self)
        self._title.setObjectName("duplicate_title")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        box = QHBoxLayout(self)
        box.setContentsMargins(16, 4, 12, 4)
        box.setSpacing(8)
        box.addWidget(self._title, 0, Qt.AlignmentFlag.AlignTop)
        box.addLayout(self._rows, 1)
        self._pause = QTimer(self, singleShot=True, interval=AFTER)
        self._pause.timeout.connect(self._ask)
        page.form.edited.connect(self._edited)
        page.shown.connect(lambda _hit: self._forget())
        page.form.dirty_changed.connect(lambda _dirty: self._forget())
        context.bus.changed.connect(self._changed)
        page.form.bars.addWidget(self)
        self.hide()

    def _edited(self, name: str) -> None:
        if name in services.WATCHED[self._page.entity.name]:
            self._pause.start()

    def _changed(self, change: Changed) -> None:
        """Ask again when somebody, also here by “Claim”, changed what is on show."""
        if any(change.concerns(_TABLES.get(one.entity, one.entity), one.id) for one in self._alike):
            self._pause.start()

    def _forget(self) -> None:
        if not self._page.form.is_dirty():
            self._pause.stop()
            self._show([])

    def _ask(self) -> None:
        entity, values = self._page.entity.name, self._page.form.current()
        record_id = self._page.form.record.id or None
        self._context.jobs.run(
            lambda session: services.match_duplicates(session, entity=entity, values=values, record_id=record_id),
            owner=self,
            done=lambda alike: self._show(alike if self._page.form.is_dirty() else []),  # perhaps discarded meanwhile
            failed=lambda _error: self._show([]),  # a hint that does not come disturbs nobody
            key="alike",
        )

    def alike(self) -> list[Alike]:
        """Return what is on show."""
        return self._alike

    def _show(self, alike: list[Alike]) -> None:
        if alike != self._alike:  # else whoever is on a link here stays on it
            self._alike = alike
            self._fill()

    def _fill(self) -> None:
        alike = self._alike
        while self._rows.count():
            item = self._rows.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for place, one in enumerate(alike):
            row = self._row(place, one)
            self._rows.addWidget(row)
            row.show()  # a layout shows what is added to it only when it comes to it
        refused = any(one.refused for one in alike)
        self.setProperty("kind", "banner-bad" if refused else "banner-warn")
        self.style().unpolish(self)
        self.style().polish(self)
        self._title.setText(self.tr("Exists already:") if any(one.same for one in alike) else self.tr("Similar:"))
        self._title.setAccessibleName(self._title.text())
        self.setVisible(bool(alike))

    def _row(self, place: int, one: Alike) -> QWidget:
        words = self._words(one)
        if one.id is None:
            label = QLabel(words, self)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setObjectName(f"alike_{place}")
            label.setAccessibleName(words)
            return label
        button = QPushButton(words.replace("&", "&&"), self)
        button.setObjectName(f"alike_{place}")
        button.setAccessibleName(words)
        button.setProperty("kind", "link")
        button.setIcon(icon("external-link"))
        button.setAutoDefault(True)  # Enter opens it
        button.clicked.connect(partial(self._context.navigator.open_record, one.entity, one.id))
        return self._claimable(button, place, one.id) if one.entity == "pool_customer" else button

    def _claimable(self, link: QPushButton, place: int, customer: int) -> QWidget:
        """Return the link with “Claim” beside it, which does what the page of the pool does."""
        claim = next(act for act in HandOver(self._context, self).pool_actions() if act.name == "claim")
        holder, button = QWidget(self), QPushButton(claim.words(), self)
        button.setObjectName(f"claim_{place}")
        button.setAccessibleName(f"{button.text()}: {link.accessibleName()}")
        button.setProperty("kind", "link")
        button.setIcon(icon("user-plus"))
        button.setAutoDefault(True)
        button.clicked.connect(lambda: claim.act([customer]))
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(link)
        row.addWidget(button)
        row.addStretch(1)
        return holder

    def _words(self, one: Alike) -> str:
        reasons = dict.fromkeys(
            QCoreApplication.translate("DuplicateBar", REASONS[kind][0 if one.same else 1]) for kind in one.kinds
        )
        separator = "、" if self._context.language().startswith("zh") else ", "
        owner = one.owner or self.tr("public pool")
        noun = ""
        if one.entity == "pool_customer":
            last = one.contacted.isoformat() if one.contacted else self.tr("never")
            owned = self.tr("in the pool {name}, last contact: {day}").format(name=one.owner, day=last)
            return f"{erased_words(one.label)} · {owned} · {separator.join(reasons)}{self._why(one)}"
        if one.entity != self._page.entity.name:
            entity = self._context.entity(one.entity)
            noun = QCoreApplication.translate(entity.context, entity.title) + " "
        owned = self.tr("owner: {name}").format(name=owner)
        return f"{noun}{erased_words(one.label)} · {owned} · {separator.join(reasons)}{self._why(one)}"

    def _why(self, one: Alike) -> str:
        """Return what is marked of its e-mail, and why it is refused, where that is for what the other one is."""
        said = " · " + self.tr("wants no e-mail") if one.opted_out else ""
        if not one.because:
            return said
        state = self._context.term_label("customer_state", one.because)
        return said + " · " + self.tr("a second one is refused: {state}").format(state=state)

    def changeEvent(self, event: Any) -> None:
        """Say it in the other language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == event.Type.LanguageChange and self._alike:
            self._fill()
