"""Coding rules: how codes are made, put together from parts, with the next three codes beside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSpinBox,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.core.errors import CrmError
from crm_desktop.core.record import Changed, Record
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.qt.cells import labelled
from crm_desktop.qt.tools import as_on_keys
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon
from crm_desktop.shell.page import Page
from crm_desktop.system.definitions import services
from crm_desktop.system.definitions.ordered_list import OrderedList
from crm_desktop.system.definitions.rules import Part, parts_of, pattern_of
from crm_desktop.system.definitions.services import CodedEntity

_PLACE = Qt.ItemDataRole.UserRole
#: Kinds of parts, in the order of their buttons.
PARTS = (
    ("text", QT_TRANSLATE_NOOP("Codes", "Text")),
    ("YYYY", QT_TRANSLATE_NOOP("Codes", "Year (2026)")),
    ("YY", QT_TRANSLATE_NOOP("Codes", "Year (26)")),
    ("MM", QT_TRANSLATE_NOOP("Codes", "Month")),
    ("DD", QT_TRANSLATE_NOOP("Codes", "Day")),
    ("class", QT_TRANSLATE_NOOP("Codes", "Class")),
)


class CodesPage(Page):
    """Says for each kind of record, and for its classes, how a code is made."""

    def __init__(self, context: Context, parent: QWidget | None = None, *, place: str = "customer/") -> None:
        super().__init__(context, parent)
        self.setObjectName("codes_page")
        self._place = place  #: entity/class
        self._rules: dict[str, dict[str, Any]] = {}
        self._coded: list[CodedEntity] = []
        self._parts: list[Part] = []
        self._before: tuple[str, bool] = ("", False)
        self.list, self.classes, self.add_class = QListWidget(self), QComboBox(self), QPushButton(self)
        self.heading, self.parts, self.text = QLabel(self), OrderedList(self), QLineEdit(self)
        self.buttons = {kind: QPushButton(self) for kind, _ in PARTS}
        self.remove, self.digits, self.gapless = QPushButton(self), QSpinBox(self), QCheckBox(self)
        self.explained, self.next_title, self.next = QLabel(self), QLabel(self), QLabel(self)
        self.save_button, self.discard, self.delete = (QPushButton(self) for _ in range(3))
        self._pause = QTimer(self, singleShot=True, interval=200)
        self._pause.timeout.connect(self._preview)
        self._build()
        self._connect()
        self.retranslate()
        self.refresh()

    # ── layout ───────────────────────────────────────────

    def _build(self) -> None:
        named = (
            (self.list, "code_rules"),
            (self.classes, "code_class"),
            (self.add_class, "code_add_class"),
            (self.parts, "code_parts"),
            (self.text, "code_text"),
            (self.remove, "code_remove"),
            (self.digits, "code_digits"),
            (self.gapless, "code_gapless"),
            (self.next, "code_next"),
            (self.save_button, "code_save"),
            (self.discard, "code_discard"),
            (self.delete, "code_delete"),
            *((button, f"code_part_{kind}") for kind, button in self.buttons.items()),
        )
        for widget, name in named:
            widget.setObjectName(name)
        for button, picture in (
            (self.add_class, "plus"),
            (self.remove, "x"),
            (self.save_button, "save"),
            (self.discard, "undo-2"),
            (self.delete, "trash-2"),
            *((button, "plus") for button in self.buttons.values()),
        ):
            button.setIcon(icon(picture))
        self.classes.view().setObjectName("code_class_choice")
        self.digits.setRange(1, 12)
        self.digits.lineEdit().setTextMargins(6, 0, 0, 0)  # a spin box gives its text no padding
        self.digits.setMaximumWidth(90)
        self.text.setMaxLength(20)
        self.heading.setProperty("kind", "heading")
        self.next_title.setProperty("kind", "heading")
        self.explained.setProperty("kind", "muted")
        self.explained.setWordWrap(True)
        self.next.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        across = QSplitter(Qt.Orientation.Horizontal, self)
        across.addWidget(self._left())
        across.addWidget(self._right())
        across.setSizes([360, 720])
        across.setStretchFactor(1, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(across)
        self.focus_on = self.list

    def _left(self) -> QWidget:
        part = QWidget(self)
        column = QVBoxLayout(part)
        column.setContentsMargins(12, 8, 8, 8)
        column.addWidget(self.list, 1)
        row = QHBoxLayout()
        row.addWidget(self.classes, 1)
        row.addWidget(self.add_class)
        column.addLayout(row)
        return part

    def _right(self) -> QWidget:
        part = QWidget(self)
        column = QVBoxLayout(part)
        column.setContentsMargins(8, 8, 12, 8)
        column.setSpacing(8)
        column.addWidget(self.heading)
        row = QHBoxLayout()
        for button in self.buttons.values():
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        self.parts.setMaximumHeight(200)
        column.addWidget(self.parts)
        row = QHBoxLayout()
        row.addWidget(self.text, 1)
        row.addWidget(self.remove)
        column.addLayout(row)
        self._lines = QFormLayout()
        self._lines.addRow(" ", self.digits)
        self._lines.addRow("", self.gapless)
        self._lines.addRow("", self.explained)
        column.addLayout(self._lines)
        column.addWidget(self.next_title)
        column.addWidget(self.next)
        column.addStretch(1)
        row = QHBoxLayout()
        row.addWidget(self.save_button)
        row.addWidget(self.discard)
        row.addStretch(1)
        row.addWidget(self.delete)
        column.addLayout(row)
        return part

    def _connect(self) -> None:
        self.list.currentItemChanged.connect(lambda item, _: self._rule_chosen(item))
        self.add_class.clicked.connect(self._add_class)
        for kind, button in self.buttons.items():
            button.clicked.connect(lambda _=False, kind=kind: self._add(kind))
        self.parts.chosen.connect(lambda _: self._part_chosen())
        self.parts.reordered.connect(self._reordered)
        self.text.textEdited.connect(self._text_typed)
        self.remove.clicked.connect(self._remove)
        self.digits.valueChanged.connect(lambda _: self._changed())
        self.gapless.toggled.connect(lambda _: self._changed())
        self.save_button.clicked.connect(self.save)
        self.discard.clicked.connect(self._load)
        self.delete.clicked.connect(self._delete)
        for keys, act, on in (("Ctrl+S", self.save, self), ("Del", self._remove, self.parts)):
            QShortcut(QKeySequence(keys), on, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # ── reading ──────────────────────────────────────────

    def refresh(self) -> None:
        """Read rules and classes again (``Page``)."""
        language = self.context.language()

        def read(session: Any) -> tuple[list[CodedEntity], list[dict[str, Any]]]:
            return services.list_coded(session, language=language), services.list_rules(session)

        self.context.jobs.run(
            read, owner=self, done=lambda found: self._show(*found), failed=self.context.messages.error, key="rules"
        )

    def take_facts(self) -> None:
        """Show the rules of the kinds of records that there are now (``Page``)."""
        self.refresh()

    def _show(self, coded: list[CodedEntity], rules: list[dict[str, Any]]) -> None:
        facts = self.context.facts()
        dirty = self._dirty()
        self._coded = [c for c in coded if c.name in facts.entities]
        self._rules = {f"{r['entity']}/{r['class_code']}": r for r in rules}
        places = [
            p
            for c in self._coded
            for p in (f"{c.name}/", *(f"{c.name}/{k}" for k, _ in c.classes))
            if p in self._rules or p.endswith("/")
        ]
        if self._place not in places and not (dirty or self._is_new_class()):
            self._place = places[0]
        if self._place not in places:
            places.append(self._place)
        self.list.blockSignals(True)
        self.list.clear()
        for place in places:
            rule = self._rules.get(place)
            unruled = self.tr("Typed by hand") if place.endswith("/") else self.tr("Not saved yet")
            words = rule["pattern"] if rule else unruled
            item = QListWidgetItem(f"{self._words(place)}\n    {words}", self.list)
            item.setData(_PLACE, place)
            if place == self._place:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        if not dirty:
            self._load()
        self._allow()

    def _is_new_class(self) -> bool:
        name, _, code = self._place.partition("/")
        return bool(code) and any(code == k for c in self._coded if c.name == name for k, _ in c.classes)

    def _words(self, place: str) -> str:
        name, _, code = place.partition("/")
        entity = self.context.entity(name)
        words = QCoreApplication.translate(entity.context, entity.plural)
        known = dict(next((c.classes for c in self._coded if c.name == name), ()))
        return labelled(words, known.get(code, code)) if code else words

    def _load(self) -> None:
        rule = self._rules.get(self._place)
        general = self._rules.get(self._place.partition("/")[0] + "/")
        pattern = rule["pattern"] if rule else general["pattern"] if general else "{####}"
        gapless = bool((rule or general or {}).get("gapless"))
        *parts, counter = parts_of(pattern)
        self._parts = parts
        for widget in (self.digits, self.gapless):
            widget.blockSignals(True)
        self.digits.setValue(len(counter.kind))
        self.gapless.setChecked(gapless)
        for widget in (self.digits, self.gapless):
            widget.blockSignals(False)
        self._before = (pattern, gapless) if rule else ("", False)
        self.heading.setText(self._words(self._place))
        self._fill_classes()
        self._show_parts()
        self._changed()

    def _fill_classes(self) -> None:
        name = self._place.partition("/")[0]
        classes = next((c.classes for c in self._coded if c.name == name), ())
        self.classes.clear()
        for code, words in classes:
            if f"{name}/{code}" not in self._rules:
                self.classes.addItem(words, code)
        shown = self.classes.count() > 0
        self.classes.setVisible(shown)
        self.add_class.setVisible(shown)
        self.buttons["class"].setVisible(bool(classes))

    def _show_parts(self, current: int = 0) -> None:
        words = dict(PARTS)
        rows = []
        for number, part in enumerate(self._parts, 1):
            name = QCoreApplication.translate("Codes", words.get(part.kind, part.kind))
            rows.append((number, labelled(name, part.text) if part.kind == "text" else name, False, ""))
        self.parts.fill(rows, current=current)
        self._part_chosen()

    # ── changing ─────────────────────────────────────────

    def _pattern(self) -> str:
        return pattern_of([*self._parts, Part("#" * self.digits.value())])

    def _dirty(self) -> bool:
        return bool(self.heading.text()) and self._before != (self._pattern(), self.gapless.isChecked())

    def _add(self, kind: str) -> None:
        at = self.parts.current_id() or len(self._parts)
        self._parts.insert(at, Part(kind, "-" if kind == "text" else ""))
        self._show_parts(at + 1)
        self._changed()
        if kind == "text":
            self.text.setFocus()
            self.text.selectAll()

    def _remove(self) -> None:
        at = self.parts.current_id()
        if at:
            del self._parts[at - 1]
            self._show_parts(min(at, len(self._parts)))
            self._changed()

    def _reordered(self, ids: list[int]) -> None:
        moved = ids.index(self.parts.current_id()) + 1 if self.parts.current_id() in ids else 0
        self._parts = [self._parts[i - 1] for i in ids]
        self._show_parts(moved)
        self._changed()

    def _part_chosen(self) -> None:
        at = self.parts.current_id()
        part = self._parts[at - 1] if at else None
        self.text.setEnabled(part is not None and part.kind == "text" and self._may())
        self.remove.setEnabled(part is not None and self._may())
        if part is None or part.text != self.text.text():
            self.text.setText(part.text if part is not None else "")

    def _text_typed(self, words: str) -> None:
        at = self.parts.current_id()
        if at:
            plain = words.replace("{", "").replace("}", "")
            self._parts[at - 1] = Part("text", plain)
            self._show_parts(at)
            self._changed()

    def _changed(self) -> None:
        self.explained.setText(
            self.tr("No number is ever missing; it is given when the record is confirmed, one after the other.")
            if self.gapless.isChecked()
            else self.tr("The fastest way; a number may be missing where a record was not saved.")
        )
        self._pause.start()
        self._allow()

    def _preview(self) -> None:
        name, _, code = self._place.partition("/")
        pattern, gapless = self._pattern(), self.gapless.isChecked()
        self.context.jobs.run(
            lambda s: services.preview_codes(s, entity=name, pattern=pattern, gapless=gapless, class_code=code),
            owner=self,
            done=lambda codes: self.next.setText("\n".join(codes)),
            failed=self.context.messages.error,
            key="preview",
        )

    def _add_class(self) -> None:
        if self._stays() or not self.classes.currentData():
            return
        self._place = f"{self._place.partition('/')[0]}/{self.classes.currentData()}"
        self._show(self._coded, list(self._rules.values()))

    def _rule_chosen(self, item: QListWidgetItem | None) -> None:
        if item is None or item.data(_PLACE) == self._place:
            return
        if self._stays():
            self._mark()
            return
        self._place = item.data(_PLACE)
        self._load()

    def _mark(self) -> None:
        items = (self.list.item(row) for row in range(self.list.count()))
        self.list.blockSignals(True)
        self.list.setCurrentItem(next((i for i in items if i.data(_PLACE) == self._place), None))  # type: ignore[arg-type]
        self.list.blockSignals(False)

    def _stays(self) -> bool:
        """Keep the person at what is not saved yet."""
        if self._before[0] and self._dirty():
            self.context.messages.toast(self.tr("Please save or discard what you changed first."))
            return True
        return False

    # ── writing ──────────────────────────────────────────

    def save(self) -> None:
        """Save the rule; the next code follows it."""
        if not self._dirty() or not self._may():
            return
        name, _, code = self._place.partition("/")
        values = {"entity": name, "class_code": code, "pattern": self._pattern(), "gapless": self.gapless.isChecked()}
        rule, entity, records = self._rules.get(self._place), self.context.entity("coding_rule"), self.context.records

        def work(session: Any) -> Record:
            if rule is None:
                return records.create(session, entity, values)
            return records.save(session, entity, Record(rule["id"], rule["version"], {}), values)

        def saved(_: Record) -> None:
            self._before = (str(values["pattern"]), bool(values["gapless"]))
            self.context.messages.toast(self.tr("Saved; the next code is made this way."))
            self.refresh()

        self.context.jobs.run(work, owner=self, done=saved, failed=self._failed, key="save")

    def _delete(self) -> None:
        rule, entity = self._rules.get(self._place), self.context.entity("coding_rule")
        if rule is None:
            return
        values = {name: rule[name] for name in ("entity", "class_code", "pattern", "gapless")}
        records = self.context.records

        def deleted(_: object) -> None:
            def again() -> None:
                self.context.jobs.run(
                    lambda session: records.create(session, entity, values), owner=self, failed=self._failed
                )

            self.context.messages.toast(self.tr("The rule was deleted."), undo=again)
            self._before = ("", False)
            self.refresh()

        self.context.jobs.run(
            lambda session: records.delete(session, entity, Record(rule["id"], rule["version"], {})),
            owner=self,
            done=deleted,
            failed=self._failed,
        )

    def _failed(self, error: Exception) -> None:
        self.context.messages.error(error, self.context.entity("coding_rule"))
        if isinstance(error, CrmError):
            self.refresh()

    # ── Page ─────────────────────────────────────────────

    def concerned(self, change: Changed) -> bool:
        """Tell whether rules or classes may have changed (``Page``)."""
        return change.table in ("coding_rule", "product_class")

    def state(self) -> Mapping[str, Any]:
        """Return what is shown (``Page``)."""
        return {"place": self._place}

    def may_close(self) -> bool:
        """Stay open over what is not saved (``Page``)."""
        return not self._stays()

    def _may(self) -> bool:
        return self.context.facts().rights.may("setting", "edit")

    def _allow(self) -> None:
        may, dirty = self._may(), self._dirty()
        reason = "" if may else self.tr("You have no right to change coding rules.")
        self.save_button.setEnabled(may and dirty)
        self.discard.setEnabled(dirty)
        self.delete.setEnabled(may and self._place in self._rules)
        for widget in (*self.buttons.values(), self.digits, self.gapless, self.add_class):
            widget.setEnabled(may)
            widget.setToolTip(reason)
        self.parts.set_movable(may)

    def changeEvent(self, event: QEvent) -> None:
        """Name everything in the other language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.refresh()

    def retranslate(self) -> None:
        """Set every text anew (``Page``)."""
        for button, words in (
            (self.add_class, self.tr("Rule of its own")),
            (self.remove, self.tr("Remove part")),
            (self.save_button, self.tr("Save")),
            (self.discard, self.tr("Discard")),
            (self.delete, self.tr("Delete")),
            *((self.buttons[kind], QCoreApplication.translate("Codes", label)) for kind, label in PARTS),
        ):
            button.setText(words)
            button.setAccessibleName(words)
        self.gapless.setText(self.tr("Without gaps"))
        self.gapless.setAccessibleName(self.gapless.text())
        label = self._lines.labelForField(self.digits)
        assert isinstance(label, QLabel)
        label.setText(self.tr("Digits of the counter"))
        self.digits.setAccessibleName(label.text())
        self.next_title.setText(self.tr("The next three codes"))
        self.next.setAccessibleName(self.next_title.text())
        self.list.setAccessibleName(self.tr("Coding rules"))
        self.classes.setAccessibleName(self.tr("Class"))
        self.parts.setAccessibleName(as_on_keys(self.tr("Parts before the counter, moved with Alt+Up and Alt+Down")))
        self.text.setAccessibleName(self.tr("Text of the part"))
        self.text.setPlaceholderText(self.text.accessibleName())
