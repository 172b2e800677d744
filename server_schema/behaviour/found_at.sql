-- What stands in parts of a record is found at the record itself: its tokens are made anew.

-- A contact's name and numbers are found at its customer too; once a statement, not once a contact.
CREATE OR REPLACE FUNCTION crm.tg_contact_found_at_customer() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE crm.customer SET tokens = '' WHERE id IN (SELECT customer_id FROM new_rows);
    ELSIF TG_OP = 'DELETE' THEN
        UPDATE crm.customer SET tokens = '' WHERE id IN (SELECT customer_id FROM old_rows);
    ELSIF EXISTS (SELECT id, name, phone, mobile, further_phones, customer_id FROM new_rows
        EXCEPT SELECT id, name, phone, mobile, further_phones, customer_id FROM old_rows) THEN
        UPDATE crm.customer SET tokens = '' WHERE id IN (
            SELECT unnest(ARRAY[o.customer_id, n.customer_id]) FROM new_rows n JOIN old_rows o USING (id)
            WHERE (o.name, o.phone, o.mobile, o.further_phones, o.customer_id) <> (n.name, n.phone, n.mobile, n.further_phones, n.customer_id));
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

-- The bar codes of its units are found at the product.
CREATE OR REPLACE FUNCTION crm.tg_barcode_found_at_product() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    UPDATE crm.product SET tokens = '' WHERE id IN (OLD.product_id, NEW.product_id);
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t50_found_at_product AFTER INSERT OR DELETE OR UPDATE OF barcode, product_id ON crm.product_unit
    FOR EACH ROW EXECUTE FUNCTION crm.tg_barcode_found_at_product();
UPDATE crm.product p SET tokens = '' FROM crm.product_unit u WHERE u.product_id = p.id AND u.barcode <> ''
    AND NOT p.tokens @@ (SELECT string_agg(quote_literal(t), ' & ')::tsquery FROM unnest(crm.name_tokens(u.barcode)) t);

-- Further phones and those of addresses are found at the customer, a partner's contacts at the partner; once a statement. What only goes to
-- another owner is found as before. tg_found_at(parent, key, columns)
DROP FUNCTION IF EXISTS crm.tg_phone_found_at_customer() CASCADE;
CREATE OR REPLACE FUNCTION crm.tg_found_at() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE ids bigint[]; told text := format('id, %I, %s', TG_ARGV[1], TG_ARGV[2]);
BEGIN
    IF TG_OP = 'UPDATE' THEN
        EXECUTE format('SELECT array_agg(DISTINCT %1$I) FROM ((SELECT %2$s FROM touched EXCEPT SELECT %2$s FROM old_rows)
            UNION ALL (SELECT %2$s FROM old_rows EXCEPT SELECT %2$s FROM touched)) t', TG_ARGV[1], told) INTO ids;
    ELSE
        EXECUTE format('SELECT array_agg(DISTINCT %I) FROM touched WHERE concat(%s) <> %L', TG_ARGV[1], TG_ARGV[2], '') INTO ids;
    END IF;
    IF ids IS NOT NULL THEN EXECUTE format('UPDATE crm.%I SET tokens = %L WHERE id = ANY ($1)', TG_ARGV[0], '') USING ids; END IF;
    RETURN NULL;
END $$;
DO $$
DECLARE t record; event text;
BEGIN
    FOR t IN SELECT * FROM (VALUES ('customer_phone', 'customer', 'customer_id', 'number'), ('customer_address', 'customer', 'customer_id', 'phone'),
        ('partner_contact', 'partner', 'partner_id', 'name, phone, mobile')) v(name, parent, key, columns) LOOP
        FOREACH event IN ARRAY ARRAY['INSERT', 'UPDATE', 'DELETE'] LOOP
            EXECUTE format('CREATE OR REPLACE TRIGGER t50_found_at_%s_%s AFTER %s ON crm.%I REFERENCING %s
                FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_found_at(%L, %L, %L)', t.parent, lower(event), event, t.name,
                CASE event WHEN 'DELETE' THEN 'OLD TABLE AS touched' WHEN 'INSERT' THEN 'NEW TABLE AS touched'
                    ELSE 'NEW TABLE AS touched OLD TABLE AS old_rows' END, t.parent, t.key, t.columns);
        END LOOP;
    END LOOP;
END $$;
-- those that stand already; nobody has edited them by it
ALTER TABLE crm.customer DISABLE TRIGGER t90_touch;
ALTER TABLE crm.partner DISABLE TRIGGER t90_touch;
UPDATE crm.customer c SET tokens = '' FROM crm.customer_address a WHERE a.customer_id = c.id AND a.phone <> ''
    AND NOT c.tokens @@ (SELECT string_agg(quote_literal(t), ' & ')::tsquery FROM unnest(crm.number_tokens(a.phone)) t);
UPDATE crm.partner p SET tokens = '' FROM crm.partner_contact c WHERE c.partner_id = p.id
    AND NOT p.tokens @@ (SELECT string_agg(quote_literal(t), ' & ')::tsquery FROM unnest(crm.name_tokens(c.name)) t);
ALTER TABLE crm.customer ENABLE TRIGGER t90_touch;
-- contacts of before are found by their e-mail too
ALTER TABLE crm.contact DISABLE TRIGGER t90_touch;
UPDATE crm.contact c SET tokens = '' FROM (SELECT id, left(crm.bare(email), 2) AS begins FROM crm.contact WHERE email LIKE '_%@%') e
WHERE c.id = e.id AND length(e.begins) = 2 AND NOT c.tokens @@ quote_literal(e.begins)::tsquery;
ALTER TABLE crm.contact ENABLE TRIGGER t90_touch;
ALTER TABLE crm.partner ENABLE TRIGGER t90_touch;
