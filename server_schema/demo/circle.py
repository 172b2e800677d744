"""What stands around customers and competitors: phones, addresses, relations, qualifications, partners, the history of statuses.

Made by statements over what is loaded already, chosen by the customers' numbers, so that the same set gives the same rows.
Only the first customers get them: enough for every page to have something to show, whatever the size of the set.
"""

from __future__ import annotations

from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's own spelling
from psycopg2.extras import execute_values

from server_schema.demo.words.deals import COMPETITORS, RIVALS, SUPPLIERS

TABLES = (
    "contact_way",
    "contact_relation",
    "customer_phone",
    "customer_address",
    "customer_relation",
    "qualification",
    "customer_status_change",
    "timeline_entry",
    "timeline_pin",
    "action_reaction",
    "field_rule",
    "partner",
    "partner_contact",
    "partner_price",
    "planned_price",
    "opportunity_competitor",
)
_BY = "c.created_at, c.created_by, c.created_at, c.created_by"
_STAMP = "created_at, created_by, updated_at, updated_by"

_STATEMENTS = (
    f"""INSERT INTO crm.customer_phone (customer_id, owner_id, kind, number, digits, extension, note, {_STAMP})
    SELECT c.id, c.owner_id, v.kind, left(c.phone, -3) || lpad((c.id * v.step % 1000)::text, 3, '0'),
        regexp_replace(left(c.phone, -3) || lpad((c.id * v.step % 1000)::text, 3, '0'), '\\D', '', 'g'), v.extension, v.note, {_BY}
    FROM crm.customer c, (VALUES ('finance', 7, '', '开票找财务'), ('warehouse', 13, '', '送货前先打这个'), ('switchboard', 29, '8' , '')) v(kind, step, extension, note)
    WHERE c.id <= 3000 AND c.phone LIKE '0%' AND (c.id * v.step) % 7 = 1 ORDER BY c.id, v.step""",
    f"""INSERT INTO crm.customer_address (customer_id, owner_id, kind, is_default, recipient, phone, province, city, district, address, postcode, note, {_STAMP})
    SELECT c.id, c.owner_id, v.kind, true, (SELECT p.name FROM crm.contact p WHERE p.customer_id = c.id ORDER BY p.id DESC LIMIT 1),
        (SELECT p.mobile FROM crm.contact p WHERE p.customer_id = c.id ORDER BY p.id DESC LIMIT 1), c.province, c.city, c.district,
        regexp_replace(c.address, '[^路街道巷号]+$', '') || v.room, c.postcode, v.note, {_BY}
    FROM crm.customer c, (VALUES ('delivery', 2, '后院库房', '卸货走北门'), ('invoice', 3, '财务室', '')) v(kind, step, room, note)
    WHERE c.id <= 3000 AND c.kind <> 'person' AND c.id % 5 = v.step ORDER BY c.id, v.step""",
    f"""INSERT INTO crm.contact_way (contact_id, customer_id, owner_id, kind, number, digits, email, {_STAMP})
    SELECT p.id, p.customer_id, p.owner_id, v.kind, v.number, regexp_replace(v.number, '\\D', '', 'g'), v.email, {_BY}
    FROM crm.contact p JOIN crm.customer c ON c.id = p.customer_id, LATERAL (VALUES
        (1, 'mobile', '189' || lpad((p.id * 7919 % 100000000)::text, 8, '0'), ''),
        (2, 'home', left(c.phone, 4) || '8' || lpad((p.id * 104729 % 10000000)::text, 7, '0'), ''),
        (3, 'home', '', 'p' || p.id || '@example.com')) v(step, kind, number, email)
    WHERE c.id <= 3000 AND c.phone LIKE '0__-%' AND (p.id * v.step) % 7 = 1 ORDER BY p.id, v.step""",
    # of each address on its own: some want no e-mail, some are invalid
    *(
        f"""UPDATE crm.{table} SET email_opted_out = id % 19 = 7, email_invalid = id % 23 = 5
    WHERE email <> '' AND {key} <= 3000 AND (id % 19 = 7 OR id % 23 = 5)"""
        for table, key in (("customer", "id"), ("contact", "customer_id"), ("contact_way", "customer_id"))
    ),
    """UPDATE crm.contact r SET further_phones = crm.further_phones(r.id), further_emails = crm.further_emails(r.id)
    WHERE r.id IN (SELECT contact_id FROM crm.contact_way)""",
    """UPDATE crm.contact r SET tokens = crm.tokens(concat_ws(' ', r.name, nullif(r.email, ''), crm.bare_ways(r.further_emails)),
        concat_ws(',', r.phone, r.mobile, crm.bare_ways(r.further_phones)), r.owner_id) WHERE r.id IN (SELECT contact_id FROM crm.contact_way)""",
    # the parent company stands among the relations too
    f"""INSERT INTO crm.customer_relation (customer_id, owner_id, kind, other_id, {_STAMP})
    SELECT v.a, CASE WHEN v.kind = 'subsidiary_of' THEN c.owner_id ELSE p.owner_id END, v.kind, v.b, {_BY}
    FROM crm.customer c JOIN crm.customer p ON p.id = c.parent_id,
        LATERAL (VALUES (c.id, 'subsidiary_of', p.id), (p.id, 'parent_of', c.id)) v(a, kind, b) ORDER BY c.id, v.kind""",
    f"""INSERT INTO crm.customer_relation (customer_id, owner_id, kind, other_id, note, {_STAMP})
    SELECT v.a, CASE WHEN v.first THEN c.owner_id ELSE o.owner_id END, v.kind, v.b, k.note, {_BY}
    FROM crm.customer c JOIN crm.customer o ON o.id = c.id + 5,
        LATERAL (SELECT (ARRAY['same_group', 'buys_through', 'competitor_of', 'recommended_by'])[1 + c.id % 4] AS kind,
            (ARRAY['same_group', 'buys_for', 'competitor_of', 'recommended'])[1 + c.id % 4] AS opposite,
            (ARRAY['', '电脑统一由对方采购', '', '老客户介绍'])[1 + c.id % 4] AS note) k,
        LATERAL (VALUES (c.id, k.kind, o.id, true), (o.id, k.opposite, c.id, false)) v(a, kind, b, first)
    WHERE c.id <= 3000 AND c.id % 17 < 2 AND c.kind = 'company' AND o.kind = 'company' ORDER BY c.id, v.first DESC
    ON CONFLICT DO NOTHING""",
    # superiors and assistants at one customer, classmates and the like at different ones; each stands at both
    f"""INSERT INTO crm.contact_relation (contact_id, customer_id, owner_id, kind, other_id, other_customer_id, since, note, {_STAMP})
    SELECT v.a, v.place, v.owner, v.kind, v.b, v.other_place, k.since, k.note, {_BY}
    FROM (SELECT p.*, lead(p.id) OVER (PARTITION BY p.customer_id ORDER BY p.id) AS next_id FROM crm.contact p WHERE p.customer_id <= 3000) p
    JOIN crm.customer c ON c.id = p.customer_id
    CROSS JOIN LATERAL (SELECT 1 + p.id % 7 AS n, p.id % 9 = 4 AND p.next_id IS NOT NULL AS colleagues) x
    CROSS JOIN LATERAL (SELECT CASE WHEN x.colleagues THEN (ARRAY['reports_to', 'assists'])[1 + p.id % 2]
                ELSE (ARRAY['classmate', 'former_colleague', 'relative', 'classmate', 'from_same_place', 'taught_by', 'introduced_by'])[x.n] END AS kind,
            CASE WHEN x.colleagues THEN (ARRAY['superior_of', 'assisted_by'])[1 + p.id % 2]
                ELSE (ARRAY['classmate', 'former_colleague', 'relative', 'classmate', 'from_same_place', 'taught', 'introduced'])[x.n] END AS opposite,
            CASE WHEN NOT x.colleagues THEN (ARRAY['西安交大同班', '以前在同一家公司', '表兄弟', '长安大学同届', '老家都是榆林', '读研时的导师', ''])[x.n] ELSE '' END AS note,
            CASE WHEN x.n < 3 AND NOT x.colleagues THEN make_date(1998 + (p.id % 20)::int, 9, 1) END AS since) k
    JOIN crm.contact o ON o.id = CASE WHEN x.colleagues THEN p.next_id ELSE p.id + 11 END
    CROSS JOIN LATERAL (VALUES (p.id, p.customer_id, p.owner_id, k.kind, o.id, o.customer_id, true),
            (o.id, o.customer_id, o.owner_id, k.opposite, p.id, p.customer_id, false)) v(a, place, owner, kind, b, other_place, first)
    WHERE x.colleagues OR p.id % 13 = 6 ORDER BY p.id, v.first DESC""",
    f"""INSERT INTO crm.qualification (customer_id, owner_id, need, budget, decision_maker_id, wanted_on, result, qualified_on, employee_id, note, {_STAMP})
    SELECT c.id, c.owner_id, (ARRAY['更换办公电脑', '新建机房', '打印设备租赁', '监控改造', '办公软件正版化'])[1 + c.id % 5],
        CASE WHEN c.id % 4 > 0 THEN (2 + c.id % 30) * 1000000 END,
        (SELECT p.id FROM crm.contact p WHERE p.customer_id = c.id AND p.decision_role = 'decides' ORDER BY p.id LIMIT 1),
        CASE WHEN c.id % 3 > 0 THEN c.created_at::date + 60 + (c.id % 90)::int END,
        CASE WHEN c.status IN ('customer', 'intent', 'dormant') THEN 'qualified' WHEN c.status = 'lost' OR c.id % 11 = 0 THEN 'unfit' ELSE 'nurture' END,
        c.created_at::date + 2, c.owner_id, '', c.created_at + interval '2 days', c.created_by, c.created_at + interval '2 days', c.created_by
    FROM crm.customer c WHERE c.id <= 3000 AND c.id % 3 = 0 AND c.owner_id IS NOT NULL AND c.created_at < now() - interval '3 days' ORDER BY c.id""",
    f"""INSERT INTO crm.customer_status_change (customer_id, owner_id, happened_at, from_status, to_status, cause, employee_id, order_id, {_STAMP})
    SELECT c.id, c.owner_id, o.confirmed_at, CASE WHEN c.id % 3 = 0 THEN 'intent' ELSE 'contacted' END, 'customer', 'order', o.owner_id, o.id,
        o.confirmed_at, o.created_by, o.confirmed_at, o.created_by
    FROM crm.customer c JOIN LATERAL (SELECT * FROM crm.sales_order s WHERE s.customer_id = c.id AND s.confirmed_at IS NOT NULL
        ORDER BY s.confirmed_at LIMIT 1) o ON true WHERE c.id <= 20000 AND c.status IN ('customer', 'dormant') ORDER BY o.confirmed_at, o.id""",
    """INSERT INTO crm.timeline_pin (customer_id, owner_id, source, record_id)
    SELECT a.customer_id, a.owner_id, 'action', max(a.id) FROM crm.action a
    WHERE a.customer_id <= 3000 AND a.customer_id % 29 = 5 AND a.promise <> '' GROUP BY 1, 2 ORDER BY 1""",
    # a superior notes what his people write down, colleagues of the department praise a quote or a visit now and then
    f"""INSERT INTO crm.action_reaction (action_id, employee_id, kind, {_STAMP})
    SELECT a.id, w.id, CASE WHEN w.id = e.superior_id AND a.id % 4 > 0 THEN 'noted' ELSE 'well_done' END,
        s.at, w.login, s.at, w.login
    FROM crm.action a JOIN crm.employee e ON e.id = a.employee_id JOIN crm.employee w ON w.status = 'active' AND w.login IS NOT NULL
        AND (w.id = e.superior_id OR w.department_id = e.department_id AND w.id <> e.id AND (a.id + w.id * 7) % 5 = 0)
    CROSS JOIN LATERAL (SELECT least(a.created_at + interval '1 hour' * (1 + (a.id + w.id) % 20), now()) AS at) s
    WHERE a.customer_id <= 3000 AND a.id % 11 = 3 ORDER BY a.id, w.id""",
    """INSERT INTO crm.field_rule (entity, field, kind, condition, tree)
    SELECT 'customer', field, 'required', c, crm.formula_tree('customer', c) FROM unnest(ARRAY['industry', 'grade']) field, (VALUES ('status = "customer"')) v(c)""",
    """INSERT INTO crm.opportunity_competitor (opportunity_id, owner_id, partner_id, took_it)
    SELECT o.id, o.owner_id, p.id, o.lost_reason = 'competitor' FROM crm.opportunity o JOIN crm.partner p ON p.name = o.competitor
    WHERE o.competitor <> '' ORDER BY o.id""",
    """INSERT INTO crm.partner_price (partner_id, product_id, product_name, asked_of, price, seen_on, seen_where)
    SELECT p.id, g.id, '', CASE WHEN p.is_competitor THEN 'customers' ELSE 'us' END,
        round(g.list_price * (0.86 + (p.id * 7 + g.id * 3 + v.back) % 13 / 100.0) - CASE WHEN p.is_competitor THEN 0 ELSE g.list_price * 0.12 END),
        current_date - v.back * 30 - (p.id * 5 + g.id)::int % 28, (ARRAY['客户报价单', '对方网站', '投标现场', '电话询价'])[1 + (p.id + g.id) % 4]
    FROM crm.partner p CROSS JOIN (VALUES (0), (3), (7)) v(back) JOIN crm.product g ON g.id % 13 = p.id % 13 AND g.list_price > 500
    WHERE g.id <= 150 ORDER BY p.id, g.id, v.back""",
    """UPDATE crm.product_cost k SET supplier_id = s.ids[1 + k.id % cardinality(s.ids)]
    FROM (SELECT array_agg(id ORDER BY id) AS ids FROM crm.partner WHERE is_supplier) s""",
    """INSERT INTO crm.planned_price (product_id, list_price, valid_from, note, created_by, updated_by)
    SELECT g.id, round(g.list_price * 1.04), (date_trunc('month', current_date) + interval '1 month')::date, '厂家调价', m.login, m.login
    FROM crm.product g, (SELECT min(e.login) AS login FROM crm.employee e JOIN crm.employee_role x ON x.employee_id = e.id
        JOIN crm.role r ON r.id = x.role_id WHERE r.code = 'product_maintainer') m
    WHERE g.status = 'on_sale' AND g.id % 12 = 5 AND g.id <= 120 ORDER BY g.id""",
    """INSERT INTO crm.tag (table_name, word) SELECT DISTINCT 'customer', t FROM (SELECT tags FROM crm.customer WHERE id <= 20000) c, unnest(c.tags) t
    ON CONFLICT DO NOTHING""",
    # found by the further phones too, by the rule of the search trigger
    """UPDATE crm.customer r SET tokens = crm.tokens(concat_ws(' ', r.name, r.short_name, r.code,
            (SELECT string_agg(c.name, ' ' ORDER BY c.id) FROM crm.contact c WHERE c.customer_id = r.id)),
        concat_ws(',', r.phone, r.mobile, r.fax, r.code,
            (SELECT string_agg(concat_ws(',', c.phone, c.mobile, crm.bare_ways(c.further_phones)), ',') FROM crm.contact c WHERE c.customer_id = r.id),
            (SELECT string_agg(p.number, ',') FROM crm.customer_phone p WHERE p.customer_id = r.id)), r.owner_id)
    WHERE r.id IN (SELECT customer_id FROM crm.customer_phone UNION SELECT customer_id FROM crm.contact_way)""",
)


def load(connection: Connection) -> None:
    """Fill the tables; partners first, the others point to them."""
    with connection.cursor() as cursor:
        execute_values(
            cursor,
            "INSERT INTO crm.partner (code, name, is_supplier, is_competitor, city, sells, strengths, weaknesses, sort_key, tokens) "
            "SELECT v.code, v.name, v.supplier, v.competitor, '西安市', v.sells, v.strong, v.weak, crm.sort_key(v.name), "
            "crm.tokens(v.name || ' ' || v.code, v.code, NULL) FROM (VALUES %s) v(code, name, supplier, competitor, sells, strong, weak)",
            [
                (f"WL-{number:04d}", *row)
                for number, row in enumerate(
                    [
                        *((name, False, True, *RIVALS[at % len(RIVALS)]) for at, name in enumerate(COMPETITORS)),
                        *((name, True, False, sells, strong, weak) for name, sells, strong, weak in SUPPLIERS),
                    ],
                    1,
                )
            ],
        )
        cursor.execute(
            "INSERT INTO crm.partner_contact (partner_id, name, title, mobile) SELECT p.id, "
            "(ARRAY['郑', '韩', '曹', '彭', '鲁', '蒋', '沈', '姚'])[1 + p.id % 8] || (ARRAY['建国', '晓燕', '志强', '丽华'])[1 + p.id % 4], "
            "CASE WHEN p.is_supplier THEN '渠道经理' ELSE '销售经理' END, '1995550' || lpad((p.id * 37 %% 10000)::text, 4, '0') FROM crm.partner p".replace(
                "%%", "%"
            )
        )
        for statement in _STATEMENTS:
            cursor.execute(statement)
