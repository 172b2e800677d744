-- What a list shows of the words in its search field: match_<table>(words, n), the first n in order, or all.

CREATE OR REPLACE FUNCTION crm.weave_match(noun jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $do$
DECLARE apart text; every text;
BEGIN
    noun := noun || jsonb_build_object('fits', '(whole OR r.tokens @@ q)');
    every := CASE WHEN noun ? 'beside' THEN $f$
                IF together AND NOT hides THEN
                    RETURN QUERY SELECT r.id FROM crm.{{rows}} r WHERE {{indexed}} @@ narrow AND {{fits}} IS TRUE {{visible}} LIMIT n;
                ELSE
                    RETURN QUERY SELECT r.id FROM crm.{{rows}} s JOIN crm.{{table}} r ON r.id = s.id WHERE $f$
        || regexp_replace(crm.woven('{{indexed}} @@ narrow AND {{fits}} IS TRUE', noun), '\mr\.', 's.', 'g') || $f$ {{visible}} AND {{sure}} LIMIT n;
                END IF;$f$
        ELSE 'RETURN QUERY SELECT r.id FROM crm.{{table}} r WHERE {{indexed}} @@ narrow AND {{fits}} IS TRUE {{visible}} AND {{sure}} LIMIT n;' END;
    -- Names that begin with a common word stand side by side, far from the beginning of the order perhaps. So those are taken that hold
    -- the word and do not begin with it, and the others read where they stand; if that is too much, all of some letters after the others.
    apart := CASE WHEN noun ? 'long' THEN $f$
            places := ARRAY(SELECT p FROM unnest(crm.places_of(words)) p WHERE EXISTS (
                SELECT FROM crm.{{table}} r WHERE r.sort_key >= p COLLATE "C" AND r.sort_key < p || '!' COLLATE "C"));
            cap := 5000;
            SELECT coalesce(array_agg(c.id), '{}'), coalesce(array_agg(c.sort_key), '{}') INTO others, other_keys FROM (
                SELECT r.id, r.sort_key FROM crm.{{rows}} r WHERE {{indexed}} @@ (narrow && crm.places_query(places, false)) AND {{fits}} IS TRUE {{visible}} LIMIT cap) c;
            IF cardinality(others) < cap THEN
                FOREACH cap IN ARRAY CASE WHEN cardinality(others) < 500 THEN ARRAY[0, 300 + 3 * n, 10000] ELSE ARRAY[300 + 3 * n, 0, 10000] END LOOP
                    seen := NULL;
                    IF cap = 0 THEN  -- they may be few enough to be taken by the words too
                        SELECT others || coalesce(array_agg(c.id), '{}'), other_keys || coalesce(array_agg(c.sort_key), '{}'), CASE WHEN count(*) = 3000 THEN '' END
                        INTO ids, keys, seen FROM (SELECT r.id, r.sort_key FROM crm.{{rows}} r WHERE cardinality(places) > 0
                            AND {{indexed}} @@ (narrow && crm.places_query(places, true)) AND {{fits}} IS TRUE {{visible}} LIMIT 3000) c;
                        CONTINUE WHEN seen IS NOT NULL;
                    ELSE
                        ids := others;
                        keys := other_keys;
                        FOREACH place IN ARRAY places LOOP
                            SELECT ids || coalesce(array_agg(k.id) FILTER (WHERE r.tokens @@ q), '{}'), keys || coalesce(array_agg(k.place) FILTER (WHERE r.tokens @@ q), '{}'),
                                CASE WHEN count(*) = cap THEN max(k.place) END INTO ids, keys, seen FROM {{first_there}};
                            EXIT WHEN seen IS NOT NULL;  -- what stands behind it is not known
                        END LOOP;
                    END IF;
                    ids := ARRAY(SELECT u.id FROM (SELECT DISTINCT k COLLATE "C" AS k, id FROM unnest(keys, ids) v(k, id)) u
                        WHERE seen IS NULL OR u.k < seen COLLATE "C" ORDER BY u.k, u.id);
                    few := {{held}};
                    IF seen IS NULL OR cardinality(few) = n THEN RETURN QUERY SELECT unnest(few); RETURN; END IF;
                END LOOP;
            ELSE
                WITH RECURSIVE l(letter) AS (
                    SELECT (SELECT left(r.sort_key, 1) FROM crm.{{table}} r ORDER BY r.sort_key LIMIT 1)
                    UNION ALL SELECT (SELECT left(r.sort_key, 1) FROM crm.{{table}} r WHERE r.sort_key > l.letter || chr(1114111) COLLATE "C" ORDER BY r.sort_key LIMIT 1)
                    FROM l WHERE l.letter IS NOT NULL)
                SELECT array_agg(letter ORDER BY letter COLLATE "C") INTO keys FROM l WHERE letter < left(places[1], 1) COLLATE "C" OR cardinality(places) = 0;
                ids := '{}';
                wide := 1;
                WHILE cardinality(keys) > 0 LOOP
                    others := ARRAY(SELECT c.id FROM (SELECT r.id, r.sort_key FROM crm.{{rows}} r
                        WHERE {{indexed}} @@ (narrow && (SELECT string_agg(quote_literal('=' || k), ' | ')::tsquery FROM unnest(keys[1:wide]) k))
                            AND {{fits}} IS TRUE {{visible}} LIMIT cap) c ORDER BY c.sort_key, c.id);
                    EXIT WHEN cardinality(others) = cap AND wide = 1;
                    IF cardinality(others) = cap THEN wide := 1; CONTINUE; END IF;
                    ids := ids || others;
                    few := {{held}};
                    IF cardinality(few) = n THEN RETURN QUERY SELECT unnest(few); RETURN; END IF;
                    keys := keys[wide + 1:];
                    wide := 2 * wide;
                END LOOP;
            END IF;$f$ ELSE '' END;
    EXECUTE crm.woven($f$
        CREATE OR REPLACE FUNCTION crm.match_{{table}}(words text, n int DEFAULT 1000000) RETURNS SETOF bigint
        LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp SET plan_cache_mode = force_custom_plan SET enable_seqscan = off AS $b$
        DECLARE asked record := crm.search_queries(words); whole boolean := asked.asked = asked.in_index; q tsquery; narrow tsquery; mine bigint[]; hides boolean;
            together boolean := crm.neighbours_do(words); typed text[] := crm.as_typed(words); letters text[] := asked.letters; sounds tsquery[] := asked.sounds; few bigint[]; ids bigint[]; cap int;
            places text[]; place text; seen text; keys text[]; others bigint[]; other_keys text[]; wide int;
        BEGIN
            n := greatest(n, 0);
            q := crm.any_of(asked.asked);
            IF q IS NULL THEN RETURN; END IF;
            {{scope}}
            hides := {{hides}};
            narrow := crm.query_of(crm.any_of(asked.in_index), mine);
            RETURN QUERY {{lent}};
            IF n > 1000 THEN
                {{all}}
                RETURN;
            END IF;
            -- a very common word is held often enough by the first in order
            cap := 300;
            LOOP
                ids := ARRAY(SELECT k.id FROM {{first}} WHERE r.tokens @@ q ORDER BY k.place, k.id);
                few := {{held}};
                EXIT WHEN cardinality(few) = n OR cap > 300 OR 20 * cardinality(ids) < n;
                cap := least(5000, 301 + 600 * n / greatest(cardinality(ids), 1));
            END LOOP;
            IF cardinality(few) < n THEN
                {{apart}}
                cap := NULL;
                {{by_index}}
                few := {{held}};
            END IF;
            RETURN QUERY SELECT unnest(few);
        END $b$;
        GRANT EXECUTE ON FUNCTION crm.match_{{table}}(text, int) TO :"employee";
        $f$, noun || jsonb_build_object('apart', apart, 'all', every, 'first', replace(noun ->> 'first_rows', '{{within}}', 'true'),
            'first_there', replace(noun ->> 'first_rows', '{{within}}', 'r.sort_key >= place COLLATE "C" AND r.sort_key < place || ''!'' COLLATE "C"')));
END $do$;
SELECT crm.weave_match(n) FROM crm.searched() n;
