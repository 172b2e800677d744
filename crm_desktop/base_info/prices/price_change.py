"""The panel that changes prices: by percentage or from a file, always with old and new before it is written."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.base_info.prices.changing import PriceProposal
from crm_desktop.base_info.prices.price_model import Column, RowsModel, price_text
from crm_desktop.base_info.prices.rules import PriceChange
from crm_desktop.core.errors import BadValue
from crm_desktop.core.fields import Percent, Price
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.qt.editors import Editor, editor_for
from crm_desktop.qt.tools import Tools

_PERCENT = Percent(name="percent", label=QT_TRANSLATE_NOOP("PriceChangePanel", "Change in %"), default=Decimal(0))
_ROUNDING = Price(name="rounding", label=QT_TRANSLATE_NOOP("PriceChangePanel", "Round to"), default=Decimal(0))
_SURCHARGE = Price(name="surcharge", label=QT_TRANSLATE_NOOP("PriceChangePanel", "Then add"), default=Decimal(0))


class PriceChangePanel(QFrame):
    """Signals: *preview_asked* with a ``PriceChange``; *commit_asked*; *closed*."""

    preview_asked = Signal(object)
    commit_asked = Signal()
    closed = Signal()

    def __init__(self, tools: Tools, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("price_change")
        self.setProperty("kind", "card")
        self.proposals: list[PriceProposal] = []
        self._problems: list[tuple[int, str, str]] = []
        self._fields = (_PERCENT, _ROUNDING, _SURCHARGE)
        self._captions = [QLabel(self) for _ in self._fields]
        self._editors: list[Editor] = [editor_for(f, tools, self) for f in self._fields]
        self._preview, self._commit, self._cancel = (QPushButton(self) for _ in range(3))
        self._words, self._bad = QLabel(self), QLabel(self)
        self._bad.setWordWrap(True)
        self._bad.setObjectName("price_change.problems")
        self.model: RowsModel[PriceProposal] = RowsModel(self._columns(with_margin=False), self)
        self.table = QTableView(self)
        self._build()
        self.retranslate()

    def _build(self) -> None:
        top = QHBoxLayout()
        for caption, editor in zip(self._captions, self._editors, strict=True):
            caption.setBuddy(editor)
            top.addWidget(caption)
            top.addWidget(editor)
        for button, name in ((self._preview, "preview"), (self._commit, "commit"), (self._cancel, "cancel")):
            button.setObjectName(f"price_change.{name}")
        top.addWidget(self._preview)
        top.addStretch(1)
        foot = QHBoxLayout()
        foot.addWidget(self._words, 1)
        foot.addWidget(self._commit)
        foot.addWidget(self._cancel)
        self.table.setObjectName("price_change.table")
        self.table.setModel(self.model)
        self.table.verticalHeader().hide()
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        box = QVBoxLayout(self)
        box.addLayout(top)
        box.addWidget(self._bad)
        box.addWidget(self.table, 1)
        box.addLayout(foot)
        self._preview.clicked.connect(self.ask_preview)
        self._commit.setProperty("kind", "primary")
        self._commit.clicked.connect(self.commit_asked)
        self._cancel.clicked.connect(self.close_panel)
        self._bad.hide()

    def begin(self, by_hand: bool) -> None:
        """Open for a change by percentage (*by_hand*) or for a file's rows."""
        for widget in (*self._captions, *self._editors, self._preview):
            widget.setVisible(by_hand)
        for field, editor in zip(self._fields, self._editors, strict=True):
            editor.set_value(field.default)
        self.show_proposals((), ())
        self.show()
        if by_hand:
            self._editors[0].setFocus(Qt.FocusReason.TabFocusReason)  # selects the 0, so that typing replaces it

    def ask_preview(self) -> None:
        """Ask for old and new prices; a wrong number is marked at its field."""
        try:
            percent, rounding, surcharge = (e.value() or Decimal(0) for e in self._editors)
        except BadValue:
            return
        self.preview_asked.emit(PriceChange(percent=percent, rounding=rounding, surcharge=surcharge))

    def show_proposals(self, proposals: Sequence[PriceProposal], problems: Sequence[tuple[int, str, str]]) -> None:
        """Show what would change, and the rows of a file that fit no product."""
        self.proposals, self._problems = list(proposals), list(problems)
        self.model.show(self.proposals, self._columns(with_margin=any(p.cost is not None for p in proposals)))
        self.table.resizeColumnsToContents()
        self._say()

    def _say(self) -> None:
        self._words.setText(self.tr("{count} prices will change.").format(count=len(self.proposals)))
        self._commit.setEnabled(bool(self.proposals))
        reasons = {
            "product_unknown": self.tr("there is no such product"),
            "price_unreadable": self.tr("the price cannot be read"),
            "product_twice": self.tr("the product stands twice in the file"),
        }
        lines = [
            self.tr("Row {row}, {code}: {why}.").format(row=n, code=code or "—", why=reasons[rule])
            for n, code, rule in self._problems
        ]
        more = self.tr("{count} more rows").format(count=len(lines) - 8) if len(lines) > 8 else ""
        self._bad.setText("\n".join([*lines[:8], *([more] if more else [])]))
        self._bad.setVisible(bool(lines))

    def close_panel(self) -> None:
        """Put the panel away; nothing is written."""
        self.show_proposals((), ())
        self.hide()
        self.closed.emit()

    def _columns(self, *, with_margin: bool) -> list[Column[PriceProposal]]:
        columns: list[Column[PriceProposal]] = [
            Column(title=lambda: self.tr("Code"), text=lambda p: p.code, raw=lambda p: p.code),
            Column(title=lambda: self.tr("Name"), text=lambda p: p.name, raw=lambda p: p.name),
            Column(title=lambda: self.tr("Old"), text=lambda p: price_text(p.old), raw=lambda p: p.old, number=True),
            Column(title=lambda: self.tr("New"), text=lambda p: price_text(p.new), raw=lambda p: p.new, number=True),
            Column(
                title=lambda: self.tr("Difference"),
                text=lambda p: "" if p.old is None else f"{p.new - p.old:+,.2f}",
                raw=lambda p: None if p.old is None else p.new - p.old,
                number=True,
            ),
        ]
        if with_margin:
            columns.append(
                Column(
                    title=lambda: self.tr("Margin"),
                    text=lambda p: "" if p.margin is None else f"{p.margin} %",
                    raw=lambda p: p.margin,
                    number=True,
                )
            )
        return columns

    def retranslate(self) -> None:
        """Set every text anew."""
        for caption, words in zip(
            self._captions, (self.tr("Change in %"), self.tr("Round to"), self.tr("Then add")), strict=True
        ):
            caption.setText(words)
        for editor, caption in zip(self._editors, self._captions, strict=True):
            editor.setAccessibleName(caption.text())
        for button, words in (
            (self._preview, self.tr("Preview")),
            (self._commit, self.tr("Write new prices")),
            (self._cancel, self.tr("Cancel")),
        ):
            button.setText(words)
            button.setAccessibleName(words)
        self.table.setAccessibleName(self.tr("Old and new prices"))
        self._say()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a switch of the language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
