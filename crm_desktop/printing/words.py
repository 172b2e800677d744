"""Words of prints and command lines, out of the same translation files as the screen's, without Qt."""

from __future__ import annotations

from functools import lru_cache
from xml.etree import ElementTree

from crm_desktop.core.resources import resource


def translate(language: str, context: str, text: str) -> str:
    """Return *text* in *language* ('zh_CN' or 'en'); the English source where there is no translation."""
    if language.startswith("en"):
        return text
    return _catalogue(language).get((context, text), text)


@lru_cache(maxsize=4)
def _catalogue(language: str) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for path in sorted(resource("translations").glob(f"*_{language}.ts")):
        for context in ElementTree.parse(path).getroot().iter("context"):
            name = context.findtext("name") or ""
            for message in context.iter("message"):
                translation = message.find("translation")
                if translation is None or translation.get("type") in ("unfinished", "vanished", "obsolete"):
                    continue
                words = translation.findtext("numerusform") if message.get("numerus") == "yes" else translation.text
                if words:
                    found[name, message.findtext("source") or ""] = words
    return found
