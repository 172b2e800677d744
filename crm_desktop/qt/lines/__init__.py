"""The editable grid for the lines of a document."""

from crm_desktop.qt.lines.grid import LineGrid
from crm_desktop.qt.lines.model import LineChanges, LineModel

__all__ = ["LineChanges", "LineGrid", "LineModel"]
