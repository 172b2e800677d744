-- What was deleted comes back: whatever deletes records of these tables makes an action that can be undone for thirty days, and
-- what goes with them and stands in no trail is kept as long.

-- Asks in the name of whoever deletes, so that an undo, a merge or an erasure, which work in the owner's, are no deletions.
CREATE OR REPLACE FUNCTION crm.tg_deletion() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF current_user = session_user AND crm.me() IS NOT NULL THEN PERFORM crm.begin_bulk('delete', TG_TABLE_NAME); END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION crm.tg_deleted_part() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    INSERT INTO crm.deleted_part (bulk_id, table_name, image) SELECT b.id, TG_TABLE_NAME, to_jsonb(o) FROM old_rows o
    JOIN crm.bulk_action b ON b.kind = 'delete' AND b.xid = pg_current_xact_id() AND b.epoch = (SELECT epoch FROM crm.account_set);
    RETURN NULL;
END $$;

-- The link by which these parts belong to what was deleted; a favourite to any record.
CREATE OR REPLACE FUNCTION crm.kept_parts() RETURNS TABLE (table_name text, key text, parent text)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    VALUES ('timeline_entry', 'customer_id', 'customer'), ('customer_holding', 'customer_id', 'customer'), ('opportunity_stage', 'opportunity_id', 'opportunity'),
        ('sales_order_cost', 'line_id', 'sales_order_line'), ('promotion_use', 'order_id', 'sales_order'), ('favourite', 'record_id', NULL)
$$;

CREATE OR REPLACE FUNCTION crm.keep_deletions(name text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    EXECUTE format('CREATE OR REPLACE TRIGGER t01_deletion BEFORE DELETE ON crm.%I FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_deletion()', name);
END $$;

SELECT crm.keep_deletions(t) FROM unnest('{customer,contact,action,opportunity,sales_order,product,product_class,price_list,promotion,partner,partner_contact,product_batch}'::text[]) t;
DO $$
DECLARE t text;
BEGIN
    FOR t IN SELECT table_name FROM crm.kept_parts() LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER t50_deleted_part AFTER DELETE ON crm.%I REFERENCING OLD TABLE AS old_rows
            FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_deleted_part()', t);
    END LOOP;
END $$;

-- How long a deletion can be taken back: nobody can have worked on what is gone, so that it keeps longer than what was done otherwise.
DROP FUNCTION IF EXISTS crm.undo_time(text);
CREATE OR REPLACE FUNCTION crm.deletion_time() RETURNS interval
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT interval '30 days'
$$;

-- Whole days of the company: what was done on a Friday evening goes back all Monday long.
CREATE OR REPLACE FUNCTION crm.undo_days() RETURNS int
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT least(greatest(crm.setting_number('undo_days'), 1), 30)
$$;

-- Until when a bulk action can be taken back.
CREATE OR REPLACE FUNCTION crm.undo_until(of_kind text, done_at timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT CASE of_kind WHEN 'delete' THEN done_at + crm.deletion_time()
        ELSE (crm.company_day(done_at) + crm.undo_days() + 1)::timestamp AT TIME ZONE crm.company_zone() END
$$;
GRANT EXECUTE ON FUNCTION crm.undo_days(), crm.undo_until(text, timestamptz) TO :"employee";

-- Who deleted takes it back, or whoever might have deleted all of its kind.
CREATE OR REPLACE FUNCTION crm.may_undo(of_bulk crm.bulk_action) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT coalesce(of_bulk.employee_id = crm.me(), false) OR of_bulk.kind = 'delete'
        AND EXISTS (SELECT FROM crm.module_table m WHERE m.table_name = of_bulk.label AND crm.my_scope(m.module, 'delete') = 'all')
$$;

-- Which of these tables' rows come back with a deletion: what hangs on the record without further asking, what gives rights or rules
-- only to whoever might write it today.
CREATE OR REPLACE FUNCTION crm.may_bring_back(of_table text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT EXISTS (SELECT FROM crm.module_table m WHERE m.table_name = of_table AND (m.ownership IN ('owner', 'part', 'trail')
        OR m.module IN ('action', 'product', 'product_cost', 'price', 'partner') OR crm.my_scope(m.module, 'delete') = 'all'))
$$;

-- A trigger, because what comes back within one is as old as it was: its author, its days, its code, its number.
CREATE OR REPLACE FUNCTION crm.tg_coming_back() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE t record; p record; columns text;
BEGIN
    -- a cascade writes its trail from the top down
    FOR t IN SELECT a.table_name AS name, array_agg(a.record_id) AS ids FROM crm.audit a WHERE a.id = ANY (NEW.coming_back)
        GROUP BY a.table_name ORDER BY min(a.id) LOOP
        CONTINUE WHEN NOT crm.may_bring_back(t.name);
        SELECT string_agg(quote_ident(c.attname), ', ') INTO columns FROM pg_attribute c
        WHERE c.attrelid = format('crm.%I', t.name)::regclass AND c.attnum > 0 AND NOT c.attisdropped AND c.attgenerated = ''
            AND EXISTS (SELECT FROM crm.audit a WHERE a.id = ANY (NEW.coming_back) AND a.table_name = t.name AND a.old ? c.attname);
        EXECUTE format('INSERT INTO crm.%1$I (%2$s) OVERRIDING SYSTEM VALUE SELECT %2$s FROM (
                SELECT (jsonb_populate_record(NULL::crm.%1$I, a.old)).* FROM crm.audit a WHERE a.id = ANY ($1) AND a.table_name = %1$L
                    AND NOT EXISTS (SELECT FROM crm.%1$I there WHERE there.id = a.record_id)) r', t.name, columns) USING NEW.coming_back;
        FOR p IN SELECT * FROM crm.kept_parts() k WHERE k.parent = t.name OR k.parent IS NULL LOOP
            IF p.parent IS NOT NULL THEN  -- what triggers have just made for a new record
                EXECUTE format('DELETE FROM crm.%I WHERE %I = ANY ($1)', p.table_name, p.key) USING t.ids;
            END IF;
            EXECUTE format('INSERT INTO crm.%1$I OVERRIDING SYSTEM VALUE SELECT r.* FROM crm.deleted_part d, jsonb_populate_record(NULL::crm.%1$I, d.image) r
                WHERE d.bulk_id = $1 AND d.table_name = %1$L AND (d.image ->> %2$L)::bigint = ANY ($2) AND ($3 IS NULL OR d.image ->> ''table_name'' = $3)
                ON CONFLICT DO NOTHING', p.table_name, p.key) USING NEW.id, t.ids, CASE WHEN p.parent IS NULL THEN t.name END;
        END LOOP;
    END LOOP;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t50_coming_back AFTER UPDATE OF coming_back ON crm.bulk_action FOR EACH ROW
    WHEN (NEW.coming_back <> '{}') EXECUTE FUNCTION crm.tg_coming_back();

-- What nobody took back in time: the files of records that are gone, and what was kept for them.
CREATE OR REPLACE FUNCTION crm.clear_deleted() RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE t text; touched int; gone int := 0;
BEGIN
    DELETE FROM crm.deleted_part d USING crm.bulk_action b WHERE b.id = d.bulk_id AND (b.undone_at IS NOT NULL OR b.at < now() - crm.deletion_time());
    FOR t IN SELECT DISTINCT table_name FROM crm.attachment LOOP
        EXECUTE format('DELETE FROM crm.attachment a WHERE a.table_name = %1$L AND NOT EXISTS (SELECT FROM crm.%1$I r WHERE r.id = a.record_id)
            AND NOT EXISTS (SELECT FROM crm.audit d WHERE d.table_name = %1$L AND d.record_id = a.record_id AND d.operation = ''D''
                AND d.at > now() - crm.deletion_time())', t);
        GET DIAGNOSTICS touched = ROW_COUNT;
        gone := gone + touched;
    END LOOP;
    RETURN gone;
END $$;
