-- Last, because it looks at what other families made. These join the rows of a statement before and after, and look no record up by a
-- key. How many rows there are PostgreSQL learns at the first statement of a session only: after a save of one record it would go through
-- all old rows for each new one, minutes for some thousands. Triggers that do look up by a key use EXCEPT or EXECUTE instead.
DO $$
DECLARE f regprocedure;
BEGIN
    FOREACH f IN ARRAY ARRAY['crm.tg_attributes()', 'crm.tg_required_fields()', 'crm.tg_audit()', 'crm.tg_handed_over()']::regprocedure[] LOOP
        EXECUTE format('ALTER FUNCTION %s SET enable_nestloop = off', f);
    END LOOP;
END $$;
