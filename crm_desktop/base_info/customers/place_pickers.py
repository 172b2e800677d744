"""Province, city and district to choose from, each among what lies in the one above it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, QStringListModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter

from crm_desktop.base_info.customers.address_rules import Divisions
from crm_desktop.qt.editors.base import is_open_key


class PlacePickers(QObject):
    """Completes the three fields while one types; Alt+Down opens the whole list; a choice fills what stands above it."""

    def __init__(self, form: Any, names: Sequence[str], parent: QObject) -> None:
        super().__init__(parent)
        self._form, self._names = form, tuple(names)
        self._divisions: Divisions | None = None
        self._words = {name: QStringListModel(self) for name in names}
        self._completers = {name: self._make(name) for name in names}

    def _make(self, name: str) -> QCompleter:
        line = self._form.editor(name).line
        completer = QCompleter(self._words[name], self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setMaxVisibleItems(12)
        completer.setWidget(line)
        line.popup = completer.popup()
        line.popup.setObjectName(f"{name}.places")
        completer.activated.connect(lambda words, n=name: self._take(n, words))
        line.textEdited.connect(lambda text, n=name: self._complete(n, text))
        line.key.connect(lambda event, n=name: self._key(n, event))
        return completer

    def offer(self, divisions: Divisions) -> None:
        """Take the divisions to choose from."""
        self._divisions = divisions

    def choices(self, name: str) -> list[str]:
        """Return what may be chosen in a field as the fields above it stand."""
        divisions = self._divisions
        if divisions is None:
            return []
        if name == "province":
            return [d.name for d in divisions.by_level[1]]
        values = self._form.current()
        province = divisions.named((str(values.get("province") or ""), "", ""))
        cities = divisions.cities(province)
        if name == "city":
            return [d.name for d in cities]
        city = divisions.named((str(values.get("province") or ""), str(values.get("city") or ""), ""))
        if city is not None and city.level == 2:
            return [d.name for d in divisions.districts(city)]
        return [d.name for c in cities for d in divisions.districts(c)] if province else []

    def _complete(self, name: str, text: str, everything: bool = False) -> None:
        completer, popup = self._completers[name], self._form.editor(name).line.popup
        choices = self.choices(name)
        self._words[name].setStringList(choices)
        completer.setCompletionPrefix("" if everything else text)
        if not choices or (not everything and (not text or text in choices)) or not completer.completionCount():
            popup.hide()
            return
        completer.complete()
        popup.setCurrentIndex(completer.completionModel().index(0, 0))

    def _key(self, name: str, event: QKeyEvent) -> None:
        if is_open_key(event):
            event.accept()
            self._complete(name, "", everything=True)

    def _take(self, name: str, words: str) -> None:
        self._form.editor(name).put(words)
        divisions = self._divisions
        if divisions is None or name == "province":
            return
        values = self._form.current()
        names = [str(values.get(n) or "") if n != name else words for n in ("province", "city", "district")]
        if name == "city":
            names[2] = ""
        found = divisions.named((names[0], names[1], names[2]))
        above = divisions.by_code.get(found.parent) if found else None
        while found is not None and above is not None:
            field = {1: "province", 2: "city"}[above.level]
            if field in self._names and not self._form.current().get(field):
                self._form.editor(field).put(above.name)
            above = divisions.by_code.get(above.parent)
