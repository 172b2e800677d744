-- Suppliers, partners, competitors, and whom an opportunity is fought against.

CREATE OR REPLACE TRIGGER t12_link_customer_id BEFORE INSERT OR UPDATE OF customer_id ON crm.partner
    FOR EACH ROW WHEN (NEW.customer_id IS NOT NULL) EXECUTE FUNCTION crm.tg_link('customer_id', 'customer');
CREATE OR REPLACE TRIGGER t10_follow BEFORE INSERT OR UPDATE OF opportunity_id ON crm.opportunity_competitor
    FOR EACH ROW EXECUTE FUNCTION crm.tg_follow('opportunity', 'opportunity_id');

CREATE OR REPLACE FUNCTION crm.tg_competitor_competes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    UPDATE crm.partner SET is_competitor = true WHERE id = NEW.partner_id AND NOT is_competitor;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t50_competes AFTER INSERT OR UPDATE OF partner_id ON crm.opportunity_competitor
    FOR EACH ROW EXECUTE FUNCTION crm.tg_competitor_competes();

-- Whoever sells us something is a supplier.
CREATE OR REPLACE FUNCTION crm.tg_supplier_supplies() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    UPDATE crm.partner SET is_supplier = true WHERE id = NEW.supplier_id AND NOT is_supplier;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t50_supplies AFTER INSERT OR UPDATE OF supplier_id ON crm.product_cost
    FOR EACH ROW WHEN (NEW.supplier_id IS NOT NULL) EXECUTE FUNCTION crm.tg_supplier_supplies();

-- Suppliers that an upgrade made of texts are found from now on.
UPDATE crm.partner SET tokens = '' WHERE sort_key = '';
