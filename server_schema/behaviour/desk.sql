-- Bulk actions and their undo, files, presence.

-- Everything that the current transaction changes can be taken back as one.
CREATE OR REPLACE FUNCTION crm.begin_bulk(of_kind text, with_label text DEFAULT '') RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE made bigint;
BEGIN
    IF crm.me() IS NULL THEN PERFORM crm.deny('not_an_employee'); END IF;
    INSERT INTO crm.bulk_action (employee_id, kind, label, epoch)
    SELECT crm.me(), of_kind, with_label, epoch FROM crm.account_set RETURNING id INTO made;
    RETURN made;
END $$;

-- Does any record point to this one? Histories and costs, which the database keeps itself, do not count.
CREATE OR REPLACE FUNCTION crm.is_in_use(of_table text, of_id bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE link record; used boolean;
BEGIN
    FOR link IN SELECT c.conrelid::regclass AS child, a.attname AS key FROM pg_catalog.pg_constraint c
        JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
        WHERE c.contype = 'f' AND c.confrelid = to_regclass(format('crm.%I', of_table)) AND EXISTS (SELECT FROM pg_catalog.pg_attribute v
            WHERE v.attrelid = c.conrelid AND v.attname = 'version' AND NOT v.attisdropped) LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s WHERE %I = $1)', link.child, link.key) INTO used USING of_id;
        IF used THEN RETURN true; END IF;
    END LOOP;
    RETURN EXISTS (SELECT FROM crm.attachment WHERE table_name = of_table AND record_id = of_id);
END $$;

-- Take a bulk action of one's own back within a day; records that were changed since stay as they are.
CREATE OR REPLACE FUNCTION crm.undo_bulk(of_bulk bigint) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE bulk crm.bulk_action; entry record; columns text; restored int := 0; touched int;
BEGIN
    SELECT * INTO bulk FROM crm.bulk_action WHERE id = of_bulk FOR UPDATE;
    IF bulk.id IS NULL OR bulk.employee_id IS DISTINCT FROM crm.me() THEN PERFORM crm.deny('bulk_not_yours'); END IF;
    IF bulk.undone_at IS NOT NULL THEN PERFORM crm.refuse('bulk_already_undone'); END IF;
    IF bulk.at < now() - interval '1 day' THEN PERFORM crm.refuse('bulk_too_old'); END IF;
    FOR entry IN SELECT a.* FROM crm.audit a JOIN crm.module_table m USING (table_name)
        WHERE a.xid = bulk.xid AND a.epoch = bulk.epoch AND a.operation IN ('I', 'U') AND a.record_id IS NOT NULL ORDER BY a.id DESC LOOP
        -- somebody worked on it since: his work is worth more than the undo
        CONTINUE WHEN EXISTS (SELECT FROM crm.module_table m WHERE m.table_name = entry.table_name)
            AND NOT crm.sees(entry.table_name, entry.record_id);
        CONTINUE WHEN EXISTS (SELECT FROM crm.audit b WHERE b.table_name = entry.table_name AND b.record_id = entry.record_id
            AND b.id > entry.id AND (b.epoch <> bulk.epoch OR b.xid NOT IN (bulk.xid, pg_current_xact_id())) AND (b.new ? 'version' OR b.operation = 'D'));
        IF entry.operation = 'I' THEN
            CONTINUE WHEN crm.is_in_use(entry.table_name, entry.record_id);
            EXECUTE format('DELETE FROM crm.%I WHERE id = $1', entry.table_name) USING entry.record_id;
        ELSE
            SELECT string_agg(format('%1$I = r.%1$I', key), ', ') INTO columns FROM jsonb_object_keys(entry.old) key
            WHERE NOT crm.is_derived(entry.table_name, key) AND EXISTS (SELECT FROM pg_catalog.pg_attribute a
                WHERE a.attrelid = format('crm.%I', entry.table_name)::regclass AND a.attname = key AND a.attgenerated = '');
            CONTINUE WHEN columns IS NULL;
            EXECUTE format('UPDATE crm.%1$I t SET %2$s FROM jsonb_populate_record(NULL::crm.%1$I, $1) r WHERE t.id = $2',
                entry.table_name, columns) USING entry.old, entry.record_id;
        END IF;
        GET DIAGNOSTICS touched = ROW_COUNT;
        restored := restored + touched;
    END LOOP;
    UPDATE crm.bulk_action SET undone_at = now() WHERE id = of_bulk;
    RETURN restored;
END $$;

-- A file belongs to a record; whoever may edit the record may add and remove its files.
CREATE OR REPLACE FUNCTION crm.tg_attachment_place() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.table_name, NEW.record_id) <> (OLD.table_name, OLD.record_id) THEN
        PERFORM crm.deny('attachment_stays');
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t10_place BEFORE INSERT OR UPDATE ON crm.attachment
    FOR EACH ROW EXECUTE FUNCTION crm.tg_attachment_place();

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
    WHERE p.table_name = of_table AND p.record_id = of_id AND p.seen_at > clock_timestamp() - interval '90 seconds'
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
    PERFORM crm.warn_of_safety();
    RETURN crm.me();
END $$;

-- What the employee may not read or write of the columns, for the forms.
CREATE OR REPLACE FUNCTION crm.my_field_rights() RETURNS TABLE (table_name text, field text, access text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT c.relname::text, a.attname::text,
        CASE WHEN NOT has_column_privilege(session_user, c.oid, a.attnum, 'SELECT') THEN 'none' ELSE 'read' END
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN crm.module_table m ON m.table_name = c.relname
    WHERE c.relnamespace = 'crm'::regnamespace AND EXISTS (SELECT FROM crm.field_right f JOIN crm.employee_role er USING (role_id)
        WHERE er.employee_id = crm.me() AND (f.table_name, f.field) IN (SELECT * FROM crm.governing_fields(c.relname::text, a.attname::text)))
        AND (NOT has_column_privilege(session_user, c.oid, a.attnum, 'SELECT')
            OR NOT has_column_privilege(session_user, c.oid, a.attnum, 'UPDATE'))
$$;

GRANT EXECUTE ON FUNCTION crm.begin_bulk(text, text), crm.undo_bulk(bigint), crm.others_at(text, bigint), crm.hello(text),
    crm.my_field_rights() TO :"employee";

-- Who is handed records learns of it at once: one notice per statement and person, however many they are.
CREATE OR REPLACE FUNCTION crm.tg_handed_over() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    INSERT INTO crm.notice (employee_id, kind, text, table_name, record_id)
    SELECT n.owner_id, 'assigned',
        CASE WHEN count(*) = 1 THEN min(coalesce(nullif(to_jsonb(n) ->> 'name', ''), to_jsonb(n) ->> 'code')) ELSE count(*)::text END,
        TG_TABLE_NAME, CASE WHEN count(*) = 1 THEN min(n.id) END
    FROM new_rows n JOIN old_rows o USING (id)
    WHERE n.owner_id IS DISTINCT FROM o.owner_id AND n.owner_id IS NOT NULL AND n.owner_id IS DISTINCT FROM crm.me()
    GROUP BY n.owner_id;
    RETURN NULL;
END $$;
DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['customer', 'opportunity', 'sales_order'] LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER t70_handed_over AFTER UPDATE ON crm.%I
            REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_handed_over()', t);
    END LOOP;
END $$;
