-- What stands in parts of a record is found at the record itself: its tokens are made anew.

-- A contact's name and numbers are found at its customer too; once a statement, not once a contact.
CREATE OR REPLACE FUNCTION crm.tg_contact_found_at_customer() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE crm.customer SET tokens = '' WHERE id IN (SELECT customer_id FROM new_rows);
    ELSIF TG_OP = 'DELETE' THEN
        UPDATE crm.customer SET tokens = '' WHERE id IN (SELECT customer_id FROM old_rows);
    ELSIF EXISTS (SELECT id, name, phone, mobile, customer_id FROM new_rows EXCEPT SELECT id, name, phone, mobile, customer_id FROM old_rows) THEN
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
