"""Everybody who works here: as cards or as a list, found by pinyin too; birthdays of the week, who is away and who stands in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.base_info.directory import services
from crm_desktop.base_info.directory.absence_dialog import AbsenceDialog
from crm_desktop.base_info.directory.cards import CARD, CardDelegate, away_words, picture_bytes
from crm_desktop.base_info.directory.rules import Person, birthdays, fits
from crm_desktop.core import clock
from crm_desktop.core.record import Changed
from crm_desktop.qt.files import file_dialog
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon
from crm_desktop.shell.page import Page

_PERSON = Qt.ItemDataRole.UserRole


class DirectoryPage(Page):
    """Cards or a list of people; Enter opens the record, the menu key offers what can be done with one."""

    def __init__(self, context: Context, parent: QWidget | None = None, *, look: str = "", **_kept: Any) -> None:
        super().__init__(context, parent)
        self.setObjectName("directory_page")
        self._people: Sequence[Person] = ()
        self._photos: Mapping[int, QPixmap] = {}
        self.filter, self.week, self.count = QLineEdit(self), QLabel(self), QLabel(self)
        self.cards, self.list = QListWidget(self), QTreeWidget(self)
        self._looks = {"cards": QToolButton(self), "list": QToolButton(self)}
        self.away, self.picture, self.chart = (QPushButton(self) for _ in range(3))
        self._views = QStackedWidget(self)
        self._build()
        self._choose(look or str(context.prefs.get("directory") or "cards"))
        self.retranslate()
        self.refresh()

    def _build(self) -> None:
        for widget, name in (
            (self.filter, "directory_filter"),
            (self.cards, "directory_cards"),
            (self.list, "directory_list"),
            (self.away, "i_am_away"),
            (self.picture, "my_picture"),
            (self.chart, "open_org_chart"),
            (self.week, "birthdays"),
            *((button, f"directory_as_{name}") for name, button in self._looks.items()),
        ):
            widget.setObjectName(name)
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._show)
        self.week.setWordWrap(True)
        for label in (self.week, self.count):
            label.setProperty("kind", "muted")
        self.cards.setViewMode(QListWidget.ViewMode.IconMode)
        self.cards.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.cards.setMovement(QListWidget.Movement.Static)
        self.cards.setUniformItemSizes(True)
        self.cards.viewport().installEventFilter(self)
        self.cards.setItemDelegate(CardDelegate(self._photo, self.cards))
        self.cards.setProperty("kind", "plain")
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setAllColumnsShowFocus(True)
        self.list.setAlternatingRowColors(True)
        self.list.setColumnCount(8)
        self.list.setProperty("kind", "plain")
        header = self.list.header()
        for column, width in enumerate((90, 130, 110, 120, 60, 120, 220)):
            header.resizeSection(column, width)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        for view in (self.cards, self.list):
            view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
            view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            self._views.addWidget(view)
        self.cards.itemActivated.connect(lambda item: self._open(item.data(_PERSON)))
        self.list.itemActivated.connect(lambda item: self._open(item.data(0, _PERSON)))
        self.cards.customContextMenuRequested.connect(self._menu)
        self.list.customContextMenuRequested.connect(self._menu)
        self._build_tools()
        self._lay_out()

    def _build_tools(self) -> None:
        looks = QButtonGroup(self)
        for name, button in self._looks.items():
            button.setIcon(icon("layout-dashboard" if name == "cards" else "list"))
            button.setCheckable(True)
            button.setAutoRaise(True)
            looks.addButton(button)
            button.clicked.connect(partial(self._choose, name))
        for tool, picture, act in (
            (self.away, "calendar-clock", self.ask_away),
            (self.picture, "user", self.ask_picture),
            (self.chart, "network", lambda: self.context.navigator.open_page("org_chart")),
        ):
            tool.setIcon(icon(picture))
            tool.clicked.connect(lambda _=False, a=act: a())
        QShortcut(
            QKeySequence("Ctrl+F"), self, self.filter.setFocus, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
        )
        self.filter.returnPressed.connect(self._into_view)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.filter, 1)
        for button in (*self._looks.values(), self.away, self.picture, self.chart):
            row.addWidget(button)
        below = QHBoxLayout()
        below.addWidget(self.week, 1)
        below.addWidget(self.count)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addLayout(row)
        column.addLayout(below)
        column.addWidget(self._views, 1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the cards share the whole width (QObject.eventFilter)."""
        if event.type() == QEvent.Type.Resize and watched is self.cards.viewport():
            room = self.cards.viewport().width() - 2
            beside = max(1, room // (CARD.width() + 10))
            self.cards.setGridSize(QSize(room // beside, CARD.height() + 10))
        return super().eventFilter(watched, event)

    # ── reading ──────────────────────────────────────────

    def concerned(self, change: Changed) -> bool:
        """Tell whether a person, a department or an absence may have changed (``Page``)."""
        return change.table in ("employee", "department", "absence")

    def refresh(self) -> None:
        """Read everybody again (``Page``)."""
        facts = self.context.facts()
        self.context.jobs.run(
            lambda session: (services.list_people(session, facts), services.read_photos(session)),
            owner=self,
            done=lambda found: self._take(*found),
            failed=self.context.messages.error,
            key="directory",
        )

    def _take(self, people: Sequence[Person], photos: Mapping[int, bytes]) -> None:
        self._people, pictures = people, {}
        for person_id, content in photos.items():
            picture = QPixmap()
            if picture.loadFromData(content):
                pictures[person_id] = picture
        self._photos = pictures
        self._show()

    def _photo(self, person_id: int) -> QPixmap | None:
        return self._photos.get(person_id)

    def _show(self, _typed: str = "") -> None:
        shown = [person for person in self._people if fits(person, self.filter.text())]
        current = self._current()
        self.cards.clear()
        self.list.clear()
        for person in shown:
            card = QListWidgetItem(person.name, self.cards)
            card.setData(_PERSON, person)
            card.setSizeHint(CARD)
            card.setData(
                Qt.ItemDataRole.AccessibleTextRole,
                ", ".join(filter(None, (person.name, person.title, person.department, person.phone, person.extension))),
            )
            row = QTreeWidgetItem(
                [
                    person.name,
                    person.title,
                    person.department,
                    person.phone,
                    person.extension,
                    person.mobile,
                    person.email,
                    away_words(person),
                ]
            )
            row.setData(0, _PERSON, person)
            self.list.addTopLevelItem(row)
            if current is not None and person.id == current.id:
                self.cards.setCurrentItem(card)
                self.list.setCurrentItem(row)
        number = len(shown)
        words = QCoreApplication.translate("DirectoryPage", "%n employee(s)", "", number)
        self.count.setText(words)
        self._show_week()

    def _show_week(self) -> None:
        found = birthdays(self._people, clock.today())
        named = "　".join(f"{person.name} {day:%m-%d}" for day, person in found)
        self.week.setText(self.tr("Birthdays in the next seven days: {names}").format(names=named) if found else "")

    # ── doing ────────────────────────────────────────────

    def _view(self) -> QAbstractItemView:
        return self.cards if self._views.currentWidget() is self.cards else self.list

    def _current(self) -> Person | None:
        if self._view() is self.cards:
            item = self.cards.currentItem()
            return item.data(_PERSON) if item else None
        row = self.list.currentItem()
        return row.data(0, _PERSON) if row else None

    def _into_view(self) -> None:
        """Go from the filter to the people; the only one found is opened."""
        if self.cards.count() == 1:
            self._open(self.cards.item(0).data(_PERSON))
            return
        self._view().setFocus()
        if self.cards.count() and self._current() is None:
            self.cards.setCurrentRow(0)
            self.list.setCurrentIndex(self.list.model().index(0, 0))

    def _open(self, person: Person) -> None:
        among = [p.id for p in self._people if fits(p, self.filter.text())]
        self.context.navigator.open_record("employee", person.id, among=among)

    def _menu(self, at: Any) -> None:
        person = self._current()
        if person is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(icon("external-link"), self.tr("Open"), lambda: self._open(person))
        may = (
            self.context.facts().rights.scope("employee", "edit") == "all"
            or person.id == self.context.facts().employee_id
        )
        picture = menu.addAction(icon("user"), self.tr("Picture …"), lambda: self.ask_picture(person.id))
        picture.setEnabled(may)
        away = menu.addAction(icon("calendar-clock"), self.tr("Absence …"), lambda: self.ask_away(person.id))
        away.setEnabled(may)
        menu.popup(self._view().mapToGlobal(at))

    def _choose(self, look: str, _checked: bool = False) -> None:
        look = look if look in self._looks else "cards"
        self._looks[look].setChecked(True)
        self._views.setCurrentIndex(0 if look == "cards" else 1)
        if self.context.prefs.get("directory") != look:
            self.context.prefs.set("directory", look)

    def ask_picture(self, employee_id: int = 0) -> None:
        """Ask for a picture file, make it small, keep it."""
        dialog = file_dialog(self, self.tr("Picture"), self.tr("Pictures") + " (*.png *.jpg *.jpeg *.bmp *.webp)")
        dialog.setObjectName("picture_dialog")
        dialog.fileSelected.connect(lambda path: self.keep_picture(path, employee_id))
        dialog.open()

    def keep_picture(self, path: str, employee_id: int = 0) -> None:
        """Keep the picture of a file as somebody's, as one's own without *employee_id*."""
        who = employee_id or self.context.facts().employee_id
        content = picture_bytes(path)
        if not content:
            self.context.messages.toast(self.tr("This file is no picture that can be read."))
            return
        self.context.jobs.run(
            lambda session: services.set_photo(session, employee_id=who, content=content),
            owner=self,
            done=lambda _: self.refresh(),
            failed=self.context.messages.error,
        )

    def ask_away(self, employee_id: int = 0) -> AbsenceDialog:
        """Ask from when to when somebody is away, and who stands in."""
        dialog = AbsenceDialog(self.context, self._people, employee_id or self.context.facts().employee_id, self)
        dialog.changed.connect(self.refresh)
        dialog.open()
        return dialog

    def state(self) -> Mapping[str, Any]:
        """Return how the page stands (``Page``)."""
        return {"look": "cards" if self._views.currentIndex() == 0 else "list"}

    def retranslate(self) -> None:
        """Set every text anew (``Page``)."""
        self.filter.setPlaceholderText(self.tr("Name, pinyin, initials, department, number"))
        self.filter.setAccessibleName(self.filter.placeholderText())
        for name, words in (("cards", self.tr("As cards")), ("list", self.tr("As a list"))):
            self._looks[name].setToolTip(words)
            self._looks[name].setAccessibleName(words)
        self.away.setText(self.tr("I am away …"))
        self.picture.setText(self.tr("My picture …"))
        self.chart.setText(self.tr("Organisation chart"))
        for button in (self.away, self.picture, self.chart):
            button.setAccessibleName(button.text())
        self.list.setHeaderLabels(
            [
                self.tr("Name"),
                self.tr("Title"),
                self.tr("Department"),
                self.tr("Phone"),
                self.tr("Extension"),
                self.tr("Mobile"),
                self.tr("E-mail"),
                self.tr("Away"),
            ]
        )
        self.cards.setAccessibleName(self.tr("Employees"))
        self.list.setAccessibleName(self.tr("Employees"))
        self._show()
