-- Bulk actions and their undo, files, presence.

-- Everything that the current transaction changes can be taken back as one.
CREATE OR REPLACE FUNCTION crm.begin_bulk(of_kind text, with_label text DEFAULT '') RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE made bigint;
BEGIN
    IF crm.me() IS NULL THEN PERFORM crm.deny('not_an_employee'); END IF;
    IF of_kind = 'delete' THEN  -- part of what the transaction does anyway
        SELECT b.id INTO made FROM crm.bulk_action b JOIN crm.account_set USING (epoch) WHERE b.xid = pg_current_xact_id() ORDER BY b.id LIMIT 1;
        IF FOUND THEN RETURN made; END IF;
    END IF;
    INSERT INTO crm.bulk_action (employee_id, kind, label, epoch)
    SELECT crm.me(), of_kind, with_label, epoch FROM crm.account_set RETURNING id INTO made;
    RETURN made;
END $$;

-- Which of these records do others point to? Histories and costs, which the database keeps itself, and reactions do not count.
CREATE OR REPLACE FUNCTION crm.in_use(of_table text, ids bigint[]) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE link record; found bigint[]; used bigint[];
BEGIN
    SELECT coalesce(array_agg(record_id), '{}') INTO used FROM crm.attachment WHERE table_name = of_table AND record_id = ANY (ids);
    FOR link IN SELECT c.conrelid::regclass AS child, a.attname AS key FROM pg_catalog.pg_constraint c
        JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
        WHERE c.contype = 'f' AND c.confrelid = to_regclass(format('crm.%I', of_table)) AND (a.attname = 'coupon_id' OR EXISTS (SELECT FROM pg_catalog.pg_attribute v
            WHERE v.attrelid = c.conrelid AND v.attname = 'version' AND NOT v.attisdropped))
            AND c.conrelid NOT IN (to_regclass('crm.customer_holding'), to_regclass('crm.action_reaction')) LOOP
        EXECUTE format('SELECT array_agg(DISTINCT %I) FROM %s WHERE %1$I = ANY ($1)', link.key, link.child) INTO found USING ids;
        used := used || coalesce(found, '{}');
    END LOOP;
    RETURN used;
END $$;

-- Which of these records may the caller take back? Those that he sees, or gave out of his own sight; all of a table without rights.
CREATE OR REPLACE FUNCTION crm.may_take_back(of_table text, ids bigint[], owners bigint[]) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE of_module text := (SELECT module FROM crm.module_table WHERE table_name = of_table); mine bigint[];
BEGIN
    IF of_module IS NULL OR crm.my_scope(of_module, 'view') = 'all' THEN RETURN ids; END IF;
    mine := crm.visible_owners(of_module, 'view');
    RETURN (SELECT coalesce(array_agg(x.id), '{}') FROM unnest(ids, owners) AS x(id, owner)
            WHERE coalesce(x.owner = ANY (mine), false) OR crm.sees(of_table, x.id));
END $$;

-- What is taken back in one statement: the rows of one table, or whatever one deletion took along.
CREATE OR REPLACE FUNCTION crm.undo_step(of_table text, of_operation text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT CASE of_operation WHEN 'D' THEN 'D' ELSE of_operation || ' ' || of_table END
$$;

CREATE OR REPLACE FUNCTION crm.nobodys(of_table text, ids bigint[]) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE found bigint[] := '{}';
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = format('crm.%I', of_table)::regclass AND attname = 'owner_id' AND NOT attisdropped) THEN
        EXECUTE format('SELECT coalesce(array_agg(id), ''{}'') FROM crm.%I WHERE id = ANY ($1) AND owner_id IS NULL', of_table) INTO found USING ids;
    END IF;
    RETURN found;
END $$;

-- Of what changed: the columns that say who is responsible.
CREATE OR REPLACE FUNCTION crm.handed_columns(changed jsonb) RETURNS text[]
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT ARRAY(SELECT k FROM jsonb_object_keys(changed) k WHERE k IN ('owner_id', 'pool_id', 'engineer_id', 'responsible_id', 'head_id', 'superior_id', 'stand_in_id', 'status'))
$$;

-- Do these fields of a record, or all, stand otherwise than an entry of the trail left them? What was changed later and taken back again is
-- no change; what its own transaction and the present one wrote does not count.
CREATE OR REPLACE FUNCTION crm.differs_since(of_table text, of_id bigint, entry bigint, of_epoch int, own xid8, fields text[]) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp COST 10000 AS $$
    WITH later AS MATERIALIZED (
        SELECT b.id, b.operation, b.old, b.new FROM crm.audit b WHERE b.table_name = of_table AND b.record_id = of_id
            AND b.id > entry AND (b.epoch <> of_epoch OR b.xid NOT IN (own, pg_current_xact_id())) AND b.operation IN ('I', 'U', 'D')),
    was AS (SELECT DISTINCT ON (f.key) f.key, f.value FROM later l, jsonb_each(l.old) f ORDER BY f.key, l.id),
    stands AS (SELECT DISTINCT ON (f.key) f.key, f.value FROM later l, jsonb_each(l.new) f ORDER BY f.key, l.id DESC)
    SELECT EXISTS (SELECT FROM was FULL JOIN stands USING (key) WHERE key <> 'version' AND (fields IS NULL OR key = ANY (fields))
        AND was.value IS DISTINCT FROM stands.value) OR (SELECT l.operation = 'D' FROM later l ORDER BY l.id DESC LIMIT 1)
$$;

-- Take a bulk action of one's own back while there is time (undo_until); records that stand otherwise now stay as they are: his work who
-- changed them is worth more than the undo. What was handed over goes back field by field, or the call that a new owner wrote down would keep
-- the customer with him and take its open work from him; only what was handed on since stays. The trail is walked backwards, a statement's
-- worth of rows at a time.
CREATE OR REPLACE FUNCTION crm.undo_bulk(of_bulk bigint) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE bulk crm.bulk_action; step record; chosen bigint[]; columns text; restored int := 0; touched int; pooled boolean; handed boolean;
BEGIN
    SELECT * INTO bulk FROM crm.bulk_action WHERE id = of_bulk FOR UPDATE;
    IF bulk.id IS NULL OR NOT crm.may_undo(bulk) THEN PERFORM crm.deny('bulk_not_yours'); END IF;
    IF bulk.undone_at IS NOT NULL THEN PERFORM crm.refuse('bulk_already_undone'); END IF;
    IF crm.undo_until(bulk.kind, bulk.at) < now() THEN
        PERFORM crm.refuse('bulk_too_old', '', json_build_object('days', CASE bulk.kind WHEN 'delete' THEN 30 ELSE crm.undo_days() END)::text);
    END IF;
    pooled := EXISTS (SELECT FROM crm.bulk_action b WHERE b.xid = bulk.xid AND b.epoch = bulk.epoch AND b.pooling IS NOT NULL);
    handed := bulk.kind IN ('assign', 'leave', 'pool');
    IF bulk.kind = 'recalculate' OR bulk.kind = 'replace_entry' AND crm.my_scope('dictionary', 'edit') = 'all' THEN
        UPDATE crm.bulk_action SET restoring = true WHERE id = of_bulk; END IF;
    FOR step IN
        WITH entries AS (
            SELECT a.id, a.table_name, a.operation, a.record_id, a.old FROM crm.audit a JOIN crm.module_table m USING (table_name)
            WHERE a.xid = bulk.xid AND a.epoch = bulk.epoch AND a.operation IN ('I', 'U', 'D') AND a.record_id IS NOT NULL
                AND NOT EXISTS (SELECT FROM crm.audit b WHERE b.table_name = a.table_name AND b.record_id = a.record_id
                    AND b.id > a.id AND (b.epoch <> bulk.epoch OR b.xid NOT IN (bulk.xid, pg_current_xact_id()))
                    AND CASE WHEN handed AND a.operation = 'U' THEN b.operation = 'D' OR crm.handed_columns(a.old) && crm.handed_columns(b.old)
                        ELSE b.new ? 'version' OR b.new ? 'list_price' OR b.operation = 'D' END  -- a planned price took effect: nobody's edit
                    AND crm.differs_since(a.table_name, a.record_id, a.id, bulk.epoch, bulk.xid,
                        CASE WHEN handed AND a.operation = 'U' THEN crm.handed_columns(a.old) END))
                -- what goes is not made its importer's once more, who may have enough
                AND NOT (pooled AND a.operation = 'U' AND a.new ? 'pool_id' AND EXISTS (SELECT FROM crm.audit i WHERE i.xid = a.xid
                    AND i.epoch = a.epoch AND i.table_name = a.table_name AND i.record_id = a.record_id AND i.operation = 'I'))),
        marked AS (
            SELECT *, crm.undo_step(table_name, operation) IS DISTINCT FROM lag(crm.undo_step(table_name, operation)) OVER w AS begins
            FROM entries WINDOW w AS (ORDER BY id DESC)),
        -- what was deleted is there again before what pointed to it points to it again
        numbered AS (SELECT *, crm.undo_step(table_name, operation) AS what, CASE WHEN bulk.kind = 'delete' AND operation = 'D' THEN 0
            ELSE count(*) FILTER (WHERE begins) OVER (ORDER BY id DESC) END AS place FROM marked)
        SELECT place, min(table_name) AS table_name, operation, array_agg(id) AS entries, array_agg(record_id) AS ids,
            array_agg((old ->> 'owner_id')::bigint) AS owners
        FROM numbered GROUP BY place, what, operation ORDER BY place
    LOOP
        IF step.operation = 'D' THEN
            UPDATE crm.bulk_action SET coming_back = step.entries WHERE id = of_bulk RETURNING cardinality(coming_back) INTO touched;
            restored := restored + touched;
            CONTINUE;
        END IF;
        chosen := crm.may_take_back(step.table_name, step.ids, step.owners);
        IF pooled THEN chosen := chosen || crm.nobodys(step.table_name, step.ids); END IF;
        IF step.operation = 'I' THEN
            EXECUTE format('DELETE FROM crm.%I WHERE id = ANY ($1) AND id <> ALL ($2)', step.table_name)
                USING chosen, crm.in_use(step.table_name, chosen);
        ELSE
            SELECT string_agg(format('%1$I = CASE WHEN e.old ? %1$L THEN r.%1$I ELSE t.%1$I END', k.key), ', ') INTO columns
            FROM (SELECT DISTINCT jsonb_object_keys(a.old) AS key FROM crm.audit a WHERE a.id = ANY (step.entries)) k
            WHERE NOT crm.is_derived(step.table_name, k.key) AND EXISTS (SELECT FROM pg_catalog.pg_attribute a
                WHERE a.attrelid = format('crm.%I', step.table_name)::regclass AND a.attname = k.key AND a.attgenerated = '');
            CONTINUE WHEN columns IS NULL;
            -- a record that was changed twice gets the older state: of equal keys the last one counts
            EXECUTE format('UPDATE crm.%1$I t SET %2$s FROM (
                    SELECT a.record_id, jsonb_object_agg(o.key, o.value ORDER BY a.id DESC) AS old FROM crm.audit a, jsonb_each(a.old) o
                    WHERE a.id = ANY ($1) AND a.record_id = ANY ($2) AND NOT ($3 AND EXISTS (SELECT FROM crm.audit b WHERE b.table_name = a.table_name
                        AND b.record_id = a.record_id AND b.id > a.id AND (b.epoch <> $4 OR b.xid NOT IN ($5, pg_current_xact_id())) AND b.new ? o.key
                        AND crm.differs_since(a.table_name, a.record_id, a.id, $4, $5, ARRAY[o.key])))
                    GROUP BY a.record_id) e,
                jsonb_populate_record(NULL::crm.%1$I, e.old) r WHERE t.id = e.record_id', step.table_name, columns)
                USING step.entries, chosen, handed, bulk.epoch, bulk.xid;
        END IF;
        GET DIAGNOSTICS touched = ROW_COUNT;
        restored := restored + touched;
    END LOOP;
    UPDATE crm.bulk_action SET undone_at = now(), restoring = false, coming_back = '{}' WHERE id = of_bulk;
    RETURN restored;
END $$;

-- A file belongs to a record; whoever may edit the record may add and remove its files.
CREATE OR REPLACE FUNCTION crm.tg_attachment_place() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND pg_trigger_depth() = 1 AND (NEW.table_name, NEW.record_id) <> (OLD.table_name, OLD.record_id) THEN
        PERFORM crm.deny('attachment_stays');
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t10_place BEFORE INSERT OR UPDATE ON crm.attachment
    FOR EACH ROW EXECUTE FUNCTION crm.tg_attachment_place();

-- A new main picture takes the place of the old one.
CREATE OR REPLACE FUNCTION crm.tg_main_picture() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    UPDATE crm.attachment SET is_main = false WHERE (table_name, record_id) = (NEW.table_name, NEW.record_id) AND is_main AND id <> NEW.id;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t50_main_picture BEFORE INSERT OR UPDATE ON crm.attachment
    FOR EACH ROW WHEN (NEW.is_main) EXECUTE FUNCTION crm.tg_main_picture();

-- A view that is no object could be shown to nobody. One from before this rule may still lose a person's name.
CREATE OR REPLACE FUNCTION crm.tg_saved_view() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' OR jsonb_typeof(OLD.query) = 'object' THEN PERFORM crm.refuse('saved_view_wrong', 'query'); END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t10_view BEFORE INSERT OR UPDATE OF query ON crm.saved_view
    FOR EACH ROW WHEN (jsonb_typeof(NEW.query) <> 'object') EXECUTE FUNCTION crm.tg_saved_view();

CREATE OR REPLACE FUNCTION crm.tg_presence_me() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    NEW.employee_id := crm.me();
    NEW.seen_at := clock_timestamp();
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t10_me BEFORE INSERT OR UPDATE ON crm.presence FOR EACH ROW EXECUTE FUNCTION crm.tg_presence_me();

-- Only those who see a record learn who else has it open.
CREATE OR REPLACE FUNCTION crm.others_at(of_table text, of_id bigint) RETURNS TABLE (employee_id bigint, name text, editing boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT e.id, e.name, bool_or(p.editing) FROM crm.presence p JOIN crm.employee e ON e.id = p.employee_id
    WHERE p.table_name = of_table AND p.record_id = of_id AND p.seen_at BETWEEN clock_timestamp() - interval '90 seconds' AND clock_timestamp() + interval '90 seconds' -- a clock may have been set back
        AND p.employee_id <> crm.me() AND crm.sees(of_table, of_id) GROUP BY e.id, e.name
$$;

CREATE OR REPLACE FUNCTION crm.tg_presence_notify() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE place record := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
BEGIN
    IF TG_OP = 'INSERT' THEN PERFORM crm.log_read(NEW.table_name, NEW.record_id); END IF;  -- a record was opened
    IF TG_OP <> 'UPDATE' OR OLD.editing <> NEW.editing THEN
        PERFORM pg_notify('crm', json_build_object('t', 'presence', 'o', place.table_name, 'b', session_user, 'i', ARRAY[place.record_id])::text);
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t90_notify AFTER INSERT OR UPDATE OR DELETE ON crm.presence
    FOR EACH ROW EXECUTE FUNCTION crm.tg_presence_notify();

-- A save whose answer never came is tried again under the same token: the second attempt finds what the first one made.
-- It waits for a first one still under way. What was tried a month ago is tried no more.
CREATE OR REPLACE FUNCTION crm.begin_creation(with_token text, with_digest text, of_table text,
    OUT made bigint, OUT same boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF crm.me() IS NULL THEN PERFORM crm.deny('not_an_employee'); END IF;
    DELETE FROM crm.creation c WHERE c.employee_id = crm.me() AND c.at < now() - interval '30 days';
    INSERT INTO crm.creation (employee_id, token, digest, table_name) VALUES (crm.me(), with_token, with_digest, of_table)
    ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        SELECT c.record_id, c.digest = with_digest INTO made, same FROM crm.creation c
        WHERE c.employee_id = crm.me() AND c.token = with_token AND c.table_name = of_table;
    END IF;
END $$;

CREATE OR REPLACE FUNCTION crm.end_creation(with_token text, of_record bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    UPDATE crm.creation SET record_id = of_record WHERE employee_id = crm.me() AND token = with_token AND record_id IS NULL
$$;
GRANT EXECUTE ON FUNCTION crm.begin_creation(text, text, text), crm.end_creation(text, bigint) TO :"employee";

-- The desktop says hello once at login.
CREATE OR REPLACE FUNCTION crm.hello(with_client text DEFAULT '') RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF crm.me() IS NULL THEN PERFORM crm.deny('not_an_employee'); END IF;
    INSERT INTO crm.session_log (employee_id, client) VALUES (crm.me(), left(with_client, 100));
    PERFORM crm.lock_guessed();
    PERFORM crm.warn_of_safety();
    RETURN crm.me();
END $$;

-- Told once a day, at the first login or when the day turns: what came due since the last time, counted as '3 0 2' (contacts, promises,
-- important dates). What was due before stands on the first page and is not told again.
CREATE OR REPLACE FUNCTION crm.remind_me() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE today date := crm.today(); told date; mine bigint[] := crm.stood_in_for() || crm.me(); contacts int := 0; promises int := 0; dates int := 0; more int;
BEGIN
    PERFORM FROM crm.employee WHERE id = crm.me() FOR NO KEY UPDATE;  -- two desktops of one person
    IF NOT FOUND THEN RETURN; END IF;
    SELECT crm.company_day(n.created_at) INTO told FROM crm.notice n WHERE n.employee_id = crm.me() AND n.kind = 'due' ORDER BY n.id DESC LIMIT 1;
    told := coalesce(told, today - 1);
    IF told >= today THEN RETURN; END IF;
    IF crm.reads('customer', '{owner_id,next_contact_on}') THEN
        SELECT count(*) INTO contacts FROM crm.customer WHERE owner_id = ANY (mine) AND next_contact_on > told AND next_contact_on <= today;
    END IF;
    IF crm.reads('opportunity', '{owner_id,next_contact_on}') THEN
        SELECT count(*) INTO more FROM crm.opportunity WHERE owner_id = ANY (mine) AND outcome = 'open' AND next_contact_on > told AND next_contact_on <= today;
        contacts := contacts + more;
    END IF;
    IF crm.reads('action', '{responsible_id,promise_on}') THEN
        SELECT count(*) INTO promises FROM crm.action WHERE responsible_id = ANY (mine) AND promise_on > told AND promise_on <= today AND promise_kept IS NULL;
    END IF;
    IF crm.reads('important_date', '{owner_id,remind_on}') THEN
        SELECT count(*) INTO dates FROM crm.important_date WHERE owner_id = ANY (mine) AND remind_on > told AND remind_on <= today;
    END IF;
    IF contacts + promises + dates > 0 THEN
        INSERT INTO crm.notice (employee_id, kind, text) VALUES (crm.me(), 'due', concat_ws(' ', contacts, promises, dates));
    END IF;
END $$;
GRANT EXECUTE ON FUNCTION crm.remind_me() TO :"employee";

-- What the employee may not read or write of the columns, for the forms.
CREATE OR REPLACE FUNCTION crm.my_field_rights() RETURNS TABLE (table_name text, field text, access text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    WITH mine AS MATERIALIZED (SELECT f.table_name, f.field, f.access FROM crm.field_right f JOIN crm.employee_role er USING (role_id) WHERE er.employee_id = crm.me()),
    -- mostly there are none: then next to nothing of the catalogue is read
    looked_at AS MATERIALIZED (SELECT c.oid, c.relname::text AS name,
            CASE WHEN EXISTS (SELECT FROM mine WHERE mine.access = 'mask') THEN crm.masked_columns(c.relname::text) END AS masked
        FROM pg_catalog.pg_class c JOIN crm.module_table m ON m.table_name = c.relname
        WHERE c.relnamespace = 'crm'::regnamespace
            AND (EXISTS (SELECT FROM mine) OR c.relname = 'employee' AND NOT (SELECT crm.may('employee', 'view')))),
    withheld AS MATERIALIZED (SELECT t.name, a.attname::text AS field,
            CASE WHEN a.attname::text = ANY (t.masked) THEN 'mask' WHEN NOT has_column_privilege(session_user, t.oid, a.attnum, 'SELECT') THEN 'none' ELSE 'read' END AS access
        FROM looked_at t JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE NOT has_column_privilege(session_user, t.oid, a.attnum, 'SELECT') OR NOT has_column_privilege(session_user, t.oid, a.attnum, 'UPDATE'))
    SELECT w.name, w.field, w.access FROM withheld w
    -- of the directory everybody reads a part
    WHERE w.name = 'employee' AND NOT (SELECT crm.may('employee', 'view'))
        OR (w.name, w.field) IN (SELECT g.of_table, g.of_field FROM (SELECT array_agg(name) AS names, array_agg(v.field) AS fields FROM withheld v) a
            CROSS JOIN LATERAL crm.governing_fields_of(a.names, a.fields) g JOIN mine ON (mine.table_name, mine.field) = (g.table_name, g.field))
$$;

GRANT EXECUTE ON FUNCTION crm.begin_bulk(text, text), crm.undo_bulk(bigint), crm.others_at(text, bigint), crm.hello(text),
    crm.my_field_rights() TO :"employee";

-- A customer that somebody else handed to its owner stands on his desktop until he has written down a contact. What an undo names stays as named.
CREATE OR REPLACE FUNCTION crm.tg_handed_on() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF NEW.handed_on IS NOT DISTINCT FROM OLD.handed_on THEN
        NEW.handed_on := CASE WHEN NEW.owner_id <> crm.me() THEN crm.today() END;
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t21_handed_on BEFORE UPDATE ON crm.customer
    FOR EACH ROW WHEN (NEW.owner_id IS DISTINCT FROM OLD.owner_id) EXECUTE FUNCTION crm.tg_handed_on();

-- Who is handed records learns of it at once: one notice per transaction and person, however many they are; what comes
-- along with customers (opportunities, drafts) needs no word of its own.
CREATE OR REPLACE FUNCTION crm.tg_handed_over() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF pg_trigger_depth() > 1 OR NOT EXISTS (SELECT id, owner_id FROM new_rows EXCEPT SELECT id, owner_id FROM old_rows) THEN RETURN NULL; END IF;
    INSERT INTO crm.notice (employee_id, kind, text, table_name, record_id)
    SELECT n.owner_id, 'assigned',
        CASE WHEN count(*) > 1 THEN count(*)::text WHEN TG_TABLE_NAME = 'sales_order' OR crm.employee_reads_fields(n.owner_id, TG_TABLE_NAME, '{name}')
            THEN min(coalesce(nullif(to_jsonb(n) ->> 'name', ''), to_jsonb(n) ->> 'code')) ELSE '#' || min(n.id) END,
        TG_TABLE_NAME, CASE WHEN count(*) = 1 THEN min(n.id) END
    FROM new_rows n JOIN old_rows o USING (id)
    WHERE n.owner_id IS DISTINCT FROM o.owner_id AND n.owner_id IS NOT NULL AND n.owner_id IS DISTINCT FROM crm.me()
        AND NOT EXISTS (SELECT FROM crm.notice t WHERE t.employee_id = n.owner_id AND t.kind = 'assigned'
            AND t.created_at >= now() AND t.created_by = session_user)  -- of this transaction, in whichever savepoint
    GROUP BY n.owner_id;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION crm.tell_handed_over(name text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    EXECUTE format('CREATE OR REPLACE TRIGGER t70_handed_over AFTER UPDATE ON crm.%I
        REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_handed_over()', name);
END $$;
SELECT crm.tell_handed_over(t) FROM unnest('{customer,opportunity,sales_order}'::text[]) t;
