"""The translation marker for modules that must not import Qt."""


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: N802 - the name that lupdate recognises
    """Mark *text* for translation under *context* and return it unchanged."""
    return text
