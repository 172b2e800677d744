"""Amounts in the capital figures of Chinese documents (人民币大写), as banks require them."""

from __future__ import annotations

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = (("仟", 1000), ("佰", 100), ("拾", 10), ("", 1))
GROUPS = (("亿", 100_000_000), ("万", 10_000))


def capital_amount(fen: int) -> str:
    """Return an amount in 分 in capitals: 10005 → 壹佰元零伍分, 120000 → 壹仟贰佰元整; minus as 负."""
    sign, fen = ("负", -fen) if fen < 0 else ("", fen)
    yuan, cents = divmod(fen, 100)
    whole = _whole(yuan) + "元" if yuan else ""
    if not cents:
        return sign + (whole or "零元") + "整"
    jiao, rest = divmod(cents, 10)
    text = whole + (DIGITS[jiao] + "角" if jiao else "零" if yuan else "")
    return sign + text + (DIGITS[rest] + "分" if rest else "整")


def _whole(number: int) -> str:
    """Return the capitals of a positive whole number."""
    for word, size in GROUPS:
        high, low = divmod(number, size)
        if high:
            gap = "零" if 0 < low < size // 10 else ""
            return _whole(high) + word + gap + (_whole(low) if low else "")
    text, waiting = "", False
    for word, size in PLACES:
        digit = number // size % 10
        text += ("零" if waiting and digit else "") + (DIGITS[digit] + word if digit else "")
        waiting = bool(text) and not digit
    return text
