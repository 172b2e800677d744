"""Mappings under a name: choose one, keep the present one, for oneself or for everybody."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QLineEdit, QWidget

from crm_desktop.shell.context import Context
from crm_desktop.system.import_pages.steps import Words, button, named
from crm_desktop.system.importing.kept import KeptMapping


class KeptBar(Words):
    """Signals: *chosen* with a ``KeptMapping`` or None; *keep_asked* with name and shared; *forget_asked* with an id."""

    chosen = Signal(object)
    keep_asked = Signal(str, bool)
    forget_asked = Signal(int)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("import.kept_bar")
        self._kept: tuple[KeptMapping, ...] = ()
        self.words, self.box = QLabel(self), QComboBox(self)
        self.open, self.forget = button(self, "keep_as", "save"), button(self, "forget_mapping", "trash-2")
        self.name, self.shared, self.keep = QLineEdit(self), QCheckBox(self), button(self, "keep_mapping", "check")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.box.setObjectName("import.kept")
        self.name.setObjectName("import.kept_name")
        self.shared.setObjectName("import.kept_shared")
        for widget in (self.words, self.box, self.forget, self.open, self.name, self.shared, self.keep):
            row.addWidget(widget)
        self.words.setBuddy(self.box)
        self.words.setProperty("kind", "caption")
        self.box.setMinimumWidth(160)
        self.name.setMaximumWidth(200)
        self.box.activated.connect(lambda _: self._choose())
        self.open.clicked.connect(lambda: self._typing(True))
        self.keep.clicked.connect(self._keep)
        self.name.returnPressed.connect(self._keep)
        self.name.textChanged.connect(lambda text: self.keep.setEnabled(bool(text.strip())))
        self.forget.clicked.connect(self._forget)
        self._typing(False)
        self.retranslate()

    def show_kept(self, kept: Sequence[KeptMapping], name: str = "") -> None:
        """Offer mappings; the one of one's own called *name* is marked as chosen."""
        self._kept = tuple(kept)
        self.retranslate()
        place = next((n for n, each in enumerate(self._kept, 1) if each.mine and each.name == name), 0)
        self.box.setCurrentIndex(place)
        self._marked()

    def current(self) -> KeptMapping | None:
        """Return the mapping that is chosen."""
        place = self.box.currentIndex() - 1
        return self._kept[place] if 0 <= place < len(self._kept) else None

    def _choose(self) -> None:
        self._marked()
        self.chosen.emit(self.current())

    def _marked(self) -> None:
        current = self.current()
        there = bool(self._kept)
        self.words.setVisible(there)
        self.box.setVisible(there)
        self.forget.setVisible(current is not None and current.mine)

    def _typing(self, on: bool) -> None:
        for widget in (self.name, self.shared, self.keep):
            widget.setVisible(on)
        self.open.setVisible(not on)
        if on:
            current = self.current()
            self.name.setText(current.name if current and current.mine else "")
            self.shared.setChecked(bool(current and current.mine and current.shared))
            self.keep.setEnabled(bool(self.name.text().strip()))
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _keep(self) -> None:
        if name := self.name.text().strip():
            self._typing(False)
            self.keep_asked.emit(name, self.shared.isChecked())

    def _forget(self) -> None:
        if current := self.current():
            self.forget_asked.emit(current.id)

    def retranslate(self) -> None:
        """Set every text anew."""
        place = max(self.box.currentIndex(), 0)
        self.box.clear()
        self.box.addItem(self.tr("As proposed"), 0)
        for each in self._kept:
            words = each.name if each.mine else self.tr("{name} (shared)").format(name=each.name)
            self.box.addItem(words, each.id)
        self.box.setCurrentIndex(place)
        named(self.words, self.tr("Mapping"))
        named(self.box, self.tr("Mapping"), text=False)
        named(self.open, self.tr("Save this mapping …"))
        named(self.forget, self.tr("Forget it"))
        named(self.keep, self.tr("Save"))
        named(self.shared, self.tr("For everybody"))
        named(self.name, self.tr("Name of the mapping"), text=False)
        self.name.setPlaceholderText(self.tr("Name of the mapping"))
