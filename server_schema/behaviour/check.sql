-- Every invariant of an account set; a row names what breaks one. For administrators and crm-admin.

-- Has a kind of records that the company added its table, with what belongs to it?
CREATE OR REPLACE FUNCTION crm.is_whole(o crm.custom_object) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT to_regclass('crm.' || t) IS NOT NULL AND to_regprocedure(format('crm.search_%s(text, int)', t)) IS NOT NULL AND to_regprocedure(format('crm.match_%s(text, int)', t)) IS NOT NULL
        AND EXISTS (SELECT FROM crm.module_table m WHERE (m.table_name, m.module, m.ownership) = (t, t, CASE o.belongs_to WHEN 'nobody' THEN 'open' ELSE 'owner' END))
        AND (SELECT count(*) FROM pg_catalog.pg_trigger g WHERE g.tgrelid = to_regclass('crm.' || t) AND g.tgenabled <> 'D' AND g.tgname IN ('t01_deletion', 't10_owner', 't10_follow', 't20_code',
            't30_search', 't80_attributes_insert', 't80_attributes_update', 't90_touch', 't95_audit_insert', 't95_audit_update', 't95_audit_delete')) = CASE o.belongs_to WHEN 'nobody' THEN 9 ELSE 10 END
    FROM (SELECT 'custom_' || o.code AS t) v
$$;

-- What holds of other records holds of theirs.
CREATE OR REPLACE FUNCTION crm.check_custom_records() RETURNS TABLE (rule text, table_name text, record_id bigint, detail text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE o crm.custom_object; t text;
BEGIN
    FOR o IN SELECT * FROM crm.custom_object WHERE to_regclass('crm.custom_' || code) IS NOT NULL ORDER BY id LOOP
        t := 'custom_' || o.code;
        RETURN QUERY EXECUTE format('SELECT ''found_by_search'', %1$L, id, name FROM crm.%1$I WHERE tokens = '''' OR sort_key = ''''', t);
        CASE o.belongs_to
            WHEN 'customer' THEN RETURN QUERY EXECUTE format('SELECT ''child_follows_owner'', %1$L, c.id, '''' FROM crm.%1$I c JOIN crm.customer p ON p.id = c.customer_id
                WHERE c.owner_id IS DISTINCT FROM p.owner_id', t);
            WHEN 'employee' THEN RETURN QUERY EXECUTE format('SELECT ''owner_is_employed'', %1$L, c.id, e.name FROM crm.%1$I c JOIN crm.employee e ON e.id = c.owner_id
                WHERE e.status = ''left''', t);
            ELSE NULL;
        END CASE;
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION crm.check_account_set() RETURNS TABLE (rule text, table_name text, record_id bigint, detail text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT * FROM (
    SELECT 'order_amount_is_sum_of_lines' AS rule, 'sales_order' AS table_name, o.id AS record_id, o.amount + o.promotion_off || ' <> ' || coalesce(s.total, 0) AS detail
    FROM crm.sales_order o LEFT JOIN (SELECT order_id, sum(amount) AS total FROM crm.sales_order_line GROUP BY 1) s ON s.order_id = o.id
    WHERE o.amount + o.promotion_off <> coalesce(s.total, 0)
    UNION ALL SELECT 'order_tax_is_part_of_lines', 'sales_order', o.id, o.tax_amount || ' <> ' || coalesce(s.tax, 0)
    FROM crm.sales_order o LEFT JOIN (SELECT order_id, sum(round(amount * tax_rate / (100 + tax_rate))) AS tax
        FROM crm.sales_order_line GROUP BY 1) s ON s.order_id = o.id
    WHERE o.promotion_off = 0 AND o.tax_amount <> coalesce(s.tax, 0)
    UNION ALL SELECT 'achievement_is_sum_of_records', 'achievement', NULL, a.kind || ' ' || a.day || ': ' || a.currency || ' ' || sum(a.amount) || ', ' || sum(a.number)
    FROM (SELECT kind, day, owner_id, currency, amount, number FROM crm.achievement
        UNION ALL SELECT kind, day, owner_id, currency, -amount, -number FROM crm.achievements_of_records()) a
    GROUP BY a.kind, a.day, a.owner_id, a.currency HAVING sum(a.amount) <> 0 OR sum(a.number) <> 0
    UNION ALL SELECT 'promotion_is_counted', 'sales_order', u.order_id, o.state FROM crm.promotion_use u JOIN crm.sales_order o ON o.id = u.order_id
    WHERE o.state NOT IN ('confirmed', 'delivered', 'closed')
    UNION ALL SELECT 'coupon_uses_are_its_orders', 'coupon', k.id, k.uses || ' <> ' || count(u.id) FROM crm.coupon k
    LEFT JOIN crm.promotion_use u ON u.coupon_id = k.id GROUP BY k.id, k.uses HAVING k.uses <> count(u.id)
    UNION ALL SELECT 'coupon_uses_are_its_orders', 'sales_order', o.id, o.code FROM crm.sales_order o
    WHERE o.coupon <> '' AND o.state IN ('confirmed', 'delivered', 'closed') AND NOT EXISTS (SELECT FROM crm.promotion_use u
        JOIN crm.coupon k ON k.id = u.coupon_id WHERE u.order_id = o.id AND k.code = o.coupon)
    UNION ALL SELECT 'batch_sold_is_on_orders', 'product_batch', b.id, b.sold || ' <> ' || coalesce(s.taken, 0) FROM crm.product_batch b
    LEFT JOIN (SELECT l.batch_id, sum(l.base_quantity) AS taken FROM crm.sales_order_line l JOIN crm.sales_order o ON o.id = l.order_id
        WHERE l.batch_id IS NOT NULL AND o.state IN ('confirmed', 'delivered', 'closed') GROUP BY 1) s ON s.batch_id = b.id
    WHERE b.sold <> coalesce(s.taken, 0)
    UNION ALL SELECT 'confirmed_order_has_code_and_lines', 'sales_order', o.id, o.code FROM crm.sales_order o
    WHERE o.state IN ('confirmed', 'delivered', 'closed')
        AND (o.code = '' OR NOT EXISTS (SELECT FROM crm.sales_order_line l WHERE l.order_id = o.id))
    UNION ALL SELECT 'stage_decides_outcome', 'opportunity', o.id, o.stage || ' / ' || o.outcome
    FROM crm.opportunity o LEFT JOIN crm.dictionary d ON d.kind = 'opportunity_stage' AND d.code = o.stage
    WHERE o.outcome IS DISTINCT FROM d.outcome
    UNION ALL SELECT 'child_follows_owner', 'contact', c.id, '' FROM crm.contact c JOIN crm.customer p ON p.id = c.customer_id
    WHERE c.owner_id IS DISTINCT FROM p.owner_id
    UNION ALL SELECT 'child_follows_owner', 'action', a.id, '' FROM crm.action a JOIN crm.customer p ON p.id = a.customer_id
    WHERE a.owner_id IS DISTINCT FROM p.owner_id
    UNION ALL SELECT 'child_follows_owner', 'sales_order_line', l.id, '' FROM crm.sales_order_line l JOIN crm.sales_order o ON o.id = l.order_id
    WHERE l.owner_id IS DISTINCT FROM o.owner_id
    UNION ALL SELECT 'child_follows_owner', 'sales_order_cost', c.line_id, '' FROM crm.sales_order_cost c JOIN crm.sales_order o ON o.id = c.order_id
    WHERE c.owner_id IS DISTINCT FROM o.owner_id
    UNION ALL SELECT 'child_follows_owner', t.name, t.id, '' FROM (
        SELECT 'customer_phone' AS name, id, customer_id, owner_id FROM crm.customer_phone
        UNION ALL SELECT 'customer_address', id, customer_id, owner_id FROM crm.customer_address
        UNION ALL SELECT 'customer_relation', id, customer_id, owner_id FROM crm.customer_relation
        UNION ALL SELECT 'important_date', id, customer_id, owner_id FROM crm.important_date
        UNION ALL SELECT 'contact_way', id, customer_id, owner_id FROM crm.contact_way
        UNION ALL SELECT 'contact_relation', id, customer_id, owner_id FROM crm.contact_relation
        UNION ALL SELECT 'qualification', id, customer_id, owner_id FROM crm.qualification
        UNION ALL SELECT 'customer_status_change', id, customer_id, owner_id FROM crm.customer_status_change
        UNION ALL SELECT 'timeline_entry', id, customer_id, owner_id FROM crm.timeline_entry
        UNION ALL SELECT 'timeline_pin', id, customer_id, owner_id FROM crm.timeline_pin) t JOIN crm.customer p ON p.id = t.customer_id
    WHERE t.owner_id IS DISTINCT FROM p.owner_id
    UNION ALL SELECT 'seen_with_the_customer', t.name, t.id, '' FROM (
        SELECT 'opportunity' AS name, id, customer_id, owner_id, customer_owner_id, tokens FROM crm.opportunity
        UNION ALL SELECT 'sales_order', id, customer_id, owner_id, customer_owner_id, tokens FROM crm.sales_order) t
    LEFT JOIN crm.customer p ON p.id = t.customer_id
    WHERE t.customer_owner_id IS DISTINCT FROM nullif(p.owner_id, t.owner_id) OR NOT t.tokens @@ ('''@' || t.customer_owner_id || '''')::tsquery
    UNION ALL SELECT 'seen_with_the_customer', t.name, t.id, '' FROM (
        SELECT 'sales_order_line' AS name, l.id FROM crm.sales_order_line l JOIN crm.sales_order o ON o.id = l.order_id WHERE l.customer_owner_id IS DISTINCT FROM o.customer_owner_id
        UNION ALL SELECT 'sales_order_cost', l.line_id FROM crm.sales_order_cost l JOIN crm.sales_order o ON o.id = l.order_id
            WHERE l.customer_owner_id IS DISTINCT FROM o.customer_owner_id
        UNION ALL SELECT 'promotion_use', l.id FROM crm.promotion_use l JOIN crm.sales_order o ON o.id = l.order_id WHERE l.customer_owner_id IS DISTINCT FROM o.customer_owner_id
        UNION ALL SELECT 'opportunity_stage', l.id FROM crm.opportunity_stage l JOIN crm.opportunity o ON o.id = l.opportunity_id
            WHERE l.customer_owner_id IS DISTINCT FROM o.customer_owner_id
        UNION ALL SELECT 'opportunity_competitor', l.id FROM crm.opportunity_competitor l JOIN crm.opportunity o ON o.id = l.opportunity_id
            WHERE l.customer_owner_id IS DISTINCT FROM o.customer_owner_id) t
    UNION ALL SELECT 'promise_has_somebody', 'action', a.id, '' FROM crm.action a JOIN crm.employee e ON e.id = a.responsible_id
    WHERE e.status = 'left' AND a.promise_kept IS NULL
    UNION ALL SELECT 'child_follows_owner', 'opportunity_competitor', c.id, '' FROM crm.opportunity_competitor c
    JOIN crm.opportunity o ON o.id = c.opportunity_id WHERE c.owner_id IS DISTINCT FROM o.owner_id
    UNION ALL SELECT 'birthday_is_important_date', 'contact', c.id, concat_ws(' / ', c.birthday, crm.day_of(d)) FROM crm.contact c
    LEFT JOIN crm.important_date d ON d.contact_id = c.id AND d.kind = 'birthday'
    WHERE c.birthday IS DISTINCT FROM crm.day_of(d) AND (c.birthday IS NULL OR c.birthday BETWEEN '0001-01-01' AND '9999-12-31')
    UNION ALL SELECT 'date_lies_at_its_contact', 'important_date', d.id, '' FROM crm.important_date d JOIN crm.contact c ON c.id = d.contact_id
    WHERE d.customer_id <> c.customer_id
    UNION ALL SELECT 'relation_stands_on_both', 'customer_relation', r.id, r.kind FROM crm.customer_relation r
    WHERE NOT EXISTS (SELECT FROM crm.customer_relation t
        WHERE (t.customer_id, t.kind, t.other_id) = (r.other_id, crm.opposite_relation(r.kind), r.customer_id))
    UNION ALL SELECT 'relation_stands_on_both', 'contact_relation', r.id, r.kind FROM crm.contact_relation r
    WHERE NOT EXISTS (SELECT FROM crm.contact_relation t
        WHERE (t.contact_id, t.kind, t.other_id) = (r.other_id, crm.opposite_relation(r.kind, 'contact_relation_kind'), r.contact_id))
    UNION ALL SELECT 'variant_is_one_of_its_main_product', 'product', v.id, m.name FROM crm.product v JOIN crm.product m ON m.id = v.variant_of_id
    WHERE v.class_id IS DISTINCT FROM m.class_id OR m.varies_by = '{}'
        OR v.variant_key::jsonb IS DISTINCT FROM (SELECT jsonb_object_agg(a, v.attrs -> a) FROM unnest(m.varies_by) a)
    UNION ALL SELECT 'parent_is_relation', 'customer', c.id, '' FROM crm.customer c
    WHERE c.parent_id IS NOT NULL AND NOT EXISTS (SELECT FROM crm.customer_relation r
        WHERE (r.customer_id, r.kind, r.other_id) = (c.id, 'subsidiary_of', c.parent_id))
    UNION ALL SELECT 'owner_is_employed', t.name, t.id, t.owner FROM (
        SELECT 'customer' AS name, c.id, e.name AS owner FROM crm.customer c JOIN crm.employee e ON e.id = c.owner_id WHERE e.status = 'left'
        UNION ALL SELECT 'opportunity', o.id, e.name FROM crm.opportunity o JOIN crm.employee e ON e.id = o.owner_id
        WHERE e.status = 'left' AND o.outcome = 'open') t
    UNION ALL SELECT 'dictionary_entry_exists', v.tab, v.id, v.field || '=' || v.code FROM (
        SELECT 'customer' AS tab, c.id, f.field, f.kind, f.code FROM crm.customer c, LATERAL (VALUES ('grade', 'customer_grade', c.grade),
            ('industry', 'industry', c.industry), ('region', 'region', c.region), ('source', 'customer_source', c.source),
            ('status', 'customer_status', c.status), ('kind', 'customer_kind', c.kind)) f(field, kind, code)) v
    WHERE v.code <> '' AND NOT EXISTS (SELECT FROM crm.dictionary d WHERE d.kind = v.kind AND d.code = v.code)
    UNION ALL SELECT 'login_has_role', 'employee', e.id, e.login FROM crm.employee e
    WHERE e.status = 'active' AND e.login IS NOT NULL AND NOT EXISTS (SELECT FROM pg_catalog.pg_roles r WHERE r.rolname = e.login)
    UNION ALL SELECT 'locked_login_cannot_log_in', 'employee', e.id, e.login FROM crm.employee e JOIN pg_catalog.pg_roles r ON r.rolname = e.login
    WHERE e.status <> 'active' AND r.rolcanlogin
    UNION ALL SELECT 'employee_is_no_superuser', 'employee', e.id, e.login FROM crm.employee e JOIN pg_catalog.pg_roles r ON r.rolname = e.login
    WHERE r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolbypassrls OR r.rolreplication
    UNION ALL SELECT 'nobody_is_owner', 'employee', NULL, m.rolname FROM pg_catalog.pg_auth_members am
    JOIN pg_catalog.pg_roles m ON m.oid = am.member JOIN pg_catalog.pg_roles g ON g.oid = am.roleid
    WHERE g.rolname = 'crm_owner' AND m.rolcanlogin AND NOT m.rolsuper
    UNION ALL SELECT 'rights_in_force', 'employee', e.id, r.code FROM crm.employee e JOIN crm.employee_role er ON er.employee_id = e.id
    JOIN crm.role r ON r.id = er.role_id JOIN pg_catalog.pg_roles p ON p.rolname = e.login
    WHERE e.status = 'active' AND NOT pg_has_role(e.login, crm.role_name('role_' || r.code), 'member')
    UNION ALL SELECT 'row_security_on', c.relname::text, NULL, '' FROM pg_catalog.pg_class c JOIN crm.module_table m ON m.table_name = c.relname
    WHERE c.relnamespace = 'crm'::regnamespace AND m.ownership IN ('owner', 'part', 'trail') AND NOT c.relrowsecurity
    UNION ALL SELECT 'way_lies_at_its_contact', 'contact_way', w.id, '' FROM crm.contact_way w JOIN crm.contact c ON c.id = w.contact_id
    WHERE w.customer_id <> c.customer_id
    UNION ALL SELECT 'relation_lies_at_its_contacts', 'contact_relation', r.id, '' FROM crm.contact_relation r
    JOIN crm.contact c ON c.id = r.contact_id JOIN crm.contact o ON o.id = r.other_id
    WHERE (r.customer_id, r.other_customer_id) <> (c.customer_id, o.customer_id)
    UNION ALL SELECT 'contact_tells_its_ways', 'contact', c.id, '' FROM crm.contact c
    WHERE (c.further_phones, c.further_emails) IS DISTINCT FROM (crm.further_phones(c.id), crm.further_emails(c.id))
    UNION ALL SELECT 'found_by_search', 'customer', c.id, c.name FROM crm.customer c WHERE c.tokens = '' OR c.sort_key = ''
    UNION ALL SELECT 'found_by_search', 'customer', id, c.name FROM crm.customer c FULL JOIN crm.customer_search s USING (id)
    WHERE (c.owner_id, c.sort_key, c.tokens) IS DISTINCT FROM (s.owner_id, s.sort_key, s.tokens)
    UNION ALL SELECT 'custom_object_is_whole', 'custom_object', o.id, o.code FROM crm.custom_object o WHERE NOT crm.is_whole(o)
    UNION ALL SELECT 'custom_object_is_whole', m.table_name, NULL, '' FROM crm.module_table m WHERE m.table_name ~ '^custom_' AND m.table_name <> 'custom_object'
        AND NOT EXISTS (SELECT FROM crm.custom_object o WHERE 'custom_' || o.code = m.table_name)
    UNION ALL SELECT * FROM crm.check_custom_records()
    UNION ALL SELECT 'attachment_has_content', 'attachment', a.id, a.name FROM crm.attachment a
    WHERE NOT EXISTS (SELECT FROM crm.attachment_data d WHERE d.attachment_id = a.id AND length(d.content) = a.size)
    ) found WHERE current_setting('is_superuser') = 'on' OR crm.my_scope('right', 'edit') = 'all'
$$;
GRANT EXECUTE ON FUNCTION crm.check_account_set() TO :"employee";
