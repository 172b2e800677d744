-- Batches: what was received under one number. A line of a product that is kept by batch names its batch at confirmation; what is sold of a
-- batch is counted on it under its lock, and given back by whatever leaves the state of being confirmed.

-- A batch stays with its product, is counted in its base unit, and says why it is blocked as long as it is.
CREATE OR REPLACE FUNCTION crm.tg_product_batch() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE exact int := (SELECT m.places FROM crm.product p JOIN crm.measure_unit m ON m.unit = p.unit WHERE p.id = NEW.product_id);
BEGIN
    NEW.code := btrim(NEW.code);
    IF TG_OP = 'UPDATE' AND NEW.product_id <> OLD.product_id THEN PERFORM crm.refuse('product_batch_product_stays', 'product_id'); END IF;
    IF NEW.quantity <> round(NEW.quantity, exact) THEN PERFORM crm.refuse('quantity_finer_than_unit', 'quantity', exact::text); END IF;
    NEW.block_reason := CASE NEW.state WHEN 'blocked' THEN btrim(NEW.block_reason) ELSE '' END;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t21_batch BEFORE INSERT OR UPDATE OF product_id, code, quantity, state, block_reason ON crm.product_batch
    FOR EACH ROW WHEN (pg_trigger_depth() = 0 AND current_user = session_user) EXECUTE FUNCTION crm.tg_product_batch();
CREATE OR REPLACE TRIGGER t50_supplies AFTER INSERT OR UPDATE OF supplier_id ON crm.product_batch
    FOR EACH ROW WHEN (NEW.supplier_id IS NOT NULL) EXECUTE FUNCTION crm.tg_supplier_supplies();

-- Say of a line what is not right with its batch; to whoever may not read batches, no more than that.
CREATE OR REPLACE FUNCTION crm.refuse_batch(line crm.sales_order_line, rule text, said jsonb DEFAULT '{}') RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE told boolean := crm.reads('product_batch', '{product_id,code,quantity,sold,remaining,expires_on,state,block_reason}');
BEGIN
    PERFORM crm.refuse_row('sales_order_line', to_jsonb(line), CASE WHEN told OR said = '{}' THEN rule ELSE 'batch_unseen' END, 'batch_id', '',
        CASE WHEN told THEN said ELSE '{}' END);
END $$;

-- The day on which what is sold must still be good: that of the delivery, else of the order, which is not before today.
CREATE OR REPLACE FUNCTION crm.batch_day(head crm.sales_order) RETURNS date
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT coalesce(head.deliver_on, greatest(head.ordered_on, crm.today()))
$$;

-- Refuse a batch that is of another product, blocked, or expired when it is delivered.
CREATE OR REPLACE FUNCTION crm.fit_batch(line crm.sales_order_line, batch crm.product_batch, on_day date) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF batch.product_id IS DISTINCT FROM line.product_id THEN PERFORM crm.refuse_batch(line, 'batch_of_other_product'); END IF;
    IF batch.state = 'blocked' THEN
        PERFORM crm.refuse_batch(line, 'batch_blocked', jsonb_build_object('batch', batch.code, 'reason', batch.block_reason));
    END IF;
    IF batch.expires_on < on_day THEN
        PERFORM crm.refuse_batch(line, 'batch_expired', jsonb_build_object('batch', batch.code, 'day', batch.expires_on, 'on', on_day));
    END IF;
END $$;

CREATE OR REPLACE FUNCTION crm.tg_line_batch() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE batch crm.product_batch;
BEGIN
    SELECT * INTO batch FROM crm.product_batch WHERE id = NEW.batch_id;
    PERFORM crm.fit_batch(NEW, batch, crm.batch_day(o)) FROM crm.sales_order o WHERE o.id = NEW.order_id;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t19_batch BEFORE INSERT OR UPDATE OF product_id, batch_id ON crm.sales_order_line
    FOR EACH ROW WHEN (NEW.batch_id IS NOT NULL AND pg_trigger_depth() = 0 AND current_user = session_user) EXECUTE FUNCTION crm.tg_line_batch();

-- Take what the lines of an order say from their batches: one order after the other, each batch in the order of its number.
CREATE OR REPLACE FUNCTION crm.take_batches(head crm.sales_order) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE line crm.sales_order_line; batch crm.product_batch; taken numeric;
BEGIN
    SELECT l.* INTO line FROM crm.sales_order_line l JOIN crm.product p ON p.id = l.product_id
    WHERE l.order_id = head.id AND p.by_batch AND l.batch_id IS NULL ORDER BY l.position, l.id LIMIT 1;
    IF line.id IS NOT NULL THEN PERFORM crm.refuse_batch(line, 'batch_needed'); END IF;
    FOR batch IN SELECT b.* FROM crm.product_batch b WHERE b.id IN (SELECT l.batch_id FROM crm.sales_order_line l WHERE l.order_id = head.id)
        ORDER BY b.id FOR NO KEY UPDATE LOOP
        taken := 0;
        FOR line IN SELECT l.* FROM crm.sales_order_line l WHERE (l.order_id, l.batch_id) = (head.id, batch.id) ORDER BY l.position, l.id LOOP
            PERFORM crm.fit_batch(line, batch, crm.batch_day(head));
            IF taken + line.base_quantity > batch.remaining THEN
                PERFORM crm.refuse_batch(line, 'batch_used_up', jsonb_build_object('batch', batch.code, 'left', trim_scale(batch.remaining - taken)::text));
            END IF;
            taken := taken + line.base_quantity;
        END LOOP;
        UPDATE crm.product_batch SET sold = sold + taken WHERE id = batch.id;
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION crm.tg_order_batches() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE batch bigint;
BEGIN
    IF NEW.state = 'confirmed' AND OLD.state = 'draft' THEN
        PERFORM crm.take_batches(NEW);
    ELSIF OLD.state <> 'draft' AND NEW.state IN ('draft', 'cancelled') THEN
        FOR batch IN SELECT b.id FROM crm.product_batch b WHERE b.id IN (SELECT l.batch_id FROM crm.sales_order_line l WHERE l.order_id = NEW.id)
            ORDER BY b.id FOR NO KEY UPDATE LOOP
            UPDATE crm.product_batch SET sold = sold - (SELECT sum(l.base_quantity) FROM crm.sales_order_line l WHERE (l.order_id, l.batch_id) = (NEW.id, batch))
            WHERE id = batch;
        END LOOP;
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t50_batches AFTER UPDATE OF state ON crm.sales_order
    FOR EACH ROW WHEN (NEW.state <> OLD.state) EXECUTE FUNCTION crm.tg_order_batches();

-- What a line is offered: batches of its product of which something is left and that are good today, the one that expires first before the others.
CREATE OR REPLACE FUNCTION crm.offer_product_batch(words text, n int DEFAULT 20, within bigint DEFAULT NULL)
RETURNS TABLE (id bigint, label text, subtitle text, instead text, along jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT b.id, b.code, CASE WHEN within IS NULL AND crm.reads('product', '{name}') THEN p.name ELSE '' END, '', jsonb_strip_nulls(jsonb_build_object(
        'left', CASE WHEN crm.reads('product_batch', '{remaining}') THEN trim_scale(b.remaining) END,
        'expires_on', CASE WHEN crm.reads('product_batch', '{expires_on}') THEN b.expires_on END))
    FROM crm.product_batch b JOIN crm.product p ON p.id = b.product_id
    WHERE crm.may('product', 'view') AND crm.reads('product_batch', '{product_id,code}') AND (within IS NULL OR b.product_id = within)
        AND b.state = 'usable' AND b.remaining > 0 AND coalesce(b.expires_on >= crm.today(), true)
        AND position(lower(btrim(words)) IN lower(b.code)) > 0
    ORDER BY b.expires_on NULLS LAST, b.received_on NULLS LAST, b.id LIMIT least(n, 200)
$$;
GRANT EXECUTE ON FUNCTION crm.offer_product_batch(text, int, bigint) TO :"employee";
