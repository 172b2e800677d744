-- Rights are data (role, right_rule, field_right, employee_role); the functions here put them into force:
--   effective_right  whose records each employee may touch, one array per module and action
--   <prefix>_role_X  one database role per business role; it carries the column grants
--   <prefix>_M_A_all one group role per module and action: "sees everything" is a role, so that a policy folds to nothing

-- ownership: owner = rows belong to owner_id; part = rows of an owned record, written by whoever may edit it; trail = rows of an owned record,
-- written by the database alone; history = read only, without owners; open = the grant decides alone; other = policies.sql says
INSERT INTO crm.module_table (table_name, module, ownership) VALUES
    ('customer', 'customer', 'owner'), ('contact', 'contact', 'owner'), ('action', 'action', 'other'), ('action_reaction', 'action', 'other'),
    ('product', 'product', 'open'), ('product_class', 'product', 'open'), ('product_cost', 'product_cost', 'open'), ('product_link', 'product', 'open'),
    ('product_unit', 'product', 'open'), ('planned_price', 'product', 'open'), ('measure_unit', 'product', 'open'), ('product_batch', 'product', 'open'),
    ('price_list', 'price', 'open'), ('price', 'price', 'open'), ('promotion', 'price', 'open'), ('promotion_customer', 'price', 'open'), ('coupon', 'coupon', 'open'),
    ('opportunity', 'opportunity', 'owner'), ('opportunity_stage', 'opportunity', 'trail'),
    ('sales_order', 'sales_order', 'owner'), ('sales_order_line', 'sales_order', 'part'), ('promotion_use', 'sales_order', 'trail'),
    ('sales_order_cost', 'product_cost', 'history'),
    ('employee', 'employee', 'open'), ('department', 'employee', 'open'),
    ('role', 'right', 'open'), ('right_rule', 'right', 'open'), ('field_right', 'right', 'open'),
    ('employee_role', 'right', 'open'),
    ('dictionary', 'dictionary', 'open'), ('coding_rule', 'setting', 'open'),
    ('attribute_definition', 'setting', 'open'), ('custom_object', 'setting', 'open'), ('field_rule', 'setting', 'open'), ('form_layout', 'setting', 'open'), ('setting', 'setting', 'open'),
    ('audit', 'audit', 'history'), ('audit_archive', 'audit', 'history'), ('audit_seal', 'audit', 'history'),
    ('session_log', 'audit', 'history'), ('safety_run', 'safety', 'history'), ('sensitive_field', 'setting', 'open'),
    ('customer_phone', 'customer', 'part'), ('customer_address', 'customer', 'part'), ('customer_relation', 'customer', 'part'),
    ('qualification', 'customer', 'part'), ('customer_status_change', 'customer', 'trail'),
    ('timeline_entry', 'customer', 'trail'), ('timeline_pin', 'customer', 'part'),
    ('partner', 'partner', 'open'), ('partner_contact', 'partner', 'open'), ('partner_price', 'partner', 'open'),
    ('opportunity_competitor', 'opportunity', 'part'), ('important_date', 'contact', 'part'), ('contact_way', 'contact', 'part'), ('contact_relation', 'contact', 'part'),
    ('customer_helper', 'customer', 'part'), ('customer_holding', 'customer', 'history'),
    ('customer_pool', 'pool', 'other'), ('pool_member', 'pool', 'other'), ('pool_rule', 'pool', 'other'),
    ('holding_limit', 'pool', 'open'), ('pool_customer', 'pool', 'history'), ('pool_run', 'pool', 'history'), ('absence', 'employee', 'open')
ON CONFLICT (table_name) DO UPDATE SET module = excluded.module, ownership = excluded.ownership;

CREATE OR REPLACE FUNCTION crm.scope_owners(of_employee bigint, scope text) RETURNS bigint[]
LANGUAGE sql STABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    WITH RECURSIVE below AS (
        SELECT of_employee AS id UNION SELECT e.id FROM crm.employee e JOIN below b ON e.superior_id = b.id),
    departments AS (
        SELECT department_id AS id FROM crm.employee WHERE employee.id = of_employee
        UNION SELECT d.id FROM crm.department d JOIN departments p ON d.parent_id = p.id)
    SELECT CASE scope
        WHEN 'none' THEN '{}'
        WHEN 'own' THEN ARRAY[of_employee]
        WHEN 'subordinates' THEN (SELECT array_agg(id ORDER BY id) FROM below)
        WHEN 'department' THEN (SELECT array_agg(c.id ORDER BY c.id) FROM crm.employee c WHERE c.id = of_employee
            OR c.department_id = (SELECT department_id FROM crm.employee WHERE id = of_employee))
        WHEN 'departments_below' THEN (SELECT array_agg(c.id ORDER BY c.id) FROM crm.employee c
            WHERE c.id = of_employee OR c.department_id IN (SELECT id FROM departments))
        WHEN 'all' THEN (SELECT array_agg(id ORDER BY id) FROM crm.employee)
    END::bigint[]
$$;

CREATE OR REPLACE FUNCTION crm.apply_effective_rights() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    WITH granted AS MATERIALIZED (
        SELECT er.employee_id, rr.module, rr.action, array_agg(DISTINCT rr.scope ORDER BY rr.scope) AS scopes
        FROM crm.employee_role er JOIN crm.right_rule rr USING (role_id) JOIN crm.employee e ON e.id = er.employee_id
        WHERE e.status = 'active' AND rr.scope <> 'none' GROUP BY 1, 2, 3),
    arrays AS MATERIALIZED (  -- few together are had of many modules: gathered once
        SELECT employee_id, scopes, (SELECT s FROM unnest(scopes) s ORDER BY array_position(
                ARRAY['own', 'subordinates', 'department', 'departments_below', 'all'], s) DESC LIMIT 1) AS scope,
            (SELECT array_agg(DISTINCT o ORDER BY o) FROM unnest(scopes) s, unnest(crm.scope_owners(employee_id, s)) o) AS owners
        FROM (SELECT DISTINCT employee_id, scopes FROM granted) d),
    wanted AS (SELECT employee_id, module, action, scope, owners FROM granted JOIN arrays USING (employee_id, scopes)),
    gone AS (
        DELETE FROM crm.effective_right r WHERE NOT EXISTS (SELECT FROM wanted w
            WHERE (w.employee_id, w.module, w.action) = (r.employee_id, r.module, r.action)))
    INSERT INTO crm.effective_right AS r (employee_id, module, action, scope, owners)
    SELECT employee_id, module, action, scope, owners FROM wanted
    ON CONFLICT (employee_id, module, action) DO UPDATE SET scope = excluded.scope, owners = excluded.owners
    WHERE (r.scope, r.owners) IS DISTINCT FROM (excluded.scope, excluded.owners)
$$;

CREATE OR REPLACE FUNCTION crm.ensure_group(group_name text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = group_name) THEN
        EXECUTE format('CREATE ROLE %I NOLOGIN', group_name);
    END IF;
END $$;

-- Do rows of this table belong to somebody, so that scopes other than all and none mean something?
CREATE OR REPLACE FUNCTION crm.has_scopes(in_table text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT ownership IN ('owner', 'part', 'trail', 'other') OR table_name IN ('sales_order_cost', 'pool_customer', 'customer_holding')
    FROM crm.module_table WHERE table_name = in_table
$$;

-- Is it a kind of record that the company added, whose records hang on a customer? They belong to whom he belongs.
CREATE OR REPLACE FUNCTION crm.at_customer(in_table text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT starts_with(in_table, 'custom_') AND EXISTS (SELECT FROM crm.custom_object WHERE code = substr(in_table, 8) AND belongs_to = 'customer')
$$;

CREATE OR REPLACE FUNCTION crm.custom_at_customers() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT 'custom_' || code FROM crm.custom_object WHERE belongs_to = 'customer' ORDER BY id
$$;

-- Columns that nobody writes but the database itself.
CREATE OR REPLACE FUNCTION crm.is_derived(in_table text, in_column text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT in_column IN ('id', 'version', 'created_at', 'created_by', 'updated_at', 'updated_by', 'sort_key', 'tokens', 'customer_owner_id')
        OR (in_table, in_column) IN (('contact', 'owner_id'), ('action', 'owner_id'), ('sales_order_line', 'owner_id'),
            ('customer_helper', 'owner_id'), ('customer_phone', 'owner_id'), ('customer_phone', 'digits'), ('customer_address', 'owner_id'), ('customer_relation', 'owner_id'),
            ('qualification', 'owner_id'), ('timeline_pin', 'owner_id'), ('opportunity_competitor', 'owner_id'), ('important_date', 'owner_id'),
            ('coupon', 'uses'), ('product_batch', 'sold'), ('product_batch', 'remaining'), ('contact_way', 'customer_id'), ('contact_way', 'owner_id'), ('contact_way', 'digits'), ('contact_relation', 'customer_id'), ('contact_relation', 'owner_id'), ('contact_relation', 'other_customer_id'), ('contact', 'further_phones'), ('contact', 'further_emails'),
            ('important_date', 'next_on'), ('important_date', 'remind_on'), ('important_date', 'next_lunar'), ('important_date', 'years'), ('customer', 'division'), ('customer', 'quiet_since'), ('opportunity', 'quiet_since'),
            ('sales_order_line', 'amount'), ('sales_order_line', 'net_price'), ('sales_order_line', 'tax_amount'), ('sales_order_line', 'promotion'), ('sales_order_line', 'promotion_shares'), ('sales_order_line', 'free_of'), ('sales_order', 'promotion'),
            ('sales_order', 'promotion_off'), ('sales_order', 'promotion_shares'), ('sales_order_line', 'unit_factor'), ('sales_order_line', 'unit_divisor'), ('sales_order_line', 'base_quantity'), ('sales_order', 'amount'), ('sales_order', 'tax_amount'),
            ('sales_order', 'confirmed_at'), ('sales_order', 'confirmed_by'), ('opportunity', 'outcome'), ('customer', 'formerly'), ('product', 'formerly'), ('product', 'variant_key'), ('partner', 'formerly'),
            ('attribute_definition', 'tree'), ('attribute_definition', 'depth'), ('field_rule', 'tree'))
        OR in_column = 'owner_id' AND crm.at_customer(in_table)
$$;

-- The fields whose rights decide about each of the given ones: itself, and those that it is only another place of. The strictest counts.
CREATE OR REPLACE FUNCTION crm.governing_fields_of(in_tables text[], in_fields text[]) RETURNS TABLE (of_table text, of_field text, table_name text, field text)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    WITH asked AS (SELECT * FROM unnest(in_tables, in_fields) a(t, f))
    SELECT t, f, t, f FROM asked
    -- in a pool too; what the view leaves empty instead (pool.sql) is no column less
    UNION ALL SELECT t, f, 'customer', f FROM asked WHERE t = 'pool_customer' AND f NOT IN ('phone', 'mobile', 'email', 'website', 'address')
    UNION ALL SELECT t, f, CASE t WHEN 'pool_customer' THEN 'customer' ELSE t END, n  -- what spells out a name
    FROM asked, unnest(CASE f WHEN 'sort_key' THEN '{name}' WHEN 'formerly' THEN '{name,short_name,code}' END::text[]) n
    UNION ALL SELECT t, f, g.by_table, unnest(g.by_fields) FROM asked JOIN (VALUES
        ('customer_phone', ARRAY['number', 'digits', 'extension'], 'customer', ARRAY['phone', 'mobile', 'fax']),
        ('contact_way', ARRAY['number', 'digits'], 'contact', ARRAY['phone', 'mobile', 'further_phones']), ('contact_way', ARRAY['email'], 'contact', ARRAY['email', 'further_emails']),
        ('contact', ARRAY['further_phones'], 'contact', ARRAY['phone', 'mobile']), ('contact', ARRAY['further_phones'], 'contact_way', ARRAY['number']), ('contact', ARRAY['further_emails'], 'contact', ARRAY['email']),
        ('contact_way', ARRAY['email_opted_out', 'email_invalid'], 'contact_way', ARRAY['email']), ('contact_way', ARRAY['email_opted_out', 'email_invalid'], 'contact', ARRAY['email', 'further_emails']),
        ('contact', ARRAY['email_opted_out', 'email_invalid'], 'contact', ARRAY['email']), ('customer', ARRAY['email_opted_out', 'email_invalid'], 'customer', ARRAY['email']),
        ('customer_address', ARRAY['phone'], 'customer', ARRAY['phone', 'mobile']),
        ('customer_address', ARRAY['address'], 'customer', ARRAY['address']),
        ('timeline_entry', ARRAY['data'], 'customer', ARRAY['name']), ('timeline_entry', ARRAY['data'], 'contact', ARRAY['name']),  -- who was merged
        ('planned_price', ARRAY['list_price'], 'product', ARRAY['list_price']),
        ('customer', ARRAY['locked_until'], 'customer', ARRAY['locked']),
        ('customer', ARRAY['quiet_since'], 'customer', ARRAY['last_contact_at']),
        ('opportunity', ARRAY['quiet_since'], 'opportunity', ARRAY['last_contact_at']),
        ('important_date', ARRAY['year', 'month', 'day', 'leap', 'done_on', 'next_on', 'remind_on', 'next_lunar', 'years'], 'contact', ARRAY['birthday'])) g(of_table, fields, by_table, by_fields)
    ON g.of_table = t AND f = ANY (g.fields)
$$;

CREATE OR REPLACE FUNCTION crm.governing_fields(in_table text, in_field text) RETURNS TABLE (table_name text, field text)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT g.table_name, g.field FROM crm.governing_fields_of(ARRAY[in_table], ARRAY[in_field]) g
$$;

-- Columns that only functions of the database write: granted to nobody, but an undo brings them back.
CREATE OR REPLACE FUNCTION crm.is_reserved(in_table text, in_column text) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT in_table = 'customer' AND in_column IN ('pool_id', 'pool_reason', 'pool_due_on', 'received_at', 'handed_on')
        OR (in_table, in_column) = ('action', 'responsible_id')
$$;

-- All that a role may do, or what it may of one module.
DROP FUNCTION IF EXISTS crm.grant_role(bigint);
CREATE OR REPLACE FUNCTION crm.grant_role(of_role bigint, only_module text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE
    grantee text := (SELECT crm.role_name('role_' || code) FROM crm.role WHERE id = of_role);
    rule record; entry record; verb text; columns text; every text; limited boolean := EXISTS (SELECT FROM crm.field_right WHERE role_id = of_role);
BEGIN
    PERFORM crm.ensure_group(grantee);
    FOR entry IN SELECT table_name FROM crm.module_table WHERE module = coalesce(only_module, module) LOOP
        EXECUTE format('REVOKE ALL ON crm.%I FROM %I', entry.table_name, grantee);
    END LOOP;
    -- a rule may be gone altogether: what it opened closes too
    FOR every IN SELECT g.rolname FROM pg_catalog.pg_auth_members am JOIN pg_catalog.pg_roles m ON m.oid = am.member
        JOIN pg_catalog.pg_roles g ON g.oid = am.roleid WHERE m.rolname = grantee AND NOT EXISTS (SELECT FROM crm.right_rule r
            WHERE r.role_id = of_role AND r.scope = 'all' AND g.rolname = crm.role_name(r.module || '_' || r.action || '_all')) LOOP
        EXECUTE format('REVOKE %I FROM %I', every, grantee);
    END LOOP;
    FOR rule IN SELECT module, action, scope FROM crm.right_rule WHERE role_id = of_role AND module = coalesce(only_module, module)
                AND action IN ('view', 'create', 'edit', 'delete') LOOP
        every := crm.role_name(rule.module || '_' || rule.action || '_all');
        IF NOT EXISTS (SELECT FROM crm.module_table WHERE module = rule.module) THEN CONTINUE; END IF;
        PERFORM crm.ensure_group(every);
        IF rule.scope = 'all' THEN EXECUTE format('GRANT %I TO %I', every, grantee); END IF;
        CONTINUE WHEN rule.scope = 'none';
        FOR entry IN SELECT m.table_name, m.ownership, v.verb FROM crm.module_table m, LATERAL unnest(CASE
            WHEN m.table_name = 'action_reaction' THEN CASE rule.action WHEN 'view' THEN ARRAY['SELECT', 'INSERT', 'DELETE'] END  -- whoever sees the entry may
            WHEN rule.action = 'view' THEN ARRAY['SELECT']
            WHEN m.ownership = 'part' THEN CASE rule.action WHEN 'edit' THEN ARRAY['INSERT', 'UPDATE', 'DELETE'] END
            ELSE ARRAY[CASE rule.action WHEN 'create' THEN 'INSERT' WHEN 'edit' THEN 'UPDATE' ELSE 'DELETE' END] END) v(verb)
            WHERE m.module = rule.module LOOP
            verb := entry.verb;
            CONTINUE WHEN entry.ownership IN ('history', 'trail') AND verb <> 'SELECT';
            -- rows without an owner have no "own": any scope but all is none
            CONTINUE WHEN rule.scope <> 'all' AND NOT crm.has_scopes(entry.table_name);
            IF verb = 'DELETE' THEN
                -- entries that records may carry are retired, never deleted
                IF entry.table_name NOT IN ('dictionary', 'employee', 'custom_object') THEN
                    EXECUTE format('GRANT DELETE ON crm.%I TO %I', entry.table_name, grantee);
                END IF;
                CONTINUE;
            END IF;
            SELECT string_agg(quote_ident(a.attname), ', ') INTO columns
            FROM pg_catalog.pg_attribute a
            LEFT JOIN LATERAL (SELECT r.access FROM crm.field_right r WHERE limited AND r.role_id = of_role
                AND (r.table_name, r.field) IN (SELECT * FROM crm.governing_fields(entry.table_name, a.attname))
                ORDER BY array_position(ARRAY['none', 'mask', 'read', 'edit'], r.access) LIMIT 1) f ON true
            WHERE a.attrelid = format('crm.%I', entry.table_name)::regclass AND a.attnum > 0 AND NOT a.attisdropped
                -- the tokens spell out phones and contacts that a field right may hide; searching needs no reading
                AND a.attname <> 'tokens'
                AND CASE WHEN verb = 'SELECT' THEN coalesce(f.access, 'edit') NOT IN ('none', 'mask')  -- what is masked comes through masked_values()
                    ELSE coalesce(f.access, 'edit') = 'edit' AND NOT crm.is_derived(entry.table_name, a.attname)
                        AND NOT crm.is_reserved(entry.table_name, a.attname) END;
            IF columns IS NOT NULL THEN
                EXECUTE format('GRANT %s (%s) ON crm.%I TO %I', verb, columns, entry.table_name, grantee);
            END IF;
        END LOOP;
    END LOOP;
END $$;

-- Is somebody a helper on any customer today? Those who are get policies of their own, all others pay nothing for them.
CREATE OR REPLACE FUNCTION crm.helps(of_employee bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT EXISTS (SELECT FROM crm.customer_helper WHERE employee_id = of_employee AND (expires_on IS NULL OR expires_on >= crm.today()))
$$;

-- The customers on which I help, today, for looking or for changing; it needs the right to the action at all.
CREATE OR REPLACE FUNCTION crm.helped(of_action text) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT coalesce(array_agg(customer_id), '{}') FROM crm.customer_helper
    WHERE employee_id = crm.me() AND (expires_on IS NULL OR expires_on >= crm.today()) AND owner_id IS NOT NULL -- in a pool: nobody's
        AND (of_action = 'view' OR power = 'write') AND of_action IN ('view', 'edit')
        AND (SELECT crm.may('customer', of_action))
$$;

CREATE OR REPLACE FUNCTION crm.helped_orders() RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT coalesce(array_agg(id), '{}') FROM crm.sales_order WHERE customer_id = ANY (crm.helped('view'))
$$;

CREATE OR REPLACE FUNCTION crm.helped_opportunities() RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT coalesce(array_agg(id), '{}') FROM crm.opportunity WHERE customer_id = ANY (crm.helped('view'))
$$;

-- What a helper reaches of a customer, and through which column: its contacts, parts and trail, and what is under way. Contacts and
-- parts (not who helps: power is not passed on) are changed with the power to write; those who have the customer remove.
CREATE OR REPLACE FUNCTION crm.helped_tables() RETURNS TABLE (table_name text, key text, through text, writable boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT m.table_name, CASE m.table_name WHEN 'customer' THEN 'id' ELSE 'customer_id' END, 'customer', m.ownership = 'part' OR m.module = 'contact' OR m.table_name = 'customer' OR crm.at_customer(m.table_name)
    FROM crm.module_table m WHERE m.module = 'customer' AND m.ownership IN ('owner', 'part', 'trail') AND m.table_name <> 'customer_helper'
        OR m.table_name IN ('contact', 'contact_way', 'contact_relation', 'important_date', 'action', 'opportunity', 'sales_order') OR crm.at_customer(m.table_name)
    UNION ALL VALUES ('opportunity_stage', 'opportunity_id', 'opportunity', false), ('opportunity_competitor', 'opportunity_id', 'opportunity', false),
        ('sales_order_line', 'order_id', 'sales_order', false)
$$;

-- Deals and orders, with their parts, are seen with their customer too, whose figure they ever are: customer_owner_id says whose it is.
CREATE OR REPLACE FUNCTION crm.seen_with_customer(in_table text) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT in_table IN ('opportunity', 'opportunity_stage', 'opportunity_competitor', 'sales_order', 'sales_order_line', 'sales_order_cost', 'promotion_use')
$$;

-- What is left to do of others' orders, once confirmed, is done by whoever has the customer: he who sold them may be gone.
CREATE OR REPLACE FUNCTION crm.orders_to_finish() RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT coalesce(array_agg(o.id), '{}') FROM crm.sales_order o WHERE o.customer_owner_id = ANY (crm.visible_owners('sales_order', 'edit'))
        AND o.customer_owner_id = ANY (crm.visible_owners('sales_order', 'view'))
        AND (o.state IN ('confirmed', 'delivered') OR o.state = 'draft' AND o.confirmed_at IS NOT NULL)
$$;

CREATE OR REPLACE FUNCTION crm.apply_memberships() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE change record; taken boolean := false; guarded text;
BEGIN
    FOR change IN
        WITH wanted AS (
            SELECT e.login AS member, crm.role_name('employee') AS grp FROM crm.employee e
            WHERE e.status = 'active' AND e.login IS NOT NULL
            UNION SELECT e.login, crm.role_name('role_' || r.code) FROM crm.employee e
            JOIN crm.employee_role er ON er.employee_id = e.id JOIN crm.role r ON r.id = er.role_id
            WHERE e.status = 'active' AND e.login IS NOT NULL
            UNION SELECT e.login, crm.role_name('helper') FROM crm.employee e
            WHERE e.status = 'active' AND e.login IS NOT NULL AND crm.helps(e.id)),
        ours AS (  -- a name typed into a form makes nobody else's login an employee; a superuser who restores a copy may share logins
            SELECT p.rolname::text AS member FROM pg_catalog.pg_roles p WHERE current_setting('is_superuser') = 'on' OR EXISTS (
                SELECT FROM pg_catalog.pg_auth_members am JOIN pg_catalog.pg_roles g ON g.oid = am.roleid WHERE am.member = p.oid
                AND g.rolname IN (crm.role_name('former'), crm.role_name('employee')))),
        actual AS (
            SELECT m.rolname::text AS member, g.rolname::text AS grp
            FROM pg_catalog.pg_auth_members am JOIN pg_catalog.pg_roles m ON m.oid = am.member
            JOIN pg_catalog.pg_roles g ON g.oid = am.roleid JOIN crm.employee e ON e.login = m.rolname
            WHERE g.rolname IN (crm.role_name('employee'), crm.role_name('helper')) OR g.rolname LIKE crm.role_name('role\_%'))
        SELECT w.member, w.grp, true AS grant_it FROM wanted w JOIN ours o USING (member)
        WHERE NOT EXISTS (SELECT FROM actual a WHERE (a.member, a.grp) = (w.member, w.grp))
        UNION ALL SELECT a.member, a.grp, false FROM actual a
        WHERE NOT EXISTS (SELECT FROM wanted w WHERE (w.member, w.grp) = (a.member, a.grp))
    LOOP
        IF change.grant_it THEN EXECUTE format('GRANT %I TO %I', change.grp, change.member);
        ELSE EXECUTE format('REVOKE %I FROM %I', change.grp, change.member); taken := true; END IF;
    END LOOP;
    -- A plan was made with the policies of the groups of then, and PostgreSQL keeps it though a group is gone: a statement prepared
    -- before would go on showing everything. A grant that changes nothing makes every session plan anew.
    IF taken THEN
        FOR guarded IN SELECT relname FROM pg_catalog.pg_class WHERE relnamespace = 'crm'::regnamespace AND relrowsecurity ORDER BY relname LOOP
            EXECUTE format('GRANT REFERENCES ON crm.%I TO crm_owner', guarded);
        END LOOP;
    END IF;
END $$;

CREATE OR REPLACE FUNCTION crm.apply_rights() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    -- GRANT rewrites shared catalogue rows: two administrators at once would fail without the lock
    PERFORM pg_advisory_xact_lock(hashtext('crm.rights'));
    PERFORM crm.grant_role(id) FROM crm.role ORDER BY id;
    PERFORM crm.apply_effective_rights();
    PERFORM crm.apply_memberships();
END $$;

-- Whoever changes rights decides by what all others decided before: one at a time, and nobody by an older state of things.
CREATE OR REPLACE FUNCTION crm.tg_rights_in_turn() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN PERFORM crm.refuse('rights_by_older_state'); END IF;
    PERFORM pg_advisory_xact_lock(hashtext('crm.rights'));
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION crm.tg_rights_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    -- a kind of record that is being made (tg_object_made) grants what is its own
    IF TG_TABLE_NAME = 'right_rule' AND pg_trigger_depth() > 1 AND EXISTS (SELECT FROM crm.custom_object o WHERE NOT EXISTS (SELECT FROM crm.module_table m WHERE m.table_name = 'custom_' || o.code)) THEN RETURN NULL; END IF;
    IF TG_TABLE_NAME IN ('role', 'right_rule', 'field_right') THEN
        PERFORM crm.grant_role(id) FROM crm.role ORDER BY id;
    END IF;
    PERFORM crm.apply_effective_rights();
    PERFORM crm.apply_memberships();
    RETURN NULL;
END $$;

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['role', 'right_rule', 'field_right', 'employee_role', 'employee', 'department'] LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER t00_rights_in_turn BEFORE INSERT OR UPDATE OR DELETE ON crm.%I
            FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_rights_in_turn()', t);
        EXECUTE format('CREATE OR REPLACE TRIGGER t70_rights AFTER INSERT OR UPDATE OR DELETE ON crm.%I
            FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_rights_changed()', t);
    END LOOP;
END $$;

-- A rule that makes a price from the cost tells the cost, and what a supplier asks of us is one.
CREATE OR REPLACE FUNCTION crm.tells_cost(of_table text, state jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT of_table = 'price' AND state ->> 'base' = 'cost' OR of_table = 'partner_price' AND state ->> 'asked_of' = 'us'
$$;

-- May the caller do this to that record? For what points to records of any table (attachments, history).
CREATE OR REPLACE FUNCTION crm.sees(of_table text, of_id bigint, of_action text DEFAULT 'view') RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE entry crm.module_table; found_it boolean; mine bigint[]; lent record;
BEGIN
    SELECT * INTO entry FROM crm.module_table WHERE table_name = of_table;
    IF entry.module IS NULL OR NOT crm.may(entry.module, of_action) OR of_table IN ('sales_order_cost', 'pool_run') THEN RETURN false; END IF;  -- no ids
    IF of_table = 'action_reaction' THEN  -- seen with its entry, changed by nobody
        RETURN of_action = 'view' AND EXISTS (SELECT FROM crm.action_reaction WHERE id = of_id AND crm.sees('action', action_id));
    END IF;
    IF of_table IN ('price', 'partner_price') AND NOT crm.may('product_cost', 'view') THEN
        EXECUTE format('SELECT EXISTS (SELECT FROM crm.%1$I t WHERE t.id = $1 AND crm.tells_cost(%1$L, to_jsonb(t)))', of_table) INTO found_it USING of_id;
        IF found_it THEN RETURN false; END IF;
    END IF;
    mine := crm.visible_owners(entry.module, of_action);
    IF crm.my_scope(entry.module, of_action) = 'all' THEN
        EXECUTE format('SELECT EXISTS (SELECT FROM crm.%I WHERE id = $1)', of_table) INTO found_it USING of_id;
    ELSIF NOT crm.has_scopes(of_table) THEN
        RETURN false;
    ELSIF entry.module = 'pool' THEN
        EXECUTE format('SELECT EXISTS (SELECT FROM crm.%I WHERE id = $1 AND %I = ANY (crm.my_pools()))', of_table,
            CASE of_table WHEN 'customer_pool' THEN 'id' ELSE 'pool_id' END) INTO found_it USING of_id;
        found_it := found_it AND of_action = 'view';
    ELSIF of_table = 'action' THEN  -- as the policies say: seen with the customer too, changed by its author's side; who keeps its promise ticks it
        SELECT EXISTS (SELECT FROM crm.action WHERE id = of_id AND (employee_id = ANY (mine) OR of_action IN ('view', 'edit') AND responsible_id = ANY (mine)
            OR of_action = 'view' AND owner_id = ANY (mine))) INTO found_it;
    ELSE
        EXECUTE format('SELECT EXISTS (SELECT FROM crm.%I WHERE id = $1 AND (owner_id = ANY ($2)%s))', of_table,
            CASE WHEN of_action = 'view' AND crm.seen_with_customer(of_table) THEN ' OR customer_owner_id = ANY ($2)' ELSE '' END) INTO found_it USING of_id, mine;
    END IF;
    IF NOT found_it AND of_action = 'edit' AND of_table IN ('sales_order', 'sales_order_line') THEN
        EXECUTE format('SELECT EXISTS (SELECT FROM crm.%I WHERE id = $1 AND %I = ANY ($2))', of_table,
            CASE of_table WHEN 'sales_order' THEN 'id' ELSE 'order_id' END) INTO found_it USING of_id, crm.orders_to_finish();
    END IF;
    IF NOT found_it AND of_action IN ('view', 'edit') AND crm.helps(crm.me()) THEN
        SELECT * INTO lent FROM crm.helped_tables() h WHERE h.table_name = of_table AND (of_action = 'view' OR h.writable);
        IF FOUND THEN
            EXECUTE format('SELECT EXISTS (SELECT FROM crm.%I WHERE id = $1 AND %I = ANY ($2))', of_table, lent.key) INTO found_it
                USING of_id, CASE lent.through WHEN 'customer' THEN crm.helped(of_action) WHEN 'opportunity' THEN crm.helped_opportunities()
                    ELSE crm.helped_orders() END;
        END IF;
    END IF;
    IF found_it AND of_table = 'contact_relation' THEN  -- it tells of two persons
        SELECT crm.sees('contact', other_id) INTO found_it FROM crm.contact_relation WHERE id = of_id;
    END IF;
    RETURN found_it;
END $$;

-- May the caller add and remove files of that record? Whoever may edit it; of an entry on the timeline not he who only keeps its promise.
CREATE OR REPLACE FUNCTION crm.may_file(of_table text, of_id bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    RETURN crm.sees(of_table, of_id, 'edit') AND (of_table <> 'action' OR crm.my_scope('action', 'edit') = 'all'
        OR EXISTS (SELECT FROM crm.action WHERE id = of_id AND employee_id = ANY (crm.visible_owners('action', 'edit'))));
END $$;

-- The tables of which the caller sees every row: where that is known once, nobody needs to ask row by row.
CREATE OR REPLACE FUNCTION crm.seen_whole() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT coalesce(array_agg(m.table_name), '{}') FROM crm.module_table m JOIN crm.effective_right r USING (module)
    WHERE r.employee_id = crm.me() AND r.action = 'view' AND r.scope = 'all'
        AND m.table_name NOT IN ('price', 'partner_price', 'sales_order_cost', 'pool_run')  -- sees() looks closer
$$;
GRANT EXECUTE ON FUNCTION crm.seen_whole() TO :"employee";
GRANT EXECUTE ON FUNCTION crm.helped(text), crm.helped_orders(), crm.helped_opportunities(), crm.orders_to_finish() TO :"employee";
GRANT EXECUTE ON FUNCTION crm.sees(text, bigint, text), crm.may_file(text, bigint) TO :"employee";

-- Are the caller's own rows of a table few? Then the first of them are gathered and sorted: the planner does not know, and would read
-- the order of all, to the end of it for somebody who has none.
CREATE OR REPLACE FUNCTION crm.few_own(of_table text, of_module text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp SET enable_seqscan = off AS $$
DECLARE n int;
BEGIN
    IF crm.my_scope(of_module, 'view') NOT IN ('own', 'subordinates', 'department', 'departments_below')
        OR NOT EXISTS (SELECT FROM crm.module_table m WHERE m.table_name = of_table AND m.module = of_module AND m.ownership IN ('owner', 'part', 'trail')) THEN
        RETURN false;
    END IF;
    EXECUTE (SELECT format('SELECT count(*) FROM (%s) few', string_agg(format('(SELECT FROM unnest($1) o(id), LATERAL (SELECT FROM crm.%I t WHERE t.%I = o.id LIMIT 3000) x LIMIT 3000)',
        of_table, c), ' UNION ALL ')) FROM unnest(CASE of_table WHEN 'action' THEN '{owner_id,employee_id}' ELSE '{owner_id}' END::text[]) c)
    INTO n USING crm.visible_owners(of_module, 'view');
    RETURN n < 3000;
END $$;
GRANT EXECUTE ON FUNCTION crm.few_own(text, text) TO :"employee";
