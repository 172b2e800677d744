"""The bell: what others want me to know, live, with the number of what I have not read."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.core.record import Changed
from crm_desktop.qt.rows import wrap_words
from crm_desktop.shell import notice_board
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon
from crm_desktop.shell.notice_board import Notice

ICONS = {
    "feedback": "message-square",
    "approval": "circle-check",
    "assigned": "inbox",
    "announcement": "megaphone",
    "mention": "user",
    "reaction": "circle-check",
    "import": "upload",
    "due": "calendar-clock",
    "safety": "shield-check",
    "lockout": "lock",
    "let_in": "copy",
}


class Bell(QToolButton):
    """The button in the top bar; it opens the list of notices below itself."""

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("bell")
        self.setIcon(icon("bell"))
        self.setIconSize(QSize(18, 18))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._context, self._unread = context, 0
        self.list = NoticeList(context, window)
        self.clicked.connect(self._open)
        context.bus.changed.connect(self._changed)
        self.retranslate()

    @property
    def unread(self) -> int:
        """Return the number on the bell."""
        return self._unread

    def refresh(self) -> None:
        """Count again."""
        notice_board.count_unread(self._context, self, self._counted)

    def _changed(self, change: Changed) -> None:
        if change.table == "notice":
            self.refresh()
            if self.list.isVisible():
                self.list.refresh()

    def show_count(self, count: int) -> None:
        """Show how many there are, without announcing any."""
        self._unread = count
        self.retranslate()

    def _counted(self, count: int) -> None:
        if count > self._unread:
            self._announce()
        self.show_count(count)

    def _announce(self) -> None:
        def show(notices: Sequence[Notice]) -> None:
            for notice in notices:
                if not notice.read and notice.kind not in notice_board.QUIET:
                    self._context.messages.toast(notice_board.notice_words(self._context, notice))

        notice_board.read_notices(self._context, self, show, 1)

    def _open(self) -> None:
        self.list.toggle_below(self)

    def retranslate(self) -> None:
        """Set every text anew."""
        self.setText(str(self._unread) if 0 < self._unread < 100 else "99+" if self._unread else "")
        words = self.tr("Notices: {count} unread").format(count=self._unread) if self._unread else self.tr("Notices")
        self.setToolTip(words)
        self.setAccessibleName(words)
        self.list.retranslate()


class NoticeList(QFrame):
    """The newest notices; Enter opens what one is about and marks it read."""

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("notices")
        self.setProperty("kind", "popup")
        self._context = context
        self._title, self._all, self._list = QLabel(self), QPushButton(self), QListWidget(self)
        self._title.setProperty("kind", "heading")
        self._all.setProperty("kind", "link")
        self._all.setObjectName("all_read")
        self._all.clicked.connect(lambda: self._mark(()))
        self._list.setObjectName("notice_list")
        self._list.setProperty("kind", "notices")
        wrap_words(self._list)
        self._list.itemActivated.connect(self._activated)
        self._list.itemClicked.connect(self._activated)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._all)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 8, 8)
        column.addLayout(head)
        column.addWidget(self._list, 1)
        self.hide()

    def toggle_below(self, button: QWidget) -> None:
        """Open below *button*, or close."""
        if self.isVisible():
            self.hide()
            return
        corner = button.mapTo(self.window(), QPoint(button.width(), button.height()))
        self.setGeometry(corner.x() - 380, corner.y() + 6, 380, 420)
        self.show()
        self.raise_()
        self._list.setFocus()
        self.refresh()

    def refresh(self) -> None:
        """Read the notices again."""
        notice_board.read_notices(self._context, self, self._fill)

    def _fill(self, notices: Sequence[Notice]) -> None:
        self._list.clear()
        for notice in notices:
            when = notice.at.astimezone().strftime("%m-%d %H:%M")
            item = QListWidgetItem(
                icon(ICONS.get(notice.kind, "info"), "muted" if notice.read else "accent"),
                f"{notice_board.notice_words(self._context, notice)}\n{when}",
            )
            font = item.font()
            font.setBold(not notice.read)
            item.setFont(font)
            item.setData(Qt.ItemDataRole.UserRole, notice)
            self._list.addItem(item)
        if not notices:
            item = QListWidgetItem(self.tr("No notices. What colleagues hand or submit to you appears here at once."))
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self._list.addItem(item)

    def _activated(self, item: QListWidgetItem) -> None:
        notice = item.data(Qt.ItemDataRole.UserRole)
        if not isinstance(notice, Notice):
            return
        self.hide()
        self._mark((notice.id,))
        notice_board.open_notice(self._context, notice)

    def _mark(self, ids: tuple[int, ...]) -> None:
        notice_board.mark_read(self._context, self, ids, self.refresh)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close with Escape (QWidget.keyPressEvent)."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def retranslate(self) -> None:
        """Set every text anew."""
        self._title.setText(self.tr("Notices"))
        self._all.setText(self.tr("Mark all as read"))
        self._all.setAccessibleName(self._all.text())
        self._list.setAccessibleName(self._title.text())
