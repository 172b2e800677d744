"""The company under attack: a login for every role, rows of everybody in every table, a marker in every column."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg2.extensions
from psycopg2.extensions import encrypt_password
from psycopg2.extras import execute_values

from server_schema.data.roles import TEMPLATES, rules_of
from server_schema.data.tiny import PEOPLE
from tests.databases import AccountSet

#: login → (name, department, superior, roles), besides the nine of the tiny company
MORE: dict[str, tuple[str, str, str | None, tuple[str, ...]]] = {
    "mkt": ("市场甲", "销售部", "boss", ("market",)),
    "svc": ("工程师乙", "销售部", "boss", ("service",)),
    "fin": ("财务丙", "总经理室", "boss", ("finance",)),
    "wh": ("库管丁", "总经理室", "boss", ("warehouse",)),
    "stew": ("数据戊", "总经理室", "boss", ("data_steward",)),
    "help": ("协作己", "销售一部", "lead1", ("sales_rep",)),
    "deputy": ("代理庚", "销售一部", "lead1", ("sales_rep",)),
    "narrow": ("受限辛", "销售一部", "lead1", ("narrow",)),
    "ring1": ("环一", "销售二部", "boss", ("team_lead",)),
    "ring2": ("环二", "销售二部", "ring1", ("team_lead",)),
    "masked": ("遮号壬", "销售一部", "lead1", ("masked",)),
    "blind": ("盲癸", "销售一部", "lead1", ("blind",)),
    "nobody": ("无角色", "销售二部", "boss", ()),
    "auditor": ("审计", "总经理室", "boss", ("auditor",)),
    "gone": ("离职", "销售二部", "lead2", ("sales_rep",)),
    "shut": ("锁定", "销售二部", "lead2", ("sales_rep",)),
}
STAFF = {**PEOPLE, **MORE}
#: those who can log in
LOGINS = tuple(login for login in STAFF if login not in ("gone", "shut"))
#: more arguments, every login, every way: ``python -m tests.faults.attack --wide N``
WIDE = "CRM_ATTACK_WIDE"
#: one of each kind: who attacks when nobody asks for more
KINDS = (
    LOGINS
    if WIDE in os.environ
    else ("rep1", "lead1", "boss", "admin", "pm", "clerk", "fin", "help", "narrow", "masked", "nobody", "auditor")
)
#: the most different of them, for what takes long
FEW = KINDS if WIDE in os.environ else ("rep1", "boss", "help", "narrow", "masked")


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


#: role → what it may not read: a salesperson whose phones are hidden, one who sees of everybody's phones the masks only, one who sees
#: everybody's records without their names and words
HIDDEN = {
    "narrow": {
        "customer": ("phone", "mobile", "fax", "bank_account"),
        "contact": ("mobile", "phone", "birthday"),
        "opportunity": ("amount", "expected_on"),
        "employee": ("mobile",),
    },
    "masked": {
        "customer": ("phone", "mobile", "fax"),
        "contact": ("mobile", "phone"),
        "partner": ("phone",),
        "partner_contact": ("mobile", "phone"),
    },
    "blind": {
        "customer": _words(
            "name short_name formerly phone mobile fax tax_number email note address website attrs locked next_contact_on"
        ),
        "contact": _words("name phone mobile email title note attrs birthday"),
        "opportunity": _words("name description amount attrs expected_on next_contact_on"),
        "sales_order": _words("note delivery_address amount attrs deliver_on"),
        "sales_order_line": _words("note unit_price attrs"),
        "action": _words("subject content promise attrs promise_on next_contact_on"),
        "product": _words("name model brand attrs"),
        "product_unit": _words("barcode"),
        "product_batch": _words("code note attrs"),
        "partner": _words("name short_name note email attrs"),
        "partner_contact": _words("name birthday"),
        "custom_loan": _words("name note attrs"),
    },
}
ACCESS = {"narrow": "none", "masked": "mask", "blind": "none"}
#: and by either, where else they stand
HIDDEN_TOO = {
    "customer_phone": ("number", "digits", "extension"),
    "customer_address": ("phone",),
    "contact_way": ("number", "digits"),
    "contact": ("further_phones",),
}
#: and where else a birthday that is hidden stands
BIRTHDAYS_TOO = _words("year month day leap done_on next_on remind_on next_lunar years")
_RIGHTS = ("role", "right_rule", "field_right")
#: whoever sees all customers, their trail, their duplicates, tries formulas on them has the most ways to a number that is masked
_ALL_SEEN = ("customer", "contact", "partner", "audit", "quality", "pool", "setting", "personal")
_SEES_ALL = {(module, "view"): "all" for module in _ALL_SEEN}
#: rights of the roles that a template does not give
RULES = {
    "narrow": rules_of("sales_rep"),
    "masked": [
        (*rule, scope) for rule, scope in ({(m, a): s for m, a, s in rules_of("sales_rep")} | _SEES_ALL).items()
    ],
    "blind": [(*rule, scope) for rule, scope in ({(m, a): s for m, a, s in rules_of("sales_rep")} | _SEES_ALL).items()],
    "auditor": [("audit", "view", "all")],
}


def hidden(login: str, table: str) -> set[str]:
    """Return the columns of *table* that the login's role hides or masks."""
    roles = HIDDEN.keys() & set(STAFF[login][3])
    found = {column for role in roles for column in (*HIDDEN[role].get(table, ()), *HIDDEN_TOO.get(table, ()))}
    if table == "important_date" and any("birthday" in HIDDEN[role].get("contact", ()) for role in roles):
        found.update(BIRTHDAYS_TOO)
    if table == "timeline_entry" and any("name" in HIDDEN[role].get("contact", ()) for role in roles):
        found.add("data")
    return found


#: kind of record that the company added → whose rights it began with
ADDED = {"custom_loan": "contact", "custom_tender": "contact", "custom_licence": "product"}


def rules(role: str) -> list[tuple[str, str, str]]:
    """Return what a role may: (module, action, scope)."""
    given = RULES.get(role) or (rules_of(role) if role in TEMPLATES else [])
    return given + [
        (added, action, scope) for added, like in ADDED.items() for module, action, scope in given if module == like
    ]


def covers(login: str, module: str, action: str, owner: str | None) -> bool:
    """Return whether *login* may do this with the records of *owner*, by the templates alone; None: nobody's."""
    scopes = {s for role in STAFF[login][3] for m, a, s in rules(role) if (m, a) == (module, action)}
    if "all" in scopes:
        return True
    whose = {login} if "own" in scopes else set()
    if "subordinates" in scopes:
        whose |= _below(login)
    if login == "deputy" and action in ("view", "edit"):  # stands in for rep2 today
        whose.add("rep2")
    return owner in whose


def _below(login: str) -> set[str]:
    below = {login}
    while more := {name for name, person in STAFF.items() if person[2] in below} - below:
        below |= more
    if login in ("ring1", "ring2"):
        below |= {"ring1", "ring2"}
    return below


def fill(account_set: AccountSet) -> None:
    """Add the people, and rows to every table."""
    with as_superuser(account_set) as cursor:  # in one transaction, rights put into force again and again take minutes
        _roles(cursor)
        _people(cursor)
        _belongings(cursor)
        cursor.execute(_ROWS)
        cursor.execute(_NUMBERED, {"foreign": FOREIGN, "pooled": POOLED})
        cursor.execute(_PROBE)


def _roles(cursor: psycopg2.extensions.cursor) -> None:
    for table in _RIGHTS:  # each statement would put all rights into force anew
        cursor.execute(f"ALTER TABLE crm.{table} DISABLE TRIGGER t70_rights")
    cursor.execute(
        "INSERT INTO crm.role (code, name) VALUES ('narrow', '受限销售员'), ('masked', '遮号销售员'), ('blind', '盲'), ('auditor', '审计员')"
    )
    execute_values(
        cursor,
        "INSERT INTO crm.right_rule (role_id, module, action, scope) SELECT r.id, v.m, v.a, v.s FROM (VALUES %s) v(code, m, a, s) "
        "JOIN crm.role r USING (code)",
        [(role, *rule) for role, granted in RULES.items() for rule in granted],
        page_size=1000,
    )
    cursor.execute(_ADDED)
    execute_values(
        cursor,
        "INSERT INTO crm.field_right (role_id, table_name, field, access) SELECT r.id, v.t, v.f, v.a FROM (VALUES %s) v(code, t, f, a) "
        "JOIN crm.role r USING (code)",
        [
            (role, name, field, ACCESS[role])
            for role, tables in HIDDEN.items()
            for name, fields in tables.items()
            for field in fields
        ],
    )
    for table in _RIGHTS:
        cursor.execute(f"ALTER TABLE crm.{table} ENABLE TRIGGER t70_rights")
    cursor.execute("SELECT crm.apply_rights()")


def _people(cursor: psycopg2.extensions.cursor) -> None:
    for login, (person, department, superior, roles) in MORE.items():
        cursor.execute(
            "INSERT INTO crm.employee (login, name, department_id, superior_id) VALUES (%s, %s, "
            "(SELECT id FROM crm.department WHERE name = %s), (SELECT id FROM crm.employee WHERE login = %s)) RETURNING id",
            (login, person, department, superior),
        )
        ((employee,),) = cursor.fetchall()
        cursor.execute(
            "INSERT INTO crm.employee_role (employee_id, role_id) SELECT %s, id FROM crm.role WHERE code = ANY (%s)",
            (employee, list(roles)),
        )
        verifier = encrypt_password(f"crm-{login}", login, scope=cursor.connection, algorithm="scram-sha-256")
        cursor.execute("SELECT crm.set_login(%s, %s)", (employee, verifier))
    # the database refuses a ring; an old one may be there all the same
    cursor.execute(
        "SET session_replication_role = replica; "
        "UPDATE crm.employee SET superior_id = (SELECT id FROM crm.employee WHERE login = 'ring2') WHERE login = 'ring1'; "
        "RESET session_replication_role"
    )
    cursor.execute("UPDATE crm.employee SET status = 'locked' WHERE login = 'shut'")
    cursor.execute("UPDATE crm.employee SET status = 'left' WHERE login = 'gone'")


def _belongings(cursor: psycopg2.extensions.cursor) -> None:
    """Give those who have none a customer with a contact, an opportunity, an order, an action."""
    for login in ("narrow", "masked", "blind", "help", "deputy", "ring1", "ring2", "lead2", "mkt"):
        cursor.execute(
            "INSERT INTO crm.customer (name, short_name, phone, owner_id) SELECT name || '的客户', name, "
            "'0911-77' || lpad(id::text, 5, '1'), id FROM crm.employee WHERE login = %s RETURNING id, owner_id",
            (login,),
        )
        ((customer, owner),) = cursor.fetchall()
        cursor.execute("INSERT INTO crm.contact (customer_id, name) VALUES (%s, '联系人')", (customer,))
        cursor.execute(
            "INSERT INTO crm.opportunity (name, customer_id, owner_id, stage, amount) VALUES ('机会', %s, %s, 'engaging', 5000) "
            "RETURNING id",
            (customer, owner),
        )
        cursor.execute(
            "INSERT INTO crm.action (kind, customer_id, employee_id, subject) VALUES ('call', %s, %s, '电话')",
            (customer, owner),
        )
        cursor.execute(
            "INSERT INTO crm.sales_order (customer_id, owner_id) VALUES (%s, %s) RETURNING id", (customer, owner)
        )
        ((order,),) = cursor.fetchall()
        cursor.execute(
            "INSERT INTO crm.sales_order_line (order_id, product_id, quantity, unit_price) VALUES (%s, 1, 1, 4999)",
            (order,),
        )
        cursor.execute("INSERT INTO crm.customer_phone (customer_id, number) VALUES (%s, '0911-1')", (customer,))
        cursor.execute(
            "INSERT INTO crm.contact_way (contact_id, kind, number) SELECT max(id), 'home', '0911-2' FROM crm.contact "
            "WHERE customer_id = %s",
            (customer,),
        )
        cursor.execute("INSERT INTO crm.customer_address (customer_id, address) VALUES (%s, '库')", (customer,))
        cursor.execute(  # to a person of somebody else: told to neither
            "INSERT INTO crm.contact_relation (contact_id, kind, other_id, note) SELECT max(id), 'classmate', min(id), '同班' FROM crm.contact"
        )


_ADDED = "INSERT INTO crm.custom_object (code, name, belongs_to) VALUES ('loan', '样机借用', 'customer'), ('tender', '投标', 'employee'), ('licence', '许可证', 'nobody')"
_ROWS = """
DO $$
DECLARE one record; rep1 bigint; rep2 bigint; rep3 bigint; pool bigint; pooled bigint; run bigint;
BEGIN
    SELECT id INTO rep1 FROM crm.employee WHERE login = 'rep1';
    SELECT id INTO rep2 FROM crm.employee WHERE login = 'rep2';
    SELECT id INTO rep3 FROM crm.employee WHERE login = 'rep3';
    FOR one IN SELECT unnest(ARRAY['customer', 'opportunity', 'product', 'contact', 'sales_order', 'sales_order_line', 'action', 'partner', 'employee',
        'product_batch', 'custom_loan', 'custom_tender', 'custom_licence']) AS entity LOOP
        INSERT INTO crm.attribute_definition (entity, key, label, kind, searchable) VALUES (one.entity, 'canary', '密', 'text', true);
    END LOOP;
    -- on rep1's customer, of rep3: a deal, a confirmed order, one that is over; a promise of rep1's that rep2 is to keep
    FOR one IN SELECT min(id) AS id FROM crm.customer WHERE owner_id = rep1 LOOP
        INSERT INTO crm.opportunity (name, customer_id, owner_id, stage, amount) VALUES ('别人的机会', one.id, rep3, 'engaging', 7000);
        INSERT INTO crm.opportunity_competitor (opportunity_id, partner_id) SELECT max(o.id), (SELECT min(id) FROM crm.partner WHERE is_competitor) FROM crm.opportunity o;
        INSERT INTO crm.sales_order (customer_id, owner_id) VALUES (one.id, rep3), (one.id, rep3);
        INSERT INTO crm.sales_order_line (order_id, product_id, quantity, unit_price) SELECT id, 1, 1, 4999 FROM crm.sales_order
            WHERE customer_id = one.id AND owner_id = rep3;
        UPDATE crm.sales_order SET state = 'confirmed' WHERE customer_id = one.id AND owner_id = rep3;
        UPDATE crm.sales_order SET state = 'delivered' WHERE id = (SELECT max(id) FROM crm.sales_order);
        UPDATE crm.sales_order SET state = 'closed' WHERE id = (SELECT max(id) FROM crm.sales_order);
        INSERT INTO crm.action (kind, customer_id, employee_id, responsible_id, subject, promise, promise_on)
            VALUES ('call', one.id, rep1, rep2, '答应', '送样品', current_date);
    END LOOP;
    INSERT INTO crm.custom_loan (name, customer_id, note) SELECT '样机', id, 'n' FROM crm.customer;
    INSERT INTO crm.custom_tender (name, owner_id, note) SELECT '投标', id, 'n' FROM crm.employee;
    INSERT INTO crm.custom_licence (name, note) VALUES ('许可证', 'n');
    -- an own thing of everybody
    FOR one IN SELECT id FROM crm.employee LOOP
        INSERT INTO crm.preference (employee_id, name, value) VALUES (one.id, 'own', '{}');
        INSERT INTO crm.saved_view (employee_id, entity, name, query) VALUES (one.id, 'customer', 'own', '{}');
        INSERT INTO crm.saved_view (employee_id, entity, name, query, shared) VALUES (one.id, 'customer', 'shared', '{}', true);
        INSERT INTO crm.notice (employee_id, kind, text) VALUES (one.id, 'mention', 'x');
        INSERT INTO crm.import_mapping (employee_id, entity, name, mapping) VALUES (one.id, 'customer', 'own', '{}');
        INSERT INTO crm.import_run (employee_id, entity, mapping) VALUES (one.id, 'customer', '{}') RETURNING id INTO run;
        INSERT INTO crm.import_row (run_id, row_number, employee_id, data) VALUES (run, 1, one.id, '{}');
        INSERT INTO crm.bulk_action (employee_id, kind, xid) VALUES (one.id, 'bulk_edit', '1');
        INSERT INTO crm.session_log (employee_id) VALUES (one.id);
        INSERT INTO crm.favourite_folder (employee_id, name) VALUES (one.id, 'own');
        INSERT INTO crm.favourite (employee_id, table_name, record_id, follow) SELECT one.id, 'customer', min(id), true FROM crm.customer;
        INSERT INTO crm.creation (employee_id, token, digest, table_name) VALUES (one.id, 'token-of-' || one.id, 'd', 'customer');
        INSERT INTO crm.employee_photo (employee_id, content) VALUES (one.id, 'x');
    END LOOP;
    -- files of everything that has owners, and of what has none
    FOR one IN SELECT 'customer' AS name, id FROM crm.customer UNION ALL SELECT 'opportunity', id FROM crm.opportunity
        UNION ALL SELECT 'sales_order', id FROM crm.sales_order UNION ALL SELECT 'product', id FROM crm.product
        UNION ALL SELECT 'product_cost', id FROM crm.product_cost UNION ALL SELECT 'contact', id FROM crm.contact LOOP
        WITH made AS (INSERT INTO crm.attachment (table_name, record_id, name) VALUES (one.name, one.id, 'file') RETURNING id)
        INSERT INTO crm.attachment_data (attachment_id, content) SELECT id, 'x' FROM made;
    END LOOP;
    INSERT INTO crm.absence (employee_id, stand_in_id, from_on, to_on)
        SELECT rep2, id, current_date - 3, current_date + 3 FROM crm.employee WHERE login = 'deputy';
    INSERT INTO crm.customer_helper (customer_id, employee_id, power)
        SELECT c.id, e.id, 'write' FROM crm.customer c, crm.employee e WHERE c.owner_id = rep3 AND e.login = 'help';
    INSERT INTO crm.customer_helper (customer_id, employee_id, power, expires_on)  -- is over
        SELECT c.id, e.id, 'write', current_date - 9 FROM crm.customer c, crm.employee e WHERE c.owner_id = rep1 AND e.login = 'help';
    -- costs, and prices made of them
    INSERT INTO crm.price (price_list_id, product_id, method, base, discount, surcharge)
        SELECT id, 3, 'percentage', 'cost', -10, 1 FROM crm.price_list WHERE code = 'VIP';
    -- a pool of the first sales team, and a customer in it
    INSERT INTO crm.customer_pool (name) VALUES ('公海一') RETURNING id INTO pool;
    INSERT INTO crm.pool_member (pool_id, department_id) SELECT pool, id FROM crm.department WHERE name = '销售一部';
    INSERT INTO crm.pool_rule (pool_id, clock, days) VALUES (pool, 'action', 3000);
    INSERT INTO crm.holding_limit (kind, most) VALUES ('owned', 500);
    INSERT INTO crm.customer (name, short_name, phone, mobile, owner_id) VALUES ('公海里的客户', '公海客户', '0912-3456789', '13900001111', rep3)
        RETURNING id INTO pooled;
    INSERT INTO crm.contact (customer_id, name, mobile) VALUES (pooled, '公海联系人', '13900002222');
    PERFORM crm.pool_them(ARRAY[pooled], pool, 'by hand');
    INSERT INTO crm.pool_run (day) VALUES ('2020-01-01');  -- before what is due: a run reckons that anew
    INSERT INTO crm.pool_due (customer_id, owner_id, pool_id, clock, days, due_on, warned_on)
        SELECT id, owner_id, pool, 'action', 30, current_date + 9, current_date FROM crm.customer WHERE owner_id IN (rep1, rep3);
    INSERT INTO crm.safety_run (kind, ok, file) VALUES ('backup', true, 'f');
    INSERT INTO crm.opportunity_stage (opportunity_id, owner_id, customer_owner_id, to_stage, amount)
        SELECT id, owner_id, customer_owner_id, 'engaging', 1 FROM crm.opportunity;
    INSERT INTO crm.record_merge (entity, survivor_id, loser_ids, before, after, losers, login)
        SELECT 'customer', id, '{9001}', '{}', '{}', '[]', 'boss' FROM crm.customer;
    INSERT INTO crm.duplicate_pair (entity, a_id, b_id, score, reasons)
        SELECT 'customer', min(id), max(id), 80, '[]'::jsonb FROM crm.customer UNION ALL SELECT 'contact', min(id), max(id), 70, '[]' FROM crm.contact;
    PERFORM set_config('session_replication_role', 'replica', true);  -- presence is always the writer's own
    INSERT INTO crm.presence (employee_id, table_name, record_id, session, editing)
        SELECT owner_id, 'customer', id, 's', true FROM crm.customer WHERE owner_id IS NOT NULL;
    INSERT INTO crm.erasure (table_name, record_id, reason) VALUES ('contact', 987654, 'asked for');  -- of somebody who is gone
    INSERT INTO crm.promotion_use (promotion_id, order_id, owner_id, customer_owner_id, amount)
        SELECT p.id, o.id, o.owner_id, o.customer_owner_id, 1 FROM (SELECT min(id) AS id FROM crm.promotion) p, crm.sales_order o WHERE o.owner_id IN (rep1, rep3);
    PERFORM set_config('session_replication_role', 'origin', true);
    INSERT INTO crm.coupon (promotion_id, code, note) SELECT min(id), c, c FROM crm.promotion, unnest('{VIP,GIFT}'::text[]) c GROUP BY c;
    INSERT INTO crm.product_batch (product_id, code, quantity, supplier_id, state, block_reason, note)
        SELECT p.id, 'B-' || p.id, 5, (SELECT min(id) FROM crm.partner), 'blocked', 'recalled', 'n' FROM crm.product p;
    INSERT INTO crm.field_rule (entity, field, kind, pattern, retired) VALUES ('customer', 'website', 'pattern', 'x', true);
    INSERT INTO crm.form_layout (entity, layout) VALUES ('customer', '{"groups": [], "hidden": [], "widths": {}}');
    INSERT INTO crm.tag (table_name, word) VALUES ('customer', 'vip') ON CONFLICT DO NOTHING;
    INSERT INTO crm.setting (name, value) VALUES ('attacked', '1');
    INSERT INTO crm.duplicate_lock (kind, key) VALUES ('name', 'x') ON CONFLICT DO NOTHING;
    PERFORM crm.seal_audit();
END $$;
"""

#: one number, and everywhere it is a record of rep3's; and a customer in a pool that has no members
FOREIGN, POOLED = 700_001, 700_002
_NUMBERED = """
DO $$
DECLARE rep3 bigint; pool bigint; n bigint := %(foreign)s; p bigint := %(pooled)s;
BEGIN
    SELECT id INTO rep3 FROM crm.employee WHERE login = 'rep3';
    INSERT INTO crm.customer_pool (name) VALUES ('公海二') RETURNING id INTO pool;
    INSERT INTO crm.customer (id, name, owner_id) OVERRIDING SYSTEM VALUE VALUES (n, '编号客户', rep3), (p, '二部公海客户', rep3);
    PERFORM crm.pool_them(ARRAY[p], pool, 'by hand');
    INSERT INTO crm.contact (id, customer_id, name) OVERRIDING SYSTEM VALUE VALUES (n, n, '编号联系人');
    INSERT INTO crm.contact_way (id, contact_id, kind, number) OVERRIDING SYSTEM VALUE VALUES (n, n, 'home', '0913-2');
    INSERT INTO crm.customer_phone (id, customer_id, number) OVERRIDING SYSTEM VALUE VALUES (n, n, '0913-1');
    INSERT INTO crm.customer_address (id, customer_id, address) OVERRIDING SYSTEM VALUE VALUES (n, n, '库');
    INSERT INTO crm.important_date (id, contact_id, kind, month, day) OVERRIDING SYSTEM VALUE VALUES (n, n, 'anniversary', 5, 4);
    INSERT INTO crm.opportunity (id, name, customer_id, owner_id, stage) OVERRIDING SYSTEM VALUE VALUES (n, '编号机会', n, rep3, 'engaging');
    INSERT INTO crm.action (id, kind, customer_id, employee_id, subject) OVERRIDING SYSTEM VALUE VALUES (n, 'call', n, rep3, '电话');
    INSERT INTO crm.sales_order (id, customer_id, owner_id) OVERRIDING SYSTEM VALUE VALUES (n, n, rep3);
    INSERT INTO crm.sales_order_line (id, order_id, product_id, quantity, unit_price) OVERRIDING SYSTEM VALUE VALUES (n, n, 1, 1, 4999);
    INSERT INTO crm.custom_loan (id, name, customer_id) OVERRIDING SYSTEM VALUE VALUES (n, '编号样机', n);
    INSERT INTO crm.custom_tender (id, name, owner_id) OVERRIDING SYSTEM VALUE VALUES (n, '编号投标', rep3);
    INSERT INTO crm.attachment (id, table_name, record_id, name) OVERRIDING SYSTEM VALUE VALUES (n, 'customer', n, 'file');
    INSERT INTO crm.bulk_action (id, employee_id, kind, xid, epoch) OVERRIDING SYSTEM VALUE SELECT n, rep3, 'bulk_edit', '1', epoch FROM crm.account_set;
    INSERT INTO crm.saved_view (id, employee_id, entity, name, query) OVERRIDING SYSTEM VALUE VALUES (n, rep3, 'customer', 'numbered', '{}');
    INSERT INTO crm.import_run (id, employee_id, entity, mapping) OVERRIDING SYSTEM VALUE VALUES (n, rep3, 'customer', '{}');
    INSERT INTO crm.record_merge (id, entity, survivor_id, loser_ids, before, after, losers, login) OVERRIDING SYSTEM VALUE
        VALUES (n, 'customer', n, '{9002}', '{}', '{}', '[]', 'rep3');
    INSERT INTO crm.duplicate_pair (entity, a_id, b_id, score, reasons) VALUES ('customer', n, p, 80, '[]');
END $$;
"""

#: what the transaction of whoever asks has changed so far: the trail is read for him, for the tests alone
_PROBE = """
CREATE SCHEMA probe;
GRANT USAGE ON SCHEMA probe TO PUBLIC;
CREATE FUNCTION probe.touched() RETURNS TABLE (table_name text, operation text, record_id bigint)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT a.table_name, a.operation, a.record_id FROM crm.audit a WHERE a.xid = pg_current_xact_id_if_assigned()
    AND (a.operation = 'D' OR a.operation = 'U' AND a.new ? 'version')
$$;
CREATE INDEX ON crm.audit (xid);
"""


@contextmanager
def as_superuser(account_set: AccountSet) -> Iterator[psycopg2.extensions.cursor]:
    """Give a cursor that sees everything, each statement its own transaction."""
    with closing(account_set.connect_admin()) as connection, connection.cursor() as cursor:
        yield cursor
