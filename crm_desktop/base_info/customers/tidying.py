"""While a form is filled in: numbers made standard, an address taken apart, places to choose from, a short name proposed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject

from crm_desktop.base_info.customers import services
from crm_desktop.base_info.customers.address_rules import Divisions, split_address
from crm_desktop.base_info.customers.phone_rules import read_number, read_numbers
from crm_desktop.base_info.customers.place_pickers import PlacePickers
from crm_desktop.base_info.customers.rules import propose_short_name
from crm_desktop.core.fields import Phone
from crm_desktop.shell.context import Context

PLACES = ("province", "city", "district")


class Tidying(QObject):
    """Stands beside a record page; the divisions are read when a field that needs them is first entered."""

    def __init__(self, context: Context, page: Any) -> None:
        super().__init__(page)
        self._context, self._page, self._form = context, page, page.form
        self._divisions: Divisions | None = None
        self._asked = False
        self._proposed = ""  #: short name that nobody typed: it follows the name
        self._home: tuple[int, tuple[str, str, str]] = (0, ("", "", ""))
        self._pickers: PlacePickers | None = None
        self._begin()
        self._form.rebuilt.connect(self._begin)
        self._form.tidiers.append(self.tidy)

    def _begin(self) -> None:
        entity, names = self._page.entity, set(self._form.names())
        self._phones = [f.name for f in entity.fields if isinstance(f, Phone) and not f.masked and f.name in names]
        self._has_place = set(PLACES) <= names or {"province", "city"} <= names
        for name in self._phones:
            self._watch(name, partial(self._tidy_phone, name))
        if self._has_place:
            for name in names & {"address", *PLACES}:
                self._watch(name, partial(self._tidy_address, name))
        if "short_name" in names and "name" in names:
            self._watch("name", self._propose)
        if self._pickers:
            self._pickers.deleteLater()
        self._pickers = PlacePickers(self._form, [n for n in PLACES if n in names], self) if self._has_place else None
        if self._pickers and self._divisions:
            self._pickers.offer(self._divisions)

    def _watch(self, name: str, act: Callable[[], None]) -> None:
        line = self._form.editor(name).line
        line.entered.connect(self._need)
        line.left.connect(act)

    def _need(self) -> None:
        """Read the divisions, and the place of the customer that the record belongs to."""
        owner = self._form.current().get("customer_id") or 0
        if self._divisions is not None and (not owner or self._home[0] == owner):
            return
        if self._asked:
            return
        self._asked = True
        divisions = self._divisions

        def work(session: Any) -> tuple[Divisions, tuple[str, str, str]]:
            place = services.place_of_customer(session, owner) if owner else ("", "", "")
            return divisions or services.read_divisions(session), place

        def done(found: tuple[Divisions, tuple[str, str, str]]) -> None:
            self._asked = False
            self._divisions, self._home = found[0], (owner, found[1])
            if self._pickers:
                self._pickers.offer(found[0])

        def failed(_error: Exception) -> None:
            self._asked = False  # what is typed stays as typed; nothing is worth a word

        self._context.jobs.run(work, owner=self, done=done, failed=failed, key="divisions")

    def tidy(self) -> None:
        """Do it for every field, as the record is about to be saved from within one."""
        for name in self._phones:
            self._tidy_phone(name)
        if self._has_place and "address" in self._form.names():
            self._tidy_address("address")

    # ── one field each ───────────────────────────────────

    def _edited(self, name: str) -> str:
        """Return what was typed into a field; '' where nothing was."""
        editor = self._form.editor(name)
        return str(self._form.current().get(name) or "") if editor.is_dirty() and not editor.read_only else ""

    def _tidy_phone(self, name: str) -> None:
        typed = self._edited(name)
        if not typed:
            return
        if name == "number" and "extension" in self._form.names():
            number = read_number(typed, self._area_code())
            self._put("number", typed, number.shown)
            if number.extension and not self._form.current().get("extension"):
                self._form.editor("extension").put(number.extension)
            return
        self._put(name, typed, read_numbers(typed, self._area_code()))

    def _area_code(self) -> str:
        if self._divisions is None:
            return ""
        own = self._names()
        return self._divisions.area_code(own if any(own) else self._home[1])

    def _names(self) -> tuple[str, str, str]:
        values = self._form.current()
        province, city, district = (str(values.get(name) or "") for name in PLACES)
        return province, city, district

    def _tidy_address(self, of: str) -> None:
        """Take an address apart that stands in one line, be it that of the province where Tab comes first."""
        typed, divisions = self._edited(of), self._divisions
        if not typed or divisions is None or "address" not in self._form.names():
            return
        if of != "address" and (self._form.current()["address"] or self._form.editor("address").read_only):
            return
        place = split_address(typed, divisions)
        if not place.code or not place.rest or not place.city:
            return
        self._put("address", typed if of == "address" else "", place.rest)
        for name, value in (
            ("province", place.province),
            ("city", place.city),
            ("district", place.district),
            ("postcode", place.postcode),
        ):
            if name in self._form.names() and (value or name == of) and not self._form.editor(name).read_only:
                self._put(name, str(self._form.current().get(name) or ""), value)

    def _propose(self) -> None:
        name = self._edited("name")
        if (
            name
            and self._divisions is not None
            and self._form.current().get("short_name") in (None, "", self._proposed)
        ):
            proposal = propose_short_name(name, self._divisions)
            self._proposed = proposal if proposal != name else ""
            self._put("short_name", str(self._form.current().get("short_name") or ""), self._proposed)

    def _put(self, name: str, before: str, now: str) -> None:
        if now != before:
            self._form.editor(name).put(now)
