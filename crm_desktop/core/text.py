"""The translation marker for modules that must not import Qt."""


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Mark *text* for translation under *context* and return it unchanged."""
    return text
