"""Replacements and accessories of a product, in both directions; added, opened and removed here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.base_info.products import services
from crm_desktop.base_info.products.services import Link
from crm_desktop.core.errors import BadValue
from crm_desktop.core.fields import Ref
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.qt.cells import labelled
from crm_desktop.qt.editors import editor_for
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon

_OTHER = Ref(name="link_other", label=QT_TRANSLATE_NOOP("Links", "Another product"), to="product")
_LINK = Qt.ItemDataRole.UserRole


class Links(QWidget):
    """What takes this product's place and what goes with it."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("product_links")
        self._context, self._product = context, 0
        self._known: list[Link] = []
        self.kind, self.other, self.add = QComboBox(self), editor_for(_OTHER, context, self), QPushButton(self)
        self.list, self.remove, self._none = _List(self), QPushButton(self), QLabel(self, wordWrap=True)
        self.kind.setObjectName("product_links.kind")
        self.add.setObjectName("product_links.add")
        self.remove.setObjectName("product_links.remove")
        self.list.setObjectName("product_links.list")
        self._none.setProperty("kind", "muted")
        row, foot = QHBoxLayout(), QHBoxLayout()
        for widget in (self.kind, self.other, self.add):
            row.addWidget(widget, int(widget is self.other))
        foot.addWidget(self._none, 1)
        foot.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addLayout(row)
        column.addWidget(self.list, 1)
        column.addLayout(foot)
        self.add.clicked.connect(self.add_link)
        self.remove.clicked.connect(self.remove_link)
        self.list.itemActivated.connect(lambda item: self._open(item.data(_LINK)))
        self.list.currentItemChanged.connect(lambda *_: self._may())
        self.retranslate()

    def show_product(self, product_id: int) -> None:
        """Show the links of another product."""
        self._product = product_id
        self._context.jobs.run(
            lambda session: services.list_links(session, product_id=product_id),
            owner=self,
            done=self._show,
            failed=self._context.messages.error,
            key="links",
        )

    def _show(self, links: Sequence[Link]) -> None:
        self._known = list(links)
        words = {
            ("replacement", False): self.tr("Replaced by"),
            ("replacement", True): self.tr("Replaces"),
            ("accessory", False): self.tr("Accessory"),
            ("accessory", True): self.tr("Accessory of"),
        }
        self.list.clear()
        for link in links:
            gone = "" if link.status == "on_sale" else "  " + self.tr("(withdrawn)")
            item = QListWidgetItem(
                icon("arrow-left-right" if link.kind == "replacement" else "link"),
                labelled(words[link.kind, link.back], f"{link.name}{gone}")
                + f"\n{'  '.join(w for w in (link.code, link.note) if w)}",
            )
            item.setData(_LINK, link)
            self.list.addItem(item)
        self._none.setText("" if links else self.tr("Nothing is linked yet."))
        self._may()

    def add_link(self) -> None:
        """Link the chosen product."""
        try:
            other = self.other.value()
        except BadValue:
            return
        if not other or not self._product:
            self.other.setFocus()
            return
        values = {"product_id": self._product, "kind": self.kind.currentData(), "other_id": other}
        records, entity = self._context.records, self._context.entity("product_link")
        self._context.jobs.run(
            lambda session: records.create(session, entity, values),
            owner=self,
            done=lambda _: self._changed(),
            failed=lambda error: self._context.messages.error(error, entity),
        )

    def remove_link(self) -> None:
        """Take the marked link away; one press brings it again."""
        item = self.list.currentItem()
        if item is None or not self.remove.isEnabled():
            return
        link: Link = item.data(_LINK)
        pair = (link.product_id, self._product) if link.back else (self._product, link.product_id)
        values = {"product_id": pair[0], "kind": link.kind, "other_id": pair[1], "note": link.note}
        context = self._context
        records, entity = context.records, context.entity("product_link")

        def again() -> None:
            context.jobs.run(
                lambda session: records.create(session, entity, values), owner=self, done=lambda _: self._changed()
            )

        def removed() -> None:
            context.messages.toast(self.tr("The link was removed."), undo=again)
            self._changed()

        context.jobs.run(
            lambda session: records.delete(session, entity, records.load(session, entity, link.id)),
            owner=self,
            done=lambda _: removed(),
            failed=lambda error: context.messages.error(error, entity),
        )

    def _changed(self) -> None:
        self.other.set_value(None)
        self.show_product(self._product)

    def _open(self, link: Link) -> None:
        self._context.navigator.open_record("product", link.product_id)

    def _may(self) -> None:
        rights = self._context.facts().rights
        no = self.tr("You have no right to change this.")
        for button, action in ((self.add, "create"), (self.remove, "delete")):
            may = rights.may("product", action)
            button.setEnabled(may and (button is self.add or self.list.currentItem() is not None))
            button.setToolTip("" if may else no)
        self.other.set_read_only("" if rights.may("product", "create") else no)

    def retranslate(self) -> None:
        """Set every text anew."""
        chosen = max(self.kind.currentIndex(), 0)
        self.kind.clear()
        self.kind.addItem(self.tr("Replaced by"), "replacement")
        self.kind.addItem(self.tr("Accessory"), "accessory")
        self.kind.setCurrentIndex(chosen)
        self.add.setText(self.tr("Add"))
        self.remove.setText(self.tr("Remove"))
        for widget, words in (
            (self.kind, self.tr("Kind of link")),
            (self.other.input, self.tr("Another product")),
            (self.add, self.add.text()),
            (self.remove, self.remove.text()),
            (self.list, self.tr("Replacements and accessories")),
        ):
            widget.setAccessibleName(words)
        self._show(self._known)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a switch of the language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_none"):
            self.retranslate()


class _List(QListWidget):
    """Enter opens, Del removes."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Del (QWidget.keyPressEvent)."""
        if event.key() == Qt.Key.Key_Delete:
            parent = self.parent()
            assert isinstance(parent, Links)
            parent.remove_link()
        else:
            super().keyPressEvent(event)
