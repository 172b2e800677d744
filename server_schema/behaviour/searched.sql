-- What is searched: a noun with the words of it that search.sql (what one types) and match.sql (lists) are woven of, and the trigger
-- that writes its tokens. In all of them r is the row.
--   names, numbers        what its tokens are made of; extra_…: of rows that hang on it
--   label, subtitle       what is told of a hit; sort: the order of hits
--   hides                 whoever may not read a name, a phone, or the contacts, of these records does not find by them either, nor is
--                         told them: what is left for him is *plain*
--   owned                 records belong to somebody; customer_key: the customer whose helpers see them too
--   on_customers_of_others  they may hang on somebody else's customer, who sees them
--   long                  names that begin with one word may be too many to be read: the index knows where in the order a row stands
--   beside                the index stands on a copy of tokens, order and owner, <table>_search: the record itself is written so often, each time
--                         into all of its indexes, that a hundred words entered anew would be most of a save
CREATE OR REPLACE FUNCTION crm.custom_noun(o crm.custom_object) RETURNS jsonb  -- what the company added: found by name and code
LANGUAGE sql STABLE SET search_path = pg_catalog, crm, pg_temp AS $noun$
    SELECT jsonb_build_object('table', t, 'names', $$concat_ws(' ', r.name, r.code)$$, 'numbers', 'r.code', 'hides', $$NOT crm.reads('{{table}}', '{name,code}')$$,
        'open_names', $$concat_ws(' ', CASE WHEN crm.reads('{{table}}', '{name}') THEN r.name END, {{open_numbers}})$$,
        'open_numbers', $$concat_ws('', CASE WHEN crm.reads('{{table}}', '{code}') THEN r.code END)$$,
        'subtitle', $$concat_ws(' · ', CASE WHEN NOT hides OR crm.reads('{{table}}', '{code}') THEN nullif(r.code, '') END$$
            || CASE o.belongs_to WHEN 'customer' THEN ', {{its_customer}})' ELSE ')' END)
        || CASE WHEN o.belongs_to <> 'nobody' THEN '{"owned": true}'::jsonb ELSE '{}' END
        || CASE WHEN o.belongs_to = 'customer' THEN '{"customer_key": "customer_id"}'::jsonb ELSE '{}' END
    FROM (SELECT 'custom_' || o.code AS t) v
$noun$;

CREATE OR REPLACE FUNCTION crm.searched() RETURNS SETOF jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, crm, pg_temp AS $nouns$
    SELECT jsonb_build_object('label', CASE WHEN noun ? 'hides' THEN $$CASE WHEN NOT hides OR crm.reads('{{table}}', '{name}') THEN r.name ELSE '#' || r.id END$$ ELSE 'r.name' END, 'sort', 'r.sort_key', 'extra_names', $$''$$, 'extra_numbers', $$''$$, 'hides', 'false',
        'plain', CASE WHEN noun ? 'hides' THEN
            'crm.stands_in(words, crm.bare({{open_names}}), crm.digits({{open_numbers}})) AND crm.tokens({{open_names}}, {{open_numbers}}) @@ q' ELSE 'true' END,
        'open_names', '{{names}}', 'open_numbers', '{{numbers}}',
        'scope', $$IF array_position(ARRAY[{{scopes}}], crm.my_scope('{{table}}', 'view')) IS NULL THEN RETURN; END IF;
                IF crm.my_scope('{{table}}', 'view') <> 'all' THEN mine := crm.visible_owners('{{table}}', 'view'); END IF;$$,
        'its_customer', $$(SELECT p.name FROM crm.customer p WHERE p.id = r.customer_id AND (every_customer OR p.owner_id = ANY (customers)))$$,
        -- does a row that the index gave hold what was typed? cheap first: most hits of a common word hold it as it was typed
        'sure', $$(together OR lower(concat_ws(' ', {{names}}, {{numbers}})) LIKE ALL (typed)
            OR crm.stands_in(words, crm.bare(concat_ws(' ', {{names}}, {{extra_names}})), crm.digits(concat_ws(',', {{numbers}}, {{extra_numbers}}))))
            AND (r.tokens @@ ALL (sounds) OR crm.stands_spelt(letters, sounds, r.tokens, crm.bare(concat_ws(' ', {{names}}, {{extra_names}}))))
            AND (NOT hides OR {{plain}})$$,
        -- the first n of *ids* that do
        'held', $$CASE WHEN together AND NOT hides THEN ids[1:n] ELSE ARRAY(SELECT u.id FROM unnest(ids) u(id),
            LATERAL (SELECT FROM crm.{{table}} r WHERE r.id = u.id AND {{sure}} OFFSET 0) k LIMIT n) END$$,
        -- in the index: of long tables also where in the order of names a row stands, by letter and by syllables (=x, <xi, <xi an)
        'indexed', CASE WHEN noun ? 'long' THEN $$(r.tokens || array_to_tsvector(ARRAY['=' || left(r.sort_key, 1),
            '<' || split_part(r.sort_key, ' ', 1), '<' || split_part(r.sort_key, ' ', 1) || ' ' || split_part(r.sort_key, ' ', 2)]))$$ ELSE 'r.tokens' END,
        'rows', CASE WHEN noun ? 'beside' THEN '{{table}}_search' ELSE '{{table}}' END,
        -- what the index holds, of the caller's own (*narrow*), held to one reading in the row
        'by_index', $$ids := ARRAY(SELECT c.id FROM (SELECT r.id, {{sort}} AS place FROM crm.{{rows}} r
            WHERE {{indexed}} @@ narrow AND {{fits}} IS TRUE {{visible}} LIMIT cap) c ORDER BY c.place, c.id);$$,
        -- the first rows in order, of all or of each owner (and of others on each owner's customers): all stand in an index
        'first_rows', $$(SELECT u.* FROM ((SELECT r.id, {{sort}} AS place FROM crm.{{table}} r WHERE mine IS NULL AND {{within}} ORDER BY {{sort}}, r.id LIMIT cap)$$
            || CASE WHEN noun ? 'owned' THEN $$
                UNION ALL (SELECT o.* FROM unnest(mine) m(id), LATERAL (SELECT r.id, {{sort}} AS place FROM crm.{{table}} r
                    WHERE r.owner_id = m.id AND {{within}} ORDER BY {{sort}}, r.id LIMIT cap) o)$$ ELSE '' END
            || CASE WHEN noun ? 'on_customers_of_others' THEN $$
                UNION ALL (SELECT o.* FROM unnest(mine) m(id), LATERAL (
                    SELECT r.id, {{sort}} AS place FROM crm.{{table}} r WHERE r.customer_owner_id = m.id AND (r.owner_id = ANY (mine)) IS NOT TRUE AND {{within}}
                    ORDER BY {{sort}}, r.id LIMIT cap) o)$$ ELSE '' END
            || $$) u ORDER BY u.place, u.id LIMIT cap) k,
                LATERAL (SELECT r.tokens FROM crm.{{table}} r WHERE r.id = k.id OFFSET 0) r$$)
    || CASE WHEN noun ? 'owned' THEN jsonb_build_object('scopes', $$'own', 'subordinates', 'department', 'departments_below', 'all'$$,
        'owns', 'r.owner_id = ANY (mine)', 'owners', '@.owner_id',
        -- the words in the index say whose a row is: to look at all that somebody has beside them would take longer
        'visible', 'AND (mine IS NULL OR {{owns}}) IS TRUE',
        -- few: they are found by their key, never by the words, of which the index would read all that begins like an unfinished one
        'lent', CASE WHEN noun ? 'customer_key' THEN $$SELECT r.id FROM crm.{{table}} r WHERE crm.helps(crm.me()) AND mine IS NOT NULL AND r.{{customer_key}} = ANY (crm.helped('view'))
            AND ({{owns}}) IS NOT TRUE AND (r.tokens @@ q) IS TRUE AND {{sure}}$$ ELSE 'SELECT NULL::bigint WHERE false' END)
    ELSE jsonb_build_object('scopes', $$'all'$$, 'visible', '', 'lent', 'SELECT NULL::bigint WHERE false') END
    || CASE WHEN noun ? 'on_customers_of_others' THEN jsonb_build_object(
        'owns', '(r.owner_id = ANY (mine) OR r.customer_owner_id = ANY (mine))', 'owners', '@.owner_id, @.customer_owner_id') ELSE '{}' END
    || noun
    FROM (VALUES
        (1, jsonb_build_object('table', 'customer', 'owned', true, 'customer_key', 'id', 'long', true, 'beside', true,
            'names', $$concat_ws(' ', r.name, r.short_name, r.code, r.formerly)$$,
            'numbers', $$concat_ws(',', r.phone, r.mobile, r.fax, r.code, r.formerly)$$,
            'extra_names', $$(SELECT string_agg(c.name, ' ' ORDER BY c.id) FROM crm.contact c WHERE c.customer_id = r.id)$$,
            'extra_numbers', $$concat_ws(',', (SELECT string_agg(concat_ws(',', c.phone, c.mobile, CASE WHEN c.further_phones <> '{}' THEN crm.bare_ways(c.further_phones) END), ',')
                    FROM crm.contact c WHERE c.customer_id = r.id),
                (SELECT string_agg(p.number, ',') FROM crm.customer_phone p WHERE p.customer_id = r.id),
                (SELECT string_agg(a.phone, ',') FROM crm.customer_address a WHERE a.customer_id = r.id))$$,
            'subtitle', $$concat_ws(' · ', CASE WHEN NOT hides OR crm.reads('customer', '{code}') THEN r.code END, CASE WHEN NOT hides OR crm.reads('customer', '{city}')
                THEN nullif(r.city, '') END, CASE WHEN NOT hides THEN nullif(r.phone, '')
                WHEN 'phone' = ANY (crm.masked_columns('customer')) THEN nullif(crm.masked_phone(r.phone), '') END)$$,
            'hides', $$NOT crm.reads('customer', '{name,short_name,code,formerly,city,phone,mobile,fax}') OR NOT crm.reads('contact', '{name,phone,mobile,further_phones}')
                OR NOT crm.reads('customer_phone', '{number}') OR NOT crm.reads('customer_address', '{phone}')
                OR crm.my_scope('contact', 'view') NOT IN ('all', crm.my_scope('customer', 'view'))$$,
            'open_names', $$concat_ws(' ', CASE WHEN crm.reads('customer', '{name}') THEN r.name END, CASE WHEN crm.reads('customer', '{short_name}') THEN r.short_name END,
                {{open_codes}})$$,
            'open_codes', $$CASE WHEN crm.reads('customer', '{code}') THEN r.code END, CASE WHEN crm.reads('customer', '{formerly}') THEN r.formerly END$$,
            'open_numbers', $$concat_ws(',', CASE WHEN crm.reads('customer', '{phone,mobile,fax}') THEN concat_ws(',', r.phone, r.mobile, r.fax) END, {{open_codes}})$$)),
        (2, jsonb_build_object('table', 'contact', 'owned', true, 'customer_key', 'customer_id', 'long', true,
            'names', $$concat_ws(' ', r.name, nullif(r.email, ''), CASE WHEN r.further_emails <> '{}' THEN crm.bare_ways(r.further_emails) END)$$,
            'numbers', $$concat_ws(',', r.phone, r.mobile, CASE WHEN r.further_phones <> '{}' THEN crm.bare_ways(r.further_phones) END)$$,
            'subtitle', $$concat_ws(' · ', {{its_customer}}, CASE WHEN NOT hides OR crm.reads('contact', '{title}') THEN nullif(r.title, '') END, CASE WHEN NOT hides OR crm.reads('contact', '{mobile}') THEN nullif(r.mobile, '')
                WHEN 'mobile' = ANY (crm.masked_columns('contact')) THEN nullif(crm.masked_phone(r.mobile), '') END)$$,
            'hides', $$NOT crm.reads('contact', '{name,title,phone,mobile,email,further_phones,further_emails}')$$,
            'open_names', $$concat_ws(' ', CASE WHEN crm.reads('contact', '{name}') THEN r.name END, CASE WHEN crm.reads('contact', '{email,further_emails}')
                THEN concat_ws(' ', r.email, crm.bare_ways(r.further_emails)) END)$$,
            'open_numbers', $$CASE WHEN crm.reads('contact', '{phone,mobile,further_phones}') THEN {{numbers}} ELSE '' END$$)),
        (3, jsonb_build_object('table', 'product',
            'names', $$concat_ws(' ', r.name, r.code, r.brand, r.model, r.formerly, CASE WHEN r.variant_of_id IS NOT NULL THEN crm.variant_words(r.variant_of_id, r.attrs) END)$$,
            'open_names', $$concat_ws(' ', CASE WHEN crm.reads('product', '{name}') THEN r.name END, CASE WHEN crm.reads('product', '{brand}') THEN r.brand END, {{open_codes}})$$,
            'open_codes', $$CASE WHEN crm.reads('product', '{code}') THEN r.code END, CASE WHEN crm.reads('product', '{model}') THEN r.model END,
                CASE WHEN crm.reads('product', '{formerly}') THEN r.formerly END$$,
            'numbers', $$concat_ws(',', r.code, r.model, r.formerly)$$, 'open_numbers', $$concat_ws(',', {{open_codes}})$$,
            'extra_names', $$(SELECT string_agg(u.barcode, ' ') FROM crm.product_unit u WHERE u.product_id = r.id AND u.barcode <> '')$$,
            'subtitle', $$concat_ws(' · ', CASE WHEN NOT hides OR crm.reads('product', '{code}') THEN r.code END,
                CASE WHEN NOT hides OR crm.reads('product', '{model}') THEN nullif(r.model, '') END)$$,
            'hides', $$NOT crm.reads('product_unit', '{barcode}') OR NOT crm.reads('product', '{name,code,brand,model,formerly,attrs}')$$)),
        (4, jsonb_build_object('table', 'partner',
            'names', $$concat_ws(' ', r.name, r.short_name, r.code, r.formerly)$$,
            'numbers', $$concat_ws(',', r.phone, r.code, r.formerly)$$,
            'extra_names', $$(SELECT string_agg(c.name, ' ') FROM crm.partner_contact c WHERE c.partner_id = r.id)$$,
            'extra_numbers', $$(SELECT string_agg(concat_ws(',', c.phone, c.mobile), ',') FROM crm.partner_contact c WHERE c.partner_id = r.id)$$,
            'subtitle', $$concat_ws(' · ', CASE WHEN NOT hides OR crm.reads('partner', '{code}') THEN r.code END,
                CASE WHEN NOT hides OR crm.reads('partner', '{city}') THEN nullif(r.city, '') END)$$,
            'hides', $$NOT crm.reads('partner', '{name,short_name,code,formerly,city,phone}') OR NOT crm.reads('partner_contact', '{name,phone,mobile}')$$,
            'open_names', $$concat_ws(' ', CASE WHEN crm.reads('partner', '{name}') THEN r.name END, CASE WHEN crm.reads('partner', '{short_name}') THEN r.short_name END,
                {{open_codes}})$$,
            'open_codes', $$CASE WHEN crm.reads('partner', '{code}') THEN r.code END, CASE WHEN crm.reads('partner', '{formerly}') THEN r.formerly END$$,
            'open_numbers', $$concat_ws(',', CASE WHEN crm.reads('partner', '{phone}') THEN r.phone END, {{open_codes}})$$)),
        (5, jsonb_build_object('table', 'opportunity', 'owned', true, 'customer_key', 'customer_id', 'on_customers_of_others', true,
            'names', $$concat_ws(' ', r.name, r.code)$$, 'numbers', 'r.code', 'hides', $$NOT crm.reads('opportunity', '{name,code}')$$,
            'open_names', $$concat_ws(' ', CASE WHEN crm.reads('opportunity', '{name}') THEN r.name END, {{open_numbers}})$$,
            'open_numbers', $$concat_ws('', CASE WHEN crm.reads('opportunity', '{code}') THEN r.code END)$$,
            'subtitle', $$concat_ws(' · ', CASE WHEN NOT hides OR crm.reads('opportunity', '{code}') THEN r.code END, {{its_customer}})$$)),
        (6, jsonb_build_object('table', 'sales_order', 'owned', true, 'customer_key', 'customer_id', 'on_customers_of_others', true,
            'names', 'r.code', 'numbers', 'r.code', 'sort', 'r.ordered_on',
            'hides', $$NOT crm.reads('sales_order', '{code}')$$, 'open_names', $$''$$, 'open_numbers', $$''$$,
            'label', $$CASE WHEN NOT hides THEN r.code ELSE '#' || r.id END$$, 'subtitle', '{{its_customer}}')),  -- a draft has none
        (7, jsonb_build_object('table', 'employee',
            'names', $$concat_ws(' ', r.name, r.code, r.login)$$, 'numbers', $$concat_ws(',', r.phone, r.mobile)$$,
            'subtitle', $$concat_ws(' · ', nullif(r.title, ''), (SELECT d.name FROM crm.department d WHERE d.id = r.department_id))$$,
            'hides', $$NOT crm.reads('employee', '{phone,mobile}')$$,
            'open_numbers', $$''$$)),
        (8, jsonb_build_object('table', 'product_batch', 'scope', $$IF crm.my_scope('product', 'view') IS DISTINCT FROM 'all' THEN RETURN; END IF;$$,
            'names', 'r.code', 'numbers', 'r.code', 'sort', 'r.code', 'hides', $$NOT crm.reads('product_batch', '{code}')$$, 'open_names', $$''$$, 'open_numbers', $$''$$,
            'label', $$CASE WHEN NOT hides THEN r.code ELSE '#' || r.id END$$,
            'subtitle', $$concat_ws(' · ', (SELECT p.name FROM crm.product p WHERE p.id = r.product_id AND crm.reads('product', '{name}')), r.expires_on)$$))
        UNION ALL SELECT 100 + o.id, crm.custom_noun(o) FROM crm.custom_object o) v(place, noun) ORDER BY place
$nouns$;

CREATE OR REPLACE FUNCTION crm.weave_tokens(noun jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $do$
DECLARE owners text;
BEGIN
    owners := noun ->> 'owners';
    EXECUTE crm.woven($f$
        CREATE OR REPLACE FUNCTION crm.tg_search_{{table}}() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $b$
        DECLARE r crm.{{table}}; before text;
        BEGIN
            r := NEW;
            IF TG_OP = 'INSERT' THEN  -- nothing depends on it yet
                NEW.tokens := crm.tokens(concat_ws(' ', {{names}}), concat_ws(',', {{numbers}}), {{new_owners}});
                {{keep_sort_key}}
                RETURN NEW;
            ELSIF NEW.tokens = OLD.tokens AND NEW.tokens <> '' THEN
                r := OLD;
                before := concat_ws(E'\x1f', {{names}}, {{numbers}});
                r := NEW;
                IF before = concat_ws(E'\x1f', {{names}}, {{numbers}}) THEN
                    {{pass_on}}
                    RETURN NEW;
                END IF;
            END IF;
            NEW.tokens := crm.tokens(concat_ws(' ', {{names}}, {{extra_names}}), concat_ws(',', {{numbers}}, {{extra_numbers}}), {{new_owners}});
            {{keep_sort_key}}
            RETURN NEW;
        END $b$;
        CREATE OR REPLACE TRIGGER t30_search BEFORE INSERT OR UPDATE ON crm.{{table}}
            FOR EACH ROW EXECUTE FUNCTION crm.tg_search_{{table}}();
        $f$, noun || jsonb_build_object(
            'keep_sort_key', CASE WHEN noun ->> 'sort' = 'r.sort_key' THEN 'NEW.sort_key := crm.sort_key(NEW.name);' ELSE '' END,
            'new_owners', coalesce(replace(owners, '@', 'NEW'), 'NULL'), 'old_owners', replace(owners, '@', 'OLD'),
            'pass_on', CASE WHEN noun ? 'owned' THEN 'IF ({{new_owners}}) IS DISTINCT FROM ({{old_owners}}) THEN
                NEW.tokens := crm.tokens_passed(NEW.tokens, ARRAY[{{old_owners}}], ARRAY[{{new_owners}}]); END IF;' ELSE '' END));
    IF NOT noun ? 'beside' THEN RETURN; END IF;
    EXECUTE crm.woven($f$
        CREATE OR REPLACE FUNCTION crm.tg_search_{{table}}_beside() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $b$
        BEGIN
            IF TG_OP = 'DELETE' THEN
                DELETE FROM crm.{{rows}} WHERE id = OLD.id;
            ELSE
                INSERT INTO crm.{{rows}} (id, owner_id, sort_key, tokens) VALUES (NEW.id, NEW.owner_id, NEW.sort_key, NEW.tokens)
                ON CONFLICT (id) DO UPDATE SET owner_id = excluded.owner_id, sort_key = excluded.sort_key, tokens = excluded.tokens;
            END IF;
            RETURN NULL;
        END $b$;
        CREATE OR REPLACE TRIGGER t31_search_beside AFTER INSERT OR DELETE ON crm.{{table}}
            FOR EACH ROW EXECUTE FUNCTION crm.tg_search_{{table}}_beside();
        CREATE OR REPLACE TRIGGER t31_search_beside_update AFTER UPDATE ON crm.{{table}} FOR EACH ROW
            WHEN ((OLD.owner_id, OLD.sort_key, OLD.tokens) IS DISTINCT FROM (NEW.owner_id, NEW.sort_key, NEW.tokens))
            EXECUTE FUNCTION crm.tg_search_{{table}}_beside();
        -- whoever switches triggers off would leave the copy behind
        ALTER TABLE crm.{{table}} ENABLE ALWAYS TRIGGER t31_search_beside;
        ALTER TABLE crm.{{table}} ENABLE ALWAYS TRIGGER t31_search_beside_update;
        $f$, noun);
END $do$;
SELECT crm.weave_tokens(n) FROM crm.searched() n;
