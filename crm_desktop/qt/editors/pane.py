"""The room in which a form shows its fields: sections below each other, in as many columns as fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QMoveEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from crm_desktop.core.entity import Entity
from crm_desktop.qt.editors.base import Editor
from crm_desktop.qt.editors.grid import FieldGrid, with_mnemonic

_BELOW = 12
_TWO_COLUMNS_FROM, _THIRDS_FROM = 560, 760  # pixels of the section: two fit beside a timeline on 1366×768


class FieldPane(QScrollArea):
    """Scrolls the sections of an entity; captions and places are made anew only where something about them changed.

    *hidden* tells of each field, whenever the room changes, whether it is left out.
    """

    def __init__(self, hidden: Callable[[], Mapping[str, bool]], parent: QWidget) -> None:
        super().__init__(parent, widgetResizable=True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.sections: list[FieldGrid] = []
        self._entity: Entity
        self._shape: object = None  # of the layout as it stands; None until the room for it is known
        self._captioned: tuple[object, ...] = ()  # what the captions say: which fields are required and may be written
        self._hidden = hidden

    def fill(self, entity: Entity, make: Callable[[str, QWidget], Editor | None]) -> None:
        """Show the sections of *entity* with the editors that *make* makes of names, each in the widget given."""
        self._entity, self.sections, self._captioned = entity, [], ()
        self._shape = None if self._shape is None else ()
        content = QWidget(self)
        content.setProperty("kind", "plain")
        self.setWidget(content)  # before it is filled: moving a full widget polishes everything again
        rows = QVBoxLayout(content)
        rows.setContentsMargins(12, 8, 12, _BELOW)
        rows.setSpacing(12)
        for section in entity.sections:
            grid = FieldGrid(section.title, entity.context, content, folded=section.folded, widths=section.widths)
            for name in section.fields:
                if (editor := make(name, grid.body)) is not None:
                    grid.add(editor)
            rows.addWidget(grid)
            self.sections.append(grid)
        rows.addStretch(1)

    def show_fields(self, required: Mapping[str, bool]) -> None:
        """Mark the captions of what is *required*, and leave out what is hidden now."""
        stand = tuple((required[e.field.name], e.read_only) for section in self.sections for e in section.editors)
        if stand != self._captioned:
            self._captioned = stand
            self._caption_all(required)
            self._shape = None if self._shape is None else ()
        self._arrange()

    def retranslate(self) -> None:
        """Let the next ``show_fields`` say every caption anew."""
        self._captioned = ()

    def reveal(self, editor: Editor) -> None:
        """Open the section of a field and scroll to it."""
        for section in self.sections:
            if editor.field.name in section.captions:
                section.set_folded(False)
        QTimer.singleShot(0, editor, lambda: self.ensureWidgetVisible(editor, 12, 40))

    def _caption_all(self, required: Mapping[str, bool]) -> None:
        taken: set[str] = set()
        for section in self.sections:
            section.retranslate()
            for editor in section.editors:
                name = editor.field.name
                words = QCoreApplication.translate(self._entity.context, self._entity[name].label)
                text = with_mnemonic(words, taken) + (" *" if required[name] else "")
                label = section.captions[name]
                if label.text() != text:
                    label.setText(text)
                editor.set_caption(words)
                hint = self._entity[name].hint
                if hint and not editor.read_only:
                    editor.input.setToolTip(QCoreApplication.translate(self._entity.context, hint))

    def _arrange(self) -> None:
        if self._shape is None:
            return
        width = self.viewport().width() - 24
        columns = 1 + (width >= _TWO_COLUMNS_FROM) + (width >= _THIRDS_FROM)
        hidden = self._hidden()
        shape = (columns, tuple(hidden.items()))
        if shape == self._shape:
            return
        self._shape = shape
        metrics = self.fontMetrics()
        shown = (c for s in self.sections for n, c in s.captions.items() if not hidden[n])
        longest = max((metrics.horizontalAdvance(c.text().replace("&", "")) for c in shown), default=60)
        for section in self.sections:
            section.arrange(columns, hidden, max(56, longest + 6))

    def moveEvent(self, event: QMoveEvent) -> None:
        """Keep the fields where they are while somebody types in one and a bar comes or goes above (QWidget.moveEvent)."""
        super().moveEvent(event)
        content, typing, by = self.widget(), self.focusWidget(), event.pos().y() - event.oldPos().y()
        if typing is None or not typing.hasFocus() or not content.isAncestorOf(typing) or not by:
            return
        bar, rows = self.verticalScrollBar(), content.layout()
        assert rows is not None
        by = min(by, typing.mapTo(self.viewport(), QPoint()).y()) if by > 0 else max(by, -bar.value())
        margins = rows.contentsMargins()
        natural = rows.totalMinimumSize().height() - margins.bottom() + _BELOW
        needed = self.viewport().height() + bar.value() + by if bar.value() + by else 0  # to be scrolled so far
        margins.setBottom(_BELOW + max(0, needed - natural))
        rows.setContentsMargins(margins)
        rows.activate()
        QCoreApplication.sendEvent(self, QEvent(QEvent.Type.LayoutRequest))  # the bar goes as far at once
        bar.setValue(bar.value() + by)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Change between one and more columns as the room changes."""
        super().resizeEvent(event)
        self._shape = self._shape or ()
        self._arrange()
