"""Important dates: every birthday that a contact has, one in four kept by the lunar calendar; of the first customers more."""

from __future__ import annotations

from datetime import date

from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling

TABLES = ("important_date",)
_COLUMNS = (
    "customer_id, contact_id, owner_id, kind, calendar, year, month, day, leap, repeat, every, remind_days, note, next_on, remind_on, "
    "next_lunar, years, created_at, created_by, updated_at, updated_by"
)
#: what follows from the day is reckoned as the trigger would
_INSERT = f"""
INSERT INTO crm.important_date ({_COLUMNS})
SELECT {", ".join(f"x.{column}" for column in _COLUMNS.split(", "))} FROM ({{rows}}) r,
    LATERAL jsonb_populate_record(NULL::crm.important_date, jsonb_build_object('calendar', 'solar', 'leap', false, 'repeat', 'year',
        'every', 1, 'remind_days', 7, 'note', '', 'updated_at', r.created_at, 'updated_by', r.created_by) || jsonb_strip_nulls(to_jsonb(r))) d,
    LATERAL crm.with_next(d, crm.occurrence(d, %(today)s)) x"""
_BIRTHDAYS = """
SELECT c.customer_id, c.id AS contact_id, c.owner_id, 'birthday' AS kind, CASE WHEN v.lunar THEN 'lunar' END AS calendar,
    CASE WHEN v.lunar THEN l.year ELSE extract(year FROM c.birthday)::int END AS year,
    CASE WHEN v.lunar THEN l.month ELSE extract(month FROM c.birthday)::int END AS month,
    CASE WHEN v.lunar THEN l.day ELSE extract(day FROM c.birthday)::int END AS day, v.lunar AND l.leap AS leap,
    c.created_at, c.created_by
FROM crm.contact c, LATERAL (SELECT c.id %% 4 = 0 AS lunar) v LEFT JOIN LATERAL crm.lunar_of(c.birthday) l ON v.lunar
WHERE c.birthday IS NOT NULL ORDER BY c.id"""
_OTHERS = """
SELECT c.id AS customer_id, c.owner_id, v.*, c.created_at, c.created_by FROM crm.customer c, LATERAL (
    SELECT 'founding' AS kind, NULL AS calendar, c.founded_year AS year, 1 + (c.id * 7 %% 12)::int AS month, 1 + (c.id * 11 %% 28)::int AS day,
        NULL AS repeat, NULL::int AS remind_days, '送花篮' AS note WHERE c.kind = 'company' AND c.id %% 9 = 1
    UNION ALL SELECT 'holiday', 'lunar', NULL, 8, 15, NULL, 14, '中秋月饼' WHERE c.grade = 'A' AND c.id %% 4 = 2
    UNION ALL SELECT 'renewal', NULL, extract(year FROM n.day)::int, extract(month FROM n.day)::int, extract(day FROM n.day)::int, 'once', 30,
        '维保合同' FROM (SELECT %(today)s + 1 + (c.id * 13 %% 80)::int AS day) n WHERE c.status = 'customer' AND c.id %% 11 = 3) v
WHERE c.id <= 3000 ORDER BY c.id, v.kind"""


def load(connection: Connection, today: date) -> None:
    """Fill the table as of *today*."""
    with connection.cursor() as cursor:
        for rows in (_BIRTHDAYS, _OTHERS):
            cursor.execute(_INSERT.format(rows=rows), {"today": today})
