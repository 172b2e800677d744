"""Days and moments as people type them: t, +3, -2m, 周五, 下周一, 20260115, 1月15日, 明天下午3点."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, time, timedelta

from crm_desktop.core.clock import local_time
from crm_desktop.core.codec.plain import half_width, one_line

EARLIEST, LATEST = date(1800, 1, 1), date(2299, 12, 31)

_WORDS = {
    "t": 0,
    "today": 0,
    "今": 0,
    "今天": 0,
    "今日": 0,
    "y": -1,
    "yesterday": -1,
    "昨天": -1,
    "昨日": -1,
    "前天": -2,
    "tomorrow": 1,
    "tmr": 1,
    "明": 1,
    "明天": 1,
    "明日": 1,
    "后天": 2,
    "大后天": 3,
    "大前天": -3,
}
_UNITS = {
    "": "d",
    "d": "d",
    "day": "d",
    "days": "d",
    "天": "d",
    "日": "d",
    "w": "w",
    "week": "w",
    "weeks": "w",
    "周": "w",
    "星期": "w",
    "个星期": "w",
    "礼拜": "w",
    "m": "m",
    "month": "m",
    "months": "m",
    "月": "m",
    "个月": "m",
    "y": "y",
    "year": "y",
    "years": "y",
    "年": "y",
}
_WEEKDAYS = {c: i for i, c in enumerate("一二三四五六")} | {"日": 6, "天": 6} | {c: i for i, c in enumerate("1234567")}
_ENGLISH_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_RELATIVE = re.compile(r"([+-])\s*(\d{1,4})\s*([a-z]*|[天日周年月]|个?星期|礼拜|个月)$", re.ASCII)
_AFTERWARDS = re.compile(r"(\d{1,4})\s*(天|日|周|个?星期|礼拜|个月|年)\s*(后|以后|之后|前|以前|之前)$", re.ASCII)
_CHINESE_DAY = re.compile(r"(上上|上|本|这|下下|下)?(?:个)?(?:周|星期|礼拜)([一二三四五六日天1-7])$")
_ENGLISH_DAY = re.compile(r"(?:(this|next|last)\s+)?([a-z]{3,9})$")
_COMPACT = re.compile(r"(\d{4}|\d{2})(\d{2})(\d{2})$", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4}|\d{2})\s*([-/.年])\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?$", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})$", re.ASCII)
_NO_YEAR = re.compile(r"(\d{1,2})\s*(?:[-/]|月)\s*(\d{1,2})\s*[日号]?$", re.ASCII)
_CARD_DAY = re.compile(r"--(\d\d)-?(\d\d)$", re.ASCII)
_UNKNOWN_YEAR = re.compile(r"^(?:[X?]{4}|0000)\s*[-/年]\s*", re.IGNORECASE)
_DAY_ONLY = re.compile(r"(\d{1,2})[日号]$", re.ASCII)
_ENDS = {
    "月底": (0, "m"),
    "本月底": (0, "m"),
    "这个月底": (0, "m"),
    "下月底": (1, "m"),
    "下个月底": (1, "m"),
    "上月底": (-1, "m"),
    "年底": (0, "y"),
    "明年底": (1, "y"),
}

_CLOCK = re.compile(
    r"(?P<half>凌晨|早上|早|上午|中午|下午|傍晚|晚上|晚)?\s*(?P<hour>\d{1,2})\s*(?:[:点时]\s*(?P<minute>\d{1,2}|半|整)?"
    r"\s*分?(?::(?P<second>\d{2})(?:\.(?P<micro>\d{1,6}))?)?)?\s*(?P<ampm>am|pm)?$",
    re.ASCII,
)
_OFFSET = re.compile(r"(?<=\d)\s*(z|[+-]\d{2}:?\d{2}(?::\d{2})?)$", re.ASCII)
_SOON = re.compile(r"\+?\s*(\d{1,4})\s*(h|hours?|小时|个小时|min|minutes?|分钟|分)\s*后?$", re.ASCII)


def day_of_year(text: str, *, day_first: bool = False) -> str:
    """Return the ``--MM-DD`` that *text* says without a year, as cards, files and people write it; '' for anything else."""
    plain = half_width(one_line(text)).strip()
    bare = _UNKNOWN_YEAR.sub("", plain, count=1)
    if card := _CARD_DAY.match(plain):
        plain = bare = f"{card[1]}月{card[2]}"
    found = _NO_YEAR.match(bare)
    if not found:
        return ""
    first, second = int(found[1]), int(found[2])
    month, day = (second, first) if day_first and plain == bare and "月" not in plain else (first, second)
    try:
        return date(2000, month, day).strftime("--%m-%d")
    except ValueError:
        return ""


def day_in_file(day: str) -> str:
    """Return ``--MM-DD`` as a file has it: ``XXXX-MM-DD``, which no spreadsheet takes for a formula, nor for a day of this year."""
    return f"XXXX{day[1:]}"


class NoDateError(ValueError):
    """The text is no day or moment; the first argument is the key of the rule."""


def add_months(day: date, months: int) -> date:
    """Return the day *months* later, or the last one of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise NoDateError("date_range")
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def parse_date(text: str, today: date) -> date:
    """Return the day that *text* means on the day *today*; raise NoDateError.

    A weekday alone is the next one, today included; 下周一 is the Monday of next week. A day
    without a year is one of this year. Month-day order with the year last must be evident.
    """
    plain = half_width(one_line(text)).lower().replace("。", ".")
    plain = re.sub(r"[t\s]0{1,2}:00(:00(\.0+)?)?$", "", plain)  # a spreadsheet's day
    for read in (_relative, _weekday, _written):
        try:
            found = read(plain, today)
        except (ValueError, OverflowError) as exc:
            raise NoDateError(exc.args[0] if isinstance(exc, NoDateError) else "bad_date") from None
        if found is not None:
            if not EARLIEST <= found <= LATEST:
                raise NoDateError("date_range")
            return found
    raise NoDateError("bad_date")


def _relative(text: str, today: date) -> date | None:
    if text in _WORDS:
        return today + timedelta(days=_WORDS[text])
    if text in _ENDS:
        count, unit = _ENDS[text]
        if unit == "y":
            return date(today.year + count, 12, 31)
        return add_months(today.replace(day=1), count + 1) - timedelta(days=1)
    if match := _RELATIVE.match(text):
        sign, number, unit = match.groups()
    elif match := _AFTERWARDS.match(text):
        number, unit, word = match.groups()
        sign = "-" if "前" in word else "+"
    else:
        return None
    if unit not in _UNITS:
        return None
    return _shifted(today, int(sign + number), _UNITS[unit])


def _shifted(day: date, count: int, unit: str) -> date:
    if unit in "my":
        return add_months(day, count * (12 if unit == "y" else 1))
    return day + timedelta(days=count * (7 if unit == "w" else 1))


def _weekday(text: str, today: date) -> date | None:
    if match := _CHINESE_DAY.match(text):
        which, index = match[1], _WEEKDAYS[match[2]]
        weeks = {"上上": -2, "上": -1, "本": 0, "这": 0, "下": 1, "下下": 2}.get(which or "")
    elif match := _ENGLISH_DAY.match(text):
        days = [i for i, name in enumerate(_ENGLISH_DAYS) if name.startswith(match[2])]
        if len(days) != 1:
            return None
        index, weeks = days[0], {"last": -1, "this": 0, "next": 1}.get(match[1] or "")
    else:
        return None
    if weeks is None:
        return today + timedelta(days=(index - today.weekday()) % 7)
    return today + timedelta(days=index - today.weekday() + 7 * weeks)


def _written(text: str, today: date) -> date | None:
    if match := _COMPACT.match(text):
        return date(_full_year(match[1]), int(match[2]), int(match[3]))
    if match := _YEAR_FIRST.match(text):
        return date(_full_year(match[1]), int(match[3]), int(match[4]))
    if match := _YEAR_LAST.match(text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        if first <= 12 and second <= 12 and first != second:
            raise NoDateError("ambiguous_date")
        return date(year, min(first, second) if first > 12 else first, max(first, second) if first > 12 else second)
    if match := _NO_YEAR.match(text):
        return date(today.year, int(match[1]), int(match[2]))
    if match := _DAY_ONLY.match(text):
        return today.replace(day=int(match[1]))
    return None


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else (2000 if int(text) < 70 else 1900) + int(text)


def parse_moment(text: str, now: datetime) -> datetime:
    """Return the aware moment that *text* means at *now* (aware); raise NoDateError.

    A time alone is one of today, a day alone its midnight; without an offset it is local time.
    """
    plain = half_width(one_line(text)).lower().replace("。", ".")
    if plain in ("n", "now", "现在", "此刻"):
        return now.replace(second=0, microsecond=0)
    if match := _SOON.match(plain):
        hours = match[2].startswith(("h", "小", "个"))
        return _checked(
            now.replace(second=0, microsecond=0) + timedelta(**{"hours" if hours else "minutes": int(match[1])})
        )
    try:
        return _checked(parse_date(plain, now.date()), time())
    except NoDateError as exc:
        problem = str(exc)
    return _day_and_clock(plain, now, problem)


def _day_and_clock(plain: str, now: datetime, problem: str) -> datetime:
    offset = _OFFSET.search(plain) if ":" in plain else None
    zone = offset[1] if offset else ""
    if offset:
        plain = plain[: offset.start()]
    for at in range(len(plain)):  # the longest clock at the end; before it a day, or nothing
        if at and not (plain[at - 1] in " t" or not plain[at].isdigit() or not plain[at - 1].isdigit()):
            continue
        match = _CLOCK.match(plain, at)
        if match is None or not _says_clock(match):
            continue
        day = plain[:at].rstrip(" t") if len(plain[:at].strip()) > 1 else plain[:at].strip()
        try:
            on = parse_date(day, now.date()) if day else now.date()
        except NoDateError:
            continue
        return _checked(on, _clock(match), zone)
    raise NoDateError(problem if problem != "bad_date" else "bad_moment")


def _says_clock(match: re.Match[str]) -> bool:
    return any(sign in match.group() for sign in ":点时") or match["ampm"] is not None


def _clock(match: re.Match[str]) -> time:
    hour = int(match["hour"])
    minute = {"半": 30, "整": 0, None: 0}.get(match["minute"])
    half = match["half"] or ""
    later = match["ampm"] == "pm" or half in ("下午", "傍晚", "晚上", "晚")
    if (later and hour < 12) or (half == "中午" and hour < 4):
        hour += 12
    elif (match["ampm"] == "am" or half in ("凌晨", "早上", "早", "上午")) and hour == 12:
        hour = 0
    micro = int((match["micro"] or "0").ljust(6, "0"))
    try:
        return time(hour, int(match["minute"]) if minute is None else minute, int(match["second"] or 0), micro)
    except ValueError:
        raise NoDateError("bad_moment") from None


def _checked(day: date, clock: time | None = None, zone: str = "") -> datetime:
    """Return an aware moment in local time, or with *zone* ('z', '+08:00') as written."""
    try:
        if clock is None:
            moment = day if isinstance(day, datetime) else datetime.combine(day, time())
        elif zone:
            moment = datetime.fromisoformat(f"{day.isoformat()}T{clock.isoformat()}{zone.upper()}")
        else:
            moment = local_time(datetime.combine(day, clock))
    except (ValueError, OverflowError):
        raise NoDateError("bad_moment") from None
    if not EARLIEST <= moment.date() <= LATEST:
        raise NoDateError("date_range")
    return moment


def moment_to_text(moment: datetime) -> str:
    """Return *moment* in local time, as exact as needed, with an offset only where it would be ambiguous."""
    local = local_time(moment)
    precise = "minutes" if not (local.second or local.microsecond) else "auto"
    text = local.replace(tzinfo=None).isoformat(" ", precise)
    back = local_time(local.replace(tzinfo=None, fold=0))
    return text if back == local else local.isoformat(" ", precise)
