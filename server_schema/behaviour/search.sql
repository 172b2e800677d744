-- Search by characters, pinyin, initials, digits and code without extensions.
-- Tokens of a name: every character, every pair of neighbours, every pair of neighbouring pinyin initials (~xa),
-- every syllable (^xian). Tokens of a number: every run of four digits (#0298), shorter at its end. Of a record that belongs
-- to somebody: whose it is (@45), and whose its customer is, so that the index itself keeps to the rows that somebody sees.
-- A heteronym counts with all its readings: 重庆 is found by cq and by zq.

CREATE OR REPLACE FUNCTION crm.bare(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT lower(regexp_replace(translate(words, '０１２３４５６７８９（）－', '0123456789()-'), '[[:space:][:punct:]]', '', 'g'))
$$;

CREATE OR REPLACE FUNCTION crm.digits(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT regexp_replace(translate(words, '０１２３４５６７８９', '0123456789'), '\D', '', 'g')
$$;

-- Readings stand in the functions themselves, as arrays by code point: to look each character up in crm.hanzi takes most of
-- the time of an import. readings[ascii(ch)] is a place in sounds and initials; their elements have one size (name), so that
-- any of them is reached at once.
DO $do$
DECLARE lists text[] := ARRAY(SELECT DISTINCT array_to_string(readings, ' ') FROM crm.hanzi ORDER BY 1);
    before int := (SELECT coalesce(min(ascii(ch)), 1) - 1 FROM crm.hanzi); places text; sounds text; initials text; usual text;
BEGIN
    IF EXISTS (SELECT FROM unnest(lists) l WHERE octet_length(l) + cardinality(string_to_array(l, ' ')) > 62) THEN
        RAISE 'a character has too many readings for the type name';
    END IF;
    SELECT '{' || string_agg(coalesce(place, 0)::text, ',' ORDER BY n) || '}' INTO places
    FROM generate_series(before + 1, (SELECT max(ascii(ch)) FROM crm.hanzi)) n
    LEFT JOIN (SELECT ascii(h.ch) AS n, u.place FROM crm.hanzi h
        JOIN unnest(lists) WITH ORDINALITY u(list, place) ON u.list = array_to_string(h.readings, ' ')) k USING (n);
    SELECT array_agg(E'\x1f^' || replace(l, ' ', E'\x1f^') ORDER BY i)::name[]::text,
        array_agg((SELECT string_agg(DISTINCT left(r, 1), '') FROM string_to_table(l, ' ') r) ORDER BY i)::name[]::text,
        array_agg(split_part(l, ' ', 1) ORDER BY i)::name[]::text
    INTO sounds, initials, usual FROM unnest(lists) WITH ORDINALITY u(l, i);
    EXECUTE format($f$
        CREATE OR REPLACE FUNCTION crm.sort_key(words text) RETURNS text
        LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
        DECLARE ch text; place smallint; result text := '';
        BEGIN
            FOREACH ch IN ARRAY coalesce(string_to_array(left(words, 60), NULL), '{}') LOOP
                place := (%1$L::smallint[])[ascii(ch) - %2$s];
                IF place > 0 THEN result := result || (%3$L::name[])[place] || ' ';
                ELSE result := result || lower(ch); END IF;
            END LOOP;
            RETURN result;
        END $$ $f$, places, before, usual);
    EXECUTE format($f$
        CREATE OR REPLACE FUNCTION crm.name_tokens(words text) RETURNS text[]
        LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
        DECLARE chars text[] := coalesce(string_to_array(crm.bare(words), NULL), '{}'); result text := ''; ch text; place smallint;
            left_ch text; left_place smallint; left_initials text; initials text; one text; two text;
        BEGIN
            FOREACH ch IN ARRAY chars LOOP
                place := (%1$L::smallint[])[ascii(ch) - %2$s];
                IF place > 0 THEN
                    result := result || (%3$L::name[])[place];
                    initials := (%4$L::name[])[place];
                ELSE
                    initials := ch;
                END IF;
                IF left_ch IS NOT NULL THEN
                    IF NOT (place > 0 OR left_place > 0) IS TRUE THEN
                        result := result || E'\x1f' || left_ch || ch;
                    ELSIF length(left_initials) = 1 AND length(initials) = 1 THEN
                        result := result || E'\x1f' || left_ch || ch || E'\x1f~' || left_initials || initials;
                    ELSE
                        result := result || E'\x1f' || left_ch || ch;
                        FOREACH one IN ARRAY string_to_array(left_initials, NULL) LOOP
                            FOREACH two IN ARRAY string_to_array(initials, NULL) LOOP
                                result := result || E'\x1f~' || one || two;
                            END LOOP;
                        END LOOP;
                    END IF;
                END IF;
                left_ch := ch;
                left_place := place;
                left_initials := initials;
            END LOOP;
            RETURN chars || string_to_array(substr(result, 2), E'\x1f');
        END $$ $f$, places, before, sounds, initials);
END $do$;

CREATE OR REPLACE FUNCTION crm.number_tokens(words text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE part text; result text := '';
BEGIN
    FOREACH part IN ARRAY string_to_array(regexp_replace(translate(words, '０１２３４５６７８９;/、，；' || E'\n', '0123456789,,,,,,'), '[^0-9,]', '', 'g'), ',') LOOP
        FOR i IN 1 .. length(part) - 2 LOOP
            result := result || ',#' || substr(part, i, 4);
        END LOOP;
    END LOOP;
    RETURN string_to_array(substr(result, 2), ',');
END $$;

-- A telephone number of an own attribute is found by any part of it of three digits or more: its index holds its number_tokens.
CREATE OR REPLACE FUNCTION crm.number_test(place text, typed text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT CASE WHEN typed !~ '^[\d０-９\s()（）+.－-]+$' OR length(d) < 3 THEN ''
        WHEN length(d) = 3 THEN format('crm.number_tokens(%s) && %L::text[]', place, ARRAY(SELECT '#' || d || i FROM unnest('{"",0,1,2,3,4,5,6,7,8,9}'::text[]) i))
        ELSE format('crm.number_tokens(%1$s) @> %2$L::text[] AND position(%3$L IN crm.digits(%1$s)) > 0', place,
            ARRAY(SELECT '#' || substr(d, i, 4) FROM generate_series(1, length(d) - 3) i), d) END
    FROM crm.digits(typed) d
$$;

-- Names may hold numbers too (model 5420): their digits count as those of a number, word by word.
DROP FUNCTION IF EXISTS crm.tokens(text, text, bigint);
CREATE OR REPLACE FUNCTION crm.tokens(names text, numbers text, owner bigint DEFAULT NULL, customer_owner bigint DEFAULT NULL) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    RETURN array_to_tsvector(crm.name_tokens(coalesce(names, '')) || crm.number_tokens(concat_ws(',', numbers, translate(names, ' ', ',')))
        || CASE WHEN owner IS NULL THEN '{}' ELSE ARRAY['@' || owner] END || CASE WHEN customer_owner IS NULL THEN '{}' ELSE ARRAY['@' || customer_owner] END);
END $$;

-- Ways to read letters as pinyin syllables, the last one perhaps unfinished: xian = xian(g), xi an(g), xia n…. Those with the
-- fewest syllables, four at most: all ways would be thousands for a long word. Neighbouring syllables are looked for with the
-- pair of their initials, rarer than either. The index is not asked for what is unfinished (^ji:*): it would read all that
-- begins so; rows are.
DROP FUNCTION IF EXISTS crm.syllable_queries(text);
CREATE OR REPLACE FUNCTION crm.syllable_queries(letters text) RETURNS TABLE (asked tsquery, in_index tsquery)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE way text; parts text[];
BEGIN
    FOR way IN
        WITH RECURSIVE way (said, rest, n) AS (
            SELECT '' COLLATE "C", left(letters, 24) COLLATE "C", 0
            UNION ALL SELECT concat_ws(' ', nullif(w.said, ''), y.reading), substr(w.rest, length(y.reading) + 1), w.n + 1
            FROM way w JOIN crm.syllable y ON y.reading = ANY (ARRAY[left(w.rest, 1), left(w.rest, 2), left(w.rest, 3),
                left(w.rest, 4), left(w.rest, 5), left(w.rest, 6)])
            WHERE w.rest <> '' AND y.reading !~ '^[^aeo]g?$'),  -- nobody types the readings n, ng, m
        whole AS (
            SELECT w.said, w.n FROM way w WHERE w.rest = ''
            UNION ALL SELECT concat_ws(' ', nullif(w.said, ''), w.rest || '*'), w.n + 1 FROM way w
            WHERE length(w.rest) BETWEEN CASE w.n WHEN 0 THEN 2 ELSE 1 END AND 5
                AND EXISTS (SELECT FROM crm.syllable y WHERE starts_with(y.reading, w.rest) AND y.reading <> w.rest))
        SELECT u.said FROM (SELECT DISTINCT ON (rtrim(said, '*')) said, n, min(n) OVER () AS least FROM whole ORDER BY rtrim(said, '*'), said DESC) u
        WHERE u.n <= u.least + 1 ORDER BY u.n, u.said LIMIT 4
    LOOP
        parts := string_to_array(rtrim(way, '*'), ' ');
        SELECT string_agg(part, ' & ')::tsquery INTO in_index FROM (
            SELECT quote_literal('~' || left(parts[i - 1], 1) || left(parts[i], 1)) FROM generate_series(2, cardinality(parts)) i
            UNION SELECT quote_literal('^' || parts[i]) FROM generate_series(1, cardinality(parts)) i
            WHERE way NOT LIKE '%*' OR i < cardinality(parts)) u(part);
        asked := in_index;
        IF way LIKE '%*' THEN
            asked := (quote_literal('^' || parts[cardinality(parts)]) || ':*')::tsquery;
            asked := CASE WHEN in_index IS NULL THEN asked ELSE in_index && asked END;
        END IF;
        in_index := coalesce(in_index, asked);
        RETURN NEXT;
    END LOOP;
END $$;

-- What to look for, one after the other: letters may be themselves or initials, else syllables, else other syllables.
-- *sounds*, of three letters or more: without the pairs of letters, of which a long e-mail address has them all somewhere.
DROP FUNCTION IF EXISTS crm.word_queries(text);
CREATE OR REPLACE FUNCTION crm.word_queries(word text, OUT asked tsquery[], OUT in_index tsquery[], OUT sounds tsquery)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE w text := crm.bare(word);
BEGIN
    IF w ~ '^\d{4,}$' THEN
        asked := ARRAY(SELECT string_agg(DISTINCT quote_literal('#' || substr(w, i, 4)), ' & ')::tsquery FROM generate_series(1, length(w) - 3) i);
    ELSIF w ~ '^\d{3}$' THEN
        asked := ARRAY(SELECT string_agg(quote_literal('#' || w || i), ' | ')::tsquery FROM unnest('{"",0,1,2,3,4,5,6,7,8,9}'::text[]) i);
    ELSIF w ~ '^[a-z]$' THEN
        asked := ARRAY[(quote_literal(w) || ' | ' || quote_literal('~' || w) || ':*')::tsquery];
    ELSIF length(w) = 1 THEN
        asked := ARRAY[quote_literal(w)::tsquery];
    ELSIF w ~ '^[a-z]+$' THEN
        SELECT ARRAY[string_agg(DISTINCT quote_literal(substr(w, i, 2)), ' & ')::tsquery], string_agg(DISTINCT quote_literal('~' || substr(w, i, 2)), ' & ')::tsquery
        INTO asked, sounds FROM generate_series(1, length(w) - 1) i;
        asked[1] := asked[1] || sounds;
        SELECT asked || array_agg(s.way ORDER BY s.n), asked || array_agg(s.part ORDER BY s.n), CASE WHEN length(w) > 2 THEN crm.any_of(sounds || array_agg(s.way)) END
        INTO asked, in_index, sounds FROM crm.syllable_queries(w) WITH ORDINALITY s(way, part, n);
        RETURN;
    ELSIF w <> '' THEN
        asked := ARRAY(SELECT string_agg(DISTINCT quote_literal(substr(w, i, 2)), ' & ')::tsquery FROM generate_series(1, length(w) - 1) i);
    END IF;
    in_index := asked;
END $$;

-- Several words: all of them in one query; *letters* and *sounds*: those that are spelt out, one by one.
DROP FUNCTION IF EXISTS crm.search_queries(text);
CREATE OR REPLACE FUNCTION crm.search_queries(words text, OUT asked tsquery[], OUT in_index tsquery[], OUT letters text[], OUT sounds tsquery[])
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE word text; one record; place int := 0;
BEGIN
    letters := '{}';
    sounds := '{}';
    FOREACH word IN ARRAY regexp_split_to_array(btrim(left(coalesce(words, ''), 100)), '\s+') LOOP
        one := crm.word_queries(word);
        place := place + 1;
        IF one.sounds IS NOT NULL THEN
            letters := letters || crm.bare(word);
            sounds := sounds || one.sounds;
        END IF;
        CONTINUE WHEN one.asked IS NULL OR place > 6;  -- so many words narrow enough; a hit is held to all of them
        in_index := CASE WHEN asked IS NULL THEN one.in_index ELSE ARRAY[crm.any_of(in_index) && crm.any_of(one.in_index)] END;
        asked := CASE WHEN asked IS NULL THEN one.asked ELSE ARRAY[crm.any_of(asked) && crm.any_of(one.asked)] END;
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION crm.any_of(queries tsquery[]) RETURNS tsquery
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT ('(' || string_agg(q::text, ') | (') || ')')::tsquery FROM unnest(queries) q
$$;

CREATE OR REPLACE FUNCTION crm.search_query(words text) RETURNS tsquery
LANGUAGE sql STABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT crm.any_of(q.asked) FROM crm.search_queries(words) q
$$;

-- Pairs of neighbours may stand apart in a hit; what was typed as characters or digits must stand together.
CREATE OR REPLACE FUNCTION crm.stands_in(words text, bare_names text, bare_numbers text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT bool_and(CASE
        WHEN crm.bare(word) ~ '^[a-z]*$' THEN true
        WHEN crm.bare(word) ~ '^\d+$' THEN bare_names LIKE '%' || crm.bare(word) || '%' OR bare_numbers LIKE '%' || crm.bare(word) || '%'
        ELSE bare_names LIKE '%' || crm.bare(word) || '%' END)
    FROM regexp_split_to_table(btrim(left(words, 100)), '\s+') word
$$;

-- Are the tokens enough to be sure of that? Of one or two characters they are.
CREATE OR REPLACE FUNCTION crm.neighbours_do(words text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT bool_and(length(crm.bare(word)) <= 2)
    FROM regexp_split_to_table(btrim(left(words, 100)), '\s+') word
$$;

-- The words as they were typed, as patterns: what holds them to the letter need not be looked at more closely.
CREATE OR REPLACE FUNCTION crm.as_typed(words text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT array_agg(CASE WHEN crm.bare(word) ~ '^[a-z]*$' THEN '%'
        ELSE '%' || replace(replace(replace(lower(word), '\', '\\'), '%', '\%'), '_', '\_') || '%' END)
    FROM regexp_split_to_table(btrim(left(words, 100)), '\s+') word
$$;

-- Words of three letters or more stand in a hit as they are, or are how its characters sound.
DROP FUNCTION IF EXISTS crm.spelt(text);
CREATE OR REPLACE FUNCTION crm.stands_spelt(letters text[], sounds tsquery[], tokens tsvector, bare_names text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT bool_and(tokens @@ u.sound OR bare_names LIKE '%' || u.word || '%') FROM unnest(letters, sounds) u(word, sound)
$$;

-- The words together with whose the rows must be: NULL, everybody's; no owners: nothing.
CREATE OR REPLACE FUNCTION crm.query_of(words tsquery, owners bigint[]) RETURNS tsquery
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT CASE WHEN owners IS NULL THEN words ELSE words && (SELECT string_agg(format('''@%s''', o), ' | ')::tsquery FROM unnest(owners) o) END
$$;

DROP FUNCTION IF EXISTS crm.tokens_passed(tsvector, bigint, bigint);
CREATE OR REPLACE FUNCTION crm.tokens_passed(tokens tsvector, from_owners bigint[], to_owners bigint[]) RETURNS tsvector
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT ts_delete(tokens, ARRAY(SELECT '@' || o FROM unnest(from_owners) o WHERE o IS NOT NULL))
        || array_to_tsvector(ARRAY(SELECT '@' || o FROM unnest(to_owners) o WHERE o IS NOT NULL))
$$;

-- Where names stand that begin with the words, however these were typed: their first two syllables.
CREATE OR REPLACE FUNCTION crm.places_of(words text) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT array_agg(place ORDER BY place COLLATE "C") FROM regexp_split_to_table(btrim(left(words, 100)), '\s+') typed, LATERAL (SELECT crm.bare(typed)) w(word),
        LATERAL (SELECT array_to_string((string_to_array(crm.sort_key(word), ' '))[1:CASE length(word) WHEN 1 THEN 1 ELSE 2 END], ' ')
            UNION SELECT left(word, i) || ' ' || substr(word, i + 1) FROM generate_series(1, 6) i
                JOIN crm.syllable one ON one.reading = left(word, i) JOIN crm.syllable two ON two.reading = substr(word, i + 1)) p(place)
    WHERE place <> ''
$$;

-- Names that begin there, or those that do not.
CREATE OR REPLACE FUNCTION crm.places_query(places text[], there boolean) RETURNS tsquery
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT coalesce(CASE WHEN there THEN '(' ELSE '!(' END || string_agg(quote_literal('<' || p), ' | ') || ')', '')::tsquery FROM unnest(places) p
$$;

-- What a contact tells of its further phones or e-mails, without their kinds.
CREATE OR REPLACE FUNCTION crm.bare_ways(ways text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT string_agg(substr(w, strpos(w, ':') + 1), ', ') FROM unnest(ways) w
$$;

-- May the caller read all these columns?
CREATE OR REPLACE FUNCTION crm.reads(of_table text, columns text[]) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT current_setting('is_superuser') = 'on' OR bool_and(coalesce(has_column_privilege(session_user, a.attrelid, a.attnum, 'SELECT'), false))
    FROM unnest(columns) c LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = to_regclass(format('crm.%I', of_table)) AND a.attname = c
$$;

-- For each searchable table: search_<table>(words, n) for what one types, match_<table>(words, n) for lists.
-- names/numbers: what the tokens are made of; extra: names and numbers of dependent rows.
DO $$
DECLARE t record; sure text; hides text; plain text; visible text; scope text; by_index text; newest text;
    in_order text; first_rows text; apart text; indexed text; held text; lent text; theirs text; owns text; owners text; everywhere text := '';
BEGIN
    FOR t IN SELECT * FROM (VALUES
        ('customer', 'customer', true, 'concat_ws('' '', r.name, r.short_name, r.code, r.formerly)', 'concat_ws('','', r.phone, r.mobile, r.fax, r.code, r.formerly)',
            'r.name', 'concat_ws('' · '', r.code, nullif(r.city, ''''), CASE WHEN NOT hides THEN nullif(r.phone, '''') WHEN ''phone'' = ANY (crm.masked_columns(''customer'')) THEN nullif(crm.masked_phone(r.phone), '''') END)', 'r.sort_key',
            '(SELECT string_agg(c.name, '' '' ORDER BY c.id) FROM crm.contact c WHERE c.customer_id = r.id)',
            'concat_ws('','', (SELECT string_agg(concat_ws('','', c.phone, c.mobile, CASE WHEN c.further_phones <> ''{}'' THEN crm.bare_ways(c.further_phones) END), '','')
                    FROM crm.contact c WHERE c.customer_id = r.id),
                (SELECT string_agg(p.number, '','') FROM crm.customer_phone p WHERE p.customer_id = r.id),
                (SELECT string_agg(a.phone, '','') FROM crm.customer_address a WHERE a.customer_id = r.id))'),
        ('contact', 'contact', true, 'concat_ws('' '', r.name, nullif(r.email, ''''), CASE WHEN r.further_emails <> ''{}'' THEN crm.bare_ways(r.further_emails) END)',
            'concat_ws('','', r.phone, r.mobile, CASE WHEN r.further_phones <> ''{}'' THEN crm.bare_ways(r.further_phones) END)',
            'r.name', 'concat_ws('' · '', (SELECT p.name FROM crm.customer p WHERE p.id = r.customer_id AND (every_customer OR p.owner_id = ANY (customers))), nullif(r.title, ''''), CASE WHEN NOT hides OR crm.reads(''contact'', ''{mobile}'') THEN nullif(r.mobile, '''') WHEN ''mobile'' = ANY (crm.masked_columns(''contact'')) THEN nullif(crm.masked_phone(r.mobile), '''') END)',
            'r.sort_key', '''''', ''''''),
        ('product', 'product', false, 'concat_ws('' '', r.name, r.code, r.brand, r.model, r.formerly)', 'concat_ws('','', r.code, r.model, r.formerly)',
            'r.name', 'concat_ws('' · '', r.code, nullif(r.model, ''''))', 'r.sort_key',
            '(SELECT string_agg(u.barcode, '' '') FROM crm.product_unit u WHERE u.product_id = r.id AND u.barcode <> '''')', ''''''),
        ('partner', 'partner', false, 'concat_ws('' '', r.name, r.short_name, r.code, r.formerly)', 'concat_ws('','', r.phone, r.code, r.formerly)',
            'r.name', 'concat_ws('' · '', r.code, nullif(r.city, ''''))', 'r.sort_key',
            '(SELECT string_agg(c.name, '' '') FROM crm.partner_contact c WHERE c.partner_id = r.id)',
            '(SELECT string_agg(concat_ws('','', c.phone, c.mobile), '','') FROM crm.partner_contact c WHERE c.partner_id = r.id)'),
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
            t.names, t.extra_names, t.numbers, t.extra_numbers)
            || format(' AND (r.tokens @@ ALL (sounds) OR crm.stands_spelt(letters, sounds, r.tokens, crm.bare(concat_ws('' '', %1$s, %2$s))))',
                t.names, t.extra_names);
        -- whoever may not read a phone, or the contacts, of these records does not find by them either
        hides := CASE t.name WHEN 'customer' THEN 'NOT crm.reads(''customer'', ''{phone,mobile,fax}'') OR NOT crm.reads(''contact'', ''{name,phone,mobile,further_phones}'')
                    OR NOT crm.reads(''customer_phone'', ''{number}'') OR NOT crm.reads(''customer_address'', ''{phone}'')
                    OR crm.my_scope(''contact'', ''view'') NOT IN (''all'', crm.my_scope(''customer'', ''view''))'
            WHEN 'product' THEN 'NOT crm.reads(''product_unit'', ''{barcode}'')'
            WHEN 'partner' THEN 'NOT crm.reads(''partner'', ''{phone}'') OR NOT crm.reads(''partner_contact'', ''{name,phone,mobile}'')'
            WHEN 'contact' THEN 'NOT crm.reads(''contact'', ''{phone,mobile,email,further_phones,further_emails}'')' WHEN 'employee' THEN 'NOT crm.reads(''employee'', ''{phone,mobile}'')'
            ELSE 'false' END;
        plain := CASE t.name WHEN 'customer' THEN 'crm.stands_in(words, crm.bare(concat_ws('' '', r.name, r.short_name, r.code, r.formerly)),
                    crm.digits(concat_ws('','', CASE WHEN crm.reads(''customer'', ''{phone,mobile,fax}'') THEN concat_ws('','', r.phone, r.mobile, r.fax) END, r.code, r.formerly)))
                AND crm.tokens(concat_ws('' '', r.name, r.short_name, r.code, r.formerly),
                    concat_ws('','', CASE WHEN crm.reads(''customer'', ''{phone,mobile,fax}'') THEN concat_ws('','', r.phone, r.mobile, r.fax) END, r.code, r.formerly)) @@ q'
            WHEN 'contact' THEN format('crm.tokens(%1$s, %2$s) @@ q AND crm.stands_in(words, crm.bare(%1$s), crm.digits(%2$s))',
                format('CASE WHEN crm.reads(''contact'', ''{email,further_emails}'') THEN %s ELSE r.name END', t.names),
                format('CASE WHEN crm.reads(''contact'', ''{phone,mobile,further_phones}'') THEN %s ELSE '''' END', t.numbers))
            WHEN 'product' THEN format('crm.tokens(%1$s, %2$s) @@ q AND crm.stands_in(words, crm.bare(%1$s), crm.digits(%2$s))', t.names, t.numbers)
            WHEN 'partner' THEN format('crm.tokens(%1$s, %2$s) @@ q AND crm.stands_in(words, crm.bare(%1$s), crm.digits(%2$s))', t.names,
                replace(t.numbers, 'r.phone', 'CASE WHEN crm.reads(''partner'', ''{phone}'') THEN r.phone END'))
            WHEN 'employee' THEN 'crm.tokens(concat_ws('' '', r.name, r.code, r.login), '''') @@ q
                AND crm.stands_in(words, crm.bare(concat_ws('' '', r.name, r.code, r.login)), '''')' ELSE 'true' END;
        sure := sure || ' AND (NOT hides OR ' || plain || ')';
        held := replace(replace('CASE WHEN together AND NOT hides THEN ids[1:n] ELSE ARRAY(SELECT u.id FROM unnest(ids) u(id), '
            || 'LATERAL (SELECT FROM crm.@table r WHERE r.id = u.id AND @sure OFFSET 0) k LIMIT n) END', '@table', t.name), '@sure', sure);
        -- few: they are found by their key, never by the words, of which the index would read all that begins like an unfinished one
        owns := CASE WHEN t.name IN ('opportunity', 'sales_order') THEN '(r.owner_id = ANY (mine) OR r.customer_owner_id = ANY (mine))' ELSE 'r.owner_id = ANY (mine)' END;
        lent := CASE WHEN t.owned THEN format('SELECT r.id FROM crm.%I r WHERE crm.helps(crm.me()) AND mine IS NOT NULL AND r.%I = ANY (crm.helped(''view''))
            AND (%s) IS NOT TRUE AND (r.tokens @@ q) IS TRUE AND %s', t.name, CASE t.name WHEN 'customer' THEN 'id' ELSE 'customer_id' END, owns, sure)
            ELSE 'SELECT NULL::bigint WHERE false' END;
        -- the words in the index say whose a row is: to look at all that somebody has beside them would take longer
        visible := CASE WHEN t.owned THEN format('AND (mine IS NULL OR %s) IS TRUE', owns) ELSE '' END;
        -- what stands in the index: of long tables also where in the order of names a row stands, by letter and by syllables (=x, <xi, <xi an)
        indexed := CASE WHEN t.name NOT IN ('customer', 'contact') THEN 'r.tokens' ELSE '(r.tokens || array_to_tsvector(ARRAY[''='' || left(r.sort_key, 1),
            ''<'' || split_part(r.sort_key, '' '', 1), ''<'' || split_part(r.sort_key, '' '', 1) || '' '' || split_part(r.sort_key, '' '', 2)]))' END;
        by_index := format($f$ids := ARRAY(SELECT c.id FROM (SELECT r.id, %2$s AS place FROM crm.%1$I r
                                WHERE %4$s @@ narrow AND (r.tokens @@ q) IS TRUE %3$s LIMIT cap) c ORDER BY c.place, c.id);$f$, t.name, t.sort, visible, indexed);
        -- Of several owners the index takes longer to say which rows are theirs than the rows themselves, unless the word is a common one of others.
        theirs := CASE WHEN NOT t.owned THEN '' ELSE format($f$IF cardinality(mine) > 1 THEN
                            SELECT count(*), coalesce(array_agg(c.id ORDER BY c.place, c.id) FILTER (WHERE c.fits), '{}') INTO cap, ids FROM (
                                SELECT r.id, %2$s AS place, (r.tokens @@ q %3$s) IS TRUE AS fits FROM crm.%1$I r WHERE %4$s @@ in_index[place] LIMIT 2000) c;
                            few := (ARRAY(SELECT DISTINCT unnest(few || %5$s)))[1:n];
                            EXIT readings WHEN cardinality(few) = n;
                            CONTINUE readings WHEN cap < 2000;
                        END IF;$f$, t.name, t.sort, visible, indexed, held) END;
        newest := format($f$ids := ARRAY(SELECT r.id FROM (SELECT * FROM crm.%1$I r ORDER BY r.id DESC LIMIT cap) r
                    WHERE r.tokens @@ q %3$s ORDER BY %2$s, r.id);$f$, t.name, t.sort, visible);
        -- the first rows in order, of all or of each owner (and of others on each owner's customers): all stand in an index
        first_rows := format($f$(SELECT u.* FROM ((SELECT r.id, %2$s AS place FROM crm.%1$I r WHERE mine IS NULL AND @within ORDER BY %2$s, r.id LIMIT cap)
                        %3$s) u ORDER BY u.place, u.id LIMIT cap) k,
                    LATERAL (SELECT r.tokens FROM crm.%1$I r WHERE r.id = k.id OFFSET 0) r$f$, t.name, t.sort,
            CASE WHEN t.owned THEN format('UNION ALL (SELECT o.* FROM unnest(mine) m(id), LATERAL (SELECT r.id, %2$s AS place FROM crm.%1$I r
                            WHERE r.owner_id = m.id AND @within ORDER BY %2$s, r.id LIMIT cap) o)', t.name, t.sort) ELSE '' END
                || CASE WHEN t.name IN ('opportunity', 'sales_order') THEN format(' UNION ALL (SELECT o.* FROM unnest(mine) m(id), LATERAL (
                            SELECT r.id, %2$s AS place FROM crm.%1$I r WHERE r.customer_owner_id = m.id AND (r.owner_id = ANY (mine)) IS NOT TRUE AND @within
                            ORDER BY %2$s, r.id LIMIT cap) o)', t.name, t.sort) ELSE '' END);
        in_order := format('ids := ARRAY(SELECT k.id FROM %s WHERE r.tokens @@ q ORDER BY k.place, k.id);', replace(first_rows, '@within', 'true'));
        -- Names that begin with a common word stand side by side, far from the beginning of the order perhaps. So those are taken that hold
        -- the word and do not begin with it, and the others read where they stand; if that is too much, all of some letters after the others.
        apart := CASE WHEN t.name NOT IN ('customer', 'contact') THEN '' ELSE format($f$
                places := ARRAY(SELECT p FROM unnest(crm.places_of(words)) p WHERE EXISTS (
                    SELECT FROM crm.%1$I r WHERE r.sort_key >= p COLLATE "C" AND r.sort_key < p || '!' COLLATE "C"));
                cap := 5000;
                SELECT coalesce(array_agg(c.id), '{}'), coalesce(array_agg(c.sort_key), '{}') INTO others, other_keys FROM (
                    SELECT r.id, r.sort_key FROM crm.%1$I r WHERE %5$s @@ (narrow && crm.places_query(places, false)) AND (whole OR r.tokens @@ q) IS TRUE %2$s LIMIT cap) c;
                IF cardinality(others) < cap THEN
                    FOREACH cap IN ARRAY CASE WHEN cardinality(others) < 500 THEN ARRAY[0, 300 + 3 * n, 10000] ELSE ARRAY[300 + 3 * n, 0, 10000] END LOOP
                        seen := NULL;
                        IF cap = 0 THEN  -- they may be few enough to be taken by the words too
                            SELECT others || coalesce(array_agg(c.id), '{}'), other_keys || coalesce(array_agg(c.sort_key), '{}'), CASE WHEN count(*) = 3000 THEN '' END
                            INTO ids, keys, seen FROM (SELECT r.id, r.sort_key FROM crm.%1$I r WHERE cardinality(places) > 0
                                AND %5$s @@ (narrow && crm.places_query(places, true)) AND (whole OR r.tokens @@ q) IS TRUE %2$s LIMIT 3000) c;
                            CONTINUE WHEN seen IS NOT NULL;
                        ELSE
                            ids := others;
                            keys := other_keys;
                            FOREACH place IN ARRAY places LOOP
                                SELECT ids || coalesce(array_agg(k.id) FILTER (WHERE r.tokens @@ q), '{}'), keys || coalesce(array_agg(k.place) FILTER (WHERE r.tokens @@ q), '{}'),
                                    CASE WHEN count(*) = cap THEN max(k.place) END INTO ids, keys, seen FROM %3$s;
                                EXIT WHEN seen IS NOT NULL;  -- what stands behind it is not known
                            END LOOP;
                        END IF;
                        ids := ARRAY(SELECT u.id FROM (SELECT DISTINCT k COLLATE "C" AS k, id FROM unnest(keys, ids) v(k, id)) u
                            WHERE seen IS NULL OR u.k < seen COLLATE "C" ORDER BY u.k, u.id);
                        few := %4$s;
                        IF seen IS NULL OR cardinality(few) = n THEN RETURN QUERY SELECT unnest(few); RETURN; END IF;
                    END LOOP;
                ELSE
                    WITH RECURSIVE l(letter) AS (
                        SELECT (SELECT left(r.sort_key, 1) FROM crm.%1$I r ORDER BY r.sort_key LIMIT 1)
                        UNION ALL SELECT (SELECT left(r.sort_key, 1) FROM crm.%1$I r WHERE r.sort_key > l.letter || chr(1114111) COLLATE "C" ORDER BY r.sort_key LIMIT 1)
                        FROM l WHERE l.letter IS NOT NULL)
                    SELECT array_agg(letter ORDER BY letter COLLATE "C") INTO keys FROM l WHERE letter < left(places[1], 1) COLLATE "C" OR cardinality(places) = 0;
                    ids := '{}';
                    wide := 1;
                    WHILE cardinality(keys) > 0 LOOP
                        others := ARRAY(SELECT c.id FROM (SELECT r.id, r.sort_key FROM crm.%1$I r
                            WHERE %5$s @@ (narrow && (SELECT string_agg(quote_literal('=' || k), ' | ')::tsquery FROM unnest(keys[1:wide]) k))
                                AND (whole OR r.tokens @@ q) IS TRUE %2$s LIMIT cap) c ORDER BY c.sort_key, c.id);
                        EXIT WHEN cardinality(others) = cap AND wide = 1;
                        IF cardinality(others) = cap THEN wide := 1; CONTINUE; END IF;
                        ids := ids || others;
                        few := %4$s;
                        IF cardinality(few) = n THEN RETURN QUERY SELECT unnest(few); RETURN; END IF;
                        keys := keys[wide + 1:];
                        wide := 2 * wide;
                    END LOOP;
                END IF;$f$, t.name, visible, replace(first_rows, '@within', 'r.sort_key >= place COLLATE "C" AND r.sort_key < place || ''!'' COLLATE "C"'), held, indexed) END;
        scope := format($f$IF array_position(ARRAY[%2$s], crm.my_scope(%1$L, 'view')) IS NULL THEN RETURN; END IF;
                IF crm.my_scope(%1$L, 'view') <> 'all' THEN mine := crm.visible_owners(%1$L, 'view'); END IF;$f$, t.module,
            CASE WHEN t.owned THEN '''own'', ''subordinates'', ''department'', ''departments_below'', ''all''' ELSE '''all''' END);
        EXECUTE format($f$
            DROP FUNCTION IF EXISTS crm.find_%1$s(text, tsquery[], tsquery[], int);
            -- What is found as one types need not be the very first of thousands: few are looked at, however many fit. A common
            -- word is found among the newest; of any other the index has few enough. Planned once a session: planning would
            -- take longer than all the rest.
            CREATE OR REPLACE FUNCTION crm.find_%1$s(words text, asked tsquery[], in_index tsquery[], letters text[], sounds tsquery[], n int) RETURNS TABLE (id bigint, label text, subtitle text)
            LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp SET plan_cache_mode = force_generic_plan AS $b$
            DECLARE q tsquery := crm.any_of(asked); narrow tsquery; mine bigint[]; hides boolean; customers bigint[]; every_customer boolean;
                together boolean := crm.neighbours_do(words); typed text[] := crm.as_typed(words); few bigint[]; ids bigint[]; cap int; place int;
            BEGIN
                n := least(greatest(n, 0), 200);
                IF q IS NULL OR n = 0 THEN RETURN; END IF;
                %5$s
                hides := %6$s;
                FOREACH cap IN ARRAY ARRAY[200, 2000] LOOP
                    %7$s
                    few := %9$s;
                    EXIT WHEN cardinality(few) = n OR 10 * cardinality(ids) < n;
                END LOOP;
                IF cardinality(few) < n THEN
                    few := '{}';
                    <<readings>>
                    FOR place IN 1 .. cardinality(asked) LOOP
                        q := asked[place];
                        %11$s
                        narrow := crm.query_of(in_index[place], mine);
                        cap := 300;
                        LOOP
                            %8$s
                            few := (ARRAY(SELECT DISTINCT unnest(few || %9$s)))[1:n];
                            EXIT readings WHEN cardinality(few) = n;
                            EXIT WHEN cap IS NULL OR cardinality(ids) < cap;
                            cap := CASE WHEN cap < 3000 THEN 3000 END;
                        END LOOP;
                    END LOOP;
                END IF;
                q := crm.any_of(asked);
                few := (ARRAY(%10$s LIMIT n) || few)[1:n];
                customers := crm.visible_owners('customer', 'view');
                every_customer := crm.my_scope('customer', 'view') = 'all';
                RETURN QUERY SELECT r.id, %2$s, %3$s FROM crm.%1$I r WHERE r.id = ANY (few) ORDER BY %4$s, r.id;
            END $b$;
            $f$, t.name, t.label, t.subtitle, t.sort, scope, hides, newest, by_index, held, lent, theirs);
        EXECUTE format($f$
            CREATE OR REPLACE FUNCTION crm.search_%1$s(words text, n int DEFAULT 20) RETURNS TABLE (id bigint, label text, subtitle text)
            LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $b$
                SELECT f.* FROM crm.search_queries(words) q, crm.find_%1$s(words, q.asked, q.in_index, q.letters, q.sounds, n) f
            $b$;
            CREATE OR REPLACE FUNCTION crm.match_%1$s(words text, n int DEFAULT 1000000) RETURNS SETOF bigint
            LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp SET plan_cache_mode = force_custom_plan SET enable_seqscan = off AS $b$
            DECLARE asked record := crm.search_queries(words); whole boolean := asked.asked = asked.in_index; q tsquery; narrow tsquery; mine bigint[]; hides boolean;
                together boolean := crm.neighbours_do(words); typed text[] := crm.as_typed(words); letters text[] := asked.letters; sounds tsquery[] := asked.sounds; few bigint[]; ids bigint[]; cap int;
                places text[]; place text; seen text; keys text[]; others bigint[]; other_keys text[]; wide int;
            BEGIN
                n := greatest(n, 0);
                q := crm.any_of(asked.asked);
                IF q IS NULL THEN RETURN; END IF;
                %2$s
                hides := %3$s;
                narrow := crm.query_of(crm.any_of(asked.in_index), mine);
                RETURN QUERY %9$s;
                IF n > 1000 THEN
                    RETURN QUERY SELECT r.id FROM crm.%1$I r WHERE %11$s @@ narrow AND (whole OR r.tokens @@ q) IS TRUE %7$s AND %8$s LIMIT n;
                    RETURN;
                END IF;
                -- a very common word is held often enough by the first in order
                cap := 300;
                LOOP
                    %5$s
                    few := %6$s;
                    EXIT WHEN cardinality(few) = n OR cap > 300 OR 20 * cardinality(ids) < n;
                    cap := least(5000, 301 + 600 * n / greatest(cardinality(ids), 1));
                END LOOP;
                IF cardinality(few) < n THEN
                    %10$s
                    cap := NULL;
                    %4$s
                    few := %6$s;
                END IF;
                RETURN QUERY SELECT unnest(few);
            END $b$;
            $f$, t.name, scope, hides, replace(by_index, '(r.tokens @@ q)', '(whole OR r.tokens @@ q)'), in_order, held, visible, sure, lent, apart, indexed);
        owners := CASE WHEN t.name IN ('opportunity', 'sales_order') THEN '@.owner_id, @.customer_owner_id' ELSE '@.owner_id' END;
        EXECUTE format($f$
            CREATE OR REPLACE FUNCTION crm.tg_search_%1$s() RETURNS trigger
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $b$
            DECLARE r crm.%1$I; before text;
            BEGIN
                r := NEW;
                IF TG_OP = 'INSERT' THEN  -- nothing depends on it yet
                    NEW.tokens := crm.tokens(concat_ws(' ', %2$s), concat_ws(',', %4$s), %7$s);
                    %6$s
                    RETURN NEW;
                ELSIF NEW.tokens = OLD.tokens AND NEW.tokens <> '' THEN
                    r := OLD;
                    before := concat_ws(E'\x1f', %2$s, %4$s);
                    r := NEW;
                    IF before = concat_ws(E'\x1f', %2$s, %4$s) THEN
                        %8$s
                        RETURN NEW;
                    END IF;
                END IF;
                NEW.tokens := crm.tokens(concat_ws(' ', %2$s, %3$s), concat_ws(',', %4$s, %5$s), %7$s);
                %6$s
                RETURN NEW;
            END $b$;
            CREATE OR REPLACE TRIGGER t30_search BEFORE INSERT OR UPDATE ON crm.%1$I
                FOR EACH ROW EXECUTE FUNCTION crm.tg_search_%1$s();
            $f$, t.name, t.names, t.extra_names, t.numbers, t.extra_numbers,
            CASE WHEN t.sort = 'r.sort_key' THEN 'NEW.sort_key := crm.sort_key(NEW.name);' ELSE '' END,
            CASE WHEN t.owned THEN replace(owners, '@', 'NEW') ELSE 'NULL' END,
            CASE WHEN t.owned THEN format('IF (%1$s) IS DISTINCT FROM (%2$s) THEN NEW.tokens := crm.tokens_passed(NEW.tokens, ARRAY[%2$s], ARRAY[%1$s]); END IF;',
                replace(owners, '@', 'NEW'), replace(owners, '@', 'OLD')) ELSE '' END);
        EXECUTE format('GRANT EXECUTE ON FUNCTION crm.search_%1$s(text, int), crm.match_%1$s(text, int) TO :"employee"', t.name);
        everywhere := concat_ws(' UNION ALL ', nullif(everywhere, ''), format('SELECT %1$L, f.* FROM crm.find_%1$s(words, q.asked, q.in_index, q.letters, q.sounds, n) f', t.name));
    END LOOP;
    EXECUTE format($f$
        CREATE OR REPLACE FUNCTION crm.search_all(words text, n int DEFAULT 8) RETURNS TABLE (entity text, id bigint, label text, subtitle text)
        LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $b$
        DECLARE q record := crm.search_queries(words);
        BEGIN
            RETURN QUERY %s;
            -- whoever sees all customers has found those in the pools above
            IF crm.my_scope('customer', 'view') <> 'all' THEN RETURN QUERY SELECT 'pool_customer', p.* FROM crm.search_pool_customer(words, n) p; END IF;
        END $b$;
        GRANT EXECUTE ON FUNCTION crm.search_all(text, int) TO :"employee"
        $f$, everywhere);
END $$;

GRANT EXECUTE ON FUNCTION crm.bare(text), crm.digits(text), crm.sort_key(text) TO :"employee";
