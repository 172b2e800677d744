"""Above a competitor's form: how often we met, what we won and lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from crm_desktop.base_info.partners import services
from crm_desktop.base_info.partners.services import Standing
from crm_desktop.core.query import Condition
from crm_desktop.printing import formats
from crm_desktop.qt.cells import money_text
from crm_desktop.shell.context import Context


class RecordBar(QFrame):
    """Shows the standing against the company on show; hidden where we never met."""

    def __init__(self, context: Context, page: Any) -> None:
        super().__init__(page)
        self.setObjectName("standing")
        self.setProperty("kind", "banner-accent")
        self._context, self._page = context, page
        self._standing = Standing()
        self._label = QLabel(self)
        self._label.setObjectName("standing_text")
        self._label.setWordWrap(True)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._all = QPushButton(self)
        self._all.setObjectName("standing_opportunities")
        self._all.clicked.connect(self._open)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 12, 6)
        row.addWidget(self._label, 1)
        row.addWidget(self._all)
        page.form.bars.addWidget(self)
        page.shown.connect(lambda _hit: self.read())
        self.hide()

    def read(self) -> None:
        """Count anew."""
        record_id = self._page.record_id
        if record_id and self._context.facts().rights.may("opportunity", "view"):
            self._context.jobs.run(
                lambda session: services.standing(session, record_id),
                owner=self,
                done=self._show,
                failed=self._context.messages.error,
                key="standing",
            )

    def text(self) -> str:
        """Return what is on show."""
        return self._label.text()

    def _show(self, standing: Standing) -> None:
        self._standing = standing
        words = [
            self.tr("Met on {count} opportunities").format(count=standing.met),
            self.tr("won {count} ({amount})").format(count=standing.won, amount=self._money(standing.amount_won)),
            self.tr("lost {count} ({amount}), {theirs} of them to this company").format(
                count=standing.lost, amount=self._money(standing.amount_lost), theirs=standing.lost_to_them
            ),
            self.tr("open {count}").format(count=standing.open),
        ]
        if standing.rate is not None:
            words.append(self.tr("we win {rate}").format(rate=formats.percent(standing.rate)))
        self._label.setText(" · ".join(words))
        self._label.setAccessibleName(self._label.text())
        self._all.setText(self.tr("Show them"))
        self.setVisible(bool(standing.met))

    def _open(self) -> None:
        """List the opportunities on which we met, to be filtered, grouped and counted like any."""
        met = Condition("opportunity_competitor.partner_id", "eq", self._page.record_id)
        self._context.navigator.open_list("opportunity", (met,))

    def _money(self, amounts: Sequence[tuple[str, int]]) -> str:
        """Return the sums of each currency, the company's own zero where there is none."""
        known = amounts or ((self._context.facts().currency, 0),)
        return " + ".join(money_text(amount, currency) for currency, amount in known)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a switch of the language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_label"):
            self._show(self._standing)
