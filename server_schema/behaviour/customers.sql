-- Customers in the round: divisions, phones, addresses, relations, conversions, tags.

-- The most precise division that the three names lead to; '' where none does. Names with or without their ending (西安, 西安市).
CREATE OR REPLACE FUNCTION crm.division_of(province text, city text, district text) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE p text := ''; c text := ''; d text;
BEGIN
    IF province <> '' THEN
        p := coalesce((SELECT v.code FROM crm.division v WHERE (v.name = province OR v.short_name = province) AND v.level = 1 LIMIT 1), '');
    END IF;
    IF city <> '' THEN  -- a county-level city that stands directly under its province is a city to those who live there
        SELECT coalesce(min(v.code), '') INTO c FROM crm.division v
        WHERE (v.name = city OR v.short_name = city) AND (v.level = 2 OR v.level = 3 AND v.parent LIKE '%0000')
            AND (p = '' OR left(v.code, 2) = left(p, 2)) HAVING count(*) = 1;
        c := coalesce(c, '');
    END IF;
    IF district <> '' AND (p <> '' OR c <> '') THEN
        SELECT min(v.code) INTO d FROM crm.division v
        WHERE (v.name = district OR v.short_name = district) AND v.level = 3
            AND (v.parent = c OR c = '' AND left(v.code, 2) = left(p, 2)) HAVING count(*) = 1;
    END IF;
    RETURN coalesce(d, nullif(c, ''), p);
END $$;

CREATE OR REPLACE FUNCTION crm.tg_customer_division() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    NEW.division := crm.division_of(NEW.province, NEW.city, NEW.district);
    IF NEW.region = '' AND NEW.division <> '' THEN
        NEW.region := coalesce((SELECT d.code FROM crm.dictionary d WHERE d.kind = 'region' AND NOT d.retired
            AND left(NEW.division, 2) = ANY (d.provinces) ORDER BY d.position LIMIT 1), '');
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t16_division_insert BEFORE INSERT ON crm.customer
    FOR EACH ROW WHEN (NEW.province <> '' OR NEW.city <> '') EXECUTE FUNCTION crm.tg_customer_division();
CREATE OR REPLACE TRIGGER t16_division_update BEFORE UPDATE ON crm.customer
    FOR EACH ROW WHEN ((NEW.province, NEW.city, NEW.district) IS DISTINCT FROM (OLD.province, OLD.city, OLD.district)
        OR NEW.region = '' AND OLD.region <> '') EXECUTE FUNCTION crm.tg_customer_division();

-- Children belong to whom their customer belongs.
DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['customer_phone', 'customer_address', 'customer_relation', 'qualification', 'timeline_pin'] LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER t10_follow BEFORE INSERT OR UPDATE OF customer_id ON crm.%I
            FOR EACH ROW EXECUTE FUNCTION crm.tg_follow(''customer'', ''customer_id'')', t);
    END LOOP;
END $$;
CREATE OR REPLACE TRIGGER t12_link_other BEFORE INSERT OR UPDATE OF other_id ON crm.customer_relation
    FOR EACH ROW EXECUTE FUNCTION crm.tg_link('other_id', 'customer');
CREATE OR REPLACE TRIGGER t12_link_decision_maker BEFORE INSERT OR UPDATE OF decision_maker_id ON crm.qualification
    FOR EACH ROW WHEN (NEW.decision_maker_id IS NOT NULL) EXECUTE FUNCTION crm.tg_link('decision_maker_id', 'contact');

CREATE OR REPLACE FUNCTION crm.tg_qualification_by() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    NEW.employee_id := coalesce(NEW.employee_id, crm.me());
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t15_by BEFORE INSERT ON crm.qualification FOR EACH ROW EXECUTE FUNCTION crm.tg_qualification_by();

-- Digits of a phone are what it is compared by; the customer is found by them.
CREATE OR REPLACE FUNCTION crm.tg_phone_digits() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    NEW.digits := regexp_replace(translate(NEW.number, '０１２３４５６７８９', '0123456789'), '\D', '', 'g');
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t15_digits BEFORE INSERT OR UPDATE ON crm.customer_phone FOR EACH ROW EXECUTE FUNCTION crm.tg_phone_digits();

-- The first address of a kind is its default; a new default takes the place of the old one.
CREATE OR REPLACE FUNCTION crm.tg_address_default() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF NOT NEW.is_default AND TG_OP = 'INSERT' THEN
        NEW.is_default := NOT EXISTS (SELECT FROM crm.customer_address a WHERE a.customer_id = NEW.customer_id AND a.kind = NEW.kind);
    ELSIF NEW.is_default THEN
        UPDATE crm.customer_address a SET is_default = false
        WHERE a.customer_id = NEW.customer_id AND a.kind = NEW.kind AND a.is_default AND a.id <> NEW.id;
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t15_default BEFORE INSERT OR UPDATE OF is_default, kind, customer_id ON crm.customer_address
    FOR EACH ROW EXECUTE FUNCTION crm.tg_address_default();

-- Whoever becomes the main contact takes the place of the one before.
CREATE OR REPLACE FUNCTION crm.tg_contact_primary() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    UPDATE crm.contact c SET is_primary = false WHERE c.customer_id = NEW.customer_id AND c.is_primary AND c.id <> NEW.id;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t15_primary BEFORE INSERT OR UPDATE OF is_primary, customer_id ON crm.contact
    FOR EACH ROW WHEN (NEW.is_primary) EXECUTE FUNCTION crm.tg_contact_primary();

-- One statement that gives it to several of a customer means none of them.
CREATE OR REPLACE FUNCTION crm.tg_contact_primaries() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    PERFORM crm.refuse('one_of_several', 'is_primary') FROM new_rows WHERE is_primary GROUP BY customer_id HAVING count(*) > 1 LIMIT 1;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t50_primary_insert AFTER INSERT ON crm.contact REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_contact_primaries();
CREATE OR REPLACE TRIGGER t50_primary_update AFTER UPDATE ON crm.contact REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_contact_primaries();

-- An address as the caller may read it: by the words of an order nobody gets at a phone, nor tries one out.
CREATE OR REPLACE FUNCTION crm.address_line(a crm.customer_address) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT concat(CASE WHEN a.province <> a.city THEN a.province END, a.city, a.district, a.address)
        || CASE WHEN a.recipient <> '' THEN '，' || a.recipient ELSE '' END || CASE WHEN a.phone = '' THEN ''
            WHEN crm.reads('customer_address', '{phone}') THEN ' ' || a.phone
            WHEN 'phone' = ANY (crm.masked_columns('customer_address')) THEN ' ' || crm.masked_phone(a.phone) ELSE '' END
$$;

-- An order goes to one of its customer's addresses; the words stay with the order when the address changes.
CREATE OR REPLACE FUNCTION crm.tg_order_address() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE chosen crm.customer_address;
BEGIN
    IF TG_OP = 'INSERT' AND NEW.delivery_address_id IS NULL AND NEW.delivery_address = '' THEN
        NEW.delivery_address_id := (SELECT id FROM crm.customer_address a
            WHERE a.customer_id = NEW.customer_id AND a.kind = 'delivery' AND a.is_default);
    END IF;
    -- chosen by its words: the desktop offers them
    IF NEW.delivery_address_id IS NULL AND NEW.delivery_address <> '' AND (TG_OP = 'INSERT' OR NEW.delivery_address <> OLD.delivery_address) THEN
        NEW.delivery_address_id := (SELECT min(a.id) FROM crm.customer_address a
            WHERE a.customer_id = NEW.customer_id AND crm.address_line(a) = NEW.delivery_address);
    ELSIF TG_OP = 'UPDATE' AND NEW.delivery_address <> OLD.delivery_address AND NEW.delivery_address_id = OLD.delivery_address_id THEN
        NEW.delivery_address_id := (SELECT min(a.id) FROM crm.customer_address a
            WHERE a.customer_id = NEW.customer_id AND crm.address_line(a) = NEW.delivery_address);
    END IF;
    IF NEW.delivery_address_id IS NULL THEN RETURN NEW; END IF;
    SELECT * INTO chosen FROM crm.customer_address WHERE id = NEW.delivery_address_id;
    IF chosen.customer_id IS DISTINCT FROM NEW.customer_id THEN
        IF TG_OP = 'UPDATE' AND NEW.delivery_address_id = OLD.delivery_address_id THEN
            NEW.delivery_address_id := NULL;  -- the order went to another customer
            RETURN NEW;
        END IF;
        PERFORM crm.refuse('address_of_another_customer', 'delivery_address_id');
    END IF;
    IF TG_OP = 'INSERT' AND NEW.delivery_address = '' OR TG_OP = 'UPDATE' AND NEW.delivery_address_id IS DISTINCT FROM OLD.delivery_address_id
        AND NEW.delivery_address = OLD.delivery_address THEN
        NEW.delivery_address := crm.address_line(chosen);
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t16_address BEFORE INSERT OR UPDATE OF delivery_address_id, delivery_address, customer_id ON crm.sales_order
    FOR EACH ROW EXECUTE FUNCTION crm.tg_order_address();

-- A relation stands on both records: each row has a twin with the opposite word, written and removed with it.
-- Parent and subsidiary follow the customer's own field: one truth.
DROP FUNCTION IF EXISTS crm.opposite_relation(text);
CREATE OR REPLACE FUNCTION crm.opposite_relation(of_kind text, in_dictionary text DEFAULT 'relation_kind') RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT coalesce((SELECT nullif(opposite, '') FROM crm.dictionary WHERE kind = in_dictionary AND code = of_kind), of_kind)
$$;

-- Two who save the two sides in the same instant have one each and want the other: who has the second gives way. He would lose anyway, for
-- the other one's save counts his side's version up.
DROP FUNCTION IF EXISTS crm.give_way(text, text, text, anyelement, bigint);
CREATE OR REPLACE FUNCTION crm.give_way(in_table text, one_end text, dictionary text, of_row jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE twin bigint;
BEGIN
    EXECUTE format('SELECT id FROM crm.%I WHERE (%I, kind, other_id) = ($1, $2, $3)', in_table, one_end) INTO twin
        USING (of_row ->> 'other_id')::bigint, crm.opposite_relation(of_row ->> 'kind', dictionary), (of_row ->> one_end)::bigint;
    IF twin < (of_row ->> 'id')::bigint THEN
        EXECUTE format('SELECT id FROM crm.%I WHERE id = $1 FOR UPDATE SKIP LOCKED', in_table) INTO twin USING twin;
        IF twin IS NULL THEN PERFORM crm.refuse('relation_being_saved'); END IF;
    END IF;
END $$;

-- tg_twin(one end, other end, dictionary of the words, what stands at both, …)
CREATE OR REPLACE FUNCTION crm.tg_twin() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE ends text := format('%I, kind, %I', TG_ARGV[0], TG_ARGV[1]); told text := array_to_string(TG_ARGV[3:], ', '); touched bigint := 0;
    turned text := format('%%1$s.%2$I, crm.opposite_relation(%%1$s.kind, %3$L), %%1$s.%1$I', TG_ARGV[0], TG_ARGV[1], TG_ARGV[2]);
    seen text := format(turned, '($1)') || regexp_replace(', ' || told, ', ', ', ($1).', 'g');
BEGIN
    IF TG_OP <> 'INSERT' THEN PERFORM crm.give_way(TG_TABLE_NAME, TG_ARGV[0], TG_ARGV[2], to_jsonb(OLD)); END IF;
    IF TG_OP = 'DELETE' THEN
        EXECUTE format('DELETE FROM crm.%I WHERE (%s) = (%s)', TG_TABLE_NAME, ends, format(turned, '($1)')) USING OLD;
        RETURN NULL;
    END IF;
    -- the twin counts its version up: whoever edits the relation at the other record meanwhile is told
    IF TG_OP = 'UPDATE' THEN
        EXECUTE format('UPDATE crm.%I r SET (%s, %s, version) = ROW (%s, r.version + 1) WHERE (%s) = (%s)', TG_TABLE_NAME, ends, told, seen, ends,
            format(turned, '($2)')) USING NEW, OLD;
        GET DIAGNOSTICS touched = ROW_COUNT;
    END IF;
    IF touched = 0 THEN
        EXECUTE format('INSERT INTO crm.%1$I AS r (%2$s, %3$s) VALUES (%4$s) ON CONFLICT (%2$s) DO UPDATE SET (%3$s, version) = ROW (%5$s, r.version + 1)',
            TG_TABLE_NAME, ends, told, seen, regexp_replace(told, '(\w+)', 'excluded.\1', 'g')) USING NEW;
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t50_twin AFTER INSERT OR UPDATE OF customer_id, kind, other_id, note OR DELETE ON crm.customer_relation
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION crm.tg_twin('customer_id', 'other_id', 'relation_kind', 'note');
DROP FUNCTION IF EXISTS crm.tg_relation_twin();

-- New relations have no side yet that one could hold: whoever makes one of the same two records waits here, and then finds it. Not one lock
-- for each two, or many relations at once would want more than the server has. One that becomes another by its kind waits likewise, once both of
-- its sides are held: whoever holds the other one would wait for us.
CREATE OR REPLACE FUNCTION crm.tg_twins_in_turn() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE one bigint := to_jsonb(NEW) ->> TG_ARGV[0];
BEGIN
    IF TG_OP = 'UPDATE' THEN PERFORM crm.give_way(TG_TABLE_NAME, TG_ARGV[0], TG_ARGV[1], to_jsonb(OLD)); END IF;
    PERFORM pg_advisory_xact_lock(hashtext('crm.' || TG_TABLE_NAME), ((one + NEW.other_id) % 1000)::int);
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t90_in_turn BEFORE INSERT OR UPDATE OF customer_id, kind, other_id ON crm.customer_relation
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION crm.tg_twins_in_turn('customer_id', 'relation_kind');

CREATE OR REPLACE FUNCTION crm.tg_relation_by_hand() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF (CASE TG_OP WHEN 'DELETE' THEN OLD.kind ELSE NEW.kind END) IN ('subsidiary_of', 'parent_of') AND pg_trigger_depth() = 1
        AND current_setting('is_superuser') = 'off' THEN
        PERFORM crm.refuse('relation_parent_is_a_field', 'kind');
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE OR REPLACE TRIGGER t15_by_hand BEFORE INSERT OR UPDATE OR DELETE ON crm.customer_relation
    FOR EACH ROW EXECUTE FUNCTION crm.tg_relation_by_hand();

CREATE OR REPLACE FUNCTION crm.tg_parent_is_relation() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        DELETE FROM crm.customer_relation WHERE (customer_id, kind, other_id) IN
            ((NEW.id, 'subsidiary_of', OLD.parent_id), (OLD.parent_id, 'parent_of', NEW.id));
    END IF;
    INSERT INTO crm.customer_relation (customer_id, kind, other_id)
    SELECT NEW.id, 'subsidiary_of', NEW.parent_id WHERE NEW.parent_id IS NOT NULL
    UNION ALL SELECT NEW.parent_id, 'parent_of', NEW.id WHERE NEW.parent_id IS NOT NULL
    ON CONFLICT (customer_id, kind, other_id) DO NOTHING;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t50_parent_insert AFTER INSERT ON crm.customer
    FOR EACH ROW WHEN (NEW.parent_id IS NOT NULL) EXECUTE FUNCTION crm.tg_parent_is_relation();
CREATE OR REPLACE TRIGGER t50_parent_update AFTER UPDATE ON crm.customer
    FOR EACH ROW WHEN (NEW.parent_id IS DISTINCT FROM OLD.parent_id) EXECUTE FUNCTION crm.tg_parent_is_relation();

-- Every change of status is kept: when, by whom, by hand or by an order.
CREATE OR REPLACE FUNCTION crm.tg_customer_status() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    INSERT INTO crm.customer_status_change (customer_id, owner_id, from_status, to_status, employee_id)
    VALUES (NEW.id, NEW.owner_id, OLD.status, NEW.status, crm.me());
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t50_status AFTER UPDATE ON crm.customer
    FOR EACH ROW WHEN (NEW.status <> OLD.status) EXECUTE FUNCTION crm.tg_customer_status();

-- The first confirmed order makes a customer of a target, and of a former customer one again. The stage of a status decides, not its name: who
-- has a status of the company's own at that stage keeps it.
CREATE OR REPLACE FUNCTION crm.tg_order_converts() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    UPDATE crm.customer c SET status = s.code FROM (SELECT code FROM crm.dictionary WHERE kind = 'customer_status' AND stage = 'customer'
        ORDER BY retired, position, id LIMIT 1) s
    WHERE c.id = NEW.customer_id AND NOT EXISTS (SELECT FROM crm.dictionary d WHERE d.kind = 'customer_status' AND d.code = c.status AND d.stage = 'customer');
    IF FOUND THEN
        UPDATE crm.customer_status_change SET cause = 'order', order_id = NEW.id
        WHERE id = (SELECT max(id) FROM crm.customer_status_change WHERE customer_id = NEW.customer_id);
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t50_converts AFTER UPDATE ON crm.sales_order
    FOR EACH ROW WHEN (OLD.state = 'draft' AND NEW.state = 'confirmed') EXECUTE FUNCTION crm.tg_order_converts();

-- The tags in use, for completion: words of the whole company, as dictionaries are.
CREATE OR REPLACE FUNCTION crm.tg_tags() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    INSERT INTO crm.tag (table_name, word) SELECT DISTINCT TG_TABLE_NAME, btrim(t) FROM new_rows n, unnest(n.tags) t
    WHERE n.tags <> '{}' AND btrim(t) <> '' ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
DO $$
DECLARE t text; event text;
BEGIN
    FOR t IN SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tags' AND NOT a.attisdropped
        WHERE c.relnamespace = 'crm'::regnamespace AND c.relkind = 'r' LOOP
        FOREACH event IN ARRAY ARRAY['INSERT', 'UPDATE'] LOOP
            EXECUTE format('CREATE OR REPLACE TRIGGER t70_tags_%s AFTER %s ON crm.%I REFERENCING NEW TABLE AS new_rows
                FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_tags()', lower(event), event, t);
        END LOOP;
        EXECUTE format('INSERT INTO crm.tag (table_name, word) SELECT DISTINCT %L, btrim(u) FROM crm.%I r, unnest(r.tags) u
            WHERE btrim(u) <> '''' ON CONFLICT DO NOTHING', t, t);
    END LOOP;
END $$;

GRANT SELECT ON crm.division, crm.tag TO :"employee";
