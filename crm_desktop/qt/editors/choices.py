"""Editors that offer words: one of a dictionary, one of a few fixed ones, several, yes or no."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QStringListModel, Qt
from PySide6.QtGui import QAction, QIcon, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QCompleter,
    QLineEdit,
    QListView,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.core.codec import to_text
from crm_desktop.core.codec.words import split_words, ways_to_say
from crm_desktop.core.errors import BadValue
from crm_desktop.core.fields import Choice, Field, FieldName, MultiChoice, Noun, Options
from crm_desktop.core.record import Record
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.qt.cells import kept_words, named, option_label, separator
from crm_desktop.qt.editors.base import Editor, LineEditor, is_open_key
from crm_desktop.qt.editors.colours import swatch
from crm_desktop.qt.tools import DropDown, Tools

_SOUNDS: dict[str, tuple[str, ...]] = {}  #: how words on offer sound, once it was asked
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def offered(field: Field, tools: Tools, keep: str = "", of: str = "") -> list[tuple[str, str]]:
    """Return the codes on offer with their words, those of dictionary *of* where there are several, and *keep* even where it is retired."""
    if isinstance(field, Options):
        return [(code, option_label(field, code, None, tools)) for code, _ in field.options]
    assert isinstance(field, (Choice, MultiChoice))
    derived = field.derived if isinstance(field, Choice) else ()
    terms = (t for t in tools.terms(of or field.dictionary, keep) if t.code == keep or t.code not in derived)
    return [(t.code, t.label(tools.language())) for t in terms]


def _sounds_so(words: str, typed: str) -> bool:
    """Tell whether pinyin or initials begin the sound of *words*."""
    return any(way.startswith(typed.casefold()) for way in _SOUNDS.get(words.casefold(), ()))


class OfferingEditor(LineEditor):
    """Words of a dictionary, of which a rule may leave only some on offer."""

    _some: frozenset[str] | None = None
    _of = ""  #: which of several dictionaries; of a name of a field, which kind of record

    def offer(self, codes: frozenset[str] | None) -> None:
        """Offer only these codes; None: all of them."""
        self._some = codes

    def is_offered(self, value: Any) -> bool:
        """Tell whether every code of *value* is on offer."""
        chosen = value if isinstance(value, list) else [value] if value else []
        return self._some is None or self._some.issuperset(chosen)

    def offers(self, keep: str = "") -> list[tuple[str, str]]:
        """Return the codes on offer with their words, and *keep* whatever it is."""
        found = offered(self.field, self.tools, keep, self._of)
        return [p for p in found if self._some is None or p[0] in self._some or p[0] == keep]


class ChoiceEditor(OfferingEditor):
    """One word of a dictionary or of fixed options: type part of it, or drop the list down.

    A line with a list below, not a combo box: those lose input methods when they cannot be typed
    in, and change their value under a mouse wheel that was meant for the form.
    """

    def __init__(self, field: Field, tools: Tools, parent: QWidget | None = None) -> None:
        super().__init__(field, tools, parent)
        self._words = QStringListModel(self)
        self._completer: QCompleter | None = None
        self._popup: QListView | None = None
        self._button = self._add_button("chevron-down", QT_TRANSLATE_NOOP("Editor", "Choose"), self.drop_down, "F4")
        self._swatch: QAction | None = None
        self._added: dict[str, str] = {}  #: codes that were just made, until the dictionaries are read again
        self.line.entered.connect(self._spell)

    def _spell(self) -> None:
        """Ask once how the words on offer sound; without an answer they are found by their characters only."""
        words = {w.casefold() for _, w in self.offers() if not w.isascii()}
        new, records = sorted(words - _SOUNDS.keys()), self.tools.records
        if not new or self.read_only:
            return

        def done(found: dict[str, tuple[str, ...]]) -> None:
            _SOUNDS.update(found)
            if (
                self.line.hasFocus() and self._typed and not self.error()
            ):  # what was refused before waits for the next key
                self._complete(self._typed.strip())

        self.tools.jobs.run(
            lambda session: dict(zip(new, map(ways_to_say, records.spell(session, new)), strict=True)),
            owner=self,
            done=done,
            failed=lambda _error: None,
            key="spell",
        )

    def set_of(self, of: str) -> None:
        """Offer the words of this dictionary, or the fields of this kind of record."""
        if of != self._of:
            self._of = of
            self._show()

    def _plain(self, value: Any) -> str:
        if not value:
            return ""
        return dict(offered(self.field, self.tools, value, self._of)).get(value) or self._added.get(value, value)

    def _show(self) -> None:
        super()._show()
        term = (
            self.tools.term(self._of or self.field.dictionary, self._current)
            if isinstance(self.field, Choice)
            else None
        )
        colour = term.colour if term is not None and self._typed is None else ""
        if colour and self._swatch is None:
            self._swatch = QAction(self.line)
            self._swatch.setEnabled(False)
            self.line.addAction(self._swatch, QLineEdit.ActionPosition.LeadingPosition)
        if self._swatch is not None:
            self._swatch.setVisible(bool(colour))
            self._swatch.setIcon(swatch(colour) if colour else QIcon())

    def _parse(self, text: str) -> Any:
        """Return the code of words, of the start or a part of them where that is the only one."""
        typed = text.strip().casefold()
        if not typed:
            return ""
        pairs = [(code, words.casefold()) for code, words in self.offers(self._loaded or "")]
        for fits in (
            lambda c, w: w == typed,
            lambda c, w: c.casefold() == typed,
            lambda c, w: w.startswith(typed),
            lambda c, w: typed in w,
            lambda c, w: _sounds_so(w, typed),
        ):
            found = [code for code, words in pairs if fits(code, words)]
            if len(found) == 1:
                return found[0]
        raise BadValue("not_an_option", text, self.field.name)

    def snapshot(self) -> Any:
        """Return the code, or the text as typed."""
        return to_text(self.field, self._current) if self._typed is None else self._typed

    def drop_down(self) -> None:
        """Show all words on offer; what is typed then takes the place of what stands there."""
        if self.read_only:
            return
        self.line.selectAll()
        self._complete("")

    def _on_typed(self, text: str) -> None:
        super()._on_typed(text)
        if self.line.hasFocus() and text.strip():
            self._complete(text.strip())

    def _complete(self, part: str) -> None:
        completer = self._completer or self._make_completer()
        popup = self._popup
        assert popup is not None
        words = [words for _, words in self.offers(self._loaded or "")]
        shown = words if part or self.field.required else ["", *words]
        by_sound = (
            [] if any(part.casefold() in w.casefold() for w in words) else [w for w in words if _sounds_so(w, part)]
        )
        shown = by_sound or shown
        if self._may_add(part, words):
            shown = [*shown, self._add_words(part)]
        self._words.setStringList(shown)
        completer.setCompletionPrefix("" if by_sound else part)
        completer.complete()
        if popup.isVisible():
            row = words.index(self.line.text()) if self.line.text() in words and not part else 0
            row += 0 if part or self.field.required or self.line.text() not in words else 1
            popup.setCurrentIndex(completer.completionModel().index(row, 0))

    def _make_completer(self) -> QCompleter:
        completer = QCompleter(self._words, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setMaxVisibleItems(12)
        completer.setWrapAround(False)  # Down on the last one stays there, so that Enter takes it
        popup = self._popup = QListView()
        popup.setObjectName(f"{self.field.name}.popup")
        popup.setAccessibleName(self.input.accessibleName())
        completer.setPopup(popup)
        completer.setWidget(self.line)
        completer.activated[str].connect(self._pick)  # type: ignore[index]
        self._completer, self.line.popup = completer, popup
        return completer

    def _may_add(self, part: str, words: list[str]) -> bool:
        """Tell whether *part* may become a new entry of the dictionary."""
        return (
            isinstance(self.field, Choice)
            and part.casefold() not in (self._plain(code).casefold() for code in self.field.derived)
            and self._some is None
            and self.field.dictionary != "dictionary"
            and bool(self._of or not self.field.of)
            and part.casefold() not in (w.casefold() for w in words)
            and bool(part)
            and self.tools.facts().rights.may("dictionary", "create")
            and "dictionary" in self.tools.facts().entities
        )

    @staticmethod
    def _add_words(part: str) -> str:
        return QCoreApplication.translate("Editor", "New entry: {name}").replace("{name}", part)

    def _add_entry(self, name: str) -> None:
        """Make an entry of the dictionary and choose it."""
        assert isinstance(self.field, Choice)
        kind, tools = self._of or self.field.dictionary, self.tools
        position = max((t.position for t in tools.facts().terms.get(kind, ())), default=0) + 10
        entity = tools.entity("dictionary")

        def made(record: Record) -> None:
            code = str(record.values["code"])
            self._added[code] = name
            self._current, self._typed = code, None
            self.set_error("")
            self._show()
            self.edited.emit()
            self.committed.emit()

        tools.jobs.run(
            lambda session: tools.records.create(session, entity, {"kind": kind, "name": name, "position": position}),
            owner=self,
            done=made,
            key="add",
        )

    def _pick(self, words: str) -> None:
        typed = (self._typed or "").strip()
        if typed and words == self._add_words(typed):
            self._add_entry(typed)
            return
        self._typed = words
        self._finish()
        self.edited.emit()

    def _finish(self) -> None:
        popup = self._popup
        if popup is not None and popup.isVisible():  # left by Tab: the marked word is meant
            chosen = popup.currentIndex().data() if popup.currentIndex().isValid() else None
            popup.hide()
            if chosen is not None and chosen == self._add_words((self._typed or "").strip()):
                self._add_entry((self._typed or "").strip())
                return
            if chosen is not None:
                self._typed = chosen
                self.edited.emit()
        super()._finish()

    def _on_key(self, event: QKeyEvent) -> None:
        if is_open_key(event):
            event.accept()
            self.drop_down()

    def _show_actions(self) -> None:
        self._button.setVisible(not self.read_only)


class NameEditor(ChoiceEditor):
    """A kind of record, or a field of the kind that another field names; chosen by its words or its name."""

    def offers(self, keep: str = "") -> list[tuple[str, str]]:
        """Return the names on offer with their words, two alike told apart, and *keep* whatever it is."""
        assert isinstance(self.field, (Noun, FieldName))
        found = sorted(named(self.field, self._of, self.tools), key=lambda pair: pair[1])
        words = [w for _, w in found]
        pairs = [(name, f"{w} ({name})" if words.count(w) > 1 else w) for name, w in found]
        return pairs if not keep or keep in dict(pairs) else [*pairs, (keep, kept_words(keep))]

    def is_offered(self, value: Any) -> bool:
        """Tell whether the kind of record has the field."""
        return not value or not self._of or value in dict(self.offers())

    def _plain(self, value: Any) -> str:
        return dict(self.offers(value)).get(value, value) if value else ""


class BoolEditor(Editor):
    """Yes or no; a value that was never set counts as no, and stays unset until touched."""

    def __init__(self, field: Field, tools: Tools, parent: QWidget | None = None) -> None:
        super().__init__(field, tools, parent)
        self.box = QCheckBox(self)
        self._touched = False
        self._install(self.box)
        self.box.clicked.connect(self._clicked)

    def value(self) -> Any:
        """Return True or False, or what was loaded where nothing was changed."""
        return self.box.isChecked() if self._touched else self._loaded

    def set_value(self, value: Any, label: str = "") -> None:
        """Show *value* as unedited."""
        self._loaded, self._touched = value, False
        self.box.setChecked(bool(value))
        self.set_error("")

    def put(self, value: Any, label: str = "") -> None:
        """Show *value* as if it had just been chosen."""
        self.box.setChecked(bool(value))
        self._touched = value is not None
        self.edited.emit()

    def is_dirty(self) -> bool:
        """Tell whether yes became no or no became yes."""
        return bool(self.value()) != bool(self._loaded)

    def _clicked(self) -> None:
        self._touched = True
        self.edited.emit()
        self.committed.emit()


class CheckList(DropDown):
    """Words with check boxes that drop down below a field; Space checks, Enter and Escape close."""

    def __init__(self, editor: MultiChoiceEditor, chosen: list[str]) -> None:
        super().__init__(editor)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._editor = editor
        self.list = QListWidget(self)
        self.list.setObjectName(f"{editor.field.name}.checks")
        self.list.setAccessibleName(editor.input.accessibleName())
        for code, words in editor.offers():
            item = QListWidgetItem(words, self.list)
            item.setData(Qt.ItemDataRole.UserRole, code)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if code in chosen else Qt.CheckState.Unchecked)
        self.list.itemChanged.connect(self._changed)
        self.list.installEventFilter(self)
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 1)
        box.addWidget(self.list)

    def open(self) -> None:
        """Show the list below the field, or above where there is no room."""
        line = self._editor.line
        height = min(12, max(1, self.list.count())) * max(22, self.list.sizeHintForRow(0)) + 6
        self.resize(max(line.width(), 160), height)
        self.list.setCurrentRow(0)
        self.drop(line, self.list)

    def chosen(self) -> list[str]:
        """Return the checked codes in the order of the dictionary."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return [i.data(Qt.ItemDataRole.UserRole) for i in items if i.checkState() == Qt.CheckState.Checked]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Close on Enter, Escape and the keys that opened."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and (event.key() in (*_ENTER, Qt.Key.Key_Escape) or is_open_key(event))
        ):
            self.close()
            return True
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Close on a click outside."""
        if not self.rect().contains(event.position().toPoint()):
            self.close()
        super().mousePressEvent(event)

    def _changed(self, item: QListWidgetItem) -> None:
        self._editor.take(self.chosen())


class MultiChoiceEditor(OfferingEditor):
    """Several words of one dictionary: typed with commas between, or checked in a list (F4)."""

    def __init__(self, field: Field, tools: Tools, parent: QWidget | None = None) -> None:
        super().__init__(field, tools, parent)
        self._button = self._add_button("chevron-down", QT_TRANSLATE_NOOP("Editor", "Choose"), self.drop_down, "F4")

    def _plain(self, value: Any) -> str:
        assert isinstance(self.field, MultiChoice)
        names = [self.tools.term_label(self.field.dictionary, code) for code in value or ()]
        return separator(self.tools).join(names)

    def _parse(self, text: str) -> Any:
        assert isinstance(self.field, MultiChoice)
        known = {w.casefold(): c for c, w in self.offers()}
        known |= {c.casefold(): c for c, _ in self.offers()}
        for code in self._loaded or ():  # retired words stay possible where they stood
            known.setdefault(self.tools.term_label(self.field.dictionary, code).casefold(), code)
            known.setdefault(code.casefold(), code)
        codes = []
        for word in split_words(text):
            if word.casefold() not in known:
                raise BadValue("not_an_option", word, self.field.name)
            codes.append(known[word.casefold()])
        return list(dict.fromkeys(codes))

    def drop_down(self) -> None:
        """Show all words with check boxes."""
        if self.read_only:
            return
        self._settle()
        CheckList(self, [] if self._typed is not None else list(self._current or ())).open()

    def take(self, codes: list[str]) -> None:
        """Take *codes* as if they were typed; words that are not on offer any more stay."""
        hidden = set(self._current or ()) - {c for c, _ in self.offers()}
        self._current, self._typed = [*(c for c in self._current or () if c in hidden), *codes], None
        self.set_error("")
        self._show()
        self.edited.emit()

    def _on_key(self, event: QKeyEvent) -> None:
        if is_open_key(event):
            event.accept()
            self.drop_down()

    def _show_actions(self) -> None:
        self._button.setVisible(not self.read_only)
