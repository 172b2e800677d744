-- What is found as one types: search_<table>(words, n), and search_all(words, n) in all of them.

CREATE OR REPLACE FUNCTION crm.weave_search(noun jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $do$
BEGIN
    noun := noun || jsonb_build_object('customers_read', CASE WHEN noun ->> 'subtitle' LIKE '%{{its_customer}}%' THEN $f$IF crm.reads('customer', '{name}') THEN
                customers := crm.visible_owners('customer', 'view');
                every_customer := crm.my_scope('customer', 'view') = 'all';
            END IF;$f$ ELSE '' END, 'fits', '(r.tokens @@ q)',
        'first', replace(replace(noun ->> 'first_rows', '{{within}}', 'true'), 'LIMIT cap', 'LIMIT 300'),
        'newest', $f$ids := ARRAY(SELECT r.id FROM (SELECT * FROM crm.{{table}} r ORDER BY r.id DESC LIMIT cap) r
                WHERE r.tokens @@ q {{visible}} ORDER BY {{sort}}, r.id);$f$,
        -- Of several owners the index takes longer to say which rows are theirs than the rows themselves, unless the word is a common one of others.
        'theirs', CASE WHEN noun ? 'owned' THEN $f$IF cardinality(mine) > 1 THEN
                        SELECT count(*), coalesce(array_agg(c.id ORDER BY c.place, c.id) FILTER (WHERE c.fits), '{}') INTO cap, ids FROM (
                            SELECT r.id, {{sort}} AS place, (r.tokens @@ q {{visible}}) IS TRUE AS fits FROM crm.{{rows}} r WHERE {{indexed}} @@ in_index[place] LIMIT 2000) c;
                        few := (ARRAY(SELECT DISTINCT unnest(few || {{held}})))[1:n];
                        EXIT readings WHEN cardinality(few) = n;
                        CONTINUE readings WHEN cap < 2000;
                    END IF;$f$ ELSE '' END);
    EXECUTE crm.woven($f$
        DROP FUNCTION IF EXISTS crm.find_{{table}}(text, tsquery[], tsquery[], int);
        -- What is found as one types need not be the very first of thousands: few are looked at, however many fit. A common
        -- word is found among the newest; of any other the index has few enough. Planned once a session: planning would
        -- take longer than all the rest.
        CREATE OR REPLACE FUNCTION crm.find_{{table}}(words text, asked tsquery[], in_index tsquery[], letters text[], sounds tsquery[], n int) RETURNS TABLE (id bigint, label text, subtitle text)
        LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp SET plan_cache_mode = force_generic_plan AS $b$
        DECLARE q tsquery := crm.any_of(asked); narrow tsquery; mine bigint[]; hides boolean; customers bigint[]; every_customer boolean;
            together boolean := crm.neighbours_do(words); typed text[] := crm.as_typed(words); few bigint[]; ids bigint[]; cap int; place int;
        BEGIN
            n := least(greatest(n, 0), 200);
            IF q IS NULL OR n = 0 THEN RETURN; END IF;
            {{scope}}
            hides := {{hides}};
            FOREACH cap IN ARRAY ARRAY[200, 2000] LOOP
                {{newest}}
                few := {{held}};
                EXIT WHEN cardinality(few) = n OR 10 * cardinality(ids) < n;
            END LOOP;
            IF cardinality(few) < n AND words ~* '^\s*([a-z]\s+)*[a-z]\s*$' THEN
                -- for single letters the index would read all that begins so, of everybody: very many of the caller's own hold them
                ids := ARRAY(SELECT k.id FROM {{first}} WHERE r.tokens @@ q ORDER BY k.place, k.id);
                few := (ARRAY(SELECT DISTINCT unnest(few || {{held}})))[1:n];
            ELSIF cardinality(few) < n THEN
                few := '{}';
                <<readings>>
                FOR place IN 1 .. cardinality(asked) LOOP
                    q := asked[place];
                    {{theirs}}
                    narrow := crm.query_of(in_index[place], mine);
                    cap := 300;
                    LOOP
                        {{by_index}}
                        few := (ARRAY(SELECT DISTINCT unnest(few || {{held}})))[1:n];
                        EXIT readings WHEN cardinality(few) = n;
                        EXIT WHEN cap = 10000 OR cardinality(ids) < cap;
                        cap := CASE WHEN cap < 3000 THEN 3000 ELSE 10000 END;
                    END LOOP;
                END LOOP;
            END IF;
            q := crm.any_of(asked);
            few := (ARRAY({{lent}} LIMIT n) || few)[1:n];
            {{customers_read}}
            RETURN QUERY SELECT r.id, {{label}}, {{subtitle}} FROM crm.{{table}} r WHERE r.id = ANY (few) ORDER BY {{sort}}, r.id;
        END $b$;
        CREATE OR REPLACE FUNCTION crm.search_{{table}}(words text, n int DEFAULT 20) RETURNS TABLE (id bigint, label text, subtitle text)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $b$
            SELECT f.* FROM crm.search_queries(words) q, crm.find_{{table}}(words, q.asked, q.in_index, q.letters, q.sounds, n) f
        $b$;
        GRANT EXECUTE ON FUNCTION crm.search_{{table}}(text, int) TO :"employee";
        $f$, noun);
END $do$;

CREATE OR REPLACE FUNCTION crm.weave_search_all() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $do$
DECLARE everywhere text := (SELECT string_agg(crm.woven($f$SELECT '{{table}}', f.* FROM crm.find_{{table}}(words, q.asked, q.in_index, q.letters, q.sounds, n) f$f$, noun), ' UNION ALL ' ORDER BY place)
    FROM crm.searched() WITH ORDINALITY s(noun, place));
BEGIN
    EXECUTE crm.woven($f$
        CREATE OR REPLACE FUNCTION crm.search_all(words text, n int DEFAULT 8) RETURNS TABLE (entity text, id bigint, label text, subtitle text)
        LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $b$
        DECLARE q record := crm.search_queries(words);
        BEGIN
            RETURN QUERY {{everywhere}};
            -- whoever sees all customers has found those in the pools above
            IF crm.my_scope('customer', 'view') <> 'all' THEN RETURN QUERY SELECT 'pool_customer', p.* FROM crm.search_pool_customer(words, n) p; END IF;
        END $b$;
        GRANT EXECUTE ON FUNCTION crm.search_all(text, int) TO :"employee";
        $f$, jsonb_build_object('everywhere', everywhere));
END $do$;
SELECT crm.weave_search(n) FROM crm.searched() n;
SELECT crm.weave_search_all();
