"""My favourites: folders of customers, contacts, products and partners, private to each person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPushButton, QSplitter, QVBoxLayout, QWidget

from crm_desktop.base_info.favourites import services
from crm_desktop.base_info.favourites.lists import ALL, FOLDER, LOOSE, Favourites, Folders, stepped
from crm_desktop.base_info.favourites.name_dialog import NameDialog
from crm_desktop.base_info.favourites.services import Board, Favourite
from crm_desktop.base_info.favourites.starring import FIELD, Starring
from crm_desktop.core.record import Changed
from crm_desktop.qt.cells import erased_words
from crm_desktop.qt.rows import EmptyWords
from crm_desktop.qt.tools import as_on_keys
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon
from crm_desktop.shell.page import Page

PAUSE = 300  #: milliseconds; several changes in a row are read once


class FavouritesPage(Page):
    """Folders at the left, what is in the chosen one at the right; drag and keys do the same."""

    def __init__(self, context: Context, parent: QWidget | None = None, *, place: int = ALL, **_kept: Any) -> None:
        super().__init__(context, parent)
        self.setObjectName("favourites_page")
        self.board, self._place = Board(), place
        self.folders, self.list = Folders(self), Favourites(self)
        self.filter, self.empty = QLineEdit(self), EmptyWords(self.list)
        self.new, self.rename, self.remove, self.into, self.tell, self.out = (QPushButton(self) for _ in range(6))
        self._starring = dict[str, Starring]()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._read)
        self._build()
        self._lay_out()
        self.retranslate()
        self._read()

    def _build(self) -> None:
        for button, name, picture, act in (
            (self.new, "new_folder", "plus", self.ask_folder),
            (self.rename, "rename_folder", "pencil", self.ask_name),
            (self.remove, "remove_folder", "trash-2", self.remove_folder),
            (self.into, "into_folder", "folder", self.show_places),
            (self.tell, "tell_me", "bell", self.toggle_follow),
            (self.out, "unstar", "x", self.unstar),
        ):
            button.setObjectName(name)
            button.setIcon(icon(picture))
            button.clicked.connect(lambda _=False, a=act: a())
        self.filter.setObjectName("favourites_filter")
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(lambda _: self._show())
        self.filter.returnPressed.connect(self.list.setFocus)
        self.folders.currentRowChanged.connect(lambda _: self._chosen())
        self.folders.dropped.connect(lambda place: self.move_to(place))
        self.folders.moved.connect(self._move_folder)
        self.folders.installEventFilter(self)
        self.list.installEventFilter(self)
        self.list.itemActivated.connect(lambda *_: self.open_current())
        self.list.itemSelectionChanged.connect(self._enable)
        self.list.reordered.connect(self._put_in_order)
        self.list.moved.connect(self._move_one)
        for keys, act in (
            ("Ctrl+F", self.filter.setFocus),
            ("Ctrl+Shift+N", self.ask_folder),
            ("Alt+M", self.show_places),
            ("Alt+T", self.toggle_follow),
            ("Ctrl+D", self.unstar),
            ("F5", self._read),
        ):
            QShortcut(QKeySequence(keys), self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _lay_out(self) -> None:
        left, right = QWidget(self), QWidget(self)
        below = QHBoxLayout()
        for button in (self.new, self.rename, self.remove):
            below.addWidget(button)
        below.addStretch(1)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 8, 0)
        column.addWidget(self.folders, 1)
        column.addLayout(below)
        row = QHBoxLayout()
        row.addWidget(self.filter, 1)
        for button in (self.into, self.tell, self.out):
            row.addWidget(button)
        column = QVBoxLayout(right)
        column.setContentsMargins(8, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.list, 1)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.addWidget(left)
        split.addWidget(right)
        split.setStretchFactor(1, 1)
        split.setSizes([220, 860])
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.addWidget(split)
        self.setFocusProxy(self.list)

    # ── reading ──────────────────────────────────────────

    def concerned(self, change: Changed) -> bool:
        """Tell whether a star or a starred record may have changed (``Page``)."""
        if change.table == FIELD:
            return True
        mine = {f.record_id for f in self.board.favourites if f.entity == change.table}
        return bool(mine) and (not change.ids or not mine.isdisjoint(change.ids))

    def refresh(self) -> None:
        """Read again, once for several changes (``Page``)."""
        self._pause.start()

    def _read(self) -> None:
        records, entities = self.context.records, dict(self.context.facts().entities)
        self.context.jobs.run(
            lambda session: services.read_board(session, records, entities),
            owner=self,
            done=self._take,
            failed=self.context.messages.error,
            key="favourites",
        )

    def _take(self, board: Board) -> None:
        self.board = board
        self._show_folders()
        self._show()

    def _show_folders(self) -> None:
        def count(place: int) -> int:
            return sum(self._lies_in(favourite, place) for favourite in self.board.favourites)

        names = [(ALL, self.tr("All favourites")), (LOOSE, self.tr("Without a folder"))]
        names += [(folder.id, folder.name) for folder in self.board.folders]
        self.folders.fill([(place, name, count(place)) for place, name in names], self._place)
        self._place = self.folders.place()

    @staticmethod
    def _lies_in(favourite: Favourite, place: int) -> bool:
        return place == ALL or (favourite.folder_id or LOOSE) == place

    def _chosen(self) -> None:
        self._place = self.folders.place()
        self._show()

    def _show(self) -> None:
        typed = self.filter.text().strip().casefold()
        names = {folder.id: folder.name for folder in self.board.folders}
        rows = []
        for favourite in self.board.favourites:
            entity = self.context.facts().entities[favourite.entity]
            words = (
                erased_words(favourite.label),
                QCoreApplication.translate(entity.context, entity.title),
                erased_words(favourite.beside),
                names.get(favourite.folder_id or LOOSE, ""),
                self.tr("Notify me") if favourite.follow else "",
            )
            if self._lies_in(favourite, self._place) and typed in " ".join(words).casefold():
                rows.append((favourite, words, entity.icon))
        self.list.fill(rows)
        self.list.setColumnHidden(FOLDER, self._place != ALL)
        if rows and self.list.currentItem() is None:
            self.list.setCurrentIndex(self.list.model().index(0, 0))
        self.empty.say(self._nothing(bool(typed)))
        self._enable()
        self.status_changed.emit(self.status())

    def _nothing(self, typed: bool) -> str:
        if typed:
            return self.tr("Nothing here fits what is typed.")
        if self.board.favourites:
            return as_on_keys(self.tr("This folder is empty. Drag favourites onto it, or choose them and press Alt+M."))
        return as_on_keys(
            self.tr(
                "You have no favourites yet. Press Ctrl+D on a customer, contact, product or company, in its list or on its page."
            )
        )

    def _enable(self) -> None:
        chosen = self.list.chosen()
        for button in (self.into, self.tell, self.out):
            button.setEnabled(bool(chosen))
        self.rename.setEnabled(self._place > LOOSE)
        self.remove.setEnabled(self._place > LOOSE)

    # ── doing ────────────────────────────────────────────

    def _do(self, work: Callable[[Any], object], done: Callable[[Any], None] | None = None) -> None:
        def after(result: Any) -> None:
            self._read()
            if done:
                done(result)

        self.context.jobs.run(work, owner=self, done=after, failed=self._failed)

    def _failed(self, error: Exception) -> None:
        self.context.messages.error(error)
        self._read()

    def open_current(self) -> None:
        """Open the record under the keyboard; Alt+Up and Alt+Down walk through those of its kind."""
        favourite = self.list.current()
        if favourite is not None:
            among = [f.record_id for f in self.list.all() if f.entity == favourite.entity]
            self.context.navigator.open_record(favourite.entity, favourite.record_id, among=among)

    def move_to(self, place: int) -> None:
        """Put the selected favourites into a folder, with Undo."""
        chosen = [f for f in self.list.chosen() if not self._lies_in(f, place)]
        if not chosen:
            return
        ids = [f.id for f in chosen]

        def back() -> None:
            groups = {f.folder_id: [g.id for g in chosen if g.folder_id == f.folder_id] for f in chosen}
            for folder_id, some in groups.items():
                self._do(partial(services.move, ids=some, folder_id=folder_id))

        def done(_: object) -> None:
            number = len(ids)
            words = QCoreApplication.translate("FavouritesPage", "%n favourite(s) moved.", "", number)
            self.context.messages.toast(words, undo=back)

        self._do(lambda session: services.move(session, ids=ids, folder_id=place or None), done)

    def show_places(self) -> None:
        """Offer the folders for what is selected."""
        if not self.list.chosen():
            return
        menu = QMenu(self)
        menu.setObjectName("folder_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for folder in self.board.folders:
            menu.addAction(icon("folder"), folder.name, partial(self.move_to, folder.id))
        menu.addAction(self.tr("Without a folder"), partial(self.move_to, LOOSE))
        menu.addSeparator()
        menu.addAction(icon("plus"), self.tr("New folder …"), lambda: self.ask_folder(with_chosen=True))
        menu.setActiveAction(menu.actions()[0])
        menu.popup(self.into.mapToGlobal(self.into.rect().bottomLeft()))

    def toggle_follow(self) -> None:
        """Have me told when a colleague changes the selected ones; where that is so of all, no longer."""
        chosen = self.list.chosen()
        on, ids = not all(f.follow for f in chosen), [f.id for f in chosen]
        if ids:
            self._do(lambda session: services.follow(session, ids=ids, on=on))

    def unstar(self) -> None:
        """Take the selected ones out of the favourites, with Undo."""
        chosen = self.list.chosen()
        for name in sorted({f.entity for f in chosen}):
            starring = self._starring.setdefault(name, Starring(self.context, name, self))
            starring.toggle([f.record_id for f in chosen if f.entity == name])

    def _put_in_order(self, ids: Sequence[int]) -> None:
        shown = set(ids)
        new = iter(ids)
        order = [next(new) if f.id in shown else f.id for f in self.board.favourites]
        self._do(lambda session: services.put_in_order(session, ids=order))

    def _move_one(self, step: int) -> None:
        current = self.list.current()
        order = stepped([f.id for f in self.list.all()], current.id, step) if current else None
        if order:
            self._put_in_order(order)

    def _move_folder(self, step: int) -> None:
        order = stepped([folder.id for folder in self.board.folders], self._place, step)
        if order:
            self._do(lambda session: services.put_folders_in_order(session, ids=order))

    # ── folders ──────────────────────────────────────────

    def ask_folder(self, *, with_chosen: bool = False) -> NameDialog:
        """Ask for the name of a new folder; what is selected goes into it where that was asked."""
        dialog = NameDialog(self.tr("New folder"), "", [f.name for f in self.board.folders], self)

        def make(name: str) -> None:
            ids = [f.id for f in self.list.chosen()] if with_chosen else []

            def work(session: Any) -> int:
                made = services.make_folder(session, name=name)
                services.move(session, ids=ids, folder_id=made)
                return made

            self._do(work, self._made)

        dialog.chosen.connect(make)
        dialog.open()
        return dialog

    def _made(self, folder_id: int) -> None:
        self._place = folder_id

    def ask_name(self) -> NameDialog | None:
        """Ask for another name of the chosen folder."""
        folder = next((f for f in self.board.folders if f.id == self._place), None)
        if folder is None:
            return None
        others = [f.name for f in self.board.folders if f.id != folder.id]
        dialog = NameDialog(self.tr("Rename the folder"), folder.name, others, self)
        dialog.chosen.connect(
            lambda name: self._do(lambda session: services.rename_folder(session, folder_id=folder.id, name=name))
        )
        dialog.open()
        return dialog

    def remove_folder(self) -> None:
        """Remove the chosen folder, not the favourites in it; Undo makes it anew."""
        folder = next((f for f in self.board.folders if f.id == self._place), None)
        if folder is None:
            return

        def back(ids: Sequence[int]) -> None:
            def work(session: Any) -> int:
                made = services.make_folder(session, name=folder.name)
                services.move(session, ids=ids, folder_id=made)
                return made

            self._do(work, self._made)

        def done(ids: list[int]) -> None:
            words = self.tr("The folder “{name}” was removed; its favourites stay.").format(name=folder.name)
            self.context.messages.toast(words, undo=lambda: back(ids))

        self._do(lambda session: services.remove_folder(session, folder_id=folder.id), done)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Del takes out what has the keyboard, F2 renames the folder (QObject.eventFilter)."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Delete:
                (self.remove_folder if watched is self.folders else self.unstar)()
                return True
            if event.key() == Qt.Key.Key_F2 and watched is self.folders:
                self.ask_name()
                return True
        return super().eventFilter(watched, event)

    # ── Page ─────────────────────────────────────────────

    def state(self) -> dict[str, Any]:
        """Return the place on show (``Page``)."""
        return {"place": self._place}

    def status(self) -> str:
        """Return how many are on show (``Page``)."""
        number = self.list.topLevelItemCount()
        return QCoreApplication.translate("FavouritesPage", "%n favourite(s)", "", number)

    def take_facts(self) -> None:
        """Show what one may see now (``Page``)."""
        self._read()

    def retranslate(self) -> None:
        """Set every text anew (``Page``)."""
        self.filter.setPlaceholderText(self.tr("Search my favourites"))
        self.folders.setAccessibleName(self.tr("Folders"))
        self.list.setAccessibleName(self.tr("Favourites"))
        self.filter.setAccessibleName(self.filter.placeholderText())
        self.list.setHeaderLabels(
            [self.tr("Name"), self.tr("Kind"), self.tr("Details"), self.tr("Folder"), self.tr("Notices")]
        )
        for button, words, key, tip in (
            (self.new, self.tr("New folder …"), "Ctrl+Shift+N", ""),
            (self.rename, self.tr("Rename …"), "F2", ""),
            (self.remove, self.tr("Remove"), "Del", ""),
            (self.into, self.tr("Move to a folder"), "Alt+M", ""),
            (self.tell, self.tr("Notify me of changes"), "Alt+T", self.tr("One notice per record and day, when a colleague changes it.")),
            (self.out, self.tr("Remove from favourites"), "Ctrl+D", ""),
        ):  # fmt: skip
            plain = button in (self.rename, self.remove)  # the folders leave the room to the names
            button.setText("" if plain else words)
            button.setAccessibleName(words)
            button.setToolTip(f"{tip or words} ({key})" if tip or plain else key)
        self._show_folders()
        self._show()
