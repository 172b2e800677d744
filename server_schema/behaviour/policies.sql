-- Row-level security in the two measured forms: everything is a role, some is one array computed once a query.

CREATE OR REPLACE FUNCTION crm.guard_table(t crm.module_table) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE verb text; act text; own_rows text; every text;
BEGIN
    FOREACH act IN ARRAY ARRAY['view', 'create', 'edit', 'delete'] LOOP
        PERFORM crm.ensure_group(crm.role_name(t.module || '_' || act || '_all'));
    END LOOP;
    IF t.ownership NOT IN ('owner', 'part', 'trail') AND t.table_name NOT IN ('sales_order_cost', 'customer_holding') THEN RETURN; END IF;
    EXECUTE format('ALTER TABLE crm.%I ENABLE ROW LEVEL SECURITY', t.table_name);
    FOR verb, act IN VALUES ('SELECT', 'view'), ('INSERT', 'create'), ('UPDATE', 'edit'), ('DELETE', 'delete') LOOP
        CONTINUE WHEN t.ownership IN ('history', 'trail') AND act <> 'view';
        IF t.ownership = 'part' AND act <> 'view' THEN act := 'edit'; END IF;
        -- costs follow the orders' visibility; the grant on the table is the right to see costs
        IF t.table_name = 'sales_order_cost' THEN t.module := 'sales_order'; END IF;
        every := crm.role_name(t.module || '_' || act || '_all');
        own_rows := format('owner_id = ANY ((SELECT crm.visible_owners(%L, %L))::bigint[])', t.module, act);
        -- whoever has the customer sees all that hangs on it, whose figure it ever is
        IF act = 'view' AND crm.seen_with_customer(t.table_name) THEN own_rows := own_rows || ' OR ' || replace(own_rows, 'owner_id', 'customer_owner_id'); END IF;
        EXECUTE format('CREATE POLICY %I ON crm.%I FOR %s TO %I %s', lower(verb) || '_all', t.table_name, verb, every,
            CASE verb WHEN 'INSERT' THEN 'WITH CHECK (true)' WHEN 'UPDATE' THEN 'USING (true) WITH CHECK (true)' ELSE 'USING (true)' END);
        EXECUTE format('CREATE POLICY %I ON crm.%I FOR %s TO :"employee" %s', lower(verb) || '_some', t.table_name, verb,
            CASE verb WHEN 'INSERT' THEN format('WITH CHECK (%s)', own_rows)
                WHEN 'UPDATE' THEN format('USING (%1$s) WITH CHECK (%1$s)', own_rows) ELSE format('USING (%s)', own_rows) END);
    END LOOP;
END $$;

-- What a helper sees of a table; only helpers have these policies, so nobody else's plans change.
CREATE OR REPLACE FUNCTION crm.lend_table(name text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE t record; verb text; helper text := crm.role_name('helper');
BEGIN
    FOR t IN SELECT * FROM crm.helped_tables() h WHERE h.table_name = name LOOP
        FOREACH verb IN ARRAY ARRAY['SELECT', 'INSERT', 'UPDATE'] LOOP
            CONTINUE WHEN verb <> 'SELECT' AND NOT t.writable OR verb = 'INSERT' AND t.table_name = 'customer';
            EXECUTE format('CREATE POLICY %I ON crm.%I FOR %s TO %I %s', lower(verb) || '_helped', t.table_name, verb, helper,
                replace(CASE verb WHEN 'INSERT' THEN 'WITH CHECK (@)' WHEN 'UPDATE' THEN 'USING (@) WITH CHECK (@)' ELSE 'USING (@)' END, '@',
                    format('%I = ANY ((SELECT %s)::bigint[])', t.key, CASE t.through WHEN 'opportunity' THEN 'crm.helped_opportunities()'
                        WHEN 'sales_order' THEN 'crm.helped_orders()' ELSE format('crm.helped(%L)', CASE verb WHEN 'SELECT' THEN 'view' ELSE 'edit' END) END)));
        END LOOP;
    END LOOP;
END $$;

DO $$
DECLARE p record;
BEGIN
    FOR p IN SELECT policyname, tablename FROM pg_policies WHERE schemaname = 'crm' LOOP
        EXECUTE format('DROP POLICY %I ON crm.%I', p.policyname, p.tablename);
    END LOOP;
    PERFORM crm.ensure_group(crm.role_name('helper'));
    PERFORM crm.guard_table(t) FROM crm.module_table t;
    PERFORM crm.lend_table(h.table_name) FROM crm.helped_tables() h;
END $$;

-- A relation tells of two persons: only those who see the other one too have it.
CREATE POLICY both_seen ON crm.contact_relation AS RESTRICTIVE TO :"employee" USING (EXISTS (SELECT FROM crm.contact o WHERE o.id = other_id))
    WITH CHECK (EXISTS (SELECT FROM crm.contact o WHERE o.id = other_id));

-- What is left to do of an order that another confirmed is done by whoever has the customer.
DO $$
DECLARE verb text; finish text := '= ANY ((SELECT crm.orders_to_finish())::bigint[])';
BEGIN
    EXECUTE format('CREATE POLICY update_to_finish ON crm.sales_order FOR UPDATE TO :"employee" USING (id %1$s) WITH CHECK (id %1$s)', finish);
    FOREACH verb IN ARRAY ARRAY['INSERT', 'UPDATE', 'DELETE'] LOOP
        EXECUTE format('CREATE POLICY %I ON crm.sales_order_line FOR %s TO :"employee" %s', lower(verb) || '_to_finish', verb,
            replace(CASE verb WHEN 'INSERT' THEN 'WITH CHECK (@)' WHEN 'UPDATE' THEN 'USING (@) WITH CHECK (@)' ELSE 'USING (@)' END, '@', 'order_id ' || finish));
    END LOOP;
END $$;

-- What an employee did is his, and belongs to whoever owns the customer; a promise of it to whoever is to keep it.
ALTER TABLE crm.action ENABLE ROW LEVEL SECURITY;
DO $$
BEGIN
    EXECUTE format('CREATE POLICY view_all ON crm.action FOR SELECT TO %I USING (true)', crm.role_name('action_view_all'));
    EXECUTE format('CREATE POLICY edit_all ON crm.action FOR UPDATE TO %I USING (true) WITH CHECK (true)', crm.role_name('action_edit_all'));
    EXECUTE format('CREATE POLICY delete_all ON crm.action FOR DELETE TO %I USING (true)', crm.role_name('action_delete_all'));
END $$;
CREATE POLICY view_some ON crm.action FOR SELECT TO :"employee" USING (
    owner_id = ANY ((SELECT crm.visible_owners('action', 'view'))::bigint[])
    OR employee_id = ANY ((SELECT crm.visible_owners('action', 'view'))::bigint[])
    OR responsible_id = ANY ((SELECT crm.visible_owners('action', 'view'))::bigint[]));
-- under one's own name, or with the right to assign under the name of those it covers (imports keep the author)
CREATE POLICY create_some ON crm.action FOR INSERT TO :"employee" WITH CHECK (
    employee_id = (SELECT crm.me()) AND (SELECT crm.may('action', 'create'))
    OR employee_id = ANY ((SELECT crm.visible_owners('action', 'assign'))::bigint[]));
CREATE POLICY edit_some ON crm.action FOR UPDATE TO :"employee"
    USING (employee_id = ANY ((SELECT crm.visible_owners('action', 'edit'))::bigint[])
        OR responsible_id = ANY ((SELECT crm.visible_owners('action', 'edit'))::bigint[]))  -- of it he ticks the promise only: tg_action_by_author
    WITH CHECK (employee_id = ANY ((SELECT crm.visible_owners('action', 'edit'))::bigint[])
        OR responsible_id = ANY ((SELECT crm.visible_owners('action', 'edit'))::bigint[]));
CREATE POLICY delete_some ON crm.action FOR DELETE TO :"employee"
    USING (employee_id = ANY ((SELECT crm.visible_owners('action', 'delete'))::bigint[]));

-- A reaction is seen with its entry; each under one's own name, and taken back by oneself.
ALTER TABLE crm.action_reaction ENABLE ROW LEVEL SECURITY;
DO $$
BEGIN
    EXECUTE format('CREATE POLICY view_all ON crm.action_reaction FOR SELECT TO %I USING (true)', crm.role_name('action_view_all'));
END $$;
CREATE POLICY view_some ON crm.action_reaction FOR SELECT TO :"employee" USING (EXISTS (SELECT FROM crm.action a WHERE a.id = action_id));
CREATE POLICY create_own ON crm.action_reaction FOR INSERT TO :"employee"
    WITH CHECK (employee_id = (SELECT crm.me()) AND EXISTS (SELECT FROM crm.action a WHERE a.id = action_id));
CREATE POLICY delete_own ON crm.action_reaction FOR DELETE TO :"employee" USING (employee_id = (SELECT crm.me()));

-- Helpers see the customers they help on, with what belongs to them (lend_table above), and that they help.
CREATE POLICY own ON crm.customer_helper FOR SELECT TO :"employee" USING (employee_id = (SELECT crm.me()));

-- Pools: their members know the rules, those with the right make them; the pooled customers come masked, through a view.
DO $$
DECLARE t text; verb text; act text;
BEGIN
    FOREACH t IN ARRAY ARRAY['customer_pool', 'pool_member', 'pool_rule'] LOOP
        EXECUTE format('ALTER TABLE crm.%I ENABLE ROW LEVEL SECURITY', t);
        FOR verb, act IN VALUES ('SELECT', 'view'), ('INSERT', 'create'), ('UPDATE', 'edit'), ('DELETE', 'delete') LOOP
            EXECUTE format('CREATE POLICY %I ON crm.%I FOR %s TO %I %s', lower(verb) || '_all', t, verb, crm.role_name('pool_' || act || '_all'),
                CASE verb WHEN 'INSERT' THEN 'WITH CHECK (true)' WHEN 'UPDATE' THEN 'USING (true) WITH CHECK (true)' ELSE 'USING (true)' END);
        END LOOP;
        EXECUTE format('CREATE POLICY member ON crm.%I FOR SELECT TO :"employee" USING (%I = ANY ((SELECT crm.my_pools())::bigint[]))',
            t, CASE t WHEN 'customer_pool' THEN 'id' ELSE 'pool_id' END);
    END LOOP;
END $$;
ALTER TABLE crm.pool_due ENABLE ROW LEVEL SECURITY;
CREATE POLICY view_some ON crm.pool_due FOR SELECT TO :"employee" USING (owner_id = ANY ((SELECT crm.visible_owners('customer', 'view'))::bigint[]));
GRANT SELECT ON crm.pool_due, crm.holding_limit TO :"employee";
ALTER TABLE crm.pool_work ENABLE ROW LEVEL SECURITY;  -- nobody's to read: the night's own list

-- Absences: everybody may know who stands in for whom; one's own and one's people's are one's to enter.
ALTER TABLE crm.absence ENABLE ROW LEVEL SECURITY;
CREATE POLICY view_any ON crm.absence FOR SELECT TO :"employee" USING (true);
CREATE POLICY own ON crm.absence TO :"employee" USING (employee_id = ANY ((SELECT crm.my_people())::bigint[]))
    WITH CHECK (employee_id = ANY ((SELECT crm.my_people())::bigint[]));
GRANT SELECT, DELETE, INSERT (employee_id, stand_in_id, from_on, to_on, note), UPDATE (stand_in_id, from_on, to_on, note)
    ON crm.absence TO :"employee";
-- One's picture is one's own; whoever may edit employees may set it too.
ALTER TABLE crm.employee_photo ENABLE ROW LEVEL SECURITY;
CREATE POLICY view_any ON crm.employee_photo FOR SELECT TO :"employee" USING (true);
CREATE POLICY own ON crm.employee_photo TO :"employee" USING (employee_id = (SELECT crm.me()) OR (SELECT crm.my_scope('employee', 'edit')) = 'all')
    WITH CHECK (employee_id = (SELECT crm.me()) OR (SELECT crm.my_scope('employee', 'edit')) = 'all');
GRANT SELECT, DELETE, INSERT (employee_id, content), UPDATE (content, updated_at) ON crm.employee_photo TO :"employee";

-- Files: as their record.
ALTER TABLE crm.attachment ENABLE ROW LEVEL SECURITY;
ALTER TABLE crm.attachment_data ENABLE ROW LEVEL SECURITY;
CREATE POLICY view_some ON crm.attachment FOR SELECT TO :"employee"
    USING (table_name = ANY ((SELECT crm.seen_whole())::text[]) OR crm.sees(table_name, record_id));
CREATE POLICY create_some ON crm.attachment FOR INSERT TO :"employee" WITH CHECK (crm.may_file(table_name, record_id));
CREATE POLICY edit_some ON crm.attachment FOR UPDATE TO :"employee"
    USING (crm.may_file(table_name, record_id)) WITH CHECK (crm.may_file(table_name, record_id));
CREATE POLICY delete_some ON crm.attachment FOR DELETE TO :"employee" USING (crm.may_file(table_name, record_id));
CREATE POLICY view_some ON crm.attachment_data FOR SELECT TO :"employee"
    USING (EXISTS (SELECT FROM crm.attachment a WHERE a.id = attachment_id));
CREATE POLICY create_some ON crm.attachment_data FOR INSERT TO :"employee"
    WITH CHECK (EXISTS (SELECT FROM crm.attachment a WHERE a.id = attachment_id AND crm.may_file(a.table_name, a.record_id)));
GRANT SELECT, DELETE, INSERT (table_name, record_id, name, media_type, size, digest, note), UPDATE (name, note, is_main) ON crm.attachment TO :"employee";
GRANT SELECT, INSERT ON crm.attachment_data TO :"employee";

-- What is one's own.
DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['preference', 'saved_view', 'notice', 'presence', 'import_run', 'import_row', 'import_mapping', 'bulk_action', 'session_log',
        'favourite', 'favourite_folder'] LOOP
        EXECUTE format('ALTER TABLE crm.%I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY own ON crm.%I TO :"employee" USING (employee_id = (SELECT crm.me())) WITH CHECK (employee_id = (SELECT crm.me()))', t);
    END LOOP;
    EXECUTE format('CREATE POLICY view_all ON crm.session_log FOR SELECT TO %I USING (true)', crm.role_name('audit_view_all'));
END $$;
CREATE POLICY shared ON crm.saved_view FOR SELECT TO :"employee" USING (shared);
CREATE POLICY shared ON crm.import_mapping FOR SELECT TO :"employee" USING (shared);
GRANT SELECT, INSERT, UPDATE, DELETE ON crm.preference, crm.presence, crm.import_row TO :"employee";
GRANT SELECT, DELETE, INSERT (employee_id, entity, name, shared, pinned, is_default, position, query),
    UPDATE (name, shared, pinned, is_default, position, query) ON crm.saved_view TO :"employee";
GRANT SELECT, UPDATE (read_at), DELETE ON crm.notice TO :"employee";
GRANT SELECT, DELETE, INSERT (employee_id, entity, file_name, mapping, state, counts, bulk_id),
    UPDATE (mapping, state, counts, bulk_id) ON crm.import_run TO :"employee";
GRANT SELECT, DELETE, INSERT (employee_id, entity, name, shared, mapping), UPDATE (name, shared, mapping)
    ON crm.import_mapping TO :"employee";
GRANT SELECT, DELETE, INSERT (employee_id, table_name, record_id, folder_id, position, follow), UPDATE (folder_id, position, follow)
    ON crm.favourite TO :"employee";
GRANT SELECT, DELETE, INSERT (employee_id, name, position), UPDATE (name, position) ON crm.favourite_folder TO :"employee";
GRANT SELECT ON crm.bulk_action, crm.session_log TO :"employee";

-- An import row goes only into an import of one's own.
DROP POLICY own ON crm.import_row;
CREATE POLICY own ON crm.import_row TO :"employee" USING (employee_id = (SELECT crm.me()))
    WITH CHECK (employee_id = (SELECT crm.me()) AND run_id = ANY ((SELECT crm.my_import_runs())::bigint[]));

-- A rule that makes a price from the cost tells the cost: it is read and written with the right to see costs only.
ALTER TABLE crm.price ENABLE ROW LEVEL SECURITY;
CREATE POLICY open ON crm.price TO :"employee"
    USING (base <> 'cost' OR (SELECT crm.may('product_cost', 'view')))
    WITH CHECK (base <> 'cost' OR (SELECT crm.may('product_cost', 'view')));

-- What a supplier asks of us is a cost.
ALTER TABLE crm.partner_price ENABLE ROW LEVEL SECURITY;
CREATE POLICY open ON crm.partner_price TO :"employee"
    USING (asked_of = 'customers' OR (SELECT crm.may('product_cost', 'view')))
    WITH CHECK (asked_of = 'customers' OR (SELECT crm.may('product_cost', 'view')));

-- The trail shows of the tables what their readers may read in full.
ALTER TABLE crm.audit ENABLE ROW LEVEL SECURITY;
ALTER TABLE crm.audit_archive ENABLE ROW LEVEL SECURITY;
CREATE POLICY view_some ON crm.audit FOR SELECT TO :"employee"
    USING (NOT table_name = ANY ((SELECT crm.hidden_in_audit())::text[])
        AND (table_name <> 'attachment' OR NOT crm.hides_file((SELECT crm.hidden_in_audit()), record_id, old, new)));
CREATE POLICY view_some ON crm.audit_archive FOR SELECT TO :"employee"
    USING (NOT table_name = ANY ((SELECT crm.hidden_in_audit())::text[])
        AND (table_name <> 'attachment' OR NOT crm.hides_file((SELECT crm.hidden_in_audit()), record_id, old, new)));

-- What everybody may read.
GRANT SELECT ON crm.account_set, crm.dictionary, crm.department, crm.attribute_definition, crm.custom_object, crm.coding_rule, crm.setting,
    crm.module_table, crm.hanzi TO :"employee";
-- the directory; the rest of an employee comes with the right to view employees, and field rights may hide it
REVOKE SELECT ON crm.employee FROM :"employee";
GRANT SELECT (id, version, code, login, name, title, department_id, superior_id, stand_in_id, status, sort_key,
    created_at, created_by, updated_at, updated_by) ON crm.employee TO :"employee";
GRANT SELECT ON crm.role, crm.employee_role, crm.right_rule, crm.alembic_version TO :"employee";
ALTER TABLE crm.effective_right ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON crm.effective_right FOR SELECT TO :"employee" USING (employee_id = (SELECT crm.me()));
GRANT SELECT ON crm.effective_right TO :"employee";
