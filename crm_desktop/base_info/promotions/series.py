"""A series of coupon codes for a promotion: asked for in a dialog, made in one action with Undo."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit, QSpinBox, QWidget

from crm_desktop.base_info.entities.coupon import COUPON
from crm_desktop.base_info.promotions import services
from crm_desktop.base_info.promotions.services import Series
from crm_desktop.core.errors import BadValue
from crm_desktop.core.fields import Date
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.qt.editors import editor_for
from crm_desktop.qt.lists.bulkbar import BulkAction
from crm_desktop.shell.ask_dialog import AskDialog, tell_failure
from crm_desktop.shell.context import Context
from crm_desktop.shell.undoing import offer_undo

_LAST = Date(name="coupon_last_day", label=QT_TRANSLATE_NOOP("SeriesDialog", "Last day"))
MOST = 10_000  #: codes in one series, as the database says too


def coupon_actions(context: Context, widget: QWidget) -> list[BulkAction]:
    """Return what can be done with promotions (registry: ``EntityEntry.actions``)."""
    return SeriesMaker(context, widget).actions()


class SeriesMaker(QObject):
    """Asks how many codes, and makes them."""

    def __init__(self, context: Context, widget: QWidget) -> None:
        super().__init__(widget)
        self._context, self._widget = context, widget

    def actions(self) -> list[BulkAction]:
        """Return the one action."""

        def reason() -> str:
            may = self._context.facts().rights.may("coupon", "create")
            return "" if may else self.tr("You have no right to make codes.")

        return [
            BulkAction(
                name="make_coupons",
                words=lambda: self.tr("Make codes …"),
                act=lambda ids: self.ask(int(next(iter(ids)))),
                reason=reason,
                icon="hash",
            )
        ]

    def ask(self, promotion: int) -> SeriesDialog:
        """Ask how many, then make them."""
        dialog = SeriesDialog(self._context, self._widget)

        def make(series: Series) -> None:
            self._context.jobs.run(
                lambda session: services.make_coupons(session, promotion_id=promotion, series=series),
                owner=self,
                done=lambda bulk: self._made(dialog, bulk, series.number),
                failed=lambda error: tell_failure(dialog, error, COUPON, self._context),
            )

        dialog.chosen.connect(make)
        dialog.open()
        return dialog

    def _made(self, dialog: SeriesDialog, bulk: int, number: int) -> None:
        dialog.accept()
        words = self.tr("{count} codes are made; they stand under the promotion.").format(count=f"{number:,}")
        offer_undo(self._context, self, words, (bulk,))


class SeriesDialog(AskDialog):
    """Asks for number, beginning, uses and last day; *chosen* carries a ``Series``."""

    chosen = Signal(object)

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__("series", parent)
        self.setWindowTitle(self.tr("Make codes"))
        self._number, self._uses, self._each = QSpinBox(self), QSpinBox(self), QSpinBox(self)
        self._prefix = QLineEdit(self, maxLength=20)
        self._last = editor_for(_LAST, context, self)
        for box in (self._number, self._uses, self._each):
            box.lineEdit().setTextMargins(6, 0, 0, 0)  # a spin box gives its text no padding
        self._number.setRange(1, MOST)
        self._number.setValue(100)
        for box in (self._uses, self._each):
            box.setRange(0, 1_000_000)
            box.setSpecialValueText(self.tr("no limit"))
        self._uses.setValue(1)
        rows: list[tuple[str, QWidget, str]] = [
            (self.tr("&Number of codes"), self._number, "number"),
            (self.tr("&Beginning"), self._prefix, "prefix"),
            (self.tr("&Orders at most"), self._uses, "uses"),
            (self.tr("&Per customer at most"), self._each, "each"),
            (self.tr("&Last day"), self._last, "last_day"),
        ]
        for caption, widget, name in rows:
            widget.setObjectName(f"series.{name}")
            widget.setAccessibleName(caption.replace("&", ""))
        self._last.input.setAccessibleName(self.tr("Last day"))
        self._arrange(
            [(caption, widget) for caption, widget, _name in rows],
            self.tr("Eight random letters and digits follow the beginning; 0, O, 1 and I are never among them."),
            self.tr("Make them"),
        )
        self._number.setFocus()
        self._number.selectAll()

    def _accept(self) -> None:
        try:
            last = self._last.value()
        except BadValue:
            return  # the field says why
        self.setEnabled(False)
        self.chosen.emit(
            Series(
                number=self._number.value(),
                prefix=self._prefix.text(),
                max_uses=self._uses.value() or None,
                max_uses_each=self._each.value() or None,
                valid_to=last,
            )
        )
