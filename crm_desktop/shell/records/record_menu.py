"""What else can be done with a record: read it again, discard what was typed, copy it, delete it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QPushButton

from crm_desktop.qt.editors.grid import with_key
from crm_desktop.qt.lists.bulkbar import BulkAction
from crm_desktop.shell.icons import icon, primary_icon
from crm_desktop.shell.lists.bulk_edit import more_actions
from crm_desktop.shell.records.record_print import show_print
from crm_desktop.shell.undoing import offer_undo

if TYPE_CHECKING:
    from crm_desktop.shell.records.record_page import RecordPage


class RecordMenu(QMenu):
    """The menu at the right of a record's head; what there is no right to is disabled, with the reason."""

    def __init__(self, page: RecordPage) -> None:
        super().__init__(page)
        self._page = page
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self._fill)
        self.related = QMenu(page)
        self.related.setObjectName("new_related")
        self._offers = more_actions(page.context, page.entity.name, page)
        for offer in self._offers:
            if offer.key:
                QShortcut(
                    QKeySequence(offer.key), page, partial(self._do, offer),
                    context=Qt.ShortcutContext.WidgetWithChildrenShortcut,
                )  # fmt: skip
        self._lead = QPushButton(page.head)
        self._lead.setObjectName("lead_action")
        self._lead.setProperty("kind", "primary")
        self._lead.setVisible(page.entity.is_fixed and bool(self._offers))
        if page.entity.is_fixed:  # nobody ever saves here: what there is to do stands in that place
            page.head.put_in_place_of_save(self._lead)
        for offer in self._offers[:1]:
            primary_icon(self._lead, offer.icon)
            self._lead.clicked.connect(partial(self._do, offer))
        self._name_lead()
        for keys, act in (
            ("Ctrl+R", self.show_related), ("Ctrl+J", self.write_down), ("Ctrl+P", self.print_out),
            ("Ctrl+Shift+P", self.show_who_sees),
        ):  # fmt: skip
            QShortcut(QKeySequence(keys), page, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _name_lead(self) -> None:
        for offer in self._offers[:1]:
            self._lead.setText(offer.words())
            self._lead.setAccessibleName(offer.words())
            self._lead.setToolTip(offer.reason() or offer.key)
            self._lead.setEnabled(not offer.reason())

    def changeEvent(self, event: QEvent) -> None:
        """Follow a switch of the language (QMenu.changeEvent)."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._name_lead()

    def _do(self, offer: BulkAction) -> None:
        if not offer.reason() and self._page.form.record.id:
            offer.act([self._page.form.record.id])

    def show_related(self) -> None:
        """Offer what can be made for this record, the record filled in: a contact, an opportunity, an order …"""
        page, facts = self._page, self._page.context.facts()
        self.related.clear()
        taken: set[str] = set()
        for related in page.entity.related:
            entity = facts.entities.get(related.entity)
            if entity is None or entity.is_fixed or not related.made or not page.form.record.id:
                continue
            if not facts.rights.may(entity.rights_module, "create"):
                continue
            words = QCoreApplication.translate(entity.context, entity.title)
            action = self.related.addAction(icon(entity.icon), with_key(words, facts.english_title(entity), taken))
            action.setObjectName(f"new_{entity.name}")
            action.triggered.connect(lambda _=False, n=entity.name, f=related.field: self._new_related(n, f))
        if not self.related.isEmpty():
            self.related.setActiveAction(self.related.actions()[0])
            self.related.popup(page.mapToGlobal(page.rect().topLeft()))

    def _new_related(self, entity: str, field: str) -> None:
        page = self._page
        values, labels = {field: page.form.record.id}, {field: page.title()}
        above = page.form.record.values.get("customer_id")
        if above and "customer_id" in page.context.entity(entity) and field != "customer_id":
            values["customer_id"], labels["customer_id"] = above, page.form.record.labels.get("customer_id", "")
        page.context.navigator.new_record(entity, values, labels)

    def print_out(self) -> None:
        """Show the record as it will be printed, to those who may print."""
        page = self._page
        if page.form.record.id and page.context.facts().rights.may(page.entity.rights_module, "print"):
            show_print(page)

    def show_who_sees(self) -> None:
        """Open the page that says who sees the record, and why."""
        page = self._page
        if page.form.record.id:
            page.context.navigator.open_page("who_sees", entity=page.entity.name, record_id=page.form.record.id)

    def ask_discard(self) -> None:
        """Ask before what was typed and not saved is gone."""
        question = self.tr("Discard what was typed here and is not saved?")
        self._page.context.messages.ask(question, self.tr("Discard"), self._page.discard, parent=self._page)

    def write_down(self) -> None:
        """Put the cursor where one writes down what happened."""
        timeline = self._page.side.timeline
        composer = timeline.composer if timeline else None
        if composer is not None:
            composer.begin()

    def _fill(self) -> None:
        page = self._page
        may, module = page.context.facts().rights.may, page.entity.rights_module
        create = "" if may(module, "create") else self.tr("You have no right to create these.")
        delete = "" if may(module, "delete") else self.tr("You have no right to delete these.")
        if page.entity.stays:
            delete = QCoreApplication.translate(page.entity.context, page.entity.stays)
        if page.entity.is_fixed:
            create = delete = self.tr("The program keeps these records itself.")
        self.clear()
        self._add("reload", "refresh-cw", self.tr("Reload"), page.refresh, "")
        self._add("discard", "undo-2", self.tr("Discard what was typed …"), self.ask_discard, "")
        self.actions()[-1].setEnabled(page.is_dirty() and bool(page.form.record.id))
        printing = "" if may(module, "print") else self.tr("You have no right to print these.")
        self._add("print_record", "printer", self.tr("Print …"), lambda: show_print(page), printing)
        self._add("who_sees", "eye", self.tr("Who sees this …"), self.show_who_sees, "")
        for offer in self._offers:
            self._add(offer.name, offer.icon, offer.words(), partial(self._do, offer), offer.reason())
        self._add("copy_record", "copy", self.tr("New with the same content"), self.duplicate, create)
        self._add("delete_record", "trash-2", self.tr("Delete …"), self.ask_delete, delete)

    def _add(self, name: str, picture: str, words: str, act: Callable[[], object], reason: str) -> None:
        action = self.addAction(icon(picture), words)
        action.setObjectName(name)
        action.setEnabled(bool(self._page.form.record.id) and not reason)
        action.setToolTip(reason)
        action.triggered.connect(lambda _=False: act())

    def duplicate(self) -> None:
        """Start a new record with the content of this one; what must be unique is left empty."""
        entity, record = self._page.entity, self._page.form.record
        left_out = {entity.label, "code", *entity.unique}
        values = {
            field.name: record.values[field.name]
            for field in entity.fields
            if not field.read_only
            and field.name not in left_out
            and record.values.get(field.name) not in (None, "", [])
        }
        made = self._page.context.navigator.new_record(entity.name, values, dict(record.labels))
        if made is not None:
            made.parts_restore(self._page.parts_snapshot(copied=True))  # type: ignore[attr-defined]

    def ask_delete(self) -> None:
        """Ask, then delete; what is deleted can be taken back."""
        question = self.tr("Delete “{name}” with all that belongs to it?").format(name=self._page.title())
        self._page.context.messages.ask(question, self.tr("Delete"), self._delete, parent=self._page)

    def _delete(self) -> None:
        page = self._page
        records, entity, record = page.context.records, page.entity, page.form.record

        def work(session: Any) -> int | None:
            records.delete(session, entity, record)
            return records.undoable(session)

        page.context.jobs.run(
            work, owner=page, done=self._deleted, failed=lambda error: page.context.messages.error(error, entity)
        )

    def _deleted(self, bulk: int | None) -> None:
        page, words = self._page, self.tr("“{name}” has been deleted.").format(name=self._page.title())
        page.drop_draft()
        page.form.load(page.form.record)
        again = partial(page.context.navigator.open_record, page.entity.name, page.form.record.id)
        # this page is gone by then: the window waits for what comes back, and shows it
        offer_undo(page.context, page.window(), words, (bulk,) if bulk else (), done=lambda _: again())
        page.context.navigator.close(page)
