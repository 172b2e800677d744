"""What of a list goes into a file, and into which kind of file."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QListWidget,
    QListWidgetItem,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.core.entity import Entity
from crm_desktop.qt.tools import caption

#: Kind of file → ending and character set.
FORMATS = {"xlsx": ("xlsx", ""), "csv": ("csv", "utf-8-sig"), "csv_gb": ("csv", "gb18030"), "vcf": ("vcf", "")}


class ExportDialog(QDialog):
    """*chosen* carries the columns and a key of ``FORMATS``; *template_asked* asks for the empty file instead."""

    chosen = Signal(object, str)
    template_asked = Signal()

    def __init__(self, entity: Entity, shown: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("export_columns_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Export"))
        self.setMinimumSize(420, 480)
        self._shown, self._all = tuple(shown), tuple(f.name for f in entity.fields)
        self.kinds = QComboBox(self)
        self.kinds.setObjectName("export_kind")
        self.kinds.setAccessibleName(self.tr("Kind of file"))
        for kind, words in (
            ("xlsx", self.tr("Excel")),
            ("csv", self.tr("CSV for any program (UTF-8)")),
            ("csv_gb", self.tr("CSV for older Chinese programs (GB18030)")),
            *((("vcf", self.tr("Business cards (vCard)")),) if entity.name == "contact" else ()),
        ):
            self.kinds.addItem(words, kind)
        self._group = QButtonGroup(self)
        rows = self._choices()
        self.fields = QListWidget(self)
        self.fields.setObjectName("export_fields")
        self.fields.setAccessibleName(self.tr("Fields to export"))
        for field in entity.fields:
            item = QListWidgetItem(caption(entity, field), self.fields)
            item.setData(Qt.ItemDataRole.UserRole, field.name)
            item.setCheckState(Qt.CheckState.Checked if field.name in self._shown else Qt.CheckState.Unchecked)
        buttons = self._buttons()
        form, column = QFormLayout(), QVBoxLayout(self)
        form.addRow(self.tr("&Kind of file"), self.kinds)
        column.addLayout(form)
        for choice in rows:
            column.addWidget(choice)
        column.addWidget(self.fields, 1)
        column.addWidget(buttons)
        self._group.idToggled.connect(lambda *_: self._follow())
        self.kinds.currentIndexChanged.connect(lambda _: self._follow())
        self.fields.itemChanged.connect(lambda _: self._follow())
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        self._follow()

    def _choices(self) -> list[QRadioButton]:
        rows = []
        for number, (name, words) in enumerate(
            (
                ("export_shown", self.tr("The &columns on show")),
                ("export_all", self.tr("&All fields")),
                ("export_some", self.tr("&Chosen fields")),
                ("export_template", self.tr("No records: an &empty file to fill in and import")),
            )
        ):
            choice = QRadioButton(words, self)
            choice.setObjectName(name)
            choice.setAccessibleName(words.replace("&", ""))
            choice.setChecked(number == 0)
            self._group.addButton(choice, number)
            rows.append(choice)
        return rows

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self)
        self.accept_button = buttons.button(QDialogButtonBox.StandardButton.Ok)
        for standard, name, words in (
            (QDialogButtonBox.StandardButton.Ok, "export_accept", self.tr("Choose the file …")),
            (QDialogButtonBox.StandardButton.Cancel, "export_cancel", self.tr("Cancel")),
        ):
            button = buttons.button(standard)
            button.setObjectName(name)
            button.setText(words)
            button.setAccessibleName(words)
        return buttons

    def columns(self) -> tuple[str, ...]:
        """Return the fields that were chosen."""
        chosen = self._group.checkedId()
        if chosen != 2:
            return self._all if chosen == 1 else self._shown
        items = [self.fields.item(row) for row in range(self.fields.count())]
        return tuple(
            str(item.data(Qt.ItemDataRole.UserRole)) for item in items if item.checkState() == Qt.CheckState.Checked
        )

    def _follow(self) -> None:
        cards = self.kinds.currentData() == "vcf"
        template = self._group.checkedId() == 3
        for choice in self._group.buttons():
            choice.setEnabled(not cards)
        self.kinds.setEnabled(not template)
        self.fields.setEnabled(self._group.checkedId() == 2 and not cards)
        self.accept_button.setEnabled(bool(cards or template or self.columns()))

    def _accept(self) -> None:
        if self._group.checkedId() == 3:
            self.template_asked.emit()
        else:
            self.chosen.emit(self.columns(), self.kinds.currentData())
        self.accept()
