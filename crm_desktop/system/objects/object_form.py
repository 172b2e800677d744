"""Above the form of a custom object: what there will be, and where to go on once it is there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from crm_desktop.qt.form import FieldState
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon
from crm_desktop.system.definitions import rules
from crm_desktop.system.entities.custom_object import PLACES

_LONGEST = 28  #: of a code, so that a number fits behind


class ObjectForm(QFrame):
    """Says what making an object does, gives it a code, leads to its attributes, its rights and its list."""

    def __init__(self, context: Context, page: Any) -> None:
        super().__init__(page)
        self.setObjectName("object_next")
        self.setProperty("kind", "banner-accent")
        self._context, self._page, self._suggested = context, page, ""
        self._words = QLabel(self)
        self._words.setObjectName("object_next_words")
        self._words.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 12, 6)
        row.addWidget(self._words, 1)
        self.attributes, self.rights, self.list = QPushButton(self), QPushButton(self), QPushButton(self)
        for button, name, picture, act in (
            (self.attributes, "object_attributes", "sliders", self._define),
            (self.rights, "object_rights", "shield", lambda: context.navigator.open_page("rights")),
            (self.list, "object_list", "list", lambda: context.navigator.open_list(self._entity())),
        ):
            button.setObjectName(name)
            button.setIcon(icon(picture))
            button.clicked.connect(lambda _=False, a=act: a())
            row.addWidget(button)
        page.form.bars.addWidget(self)
        page.form.set_rule(self._states)
        page.form.edited.connect(self._edited)
        page.shown.connect(lambda _hit: self.retranslate())
        self.retranslate()

    def _entity(self) -> str:
        return f"custom_{self._page.form.record.values['code']}"

    def _define(self) -> None:
        self._context.navigator.open_page("attributes", entity=self._entity())

    def _states(self, _values: Mapping[str, Any]) -> Mapping[str, FieldState]:
        """Keep what never changes once the object is there."""
        if not self._page.form.record.id:
            return {}
        stays = FieldState(locked=self.tr("This stays as it was made: records and files carry it."))
        return {"code": stays, "belongs_to": stays}

    def _edited(self, name: str) -> None:
        """Give a new object a code, until somebody writes one."""
        form = self._page.form
        if form.record.id or name not in ("name", "name_en"):
            return
        code, values = form.editor("code"), form.current()
        if values.get("code") and values["code"] != self._suggested:
            return
        taken = {made.code for made in self._context.facts().objects} | {"object"}
        words = str(values.get("name_en") or values.get("name") or "")
        self._suggested = rules.free_word(words, taken, "object", _LONGEST) if words else ""
        if (values.get("code") or "") != self._suggested:
            code.put(self._suggested)

    def retranslate(self) -> None:
        """Say it in the language of the moment."""
        saved = bool(self._page.form.record.id)
        for button, words in (
            (self.attributes, self.tr("Add attributes")),
            (self.rights, self.tr("Rights")),
            (self.list, self.tr("Open its list")),
        ):
            button.setText(words)
            button.setAccessibleName(words)
            button.setVisible(saved)
        self._words.setText(self._there() if saved else self._to_come())
        self._words.setAccessibleName(self._words.text())

    def _to_come(self) -> str:
        return self.tr(
            "Saving makes a new kind of record: with a list, a form, search, filters, rights by role, import, export, print "
            "and history like any other. Its own fields you add afterwards. It cannot be deleted, only retired."
        )

    def _there(self) -> str:
        values = self._page.form.record.values
        name = values["name"]
        if self._context.language() == "en":
            name = values.get("plural_en") or values.get("name_en") or name
        if values.get("retired"):
            return self.tr(
                "“{name}” is retired: its list is not offered any more, its records are still found."
            ).format(name=name)
        tab = QCoreApplication.translate("CustomObject", dict(PLACES).get(str(values["tab"]), ""))
        return self.tr("“{name}” is there for everybody who has the right, under “{tab}”.").format(name=name, tab=tab)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a switch of the language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "list"):
            self.retranslate()
