-- A main product (varies_by: the own attributes by whose values its variants differ) and its variants, which are products of their own. What
-- a variant leaves empty it takes from its main product; what it has in common with it follows it. Prices ask for both (prices.sql).

-- The words by which a variant is told from the others: what its values are called.
CREATE OR REPLACE FUNCTION crm.variant_values(axes text[], attrs jsonb, english boolean DEFAULT false) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT string_agg(coalesce(CASE WHEN english THEN nullif(w.name_en, '') END, w.name, attrs ->> a.key), ' ' ORDER BY a.place)
    FROM unnest(axes) WITH ORDINALITY a(key, place) LEFT JOIN crm.attribute_definition d ON d.entity = 'product' AND d.key = a.key
    LEFT JOIN crm.dictionary w ON w.kind = d.dictionary AND w.code = attrs ->> a.key
$$;

-- What a variant is found by besides its own words: those of its main product and of its values.
CREATE OR REPLACE FUNCTION crm.variant_words(of_main bigint, given jsonb) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT concat_ws(' ', m.name, m.code, crm.variant_values(m.varies_by, given), crm.variant_values(m.varies_by, given, true))
    FROM crm.product m WHERE m.id = of_main
$$;

-- The own attributes that a variant may have of its main product: not those by which it differs, no file, nothing that is reckoned.
CREATE OR REPLACE FUNCTION crm.common_attributes(main crm.product) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT CASE WHEN main.attrs = '{}' THEN '{}' ELSE main.attrs - main.varies_by - ARRAY(SELECT d.key FROM crm.attribute_definition d
        WHERE d.entity = 'product' AND d.kind IN ('attachment', 'formula')) END
$$;

-- May a promotion still give something, today or later?
CREATE OR REPLACE FUNCTION crm.is_to_come(p crm.promotion) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT NOT p.retired AND coalesce(p.valid_to >= crm.today(), true)
$$;

-- What employees may not do, and an undo or a merge need not be told: hang a product of another class under a main product, leave variants without
-- what they differ by.
CREATE OR REPLACE FUNCTION crm.tg_variant_asked() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE main crm.product; giving text;
BEGIN
    IF NEW.variant_of_id IS NOT NULL AND NEW.class_id IS NOT NULL AND (TG_OP = 'INSERT' OR NEW.variant_of_id IS DISTINCT FROM OLD.variant_of_id) THEN
        SELECT * INTO main FROM crm.product WHERE id = NEW.variant_of_id;
        IF main.varies_by <> '{}' AND main.class_id IS DISTINCT FROM NEW.class_id THEN PERFORM crm.refuse('variant_class_is_the_main_ones', 'class_id', main.name); END IF;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.varies_by = '{}' AND OLD.varies_by <> '{}' AND EXISTS (SELECT FROM crm.product WHERE variant_of_id = NEW.id) THEN
        PERFORM crm.refuse('product_still_has_variants', 'varies_by');
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.varies_by <> '{}' AND OLD.varies_by = '{}' THEN
        giving := (SELECT p.name FROM crm.promotion p WHERE p.free_product_id = NEW.id AND crm.is_to_come(p) ORDER BY p.id LIMIT 1);
        IF giving IS NOT NULL THEN PERFORM crm.refuse('product_is_given_free', 'varies_by', giving); END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t03_variant_insert BEFORE INSERT ON crm.product FOR EACH ROW
    WHEN (NEW.variant_of_id IS NOT NULL AND current_user = session_user) EXECUTE FUNCTION crm.tg_variant_asked();
CREATE OR REPLACE TRIGGER t03_variant_update BEFORE UPDATE OF variant_of_id, varies_by ON crm.product FOR EACH ROW
    WHEN ((NEW.variant_of_id IS NOT NULL OR OLD.varies_by <> NEW.varies_by) AND current_user = session_user) EXECUTE FUNCTION crm.tg_variant_asked();

-- What they take: before codes, search and attributes, which go by class and name.
DO $do$
DECLARE columns text[] := '{brand,model,specification,configuration,unit,list_price,warranty_months,policy_notes,tags}';
    empty jsonb := '{"list_price": "0", "warranty_months": "0", "tags": "''{}''"}'; c text; taken text := ''; followed text := ''; differs text := '';
BEGIN
    FOREACH c IN ARRAY columns LOOP
        taken := taken || format(E'IF NEW.%1$I = %2$s THEN NEW.%1$I := main.%1$I; END IF;\n            ', c, coalesce(empty ->> c, ''''''));
    END LOOP;
    FOREACH c IN ARRAY columns || ARRAY['tax_rate'] LOOP
        followed := followed || format(', %1$I = CASE WHEN v.%1$I = m.old_%1$I THEN m.%1$I ELSE v.%1$I END', c);
        differs := differs || format(' OR m.%1$I <> m.old_%1$I', c);
    END LOOP;
    EXECUTE crm.woven($f$
        CREATE OR REPLACE FUNCTION crm.tg_variant() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
        DECLARE main crm.product;
        BEGIN
            IF NEW.variant_of_id = NEW.id OR NEW.varies_by <> '{}' THEN RETURN NEW; END IF;  -- the constraints say why not
            SELECT * INTO main FROM crm.product WHERE id = NEW.variant_of_id FOR SHARE;
            IF NOT FOUND THEN RETURN NEW; END IF;
            IF main.varies_by = '{}' THEN PERFORM crm.refuse('variant_of_a_main_product', 'variant_of_id', main.name); END IF;
            IF TG_OP = 'INSERT' OR NEW.class_id IS NULL OR NEW.variant_of_id IS DISTINCT FROM OLD.variant_of_id THEN NEW.class_id := main.class_id; END IF;
            IF btrim(NEW.name) = '' OR TG_OP = 'UPDATE' AND NEW.name = OLD.name AND NEW.attrs IS DISTINCT FROM OLD.attrs
                AND NEW.name = concat_ws(' ', main.name, crm.variant_values(main.varies_by, OLD.attrs)) THEN
                NEW.name := concat_ws(' ', main.name, crm.variant_values(main.varies_by, NEW.attrs));
            END IF;
            {{taken}}
            NEW.attrs := crm.common_attributes(main) || jsonb_strip_nulls(NEW.attrs);
            RETURN NEW;
        END $$;
        -- What changed of main products, for those of their variants that had the same and were not written by the same statement.
        CREATE OR REPLACE FUNCTION crm.tg_variants_follow() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
        BEGIN
            -- what an undo brings back goes along with a main product that has moved since
            IF EXISTS (SELECT FROM new_rows n JOIN crm.product m ON m.id = n.variant_of_id WHERE n.variant_of_id IS NOT NULL AND n.class_id IS DISTINCT FROM m.class_id) THEN
                UPDATE crm.product v SET class_id = m.class_id FROM new_rows n JOIN crm.product m ON m.id = n.variant_of_id
                WHERE v.id = n.id AND n.variant_of_id IS NOT NULL AND n.class_id IS DISTINCT FROM m.class_id;
            END IF;
            IF NOT EXISTS (SELECT FROM new_rows WHERE varies_by <> '{}') THEN RETURN NULL; END IF;
            IF EXISTS (WITH m AS MATERIALIZED (SELECT n.id, o.unit FROM new_rows n JOIN old_rows o USING (id) WHERE n.varies_by <> '{}' AND n.unit <> o.unit)
                SELECT FROM m JOIN crm.product v ON v.variant_of_id = m.id AND v.unit = m.unit
                WHERE EXISTS (SELECT FROM crm.product_unit WHERE product_id = v.id) OR EXISTS (SELECT FROM crm.price WHERE product_id = v.id AND unit <> '')) THEN
                PERFORM crm.refuse('product_base_unit_stays', 'unit');
            END IF;
            WITH m AS MATERIALIZED (SELECT n.id, n.class_id, n.name, n.varies_by, (n.name, n.code, n.varies_by) = (o.name, o.code, o.varies_by) AS says_the_same, crm.common_attributes(n::crm.product) AS attrs, {{new_columns}}, o.class_id AS old_class_id, o.name AS old_name,
                    o.varies_by AS old_varies_by, crm.common_attributes(o::crm.product) AS old_attrs, {{old_columns}}
                FROM new_rows n JOIN old_rows o USING (id) WHERE n.varies_by <> '{}')
            UPDATE crm.product v SET class_id = m.class_id,
                name = CASE WHEN m.varies_by <> m.old_varies_by AND v.name = concat_ws(' ', m.old_name, crm.variant_values(m.old_varies_by, v.attrs))
                    THEN concat_ws(' ', m.name, crm.variant_values(m.varies_by, v.attrs)) WHEN starts_with(v.name, m.old_name) THEN m.name || substr(v.name, length(m.old_name) + 1) ELSE v.name END,
                variant_key = CASE WHEN m.varies_by = m.old_varies_by THEN v.variant_key ELSE '' END,
                tokens = CASE WHEN m.says_the_same THEN v.tokens ELSE '' END,
                attrs = v.attrs || (SELECT coalesce(jsonb_object_agg(k, m.attrs -> k), '{}') FROM jsonb_object_keys(m.attrs || m.old_attrs) k
                    WHERE m.attrs -> k IS DISTINCT FROM m.old_attrs -> k AND v.attrs -> k IS NOT DISTINCT FROM m.old_attrs -> k AND k <> ALL (m.varies_by)){{followed}}
            FROM m WHERE v.variant_of_id = m.id AND NOT EXISTS (SELECT FROM new_rows w WHERE w.id = v.id)
                AND (m.class_id IS DISTINCT FROM m.old_class_id OR NOT m.says_the_same OR m.attrs <> m.old_attrs{{differs}});
            RETURN NULL;
        END $$ $f$, jsonb_build_object('taken', taken, 'followed', followed, 'differs', differs,
            'new_columns', (SELECT string_agg('n.' || u, ', ') FROM unnest(columns || ARRAY['tax_rate']) u),
            'old_columns', (SELECT string_agg(format('o.%1$s AS old_%1$s', u), ', ') FROM unnest(columns || ARRAY['tax_rate']) u)));
    EXECUTE 'CREATE OR REPLACE TRIGGER t04_variant_insert BEFORE INSERT ON crm.product FOR EACH ROW
        WHEN (NEW.variant_of_id IS NOT NULL) EXECUTE FUNCTION crm.tg_variant()';
    EXECUTE format('CREATE OR REPLACE TRIGGER t04_variant_update BEFORE UPDATE OF variant_of_id, varies_by, class_id, name, attrs, %s ON crm.product FOR EACH ROW
        WHEN (NEW.variant_of_id IS NOT NULL) EXECUTE FUNCTION crm.tg_variant()', array_to_string(columns, ', '));
END $do$;
-- Many are moved to another class at once: variants with their main product, or not at all.
CREATE OR REPLACE FUNCTION crm.tg_variants_moved() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE main text := (SELECT m.name FROM new_rows n JOIN crm.product m ON m.id = n.variant_of_id
    WHERE n.variant_of_id IS NOT NULL AND n.class_id IS DISTINCT FROM m.class_id ORDER BY n.id LIMIT 1);
BEGIN
    IF main IS NOT NULL THEN PERFORM crm.refuse('variant_class_is_the_main_ones', 'class_id', main); END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t49_variants_moved AFTER UPDATE ON crm.product REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT WHEN (current_user = session_user) EXECUTE FUNCTION crm.tg_variants_moved();
CREATE OR REPLACE TRIGGER t50_variants_follow AFTER UPDATE ON crm.product REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_variants_follow();

-- By what variants may differ, and that no two are the same: after the attributes, whose defaults count.
CREATE OR REPLACE FUNCTION crm.tg_variant_key() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE axes text[]; axis text; found_key text;
BEGIN
    NEW.variant_key := '';
    IF NEW.variant_of_id = NEW.id OR NEW.variant_of_id IS NOT NULL AND NEW.varies_by <> '{}' THEN RETURN NEW; END IF;
    IF NEW.variant_of_id IS NOT NULL THEN
        SELECT varies_by INTO axes FROM crm.product WHERE id = NEW.variant_of_id;
        FOREACH axis IN ARRAY coalesce(axes, '{}') LOOP
            IF coalesce(NEW.attrs ->> axis, '') = '' THEN
                PERFORM crm.refuse('variant_needs_value', 'attrs.' || axis, (SELECT d.label FROM crm.attribute_definition d WHERE d.entity = 'product' AND d.key = axis));
            END IF;
        END LOOP;
        NEW.variant_key := (SELECT jsonb_object_agg(a, NEW.attrs -> a) FROM unnest(axes) a);
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.varies_by = '{}' AND OLD.varies_by <> '{}' AND EXISTS (SELECT FROM crm.product WHERE variant_of_id = NEW.id) THEN
        NEW.varies_by := OLD.varies_by;  -- an undo left some of them
    END IF;
    axes := '{}';
    FOREACH axis IN ARRAY NEW.varies_by LOOP  -- files may name an attribute as forms do
        SELECT d.key INTO found_key FROM crm.attribute_definition d WHERE d.entity = 'product' AND d.kind = 'choice' AND NOT d.retired
            AND btrim(axis) IN (d.key, d.label, d.label_en) AND crm.attribute_applies(d.only_field, d.only_values, to_jsonb(NEW)) ORDER BY d.key <> btrim(axis), d.id LIMIT 1;
        IF found_key IS NULL THEN PERFORM crm.refuse('varies_by_choices_of_its_class', 'varies_by', axis); END IF;
        IF found_key <> ALL (axes) THEN axes := axes || found_key; END IF;
    END LOOP;
    IF cardinality(axes) > 4 THEN PERFORM crm.refuse('varies_by_four', 'varies_by'); END IF;
    NEW.varies_by := axes;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t88_variant_insert BEFORE INSERT ON crm.product FOR EACH ROW
    WHEN (NEW.variant_of_id IS NOT NULL OR NEW.varies_by <> '{}') EXECUTE FUNCTION crm.tg_variant_key();
CREATE OR REPLACE TRIGGER t88_variant_update BEFORE UPDATE OF variant_of_id, varies_by, variant_key, class_id, attrs ON crm.product FOR EACH ROW
    WHEN (NEW.variant_of_id IS NOT NULL OR NEW.varies_by <> '{}' OR OLD.varies_by <> '{}' OR NEW.variant_key <> '') EXECUTE FUNCTION crm.tg_variant_key();

-- What variants differ by goes on being a choice of theirs.
CREATE OR REPLACE FUNCTION crm.tg_axis_stays() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE main crm.product;
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.entity, NEW.key, NEW.kind, NEW.dictionary, NEW.only_field, NEW.only_values, NEW.retired)
        = (OLD.entity, OLD.key, OLD.kind, OLD.dictionary, OLD.only_field, OLD.only_values, OLD.retired) THEN RETURN NEW; END IF;
    SELECT p.* INTO main FROM crm.product p WHERE p.varies_by @> ARRAY[OLD.key] AND (TG_OP = 'DELETE' OR NEW.entity <> OLD.entity OR NEW.key <> OLD.key
        OR NEW.kind <> 'choice' OR NEW.dictionary <> OLD.dictionary OR NEW.retired OR NOT crm.attribute_applies(NEW.only_field, NEW.only_values, to_jsonb(p)))
        ORDER BY p.id LIMIT 1;
    IF FOUND THEN PERFORM crm.refuse('attribute_tells_variants', 'key', main.name); END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE OR REPLACE TRIGGER t45_axis_update BEFORE UPDATE ON crm.attribute_definition FOR EACH ROW
    WHEN (OLD.entity = 'product' AND OLD.kind = 'choice') EXECUTE FUNCTION crm.tg_axis_stays();
CREATE OR REPLACE TRIGGER t45_axis_delete BEFORE DELETE ON crm.attribute_definition FOR EACH ROW
    WHEN (OLD.entity = 'product' AND OLD.kind = 'choice') EXECUTE FUNCTION crm.tg_axis_stays();

-- What their values are called is in their names and is what they are found by.
CREATE OR REPLACE FUNCTION crm.tg_variants_renamed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    WITH renamed AS MATERIALIZED (SELECT d.key, n.code, o.name FROM new_rows n JOIN old_rows o USING (id) JOIN crm.attribute_definition d
            ON d.entity = 'product' AND d.kind = 'choice' AND d.dictionary = n.kind WHERE (n.name, n.name_en) <> (o.name, o.name_en)),
        named AS (SELECT v.id, concat_ws(' ', m.name, crm.variant_values(m.varies_by, v.attrs)) AS name,
                concat_ws(' ', m.name, (SELECT string_agg(coalesce(r.name, crm.variant_values(ARRAY[a.key], v.attrs)), ' ' ORDER BY a.place)
                    FROM unnest(m.varies_by) WITH ORDINALITY a(key, place) LEFT JOIN renamed r ON r.key = a.key AND r.code = v.attrs ->> a.key)) AS old_name
            FROM crm.product m JOIN crm.product v ON v.variant_of_id = m.id WHERE m.varies_by && ARRAY(SELECT key FROM renamed)
                AND EXISTS (SELECT FROM renamed r WHERE r.key = ANY (m.varies_by) AND v.attrs ->> r.key = r.code))
    UPDATE crm.product v SET tokens = '', name = CASE WHEN v.name = n.old_name THEN n.name ELSE v.name END FROM named n WHERE v.id = n.id;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t50_variants_renamed AFTER UPDATE ON crm.dictionary REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_variants_renamed();

-- Variants that cost what their main product costs are planned with it.
CREATE OR REPLACE FUNCTION crm.tg_variants_planned() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE main crm.product;
BEGIN
    SELECT * INTO main FROM crm.product WHERE id = coalesce(NEW.product_id, OLD.product_id) AND varies_by <> '{}';
    IF NOT FOUND THEN RETURN NULL; END IF;
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM crm.planned_price q USING crm.product v WHERE v.variant_of_id = main.id AND q.product_id = v.id AND (q.valid_from, q.list_price) = (OLD.valid_from, OLD.list_price);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO crm.planned_price (product_id, list_price, valid_from, note) SELECT v.id, NEW.list_price, NEW.valid_from, NEW.note FROM crm.product v
        WHERE v.variant_of_id = main.id AND v.list_price = main.list_price ON CONFLICT (product_id, valid_from) DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t50_variants_planned AFTER INSERT OR UPDATE OR DELETE ON crm.planned_price FOR EACH ROW EXECUTE FUNCTION crm.tg_variants_planned();

-- What is given with an order is a product that can be sold, and goes on being one: whoever makes it a main product waits for the lock.
CREATE OR REPLACE FUNCTION crm.tg_free_item() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE given crm.product;
BEGIN
    IF NOT crm.is_to_come(NEW) THEN RETURN NEW; END IF;
    SELECT * INTO given FROM crm.product WHERE id = NEW.free_product_id FOR SHARE;
    IF given.varies_by <> '{}' THEN PERFORM crm.refuse('product_has_variants', 'free_product_id', given.name); END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t40_free_item BEFORE INSERT OR UPDATE OF free_product_id, retired, valid_to ON crm.promotion FOR EACH ROW
    WHEN (NEW.free_product_id IS NOT NULL AND current_user = session_user) EXECUTE FUNCTION crm.tg_free_item();
