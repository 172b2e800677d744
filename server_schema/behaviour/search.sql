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

-- Loops over arrays, one look into hanzi: a third of the time of the same as a query. Doubles fall away in the tsvector.
CREATE OR REPLACE FUNCTION crm.name_tokens(words text) RETURNS text[]
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE chars text[] := string_to_array(crm.bare(words), NULL); readings text[]; initials text[]; result text[] := chars; one text; two text;
BEGIN
    SELECT array_agg(coalesce(array_to_string(h.readings, ' '), '') ORDER BY u.i) INTO readings
    FROM unnest(chars) WITH ORDINALITY u(ch, i) LEFT JOIN crm.hanzi h USING (ch);
    FOR i IN 1 .. coalesce(cardinality(chars), 0) LOOP
        IF readings[i] = '' THEN
            initials[i] := chars[i];
        ELSE
            result := result || string_to_array('^' || replace(readings[i], ' ', ' ^'), ' ');
            initials[i] := regexp_replace(readings[i], '(\w)\w* ?', '\1', 'g');
        END IF;
        CONTINUE WHEN i = 1;
        result := result || (chars[i - 1] || chars[i]);
        CONTINUE WHEN readings[i - 1] = '' AND readings[i] = '';
        FOREACH one IN ARRAY string_to_array(initials[i - 1], NULL) LOOP
            FOREACH two IN ARRAY string_to_array(initials[i], NULL) LOOP
                result := result || ('~' || one || two);
            END LOOP;
        END LOOP;
    END LOOP;
    RETURN coalesce(result, '{}');
END $$;

CREATE OR REPLACE FUNCTION crm.number_tokens(words text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE part text; result text[] := '{}';
BEGIN
    FOREACH part IN ARRAY regexp_split_to_array(translate(words, '０１２３４５６７８９', '0123456789'), '[,;/、，；\n]') LOOP
        part := regexp_replace(part, '\D', '', 'g');
        FOR i IN 1 .. length(part) - 2 LOOP
            result := result || ('#' || substr(part, i, 4));
        END LOOP;
    END LOOP;
    RETURN result;
END $$;

CREATE OR REPLACE FUNCTION crm.tokens(names text, numbers text) RETURNS tsvector
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT array_to_tsvector(crm.name_tokens(coalesce(names, '')) || crm.number_tokens(coalesce(numbers, '')))
$$;

-- Ways to read letters as pinyin syllables, the last one perhaps unfinished: xian = xian, xi an. At most eight at each
-- letter, those with the fewest syllables: all ways would be thousands for a long word.
CREATE OR REPLACE FUNCTION crm.syllable_queries(letters text) RETURNS SETOF tsquery
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE ways text[] := '{}'; starts text[]; n int := length(letters); rest text; next text; syllables int;
BEGIN
    -- ways[at]: readings of what stands before, one a line, a blank between the syllables
    ways[1] := '';
    FOR at IN 1 .. n LOOP
        CONTINUE WHEN ways[at] IS NULL;
        starts := (SELECT (array_agg(w ORDER BY length(w) - length(replace(w, ' ', '')), w))[1:8] FROM regexp_split_to_table(ways[at], E'\n') w);
        rest := substr(letters, at);
        FOREACH next IN ARRAY ARRAY(SELECT y.reading FROM crm.syllable y WHERE y.reading = ANY (ARRAY(SELECT left(rest, i) FROM generate_series(1, 6) i))) LOOP
            ways[at + length(next)] := concat_ws(E'\n', ways[at + length(next)], (SELECT string_agg(ltrim(w || ' ' || next), E'\n') FROM unnest(starts) w));
        END LOOP;
        IF at > 1 AND n - at < 5 AND EXISTS (SELECT FROM crm.syllable y WHERE y.reading LIKE rest || '_%') THEN
            ways[n + 1] := concat_ws(E'\n', ways[n + 1], (SELECT string_agg(ltrim(w || ' ' || rest || '*'), E'\n') FROM unnest(starts) w));
        END IF;
    END LOOP;
    RETURN QUERY SELECT string_agg(quote_literal('^' || rtrim(part, '*')) || CASE WHEN part LIKE '%*' THEN ':*' ELSE '' END, ' & ')::tsquery
    FROM (SELECT DISTINCT w FROM regexp_split_to_table(ways[n + 1], E'\n') w) u, regexp_split_to_table(u.w, ' ') part
    GROUP BY u.w ORDER BY length(u.w) LIMIT 8;
END $$;

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
    FOREACH word IN ARRAY (regexp_split_to_array(btrim(left(coalesce(words, ''), 100)), '\s+'))[1:6] LOOP
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

-- Are the tokens enough to be sure of that? Of letters, and of one or two characters, they are.
CREATE OR REPLACE FUNCTION crm.neighbours_do(words text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT bool_and(crm.bare(word) ~ '^[a-z]*$' OR length(crm.bare(word)) <= 2)
    FROM regexp_split_to_table(btrim(left(words, 100)), '\s+') word
$$;

-- The words as they were typed, as patterns: what holds them to the letter need not be looked at more closely.
CREATE OR REPLACE FUNCTION crm.as_typed(words text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT array_agg(CASE WHEN crm.bare(word) ~ '^[a-z]*$' THEN '%'
        ELSE '%' || replace(replace(replace(lower(word), '\', '\\'), '%', '\%'), '_', '\_') || '%' END)
    FROM regexp_split_to_table(btrim(left(words, 100)), '\s+') word
$$;

-- The same steps for whoever sees all, one person's or several people's rows: each of them has an index of its own.
CREATE OR REPLACE FUNCTION crm.for_owners(steps text, of_module text, owned boolean) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT CASE WHEN owned THEN format('IF crm.my_scope(%L, ''view'') = ''all'' THEN %s ELSIF cardinality(mine) = 1 THEN %s ELSE %s END IF;',
        of_module, replace(steps, '@visible', ''), replace(steps, '@visible', 'AND r.owner_id = mine[1]'),
        replace(steps, '@visible', 'AND r.owner_id = ANY (mine)')) ELSE replace(steps, '@visible', '') END
$$;

-- May the caller read all these columns?
CREATE OR REPLACE FUNCTION crm.reads(of_table text, columns text[]) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT current_setting('is_superuser') = 'on' OR bool_and(has_column_privilege(session_user, format('crm.%I', of_table)::regclass, c, 'SELECT'))
    FROM unnest(columns) c
$$;

-- For each searchable table: search_<table>(words, n) for what one types, match_<table>(words, n) for lists.
-- names/numbers: what the tokens are made of; extra: names and numbers of dependent rows.
DO $$
DECLARE t record; sure text; look text; page text; hides text; plain text;
BEGIN
    FOR t IN SELECT * FROM (VALUES
        ('customer', 'customer', true, 'concat_ws('' '', r.name, r.short_name, r.code)', 'concat_ws('','', r.phone, r.mobile, r.fax, r.code)',
            'r.name', 'concat_ws('' · '', r.code, nullif(r.city, ''''), CASE WHEN NOT hides THEN nullif(r.phone, '''') END)', 'r.sort_key',
            '(SELECT string_agg(c.name, '' '') FROM crm.contact c WHERE c.customer_id = r.id)',
            '(SELECT string_agg(concat_ws('','', c.phone, c.mobile), '','') FROM crm.contact c WHERE c.customer_id = r.id)'),
        ('contact', 'contact', true, 'r.name', 'concat_ws('','', r.phone, r.mobile)',
            'r.name', 'concat_ws('' · '', (SELECT p.name FROM crm.customer p WHERE p.id = r.customer_id AND (every_customer OR p.owner_id = ANY (customers))), nullif(r.title, ''''), CASE WHEN NOT hides THEN nullif(r.mobile, '''') END)',
            'r.sort_key', '''''', ''''''),
        ('product', 'product', false, 'concat_ws('' '', r.name, r.code, r.brand, r.model)', 'concat_ws('','', r.code, r.model)',
            'r.name', 'concat_ws('' · '', r.code, nullif(r.model, ''''))', 'r.sort_key', '''''', ''''''),
        ('opportunity', 'opportunity', true, 'concat_ws('' '', r.name, r.code)', 'r.code',
            'r.name', 'concat_ws('' · '', r.code, (SELECT p.name FROM crm.customer p WHERE p.id = r.customer_id AND (every_customer OR p.owner_id = ANY (customers))))', 'r.sort_key', '''''', ''''''),
        ('sales_order', 'sales_order', true, 'r.code', 'r.code',
            'coalesce(nullif(r.code, ''''), ''#'' || r.id)', '(SELECT p.name FROM crm.customer p WHERE p.id = r.customer_id AND (every_customer OR p.owner_id = ANY (customers)))', 'r.ordered_on', '''''', ''''''),
        ('employee', 'employee', false, 'concat_ws('' '', r.name, r.code, r.login)', 'concat_ws('','', r.phone, r.mobile)',
            'r.name', 'concat_ws('' · '', nullif(r.title, ''''), (SELECT d.name FROM crm.department d WHERE d.id = r.department_id))', 'r.sort_key', '''''', '''''')
        ) v(name, module, owned, names, numbers, label, subtitle, sort, extra_names, extra_numbers) LOOP
        -- cheap first: most hits of a common word hold it as it was typed
        sure := format('(together OR lower(concat_ws('' '', %1$s, %3$s)) LIKE ALL (typed)
            OR crm.stands_in(words, crm.bare(concat_ws('' '', %1$s, %2$s)), crm.digits(concat_ws('','', %3$s, %4$s))))',
            t.names, t.extra_names, t.numbers, t.extra_numbers);
        -- whoever may not read a phone, or the contacts, of these records does not find by them either
        hides := CASE t.name WHEN 'customer' THEN 'NOT crm.reads(''customer'', ''{phone,mobile,fax}'') OR NOT crm.reads(''contact'', ''{name,phone,mobile}'')
                    OR crm.my_scope(''contact'', ''view'') NOT IN (''all'', crm.my_scope(''customer'', ''view''))'
            WHEN 'contact' THEN 'NOT crm.reads(''contact'', ''{phone,mobile}'')' WHEN 'employee' THEN 'NOT crm.reads(''employee'', ''{phone,mobile}'')'
            ELSE 'false' END;
        plain := CASE t.name WHEN 'customer' THEN 'crm.stands_in(words, crm.bare(concat_ws('' '', r.name, r.short_name, r.code)),
                    crm.digits(concat_ws('','', CASE WHEN crm.reads(''customer'', ''{phone,mobile,fax}'') THEN concat_ws('','', r.phone, r.mobile, r.fax) END, r.code)))
                AND crm.tokens(concat_ws('' '', r.name, r.short_name, r.code),
                    concat_ws('','', CASE WHEN crm.reads(''customer'', ''{phone,mobile,fax}'') THEN concat_ws('','', r.phone, r.mobile, r.fax) END, r.code)) @@ q'
            WHEN 'contact' THEN 'crm.tokens(r.name, '''') @@ q AND crm.stands_in(words, crm.bare(r.name), '''')'
            WHEN 'employee' THEN 'crm.tokens(concat_ws('' '', r.name, r.code, r.login), '''') @@ q
                AND crm.stands_in(words, crm.bare(concat_ws('' '', r.name, r.code, r.login)), '''')' ELSE 'true' END;
        sure := sure || ' AND (NOT hides OR ' || plain || ')';
        -- A common word is found enough times among the first rows in order; any other is rare enough to be looked up and
        -- sorted. Left to the planner, an order with a limit may walk through a whole table for a word it thinks common.
        -- What is found as one types need not be the very first of thousands: cap them.
        look := replace(replace(replace($f$
                few := ARRAY(SELECT r.id FROM (SELECT * FROM crm.@table r WHERE true @visible ORDER BY @sort, r.id LIMIT 1000) r
                    WHERE r.tokens @@ q AND @sure ORDER BY @sort, r.id LIMIT n);
                cap := 3000;
                WHILE cardinality(few) < n LOOP
                    few := ARRAY(SELECT r.id FROM (SELECT r.* FROM (SELECT * FROM crm.@table r WHERE r.tokens @@ q @visible LIMIT cap) r
                        ORDER BY @sort, r.id OFFSET 0) r WHERE @sure LIMIT n);
                    EXIT WHEN cardinality(few) = n OR cap IS NULL
                        OR (SELECT count(*) FROM (SELECT FROM crm.@table r WHERE r.tokens @@ q @visible LIMIT cap) r) < cap;
                    cap := NULL;
                END LOOP;
            $f$, '@table', t.name), '@sort', t.sort), '@sure', sure);
        page := replace(replace(replace($f$
                IF n > 1000 THEN
                    RETURN QUERY SELECT r.id FROM crm.@table r WHERE r.tokens @@ q @visible AND @sure LIMIT n;
                    RETURN;
                END IF;
                few := ARRAY(SELECT r.id FROM (SELECT * FROM crm.@table r WHERE true @visible ORDER BY @sort, r.id LIMIT 3000) r
                    WHERE r.tokens @@ q AND @sure ORDER BY @sort, r.id LIMIT n);
                IF cardinality(few) < n THEN
                    few := ARRAY(SELECT r.id FROM (SELECT r.id, @sort AS place FROM crm.@table r
                        WHERE r.tokens @@ q @visible AND @sure OFFSET 0) r ORDER BY r.place, r.id LIMIT n);
                END IF;
            $f$, '@table', t.name), '@sort', t.sort), '@sure', sure);
        EXECUTE format($f$
            CREATE OR REPLACE FUNCTION crm.search_%1$s(words text, n int DEFAULT 20) RETURNS TABLE (id bigint, label text, subtitle text)
            LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $b$
            DECLARE q tsquery := crm.search_query(words); mine bigint[] := crm.visible_owners(%2$L, 'view'); hides boolean;
                customers bigint[] := crm.visible_owners('customer', 'view'); every_customer boolean := crm.my_scope('customer', 'view') = 'all';
                together boolean := crm.neighbours_do(words); typed text[] := crm.as_typed(words); few bigint[]; cap int;
            BEGIN
                hides := %5$s;
                n := least(greatest(n, 0), 200);
                IF q IS NULL OR crm.my_scope(%2$L, 'view') NOT IN (%6$s) THEN RETURN; END IF;
                %7$s
                RETURN QUERY SELECT r.id, %3$s, %4$s FROM crm.%1$I r WHERE r.id = ANY (few) ORDER BY %9$s, r.id;
            END $b$;
            CREATE OR REPLACE FUNCTION crm.match_%1$s(words text, n int DEFAULT 1000000) RETURNS SETOF bigint
            LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $b$
            DECLARE q tsquery := crm.search_query(words); mine bigint[] := crm.visible_owners(%2$L, 'view'); hides boolean;
                customers bigint[] := crm.visible_owners('customer', 'view'); every_customer boolean := crm.my_scope('customer', 'view') = 'all';
                together boolean := crm.neighbours_do(words); typed text[] := crm.as_typed(words); few bigint[];
            BEGIN
                hides := %5$s;
                n := greatest(n, 0);
                IF q IS NULL OR crm.my_scope(%2$L, 'view') NOT IN (%6$s) THEN RETURN; END IF;
                %8$s
                RETURN QUERY SELECT unnest(few);
            END $b$;
            $f$, t.name, t.module, t.label, t.subtitle, hides,
            CASE WHEN t.owned THEN quote_literal('own') || ',' || '''subordinates'', ''department'', ''departments_below'', ''all''' ELSE quote_literal('all') END,
            crm.for_owners(look, t.module, t.owned), crm.for_owners(page, t.module, t.owned), t.sort);
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

-- A contact's name and numbers are found at its customer too; once a statement, not once a contact.
CREATE OR REPLACE FUNCTION crm.tg_contact_found_at_customer() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE crm.customer SET tokens = '' WHERE id IN (SELECT customer_id FROM new_rows);
    ELSIF TG_OP = 'DELETE' THEN
        UPDATE crm.customer SET tokens = '' WHERE id IN (SELECT customer_id FROM old_rows);
    ELSE
        UPDATE crm.customer SET tokens = '' WHERE id IN (
            SELECT unnest(ARRAY[o.customer_id, n.customer_id]) FROM new_rows n JOIN old_rows o USING (id)
            WHERE (o.name, o.phone, o.mobile, o.customer_id) <> (n.name, n.phone, n.mobile, n.customer_id));
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS t50_found_at_customer ON crm.contact;
CREATE OR REPLACE TRIGGER t50_found_at_customer_insert AFTER INSERT ON crm.contact REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_contact_found_at_customer();
CREATE OR REPLACE TRIGGER t50_found_at_customer_update AFTER UPDATE ON crm.contact REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_contact_found_at_customer();
CREATE OR REPLACE TRIGGER t50_found_at_customer_delete AFTER DELETE ON crm.contact REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_contact_found_at_customer();
GRANT EXECUTE ON FUNCTION crm.bare(text), crm.digits(text) TO :"employee";
