-- Who guesses a password is kept out for a while. PostgreSQL counts no failures, but its log names them: every login and every
-- running desktop (each half minute) lets this look into the log, so no scheduler is needed while anybody works.

-- The refused passwords in the last part of the log, per login; what stands in no line's beginning was written by no server.
CREATE OR REPLACE FUNCTION crm.refused_logins(since timestamptz) RETURNS TABLE (login text, failures bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE log_file text := coalesce(pg_current_logfile(), 'server.log'); bytes bigint := (pg_stat_file(log_file, true)).size;
BEGIN
    IF bytes IS NULL THEN RETURN; END IF;
    RETURN QUERY SELECT m[2], count(*) FROM regexp_split_to_table(
            encode(pg_read_binary_file(log_file, greatest(0, bytes - 262144), 262144, true), 'escape'), '\n') line,
        LATERAL regexp_match(line, '^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\S* .*FATAL:  password authentication failed for user "([a-z][a-z0-9_.-]{1,40})"') m
    WHERE m[1]::timestamp AT TIME ZONE current_setting('log_timezone') >= since GROUP BY 1;
END $$;

-- Where the server speaks TLS, clients try a refused password again without it, and the log has both.
-- Open connections go on: whoever is at work is not thrown out by somebody who guesses.
CREATE OR REPLACE FUNCTION crm.lock_guessed() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE kept jsonb; minutes int := crm.setting_number('lockout_minutes'); person record; shut jsonb;
    most int := crm.setting_number('lockout_failures') * CASE WHEN current_setting('ssl') = 'on' THEN 2 ELSE 1 END;
BEGIN
    SELECT coalesce(facts -> 'lockout', '{}') INTO kept FROM crm.account_set;
    IF (kept ->> 'at')::timestamptz > clock_timestamp() - interval '20 seconds' OR NOT pg_try_advisory_xact_lock(hashtext('crm.lockout')) THEN
        RETURN;
    END IF;
    shut := coalesce(kept -> 'shut', '{}');
    FOR person IN SELECT e.login, e.status FROM crm.employee e JOIN jsonb_each_text(shut) s ON s.key = e.login WHERE s.value::timestamptz <= now() LOOP
        IF person.status = 'active' THEN EXECUTE format('ALTER ROLE %I LOGIN', person.login); END IF;
        shut := shut - person.login;
    END LOOP;
    FOR person IN SELECT e.id, e.login FROM crm.refused_logins(now() - make_interval(mins => minutes)) r JOIN crm.employee e ON e.login = r.login
        JOIN pg_catalog.pg_roles p ON p.rolname = e.login WHERE p.rolcanlogin AND e.status = 'active'
            AND r.failures >= most AND pg_has_role(p.oid, crm.role_name('former'), 'member') LOOP
        EXECUTE format('ALTER ROLE %I NOLOGIN', person.login);
        shut := shut || jsonb_build_object(person.login, now() + make_interval(mins => minutes));
        INSERT INTO crm.notice (employee_id, kind, text, table_name, record_id)
        SELECT r.employee_id, 'lockout', person.login, 'employee', person.id FROM crm.effective_right r
        WHERE r.module = 'safety' AND r.action = 'view' AND r.scope = 'all';
    END LOOP;
    UPDATE crm.account_set SET facts = facts || jsonb_build_object('lockout', jsonb_build_object('at', clock_timestamp(), 'shut', shut));
EXCEPTION WHEN OTHERS THEN
    RETURN;  -- a server whose log cannot be read has a scheduler for this; nobody's login may fail for it
END $$;
GRANT EXECUTE ON FUNCTION crm.lock_guessed() TO :"employee";
