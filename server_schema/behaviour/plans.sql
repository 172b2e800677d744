-- Last, because it looks at the triggers that other families made. A function keeps the plans of its statements for a session, and how
-- many rows changed enters them once: after a save of one record thousands would go through all old rows for each new one, and after
-- an import of thousands a save would read a whole table. So a large statement begins with no plans, has none once other tables have
-- followed (t50), and leaves none. What stops at the first hit (EXISTS, LIMIT 1) is planned by loops nonetheless: there old and new
-- rows meet by EXCEPT, or MATERIALIZED.
CREATE OR REPLACE FUNCTION crm.tg_fresh_plans() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM changed OFFSET 100) THEN DISCARD PLANS; END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION crm.plan_table(name text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE t record;
BEGIN
    FOR t IN SELECT DISTINCT e.event, e.side, p.place
        FROM pg_trigger g JOIN (VALUES (4, 'INSERT', 'NEW'), (8, 'DELETE', 'OLD'), (16, 'UPDATE', 'NEW')) e(bit, event, side) ON g.tgtype & e.bit > 0
        CROSS JOIN (VALUES ('t00'), ('t59'), ('t99')) p(place)  -- t50 changes other tables, and they may change this one: few rows
        WHERE g.tgrelid = to_regclass(format('crm.%I', name)) AND g.tgfoid <> 'crm.tg_fresh_plans'::regproc AND num_nonnulls(g.tgoldtable, g.tgnewtable) > 0 LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER %s_plans_%s AFTER %s ON crm.%I REFERENCING %s TABLE AS changed
            FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_fresh_plans()', t.place, lower(t.event), t.event, name, t.side);
    END LOOP;
END $$;
SELECT crm.plan_table(relname::text) FROM pg_class WHERE relnamespace = 'crm'::regnamespace AND relkind = 'r';
