"""One way to write each thing: names, e-mail, website, postcode here; telephone numbers and addresses as the customers' rules say."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crm_desktop.base_info.customers.address_rules import Divisions, split_address
from crm_desktop.base_info.customers.phone_rules import read_numbers
from crm_desktop.core.entity import Entity
from crm_desktop.core.fields import Email, Phone, Url

#: entity → field → kind of format
FIELDS: Mapping[str, Mapping[str, str]] = {
    "customer": {
        "name": "name",
        "short_name": "name",
        "invoice_title": "name",
        "phone": "phone",
        "mobile": "phone",
        "fax": "phone",
        "email": "email",
        "website": "website",
        "address": "address",
        "postcode": "postcode",
    },
    "customer_phone": {"number": "phone"},
    "customer_address": {"recipient": "name", "phone": "phone", "address": "address", "postcode": "postcode"},
    "contact": {"name": "name", "phone": "phone", "mobile": "phone", "email": "email"},
    "contact_way": {"number": "phone", "email": "email"},
    "partner": {
        "name": "name",
        "short_name": "name",
        "phone": "phone",
        "email": "email",
        "website": "website",
        "address": "address",
    },
    "partner_contact": {"name": "name", "phone": "phone", "mobile": "phone", "email": "email"},
}
#: What is looked at together: records, and the parts of theirs that hold more of the same.
TOGETHER: Mapping[str, tuple[str, ...]] = {
    "customer": ("customer", "customer_phone", "customer_address"),
    "contact": ("contact", "contact_way"),
    "partner": ("partner", "partner_contact"),
}
#: What is written in one way of own attributes.
_OWN = ((Phone, "phone"), (Email, "email"), (Url, "website"))
KINDS = ("name", "phone", "email", "website", "address", "postcode")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_BETWEEN_CHINESE = re.compile(r"(?<=[\u3400-\u9fff()]) +(?=[\u3400-\u9fff()])")
_WIDE_SIGNS = str.maketrans("（）［］【】〔〕＆－．　", "()()()()&-. ")
_WIDE_WORDS = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One value that is written in another way: *field* of kind *kind*, from *old* to *new*."""

    field: str
    kind: str
    old: str
    new: str


def standard_name(text: str) -> str:
    """Return a name with half-width letters, digits and brackets, without double or stray blanks."""
    plain = " ".join(text.translate(_WIDE_WORDS).translate(_WIDE_SIGNS).split())
    return _BETWEEN_CHINESE.sub("", plain) if _CHINESE.search(plain) else plain


def standard_email(text: str) -> str:
    """Return an address in small letters and half width; what is no address stays as it is."""
    plain = unicodedata.normalize("NFKC", text).strip().strip("<>,;，；").removeprefix("mailto:").strip()
    return plain.lower() if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", plain) else text


def standard_website(text: str) -> str:
    """Return a site without http:// and the slash at its end; https and a path stay."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain or " " in plain or "." not in plain:
        return text
    scheme, _, rest = plain.rpartition("://")
    host, slash, path = rest.partition("/")
    bare = f"{host.lower()}{slash if path else ''}{path}"
    return f"https://{bare}" if scheme.lower() == "https" else bare


def standard_postcode(text: str) -> str:
    """Return the six digits of a Chinese postcode; what is none stays as it is."""
    plain = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text))
    return plain if re.fullmatch(r"\d{6}", plain) else text


def standard(kind: str, text: str, area_code: str = "") -> str:
    """Return *text* in the one way to write a thing of that kind."""
    match kind:
        case "name":
            return standard_name(text)
        case "phone":
            return read_numbers(text, area_code) or text
        case "email":
            return standard_email(text)
        case "website":
            return standard_website(text)
        case "postcode":
            return standard_postcode(text)
    return " ".join(text.translate(_WIDE_WORDS).split())


def formats_of(entity: Entity) -> dict[str, str]:
    """Return the fields of *entity* that are written in one way, own attributes among them: name → kind of format."""
    known = FIELDS.get(entity.name, {})
    own = {f.name: k for f in entity.fields if f.is_custom for kind, k in _OWN if isinstance(f, kind)}
    return {**known, **own}


def changes_of(formats: Mapping[str, str], values: Mapping[str, str], divisions: Divisions) -> list[Change]:
    """Return what of a record would be written in another way; fields that are not among *values* are left alone."""
    place = tuple(values.get(name) or "" for name in ("province", "city", "district"))
    area_code = divisions.area_code(place) if any(place) else ""  # type: ignore[arg-type]
    found = []
    for name, kind in formats.items():
        old = values.get(name) or ""
        if not old:
            continue
        new = _street(old, place, divisions) if kind == "address" else standard(kind, old, area_code)
        if new and new != old:
            found.append(Change(field=name, kind=kind, old=old, new=new))
    return found


def taken_apart(values: Mapping[str, Any], divisions: Divisions) -> dict[str, str]:
    """Return the parts of a whole address line that one column of a file filled into all its fields; {} for none."""
    line = values.get("address") or ""
    same = [name for name in ("province", "city", "district", "postcode") if line and values.get(name) == line]
    if not same:
        return {}
    place = split_address(line, divisions)
    # without a place nothing was taken apart: the line stays whole
    rest = place.rest if place.province or place.city or place.district else line
    parts = {"address": rest, **{name: getattr(place, name) for name in same}}
    if "postcode" in parts and parts["postcode"] not in line:  # that of the district: the file did not say it
        parts["postcode"] = ""
    return parts


def _street(address: str, place: tuple[str, ...], divisions: Divisions) -> str:
    """Return an address without the province, city and district that stand in their own fields."""
    plain = standard("address", address)
    split = split_address(plain, divisions)
    own = (split.province, split.city, split.district)
    if split.rest and any(own) and all(not told or told == known for told, known in zip(own, place, strict=True)):
        return split.rest
    return plain
