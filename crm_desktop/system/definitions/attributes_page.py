"""Own attributes of a kind of record: their list in order, the form of one, the form that users will see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from crm_desktop.core.errors import BadValue
from crm_desktop.core.fields import Field
from crm_desktop.qt.form import RecordForm
from crm_desktop.qt.tools import as_on_keys
from crm_desktop.shell.context import Context
from crm_desktop.system.definitions import rules, services
from crm_desktop.system.definitions.definition_form import DefinitionForm
from crm_desktop.system.definitions.definitions_page import DefinitionsPage
from crm_desktop.system.services import attribute_field


class AttributesPage(DefinitionsPage):
    """Defines the fields that the company adds itself."""

    TABLE, PREFIX = "attribute_definition", "attribute"

    def __init__(
        self, context: Context, parent: QWidget | None = None, *, entity: str = "customer", attribute_id: int = 0
    ) -> None:
        self.preview: RecordForm | None = None
        super().__init__(context, parent, entity, attribute_id, DefinitionForm(context))

    def read_rows(self, session: Any, entity: str) -> list[dict[str, Any]]:
        """Return the definitions of an entity in their order (``DefinitionsPage``)."""
        return services.list_attributes(session, entity=entity)

    def words_of(self, row: Mapping[str, Any]) -> tuple[str, str]:
        """Return label and heading (``DefinitionsPage``)."""
        chinese, entity = self.context.language().startswith("zh"), self._entity()

        def words(name: str) -> str:
            return str(row[name] if chinese or not row[f"{name}_en"] else row[f"{name}_en"])

        return words("label"), words("group_label") or QCoreApplication.translate(
            entity.context, entity.attributes_title
        )

    def words(self) -> Mapping[str, str]:
        """Return the page's own words (``DefinitionsPage``)."""
        return {
            "new": self.tr("New attribute"),
            "of": self.tr("Attributes of"),
            "list": self.tr("Attributes in their order"),
            "empty": as_on_keys(self.tr("No attributes yet. Write a label at the right, or press Ctrl+Shift+N.")),
            "preview": self.tr("What your colleagues will see:"),
            "delete": self.tr("Delete the attribute “{name}”?"),
            "denied": self.tr("You have no right to change attributes."),
        }

    def _edited(self) -> None:
        super()._edited()
        self._suggest_key()

    def _suggest_key(self) -> None:
        """Give a new attribute a key, until somebody writes one."""
        form = self.form.form
        if form is None or form.record.id:
            return
        key, values = form.editor("key"), form.current()
        if key.input.hasFocus() or (values.get("key") and values["key"] != getattr(self, "_suggested", "")):
            return
        words = str(values.get("label_en") or values.get("label") or "")
        self._suggested = rules.free_key(self._entity(), [r["key"] for r in self._rows], words) if words else ""
        if (values.get("key") or "") != self._suggested:
            key.put(self._suggested)

    def show_preview(self) -> None:
        values = {**self.form.values()}
        form = self.form.form
        if form is None:
            return
        language, rows = self.context.language(), []
        for row in self._rows:
            rows.append({**row, **values} if row["id"] == form.record.id else row)
        if not form.record.id and values.get("label"):
            rows.append(_draft_row(values))
        fields = tuple(_field_of(r, language) for r in rows if r["label"])
        before = self.preview
        self.preview = RecordForm(self.context, rules.preview_entity(self._entity(), fields), self)
        self.preview.setObjectName("attribute_preview")
        self.preview.start()
        if before is not None:
            self._preview_box.removeWidget(before)
            before.deleteLater()
        elif (stretch := self._preview_box.takeAt(1)) is not None:
            del stretch
        self._preview_box.addWidget(self.preview, 1)


def _field_of(row: Mapping[str, Any], language: str) -> Field:
    """Return the field of a definition, also of one that is only half typed."""
    if row["kind"] == "formula" and not row["formula_kind"]:
        row = {**row, "formula_kind": "text"}
    try:
        return attribute_field(row, language)
    except BadValue:
        return attribute_field({**row, "default_value": ""}, language)


def _draft_row(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a definition that is not saved yet as a row for ``attribute_field``."""
    row: dict[str, Any] = dict.fromkeys(("key", "label", "label_en", "group_label", "group_label_en"), "")
    row |= {f"in_{place}": True for place in ("form", "filter", "import", "export", "print")}
    row |= {"dictionary": "", "target": "", "formula_kind": "", "only_field": "", "only_values": [], "classes": []}
    row |= {"required": False, "retired": False, "searchable": False, "default_value": "", "kind": "text", "id": 0}
    return {
        **row,
        **{name: value for name, value in values.items() if value is not None},
        "key": values.get("key") or "draft",
    }
