"""One box for everything: records, pages and actions, by keyboard alone (Ctrl+K)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from crm_desktop.core.codec.words import split_words, ways_to_say
from crm_desktop.core.fields import Choice, MultiChoice
from crm_desktop.core.source import Hit
from crm_desktop.qt.cells import erased_words, labelled, separator, unnumbered
from crm_desktop.qt.jobs import Job
from crm_desktop.qt.tools import as_on_keys, caption
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon

PAUSE = 20  #: milliseconds after a key in which further ones wait: an input method sends several at once
WIDTH, HIGH = 560, 440


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing that can be chosen: *words* are what it is found by beside its title."""

    title: str
    icon: str
    run: Callable[[], object]
    subtitle: str = ""
    words: str = ""
    key: str = ""  #: shown at the right


class SearchBox(QLineEdit):
    """The box in the top bar and its list of results; *pages* and *actions* are asked for anew at each opening."""

    def __init__(
        self,
        context: Context,
        window: QWidget,
        pages: Callable[[], Sequence[Entry]],
        actions: Callable[[], Sequence[Entry]],
    ) -> None:
        super().__init__(window)
        self.setObjectName("search_everything")
        self.setProperty("kind", "search")
        self.setClearButtonEnabled(True)
        self.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self._context, self._pages, self._actions = context, pages, actions
        self._recent: list[Hit] = []
        self._hits: list[Hit] = []
        self._job: Job | None = None
        self._searching = False
        self._failed = ""
        self._sounds: dict[str, tuple[str, ...]] = {}  #: title → how it sounds; () until the database has said
        self._before: QWidget | None = None
        self._popup = Results(window)
        self._popup.list.itemClicked.connect(self._chosen)
        self._asked = ""
        self._entered = False  #: Enter came before the answer
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._ask)
        self.textChanged.connect(self._typed)
        window.installEventFilter(self)
        self.retranslate()

    def begin(self) -> None:
        """Take the focus and show what can be done."""
        focus = self.window().focusWidget()
        if focus is not self:
            self._before = focus
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
        self._spell()
        self._show()

    def remember(self, hit: Hit) -> None:
        """Offer *hit* among the last opened records."""
        self._recent = [hit, *(h for h in self._recent if (h.entity, h.id) != (hit.entity, hit.id))][:8]

    def finish(self) -> None:
        """Close the list and give the focus back."""
        self._stop()
        self.clear()
        self._popup.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.clearFocus()

    def _stop(self) -> None:
        self._pause.stop()
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._searching, self._asked, self._entered = False, "", False

    def _typed(self, words: str) -> None:
        rested = not self._pause.isActive()
        self._stop()
        self._failed = ""
        if not words.strip():
            self._hits = []
        else:
            self._searching = True
            if rested:
                self._ask()
            self._pause.start()
        if self.hasFocus():
            self._show()

    def _spell(self) -> None:
        """Ask once how the titles of pages and actions sound; without an answer they are found by their characters only."""
        titles = {e.title for e in (*self._pages(), *self._actions()) if not e.title.isascii()}
        new, records = sorted(titles - self._sounds.keys()), self._context.records
        if not new:
            return
        self._sounds.update(dict.fromkeys(new, ()))
        self._context.jobs.run(
            lambda session: {
                title: ways_to_say(keys) for title, keys in zip(new, records.spell(session, new), strict=True)
            },
            owner=self,
            done=self._spelt,
            failed=lambda _error: self._spelt({}, forget=new),
            key="spell",
        )

    def _spelt(self, found: Mapping[str, tuple[str, ...]], forget: Sequence[str] = ()) -> None:
        self._sounds.update(found)
        for title in forget:
            self._sounds.pop(title, None)
        if found and self.hasFocus() and self.text().strip():
            self._show()

    def _ask(self) -> None:
        """Search for what is typed now, once."""
        words, records = self.text().strip(), self._context.records
        if words == self._asked:
            return
        self._asked = words
        self._job = self._context.jobs.run(
            lambda session: records.search_all(session, words),
            owner=self,
            done=self._found,
            failed=self._not_found,
            key="search",
        )

    def _found(self, hits: Sequence[Hit]) -> None:
        self._hits, self._searching, self._job = list(hits), False, None
        if self.hasFocus():
            self._show()
            self._answered()

    def _not_found(self, error: Exception) -> None:
        self._hits, self._searching, self._job = [], False, None
        self._failed = self.tr("The search did not work; pages and actions still do.")
        self._context.messages.error(error)
        self._show()
        self._entered = False

    def _answered(self) -> None:
        """Do what Enter meant while the answer was not there yet."""
        entered, self._entered = self._entered, False
        if entered:
            self._chosen(self._popup.list.currentItem())

    def _show(self) -> None:
        """Fill the list: records, actions and pages that match; a page that is called so before what only contains it."""
        words = self.text().strip()
        records = [self._entry_of(hit) for hit in (self._hits if words else self._recent)]
        actions = matching(self._actions(), words, self._sounds)[: 8 if words else 6]
        pages = matching(self._pages(), words, self._sounds)[: 8 if words else 0]
        groups = [(self.tr("Records") if words else self.tr("Opened last"), records), (self.tr("Actions"), actions)]
        called = any(self._is_called(page, words) for page in pages)
        same = any(record.title.casefold() == words.casefold() for record in records)
        groups.insert(int(same) if called else 2, (self.tr("Pages"), pages))
        if self._searching:
            note = self.tr("Searching …")
        elif words and not self._failed and not any(entries for _, entries in groups):
            note = self.tr("Nothing found. Characters, pinyin, initials, a part of a phone number or a code will do.")
        else:
            note = self._failed
        self._popup.fill(groups, note, keep=self._searching)
        self._place()
        self._popup.show()
        self._popup.raise_()

    def _is_called(self, page: Entry, words: str) -> bool:
        """Tell whether just the page's title was typed, or how it sounds; three letters are rather somebody's initials."""
        title, typed = page.title.casefold(), words.casefold()
        return title == typed or (len(typed) > 3 and typed in self._sounds.get(page.title, ()))

    def _entry_of(self, hit: Hit) -> Entry:
        facts = self._context.facts()
        entity, beside = facts.entities.get(hit.entity), hit.subtitle
        table, at, key = hit.by.rpartition(".attrs.")  # of a line that belongs to what was found
        found, by = (facts.entities.get(table), f"attrs.{key}") if at else (entity, hit.by)
        if found and by in found:
            field = found[by]
            codes = split_words(beside) if isinstance(field, (Choice, MultiChoice)) else ()
            terms = [facts.term(field.dictionary, code) for code in codes] if codes else []  # type: ignore[attr-defined]
            beside = separator(self._context).join(t.label(self._context.language()) for t in terms if t) or beside
            beside = labelled(caption(found, field), beside)
        return Entry(
            title=erased_words(hit.label) or (unnumbered(entity, self._context) if entity else ""),
            subtitle=erased_words(beside),
            icon=entity.icon if entity else "file",
            run=lambda: self._open(hit),
        )

    def _open(self, hit: Hit) -> None:
        self.remember(hit)
        self._context.navigator.open_record(hit.entity, hit.id)

    def _place(self) -> None:
        window = self.window()
        corner = self.mapTo(window, self.rect().bottomLeft())
        width = max(WIDTH, self.width())
        height = min(self._popup.wanted_height(), HIGH, window.height() - corner.y() - 16)
        self._popup.setGeometry(min(corner.x(), window.width() - width - 8), corner.y() + 4, width, height)

    def _chosen(self, item: QListWidgetItem | None) -> None:
        entry = item.data(Qt.ItemDataRole.UserRole) if item else None
        if isinstance(entry, Entry):
            self.finish()
            entry.run()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk through the results, run one, or leave (QWidget.keyPressEvent)."""
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._entered = False
            self._popup.step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._searching:
                self._entered = True  # what stands first now may belong to what was typed before
            elif self._popup.isVisible():
                self._chosen(self._popup.list.currentItem())
        elif key == Qt.Key.Key_Escape:
            self.finish()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Open the list (QWidget.focusInEvent)."""
        super().focusInEvent(event)
        if event.reason() == Qt.FocusReason.MouseFocusReason:
            self._before = None
            self._show()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Close the list (QWidget.focusOutEvent)."""
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self._popup.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay below the box when the window changes its size (QObject.eventFilter)."""
        if event.type() == QEvent.Type.Resize and self._popup.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def retranslate(self) -> None:
        """Set every text anew."""
        self.setPlaceholderText(
            as_on_keys(self.tr("Search everything: name, pinyin, phone, code, page, action   Ctrl+K"))
        )
        self.setAccessibleName(self.tr("Search everything"))


class Results(QFrame):
    """The list below the box, in groups; headings cannot be chosen."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("search_results")
        self.setProperty("kind", "popup")
        self.list = QListWidget(self)
        self.list.setObjectName("search_results_list")
        self.list.setProperty("kind", "plain")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setIconSize(QSize(16, 16))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.addWidget(self.list)
        self.hide()

    def fill(self, groups: Iterable[tuple[str, Sequence[Entry]]], note: str, *, keep: bool) -> None:
        """Show *groups* (heading, entries) and a *note* below; *keep* the row that was marked."""
        row = self.list.currentRow() if keep else -1
        self.list.clear()
        for heading, entries in groups:
            if not entries:
                continue
            self._add_words(heading)
            for entry in entries:
                beside = "  ".join(words for words in (entry.subtitle, entry.key) if words)
                item = QListWidgetItem(icon(entry.icon), f"{entry.title}   ·   {beside}" if beside else entry.title)
                item.setData(Qt.ItemDataRole.UserRole, entry)
                self.list.addItem(item)
        if note:
            self._add_words(note)
        self.list.setCurrentRow(row if 0 <= row < self.list.count() else self._next(-1, 1))

    def _add_words(self, words: str) -> None:
        item = QListWidgetItem(words)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.list.addItem(item)

    def step(self, by: int) -> None:
        """Mark the next or previous entry."""
        found = self._next(self.list.currentRow(), by)
        if found >= 0:
            self.list.setCurrentRow(found)

    def _next(self, row: int, by: int) -> int:
        count = self.list.count()
        for distance in range(1, count + 1):
            at = (row + by * distance) % count
            if self.list.item(at).flags() & Qt.ItemFlag.ItemIsSelectable:
                return at
        return -1

    def wanted_height(self) -> int:
        """Return the height that shows everything."""
        rows = sum(self.list.sizeHintForRow(row) for row in range(self.list.count()))
        return rows + 18


def matching(entries: Iterable[Entry], words: str, spelt: Mapping[str, tuple[str, ...]]) -> list[Entry]:
    """Return the entries that contain every one of *words* or sound so (*spelt*), those that begin with them first."""
    wanted = words.casefold().split()

    def fits(entry: Entry) -> bool:
        places = (f"{entry.title} {entry.words}".casefold(), *spelt.get(entry.title, ()))
        return all(any(word in place for place in places) for word in wanted)

    found = [entry for entry in entries if fits(entry)]
    return sorted(found, key=lambda e: not e.title.casefold().startswith(words.casefold())) if words else found
