"""Readings of Chinese characters, from pypinyin's dictionary: all readings of each, the usual one first."""

from __future__ import annotations

import io

import psycopg2.extensions


def readings() -> dict[str, list[str]]:
    """Return character → its readings without tones (ü as v), 20,000 characters and more."""
    from pypinyin import Style, pinyin  # loads slowly; only the making of an account set needs it
    from pypinyin.constants import PINYIN_DICT

    table = {}
    for code in range(0x4E00, 0x9FA6):
        if code in PINYIN_DICT:
            table[chr(code)] = list(dict.fromkeys(pinyin(chr(code), style=Style.NORMAL, heteronym=True)[0]))
    return table


def load(cursor: psycopg2.extensions.cursor) -> None:
    """Fill crm.hanzi and the list of syllables."""
    lines = (f"{ch}\t{{{','.join(names)}}}\n" for ch, names in readings().items())
    cursor.copy_expert("COPY crm.hanzi (ch, readings) FROM STDIN", io.StringIO("".join(lines)))
    cursor.execute("INSERT INTO crm.syllable SELECT DISTINCT r FROM crm.hanzi, unnest(readings) r WHERE r ~ '^[a-z]+$'")
