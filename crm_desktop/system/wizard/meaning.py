"""The meaning of a dictionary entry in a row of the wizard, with the editors of the dictionaries page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crm_desktop.core.errors import BadValue
from crm_desktop.core.fields import Choice
from crm_desktop.qt.editors import ChoiceEditor, editor_for
from crm_desktop.qt.tools import Tools
from crm_desktop.system.company import MEANINGS
from crm_desktop.system.entities.definitions import DICTIONARY
from crm_desktop.system.initialization_checks import means
from crm_desktop.system.wizard.rows import Cell


class MeaningCell(Cell):
    """What an entry means besides its name: what its dictionary asks for, nothing where it asks for nothing."""

    def __init__(self, tools: Tools, values: Mapping[str, Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self._kind = str(values.get("kind") or "")
        # all of them at once, so that Tab meets them in their place
        self._editors = {name: editor_for(DICTIONARY[name], tools, self) for name in MEANINGS}
        for name, editor in self._editors.items():
            row.addWidget(editor)
            editor.inline = True
            value = values.get(name)
            if value in (None, "", []) or means(name, value):
                editor.set_value(value)
            else:
                editor.restore(str(value))  # wrong, as it was left
            editor.edited.connect(self.edited)
        self._show()
        self.retranslate()

    def follow(self, row: Mapping[str, Any]) -> None:
        """Ask for what the dictionary of *row* asks for (``Cell``)."""
        if row.get("kind", "") == self._kind:
            return
        self._kind = str(row.get("kind", ""))
        for editor in self._editors.values():
            editor.set_value(None)
        self._show()

    def values(self) -> dict[str, Any]:
        """Return what is filled in; what is no value as it was typed, for the check to name it (``Cell``)."""
        found: dict[str, Any] = {}
        for name, editor in self._editors.items():
            try:
                found[name] = editor.value()
            except BadValue:
                found[name] = editor.snapshot()
        return {name: value for name, value in found.items() if value not in (None, "", [])}

    def go_to(self, name: str) -> None:
        """Put the cursor into one of the editors (``Cell``)."""
        self._editors[name].setFocus()

    def _show(self) -> None:
        for editor in self._editors.values():
            only = editor.field.only
            editor.setVisible(only is not None and self._kind in only[1])
            if isinstance(editor, ChoiceEditor) and isinstance(editor.field, Choice) and editor.field.of:
                editor.set_of(self._kind)

    def retranslate(self) -> None:
        """Set every text anew."""
        for editor in self._editors.values():
            words, hint = (QCoreApplication.translate("Dictionary", t) for t in (editor.field.label, editor.field.hint))
            editor.set_caption(words)
            editor.input.setProperty("placeholderText", words)
            editor.input.setToolTip(hint or words)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a switch of the language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
