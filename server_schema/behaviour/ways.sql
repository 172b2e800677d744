-- Further phones and e-mails of contacts. They stand in rows of their own; the contact's two columns that tell of them are derived, so that
-- lists, files and search read them where they read everything else.

-- A way lies where its contact does; its kind shows in the number where nobody says it.
CREATE OR REPLACE FUNCTION crm.tg_way_place() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF current_setting('is_superuser') = 'off' AND pg_trigger_depth() = 1 AND NOT crm.sees('contact', NEW.contact_id) THEN
        PERFORM crm.deny('parent_not_visible');
    END IF;
    IF NEW.kind = '' THEN
        NEW.kind := CASE WHEN regexp_replace(NEW.number, '\D', '', 'g') ~ '^(86)?1[3-9][0-9]{9}$' THEN 'mobile' ELSE 'work' END;
    END IF;
    NEW.customer_id := (SELECT customer_id FROM crm.contact WHERE id = NEW.contact_id);
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t05_place BEFORE INSERT OR UPDATE OF contact_id, kind ON crm.contact_way FOR EACH ROW EXECUTE FUNCTION crm.tg_way_place();
CREATE OR REPLACE TRIGGER t10_follow BEFORE INSERT OR UPDATE OF contact_id, customer_id ON crm.contact_way
    FOR EACH ROW EXECUTE FUNCTION crm.tg_follow('customer', 'customer_id');
CREATE OR REPLACE TRIGGER t15_digits BEFORE INSERT OR UPDATE ON crm.contact_way FOR EACH ROW EXECUTE FUNCTION crm.tg_phone_digits();

-- What a contact tells of them, as kind:number and kind:address, in their order; the marks of an address stand behind the kind.
CREATE OR REPLACE FUNCTION crm.further_phones(of_contact bigint) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT coalesce(array_agg(kind || ':' || number ORDER BY id), '{}') FROM crm.contact_way WHERE contact_id = of_contact AND number <> ''
$$;
CREATE OR REPLACE FUNCTION crm.further_emails(of_contact bigint) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT coalesce(array_agg(kind || CASE WHEN email_opted_out THEN '+opted_out' ELSE '' END || CASE WHEN email_invalid THEN '+invalid' ELSE '' END
        || ':' || email ORDER BY id), '{}') FROM crm.contact_way WHERE contact_id = of_contact AND email <> ''
$$;

-- Once a statement; what only goes to another owner or customer is told as before.
CREATE OR REPLACE FUNCTION crm.tg_way_told() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE ids bigint[];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT array_agg(DISTINCT contact_id) INTO ids FROM (
            (SELECT id, contact_id, kind, number, email, email_opted_out, email_invalid FROM touched EXCEPT SELECT id, contact_id, kind, number, email, email_opted_out, email_invalid FROM old_rows)
            UNION ALL (SELECT id, contact_id, kind, number, email, email_opted_out, email_invalid FROM old_rows EXCEPT SELECT id, contact_id, kind, number, email, email_opted_out, email_invalid FROM touched)) t;
    ELSE
        SELECT array_agg(DISTINCT contact_id) INTO ids FROM touched;
    END IF;
    IF ids IS NOT NULL THEN
        UPDATE crm.contact c SET further_phones = crm.further_phones(c.id), further_emails = crm.further_emails(c.id) WHERE c.id = ANY (ids);
    END IF;
    RETURN NULL;
END $$;
DO $$
DECLARE event text;
BEGIN
    FOREACH event IN ARRAY ARRAY['INSERT', 'UPDATE', 'DELETE'] LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER t50_told_%s AFTER %s ON crm.contact_way REFERENCING %s
            FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_way_told()', lower(event), event,
            CASE event WHEN 'DELETE' THEN 'OLD TABLE AS touched' WHEN 'INSERT' THEN 'NEW TABLE AS touched'
                ELSE 'NEW TABLE AS touched OLD TABLE AS old_rows' END);
    END LOOP;
END $$;

-- The marks of an e-mail are the address's. Another one is not invalid because that one was; who wants no e-mail wants none there either.
CREATE OR REPLACE FUNCTION crm.tg_email_marks() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF NEW.email = '' THEN
        NEW.email_opted_out := NEW.email_opted_out AND NOT OLD.email_opted_out;
        NEW.email_invalid := NEW.email_invalid AND NOT OLD.email_invalid;
    ELSIF crm.email_key(NEW.email) <> crm.email_key(OLD.email) THEN
        NEW.email_invalid := NEW.email_invalid AND NOT OLD.email_invalid;
    END IF;
    RETURN NEW;
END $$;
DO $$
DECLARE of_table text;
BEGIN
    FOREACH of_table IN ARRAY ARRAY['customer', 'contact', 'contact_way'] LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER t15_email_marks BEFORE UPDATE ON crm.%I FOR EACH ROW
            WHEN (OLD.email <> NEW.email) EXECUTE FUNCTION crm.tg_email_marks()', of_table);
    END LOOP;
END $$;
