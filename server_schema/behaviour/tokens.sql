-- What a record is found by, without extensions: characters, pinyin, initials, digits and code.
-- Tokens of a name: every character, every pair of neighbours, every pair of neighbouring pinyin initials (~xa),
-- every syllable (^xian); of letters every three neighbours too: thousands of e-mail addresses have all pairs of a word somewhere.
-- Tokens of a number: every run of four digits (#0298), shorter at its end. Of a record that belongs to somebody: whose it is
-- (@45), and whose its customer is, so that the index itself keeps to the rows that somebody sees.
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
    before int := (SELECT coalesce(min(ascii(ch)), 1) - 1 FROM crm.hanzi); places text; parts jsonb;
BEGIN
    IF EXISTS (SELECT FROM unnest(lists) l WHERE octet_length(l) + cardinality(string_to_array(l, ' ')) > 62) THEN
        RAISE 'a character has too many readings for the type name';
    END IF;
    SELECT '{' || string_agg(coalesce(place, 0)::text, ',' ORDER BY n) || '}' INTO places
    FROM generate_series(before + 1, (SELECT max(ascii(ch)) FROM crm.hanzi)) n
    LEFT JOIN (SELECT ascii(h.ch) AS n, u.place FROM crm.hanzi h
        JOIN unnest(lists) WITH ORDINALITY u(list, place) ON u.list = array_to_string(h.readings, ' ')) k USING (n);
    SELECT jsonb_build_object('before', before, 'places', quote_literal(places),
        'sounds', quote_literal(array_agg(E'\x1f^' || replace(l, ' ', E'\x1f^') ORDER BY i)::name[]::text),
        'initials', quote_literal(array_agg((SELECT string_agg(DISTINCT left(r, 1), '') FROM string_to_table(l, ' ') r) ORDER BY i)::name[]::text),
        'usual', quote_literal(array_agg(split_part(l, ' ', 1) ORDER BY i)::name[]::text))
    INTO parts FROM unnest(lists) WITH ORDINALITY u(l, i);
    EXECUTE crm.woven($f$
        CREATE OR REPLACE FUNCTION crm.sort_key(words text) RETURNS text
        LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
        DECLARE ch text; place smallint; result text := '';
        BEGIN
            FOREACH ch IN ARRAY coalesce(string_to_array(left(words, 60), NULL), '{}') LOOP
                place := ({{places}}::smallint[])[ascii(ch) - {{before}}];
                IF place > 0 THEN result := result || ({{usual}}::name[])[place] || ' ';
                ELSE result := result || lower(ch); END IF;
            END LOOP;
            RETURN result;
        END $$ $f$, parts);
    EXECUTE crm.woven($f$
        CREATE OR REPLACE FUNCTION crm.name_tokens(words text) RETURNS text[]
        LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
        DECLARE chars text[] := coalesce(string_to_array(crm.bare(words), NULL), '{}'); result text := ''; ch text; place smallint;
            before_ch text; left_ch text; left_place smallint; left_initials text; initials text; one text; two text;
        BEGIN
            FOREACH ch IN ARRAY chars LOOP
                place := ({{places}}::smallint[])[ascii(ch) - {{before}}];
                IF place > 0 THEN
                    result := result || ({{sounds}}::name[])[place];
                    initials := ({{initials}}::name[])[place];
                ELSE
                    initials := ch;
                END IF;
                IF left_ch IS NOT NULL THEN
                    IF NOT (place > 0 OR left_place > 0) IS TRUE THEN
                        result := result || E'\x1f' || left_ch || ch;
                        IF ch BETWEEN 'a' AND 'z' AND left_ch BETWEEN 'a' AND 'z' AND before_ch BETWEEN 'a' AND 'z' THEN
                            result := result || E'\x1f' || before_ch || left_ch || ch;
                        END IF;
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
                before_ch := left_ch;
                left_ch := ch;
                left_place := place;
                left_initials := initials;
            END LOOP;
            RETURN chars || string_to_array(substr(result, 2), E'\x1f');
        END $$ $f$, parts);
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

-- Names may hold numbers too (model 5420): their digits count as those of a number, word by word.
DROP FUNCTION IF EXISTS crm.tokens(text, text, bigint);
CREATE OR REPLACE FUNCTION crm.tokens(names text, numbers text, owner bigint DEFAULT NULL, customer_owner bigint DEFAULT NULL) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    RETURN array_to_tsvector(crm.name_tokens(coalesce(names, '')) || crm.number_tokens(concat_ws(',', numbers, translate(names, ' ', ',')))
        || CASE WHEN owner IS NULL THEN '{}' ELSE ARRAY['@' || owner] END || CASE WHEN customer_owner IS NULL THEN '{}' ELSE ARRAY['@' || customer_owner] END);
END $$;

DROP FUNCTION IF EXISTS crm.tokens_passed(tsvector, bigint, bigint);
CREATE OR REPLACE FUNCTION crm.tokens_passed(tokens tsvector, from_owners bigint[], to_owners bigint[]) RETURNS tsvector
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT ts_delete(tokens, ARRAY(SELECT '@' || o FROM unnest(from_owners) o WHERE o IS NOT NULL))
        || array_to_tsvector(ARRAY(SELECT '@' || o FROM unnest(to_owners) o WHERE o IS NOT NULL))
$$;

-- What a contact tells of its further phones or e-mails, without their kinds.
CREATE OR REPLACE FUNCTION crm.bare_ways(ways text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT string_agg(substr(w, strpos(w, ':') + 1), ', ') FROM unnest(ways) w
$$;

GRANT EXECUTE ON FUNCTION crm.bare(text), crm.digits(text), crm.sort_key(text) TO :"employee";
