"""The first page: what is due today, as boxes with counts, as a list, and what others want me to know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from html import escape

from PySide6.QtCore import QCoreApplication, QLocale, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.base_info.quality.completeness_services import completeness_of
from crm_desktop.core import clock
from crm_desktop.core.codec.lunar import lunar_text
from crm_desktop.core.facts import NOBODY
from crm_desktop.core.record import Changed
from crm_desktop.home import services
from crm_desktop.home.rules import Box, all_boxes, boxes, overdue_days
from crm_desktop.home.services import Task
from crm_desktop.printing import formats
from crm_desktop.qt.rows import EmptyWords, wrap_words
from crm_desktop.qt.tools import caption
from crm_desktop.shell import notice_board
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon
from crm_desktop.shell.lists.bulk_edit import more_actions
from crm_desktop.shell.notice_board import Notice
from crm_desktop.shell.page import Page
from crm_desktop.shell.undoing import offer_undo

Completeness = tuple[int, float, tuple[tuple[str, int], ...]]
PAUSE = 500  #: milliseconds; several changes in a row are read once
AT_REST = 800  #: milliseconds after which the rest is read: nobody who has just logged in waits for it
COLUMNS, FEWEST = 5, 4  #: of boxes, where there is room and where there is none; GAP pixels lie between them
GAP = 8
PICTURES = {"customer": "contact", "opportunity": "handshake", "important_date": "calendar-clock"}
#: what a change of is seen here
TABLES = ("customer", "opportunity", "action", "sales_order", "notice", "sales_order_line", "important_date")


class DesktopPage(Page):
    """Today's to-do boxes, my tasks and my notices; everything opens with Enter.

    It may be made before anybody has logged in: it then has every box, and nothing to read.
    """

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.setObjectName("desktop_page")
        self._boxes: dict[str, TodoBox] = {}
        self._box_widgets: list[TodoBox] = []
        self._tasks: list[Task] = []
        self._counts: Mapping[str, int] = {}
        self._today = clock.today()
        self._completeness_on: date | None = None
        self._greeting, self._day, self._complete_line = QLabel(self), QLabel(self), QLabel(self)
        self._completeness: Completeness = (0, 0.0, ())
        self._greeting.setProperty("kind", "title")
        self._day.setProperty("kind", "muted")
        self._complete_line.setObjectName("my_completeness")
        self._complete_line.linkActivated.connect(lambda _: self.context.navigator.open_page("completeness"))
        self._grid = QGridLayout()
        self._grid.setSpacing(GAP)
        self._columns = 0
        self._task_title, self._notice_title = QLabel(self), QLabel(self)
        self._list, self._notices = QTreeWidget(self), QListWidget(self)
        self._no_tasks, self._no_notices = EmptyWords(self._list), EmptyWords(self._notices)
        self._later = {1: QPushButton(self), 7: QPushButton(self)}
        self._done = QPushButton(self)
        self._tick = next(act for act in more_actions(context, "important_date", self) if act.name == "date_done")
        self._build()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._read)
        self._at_rest = QTimer(self, singleShot=True, interval=AT_REST)
        self._at_rest.timeout.connect(self._read_completeness)
        self._midnight = QTimer(self, interval=60_000)
        self._midnight.timeout.connect(self._check_day)
        self._midnight.start()
        self.take_facts()

    def _build(self) -> None:
        self._list.setObjectName("my_tasks")
        self._list.setRootIsDecorated(False)
        self._list.setProperty("kind", "plain")
        self._list.setUniformRowHeights(True)
        self._list.setAllColumnsShowFocus(True)
        self._list.setAlternatingRowColors(True)
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._list.setColumnCount(4)
        header = self._list.header()
        header.setStretchLastSection(False)
        for column, width in ((0, 124), (2, 180)):
            header.resizeSection(column, width)
        for column in (1, 3):  # they share the room there is
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self._list.itemActivated.connect(self._open_task)
        self._list.itemSelectionChanged.connect(self._selection_changed)
        self._notices.setObjectName("my_notices")
        wrap_words(self._notices)
        self._notices.setProperty("kind", "notices")
        self._notices.itemActivated.connect(self._open_notice)
        for days, button in self._later.items():
            button.setObjectName(f"postpone_{days}")
            button.clicked.connect(partial(self._postpone, days))
        self._done.setObjectName("date_done")
        self._done.clicked.connect(self._complete)
        for label in (self._task_title, self._notice_title):
            label.setProperty("kind", "heading")
        refresh = QAction(
            self, shortcut=QKeySequence("F5"), shortcutContext=Qt.ShortcutContext.WidgetWithChildrenShortcut
        )
        refresh.triggered.connect(self._read)
        self.addAction(refresh)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._greeting)
        head.addSpacing(8)
        head.addWidget(self._day, 1, Qt.AlignmentFlag.AlignBottom)
        head.addWidget(self._complete_line, 0, Qt.AlignmentFlag.AlignBottom)
        tasks, notices = QFrame(self), QFrame(self)
        for frame in (tasks, notices):
            frame.setProperty("kind", "card")
        tools = QHBoxLayout()
        tools.addWidget(self._task_title, 1)
        for button in (self._done, *self._later.values()):
            tools.addWidget(button)
        left = QVBoxLayout(tasks)
        left.setContentsMargins(12, 8, 12, 12)
        left.addLayout(tools)
        left.addWidget(self._list, 1)
        right = QVBoxLayout(notices)
        right.setContentsMargins(12, 12, 4, 8)
        right.addWidget(self._notice_title)
        right.addWidget(self._notices, 1)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(tasks, 7)
        below.addWidget(notices, 3)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(12)
        column.addLayout(head)
        column.addLayout(self._grid)
        column.addLayout(below, 1)

    def take_facts(self) -> None:
        """Show what this person has to do; rights or the day have changed (``Page``)."""
        facts, self._today = self.context.facts(), clock.today()
        self._show_boxes((all_boxes if facts is NOBODY else boxes)(facts, self._today))
        self.retranslate()
        if facts is not NOBODY:
            self._read()

    def _show_boxes(self, wanted: Sequence[Box]) -> None:
        """Show the boxes that this person has, in reading order."""
        for number in range(len(self._box_widgets), len(wanted)):
            widget = TodoBox(wanted[number], self)
            widget.clicked.connect(partial(self._open_box, widget))
            self._box_widgets.append(widget)
        self._place_boxes(anew=True)
        for widget in self._box_widgets[len(wanted) :]:
            widget.hide()
        self._boxes = {}
        for widget, box in zip(self._box_widgets, wanted, strict=False):
            self._boxes[box.name] = widget
            widget.take(box)
            widget.show()

    def _place_boxes(self, anew: bool = False) -> None:
        """Lay as many boxes beside each other as have room."""
        sides = self._column.contentsMargins()
        room = self.width() - sides.left() - sides.right()
        columns = COLUMNS if room + GAP >= COLUMNS * (TodoBox.WIDTH + GAP) else FEWEST
        if columns == self._columns and not anew:
            return
        self._columns = columns
        for number, widget in enumerate(self._box_widgets):
            self._grid.addWidget(widget, number // columns, number % columns)
        for number in range(COLUMNS):
            self._grid.setColumnStretch(number, int(number < columns))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the boxes anew (QWidget.resizeEvent)."""
        super().resizeEvent(event)
        self._place_boxes()

    # ── reading ──────────────────────────────────────────

    def concerned(self, change: Changed) -> bool:
        """Tell whether a box, a task or a notice may have changed (``Page``)."""
        return change.table in TABLES

    def refresh(self) -> None:
        """Read again, once for several changes (``Page``)."""
        self._pause.start()

    def _check_day(self) -> None:
        if clock.today() != self._today and self.context.facts() is not NOBODY:
            self.take_facts()

    def _read(self) -> None:
        jobs, records, facts, today = self.context.jobs, self.context.records, self.context.facts(), self._today
        wanted, notices = [widget.box for widget in self._boxes.values()], notice_board.newest(self.context, 30)
        jobs.run(  # one after the other: a connection more would cost more than all the questions
            lambda s: (
                services.count_boxes(s, records, facts, wanted),
                services.list_tasks(s, facts, today),
                notices(s),
            ),
            owner=self,
            done=self._show_desk,
            failed=self.context.messages.error,
            key="desk",
        )

    def _show_desk(self, read: tuple[Mapping[str, int], Sequence[Task], Sequence[Notice]]) -> None:
        counts, tasks, notices = read
        self._show_counts(counts)
        self._show_tasks(tasks)
        self._show_notices(notices)
        self._at_rest.start()

    def _read_completeness(self) -> None:
        """Reckon once a day how complete my customers are: of many it takes a while, so what is due stands there first."""
        facts = self.context.facts()
        if self._completeness_on == self._today or not facts.rights.may("customer", "view"):
            return
        self._completeness_on = self._today
        self.context.jobs.run(
            lambda s: completeness_of(s, entity="customer", owners=facts.mine),
            owner=self,
            done=self._show_completeness,
            failed=self.context.messages.error,
            key="completeness",
        )

    def _show_completeness(self, read: Completeness) -> None:
        self._completeness = records, score, missing = read
        self._complete_line.setVisible(records > 0)
        entity = self.context.facts().entities.get("customer")
        words = self.tr("My data: {percent}% complete").format(percent=round(score))
        lacks = max(missing, key=lambda one: one[1], default=("", 0))
        if entity is not None and lacks[1] and lacks[0] in entity:
            words += " · " + self.tr("most lack: {field} ({count})").format(
                field=caption(entity, entity[lacks[0]]), count=f"{lacks[1]:,}"
            )
        colour = self.palette().color(QPalette.ColorRole.Link).name()
        self._complete_line.setText(
            f"<a style='color:{colour};text-decoration:none' href='completeness'>{escape(words)}</a>"
        )
        self._complete_line.setAccessibleName(words)

    def _show_counts(self, counts: Mapping[str, int]) -> None:
        self._counts = counts
        for name, box in self._boxes.items():
            box.set_count(counts.get(name, 0))
        set_count = getattr(self.context.navigator, "set_count", None)
        if set_count:
            set_count(
                "home",
                sum(
                    counts.get(n, 0)
                    for n in (
                        "customers_overdue",
                        "customers_today",
                        "opportunities_overdue",
                        "opportunities_today",
                        "promises_due",
                        "important_dates",
                        "customers_handed",
                    )
                ),
            )

    def _show_tasks(self, tasks: Sequence[Task]) -> None:
        kept = {(t.kind, t.entity, t.record_id) for t in self._selected()}
        self._tasks = list(tasks)
        self._list.clear()
        for task in tasks:
            item = QTreeWidgetItem([self._due(task), self._what(task), task.subtitle, self._planned(task)])
            late = overdue_days(task.due, self._today)
            picture = PICTURES.get(task.entity, "flag")
            item.setIcon(0, icon(picture, "bad" if late else "accent"))
            item.setData(0, Qt.ItemDataRole.UserRole, task)
            for column in range(4):
                item.setToolTip(column, item.text(column))
            self._list.addTopLevelItem(item)
            item.setSelected((task.kind, task.entity, task.record_id) in kept)
        self._selection_changed()

    def _due(self, task: Task) -> str:
        late = overdue_days(task.due, self._today)
        if late:
            return QCoreApplication.translate("DesktopPage", "%n day(s) late", "", late)
        early = (task.due - self._today).days
        return QCoreApplication.translate("DesktopPage", "In %n day(s)", "", early) if early > 0 else self.tr("Today")

    def _what(self, task: Task) -> str:
        """Return whom or what a task is about; of a date the occasion too, and how many years it is."""
        if task.kind != "date":
            return task.title
        occasion = self.context.term_label("date_kind", task.occasion)
        if task.years:
            occasion = self.tr("{occasion} ({years})").format(occasion=occasion, years=task.years)
        return " · ".join(word for word in (task.title or task.subtitle, occasion) if word)

    def _planned(self, task: Task) -> str:
        """Return the note; before that of a date its day in both calendars."""
        if task.kind != "date":
            return task.note
        lunar = lunar_text(task.lunar, self.context.language())
        day = (
            self.tr("{day}, lunar {lunar}").format(day=task.due.isoformat(), lunar=lunar)
            if lunar
            else task.due.isoformat()
        )
        return " · ".join(word for word in (day, task.note) if word)

    def _show_notices(self, notices: Sequence[Notice]) -> None:
        self._notices.clear()
        for notice in notices:
            item = QListWidgetItem(
                icon("circle-dot" if not notice.read else "check", "muted" if notice.read else "accent"),
                f"{notice_board.notice_words(self.context, notice)}\n{notice.at.astimezone():%m-%d %H:%M}",
            )
            item.setData(Qt.ItemDataRole.UserRole, notice)
            self._notices.addItem(item)

    # ── doing ────────────────────────────────────────────

    def _open_box(self, widget: TodoBox) -> None:
        box = widget.box
        title = QCoreApplication.translate("TodoBoxes", box.title)
        self.context.navigator.open_list(box.entity, box.conditions, title=title, by=box.by)

    def _open_task(self, item: QTreeWidgetItem) -> None:
        task = item.data(0, Qt.ItemDataRole.UserRole)
        if isinstance(task, Task):
            among = [t.record_id for t in self._tasks if t.entity == task.entity]
            self.context.navigator.open_record(task.entity, task.record_id, among=among)

    def _open_notice(self, item: QListWidgetItem) -> None:
        notice = item.data(Qt.ItemDataRole.UserRole)
        if not isinstance(notice, Notice):
            return
        notice_board.mark_read(self.context, self, (notice.id,), self.refresh)
        notice_board.open_notice(self.context, notice)

    def _selected(self) -> list[Task]:
        found = [item.data(0, Qt.ItemDataRole.UserRole) for item in self._list.selectedItems()]
        return [task for task in found if isinstance(task, Task)]

    def _selection_changed(self) -> None:
        movable = any(task.kind == "contact" for task in self._selected())
        for button in self._later.values():
            button.setEnabled(movable)
            button.setToolTip("" if movable else self.tr("Select contacts in the list below first."))
        self._done.setVisible(not self._tick.reason() and any(task.kind == "date" for task in self._tasks))
        self._done.setEnabled(any(task.kind == "date" for task in self._selected()))
        self._done.setToolTip(
            "" if self._done.isEnabled() else self.tr("Select important dates in the list below first.")
        )

    def _complete(self) -> None:
        """Tick the selected dates off until the next time, with Undo."""
        self._tick.act([task.record_id for task in self._selected() if task.kind == "date"])

    def _postpone(self, days: int, _checked: bool = False) -> None:
        """Move the selected contacts to a later day, with Undo."""
        chosen = [task for task in self._selected() if task.kind == "contact"]
        records, facts = self.context.records, self.context.facts()
        day = self._today + timedelta(days=days)

        def work(session: object) -> list[int]:
            made = []
            for entity in sorted({task.entity for task in chosen}):
                ids = [task.record_id for task in chosen if task.entity == entity]
                made.append(records.save_many(session, facts.entities[entity], ids, {"next_contact_on": day}))
            return made

        self.context.jobs.run(
            work,
            owner=self,
            done=lambda made: self._postponed(len(chosen), day, made),
            failed=self.context.messages.error,
        )

    def _postponed(self, number: int, day: date, made: list[int]) -> None:
        words = QCoreApplication.translate("DesktopPage", "%n contact(s) moved to {day}.", "", number)
        offer_undo(self.context, self, words.format(day=day.isoformat()), made, lambda _: self._read())
        self._read()

    def retranslate(self) -> None:
        """Set every text anew (``Page``)."""
        name, today = self.context.facts().employee_name, clock.today()
        self._greeting.setText(self.tr("Good day, {name}").format(name=name))
        weekday = QLocale().dayName(today.isoweekday())
        day = formats.day(today, self.context.language())
        self._day.setText(self.tr("{weekday}, {day}").format(weekday=weekday, day=day))
        self._task_title.setText(self.tr("My tasks today"))
        self._notice_title.setText(self.tr("Notices"))
        self._no_tasks.say(
            self.tr("Nothing is due. Plan the next contacts with your customers: they appear here on their day.")
        )
        self._no_notices.say(self.tr("No notices. What colleagues hand to you appears here at once."))
        self._list.setHeaderLabels([self.tr("Due"), self.tr("What"), self.tr("Who"), self.tr("Planned")])
        self._list.setAccessibleName(self._task_title.text())
        self._notices.setAccessibleName(self._notice_title.text())
        self._done.setText(self._tick.words())
        self._done.setAccessibleName(self._done.text())
        self._later[1].setText(self.tr("Tomorrow"))
        self._later[7].setText(self.tr("In a week"))
        for button in self._later.values():
            button.setAccessibleName(button.text())
        for box in self._boxes.values():
            box.retranslate()
        self._show_tasks(self._tasks)
        self._show_completeness(self._completeness)


class TodoBox(QPushButton):
    """One box: how many, of what; Enter or a click opens the list behind it."""

    WIDTH = 200

    def __init__(self, box: Box, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = box
        self._count: int | None = None
        self.setProperty("kind", "box")
        self.setAutoDefault(True)
        self._mark, self._figure, self._words = QLabel(self), QLabel(self), QLabel(self)
        self._figure.setProperty("kind", "figure")
        self._words.setProperty("kind", "muted")
        self._words.setWordWrap(True)
        for label in (self._mark, self._figure, self._words):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.addWidget(self._mark)
        row.addWidget(self._figure)
        row.addWidget(self._words, 1)
        self.setMinimumHeight(56)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)  # a button's own shrinks never
        self.take(box)

    def take(self, box: Box) -> None:
        """Be this box; another one is not counted yet."""
        if box.name != self.box.name:
            self._count = None
        self.box = box
        self.setObjectName(f"todo_{box.name}")

    def sizeHint(self) -> QSize:
        """Return the size of the content, not of an empty button (QWidget.sizeHint)."""
        return QSize(self.WIDTH, 56)

    def minimumSizeHint(self) -> QSize:
        """Let the window shrink: the boxes below then lie in fewer columns (QWidget.minimumSizeHint)."""
        return QSize(self.WIDTH // 2, 56)

    def set_count(self, count: int) -> None:
        """Show how many there are."""
        self._count = count
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text and the icon's colour anew."""
        title = QCoreApplication.translate("TodoBoxes", self.box.title)
        count = self._count
        self._mark.setPixmap(icon(self.box.icon, self.box.tone if count else "muted").pixmap(20, 20))
        self._figure.setText("…" if count is None else f"{count:,}")
        self._words.setText(title)
        self.setAccessibleName(f"{title}: {count if count is not None else '…'}")
