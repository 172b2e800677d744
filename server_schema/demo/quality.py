"""Make the Demo company's records as imperfect as real ones: twins, numbers written in all ways; and the keys that find them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from crm_desktop.db.connect import connected

#: A target customer that nobody dealt with yet becomes the second entry of one in the same city.
_TWINS = """
WITH known AS (
    SELECT id, name, short_name, city, phone, row_number() OVER (PARTITION BY city ORDER BY id) AS place
    FROM crm.customer WHERE status = 'customer' AND kind = 'company' AND phone <> '' AND short_name <> ''),
fresh AS (
    SELECT id, city, row_number() OVER (PARTITION BY city ORDER BY id) AS place
    FROM crm.customer c WHERE status = 'target' AND kind = 'company' AND owner_id IS NOT NULL
    AND NOT EXISTS (SELECT FROM crm.opportunity o WHERE o.customer_id = c.id)),
pairs AS (
    SELECT f.id AS fresh_id, k.name, k.short_name, k.phone, row_number() OVER (ORDER BY f.id) AS n FROM fresh f JOIN known k ON (k.city, k.place) = (f.city, f.place)
    WHERE f.place <= 4 ORDER BY f.id LIMIT 24)
UPDATE crm.customer c SET
    name = CASE p.n % 3 WHEN 0 THEN p.short_name WHEN 1 THEN regexp_replace(p.name, '(有限责任|股份有限|有限)公司$', '') ELSE replace(p.name, '有限公司', '有限责任公司') END,
    short_name = p.short_name,
    phone = CASE p.n % 2 WHEN 0 THEN replace(p.phone, '-', ' ') ELSE regexp_replace(p.phone, '^0\\d+-', '') END
FROM pairs p WHERE c.id = p.fresh_id
"""
_UNTIDY = """
UPDATE crm.customer SET
    phone = CASE id % 4 WHEN 0 THEN replace(phone, '-', ' ') WHEN 1 THEN '+86 ' || ltrim(replace(phone, '-', ' '), '0')
        WHEN 2 THEN translate(phone, '0123456789-', '０１２３４５６７８９－') ELSE '(' || replace(phone, '-', ')') END,
    email = upper(email), website = CASE WHEN website <> '' THEN 'HTTP://' || website || '/' ELSE '' END,
    name = CASE WHEN id % 5 = 0 THEN name || ' ' WHEN id % 5 = 1 THEN replace(replace(name, '(', '（'), ')', '）') ELSE name END
WHERE id % 53 = 7 AND phone <> ''
"""
_BEFORE = "CREATE TEMP TABLE before ON COMMIT DROP AS SELECT id, version, updated_at, updated_by FROM crm.customer"
#: nobody counts as their editor, and the trail does not tell of it
_UNSEEN = """
SET session_replication_role = replica;
UPDATE crm.customer c SET version = b.version, updated_at = b.updated_at, updated_by = b.updated_by FROM before b
WHERE b.id = c.id AND b.version <> c.version;
DELETE FROM crm.audit WHERE xid = pg_current_xact_id() AND at >= now()
"""


_NO_INDEXES = """
TRUNCATE crm.duplicate_key; ALTER TABLE crm.duplicate_key DROP CONSTRAINT duplicate_key_pkey; DROP INDEX crm.duplicate_key_record
"""
_INDEXES = """
SET maintenance_work_mem = '512MB';
ALTER TABLE crm.duplicate_key ADD PRIMARY KEY (kind, key, entity, of_id); CREATE INDEX duplicate_key_record ON crm.duplicate_key (of_id, entity)
"""


def fill_keys(dsn: str, workers: int = 2) -> None:
    """Make the keys of all records anew, several sessions at a time, and their indexes afterwards."""

    def run(sql: str) -> None:
        with closing(connected(dsn)) as connection, connection, connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = 0; SET LOCAL work_mem = '64MB'; {sql}")

    run(_NO_INDEXES)
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(run, (f"SELECT crm.add_duplicate_keys({rest}, {workers})" for rest in range(workers))))
    run(_INDEXES)


def load(dsn: str) -> None:
    """Fill the keys of duplicates, then make some records untidy, as people do."""
    fill_keys(dsn)
    with closing(connected(dsn)) as connection:
        with connection, connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute(_BEFORE)
            cursor.execute(_TWINS)
            cursor.execute(_UNTIDY)
            cursor.execute(_UNSEEN)
        connection.autocommit = True
        connection.cursor().execute("VACUUM (ANALYZE) crm.duplicate_key")
