-- What was typed, as queries for tokens, and whether a hit really holds it.

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
-- *sounds*, of four letters or more: without the letters themselves, whose threes may stand apart.
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
        SELECT ARRAY[string_agg(DISTINCT quote_literal(substr(w, i, 3)), ' & ') FILTER (WHERE i = 1 OR i < length(w) - 1)::tsquery],
            string_agg(DISTINCT quote_literal('~' || substr(w, i, 2)), ' & ')::tsquery INTO asked, sounds FROM generate_series(1, length(w) - 1) i;
        asked[1] := asked[1] || sounds;
        SELECT asked || array_agg(s.way ORDER BY s.n), asked || array_agg(s.part ORDER BY s.n), CASE WHEN length(w) > 3 THEN crm.any_of(sounds || array_agg(s.way)) END
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

DROP FUNCTION IF EXISTS crm.search_query(text);

-- The words together with whose the rows must be: NULL, everybody's; no owners: nothing.
CREATE OR REPLACE FUNCTION crm.query_of(words tsquery, owners bigint[]) RETURNS tsquery
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT CASE WHEN owners IS NULL THEN words ELSE words && (SELECT string_agg(format('''@%s''', o), ' | ')::tsquery FROM unnest(owners) o) END
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

-- A telephone number of an own attribute is found by any part of it of three digits or more: its index holds its number_tokens.
CREATE OR REPLACE FUNCTION crm.number_test(place text, typed text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT CASE WHEN typed !~ '^[\d０-９\s()（）+.－-]+$' OR length(d) < 3 THEN ''
        WHEN length(d) = 3 THEN format('crm.number_tokens(%s) && %L::text[]', place, ARRAY(SELECT '#' || d || i FROM unnest('{"",0,1,2,3,4,5,6,7,8,9}'::text[]) i))
        ELSE format('crm.number_tokens(%1$s) @> %2$L::text[] AND position(%3$L IN crm.digits(%1$s)) > 0', place,
            ARRAY(SELECT '#' || substr(d, i, 4) FROM generate_series(1, length(d) - 3) i), d) END
    FROM crm.digits(typed) d
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

-- Are the tokens enough to be sure of that? Of one or two characters, and of three letters, they are.
CREATE OR REPLACE FUNCTION crm.neighbours_do(words text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT bool_and(crm.bare(word) ~ '^(.{0,2}|[a-z]{3})$')
    FROM regexp_split_to_table(btrim(left(words, 100)), '\s+') word
$$;

-- The words as they were typed, as patterns: what holds them to the letter need not be looked at more closely.
CREATE OR REPLACE FUNCTION crm.as_typed(words text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT array_agg(CASE WHEN crm.bare(word) ~ '^[a-z]*$' THEN '%'
        ELSE '%' || replace(replace(replace(lower(word), '\', '\\'), '%', '\%'), '_', '\_') || '%' END)
    FROM regexp_split_to_table(btrim(left(words, 100)), '\s+') word
$$;

-- Words of four letters or more stand in a hit as they are, or are how its characters sound.
DROP FUNCTION IF EXISTS crm.spelt(text);
CREATE OR REPLACE FUNCTION crm.stands_spelt(letters text[], sounds tsquery[], tokens tsvector, bare_names text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT bool_and(tokens @@ u.sound OR bare_names LIKE '%' || u.word || '%') FROM unnest(letters, sounds) u(word, sound)
$$;

-- How letters sound as characters of a name: its initials or syllables, of each word; null where anything else was typed, or one letter.
CREATE OR REPLACE FUNCTION crm.sound_of(words text) RETURNS tsquery
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT CASE WHEN bool_and(crm.bare(word) ~ '^[a-z]{2,}$') THEN
        ('(' || string_agg(coalesce(q.sounds, crm.any_of(q.asked))::text, ') & (') || ')')::tsquery END
    FROM regexp_split_to_table(btrim(left(words, 100)), '\s+') word, LATERAL crm.word_queries(word) q
$$;

CREATE OR REPLACE FUNCTION crm.sounds_so(name text, sound tsquery) RETURNS boolean
LANGUAGE sql IMMUTABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT array_to_tsvector(crm.name_tokens(name)) @@ sound
$$;
GRANT EXECUTE ON FUNCTION crm.sound_of(text), crm.sounds_so(text, tsquery) TO :"employee";
