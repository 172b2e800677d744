-- Who is asking. Identity is session_user, never a setting that a client could change.

-- A name has 63 characters at most: what is longer keeps its beginning and its end, and between them what tells it from others.
CREATE OR REPLACE FUNCTION crm.role_name(what text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT CASE WHEN length(whole) > 63 THEN left(whole, 40) || left(md5(whole), 12) || right(whole, 11) ELSE whole END
    FROM (SELECT role_prefix || '_' || what AS whole FROM crm.account_set) a
$$;

CREATE OR REPLACE FUNCTION crm.me() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT id FROM crm.employee WHERE login = session_user::text AND status = 'active'
$$;
COMMENT ON FUNCTION crm.me() IS 'The id of the employee who is logged in; null for anybody else.';

CREATE OR REPLACE FUNCTION crm.my_scope(of_module text, of_action text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT coalesce((SELECT scope FROM crm.effective_right
                     WHERE employee_id = crm.me() AND module = of_module AND action = of_action), 'none')
$$;

CREATE OR REPLACE FUNCTION crm.may(of_module text, of_action text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT crm.my_scope(of_module, of_action) <> 'none'
$$;

-- The numbers that a company may choose, as they are where it chose none.
CREATE OR REPLACE FUNCTION crm.usual_numbers() RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT '{"handed_days": 14, "forgotten_days": 90, "undo_days": 3, "lockout_failures": 10, "lockout_minutes": 15,
        "backup_days": 2, "drill_days": 35, "verify_days": 8}'::jsonb
$$;

DROP FUNCTION IF EXISTS crm.setting_number(text, int);
CREATE OR REPLACE FUNCTION crm.setting_number(of_setting text) RETURNS int
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT coalesce((SELECT (value #>> '{}')::int FROM crm.setting WHERE name = of_setting AND value #>> '{}' ~ '^\d{1,4}$'),
        (crm.usual_numbers() ->> of_setting)::int)
$$;

-- The company's own day: a client may set its time zone, and with it current_date, as it likes.
CREATE OR REPLACE FUNCTION crm.company_zone() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT coalesce((SELECT value #>> '{}' FROM crm.setting WHERE name = 'time_zone'), 'UTC')
$$;

CREATE OR REPLACE FUNCTION crm.company_day(moment timestamptz) RETURNS date
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT (moment AT TIME ZONE crm.company_zone())::date
$$;

CREATE OR REPLACE FUNCTION crm.today() RETURNS date
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT crm.company_day(now())
$$;

-- The company's own money: its list prices and costs, and what a record is in where nothing else is said.
CREATE OR REPLACE FUNCTION crm.home_currency() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT currency FROM crm.account_set
$$;

-- Who stands in for whom today. Read by the day, not by a job: an absence begins and ends by itself.
CREATE OR REPLACE VIEW crm.standing_in AS
    SELECT coalesce(a.stand_in_id, e.stand_in_id) AS stand_in_id, a.employee_id, max(a.to_on) AS until FROM crm.absence a JOIN crm.employee e ON e.id = a.employee_id
    WHERE coalesce(a.stand_in_id, e.stand_in_id) <> a.employee_id AND e.status <> 'left' AND crm.today() BETWEEN a.from_on AND a.to_on GROUP BY 1, 2;

CREATE OR REPLACE FUNCTION crm.stood_in_for() RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT coalesce(array_agg(employee_id), '{}') FROM crm.standing_in WHERE stand_in_id = crm.me()
$$;

CREATE OR REPLACE FUNCTION crm.visible_owners(of_module text, of_action text) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT CASE WHEN of_action IN ('view', 'edit') THEN owners || crm.stood_in_for() ELSE owners END
    FROM crm.effective_right
    WHERE employee_id = crm.me() AND module = of_module AND action = of_action
$$;
COMMENT ON FUNCTION crm.visible_owners(text, text) IS
    'The employees on whose records I may do this. Used in policies as a sub-select, so that it runs once a query.';

-- A rule of the data was broken: the client finds the sentence by the rule's name.
CREATE OR REPLACE FUNCTION crm.refuse(rule text, at_field text DEFAULT '', detail text DEFAULT '') RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '%', rule USING ERRCODE = '23514', CONSTRAINT = rule, COLUMN = at_field, DETAIL = coalesce(detail, '');
END $$;

-- The same of one row, with the table that it stands in: the form of an order must not take what is said of a line for its own. A line is
-- told by its place, for a new one has no id that its writer knows.
CREATE OR REPLACE FUNCTION crm.refuse_row(of_table text, of_row jsonb, rule text, at_field text, detail text DEFAULT '', said jsonb DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF of_table = 'sales_order_line' THEN
        said := coalesce(said, jsonb_build_object('detail', detail)) || jsonb_build_object('line', of_row -> 'position');
    END IF;
    RAISE EXCEPTION '%', rule USING ERRCODE = '23514', CONSTRAINT = rule, TABLE = of_table, COLUMN = at_field, DETAIL = coalesce(said::text, detail);
END $$;

-- An import is told of all bad rows of a statement at once: new ones by their place in it, others by their id.
CREATE OR REPLACE FUNCTION crm.comes_by_import() RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT coalesce(current_setting('crm.road', true), '') = 'import'
$$;

CREATE OR REPLACE FUNCTION crm.told_row(place bigint, id bigint, rule text, at_field text, said jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT jsonb_strip_nulls(jsonb_build_object('place', place, 'id', id, 'rule', rule, 'field', at_field, 'values', said))
$$;

CREATE OR REPLACE FUNCTION crm.refuse_rows(of_table text, told jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF told IS NOT NULL THEN
        PERFORM crm.refuse_row(of_table, NULL, told #>> '{0,rule}', told #>> '{0,field}', '', coalesce(told #> '{0,values}', '{}') || jsonb_build_object('rows', told));
    END IF;
END $$;

CREATE OR REPLACE FUNCTION crm.deny(rule text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '%', rule USING ERRCODE = '42501';
END $$;

-- The same of some of many records: which, so that a program can name those that its user sees.
CREATE OR REPLACE FUNCTION crm.deny_some(ids bigint[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'some_may_not_be_edited' USING ERRCODE = '42501', DETAIL = jsonb_build_object('ids', ids)::text;
END $$;

-- May the caller read all these columns?
CREATE OR REPLACE FUNCTION crm.reads(of_table text, columns text[]) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT current_setting('is_superuser') = 'on' OR bool_and(coalesce(has_column_privilege(session_user, a.attrelid, a.attnum, 'SELECT'), false))
    FROM unnest(columns) c LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = to_regclass(format('crm.%I', of_table)) AND a.attname = c
$$;

-- Only the owner's own functions, and superusers, alter what the database is made of: policies, grants, default privileges.
CREATE OR REPLACE FUNCTION crm.guard_structure() RETURNS event_trigger
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF current_setting('is_superuser') = 'off' AND current_user <> 'crm_owner' THEN
        RAISE EXCEPTION 'structure_is_fixed' USING ERRCODE = '42501';
    END IF;
END $$;

GRANT EXECUTE ON FUNCTION crm.me(), crm.my_scope(text, text), crm.may(text, text),
    crm.visible_owners(text, text), crm.refuse(text, text, text), crm.deny(text), crm.deny_some(bigint[]),
    crm.refuse_row(text, jsonb, text, text, text, jsonb), crm.refuse_rows(text, jsonb), crm.told_row(bigint, bigint, text, text, jsonb), crm.comes_by_import(), crm.today(), crm.home_currency(), crm.stood_in_for(),
    crm.usual_numbers(), crm.setting_number(text) TO :"employee";

-- What a new row says of day and currency where nothing is typed.
ALTER TABLE crm.sales_order ALTER ordered_on SET DEFAULT crm.today(), ALTER currency SET DEFAULT crm.home_currency();
ALTER TABLE crm.opportunity ALTER currency SET DEFAULT crm.home_currency();
ALTER TABLE crm.price_list ALTER currency SET DEFAULT crm.home_currency();
ALTER TABLE crm.qualification ALTER qualified_on SET DEFAULT crm.today();
ALTER TABLE crm.partner_price ALTER seen_on SET DEFAULT crm.today();
ALTER TABLE crm.promotion ALTER valid_from SET DEFAULT crm.today();
