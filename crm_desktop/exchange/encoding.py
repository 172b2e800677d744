"""The encoding of a text file, found from its bytes."""

from __future__ import annotations

import codecs
from pathlib import Path

from crm_desktop.core.errors import Invalid

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BLOCK = 1 << 20
_SAMPLE = 1 << 18
_OTHERS = ["big5", "shift_jis", "euc_kr", "cp1252", "cp1250", "cp1251"]


def find_encoding(path: Path) -> str:
    """Return the name of the codec that reads the whole file without loss.

    Order: byte order mark, UTF-16 by its zero bytes, UTF-8, GB18030, then whatever
    charset-normalizer holds likeliest. Raise Invalid ``file_encoding`` if nothing fits.
    """
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return name
    zeros = sample.count(0)
    if zeros > len(sample) // 8:
        return "utf-16-le" if sample[1::2].count(0) >= sample[0::2].count(0) else "utf-16-be"
    if _reads(path, "utf-8"):
        return "utf-8"
    if _looks_chinese(sample) and _reads(path, "gb18030"):
        return "gb18030"
    return _likeliest(path, sample)


def _reads(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    with path.open("rb") as file:
        try:
            while block := file.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _looks_chinese(sample: bytes) -> bool:
    """Tell whether most non-ASCII bytes come in the pairs of GB 2312, where common characters stand.

    Western text in a one-byte code decodes as GB18030 too, but its accented letters stand alone.
    """
    paired = alone = index = 0
    while index < len(sample):
        byte = sample[index]
        if byte < 0x80:
            index += 1
        elif index + 1 < len(sample) and byte >= 0xA1 and sample[index + 1] >= 0xA1:
            paired, index = paired + 1, index + 2
        else:
            alone, index = alone + 1, index + 1
    return paired > 3 * alone


def _likeliest(path: Path, sample: bytes) -> str:
    from charset_normalizer import from_bytes  # only odd files need it; it takes time to load

    best = from_bytes(sample, cp_isolation=["gb18030", *_OTHERS]).best()
    candidates = ([best.encoding] if best else []) + ["gb18030", "cp1252"]
    for name in candidates:
        if _reads(path, name):
            return name
    raise Invalid("file_encoding", values={"file": path.name})
