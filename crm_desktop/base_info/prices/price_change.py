"""The panel that changes prices: by percentage, formula or from a file, always with old and new before it is written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from crm_desktop.base_info.entities.price import ROUNDING_WAYS
from crm_desktop.base_info.prices.changing import PriceProposal
from crm_desktop.base_info.prices.move_table import MoveTable
from crm_desktop.base_info.prices.rules import PriceChange
from crm_desktop.base_info.prices.services import ListEntry
from crm_desktop.core import clock
from crm_desktop.core.errors import BadValue
from crm_desktop.core.fields import Date, Percent, Price
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.qt.editors import Editor, LineEditor, editor_for
from crm_desktop.qt.tools import Tools

_PERCENT = Percent(name="percent", label=QT_TRANSLATE_NOOP("PriceChangePanel", "Change in %"), default=Decimal(0))
_ROUNDING = Price(name="rounding", label=QT_TRANSLATE_NOOP("PriceChangePanel", "Round to"), default=Decimal(0))
_ENDING = Price(name="ending", label=QT_TRANSLATE_NOOP("PriceChangePanel", "End with"))
_SURCHARGE = Price(name="surcharge", label=QT_TRANSLATE_NOOP("PriceChangePanel", "Then add"), default=Decimal(0))
_LEAST = Price(name="margin_min", label=QT_TRANSLATE_NOOP("PriceChangePanel", "At least above base"))
_MOST = Price(name="margin_max", label=QT_TRANSLATE_NOOP("PriceChangePanel", "At most above base"))
_DAY = Date(name="valid_from", label=QT_TRANSLATE_NOOP("PriceChangePanel", "Takes effect on"))
MARGIN = "cost"  #: the base on which the percentage is a margin


class PriceChangePanel(QFrame):
    """Signals: *preview_asked* with a ``PriceChange`` and whether it is for all that is shown; *commit_asked* with the day it takes effect or None; *closed*."""

    preview_asked = Signal(object, bool)
    commit_asked = Signal(object)
    closed = Signal()

    def __init__(self, tools: Tools, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("price_change")
        self.setProperty("kind", "card")
        self.proposals: list[PriceProposal] = []
        self._problems: list[tuple[int, str, str]] = []
        self._lists: list[ListEntry] = []
        self._list, self._costs = 0, False
        self._fields = (_PERCENT, _ROUNDING, _ENDING, _SURCHARGE, _LEAST, _MOST)
        self._editors: list[Editor] = [editor_for(f, tools, self) for f in self._fields]
        self.day = editor_for(_DAY, tools, self)
        self.base, self.way = QComboBox(self), QComboBox(self)
        #: whether the preview on show is of all that is shown; None: of a file, or none
        self._asked: bool | None = None
        self._captions = [QLabel(self) for _ in range(len(self._fields) + 3)]
        self._preview, self._all, self._commit, self._cancel = (QPushButton(self) for _ in range(4))
        self._many = (0, 0)  #: selected, shown
        self._words, self._bad = QLabel(self), QLabel(self)
        self._bad.setWordWrap(True)
        self._bad.setObjectName("price_change.problems")
        self.table = MoveTable("price_change.table", tools, self)
        self._build()
        self.retranslate()

    def _asking(self) -> list[QWidget]:
        rounding = self._fields.index(_ROUNDING) + 1
        return [self.base, *self._editors[:rounding], self.way, *self._editors[rounding:]]

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        for number, widget in enumerate(self._asking()):
            grid.addWidget(self._captions[number], 0, number, Qt.AlignmentFlag.AlignBottom)
            grid.addWidget(widget, 1, number, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(number, 2 if widget is self.base else 0 if widget is self.way else 1)
            self._captions[number].setBuddy(widget)
            self._captions[number].setProperty("kind", "caption")
            self._captions[number].setWordWrap(True)
        for number, button in enumerate((self._preview, self._all), len(self._editors) + 2):
            grid.addWidget(button, 1, number, Qt.AlignmentFlag.AlignTop)
        self.base.setObjectName("price_change.base")
        self.way.setObjectName("price_change.way")
        for value, _words in ROUNDING_WAYS:
            self.way.addItem("", value)
        self.way.activated.connect(lambda _: self._ask_again())
        self.base.currentIndexChanged.connect(lambda _: self._name_percent())
        for button, name in (
            (self._preview, "preview"),
            (self._all, "preview_all"),
            (self._commit, "commit"),
            (self._cancel, "cancel"),
        ):
            button.setObjectName(f"price_change.{name}")
        foot = QHBoxLayout()
        foot.addWidget(self._words, 1)
        foot.addWidget(self._captions[-1])
        foot.addWidget(self.day)
        foot.addWidget(self._commit)
        foot.addWidget(self._cancel)
        self.day.setFixedWidth(140)
        self._captions[-1].setBuddy(self.day)
        box = QVBoxLayout(self)
        box.addLayout(grid)
        box.addWidget(self._bad)
        box.addWidget(self.table, 1)
        box.addLayout(foot)
        self._preview.clicked.connect(self.ask_preview)
        self._all.clicked.connect(lambda: self.ask_preview(every=True))
        self._commit.setProperty("kind", "primary")
        self._commit.clicked.connect(self.ask_commit)
        self._cancel.clicked.connect(self.close_panel)
        for editor in self._editors:
            if isinstance(editor, LineEditor):
                editor.line.returnPressed.connect(lambda: self.ask_preview(every=not self._many[0]))
        QShortcut(
            QKeySequence("Ctrl+Return"), self, self._commit.click,
            context=Qt.ShortcutContext.WidgetWithChildrenShortcut,
        )  # fmt: skip
        self._bad.hide()

    def offer(self, lists: Sequence[ListEntry], chosen: int, *, costs: bool) -> None:
        """Say which lists there are, which one is changed (0: the list price), and whether costs may be a base."""
        self._lists, self._list, self._costs = list(lists), chosen, costs
        self._fill_bases()

    def _fill_bases(self) -> None:
        kept = self.base.currentData()
        own = next((e.currency for e in self._lists if e.id == self._list), "")
        self.base.blockSignals(True)
        self.base.clear()
        self.base.addItem(self.tr("Price now"), "price")
        self.base.addItem(self.tr("List price"), "list_price")
        if self._costs:
            self.base.addItem(self.tr("Cost price"), MARGIN)
        for entry in self._lists:
            if entry.id != self._list and (not own or entry.currency == own):
                self.base.addItem(self.tr("List: {name}").format(name=entry.name), entry.id)
        self.base.setCurrentIndex(max(self.base.findData(kept), 0))
        self.base.blockSignals(False)
        self._name_percent()

    def begin(self, by_hand: bool) -> None:
        """Open for a change by percentage or formula (*by_hand*) or for a file's rows."""
        for widget in (*self._captions[:-1], *self._asking(), self._preview, self._all):
            widget.setVisible(by_hand)
        self.base.setCurrentIndex(0)
        self.way.setCurrentIndex(0)
        self._asked = None
        for field, editor in zip(self._fields, self._editors, strict=True):
            editor.set_value(field.default)
        self.day.set_value(None)
        self.show_proposals((), ())
        self.show()
        if by_hand:
            self._editors[0].setFocus(Qt.FocusReason.TabFocusReason)  # selects the 0, so that typing replaces it

    def count(self, selected: int, shown: int) -> None:
        """Say on the buttons how many products each of them means."""
        self._many = (selected, shown)
        self._preview.setText(self.tr("Preview: {count} selected").format(count=selected))
        self._preview.setEnabled(bool(selected))
        self._all.setText(self.tr("All {count} shown").format(count=shown))
        self._all.setEnabled(bool(shown))
        for button in (self._preview, self._all):
            button.setAccessibleName(button.text())

    def ask_preview(self, _checked: bool = False, *, every: bool = False) -> None:
        """Ask for old and new prices of what is selected, or of all that is shown; a wrong number is marked at its field."""
        try:
            percent, rounding, ending, surcharge, least, most = (e.value() for e in self._editors)
        except BadValue:
            return
        base, self._asked = self.base.currentData(), every
        self.preview_asked.emit(
            PriceChange(
                base="price_list" if isinstance(base, int) else base,
                base_list_id=base if isinstance(base, int) else None,
                percent=Decimal(0) if base == MARGIN else percent or Decimal(0),
                margin=percent or Decimal(0) if base == MARGIN else None,
                rounding=rounding or Decimal(0),
                rounding_way=self.way.currentData(),
                ending=ending,
                surcharge=surcharge or Decimal(0),
                margin_min=least,
                margin_max=most,
            ),
            every,
        )

    def _ask_again(self) -> None:
        if self._asked is not None:
            self.ask_preview(every=self._asked)

    def ask_commit(self) -> None:
        """Ask that the prices be written, now or for the day given."""
        try:
            day: date | None = self.day.value()
        except BadValue:
            return
        if day is not None and day <= clock.today():
            day = None
        self.commit_asked.emit(day)

    def show_proposals(
        self, proposals: Sequence[PriceProposal], problems: Sequence[tuple[int, str, str]], currency: str = ""
    ) -> None:
        """Show what would change, in *currency* ('': the company's own), and the rows of a file that fit no product."""
        self.proposals, self._problems = list(proposals), list(problems)
        self.table.show_moves(self.proposals, currency)
        self._say()

    def _say(self) -> None:
        words = self.tr("{count} prices will change.").format(count=len(self.proposals))
        losing = sum(p.margin is not None and p.margin < 0 for p in self.proposals)
        below = self.tr("Below cost: {count}.").format(count=losing) if losing else ""
        self._words.setText(f"{words} {below}".strip())
        self._commit.setEnabled(bool(self.proposals))
        reasons = {
            "product_unknown": self.tr("there is no such product"),
            "product_ambiguous": self.tr("several products are called so; say the code"),
            "price_unreadable": self.tr("the price cannot be read"),
            "product_twice": self.tr("the product stands twice in the file"),
            "list_price_has_no_quantity": self.tr("the list price has no quantity steps; choose a price list"),
            "list_price_has_no_unit": self.tr("the list price is that of the product's own unit; choose a price list"),
            "unit_not_of_product": self.tr("the product is not sold in this unit"),
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

    def _name_percent(self) -> None:
        margin = self.base.currentData() == MARGIN
        self._captions[1].setText(self.tr("Margin in %") if margin else self.tr("Change in %"))
        self._editors[0].setAccessibleName(self._captions[1].text())

    def retranslate(self) -> None:
        """Set every text anew."""
        for caption, words in zip(
            self._captions,
            (
                self.tr("Based on"),
                self.tr("Change in %"),
                self.tr("Round to"),
                self.tr("Rounded"),
                self.tr("End with"),
                self.tr("Then add"),
                self.tr("At least above base"),
                self.tr("At most above base"),
                self.tr("Takes effect on"),
            ),
            strict=True,
        ):
            caption.setText(words)
        for editor, caption in zip((*self._asking(), self.day), self._captions, strict=True):
            editor.setAccessibleName(caption.text())
        for number, (_value, words) in enumerate(ROUNDING_WAYS):
            self.way.setItemText(number, QCoreApplication.translate("Price", words))
        self._editors[2].setToolTip(self.tr("9 gives …9, 99 gives …99, 8.8 gives …8.8, 0.9 gives ….9"))
        self.day.input.setToolTip(self.tr("Empty: at once"))
        for button, words in ((self._commit, self.tr("Write new prices")), (self._cancel, self.tr("Cancel"))):
            button.setText(words)
            button.setAccessibleName(words)
        self.count(*self._many)
        self.table.setAccessibleName(self.tr("Old and new prices"))
        self._fill_bases()
        self._say()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a switch of the language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
