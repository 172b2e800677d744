-- Who sees a record, and why: what policies.sql decides for each who asks, told for everybody at once. tests/db/test_who_sees.py holds the
-- two together, login by login and record by record.

-- The people whom a record makes to be asked about, and for which of view, edit and delete: with whom a policy compares those whom one's scope covers.
-- *act* is the right that it takes: parts are written and removed by whoever may edit.
CREATE OR REPLACE FUNCTION crm.whose(of_table text, it jsonb) RETURNS TABLE (verb text, act text, whose text, person bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE kind text := (SELECT ownership FROM crm.module_table WHERE table_name = of_table); finish boolean := false;
BEGIN
    IF of_table IN ('sales_order', 'sales_order_line') THEN
        SELECT o.state IN ('confirmed', 'delivered') OR o.state = 'draft' AND o.confirmed_at IS NOT NULL INTO finish
        FROM crm.sales_order o WHERE o.id = (it ->> CASE of_table WHEN 'sales_order' THEN 'id' ELSE 'order_id' END)::bigint;
    END IF;
    RETURN QUERY SELECT v.verb, CASE WHEN v.verb = 'delete' AND (kind = 'part' OR a.whose = 'finish') THEN 'edit' ELSE v.verb END, a.whose, (it ->> a.field)::bigint
    FROM unnest(CASE WHEN kind IN ('owner', 'part', 'other') THEN '{view,edit,delete}' ELSE '{view}' END::text[]) v(verb), LATERAL (VALUES
        ('owner', 'owner_id', kind IN ('owner', 'part', 'trail') OR of_table = 'customer_holding'),
        ('customer', 'customer_owner_id', v.verb = 'view' AND crm.seen_with_customer(of_table)),
        ('finish', 'customer_owner_id', finish AND v.verb <> 'view' AND (v.verb = 'edit' OR of_table = 'sales_order_line')),
        ('customer', 'owner_id', of_table = 'action' AND v.verb = 'view'), ('author', 'employee_id', of_table = 'action'),
        ('keeper', 'responsible_id', of_table = 'action' AND v.verb <> 'delete')) a(whose, field, holds)
    WHERE a.holds AND it ->> a.field IS NOT NULL;
END $$;

-- Every way by which anybody comes to a record: through whom, by which roles, until when. *way* is all (by the scope all), open (the same of what
-- nobody owns), everybody, own (whose it is is oneself), a scope, stand_in, helper, helping (on oneself), member, admin.
CREATE OR REPLACE FUNCTION crm.ways_in(of_table text, it jsonb) RETURNS TABLE (employee_id bigint, verb text, way text, whose text, through bigint, role_id bigint, until date, power text)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE entry crm.module_table; scoped boolean := crm.has_scopes(of_table); parts boolean; pool bigint; lent record; helped_on bigint;
BEGIN
    SELECT * INTO entry FROM crm.module_table m WHERE m.table_name = of_table;
    parts := entry.ownership = 'part';
    pool := CASE of_table WHEN 'customer_pool' THEN it ->> 'id' ELSE it ->> 'pool_id' END;
    SELECT * INTO lent FROM crm.helped_tables() h WHERE h.table_name = of_table;
    helped_on := CASE lent.through WHEN 'customer' THEN (it ->> lent.key)::bigint
        WHEN 'opportunity' THEN (SELECT customer_id FROM crm.opportunity WHERE id = (it ->> lent.key)::bigint)
        WHEN 'sales_order' THEN (SELECT customer_id FROM crm.sales_order WHERE id = (it ->> lent.key)::bigint) END;
    RETURN QUERY WITH people AS MATERIALIZED (  -- who has a login that is made and not closed
        SELECT e.id FROM crm.employee e JOIN pg_catalog.pg_roles r ON r.rolname = e.login WHERE e.status = 'active'),
    verbs AS (SELECT v.verb, CASE WHEN parts AND v.verb = 'delete' THEN 'edit' ELSE v.verb END AS act FROM unnest(
        CASE WHEN entry.ownership IN ('trail', 'history') THEN '{view}' WHEN of_table IN ('dictionary', 'employee', 'custom_object') THEN '{view,edit}' ELSE '{view,edit,delete}' END::text[]) v(verb)),
    rights AS MATERIALIZED (SELECT r.employee_id, r.action, r.scope, r.owners FROM crm.effective_right r JOIN people p ON p.id = r.employee_id
        WHERE r.module = entry.module AND r.action IN ('view', 'edit', 'delete')),
    rules AS MATERIALIZED (SELECT er.employee_id, rr.action, rr.scope, rr.role_id FROM crm.right_rule rr JOIN crm.employee_role er USING (role_id)
        JOIN people p ON p.id = er.employee_id WHERE rr.module = entry.module AND rr.scope <> 'none'),
    persons AS MATERIALIZED (SELECT * FROM crm.whose(of_table, it)),
    covered AS MATERIALIZED (  -- the array of a right is that of all scopes together: which of them it is
        SELECT c.employee_id, c.scope, c.person FROM (SELECT DISTINCT r.employee_id, u.scope, w.person FROM persons w JOIN rights r ON r.action = w.act AND w.person = ANY (r.owners)
            JOIN rules u ON u.employee_id = r.employee_id AND u.action = r.action WHERE w.person <> r.employee_id AND u.scope NOT IN ('own', 'all')) c
        WHERE c.person = ANY (crm.scope_owners(c.employee_id, c.scope))),
    found AS (
        SELECT u.employee_id, v.verb, CASE WHEN scoped THEN 'all' ELSE 'open' END AS way, ''::text AS whose, NULL::bigint AS through, u.role_id, NULL::date AS until, ''::text AS power
        FROM verbs v JOIN rules u ON u.action = v.act AND u.scope = 'all'
        UNION ALL SELECT r.employee_id, w.verb, 'own', w.whose, w.person, NULL, NULL, ''
        FROM persons w JOIN rights r ON r.action = w.act AND r.employee_id = w.person
        UNION ALL SELECT u.employee_id, w.verb, u.scope, w.whose, w.person, u.role_id, NULL, ''
        FROM persons w JOIN rules u ON u.action = w.act JOIN covered c USING (employee_id, scope, person)
        UNION ALL SELECT s.stand_in_id, w.verb, 'stand_in', w.whose, w.person, NULL, s.until, ''
        FROM persons w JOIN crm.standing_in s ON s.employee_id = w.person JOIN rights r ON r.employee_id = s.stand_in_id AND r.action = w.act
        WHERE w.act IN ('view', 'edit')
        UNION ALL SELECT h.employee_id, v.verb, 'helper', '', NULL, NULL, h.expires_on, h.power
        FROM crm.customer_helper h JOIN verbs v ON v.verb = 'view' OR v.verb = 'edit' AND lent.writable AND h.power = 'write'
        JOIN rights r ON r.employee_id = h.employee_id AND r.action = v.verb
        JOIN crm.effective_right c ON c.employee_id = h.employee_id AND c.module = 'customer' AND c.action = v.verb
        WHERE h.customer_id = helped_on AND h.owner_id IS NOT NULL AND (h.expires_on IS NULL OR h.expires_on >= crm.today())
        UNION ALL SELECT r.employee_id, 'view', 'helping', '', NULL, NULL, NULL, '' FROM rights r
        WHERE of_table = 'customer_helper' AND r.action = 'view' AND r.employee_id = (it ->> 'employee_id')::bigint
        UNION ALL SELECT m.employee_id, 'view', CASE WHEN m.is_admin THEN 'admin' ELSE 'member' END, '', NULL, NULL, NULL, '' FROM crm.pool_people() m
        JOIN rights r ON r.employee_id = m.employee_id AND r.action = 'view' WHERE of_table IN ('customer_pool', 'pool_member', 'pool_rule', 'pool_customer') AND m.pool_id = pool
        UNION ALL SELECT p.id, 'view', 'everybody', '', NULL, NULL, NULL, '' FROM people p
        WHERE has_any_column_privilege(crm.role_name('employee'), format('crm.%I', of_table), 'SELECT')
            AND NOT (SELECT relrowsecurity FROM pg_catalog.pg_class WHERE oid = to_regclass(format('crm.%I', of_table))))
    SELECT f.* FROM found f WHERE (f.whose <> 'finish' OR EXISTS (SELECT FROM found g WHERE g.employee_id = f.employee_id AND (g.verb, g.whose) = ('view', 'customer')))
        AND (NOT crm.tells_cost(of_table, it) OR EXISTS (SELECT FROM crm.effective_right c WHERE c.employee_id = f.employee_id AND (c.module, c.action) = ('product_cost', 'view')))
        -- it tells of two persons
        AND (of_table <> 'contact_relation' OR EXISTS (SELECT FROM crm.contact o, crm.ways_in('contact', to_jsonb(o)) w
            WHERE o.id = (it ->> 'other_id')::bigint AND w.employee_id = f.employee_id AND w.verb = 'view'));
END $$;

-- Why somebody does not see a record: the first thing that is missing.
CREATE OR REPLACE FUNCTION crm.lacks_for(of_table text, it jsonb, person crm.employee) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT CASE WHEN person.status <> 'active' THEN 'locked'
        WHEN NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = person.login) THEN 'no_login'
        WHEN r.scope IS NULL THEN 'no_right'
        WHEN NOT crm.has_scopes(of_table) AND r.scope <> 'all' THEN 'needs_all'
        WHEN crm.tells_cost(of_table, it) THEN 'cost' WHEN of_table = 'contact_relation' THEN 'other_person'
        WHEN m.module = 'pool' OR of_table = 'customer' AND it ->> 'pool_id' IS NOT NULL THEN 'no_member' ELSE 'scope' END
    FROM crm.module_table m LEFT JOIN crm.effective_right r ON r.employee_id = person.id AND r.module = m.module AND r.action = 'view' WHERE m.table_name = of_table
$$;

-- The columns that nobody's role lets this person read, of those that anybody writes; and those of which he is told the mask.
CREATE OR REPLACE FUNCTION crm.hidden_from(person crm.employee, of_table text, OUT hidden text[], OUT masked text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    WITH kept AS (SELECT a.attname::text AS name, a.attnum FROM pg_catalog.pg_attribute a WHERE a.attrelid = to_regclass(format('crm.%I', of_table)) AND a.attnum > 0
        AND NOT a.attisdropped AND a.attname <> 'tokens' AND NOT crm.is_derived(of_table, a.attname::text) AND NOT has_column_privilege(person.login, a.attrelid, a.attnum, 'SELECT')),
    masks AS (SELECT CASE WHEN EXISTS (SELECT FROM kept) THEN crm.masked_columns_of(of_table, person.id, person.login) ELSE '{}' END AS names)
    SELECT coalesce(array_agg(name ORDER BY attnum) FILTER (WHERE name IS NOT NULL AND name <> ALL (names)), '{}'), coalesce(array_agg(name ORDER BY attnum) FILTER (WHERE name = ANY (names)), '{}')
    FROM masks LEFT JOIN kept ON true
$$;

-- Everybody who works here, and whether he sees the record: yes, masked (a customer of his pool) or no. Each way is an object of way, whose, through,
-- roles, verbs, until and power; *lacks* says what is missing. Only who sees it may ask, and who may read whose it is. Until when somebody helps is told
-- to who sees the customer; which fields a person does not read to who reads rights, how many to all. Who is kept out for a while by wrong passwords
-- sees it all the same (his windows go on, and the login opens by itself): *shut_until* says till when.
DROP FUNCTION IF EXISTS crm.who_sees(text, bigint);
CREATE FUNCTION crm.who_sees(of_table text, of_id bigint) RETURNS TABLE (employee_id bigint, sees text, edits boolean, deletes boolean, ways jsonb,
    lacks text, scope text, owner_id bigint, hidden int, hidden_fields text[], masked_fields text[], shut_until timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE base text := CASE of_table WHEN 'pool_customer' THEN 'customer' ELSE of_table END; entry crm.module_table; it jsonb; answer jsonb; mine jsonb; whole boolean; helpers boolean;
    in_view CONSTANT jsonpath := '$[*].verbs[*] ? (@ == "view")'; in_edit CONSTANT jsonpath := '$[*].verbs[*] ? (@ == "edit")'; in_delete CONSTANT jsonpath := '$[*].verbs[*] ? (@ == "delete")';
BEGIN
    SELECT * INTO entry FROM crm.module_table m WHERE m.table_name = base;
    -- of what has policies of other forms nothing is told
    IF entry.ownership IN ('owner', 'part', 'trail') OR base IN ('action', 'customer_pool', 'pool_member', 'pool_rule', 'customer_holding', 'erasure', 'price', 'partner_price')
        OR entry.ownership = 'open' AND NOT (SELECT relrowsecurity FROM pg_catalog.pg_class WHERE oid = to_regclass(format('crm.%I', base))) THEN
        EXECUTE format('SELECT to_jsonb(t) FROM crm.%I t WHERE t.id = $1', base) INTO it USING of_id;
    END IF;
    IF it IS NULL OR crm.me() IS NULL OR of_table = 'pool_customer' AND it ->> 'pool_id' IS NULL THEN PERFORM crm.deny('who_sees_is_not_told'); END IF;
    WITH each AS (
        SELECT w.* FROM crm.ways_in(base, it) w
        UNION ALL SELECT w.employee_id, 'masked', CASE w.way WHEN 'all' THEN 'all_pools' ELSE w.way END, w.whose, w.through, w.role_id, w.until, w.power
        FROM crm.ways_in('pool_customer', it) w WHERE base = 'customer' AND it ->> 'pool_id' IS NOT NULL),
    by_way AS (SELECT e.employee_id, e.way, e.whose, e.through, max(e.until) AS until, max(e.power) AS power, array_agg(DISTINCT e.role_id) FILTER (WHERE e.role_id IS NOT NULL) AS roles,
        array_agg(DISTINCT e.verb) AS verbs FROM each e GROUP BY 1, 2, 3, 4)
    SELECT jsonb_object_agg(b.employee_id, b.ways) INTO answer FROM (SELECT w.employee_id, jsonb_agg(jsonb_strip_nulls(to_jsonb(w) - 'employee_id') ORDER BY array_position(
            ARRAY['own', 'subordinates', 'department', 'departments_below', 'stand_in', 'helper', 'helping', 'all', 'all_pools', 'admin', 'member', 'open', 'everybody'], w.way), w.whose, w.through) AS ways
        FROM by_way w GROUP BY 1) b WHERE b.ways @? '$[*].verbs[*] ? (@ == "view" || @ == "masked")';
    mine := answer -> crm.me()::text;
    whole := mine @? in_view;
    IF mine IS NULL OR whole AND NOT coalesce(crm.reads(base, ARRAY(SELECT c FROM unnest(ARRAY['owner_id', 'customer_owner_id', 'employee_id', 'responsible_id']) c
            WHERE it ? c AND (base = 'action' OR c LIKE '%owner_id'))), true) THEN PERFORM crm.deny('who_sees_is_not_told'); END IF;
    helpers := crm.sees('customer', (it ->> CASE base WHEN 'customer' THEN 'id' ELSE 'customer_id' END)::bigint);
    RETURN QUERY SELECT e.id, CASE WHEN s.ways @? in_view THEN 'yes' WHEN s.ways IS NOT NULL THEN 'masked' ELSE 'no' END,
        coalesce(s.ways @? in_view AND s.ways @? in_edit AND has_any_column_privilege(e.login, format('crm.%I', base), 'UPDATE'), false), coalesce(s.ways @? in_view AND s.ways @? in_delete, false),
        coalesce(CASE WHEN helpers THEN s.ways ELSE (SELECT jsonb_agg(CASE w ->> 'way' WHEN 'helper' THEN w - 'until' - 'power' ELSE w END) FROM jsonb_array_elements(s.ways) w) END, '[]'),
        CASE WHEN s.ways IS NULL THEN crm.lacks_for(base, it, e) ELSE '' END, coalesce(r.scope, 'none'), (it ->> CASE base WHEN 'action' THEN 'employee_id' ELSE 'owner_id' END)::bigint, coalesce(cardinality(h.hidden || h.masked), 0),
        CASE WHEN crm.may('right', 'view') OR e.id = crm.me() THEN h.hidden END, CASE WHEN crm.may('right', 'view') OR e.id = crm.me() THEN h.masked END,
        (SELECT u FROM crm.account_set a, LATERAL (SELECT (a.facts #>> ARRAY['lockout', 'shut', e.login])::timestamptz) k(u)
            WHERE u > now() AND EXISTS (SELECT FROM pg_catalog.pg_roles l WHERE l.rolname = e.login AND NOT l.rolcanlogin))  -- a new password lets in at once
    FROM crm.employee e CROSS JOIN LATERAL (SELECT answer -> e.id::text AS ways) s
    LEFT JOIN crm.effective_right r ON r.employee_id = e.id AND r.module = entry.module AND r.action = 'view'
    LEFT JOIN LATERAL crm.hidden_from(e, base) h ON s.ways @? in_view WHERE e.status <> 'left' ORDER BY e.sort_key, e.id;
END $$;
GRANT EXECUTE ON FUNCTION crm.who_sees(text, bigint) TO :"employee";

-- The fields of which somebody's roles give less than all, of what he sees at all: none, mask or read, and which of his roles say so.
CREATE OR REPLACE FUNCTION crm.kept_fields(of_employee bigint) RETURNS TABLE (of_table text, field text, access text, roles bigint[])
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE person crm.employee;
BEGIN
    IF of_employee IS DISTINCT FROM crm.me() AND NOT crm.may('right', 'view') THEN PERFORM crm.deny('access_is_not_told'); END IF;
    SELECT e.* INTO person FROM crm.employee e JOIN pg_catalog.pg_roles r ON r.rolname = e.login WHERE e.id = of_employee;
    RETURN QUERY WITH given AS MATERIALIZED (
        SELECT f.table_name, f.field, f.role_id FROM crm.field_right f JOIN crm.employee_role er ON er.role_id = f.role_id AND er.employee_id = person.id WHERE f.access <> 'edit'),
    of_tables AS (SELECT m.table_name, to_regclass(format('crm.%I', m.table_name)) AS oid FROM crm.module_table m WHERE EXISTS (SELECT FROM given)
        AND has_any_column_privilege(person.login, format('crm.%I', m.table_name), 'SELECT')),
    kept AS (SELECT t.table_name, a.attname::text AS name, a.attnum, t.oid, array_agg(DISTINCT n.role_id) AS roles FROM of_tables t JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0
        AND NOT a.attisdropped AND a.attname <> 'tokens' AND NOT crm.is_derived(t.table_name, a.attname::text), LATERAL crm.governing_fields(t.table_name, a.attname::text) g
        JOIN given n ON (n.table_name, n.field) = (g.table_name, g.field) GROUP BY 1, 2, 3, 4)
    SELECT k.table_name, k.name, v.access, k.roles FROM kept k, LATERAL (SELECT CASE
        WHEN has_column_privilege(person.login, k.oid, k.attnum, 'SELECT') THEN CASE WHEN has_any_column_privilege(person.login, k.oid, 'UPDATE')
            AND NOT has_column_privilege(person.login, k.oid, k.attnum, 'UPDATE') AND NOT crm.is_reserved(k.table_name, k.name) THEN 'read' END
        WHEN k.name = ANY (crm.masked_columns_of(k.table_name, person.id, person.login)) THEN 'mask' ELSE 'none' END AS access) v
    WHERE v.access IS NOT NULL ORDER BY k.table_name, k.attnum;
END $$;
GRANT EXECUTE ON FUNCTION crm.kept_fields(bigint) TO :"employee";
