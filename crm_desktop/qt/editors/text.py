"""Editors of texts: a line, several lines, phone, e-mail, web address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QFocusEvent, QGuiApplication, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from crm_desktop.core.codec import from_text
from crm_desktop.core.codec.lunar import lunar_text
from crm_desktop.core.errors import BadValue
from crm_desktop.core.fields import Field
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.qt.cells import joined, login_words, mark_words
from crm_desktop.qt.editors.base import Editor, LineEditor, is_follow_key, sentence
from crm_desktop.qt.tools import Tools

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class TextEditor(LineEditor):
    """A line of text."""


class LoginEditor(LineEditor):
    """Who wrote a record, by name."""

    def set_value(self, value: Any, label: str = "") -> None:
        """Show *label*, the name behind the login, as unedited."""
        self._name = label
        super().set_value(value, label)

    _name = ""

    def _dressed(self, value: Any) -> str:
        return self._name or login_words(self._plain(value))


class LunarEditor(LineEditor):
    """A day of the lunar calendar; the database reckons it."""

    def _dressed(self, value: Any) -> str:
        return lunar_text(value or "", self.tools.language())


class CodeEditor(LineEditor):
    """A code; left empty, the database makes one."""

    def __init__(self, field: Field, tools: Tools, parent: QWidget | None = None) -> None:
        super().__init__(field, tools, parent)
        self._hint()

    def retranslate(self) -> None:
        """Show the hint in the language of the moment."""
        super().retranslate()
        self._hint()

    def _hint(self) -> None:
        self.line.setPlaceholderText(QCoreApplication.translate("Editor", "assigned automatically"))


class FollowEditor(LineEditor):
    """A line whose value can be followed by a button or Alt+Enter, and copied."""

    icon, hint = "", ""

    def __init__(self, field: Field, tools: Tools, parent: QWidget | None = None) -> None:
        super().__init__(field, tools, parent)
        self._copy = self._add_button("copy", QT_TRANSLATE_NOOP("Editor", "Copy"), self.copy)
        self._follow = self._add_button(self.icon, self.hint, self.follow, "Alt+Return")
        self._show_actions()
        self.line.textChanged.connect(self._show_actions)

    def copy(self) -> None:
        """Put the value, without blanks around it, on the clipboard."""
        QGuiApplication.clipboard().setText(self.line.text().strip())

    def follow(self) -> None:
        """Dial, write to or open what stands in the field; a mask leads nowhere."""
        if self.field.masked:
            return
        try:
            value = self.value()
        except BadValue as error:
            self.set_error(sentence(error))
            return
        if value:
            self._go(str(value))

    def _go(self, value: str) -> None:
        """Do what following means for the kind: by default, ask the window to dial."""
        self.dial_requested.emit(value)

    def _show_actions(self) -> None:
        filled = bool(self.line.text().strip()) and not self.field.masked
        self._copy.setVisible(filled)
        self._follow.setVisible(filled)

    def _on_key(self, event: QKeyEvent) -> None:
        if is_follow_key(event):
            event.accept()
            self.follow()


class PhoneEditor(FollowEditor):
    """Telephone numbers; the window dials."""

    icon, hint = "phone", QT_TRANSLATE_NOOP("Editor", "Dial")


class EmailEditor(FollowEditor):
    """An e-mail address; the mail program writes."""

    icon, hint = "mail", QT_TRANSLATE_NOOP("Editor", "Write an e-mail")

    def set_value(self, value: Any, label: str = "") -> None:
        """Show an address as unedited, struck through where *label* names marks of it."""
        self._marks = label.split() if value else []
        super().set_value(value)
        self._show_marks()

    _marks: Sequence[str] = ()

    def retranslate(self) -> None:
        """Say the marks in the language of the moment."""
        super().retranslate()
        self._show_marks()

    def _show_marks(self) -> None:
        marked = bool(self._marks) and not self.is_dirty()  # another address is not marked yet
        font = self.line.font()
        if font.strikeOut() != marked:
            font.setStrikeOut(marked)
            self.line.setFont(font)
        self.line.setToolTip(joined(map(mark_words, self._marks)) if marked else self._reason)

    def set_read_only(self, reason: str) -> None:
        """Let the address be read only; its marks go on being said."""
        super().set_read_only(reason)
        self._show_marks()

    def _show_actions(self) -> None:
        super()._show_actions()
        self._show_marks()

    def follow(self) -> None:
        """Write to the address, or say why nobody does."""
        if self._marks and not self.is_dirty():
            words = QCoreApplication.translate("Editor", "No e-mail is written to this address: {marks}.")
            self.set_error(words.format(marks=joined(map(mark_words, self._marks))))
        else:
            super().follow()

    def _go(self, value: str) -> None:
        address = QUrl()
        address.setScheme("mailto")
        address.setPath(value)
        QDesktopServices.openUrl(address)


class UrlEditor(FollowEditor):
    """A web address; the browser opens it."""

    icon, hint = "external-link", QT_TRANSLATE_NOOP("Editor", "Open in the browser")

    def _go(self, value: str) -> None:
        web = value.lower().startswith(("http://", "https://"))  # nothing else is opened, whatever stands there
        QDesktopServices.openUrl(QUrl(value if web else f"https://{value}"))


class TextArea(QPlainTextEdit):
    """Several lines; Tab leaves, Ctrl+Enter and Ctrl+S are left to the window, and the height follows the text."""

    composing = False
    MIN_LINES, MAX_LINES = 3, 10

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    def _fit(self, *_: object) -> None:
        lines = int(self.document().size().height())  # QPlainTextEdit counts lines, not pixels
        lines = max(self.MIN_LINES, min(self.MAX_LINES, lines))
        height = lines * self.fontMetrics().lineSpacing() + 10
        if height != self.minimumHeight():
            self.setFixedHeight(height)

    def sizeHint(self) -> QSize:
        """Return a width that does not widen the form."""
        return QSize(80, self.minimumHeight())

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Remember whether characters are being composed."""
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def event(self, event: QEvent) -> bool:
        """Leave Ctrl+Enter to shortcuts."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._is_for_window(event):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pass Ctrl+Enter and Alt+Enter on."""
        if self._is_for_window(event):
            event.ignore()
            return
        super().keyPressEvent(event)

    def _is_for_window(self, event: QKeyEvent) -> bool:
        held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        return not self.composing and event.key() in _ENTER and bool(held)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell the editor that the field is left."""
        super().focusOutEvent(event)
        self.composing = False
        parent = self.parent()
        if isinstance(parent, LongTextEditor):
            parent.finish()


class LongTextEditor(Editor):
    """Several lines of text."""

    def __init__(self, field: Field, tools: Tools, parent: QWidget | None = None) -> None:
        super().__init__(field, tools, parent)
        self.area = TextArea(self)
        self._shown = ""
        self._install(self.area)
        self.area.textChanged.connect(self._changed)

    def value(self) -> Any:
        """Return the text, what was loaded where nothing was changed; raise BadValue."""
        text = self.area.toPlainText()
        return self._loaded if text == self._shown else from_text(self.field, text)

    def set_value(self, value: Any, label: str = "") -> None:
        """Show *value* as unedited."""
        self._loaded = value
        self.area.blockSignals(True)
        self.area.setPlainText(value or "")
        self.area.blockSignals(False)
        self._shown = self.area.toPlainText()
        self.area._fit()
        self.set_error("")

    def put(self, value: Any, label: str = "") -> None:
        """Show *value* as if it had just been typed."""
        self.area.setPlainText(value or "")

    def snapshot(self) -> Any:
        """Return the text as typed."""
        return self.area.toPlainText()

    def restore(self, snapshot: Any) -> None:
        """Show a text as typed."""
        self.area.setPlainText(str(snapshot))

    def finish(self) -> None:
        """Say where the text is too long."""
        try:
            self.value()
        except BadValue as error:
            self.set_error(sentence(error))
        self.committed.emit()

    def _changed(self) -> None:
        if self.error():
            self.set_error("")
        self.edited.emit()

    def _apply_read_only(self) -> None:
        self.area.setReadOnly(self.read_only)
