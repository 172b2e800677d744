"""A closed choice of people in which one types: the name, pinyin or initials lead to the next one that fits."""

from __future__ import annotations

from time import monotonic
from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QListView, QWidget

from crm_desktop.core.codec.words import sounds

_SOUNDS = Qt.ItemDataRole.UserRole + 1


class PeopleBox(QComboBox):
    """A choice box whose items are found by how they sound."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setView(_Names(self))

    def add_person(self, words: str, data: Any, sort_key: str) -> None:
        """Offer a person."""
        self.addItem(words, data)
        self.setItemData(self.count() - 1, sounds(sort_key), _SOUNDS)


class _Names(QListView):
    """The list of the box; Qt asks it for what is typed while it is closed, too."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._typed, self._at = "", 0.0

    def keyboardSearch(self, search: str) -> None:
        """Go to the next person that fits what was typed without a pause (QAbstractItemView.keyboardSearch)."""
        now = monotonic()
        goes_on = (now - self._at) * 1000 < QApplication.keyboardInputInterval()
        self._typed, self._at = (self._typed if goes_on else "") + search.casefold(), now
        model, start = self.model(), self.currentIndex().row() + (0 if goes_on else 1)
        rows = model.rowCount()
        for row in (*range(start, rows), *range(start)):
            index = model.index(row, self.modelColumn())
            if self._fits(index):
                self.setCurrentIndex(index)
                return

    def _fits(self, index: QModelIndex) -> bool:
        words = str(index.data() or "").casefold()
        return any(word.startswith(self._typed) for word in (words, *(index.data(_SOUNDS) or ())))
