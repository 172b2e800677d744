-- Logins, made and taken away by administrators; a password travels only as its SCRAM verifier.

CREATE OR REPLACE FUNCTION crm.is_verifier(verifier text) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT verifier ~ '^SCRAM-SHA-256\$\d{4,6}:[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+$'
$$;

CREATE OR REPLACE FUNCTION crm.employee_for_change(of_employee bigint) RETURNS crm.employee
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE person crm.employee;
BEGIN
    IF crm.my_scope('employee', 'edit') <> 'all' AND current_setting('is_superuser') = 'off' THEN PERFORM crm.deny('employee_needs_edit'); END IF;
    -- whoever sets a password can log in with it: not as somebody who may do more than oneself
    IF current_setting('is_superuser') = 'off' AND EXISTS (SELECT FROM crm.effective_right t WHERE t.employee_id = of_employee
        AND NOT EXISTS (SELECT FROM crm.effective_right m WHERE m.employee_id = crm.me() AND (m.module, m.action) = (t.module, t.action)
            AND m.owners @> t.owners)) THEN
        PERFORM crm.deny('login_of_somebody_mightier');
    END IF;
    SELECT * INTO person FROM crm.employee WHERE id = of_employee;
    IF person.id IS NULL OR person.login IS NULL THEN PERFORM crm.refuse('employee_without_login', 'login'); END IF;
    RETURN person;
END $$;

-- Give an employee's login a password; the login is made at the first time.
CREATE OR REPLACE FUNCTION crm.set_login(of_employee bigint, verifier text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE person crm.employee := crm.employee_for_change(of_employee);
BEGIN
    IF NOT crm.is_verifier(verifier) THEN PERFORM crm.refuse('password_not_encrypted'); END IF;
    PERFORM pg_advisory_xact_lock(hashtext('crm.rights'));
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = person.login) THEN
        EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION CONNECTION LIMIT 20 PASSWORD %L', person.login, verifier);
        IF person.status <> 'active' THEN EXECUTE format('ALTER ROLE %I NOLOGIN', person.login); END IF;
    ELSIF NOT EXISTS (SELECT FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles g ON g.oid = m.roleid
            JOIN pg_catalog.pg_roles p ON p.oid = m.member
            WHERE p.rolname = person.login AND g.rolname = crm.role_name('former')) THEN
        -- somebody else's role on this server: another account set's employee, or no employee at all
        PERFORM crm.refuse('login_taken_on_server', 'login');
    ELSE
        EXECUTE format('ALTER ROLE %I PASSWORD %L', person.login, verifier);
        IF person.status = 'active' THEN EXECUTE format('ALTER ROLE %I LOGIN', person.login); END IF;  -- kept out by the guesses of others
    END IF;
    EXECUTE format('GRANT %I TO %I', crm.role_name('former'), person.login);
    PERFORM crm.apply_effective_rights();
    PERFORM crm.apply_memberships();
END $$;

-- A status that is not active takes the login away at once, open connections included.
CREATE OR REPLACE FUNCTION crm.tg_employee_status() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    -- who left and comes back, by an undo too, stays outside until somebody lets him in
    IF OLD.status = 'left' AND NEW.status = 'active' THEN NEW.status := 'locked'; END IF;
    IF NEW.login IS DISTINCT FROM OLD.login AND NEW.login ~ '^(postgres|crm_.*|pg_.*)$' THEN
        PERFORM crm.refuse('employee_login_reserved', 'login');
    END IF;
    IF OLD.login IS NOT NULL AND NEW.login IS DISTINCT FROM OLD.login
        AND EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = OLD.login) THEN
        PERFORM crm.refuse('employee_login_stays', 'login');
    END IF;
    IF NEW.status = OLD.status OR NOT EXISTS (SELECT FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles g ON g.oid = m.roleid
        JOIN pg_catalog.pg_roles p ON p.oid = m.member WHERE p.rolname = NEW.login AND g.rolname = crm.role_name('former')) THEN
        RETURN NEW;
    END IF;
    IF NEW.status = 'active' THEN
        EXECUTE format('ALTER ROLE %I LOGIN', NEW.login);
    ELSE
        EXECUTE format('ALTER ROLE %I NOLOGIN', NEW.login);
        PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE usename = NEW.login AND datname = current_database() AND pid <> pg_backend_pid();
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t40_status BEFORE UPDATE ON crm.employee
    FOR EACH ROW EXECUTE FUNCTION crm.tg_employee_status();

-- No employee is called as the server's own roles are.
CREATE OR REPLACE FUNCTION crm.tg_employee_login() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    PERFORM crm.refuse('employee_login_reserved', 'login');
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t40_login BEFORE INSERT ON crm.employee
    FOR EACH ROW WHEN (NEW.login ~ '^(postgres|crm_.*|pg_.*)$') EXECUTE FUNCTION crm.tg_employee_login();

-- Nobody may lock himself out of his own office: one administrator stays.
CREATE OR REPLACE FUNCTION crm.tg_one_administrator_stays() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF current_setting('is_superuser') = 'off' AND NOT EXISTS (SELECT FROM crm.employee e
        JOIN crm.employee_role er ON er.employee_id = e.id JOIN crm.right_rule r USING (role_id)
        WHERE e.status = 'active' AND r.module = 'right' AND r.action = 'edit' AND r.scope = 'all') THEN
        PERFORM crm.refuse('one_administrator_stays');
    END IF;
    RETURN NULL;
END $$;
DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['employee', 'employee_role', 'right_rule'] LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER t60_one_administrator AFTER UPDATE OR DELETE ON crm.%I
            FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_one_administrator_stays()', t);
    END LOOP;
END $$;

GRANT EXECUTE ON FUNCTION crm.set_login(bigint, text) TO :"employee";
