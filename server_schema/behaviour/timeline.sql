-- The timeline: what other families write down about a customer, what a reader pins, whom a writer names.

-- For other families' definer functions and triggers: one entry for each of the customers. The desktop has a sentence for each kind
-- in shell/timeline/sources.py (ENTRY_WORDS), whose {names} are the keys of *entry_data*.
CREATE OR REPLACE FUNCTION crm.log_timeline(customers bigint[], entry_kind text, entry_data jsonb DEFAULT '{}', of_table text DEFAULT '', of_id bigint DEFAULT NULL)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    INSERT INTO crm.timeline_entry (customer_id, owner_id, kind, employee_id, data, table_name, record_id)
    SELECT c.id, c.owner_id, entry_kind, crm.me(), entry_data, of_table, of_id FROM crm.customer c WHERE c.id = ANY (customers)
$$;

-- What people changed of a record, newest first, a page at a time; what the database changed itself is no news.
CREATE OR REPLACE FUNCTION crm.record_edits(of_table text, of_id bigint, before timestamptz DEFAULT 'infinity', n int DEFAULT 50, words text DEFAULT '')
RETURNS TABLE (id bigint, at timestamptz, login text, operation text, old jsonb, new jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE hidden text[] := crm.hidden_columns(of_table, of_id) || ARRAY['version', 'division'];
    pattern text := '%' || replace(replace(replace(words, '\', '\\'), '%', '\%'), '_', '\_') || '%';
BEGIN
    IF NOT crm.sees(of_table, of_id) THEN RETURN; END IF;
    RETURN QUERY SELECT a.id, a.at, a.login, a.operation::text, a.old - hidden, a.new - hidden FROM crm.audit_whole a
    WHERE a.table_name = of_table AND a.record_id = of_id AND a.at <= before
        AND (a.operation = 'I' OR a.operation = 'U' AND a.new ? 'version' AND a.new - hidden <> '{}')
        AND (words = '' OR a.operation = 'U' AND concat(a.old - hidden, a.new - hidden) ILIKE pattern)
    ORDER BY a.id DESC LIMIT least(n, 500);
END $$;

-- May that employee read these fields, of whatever record? Of colleagues, for notices; nobody may ask it directly.
CREATE OR REPLACE FUNCTION crm.employee_reads_fields(of_employee bigint, of_table text, fields text[]) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT EXISTS (SELECT FROM crm.employee e JOIN pg_catalog.pg_roles r ON r.rolname = e.login WHERE e.id = of_employee
        AND (SELECT bool_and(has_column_privilege(r.oid, to_regclass(format('crm.%I', of_table)), f, 'SELECT')) FROM unnest(fields) f))
$$;

-- May that employee read the record? The same for rows.
CREATE OR REPLACE FUNCTION crm.employee_reads(of_employee bigint, of_table text, of_id bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE may crm.effective_right; found_it boolean;
BEGIN
    SELECT r.* INTO may FROM crm.effective_right r JOIN crm.module_table m ON m.module = r.module
    WHERE r.employee_id = of_employee AND m.table_name = of_table AND r.action = 'view';
    IF may.scope IS NULL OR may.scope <> 'all' AND NOT crm.has_scopes(of_table) THEN RETURN false; END IF;
    IF of_table IN ('customer', 'action') AND EXISTS (SELECT FROM crm.customer_helper h WHERE h.employee_id = of_employee
        AND h.customer_id = CASE of_table WHEN 'customer' THEN of_id ELSE (SELECT a.customer_id FROM crm.action a WHERE a.id = of_id) END
        AND (h.expires_on IS NULL OR h.expires_on >= crm.today()) AND h.owner_id IS NOT NULL) THEN RETURN true; END IF;
    EXECUTE format('SELECT EXISTS (SELECT FROM crm.%I WHERE id = $1 %s)', of_table, CASE WHEN may.scope = 'all' THEN ''
        WHEN of_table = 'action' THEN 'AND (owner_id = ANY ($2) OR employee_id = ANY ($2) OR responsible_id = ANY ($2))'
        WHEN of_table IN ('opportunity', 'sales_order') THEN 'AND (owner_id = ANY ($2) OR customer_owner_id = ANY ($2))' ELSE 'AND owner_id = ANY ($2)' END)
        INTO found_it USING of_id, may.owners
        || ARRAY(SELECT a.employee_id FROM crm.absence a JOIN crm.employee e ON e.id = a.employee_id
            WHERE coalesce(a.stand_in_id, e.stand_in_id) = of_employee AND e.status <> 'left' AND crm.today() BETWEEN a.from_on AND a.to_on);
    RETURN found_it;
END $$;

-- The colleagues whose names stand in a text behind an @; of two names that begin alike the longer one counts.
CREATE OR REPLACE FUNCTION crm.mentioned(words text) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    WITH named AS (SELECT e.id, e.name FROM crm.employee e WHERE words ~ '[@＠]' AND e.status = 'active'
        AND (position('@' || e.name IN translate(words, '＠', '@')) > 0))
    SELECT coalesce(array_agg(n.id), '{}') FROM named n
    WHERE NOT EXISTS (SELECT FROM named l WHERE l.name <> n.name AND starts_with(l.name, n.name))
$$;

CREATE OR REPLACE FUNCTION crm.tg_action_mentions() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE place text := CASE WHEN NEW.customer_id IS NULL THEN 'opportunity' ELSE 'customer' END;
    place_id bigint := coalesce(NEW.customer_id, NEW.opportunity_id); told bigint[];
BEGIN
    told := crm.mentioned(concat_ws(' ', NEW.subject, NEW.content));
    IF TG_OP = 'UPDATE' THEN
        told := ARRAY(SELECT unnest(told) EXCEPT SELECT unnest(crm.mentioned(concat_ws(' ', OLD.subject, OLD.content))));
    END IF;
    INSERT INTO crm.notice (employee_id, kind, text, table_name, record_id)
    -- the words are for those who may read them in the entry too
    SELECT e, 'mention', coalesce((SELECT name FROM crm.employee WHERE login = session_user), session_user) || '：'
        || left(concat_ws(' ', CASE WHEN crm.employee_reads_fields(e, 'action', '{subject}') THEN nullif(NEW.subject, '') END,
            CASE WHEN crm.employee_reads_fields(e, 'action', '{content}') THEN nullif(NEW.content, '') END), CASE WHEN crm.employee_reads(e, 'action', NEW.id) THEN 120 ELSE 0 END),
        place, place_id
    FROM unnest(told) e WHERE e IS DISTINCT FROM crm.me() AND crm.employee_reads(e, place, place_id);
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t60_mentions AFTER INSERT OR UPDATE OF subject, content ON crm.action
    FOR EACH ROW WHEN (NEW.subject ~ '[@＠]' OR NEW.content ~ '[@＠]') EXECUTE FUNCTION crm.tg_action_mentions();

-- Which of the colleagues named may not read the record and so are not told; only for who reads it himself.
CREATE OR REPLACE FUNCTION crm.not_told(words text, of_table text, of_id bigint) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT e.name FROM crm.employee e WHERE e.id = ANY (crm.mentioned(words)) AND crm.sees(of_table, of_id)
        AND e.id IS DISTINCT FROM crm.me() AND NOT crm.employee_reads(e.id, of_table, of_id) ORDER BY e.id
$$;
GRANT EXECUTE ON FUNCTION crm.record_edits(text, bigint, timestamptz, int, text), crm.not_told(text, text, bigint) TO :"employee";

-- A pin points to something that its writer sees.
CREATE OR REPLACE FUNCTION crm.tg_pin_place() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF current_setting('is_superuser') = 'off' AND NOT crm.sees(NEW.source, NEW.record_id) THEN PERFORM crm.deny('link_not_visible'); END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t11_place BEFORE INSERT OR UPDATE OF source, record_id ON crm.timeline_pin FOR EACH ROW EXECUTE FUNCTION crm.tg_pin_place();

-- The author hears once of what colleagues say to an entry: one notice, which gathers while he has not read it and goes if all take theirs back.
-- Its text: the entry's day, who noted it, who praises it; nothing of the entry itself.
CREATE OR REPLACE FUNCTION crm.tg_reaction_told() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE t record; words text; ours crm.notice;
BEGIN
    FOR t IN SELECT a.id, a.employee_id AS author, a.happened_at FROM crm.action a WHERE a.id IN (SELECT action_id FROM changed) ORDER BY a.id LOOP
        PERFORM pg_advisory_xact_lock(hashtext('crm.reaction'), hashint8(t.id));  -- two who click at once make one notice
        SELECT concat_ws(E'\t', crm.company_day(t.happened_at), coalesce(string_agg(e.name, '、' ORDER BY r.id) FILTER (WHERE r.kind = 'noted'), ''),
            coalesce(string_agg(e.name, '、' ORDER BY r.id) FILTER (WHERE r.kind = 'well_done'), '')) INTO words
        FROM crm.action_reaction r JOIN crm.employee e ON e.id = r.employee_id WHERE r.action_id = t.id AND r.employee_id <> t.author HAVING count(*) > 0;
        SELECT n.* INTO ours FROM crm.notice n WHERE (n.employee_id, n.kind, n.table_name, n.record_id) = (t.author, 'reaction', 'action', t.id) ORDER BY n.id DESC LIMIT 1;
        IF words IS NULL THEN
            DELETE FROM crm.notice WHERE id = ours.id AND read_at IS NULL;
        ELSIF ours.id IS NOT NULL THEN
            UPDATE crm.notice SET text = words WHERE id = ours.id AND read_at IS NULL AND text <> words;
        ELSIF TG_OP = 'INSERT' AND pg_trigger_depth() = 1 AND crm.employee_reads(t.author, 'action', t.id)
            AND EXISTS (SELECT FROM crm.employee WHERE id = t.author AND status = 'active') THEN  -- what an undo brings back is no news
            INSERT INTO crm.notice (employee_id, kind, text, table_name, record_id) VALUES (t.author, 'reaction', words, 'action', t.id);
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t60_told_insert AFTER INSERT ON crm.action_reaction REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_reaction_told();
CREATE OR REPLACE TRIGGER t60_told_delete AFTER DELETE ON crm.action_reaction REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_reaction_told();
