"""A small figure in a record's head: how complete it is, what is missing, and what was merged into it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtWidgets import QMenu, QToolButton

from crm_desktop.base_info.quality import completeness_services, services
from crm_desktop.base_info.quality.merge_panel import take_back
from crm_desktop.base_info.quality.rules.completeness import completeness
from crm_desktop.base_info.quality.services import Merge
from crm_desktop.core.fields import Choice, Ref
from crm_desktop.qt.cells import joined, labelled
from crm_desktop.qt.tools import caption
from crm_desktop.shell.context import Context
from crm_desktop.shell.icons import icon

LISTED = 12


class QualityMark(QToolButton):
    """Stands in the head of a record page; a press lists what is missing, and the merges with a way back."""

    def __init__(self, context: Context, page: Any) -> None:
        super().__init__(page)
        self.setObjectName("quality_mark")
        self.setIcon(icon("list-checks"))
        self.setIconSize(QSize(14, 14))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._context, self._page = context, page
        self._weights: list[tuple[str, int]] = []
        self._merges: list[Merge] = []
        self._read_id = 0
        menu = QMenu(self)
        menu.setObjectName("quality_menu")
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)
        page.head.add_mark(self)
        page.shown.connect(lambda _hit: self._shown())
        self.hide()

    def _shown(self) -> None:
        record_id, entity = self._page.form.record.id, self._page.entity.name
        if record_id and record_id != self._read_id:
            self._read_id = record_id
            self._context.jobs.run(
                lambda session: (
                    completeness_services.read_weights(session, entity=entity),
                    services.merges_of(session, entity=entity, record_id=record_id),
                ),
                owner=self,
                done=self._read,
                failed=lambda _error: None,  # a figure that does not come disturbs nobody
                key="quality",
            )
        self._show()

    def _read(self, found: tuple[list[tuple[str, int]], list[Merge]]) -> None:
        self._weights, self._merges = found
        self._show()

    def _show(self) -> None:
        score, missing = completeness(self._weights, self._page.form.record.values)
        words = [] if score is None else [f"{score}%"]
        merged = sum(len(m.losers) for m in self._merges if m.undone_at is None)
        if merged:
            words.append(QCoreApplication.translate("QualityMark", "%n merged", "", merged))
        self.setText(" · ".join(words))
        number = len(missing)
        tip = QCoreApplication.translate("QualityMark", "%n field(s) missing", "", number)
        if not missing:
            tip = self.tr("Complete")
        self.setToolTip(tip)
        self.setAccessibleName(f"{self.text()} – {tip}")
        self.setVisible(bool(words and self._page.form.record.id))

    def _fill(self) -> None:
        menu, form = self.menu(), self._page.form
        menu.clear()
        _score, missing = completeness(self._weights, form.record.values)
        menu.addSection(self.tr("Missing") if missing else self.tr("Nothing is missing"))
        for name in [name for name in missing if name in form.names()][:LISTED]:
            action = menu.addAction(caption(self._page.entity, self._page.entity[name]))
            action.triggered.connect(partial(form.go_to, name))
        shown = [m for m in self._merges if m.undone_at is None]
        if shown:
            menu.addSection(self.tr("Merged into this record"))
        for merge in shown:
            names = joined(str(loser.get("name") or loser.get("id")) for loser in merge.losers)
            action = menu.addAction(
                icon("undo-2"),
                self.tr("{names} ({by}, {day}): take back").format(
                    names=names, by=merge.by, day=merge.at.astimezone().strftime("%Y-%m-%d")
                ),
            )
            action.setObjectName(f"take_back_{merge.id}")
            action.setToolTip("\n\n".join(self._values(loser) for loser in merge.losers))
            action.setEnabled(merge.may_undo)
            action.triggered.connect(partial(self._take_back, merge.id))

    def _values(self, loser: Mapping[str, Any]) -> str:
        """Return what a merged record held, a line a field."""
        entity = self._page.entity
        lines = []
        for name in (name for section in entity.sections for name in section.fields):
            field, value = entity[name], loser.get(name)
            if value in (None, "", [], {}, 0) or isinstance(field, Ref) or field.read_only:
                continue
            words = self._context.term_label(field.dictionary, str(value)) if isinstance(field, Choice) else str(value)
            lines.append(labelled(caption(entity, field), words))
        return "\n".join(lines)

    def _take_back(self, merge_id: int) -> None:
        take_back(self._context, self, merge_id, self._page.entity, self._again)

    def _again(self) -> None:
        self._read_id = 0
        self._page.refresh()
        self._shown()

    def changeEvent(self, event: Any) -> None:
        """Say it in the other language (QWidget.changeEvent)."""
        super().changeEvent(event)
        if event.type() == event.Type.LanguageChange and self._read_id:
            self._show()
