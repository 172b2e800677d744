"""What is said when a page is closed with unsaved entries: they are kept, and one press brings them back."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from crm_desktop.shell.context import Context


def say_kept(context: Context, title: str, entity: str, record_id: int, token: str) -> None:
    """Say that the entries of a closed page are kept, with a way back to them."""
    drafts, navigator = context.drafts, context.navigator
    words = QCoreApplication.translate("RecordPage", "“{name}” was closed with unsaved entries; they are kept.")

    def back() -> None:
        draft = drafts.find(entity, record_id, token)
        if record_id:
            navigator.open_record(entity, record_id)
        elif draft:
            navigator.reopen_draft(draft)

    context.messages.toast(words.format(name=title), undo=back)
