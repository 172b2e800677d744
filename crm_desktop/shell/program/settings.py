"""What this PC remembers before anybody has logged in: language and look."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from crm_desktop.core.files import write_whole
from crm_desktop.shell.style import DENSITIES, THEMES, Look


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Language ('' is the system's) and look of the login."""

    language: str = ""
    look: Look = field(default_factory=Look)


def read_settings(folder: Path) -> Settings:
    """Return the settings; the usual ones where the file is missing or damaged."""
    try:
        found = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
        return Settings(
            language=str(found.get("language", "")), look=look_from(found.get("theme"), found.get("density"))
        )
    except (OSError, ValueError, AttributeError):
        return Settings()


def look_from(theme: object, density: object) -> Look:
    """Return the look of stored words; unknown ones count as the usual."""
    return Look(
        theme=theme if isinstance(theme, str) and theme in THEMES else "system",
        density=density if isinstance(density, str) and density in DENSITIES else "compact",
    )


def write_settings(folder: Path, settings: Settings) -> None:
    """Keep the settings; a folder that cannot be written is no reason to stop."""
    words = {"language": settings.language, "theme": settings.look.theme, "density": settings.look.density}
    with suppress(OSError):
        write_whole(folder / "settings.json", json.dumps(words))
