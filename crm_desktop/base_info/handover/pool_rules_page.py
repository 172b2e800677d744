"""The rules of the public pools and the holding limits, in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from crm_desktop.base_info.handover import pool_services
from crm_desktop.base_info.handover.pool_services import LimitDescription, PoolDescription
from crm_desktop.core.record import Changed
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.qt.cells import joined
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon
from crm_desktop.shell.page import Page

CLOCKS = {
    "action": QT_TRANSLATE_NOOP("PoolRules", "{days} days without an action"),
    "opportunity": QT_TRANSLATE_NOOP("PoolRules", "{days} days without a new opportunity"),
    "order": QT_TRANSLATE_NOOP("PoolRules", "{days} days without an order"),
}
SPARED = {
    "ordered": QT_TRANSLATE_NOOP("PoolRules", "those with an order"),
    "open": QT_TRANSLATE_NOOP("PoolRules", "those with an open opportunity"),
    "locked": QT_TRANSLATE_NOOP("PoolRules", "locked ones"),
}
HIDDEN = {
    "phones": QT_TRANSLATE_NOOP("PoolRules", "phones"),
    "email": QT_TRANSLATE_NOOP("PoolRules", "e-mail"),
    "address": QT_TRANSLATE_NOOP("PoolRules", "address"),
    "website": QT_TRANSLATE_NOOP("PoolRules", "website"),
}


class PoolRulesPage(Page):
    """Says what holds; each heading opens the record in which it is changed."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.setObjectName("pool_rules_page")
        self._pools: Sequence[PoolDescription] = ()
        self._limits: Sequence[LimitDescription] = ()
        self._title, self.text = QLabel(self), QTextBrowser(self)
        self._title.setProperty("kind", "title")
        self.text.setObjectName("pool_rules")
        self.text.setOpenLinks(False)
        self.text.setProperty("kind", "plain")
        self.text.document().setDocumentMargin(12)
        self.text.anchorClicked.connect(self._open)
        self.new_pool, self.new_limit = QPushButton(self), QPushButton(self)
        self.new_pool.setObjectName("new_pool")
        self.new_limit.setObjectName("new_limit")
        row = QHBoxLayout()
        row.addWidget(self._title, 1)
        for button, entity in ((self.new_pool, "customer_pool"), (self.new_limit, "holding_limit")):
            button.setIcon(icon("plus"))
            button.clicked.connect(lambda _=False, e=entity: self.context.navigator.new_record(e))
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.addLayout(row)
        column.addWidget(self.text, 1)
        self.retranslate()
        self.refresh()

    def concerned(self, change: Changed) -> bool:
        """Tell whether a rule may have changed (``Page``)."""
        return change.table in ("customer_pool", "pool_rule", "pool_member", "holding_limit")

    def refresh(self) -> None:
        """Read the rules again (``Page``)."""
        self.context.jobs.run(
            pool_services.describe_pools,
            owner=self,
            done=lambda found: self._take(*found),
            failed=self.context.messages.error,
            key="rules",
        )

    def _take(self, pools: Sequence[PoolDescription], limits: Sequence[LimitDescription]) -> None:
        self._pools, self._limits = pools, limits
        self._show()

    def _show(self) -> None:
        parts = [self._pool(pool) for pool in self._pools]
        if not self._pools:
            parts.append(_paragraph(self.tr("There is no pool yet. Customers stay with their owners.")))
        parts.append(self._all_limits())
        self.text.setHtml("".join(parts))

    def _link(self, address: str, words: str) -> str:
        colour = self.palette().color(QPalette.ColorRole.Link).name()
        return f"<a style='color:{colour};text-decoration:none' href='{address}'>{escape(words)}</a>"

    def _pool(self, pool: PoolDescription) -> str:
        heading = self._link(f"record:customer_pool:{pool.id}", pool.name)
        if pool.retired:
            return f"<h3>{heading}</h3>" + _paragraph(self.tr("Closed."))
        lines = [self._members(pool), *self._falling(pool), *self._claiming(pool)]
        items = "".join(f"<li style='margin-bottom:4px'>{escape(line)}</li>" for line in lines)
        return f"<h3>{heading}</h3><ul>{items}</ul>"

    def _members(self, pool: PoolDescription) -> str:
        admins = joined(name for name, is_admin in pool.members if is_admin)
        members = joined(name for name, _ in pool.members)
        if not members:
            return self.tr("Nobody belongs to it: nobody sees it, and nothing falls in.")
        if not admins:
            return self.tr("Members: {names}.").format(names=members)
        words = self.tr("Members: {names}. {admins} may hand out its customers.")
        return words.format(names=members, admins=admins)

    def _falling(self, pool: PoolDescription) -> list[str]:
        if not pool.clocks:
            return [self.tr("Nothing falls in by itself.")]
        lines = []
        for clock, grade, days in pool.clocks:
            words = QCoreApplication.translate("PoolRules", CLOCKS[clock]).format(days=days)
            if grade:
                what = self.tr("customers of grade {grade}").format(
                    grade=self.context.term_label("customer_grade", grade)
                )
            else:
                what = self.tr("customers of members")
            lines.append(self.tr("After {time}, {what} fall in.").format(time=words, what=what))
        if pool.spared:
            spared = self.tr(", ").join(QCoreApplication.translate("PoolRules", SPARED[name]) for name in pool.spared)
            lines.append(self.tr("Spared: {what}.").format(what=spared))
        lines.append(
            self.tr("Warned {days} days before; nobody loses a customer unwarned.").format(days=pool.warn_days)
        )
        return lines

    def _claiming(self, pool: PoolDescription) -> list[str]:
        if pool.claims_per_day is None:
            lines = [self.tr("Each member claims as many as they like.")]
        else:
            lines = [self.tr("Each member claims {count} a day at most.").format(count=pool.claims_per_day)]
        if pool.wait_former_days:
            lines.append(
                self.tr("Whoever lost a customer cannot claim it back for {days} days.").format(
                    days=pool.wait_former_days
                )
            )
        if pool.wait_new_hours:
            lines.append(self.tr("What is new in the pool waits {hours} hours.").format(hours=pool.wait_new_hours))
        if pool.hidden:
            hidden = self.tr(", ").join(QCoreApplication.translate("PoolRules", HIDDEN[name]) for name in pool.hidden)
            lines.append(self.tr("Hidden until claimed: {what}.").format(what=hidden))
        return lines

    def _all_limits(self) -> str:
        heading = self._link("list:holding_limit", self.tr("How many customers one may hold"))
        if not self._limits:
            return f"<h3>{heading}</h3>" + _paragraph(self.tr("No limit."))
        items = "".join(f"<li style='margin-bottom:4px'>{escape(self._limit(limit))}</li>" for limit in self._limits)
        return f"<h3>{heading}</h3><ul>{items}</ul>"

    def _limit(self, limit: LimitDescription) -> str:
        if not limit.whose:
            who = self.tr("Everybody")
        elif limit.is_department:
            who = self.tr("Everybody in {department}").format(department=limit.whose)
        else:
            who = limit.whose
        if limit.kind == "owned":
            words = self.tr("{who}: {count} customers.")
        else:
            words = self.tr("{who}: {count} locked ones.")
        words = words.format(who=who, count=f"{limit.most:,}")
        return (
            self.tr("{words} Those with an order do not count.").format(words=words) if limit.spare_ordered else words
        )

    def _open(self, url: QUrl) -> None:
        kind, _, rest = url.toString().partition(":")
        name, _, number = rest.partition(":")
        if kind == "record":
            self.context.navigator.open_record(name, int(number))
        else:
            self.context.navigator.open_list(name)

    def retranslate(self) -> None:
        """Set every text anew (``Page``)."""
        may = self.context.facts().rights.may("pool", "create")
        self._title.setText(self.tr("Rules of the public pool"))
        self.new_pool.setText(self.tr("New pool"))
        self.new_limit.setText(self.tr("New limit"))
        for button in (self.new_pool, self.new_limit):
            button.setAccessibleName(button.text())
            button.setEnabled(may)
            button.setToolTip("" if may else self.tr("You have no right to do this."))
        self.text.setAccessibleName(self._title.text())
        self._show()


def _paragraph(words: str) -> str:
    return f"<p>{escape(words)}</p>"
