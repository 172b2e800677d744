"""Telephone numbers as a Chinese office writes them: area code, hyphen, number; digits to compare by; extension apart."""

from __future__ import annotations

import re
from dataclasses import dataclass

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

_WIDE = str.maketrans("０１２３４５６７８９（）－＋　", "0123456789()-+ ")
_SEVERAL = re.compile(r"[、，,;；/\n]+")
_EXTENSION = re.compile(r"\s*(?:转|轉|分机|分機|ext\.?|x)\s*[:：]?\s*(\d{1,6})\s*$", re.IGNORECASE)
_HYPHENED = re.compile(r"^(.*\d)\s*[-—–]\s*(\d{2,5})$")
_LOCAL = re.compile(r"^[2-8]\d{6,7}$")
_DOMESTIC = re.compile(r"^(?:0|1[3-9]\d{9}$|861|86[2-9])")
_SERVICE = re.compile(r"^(400|800)(\d{3})(\d{4})$")


@dataclass(frozen=True, kw_only=True, slots=True)
class PhoneNumber:
    """One number: as it is shown, as it is compared, its extension; *known*: a number that can exist."""

    shown: str
    digits: str
    extension: str = ""
    known: bool = True

    @property
    def line(self) -> str:
        """Return number and extension in one field's words."""
        return f"{self.shown}-{self.extension}" if self.extension else self.shown


def read_number(text: str, area_code: str = "") -> PhoneNumber:
    """Return one number as it is to be stored; a local one gets *area_code* (``029``); what is none stays as typed."""
    plain = text.translate(_WIDE).strip()
    body, extension = _split_extension(plain)
    digits = re.sub(r"\D", "", body)
    if _LOCAL.match(digits) and not body.startswith("+") and area_code:
        digits = body = area_code + digits
    if service := _SERVICE.match(digits):
        return PhoneNumber(shown="-".join(service.groups()), digits=digits, extension=extension)
    if not body.startswith("+") and not _DOMESTIC.match(digits):
        # one from abroad without its country, or an area code without its 0: nobody can be sure
        return PhoneNumber(shown=plain, digits=re.sub(r"\D", "", plain), known=False)
    try:
        number = phonenumbers.parse(body, "CN")
    except NumberParseException:
        return PhoneNumber(shown=plain, digits=re.sub(r"\D", "", plain), known=False)
    if not phonenumbers.is_valid_number(number):
        # numbers of new ranges, and local ones without a city: kept as they are
        return PhoneNumber(shown=plain, digits=re.sub(r"\D", "", plain), known=False)
    return PhoneNumber(shown=_shown(number), digits=_digits(number), extension=extension or number.extension or "")


def read_numbers(text: str, area_code: str = "") -> str:
    """Return a field's numbers, one or several, each as it is to be stored."""
    parts = [part.strip() for part in _SEVERAL.split(text.translate(_WIDE)) if part.strip()]
    return "、".join(read_number(part, area_code).line for part in parts)


def _split_extension(plain: str) -> tuple[str, str]:
    if found := _EXTENSION.search(plain):
        return plain[: found.start()], found.group(1)
    hyphened = _HYPHENED.match(plain)
    if hyphened and len(re.sub(r"\D", "", hyphened.group(1))) >= 7 and "+" not in plain:
        return hyphened.group(1), hyphened.group(2)
    return plain, ""


def _shown(number: phonenumbers.PhoneNumber) -> str:
    if number.country_code != 86:
        return str(phonenumbers.format_number(_bare(number), PhoneNumberFormat.INTERNATIONAL))
    national = phonenumbers.national_significant_number(number)
    if phonenumbers.number_type(number) in (PhoneNumberType.MOBILE, PhoneNumberType.UNKNOWN):
        return str(national)
    area = phonenumbers.length_of_geographical_area_code(number)
    return f"0{national[:area]}-{national[area:]}" if area else str(national)


def _digits(number: phonenumbers.PhoneNumber) -> str:
    if number.country_code != 86:
        return re.sub(r"\D", "", str(phonenumbers.format_number(_bare(number), PhoneNumberFormat.E164)))
    return re.sub(r"\D", "", _shown(number))


def _bare(number: phonenumbers.PhoneNumber) -> phonenumbers.PhoneNumber:
    bare = phonenumbers.PhoneNumber()
    bare.merge_from(number)
    bare.extension = None
    return bare
