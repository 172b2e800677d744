"""Where the files stand that are no code: translations, icons, fonts, style, manual."""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path


def resource(*parts: str) -> Path:
    """Return the path of a file or folder under ``resources/``, in a checkout, installed or frozen."""
    return _root().joinpath(*parts)


def _root() -> Path:
    checkout = Path(__file__).resolve().parents[2] / "resources"
    if checkout.is_dir():
        return checkout
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen:
        return Path(frozen) / "resources"
    return Path(sysconfig.get_path("data")) / "share" / "crm-desktop"
