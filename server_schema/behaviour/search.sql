-- Search by characters, pinyin, initials, digits and code without extensions.
-- Tokens of a name: every character, every pair of neighbours, every pair of neighbouring pinyin initials (~xa),
-- every syllable (^xian). Tokens of a number: every run of four digits (#0298), shorter at its end.
-- A heteronym counts with all its readings: 重庆 is found by cq and by zq.

CREATE OR REPLACE FUNCTION crm.bare(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT lower(regexp_replace(translate(words, '０１２３４５６７８９（）－', '0123456789()-'), '[[:space:][:punct:]]', '', 'g'))
$$;

CREATE OR REPLACE FUNCTION crm.digits(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT regexp_replace(translate(words, '０１２３４５６７８９', '0123456789'), '\D', '', 'g')
$$;

CREATE OR REPLACE FUNCTION crm.sort_key(words text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT coalesce(string_agg(coalesce(h.readings[1] || ' ', lower(ch)), '' ORDER BY i), '')
    FROM regexp_split_to_table(left(words, 60), '') WITH ORDINALITY s(ch, i) LEFT JOIN crm.hanzi h USING (ch)
$$;

CREATE OR REPLACE FUNCTION crm.name_tokens(words text) RETURNS text[]
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    WITH s AS (SELECT crm.bare(words) AS t),
    c AS MATERIALIZED (SELECT i, substr(t, i, 1) AS ch, substr(t, i, 2) AS pair, length(t) AS n FROM s, generate_series(1, length(t)) i),
    p AS MATERIALIZED (SELECT c.i, coalesce(h.readings, ARRAY[c.ch]) AS readings, h.ch IS NOT NULL AS han
        FROM c LEFT JOIN crm.hanzi h ON h.ch = c.ch)
    SELECT ARRAY(SELECT ch FROM c UNION SELECT pair FROM c WHERE length(pair) = 2
        UNION SELECT '~' || left(a, 1) || left(b, 1) FROM p p1 JOIN p p2 ON p2.i = p1.i + 1, unnest(p1.readings) a, unnest(p2.readings) b
            WHERE p1.han OR p2.han
        UNION SELECT '^' || a FROM p, unnest(p.readings) a WHERE p.han)
$$;

CREATE OR REPLACE FUNCTION crm.number_tokens(words text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT ARRAY(SELECT DISTINCT '#' || substr(d, i, 4) FROM (
            SELECT crm.digits(part) AS d FROM regexp_split_to_table(words, '[,;/、，；\n]') part) n,
        generate_series(1, greatest(length(d) - 2, 0)) i)
$$;

CREATE OR REPLACE FUNCTION crm.tokens(names text, numbers text) RETURNS tsvector
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT array_to_tsvector(ARRAY(SELECT DISTINCT t FROM unnest(crm.name_tokens(names) || crm.number_tokens(numbers)) t WHERE t <> ''))
$$;

-- Every way to read letters as pinyin syllables, the last one perhaps unfinished: xian = xian, xi an.
CREATE OR REPLACE FUNCTION crm.syllable_queries(letters text) RETURNS SETOF tsquery
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    WITH RECURSIVE reading AS (
        SELECT 1 AS at, ''::text COLLATE "C" AS query
        UNION ALL
        SELECT r.at + length(s.part), r.query COLLATE "C" || CASE WHEN r.query = '' THEN '' ELSE ' & ' END || s.term
        FROM reading r, LATERAL (
            SELECT y.reading AS part, quote_literal('^' || y.reading) AS term FROM crm.syllable y
            WHERE substr(letters, r.at, 6) LIKE y.reading || '%'
            UNION ALL
            SELECT substr(letters, r.at), quote_literal('^' || substr(letters, r.at)) || ':*'
            WHERE length(letters) - r.at < 5 AND r.at > 1
                AND EXISTS (SELECT FROM crm.syllable y WHERE y.reading LIKE substr(letters, r.at) || '_%')) s
        WHERE r.at <= length(letters))
    SELECT query::tsquery FROM reading WHERE at > length(letters) ORDER BY length(query) LIMIT 8
$$;

CREATE OR REPLACE FUNCTION crm.word_query(word text) RETURNS tsquery
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE w text := crm.bare(word); d text := crm.digits(word); result tsquery; initials text;
BEGIN
    IF w = '' THEN RETURN NULL; END IF;
    IF length(w) = 1 THEN
        result := quote_literal(w)::tsquery;
        IF w ~ '[a-z]' THEN result := result || (quote_literal('~' || w) || ':*')::tsquery; END IF;
        RETURN result;
    END IF;
    SELECT string_agg(DISTINCT quote_literal(substr(w, i, 2)), ' & ')::tsquery INTO result FROM generate_series(1, length(w) - 1) i;
    IF w ~ '^[a-z]+$' THEN
        SELECT string_agg(DISTINCT quote_literal('~' || substr(w, i, 2)), ' & ') INTO initials FROM generate_series(1, length(w) - 1) i;
        result := result || initials::tsquery;
        SELECT result || coalesce((SELECT ('(' || string_agg(q::text, ') | (') || ')')::tsquery FROM crm.syllable_queries(w) q), ''::tsquery)
            INTO result;
    END IF;
    IF length(d) >= 3 AND length(d) = length(w) THEN
        IF length(d) = 3 THEN result := result || (quote_literal('#' || d) || ':*')::tsquery;
        ELSE
            SELECT result || string_agg(DISTINCT quote_literal('#' || substr(d, i, 4)), ' & ')::tsquery INTO result
            FROM generate_series(1, length(d) - 3) i;
        END IF;
    END IF;
    RETURN result;
END $$;

CREATE OR REPLACE FUNCTION crm.search_query(words text) RETURNS tsquery
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE word text; one tsquery; result tsquery;
BEGIN
    FOREACH word IN ARRAY (regexp_split_to_array(btrim(left(words, 100)), '\s+'))[1:6] LOOP
        one := crm.word_query(word);
        IF one IS NOT NULL THEN result := CASE WHEN result IS NULL THEN one ELSE result && one END; END IF;
    END LOOP;
    RETURN result;
END $$;

-- Pairs of neighbours may stand apart in a hit; what was typed as characters or digits must stand together.
CREATE OR REPLACE FUNCTION crm.stands_in(words text, bare_names text, bare_numbers text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT bool_and(CASE
        WHEN crm.bare(word) ~ '^[a-z]*$' THEN true
        WHEN crm.bare(word) ~ '^\d+$' THEN bare_names LIKE '%' || crm.bare(word) || '%' OR bare_numbers LIKE '%' || crm.bare(word) || '%'
        ELSE bare_names LIKE '%' || crm.bare(word) || '%' END)
    FROM regexp_split_to_table(btrim(left(words, 100)), '\s+') word
$$;

-- For each searchable table: search_<table>(words, n) for what one types, match_<table>(words, n) for lists.
-- names/numbers: what the tokens are made of; extra: names and numbers of dependent rows.
DO $$
DECLARE t record; visible text; body text;
BEGIN
    FOR t IN SELECT * FROM (VALUES
        ('customer', 'customer', true, 'concat_ws('' '', r.name, r.short_name, r.code)', 'concat_ws('','', r.phone, r.mobile, r.fax, r.code)',
            'r.name', 'concat_ws('' · '', r.code, nullif(r.city, ''''), nullif(r.phone, ''''))', 'r.sort_key',
            '(SELECT string_agg(c.name, '' '') FROM crm.contact c WHERE c.customer_id = r.id)',
            '(SELECT string_agg(concat_ws('','', c.phone, c.mobile), '','') FROM crm.contact c WHERE c.customer_id = r.id)'),
        ('contact', 'contact', true, 'r.name', 'concat_ws('','', r.phone, r.mobile)',
            'r.name', 'concat_ws('' · '', (SELECT p.name FROM crm.customer p WHERE p.id = r.customer_id), nullif(r.title, ''''), nullif(r.mobile, ''''))',
            'r.sort_key', '''''', ''''''),
        ('product', 'product', false, 'concat_ws('' '', r.name, r.code, r.brand, r.model)', 'concat_ws('','', r.code, r.model)',
            'r.name', 'concat_ws('' · '', r.code, nullif(r.model, ''''))', 'r.sort_key', '''''', ''''''),
        ('opportunity', 'opportunity', true, 'concat_ws('' '', r.name, r.code)', 'r.code',
            'r.name', 'concat_ws('' · '', r.code, (SELECT p.name FROM crm.customer p WHERE p.id = r.customer_id))', 'r.sort_key', '''''', ''''''),
        ('sales_order', 'sales_order', true, 'r.code', 'r.code',
            'coalesce(nullif(r.code, ''''), ''#'' || r.id)', '(SELECT p.name FROM crm.customer p WHERE p.id = r.customer_id)', 'r.ordered_on', '''''', ''''''),
        ('employee', 'employee', false, 'concat_ws('' '', r.name, r.code, r.login)', 'concat_ws('','', r.phone, r.mobile)',
            'r.name', 'concat_ws('' · '', nullif(r.title, ''''), (SELECT d.name FROM crm.department d WHERE d.id = r.department_id))', 'r.sort_key', '''''', '''''')
        ) v(name, module, owned, names, numbers, label, subtitle, sort, extra_names, extra_numbers) LOOP
        visible := CASE WHEN t.owned THEN 'AND r.owner_id = ANY (mine)' ELSE '' END;
        body := format('q IS NOT NULL AND r.tokens @@ q AND crm.stands_in(words, crm.bare(concat_ws('' '', %s, %s)), crm.digits(concat_ws('','', %s, %s)))',
            t.names, t.extra_names, t.numbers, t.extra_numbers);
        EXECUTE format($f$
            CREATE OR REPLACE FUNCTION crm.search_%1$s(words text, n int DEFAULT 20) RETURNS TABLE (id bigint, label text, subtitle text)
            LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $b$
            DECLARE q tsquery := crm.search_query(words); mine bigint[] := crm.visible_owners(%2$L, 'view');
            BEGIN
                IF NOT crm.may(%2$L, 'view') THEN RETURN; END IF;
                IF crm.my_scope(%2$L, 'view') = 'all' THEN
                    RETURN QUERY SELECT r.id, %3$s, %4$s FROM crm.%1$I r WHERE %5$s ORDER BY %6$s, r.id LIMIT least(n, 200);
                ELSE
                    RETURN QUERY SELECT r.id, %3$s, %4$s FROM crm.%1$I r WHERE %5$s %7$s ORDER BY %6$s, r.id LIMIT least(n, 200);
                END IF;
            END $b$;
            CREATE OR REPLACE FUNCTION crm.match_%1$s(words text, n int DEFAULT 1000000) RETURNS SETOF bigint
            LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $b$
            DECLARE q tsquery := crm.search_query(words); mine bigint[] := crm.visible_owners(%2$L, 'view');
            BEGIN
                IF NOT crm.may(%2$L, 'view') THEN RETURN; END IF;
                IF crm.my_scope(%2$L, 'view') = 'all' THEN
                    RETURN QUERY SELECT r.id FROM crm.%1$I r WHERE %5$s ORDER BY %6$s, r.id LIMIT n;
                ELSE
                    RETURN QUERY SELECT r.id FROM crm.%1$I r WHERE %5$s %7$s ORDER BY %6$s, r.id LIMIT n;
                END IF;
            END $b$;
            $f$, t.name, t.module, t.label, t.subtitle, body, t.sort, visible);
        EXECUTE format($f$
            CREATE OR REPLACE FUNCTION crm.tg_search_%1$s() RETURNS trigger
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $b$
            DECLARE r crm.%1$I; before text;
            BEGIN
                IF TG_OP = 'UPDATE' AND NEW.tokens = OLD.tokens AND NEW.tokens <> '' THEN
                    r := OLD;
                    before := concat_ws(E'\x1f', %2$s, %4$s);
                    r := NEW;
                    IF before = concat_ws(E'\x1f', %2$s, %4$s) THEN RETURN NEW; END IF;
                END IF;
                r := NEW;
                NEW.tokens := crm.tokens(concat_ws(' ', %2$s, %3$s), concat_ws(',', %4$s, %5$s));
                %6$s
                RETURN NEW;
            END $b$;
            CREATE OR REPLACE TRIGGER t30_search BEFORE INSERT OR UPDATE ON crm.%1$I
                FOR EACH ROW EXECUTE FUNCTION crm.tg_search_%1$s();
            $f$, t.name, t.names, t.extra_names, t.numbers, t.extra_numbers,
            CASE WHEN t.sort = 'r.sort_key' THEN 'NEW.sort_key := crm.sort_key(NEW.name);' ELSE '' END);
        EXECUTE format('GRANT EXECUTE ON FUNCTION crm.search_%1$s(text, int), crm.match_%1$s(text, int) TO :"employee"', t.name);
    END LOOP;
END $$;

-- A contact's name and numbers are found at its customer too.
CREATE OR REPLACE FUNCTION crm.tg_contact_found_at_customer() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.name, OLD.phone, OLD.mobile, OLD.customer_id) = (NEW.name, NEW.phone, NEW.mobile, NEW.customer_id) THEN
        RETURN NULL;
    END IF;
    UPDATE crm.customer SET tokens = '' WHERE id IN (OLD.customer_id, NEW.customer_id);
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t50_found_at_customer AFTER INSERT OR UPDATE OR DELETE ON crm.contact
    FOR EACH ROW EXECUTE FUNCTION crm.tg_contact_found_at_customer();
GRANT EXECUTE ON FUNCTION crm.bare(text), crm.digits(text) TO :"employee";
