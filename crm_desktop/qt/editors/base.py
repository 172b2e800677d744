"""What every editor of a field has in common, and the editor that is one line of typed text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QFocusEvent, QIcon, QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QLineEdit, QToolButton, QToolTip, QVBoxLayout, QWidget

from crm_desktop.core import clock
from crm_desktop.core.codec import from_text, sentences, to_text
from crm_desktop.core.errors import BadValue
from crm_desktop.core.fields import Field
from crm_desktop.qt.cells import erased_words
from crm_desktop.qt.tools import Tools

_FLASH_MS = 2500
_POPUP_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


def sentence(error: BadValue) -> str:
    """Return the translated sentence that explains text which is no value."""
    text = QCoreApplication.translate("Codec", sentences.get(error.rule, "bad_value"))
    return text.format_map({"limit": "", **error.values})


class Editor(QWidget):
    """Edits one field; the widget that takes the keys is ``input``.

    Signals: *edited* at each change by hand; *committed* when the field is left or Enter ends it;
    *open_requested* (entity, id) and *dial_requested* (number) ask the window for something.
    """

    edited = Signal()
    committed = Signal()
    open_requested = Signal(str, int)
    dial_requested = Signal(str)

    def __init__(self, field: Field, tools: Tools, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field, self.tools = field, tools
        self.input: QWidget = self
        self.read_only = False
        self.record_id = 0  #: of the record on the form; 0 for a new one
        self.inline = False  #: in a cell of a grid there is no room for a sentence: it stands in a tooltip
        self._reason = ""
        self._loaded: Any = None
        self._problem: QLabel | None = None
        self._fading: QTimer | None = None
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(2)
        self.setObjectName(f"{field.name}.editor")

    def _install(self, widget: QWidget) -> None:
        """Make *widget* the one that is seen and typed in."""
        self.input = widget
        widget.setObjectName(self.field.name)
        widget.setAccessibleName(self.field.label)
        self._box.addWidget(widget)
        self.setFocusProxy(widget)

    def put_below(self, widget: QWidget) -> None:
        """Show *widget* below what is typed, before a sentence about it."""
        self._box.insertWidget(self._box.indexOf(self.input) + 1, widget)

    def value(self) -> Any:
        """Return the value as edited; raise BadValue where the text is none."""
        return self._loaded

    def set_value(self, value: Any, label: str = "") -> None:
        """Show *value* (and for a reference its words *label*) as unedited."""
        self._loaded = value

    def put(self, value: Any, label: str = "") -> None:
        """Show *value* as if it had just been typed; what was loaded stays the comparison."""
        loaded = self._loaded
        self.set_value(value, label)
        self._loaded = loaded
        self.edited.emit()

    def rebase(self, value: Any) -> None:
        """Compare with *value* from now on, as if it had been loaded; what is shown stays."""
        self._loaded = value

    def label(self) -> str:
        """Return the words for the value of a reference, as shown; '' for other kinds."""
        return ""

    def along(self) -> Mapping[str, Any]:
        """Return what was said of other fields together with the value."""
        return {}

    def snapshot(self) -> Any:
        """Return what is typed, valid or not, as a JSON value."""
        return to_text(self.field, self.value())

    def restore(self, snapshot: Any) -> None:
        """Show what ``snapshot`` returned, as edited."""
        try:
            self.put(from_text(self.field, str(snapshot)))
        except BadValue:
            self.put(None)

    @property
    def loaded(self) -> Any:
        """Return the value that was shown last as unedited."""
        return self._loaded

    @property
    def loaded_label(self) -> str:
        """Return the words of the reference that was loaded; '' for other kinds."""
        return ""

    def is_dirty(self) -> bool:
        """Tell whether the editor differs from what it returned right after loading."""
        try:
            value = self.value()
        except BadValue:
            return True
        empty: tuple[Any, ...] = (None, "", [])
        return value != self._loaded and not (value in empty and self._loaded in empty)

    def set_error(self, text: str) -> None:
        """Mark the field and show the sentence *text* below it; '' takes both away."""
        self.input.setAccessibleDescription(text)
        self._mark("error", bool(text))
        if self.inline:
            self._hint_error(text)
            return
        if self._problem is None:
            if not text:
                return
            self._problem = QLabel(self, wordWrap=True)
            self._problem.setObjectName(f"{self.field.name}.error")
            self._problem.setProperty("kind", "error")
            self._box.addWidget(self._problem)
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    def _hint_error(self, text: str) -> None:
        self.input.setToolTip(text)
        if text:
            QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), text, self.input)

    def error(self) -> str:
        """Return the sentence shown below the field, or ''."""
        return self.input.accessibleDescription()

    def offer(self, codes: frozenset[str] | None) -> None:
        """Offer only these codes, where the field offers any; None: all of them."""

    def is_offered(self, value: Any) -> bool:
        """Tell whether *value* is among what is on offer."""
        return True

    def finish(self) -> None:
        """Take what is typed as if the field were left; *committed* follows, for a reference once it is found."""
        self.committed.emit()

    def set_read_only(self, reason: str) -> None:
        """Let the value be read and copied only, with *reason* as tooltip; '' lets it be edited again."""
        if reason != self._reason:
            self._reason, self.read_only = reason, bool(reason)
            self.input.setToolTip(reason)
            self._apply_read_only()

    def _apply_read_only(self) -> None:
        self.input.setEnabled(not self.read_only)

    def flash(self) -> None:
        """Highlight the field softly for a moment: a colleague has just changed it."""
        self._mark("changed", True)
        if self._fading is None:
            self._fading = QTimer(self, singleShot=True, interval=_FLASH_MS)
            self._fading.timeout.connect(lambda: self._mark("changed", False))
        self._fading.start()

    def set_caption(self, text: str) -> None:
        """Name the field for screen readers."""
        self.input.setAccessibleName(text)

    def retranslate(self) -> None:
        """Show words in the language of the moment."""

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _mark(self, name: str, on: bool) -> None:
        if bool(self.input.property(name)) == on:
            return
        self.input.setProperty(name, on)
        self.input.style().unpolish(self.input)
        self.input.style().polish(self.input)


class Line(QLineEdit):
    """A line that knows when an input method is composing, and tells of entering and leaving."""

    entered = Signal()
    left = Signal()
    key = Signal(QKeyEvent)  #: before the line's own handling; accept it to keep it

    composing = False
    popup: QWidget | None = None  #: of a completer; while it is open it gets Enter, Tab and Escape

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Remember whether characters are being composed."""
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell that the field is entered."""
        super().focusInEvent(event)
        self.entered.emit()
        if event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
            Qt.FocusReason.ShortcutFocusReason,
        ):
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the field is left; a popup or another window is no leaving."""
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.composing = False
            self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Offer the key to the editor first, but never while characters are composed."""
        if self.popup is not None and self.popup.isVisible() and event.key() in _POPUP_KEYS:
            event.ignore()
            return
        if not self.composing:
            event.ignore()
            self.key.emit(event)
            if event.isAccepted():
                return
        event.accept()
        super().keyPressEvent(event)


def is_open_key(event: QKeyEvent) -> bool:
    """Tell whether the key drops down a list or a calendar: F4 or Alt+Down."""
    if event.key() == Qt.Key.Key_F4:
        return not event.modifiers()
    return event.key() == Qt.Key.Key_Down and bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)


def is_follow_key(event: QKeyEvent) -> bool:
    """Tell whether the key follows a value (open, dial, write, browse): Alt+Enter."""
    return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and bool(
        event.modifiers() & Qt.KeyboardModifier.AltModifier
    )


class LineEditor(Editor):
    """A value typed as text: read when the field is left, shown plain inside and dressed outside.

    Text stays as typed until the field is left; then ``t`` becomes today's date once and for all,
    and text that is no value stays with a sentence below.
    """

    def __init__(self, field: Field, tools: Tools, parent: QWidget | None = None) -> None:
        super().__init__(field, tools, parent)
        self._current: Any = None
        self._typed: str | None = None  # None: _current stands, the text is only its dress
        self._loaded_text: str | None = None
        self.line = Line(self)
        self._install(self.line)
        self.line.textEdited.connect(self._on_typed)
        self.line.entered.connect(self._undress)
        self.line.left.connect(self._finish)
        self.line.returnPressed.connect(self._finish)
        self.line.key.connect(self._on_key)
        self._trailing: list[tuple[QAction, str]] = []

    # what the kinds differ in

    def _plain(self, value: Any) -> str:
        """Return the text to edit."""
        return to_text(self.field, value)

    def _dressed(self, value: Any) -> str:
        """Return the text to look at."""
        return erased_words(self._plain(value))

    def _parse(self, text: str) -> Any:
        """Return the value of *text*; raise BadValue."""
        return from_text(self.field, text, today=clock.now() if self._wants_now else None)

    _wants_now = False

    # the common interface

    def value(self) -> Any:
        """Return the value as edited; raise BadValue where the text is none."""
        return self._current if self._typed is None else self._parse(self._typed)

    def set_value(self, value: Any, label: str = "") -> None:
        """Show *value* as unedited."""
        self._loaded = self._current = value
        self._typed = None
        self._show()
        self._loaded_text = self.line.text()
        self.set_error("")

    def is_dirty(self) -> bool:
        """Tell whether the editor differs from what it returned right after loading."""
        if self._typed is not None and self._typed == self._loaded_text:
            return False
        return super().is_dirty()

    def rebase(self, value: Any) -> None:
        """Compare with *value* from now on; what is shown stays."""
        self._loaded, self._loaded_text = value, None

    def snapshot(self) -> Any:
        """Return the text as typed, valid or not."""
        return to_text(self.field, self._current) if self._typed is None else self._typed

    def restore(self, snapshot: Any) -> None:
        """Show a text as typed, valid or not."""
        self.line.setText(str(snapshot))
        self._on_typed(str(snapshot))
        self._finish()

    def _show(self) -> None:
        inside = self.line.hasFocus() and not self.read_only
        self.line.setText(self._plain(self._current) if inside else self._dressed(self._current))
        if not inside:
            self.line.setCursorPosition(0)

    def _undress(self) -> None:
        if self._typed is None and not self.read_only:
            plain = self._plain(self._current)
            if plain != self.line.text():
                self.line.setText(plain)
                if self.is_dirty():
                    return
                self._loaded_text = plain

    def _on_typed(self, text: str) -> None:
        self._typed = text
        if self.error():
            self.set_error("")
        self.edited.emit()

    def finish(self) -> None:
        """Take what is typed as if the field were left."""
        self._finish()

    def _finish(self) -> None:
        self._settle()
        self.committed.emit()

    def _settle(self) -> None:
        """Turn what was typed into a value, or say why it is none."""
        if self._typed is not None:
            try:
                self._current = self._parse(self._typed)
            except BadValue as error:
                self.set_error(sentence(error))
            else:
                self._typed = None
        if self._typed is None:
            self._show()

    def _on_key(self, event: QKeyEvent) -> None:
        """Handle a key that means something to this kind; accept it then."""

    def _apply_read_only(self) -> None:
        self.line.setReadOnly(self.read_only)
        self._show_actions()

    # buttons inside the line

    def _add_button(self, icon: str, text: str, act: Any, shortcut: str = "") -> QAction:
        """Put a button with a marked *text* at the end of the line; *shortcut* is only named in its tooltip."""
        # Made here, not by the line: a delegate's createEditor invalidates wrappers of what C++ made.
        action = QAction(QIcon.fromTheme(icon), "", self.line)
        self.line.addAction(action, QLineEdit.ActionPosition.TrailingPosition)
        action.setObjectName(f"{self.field.name}.{icon}")
        action.triggered.connect(act)
        self._trailing.append((action, text))
        keys = QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)
        action.setProperty("keys", f" ({keys})" if keys else "")
        self._name_buttons()
        return action

    def _show_actions(self) -> None:
        """Show the buttons that make sense now."""

    def _name_buttons(self) -> None:
        for action, text in self._trailing:
            words = QCoreApplication.translate("Editor", text)
            action.setText(words)
            action.setToolTip(words + action.property("keys"))
        for button in self.line.findChildren(QToolButton):
            if button.defaultAction() is not None:
                button.setObjectName(button.defaultAction().objectName())
                button.setAccessibleName(button.defaultAction().text())

    def retranslate(self) -> None:
        """Name the buttons, and say what is wrong, in the language of the moment."""
        self._name_buttons()
        if self._typed is not None and self.error():
            try:
                self._parse(self._typed)
            except BadValue as error:
                self.set_error(sentence(error))
        if self._typed is None and not self.line.hasFocus():
            self._show()
