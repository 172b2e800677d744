"""Where the program keeps the files of its user."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import platformdirs

APPLICATION = "crm-desktop"


def data_folder(chosen: Path | None = None) -> Path:
    """Return the folder for profiles, drafts and window state, made where it is missing."""
    folder = chosen or Path(os.environ.get("CRM_DESKTOP_DATA") or platformdirs.user_data_dir(APPLICATION, False))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def cache_folder(name: str) -> Path:
    """Return a folder of this user for files that can be made again."""
    for base in (Path(platformdirs.user_cache_dir(APPLICATION, False)), Path(tempfile.gettempdir()) / APPLICATION):
        try:
            folder = base / name
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        return folder
    raise OSError(f"no writable cache folder for {name}")
