"""Which widget edits which kind of field."""

from __future__ import annotations

from functools import singledispatch

from PySide6.QtWidgets import QWidget

from crm_desktop.core import fields
from crm_desktop.core.fields import Field
from crm_desktop.qt.editors.base import Editor, LineEditor, sentence
from crm_desktop.qt.editors.choices import BoolEditor, ChoiceEditor, MultiChoiceEditor, NameEditor
from crm_desktop.qt.editors.colours import ColourEditor
from crm_desktop.qt.editors.dates import DateEditor, DateTimeEditor
from crm_desktop.qt.editors.files import FileEditor
from crm_desktop.qt.editors.numbers import NumberEditor
from crm_desktop.qt.editors.picker import RefPicker
from crm_desktop.qt.editors.tags import TagsEditor
from crm_desktop.qt.editors.text import (
    CodeEditor,
    EmailEditor,
    LoginEditor,
    LongTextEditor,
    LunarEditor,
    PhoneEditor,
    TextEditor,
    UrlEditor,
)
from crm_desktop.qt.tools import Tools

__all__ = ["ChoiceEditor", "Editor", "LineEditor", "editor_for", "sentence"]


@singledispatch
def editor_for(field: Field, tools: Tools, parent: QWidget | None = None) -> Editor:
    """Return a new editor for *field*; its kind decides which."""
    return TextEditor(field, tools, parent)


for _kind, _editor in (
    (fields.LongText, LongTextEditor),
    (fields.LunarDay, LunarEditor),
    (fields.Code, CodeEditor),
    (fields.Login, LoginEditor),
    (fields.Colour, ColourEditor),
    (fields.Phone, PhoneEditor),
    (fields.Email, EmailEditor),
    (fields.Url, UrlEditor),
    (fields.Integer, NumberEditor),
    (fields.Money, NumberEditor),
    (fields.Price, NumberEditor),
    (fields.Quantity, NumberEditor),
    (fields.Percent, NumberEditor),
    (fields.Date, DateEditor),
    (fields.DateTime, DateTimeEditor),
    (fields.Bool, BoolEditor),
    (fields.Choice, ChoiceEditor),
    (fields.Options, ChoiceEditor),
    (fields.MultiChoice, MultiChoiceEditor),
    (fields.Noun, NameEditor),
    (fields.FieldName, NameEditor),
    (fields.Tags, TagsEditor),
    (fields.Ref, RefPicker),
    (fields.Attachment, FileEditor),
):
    editor_for.register(_kind, _editor)
