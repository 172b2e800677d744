"""Names, e-mail, website, postcode and own attributes take their standard form when one leaves the field."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QObject

from crm_desktop.base_info.quality.rules.formats import formats_of, standard
from crm_desktop.shell.context import Context

KINDS = ("name", "email", "website", "postcode")  # numbers and addresses are the customers' own tidying


class FormatTidying(QObject):
    """Stands beside a record page; only what was typed just now is touched."""

    def __init__(self, _context: Context, page: Any) -> None:
        super().__init__(page)
        self._page, self._form = page, page.form
        self._watch()
        self._form.rebuilt.connect(self._watch)
        self._form.tidiers.append(self.tidy)

    def _watch(self) -> None:
        page, shown = self._page, set(self._form.names())
        self._kinds = {n: k for n, k in formats_of(page.entity).items() if n in shown and (k in KINDS or "." in n)}
        for name in self._kinds:
            self._form.editor(name).line.left.connect(partial(self._tidy, name))

    def tidy(self) -> None:
        """Do it for every field, as the record is about to be saved from within one."""
        for name in self._kinds:
            self._tidy(name)

    def _tidy(self, name: str) -> None:
        editor = self._form.editor(name)
        typed = str(self._form.current().get(name) or "")
        if not typed or editor.read_only or not editor.is_dirty():
            return
        tidy = standard(self._kinds[name], typed)
        if tidy != typed:
            editor.put(tidy)
