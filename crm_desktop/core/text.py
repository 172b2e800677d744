"""The translation marker for modules that must not import Qt, the marks that part words, the signs of currencies."""


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Mark *text* for translation under *context* and return it unchanged."""
    return text


#: Words behind what they are about; two parts of a sentence, two sentences that belong together.
LABELLED = QT_TRANSLATE_NOOP("Text", "{label}: {words}")
COMMA = QT_TRANSLATE_NOOP("Text", ", ")
SEMICOLON = QT_TRANSLATE_NOOP("Text", "; ")
SYMBOLS = {"CNY": "¥", "USD": "$", "EUR": "€", "JPY": "JP¥", "GBP": "£", "HKD": "HK$"}


def unbroken(words: str) -> str:
    """Return words that stand on one line: neither at a blank nor between two Chinese signs does a line end."""
    return "\N{WORD JOINER}".join(words.replace(" ", "\N{NO-BREAK SPACE}"))


def sign_of(currency: str) -> str:
    """Return what stands before an amount of a currency."""
    return SYMBOLS.get(currency, f"{currency} ")
