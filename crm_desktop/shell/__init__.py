"""What every tab shares: login, main window, generic pages, palette of commands, notices."""

import linecache
import sys


def _read_no_sources() -> None:
    """Have PySide6 not read the source of every module that is imported after it.

    It looks there for ``__feature__``, another spelling of Qt's names, which nothing here uses, and the lines stay in
    memory: 22 MB and a sixth of the time of loading the desktop.
    """
    feature = sys.modules.get("shibokensupport.feature")
    if hasattr(feature, "_mod_uses_pyside"):
        feature._mod_uses_pyside = lambda _module: False  # type: ignore[union-attr]
        linecache.clearcache()  # what it has read so far


_read_no_sources()
