-- What every record has: version and authorship, an owner who is not given away, an audit trail, a notice of change.

-- The trail as a whole: what is written to, and the years that were moved out of its way.
CREATE OR REPLACE VIEW crm.audit_whole AS
    SELECT id, at, xid, login, client, address, table_name, record_id, operation, old, new, digest, epoch, salt FROM crm.audit
    UNION ALL
    SELECT id, at, xid, login, client, address, table_name, record_id, operation, old, new, digest, epoch, salt FROM crm.audit_archive;

CREATE OR REPLACE FUNCTION crm.tg_touch() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        NEW.id := OLD.id;
        IF current_user = session_user OR pg_trigger_depth() > 1 THEN  -- only keep_origin may name another author
            NEW.created_at := OLD.created_at;
            NEW.created_by := OLD.created_by;
        END IF;
        -- a sum or a search key followed another change: nobody edited this record, unless the function that wrote it counts that as an edit
        IF pg_trigger_depth() > 1 AND NEW.version = OLD.version THEN
            NEW.version := OLD.version;
            NEW.updated_at := OLD.updated_at;
            NEW.updated_by := OLD.updated_by;
        ELSE
            NEW.version := OLD.version + 1;
            NEW.updated_at := clock_timestamp();
            NEW.updated_by := session_user;
        END IF;
    ELSIF current_setting('is_superuser') = 'off' AND pg_trigger_depth() = 1 THEN  -- what comes back by an undo is as old as it was
        NEW.version := 1;
        NEW.created_at := clock_timestamp();
        NEW.created_by := session_user;
        NEW.updated_at := NEW.created_at;
        NEW.updated_by := session_user;
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION crm.tg_owner() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF current_setting('is_superuser') = 'on' OR pg_trigger_depth() > 1 THEN RETURN NEW; END IF;
    IF TG_OP = 'INSERT' THEN
        NEW.owner_id := coalesce(NEW.owner_id, crm.me());
        IF NEW.owner_id = crm.me() THEN RETURN NEW; END IF;
    ELSIF NEW.owner_id IS NOT DISTINCT FROM OLD.owner_id THEN
        RETURN NEW;
    ELSIF TG_TABLE_NAME = 'customer' THEN
        -- nobody may write the pool: its own functions do, and have asked already
        IF NEW.pool_id IS DISTINCT FROM OLD.pool_id THEN RETURN NEW; END IF;
    END IF;
    IF NOT crm.may_give(TG_ARGV[0], NEW.owner_id) OR TG_OP = 'UPDATE' AND NOT crm.may_give(TG_ARGV[0], OLD.owner_id) THEN
        PERFORM crm.deny('owner_needs_assign');
    END IF;
    IF TG_OP = 'UPDATE' AND EXISTS (SELECT FROM crm.employee WHERE id = NEW.owner_id AND status = 'left') THEN
        PERFORM crm.refuse('owner_has_left', 'owner_id');
    END IF;
    RETURN NEW;
END $$;

-- A child belongs to whom its parent belongs: tg_follow(parent table, foreign key).
CREATE OR REPLACE FUNCTION crm.tg_follow() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE parent bigint := (to_jsonb(NEW) ->> TG_ARGV[1])::bigint;
BEGIN
    IF current_setting('is_superuser') = 'off' AND pg_trigger_depth() = 1
        AND (TG_OP = 'INSERT' OR to_jsonb(OLD) -> TG_ARGV[1] IS DISTINCT FROM to_jsonb(NEW) -> TG_ARGV[1])
        AND NOT crm.sees(TG_ARGV[0], parent) THEN
        PERFORM crm.deny('parent_not_visible');
    END IF;
    IF crm.seen_with_customer(TG_TABLE_NAME) THEN
        EXECUTE format('SELECT owner_id, customer_owner_id FROM crm.%I WHERE id = $1', TG_ARGV[0]) INTO NEW.owner_id, NEW.customer_owner_id USING parent;
    ELSE
        EXECUTE format('SELECT owner_id FROM crm.%I WHERE id = $1', TG_ARGV[0]) INTO NEW.owner_id USING parent;
    END IF;
    RETURN NEW;
END $$;

-- A record may point only to what its writer sees, or the link would tell what is there: tg_link(foreign key, table).
CREATE OR REPLACE FUNCTION crm.tg_link() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE target bigint := (to_jsonb(NEW) ->> TG_ARGV[0])::bigint;
BEGIN
    IF current_setting('is_superuser') = 'off' AND pg_trigger_depth() = 1
        AND (TG_OP = 'INSERT' OR (to_jsonb(OLD) ->> TG_ARGV[0])::bigint IS DISTINCT FROM target)
        AND NOT crm.sees(TG_ARGV[1], target) THEN
        PERFORM crm.deny('link_not_visible');
    END IF;
    RETURN NEW;
END $$;

-- tg_owner_passed(child table, foreign key, child table, foreign key, …): children follow when the owner changes; once a
-- statement, because a manager hands over thousands.
CREATE OR REPLACE FUNCTION crm.tg_owner_passed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE passed text := CASE WHEN crm.seen_with_customer(TG_TABLE_NAME) THEN 'owner_id, customer_owner_id' ELSE 'owner_id' END; changed boolean; children text[];
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT id, %1$s FROM new_rows EXCEPT SELECT id, %1$s FROM old_rows)', passed) INTO changed;  -- see plans.sql
    IF NOT changed THEN RETURN NULL; END IF;
    children := ARRAY(SELECT a FROM unnest(TG_ARGV) a);  -- from 1 on
    IF TG_TABLE_NAME = 'customer' THEN  -- and the kinds of records that the company added
        children := children || ARRAY(SELECT unnest(ARRAY[t, 'customer_id']) FROM crm.custom_at_customers() t);
    END IF;
    FOR i IN 1 .. cardinality(children) BY 2 LOOP
        EXECUTE format('UPDATE crm.%1$I c SET (%2$s) = ROW (%3$s) FROM new_rows n JOIN old_rows o USING (id)
            WHERE c.%4$I = n.id AND (%3$s) IS DISTINCT FROM (%5$s)', children[i], passed, regexp_replace(passed, '(\w+)', 'n.\1', 'g'), children[i + 1],
            regexp_replace(passed, '(\w+)', 'o.\1', 'g'));
    END LOOP;
    RETURN NULL;
END $$;

-- Whose customer it is, where that is somebody else than whose figure: he sees it too (policies.sql). Written where it differs only, so
-- that a customer handed over with his work rewrites nothing.
CREATE OR REPLACE FUNCTION crm.tg_customer_owner() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    NEW.customer_owner_id := nullif((SELECT c.owner_id FROM crm.customer c WHERE c.id = NEW.customer_id), NEW.owner_id);
    RETURN NEW;
END $$;

DROP FUNCTION IF EXISTS crm.audit_digest(timestamptz, xid8, text, text, bigint, text, jsonb, jsonb);
DROP FUNCTION IF EXISTS crm.audit_digest(timestamptz, xid8, text, text, bigint, text, jsonb, jsonb, int);
CREATE OR REPLACE FUNCTION crm.audit_digest(row_at timestamptz, row_xid xid8, row_login text, row_table text, row_id bigint,
    row_operation text, row_old jsonb, row_new jsonb, row_epoch int DEFAULT 1, row_salt uuid DEFAULT NULL) RETURNS bytea
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    -- every place is kept, empty or not: old and new must not stand for each other
    SELECT sha256(convert_to(concat_ws(E'\x1f', extract(epoch FROM row_at)::text, row_xid::text, row_login, row_table,
        coalesce(row_id::text, ''), row_operation, coalesce(row_old::text, ''), coalesce(row_new::text, ''),
        -- the first epoch, and entries without salt, have the digests of before there were any
        CASE WHEN row_epoch > 1 THEN row_epoch::text END, row_salt::text), 'UTF8'))
$$;

-- One INSERT … SELECT and one NOTIFY for a statement, however many rows it touched.
-- Each entry has a salt of its own (hence the look at the id): where it is erased the salt goes too, and its digest tells nothing.
CREATE OR REPLACE FUNCTION crm.tg_audit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE
    moment timestamptz := clock_timestamp();
    hidden text[] := ARRAY['tokens', 'sort_key', 'variant_key', 'pool_due_on', 'quiet_since', 'next_on', 'remind_on', 'next_lunar', 'years', 'further_phones', 'further_emails', 'updated_at', 'updated_by'];
    epoch_now int := (SELECT epoch FROM crm.account_set);
    -- whose it is follows from its parent, whose own entry tells of it: an entry for each of its parts would be most of a handover
    follows text[] := CASE WHEN crm.is_derived(TG_TABLE_NAME, 'owner_id') OR EXISTS (SELECT FROM crm.module_table m
        WHERE m.table_name = TG_TABLE_NAME AND m.ownership = 'trail') THEN '{owner_id,customer_owner_id,version}'
        WHEN crm.seen_with_customer(TG_TABLE_NAME) THEN '{customer_owner_id}' ELSE '{}' END;
    ids bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        WITH written AS (
            INSERT INTO crm.audit (at, xid, login, client, address, table_name, record_id, operation, old, new, epoch, salt, digest)
            SELECT moment, pg_current_xact_id(), session_user, current_setting('application_name'), inet_client_addr(),
                TG_TABLE_NAME, n.id, 'I', NULL, d.new, epoch_now, r.salt,
                crm.audit_digest(moment, pg_current_xact_id(), session_user, TG_TABLE_NAME, n.id, 'I', NULL, d.new, epoch_now, r.salt)
            FROM new_rows n, LATERAL (SELECT to_jsonb(n) - hidden - 'customer_owner_id' AS new) d, LATERAL (SELECT gen_random_uuid() AS salt WHERE n.id IS NOT NULL) r RETURNING record_id)
        SELECT (array_agg(record_id))[1:41] INTO ids FROM written;
    ELSIF TG_OP = 'UPDATE' THEN
        -- materialized: inlined, each pair would be turned into jsonb again for every key
        WITH pairs AS MATERIALIZED (
            SELECT n.id, to_jsonb(o) - hidden AS old, to_jsonb(n) - hidden AS new
            FROM new_rows n JOIN old_rows o USING (id)),
        changes AS (
            SELECT p.id, (SELECT jsonb_object_agg(key, value) FROM jsonb_each(p.old) e WHERE p.new -> key IS DISTINCT FROM value AND key <> 'customer_owner_id') AS old,
                (SELECT jsonb_object_agg(key, value) FROM jsonb_each(p.new) e WHERE p.old -> key IS DISTINCT FROM value AND key <> 'customer_owner_id') AS new
            FROM pairs p WHERE p.old <> p.new AND (follows = '{}' OR p.old - follows <> p.new - follows)),
        written AS (
            INSERT INTO crm.audit (at, xid, login, client, address, table_name, record_id, operation, old, new, epoch, salt, digest)
            SELECT moment, pg_current_xact_id(), session_user, current_setting('application_name'), inet_client_addr(),
                TG_TABLE_NAME, c.id, 'U', c.old, c.new, epoch_now, r.salt,
                crm.audit_digest(moment, pg_current_xact_id(), session_user, TG_TABLE_NAME, c.id, 'U', c.old, c.new, epoch_now, r.salt)
            FROM changes c, LATERAL (SELECT gen_random_uuid() AS salt WHERE c.id IS NOT NULL) r RETURNING record_id)
        SELECT (array_agg(p.id))[1:41] INTO ids FROM pairs p WHERE p.old <> p.new;
    ELSE
        WITH written AS (
            INSERT INTO crm.audit (at, xid, login, client, address, table_name, record_id, operation, old, new, epoch, salt, digest)
            SELECT moment, pg_current_xact_id(), session_user, current_setting('application_name'), inet_client_addr(),
                TG_TABLE_NAME, o.id, 'D', d.old, NULL, epoch_now, r.salt,
                crm.audit_digest(moment, pg_current_xact_id(), session_user, TG_TABLE_NAME, o.id, 'D', d.old, NULL, epoch_now, r.salt)
            FROM old_rows o, LATERAL (SELECT to_jsonb(o) - hidden - 'customer_owner_id' AS old) d, LATERAL (SELECT gen_random_uuid() AS salt WHERE o.id IS NOT NULL) r RETURNING record_id)
        SELECT (array_agg(record_id))[1:41] INTO ids FROM written;
    END IF;
    IF ids IS NOT NULL THEN
        PERFORM pg_notify('crm', json_build_object('t', TG_TABLE_NAME, 'o', TG_OP, 'b', session_user,
            'i', CASE WHEN cardinality(ids) > 40 THEN '{}' ELSE ids END)::text);
    END IF;
    RETURN NULL;
END $$;

-- tg_choices('column=dictionary', …): every code must be an entry of its dictionary. Most saves change none of them.
CREATE OR REPLACE FUNCTION crm.tg_choices() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE chosen text; wrong text; columns text; changed boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT string_agg(quote_ident(split_part(c, '=', 1)), ', ') INTO columns FROM unnest(TG_ARGV) c;
        EXECUTE format('SELECT EXISTS (SELECT id, %1$s FROM new_rows EXCEPT SELECT id, %1$s FROM old_rows)', columns) INTO changed;  -- see plans.sql
        IF NOT changed THEN RETURN NULL; END IF;
    END IF;
    FOREACH chosen IN ARRAY TG_ARGV LOOP
        EXECUTE format('SELECT min(n.v) FROM (SELECT DISTINCT %1$I AS v FROM new_rows) n WHERE n.v <> '''' AND NOT EXISTS
            (SELECT FROM crm.dictionary d WHERE d.kind = %2$L AND d.code = n.v)',
            split_part(chosen, '=', 1), split_part(chosen, '=', 2)) INTO wrong;
        IF wrong IS NOT NULL THEN
            PERFORM crm.refuse('choice_unknown', split_part(chosen, '=', 1), wrong);
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

-- A table with versions is written down and told of.
CREATE OR REPLACE FUNCTION crm.watch_table(name text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE event text; tables text;
BEGIN
    EXECUTE format('CREATE OR REPLACE TRIGGER t90_touch BEFORE INSERT OR UPDATE ON crm.%I
        FOR EACH ROW EXECUTE FUNCTION crm.tg_touch()', name);
    FOREACH event IN ARRAY ARRAY['INSERT', 'UPDATE', 'DELETE'] LOOP
        tables := CASE event WHEN 'INSERT' THEN 'NEW TABLE AS new_rows' WHEN 'DELETE' THEN 'OLD TABLE AS old_rows'
            ELSE 'NEW TABLE AS new_rows OLD TABLE AS old_rows' END;
        EXECUTE format('CREATE OR REPLACE TRIGGER t95_audit_%s AFTER %s ON crm.%I REFERENCING %s
            FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_audit()', lower(event), event, name, tables);
    END LOOP;
END $$;

-- Tables that have this column.
CREATE OR REPLACE FUNCTION crm.tables_with(of_column text) RETURNS SETOF text
LANGUAGE sql STABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT c.relname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = of_column AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = 'crm'::regnamespace AND c.relkind = 'r'
$$;

-- a history is a trail itself
SELECT crm.watch_table(t) FROM crm.tables_with('version') t WHERE NOT EXISTS (SELECT FROM crm.module_table m WHERE m.table_name = t AND m.ownership = 'history');

-- Its rows belong to somebody, who is given no record by himself.
CREATE OR REPLACE FUNCTION crm.own_table(name text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    EXECUTE format('CREATE OR REPLACE TRIGGER t10_owner BEFORE INSERT OR UPDATE ON crm.%I FOR EACH ROW EXECUTE FUNCTION crm.tg_owner(%L)', name, name);
END $$;

-- Its rows belong to whom the rows belong that they hang on.
CREATE OR REPLACE FUNCTION crm.follow_table(name text, parent text, key text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    EXECUTE format('CREATE OR REPLACE TRIGGER t10_follow BEFORE INSERT OR UPDATE OF %2$I ON crm.%1$I FOR EACH ROW EXECUTE FUNCTION crm.tg_follow(%3$L, %2$L)', name, key, parent);
END $$;

DO $$
DECLARE t record; event text;
BEGIN
    FOR t IN SELECT * FROM (VALUES
        ('customer', ARRAY['kind=customer_kind', 'grade=customer_grade', 'industry=industry', 'region=region',
            'source=customer_source', 'status=customer_status']),
        ('contact', ARRAY['decision_role=decision_role', 'gender=gender']),
        ('employee', ARRAY['gender=gender']),
        ('product', ARRAY['unit=unit']),
        ('product_unit', ARRAY['unit=unit']),
        ('measure_unit', ARRAY['unit=unit']),
        ('price', ARRAY['unit=unit']),
        ('promotion', ARRAY['grade=customer_grade', 'region=region']),
        ('price_list', ARRAY['grade=customer_grade', 'currency=currency']),
        ('sales_order', ARRAY['currency=currency']),
        ('pool_rule', ARRAY['grade=customer_grade']),
        ('action', ARRAY['kind=action_kind']),
        ('important_date', ARRAY['kind=date_kind']), ('contact_way', ARRAY['kind=contact_way_kind']),
        ('contact_relation', ARRAY['kind=contact_relation_kind']),
        ('customer_phone', ARRAY['kind=phone_kind']), ('customer_address', ARRAY['kind=address_kind']),
        ('customer_relation', ARRAY['kind=relation_kind']), ('qualification', ARRAY['result=qualification_result']),
        ('opportunity', ARRAY['stage=opportunity_stage', 'source=customer_source', 'lost_reason=lost_reason',
            'currency=currency'])) v(name, choices) LOOP
        FOREACH event IN ARRAY ARRAY['INSERT', 'UPDATE'] LOOP
            EXECUTE format('CREATE OR REPLACE TRIGGER t81_choices_%s AFTER %s ON crm.%I REFERENCING NEW TABLE AS new_rows %s
                FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_choices(%s)', lower(event), event, t.name,
                CASE event WHEN 'UPDATE' THEN 'OLD TABLE AS old_rows' ELSE '' END,
                (SELECT string_agg(quote_literal(c), ', ') FROM unnest(t.choices) c));
        END LOOP;
    END LOOP;
    PERFORM crm.own_table(u) FROM unnest('{customer,opportunity,sales_order}'::text[]) u;
    FOR t IN SELECT * FROM (VALUES ('opportunity'), ('sales_order')) v(name) LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER t14_customer_owner BEFORE INSERT OR UPDATE OF owner_id, customer_id, customer_owner_id ON crm.%I
            FOR EACH ROW EXECUTE FUNCTION crm.tg_customer_owner()', t.name);
    END LOOP;
    FOR t IN SELECT * FROM (VALUES ('customer', 'parent_id', 'customer'), ('action', 'contact_id', 'contact'),
        ('opportunity', 'contact_id', 'contact'), ('sales_order', 'contact_id', 'contact'),
        ('sales_order', 'opportunity_id', 'opportunity'), ('promotion_customer', 'customer_id', 'customer')) v(name, key, target) LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER t12_link_%2$s BEFORE INSERT OR UPDATE OF %2$I ON crm.%1$I
            FOR EACH ROW WHEN (NEW.%2$I IS NOT NULL) EXECUTE FUNCTION crm.tg_link(%2$L, %3$L)', t.name, t.key, t.target);
    END LOOP;
END $$;

SELECT crm.follow_table('contact', 'customer', 'customer_id'), crm.follow_table('sales_order_line', 'sales_order', 'order_id'),
    crm.follow_table('customer_helper', 'customer', 'customer_id');
DO $$
DECLARE t record;
BEGIN
    FOR t IN SELECT * FROM (VALUES
        ('customer', '''contact'', ''customer_id'', ''action'', ''customer_id'', ''customer_phone'', ''customer_id'', ''customer_address'', ''customer_id'',
            ''customer_relation'', ''customer_id'', ''important_date'', ''customer_id'', ''contact_way'', ''customer_id'', ''contact_relation'', ''customer_id'', ''qualification'', ''customer_id'', ''customer_status_change'', ''customer_id'',
            ''timeline_entry'', ''customer_id'', ''timeline_pin'', ''customer_id'', ''customer_helper'', ''customer_id'', ''customer_holding'', ''customer_id'''),
        ('opportunity', '''opportunity_stage'', ''opportunity_id'', ''opportunity_competitor'', ''opportunity_id'''),
        ('sales_order', '''sales_order_line'', ''order_id'', ''sales_order_cost'', ''order_id'', ''promotion_use'', ''order_id''')) v(name, children) LOOP
        EXECUTE format('DROP TRIGGER IF EXISTS t50_owner_passed ON crm.%1$I;
            CREATE TRIGGER t50_owner_passed AFTER UPDATE ON crm.%1$I REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows
            FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_owner_passed(%2$s)', t.name, t.children);
    END LOOP;
END $$;
