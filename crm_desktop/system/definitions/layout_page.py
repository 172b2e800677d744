"""How the forms of a kind of record are arranged: sections and fields by drag or by key, with the form beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import Conflict
from crm_desktop.core.forms import layout as arranging
from crm_desktop.core.forms.layout import Group, Layout
from crm_desktop.core.record import Changed
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.qt.form import RecordForm
from crm_desktop.qt.tools import as_on_keys, caption
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon
from crm_desktop.shell.page import Page
from crm_desktop.system.definitions import services
from crm_desktop.system.definitions.layout_tree import LayoutTree
from crm_desktop.system.definitions.services import StoredLayout

_PAUSE_MS = 150
_WIDTHS = (
    ("", QT_TRANSLATE_NOOP("LayoutPage", "Automatic")),
    ("full", QT_TRANSLATE_NOOP("LayoutPage", "Whole row")),
    ("half", QT_TRANSLATE_NOOP("LayoutPage", "Half a row")),
    ("third", QT_TRANSLATE_NOOP("LayoutPage", "A third of a row")),
)


class LayoutPage(Page):
    """Arranges forms; nobody's form changes before it is saved."""

    def __init__(self, context: Context, parent: QWidget | None = None, *, entity: str = "customer") -> None:
        super().__init__(context, parent)
        self.setObjectName("layout_page")
        self._of = entity
        self._stored, self._layout = StoredLayout(), Layout()
        self.preview: RecordForm | None = None
        self.entities, self.tree = QComboBox(self), LayoutTree(self)
        self.new, self.up, self.down, self.hide_button = (QPushButton(self) for _ in range(4))
        self.save_button, self.discard, self.reset = (QPushButton(self) for _ in range(3))
        self.title_zh, self.title_en, self.folded = QLineEdit(self), QLineEdit(self), QCheckBox(self)
        self.width_of, self.about = QComboBox(self), QLabel(self, wordWrap=True)
        self.captions = [QLabel(self) for _ in range(3)]
        self.preview_title = QLabel(self)
        self._preview_box = QVBoxLayout()
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._show_preview)
        self._build()
        self._connect()
        self.retranslate()
        self.refresh()

    # ── layout ───────────────────────────────────────────

    def _build(self) -> None:
        for widget, name, picture in (
            (self.new, "layout_new", "plus"),
            (self.up, "layout_up", "chevron-up"),
            (self.down, "layout_down", "chevron-down"),
            (self.hide_button, "layout_hide", "eye-off"),
            (self.save_button, "layout_save", "save"),
            (self.discard, "layout_discard", "undo-2"),
            (self.reset, "layout_reset", "refresh-cw"),
        ):
            widget.setObjectName(name)
            widget.setIcon(icon(picture))
        for part, name in (
            (self.entities, "layout_entity"),
            (self.title_zh, "layout_title"),
            (self.title_en, "layout_title_en"),
            (self.folded, "layout_folded"),
            (self.width_of, "layout_width"),
        ):
            part.setObjectName(name)
        self.entities.view().setObjectName("layout_entity_choice")
        self.width_of.view().setObjectName("layout_width_choice")
        self.about.setProperty("kind", "muted")
        self.preview_title.setProperty("kind", "muted")
        across = QSplitter(Qt.Orientation.Horizontal, self)
        for half, width in ((self._left(), 320), (self._right(), 780)):
            across.addWidget(half)
            across.setStretchFactor(across.count() - 1, width)
        across.setSizes([320, 780])
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(across)
        self.focus_on = self.tree

    def _left(self) -> QWidget:
        part = QWidget(self)
        column = QVBoxLayout(part)
        column.setContentsMargins(12, 8, 8, 8)
        column.addWidget(self.entities)
        column.addWidget(self.tree, 1)
        row = QHBoxLayout()
        row.addWidget(self.new, 1)
        for button in (self.up, self.down, self.hide_button):
            row.addWidget(button)
        column.addLayout(row)
        grid = QGridLayout()
        for at, (label, field) in enumerate(
            zip(self.captions, (self.title_zh, self.title_en, self.width_of), strict=True)
        ):
            label.setBuddy(field)
            grid.addWidget(label, at, 0)
            grid.addWidget(field, at, 1)
        grid.addWidget(self.folded, 3, 1)
        column.addLayout(grid)
        column.addWidget(self.about)
        return part

    def _right(self) -> QWidget:
        part = QWidget(self)
        self._preview_box = QVBoxLayout(part)
        self._preview_box.setContentsMargins(8, 8, 12, 8)
        self._preview_box.addWidget(self.preview_title)
        self._preview_box.addStretch(1)
        row = QHBoxLayout()
        row.addWidget(self.save_button)
        row.addWidget(self.discard)
        row.addStretch(1)
        row.addWidget(self.reset)
        self._preview_box.addLayout(row)
        return part

    def _connect(self) -> None:
        self.entities.activated.connect(self._entity_chosen)
        self.tree.arranged.connect(self._take)
        self.tree.chosen.connect(self._show_chosen)
        self.tree.refused.connect(self._refuse)
        self.new.clicked.connect(self.add_group)
        self.up.clicked.connect(lambda: self.tree.move_current(-1))
        self.down.clicked.connect(lambda: self.tree.move_current(1))
        self.hide_button.clicked.connect(self.tree.hide_current)
        self.title_zh.textEdited.connect(lambda words: self._change_group(title=words))
        self.title_en.textEdited.connect(lambda words: self._change_group(title_en=words))
        self.folded.clicked.connect(lambda on: self._change_group(folded=bool(on)))
        self.width_of.activated.connect(lambda _at: self._change_width())
        self.save_button.clicked.connect(self.save)
        self.discard.clicked.connect(self._discard)
        self.reset.clicked.connect(self._ask_reset)
        for keys, act in (("Ctrl+S", self.save), ("Ctrl+Shift+N", self.add_group)):
            QShortcut(QKeySequence(keys), self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # ── reading ──────────────────────────────────────────

    def _fill_entities(self) -> None:
        self.entities.clear()
        for name, entity in self.context.facts().entities.items():
            if entity.attributes_title:
                self.entities.addItem(QCoreApplication.translate(entity.context, entity.plural), name)
        self.entities.setCurrentIndex(max(self.entities.findData(self._of), 0))
        self._of = str(self.entities.currentData() or self._of)

    def _entity(self) -> Entity:
        return arranging.unarranged(self.context.entity(self._of))

    def refresh(self) -> None:
        """Read the form again (``Page``)."""
        name = self._of
        self.context.jobs.run(
            lambda session: services.read_layout(session, entity=name),
            owner=self,
            done=self._show,
            failed=self.context.messages.error,
            key="layout",
        )

    def _show(self, stored: StoredLayout) -> None:
        if self.is_dirty():
            if stored.version != self._stored.version:
                self._stored = replace(self._stored, id=stored.id, version=stored.version)
                self.context.messages.toast(
                    self.tr("Somebody else arranged this form meanwhile. Save to replace theirs, or discard to see it.")
                )
            return
        self._stored = stored
        self._take(self._whole(stored.layout))

    def _whole(self, layout: Layout | None) -> Layout:
        entity = self._entity()
        return arranging.complete(layout or arranging.layout_of(entity), entity)

    def is_dirty(self) -> bool:
        """Tell whether anything was arranged since it was saved."""
        return bool(self._layout.groups) and self._layout != self._whole(self._stored.layout)

    # ── arranging ────────────────────────────────────────

    def _take(self, layout: Layout) -> None:
        entity = self._entity()
        self._layout = layout
        self.tree.fill(
            layout,
            self._title,
            lambda name: caption(entity, entity[name]),
            lambda name: arranging.may_hide(entity, name),
        )
        self._allow()
        self._pause.start(0 if self.preview is None else _PAUSE_MS)

    def _title(self, number: int) -> str:
        if number < 0:
            return self.tr("Hidden")
        words = self._layout.groups[number].words(self.context.language())
        return QCoreApplication.translate(self._entity().context, words)

    def _show_chosen(self, number: int, field: str) -> None:
        group = self._layout.groups[number] if 0 <= number < len(self._layout.groups) else Group()
        is_group = number >= 0 and not field
        for widget in (self.title_zh, self.title_en, self.folded):
            widget.setEnabled(is_group and self._may())
        self.width_of.setEnabled(bool(field) and number >= 0 and self._may())
        for line, words in ((self.title_zh, group.title), (self.title_en, group.title_en)):
            if line.text() != words:
                line.setText(words)
        self.title_zh.setPlaceholderText(self._title(number) if is_group else "")
        self.title_en.setPlaceholderText(group.words("en") if is_group else "")
        self.folded.setChecked(group.folded)
        self.width_of.setCurrentIndex(max(self.width_of.findData(self._layout.widths.get(field, "")), 0))
        self.hide_button.setToolTip(self._hide_words(number, field))
        self.hide_button.setAccessibleName(self._hide_words(number, field))
        self.about.setText("")

    def _hide_words(self, number: int, field: str) -> str:
        if not field:
            return self.tr("Take the section away; its fields go to its neighbour (Del)")
        return self.tr("Show the field again (Del)") if number < 0 else self.tr("Hide the field (Del)")

    def _refuse(self, name: str) -> None:
        entity = self._entity()
        self.about.setText(
            self.tr("“{field}” must be filled in; it cannot be hidden.").format(field=caption(entity, entity[name]))
        )

    def add_group(self) -> None:
        """Add a section behind the current one, and go to its title."""
        number = max(self.tree.current()[0], 0) if self.tree.currentItem() else len(self._layout.groups) - 1
        groups = list(self._layout.groups)
        groups.insert(number + 1, Group(title=self.tr("New section")))
        self._take(replace(self._layout, groups=tuple(groups)))
        self.tree.choose(number + 1)
        self.title_zh.setFocus()
        self.title_zh.selectAll()

    def _change_group(self, **changes: Any) -> None:
        number, field = self.tree.current()
        if number < 0 or field:
            return
        layout = arranging.changed_group(self._layout, number, **changes)
        group = layout.groups[number]
        if group.builtin or group.title or group.title_en:  # a section without any words waits for the next key
            self._take(layout)

    def _change_width(self) -> None:
        _number, field = self.tree.current()
        if field:
            self._take(arranging.with_width(self._layout, field, str(self.width_of.currentData())))

    def _show_preview(self) -> None:
        made = arranging.arranged(self._entity(), self._layout, self.context.language())
        before = self.preview
        self.preview = RecordForm(self.context, made, self)
        self.preview.setObjectName("layout_preview")
        self.preview.start()
        if before is not None:
            self._preview_box.removeWidget(before)
            before.hide()
            before.deleteLater()
        else:
            self._preview_box.takeAt(1)
        self._preview_box.insertWidget(1, self.preview, 1)

    # ── writing ──────────────────────────────────────────

    def save(self) -> None:
        """Save the form; every desktop shows it so at once."""
        if not self.is_dirty() or not self._may():
            return
        name, stored, layout = self._of, self._stored, self._layout
        self.context.jobs.run(
            lambda session: services.save_layout(session, entity=name, stored=stored, layout=layout),
            owner=self,
            done=lambda made: self._saved(made, layout, self.tr("Saved; every desktop shows it now.")),
            failed=self._not_saved,
            key="save",
        )

    def _saved(self, stored: StoredLayout, sent: Layout, words: str) -> None:
        """Show what was stored; what was arranged after *sent* stays."""
        self._stored = stored
        self._take(self._whole(stored.layout) if self._layout == sent else self._layout)
        self.context.messages.toast(words)

    def _not_saved(self, error: Exception) -> None:
        if isinstance(error, Conflict):
            self.refresh()
        else:
            self.context.messages.error(error)

    def _discard(self) -> None:
        self._take(self._whole(self._stored.layout))
        self.refresh()

    def _ask_reset(self) -> None:
        name = self._of

        def reset() -> None:
            layout = self._layout
            self.context.jobs.run(
                lambda session: services.reset_layout(session, entity=name),
                owner=self,
                done=lambda _: self._saved(StoredLayout(), layout, self.tr("The form is as it was delivered.")),
                failed=self.context.messages.error,
            )

        self.context.messages.ask(
            self.tr("Give up the arrangement and go back to the built-in form?"), self.tr("Go back"), reset
        )

    # ── Page ─────────────────────────────────────────────

    def _entity_chosen(self, _index: int) -> None:
        if self._stays():
            self.entities.setCurrentIndex(self.entities.findData(self._of))
            return
        self._of, self._layout, self._stored = str(self.entities.currentData()), Layout(), StoredLayout()
        self.refresh()

    def _stays(self) -> bool:
        if self.is_dirty():
            self.context.messages.toast(self.tr("Please save or discard what you changed first."))
            return True
        return False

    def concerned(self, change: Changed) -> bool:
        """Tell whether the form may have changed (``Page``)."""
        return change.table in ("form_layout", "attribute_definition")

    def take_facts(self) -> None:
        """Offer the kinds of records that there are now (``Page``)."""
        self._fill_entities()

    def state(self) -> Mapping[str, Any]:
        """Return what is shown (``Page``)."""
        return {"entity": self._of}

    def may_close(self) -> bool:
        """Stay open over what is not saved (``Page``)."""
        return not self._stays()

    def _may(self) -> bool:
        return self.context.facts().rights.may("setting", "edit")

    def _allow(self) -> None:
        may, dirty = self._may(), self.is_dirty()
        for button in (self.new, self.up, self.down, self.hide_button):
            button.setEnabled(may)
        self.save_button.setEnabled(may and dirty)
        self.discard.setEnabled(dirty)
        self.reset.setEnabled(may and self._stored.id > 0)
        self.tree.set_movable(may)

    def changeEvent(self, event: QEvent) -> None:
        """Show titles in the other language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self._layout.groups:
            self._take(self._layout)

    def retranslate(self) -> None:
        """Set every text anew (``Page``)."""
        for button, words, tip in (
            (self.new, self.tr("New section"), "Ctrl+Shift+N"),
            (self.save_button, self.tr("Save"), "Ctrl+S"),
            (self.discard, self.tr("Discard"), ""),
            (self.reset, self.tr("Built-in form"), ""),
        ):
            button.setText(words)
            button.setAccessibleName(words)
            button.setToolTip(f"{words} ({tip})" if tip else words)
        for button, words in (
            (self.up, as_on_keys(self.tr("Move up (Alt+Up)"))),
            (self.down, as_on_keys(self.tr("Move down (Alt+Down)"))),
        ):
            button.setAccessibleName(words)
            button.setToolTip(words)
        for label, field, words in zip(
            self.captions,
            (self.title_zh, self.title_en, self.width_of),
            (self.tr("Title"), self.tr("English title"), self.tr("Width")),
            strict=True,
        ):
            label.setText(words)
            field.setAccessibleName(words)
        self.folded.setText(self.tr("Folded until its heading is pressed"))
        self.folded.setAccessibleName(self.folded.text())
        chosen = self.width_of.currentIndex()
        self.width_of.clear()
        for width, words in _WIDTHS:
            self.width_of.addItem(QCoreApplication.translate("LayoutPage", words), width)
        self.width_of.setCurrentIndex(max(chosen, 0))
        self.entities.setAccessibleName(self.tr("Form of"))
        self.tree.setAccessibleName(self.tr("Sections and fields"))
        self.preview_title.setText(self.tr("What your colleagues will see:"))
        self._fill_entities()
