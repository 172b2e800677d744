"""Important dates of customers and contacts, in both calendars; a birthday that a contact has already is one of them."""

from alembic import op

from server_schema.shape import statements, table

revision = "0023"
down_revision = "0022"

IMPORTANT_DATE = table(
    "important_date",
    """
    customer_id bigint NOT NULL REFERENCES crm.customer ON DELETE CASCADE,
    contact_id bigint REFERENCES crm.contact ON DELETE CASCADE,
    owner_id bigint,
    kind text NOT NULL CONSTRAINT important_date_kind_required CHECK (kind <> ''),
    calendar text NOT NULL DEFAULT 'solar' CONSTRAINT important_date_calendar_known CHECK (calendar IN ('solar', 'lunar')),
    year int CONSTRAINT important_date_year_sensible CHECK (year BETWEEN 1 AND 9999),
    month int NOT NULL CONSTRAINT important_date_month_exists CHECK (month BETWEEN 1 AND 12),
    day int NOT NULL,
    leap boolean NOT NULL DEFAULT false,
    repeat text NOT NULL DEFAULT 'year' CONSTRAINT important_date_repeat_known CHECK (repeat IN ('once', 'days', 'month', 'year')),
    every int NOT NULL DEFAULT 1 CONSTRAINT important_date_every_sensible CHECK (every BETWEEN 1 AND 1000),
    remind_days int NOT NULL DEFAULT 7 CONSTRAINT important_date_remind_days_sensible CHECK (remind_days BETWEEN 0 AND 366),
    note text NOT NULL DEFAULT '',
    done_on date,
    next_on date,
    remind_on date,
    next_lunar text NOT NULL DEFAULT '',
    years int,
    CONSTRAINT important_date_day_exists CHECK (day BETWEEN 1 AND
        CASE calendar WHEN 'lunar' THEN 30 ELSE ('{31,29,31,30,31,30,31,31,30,31,30,31}'::int[])[month] END),
    CONSTRAINT important_date_leap_is_lunar CHECK (NOT leap OR calendar = 'lunar'),
    CONSTRAINT important_date_year_needed CHECK (year IS NOT NULL OR repeat IN ('month', 'year') AND every = 1)
""",
)

#: one birthday a contact; an expression, because a contact tells its other dates nothing apart: an import takes columns for a key
OTHERS = """
CREATE TABLE crm.lunar_month (
    number int PRIMARY KEY,
    first_day date NOT NULL UNIQUE,
    year int NOT NULL,
    month int NOT NULL,
    leap boolean NOT NULL,
    days int NOT NULL,
    UNIQUE (year, month, leap));
CREATE INDEX important_date_customer ON crm.important_date (customer_id, next_on, id);
CREATE INDEX important_date_contact ON crm.important_date (contact_id, next_on, id) WHERE contact_id IS NOT NULL;
CREATE UNIQUE INDEX important_date_one_birthday ON crm.important_date ((contact_id + 0)) WHERE kind = 'birthday' AND contact_id IS NOT NULL;
CREATE INDEX important_date_due ON crm.important_date (owner_id, remind_on, id) INCLUDE (customer_id);
CREATE INDEX important_date_next ON crm.important_date (next_on, id);
ALTER TABLE crm.personal_field DROP CONSTRAINT personal_field_table_known;
ALTER TABLE crm.personal_field ADD CONSTRAINT personal_field_table_known CHECK
    (table_name IN ('contact', 'customer', 'customer_phone', 'customer_address', 'important_date'));
INSERT INTO crm.personal_field (table_name, field) VALUES ('important_date', 'year'), ('important_date', 'month'), ('important_date', 'day'),
    ('important_date', 'leap'), ('important_date', 'done_on'), ('important_date', 'next_on'), ('important_date', 'remind_on'),
    ('important_date', 'next_lunar'), ('important_date', 'years'), ('important_date', 'note');
"""

#: dates.sql counts from there when the next one is
BIRTHDAYS = """
INSERT INTO crm.important_date (customer_id, contact_id, owner_id, kind, year, month, day, next_on, created_at, created_by, updated_at, updated_by)
SELECT customer_id, id, owner_id, 'birthday', extract(year FROM birthday), extract(month FROM birthday), extract(day FROM birthday), '-infinity',
    updated_at, updated_by, updated_at, updated_by
FROM crm.contact WHERE birthday BETWEEN '0001-01-01' AND '9999-12-31'
"""


def upgrade() -> None:
    """Create the tables and take the birthdays over."""
    for sql in (IMPORTANT_DATE, *statements(OTHERS), BIRTHDAYS):
        op.execute(sql)
