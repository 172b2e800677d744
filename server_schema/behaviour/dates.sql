-- Important dates in both calendars: when they come next, who is reminded when, and a contact's birthday, which is one of them.

-- ── The lunar calendar (data/lunar_years.csv) ──

CREATE OR REPLACE FUNCTION crm.lunar_of(of_day date, OUT year int, OUT month int, OUT day int, OUT leap boolean)
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT m.year, m.month, of_day - m.first_day + 1, m.leap FROM
        (SELECT * FROM crm.lunar_month WHERE first_day <= of_day ORDER BY first_day DESC LIMIT 1) m WHERE of_day < m.first_day + m.days
$$;

-- A leap month that the year has not is its ordinary month, a 30th that the month has not its 29th.
CREATE OR REPLACE FUNCTION crm.solar_of(lunar_year int, lunar_month int, lunar_day int, is_leap boolean DEFAULT false) RETURNS date
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT m.first_day + least(lunar_day, m.days) - 1 FROM crm.lunar_month m
    WHERE m.year = lunar_year AND m.month = lunar_month AND (is_leap OR NOT m.leap) ORDER BY m.leap DESC LIMIT 1
$$;

-- As one says it: 正月初一, 闰四月十五, 腊月廿三.
CREATE OR REPLACE FUNCTION crm.lunar_words(of_day date) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT concat(CASE WHEN l.leap THEN '闰' END, substr('正二三四五六七八九十冬腊', l.month, 1), '月',
        CASE l.day WHEN 10 THEN '初十' WHEN 20 THEN '二十' WHEN 30 THEN '三十'
            ELSE substr('初十廿', 1 + l.day / 10, 1) || substr('一二三四五六七八九', l.day % 10, 1) END)
    FROM crm.lunar_of(of_day) l WHERE l.day IS NOT NULL
$$;
GRANT SELECT ON crm.lunar_month TO :"employee";
GRANT EXECUTE ON FUNCTION crm.lunar_of(date), crm.solar_of(int, int, int, boolean), crm.lunar_words(date) TO :"employee";

-- ── When a date comes ──

-- 29 February falls on the 28th in other years, the 31st on the last day of a shorter month.
CREATE OR REPLACE FUNCTION crm.solar_day(in_year int, in_month int, on_day int) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT least(make_date(in_year, in_month, 1) + on_day - 1, (make_date(in_year, in_month, 1) + interval '1 month')::date - 1)
$$;

-- The very day, where its year is known.
CREATE OR REPLACE FUNCTION crm.day_of(d crm.important_date) RETURNS date
LANGUAGE sql STABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT CASE WHEN d.calendar = 'lunar' THEN crm.solar_of(d.year, d.month, d.day, d.leap) ELSE crm.solar_day(d.year, d.month, d.day) END
$$;

-- The first day from *from_day* on, none before the very first one; null where there is none, or none that the table knows.
CREATE OR REPLACE FUNCTION crm.occurrence(d crm.important_date, from_day date) RETURNS date
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE begins date := crm.day_of(d); place int; start int; found date;
BEGIN
    from_day := greatest(from_day, begins);
    IF d.repeat = 'once' THEN RETURN CASE WHEN begins = from_day THEN begins END; END IF;
    IF d.repeat = 'days' THEN RETURN begins + (from_day - begins + d.every - 1) / d.every * d.every; END IF;
    -- in years or months, counted from any beginning
    IF d.repeat = 'year' THEN
        place := CASE d.calendar WHEN 'lunar' THEN (crm.lunar_of(from_day)).year ELSE extract(year FROM from_day) END;
        start := d.year;
    ELSIF d.calendar = 'lunar' THEN
        SELECT max(number) INTO place FROM crm.lunar_month WHERE first_day <= from_day;
        SELECT number INTO start FROM crm.lunar_month WHERE first_day <= begins ORDER BY first_day DESC LIMIT 1;
    ELSE
        place := extract(year FROM from_day) * 12 + extract(month FROM from_day) - 1;
        start := d.year * 12 + d.month - 1;
    END IF;
    FOR p IN place .. place + d.every LOOP
        CONTINUE WHEN (p - coalesce(start, p)) % d.every <> 0;
        IF d.repeat = 'month' THEN
            found := CASE d.calendar WHEN 'lunar' THEN (SELECT first_day + least(d.day, days) - 1 FROM crm.lunar_month WHERE number = p)
                ELSE crm.solar_day(p / 12, p % 12 + 1, d.day) END;
        ELSE
            found := CASE d.calendar WHEN 'lunar' THEN crm.solar_of(p, d.month, d.day, d.leap) ELSE crm.solar_day(p, d.month, d.day) END;
        END IF;
        IF found >= from_day THEN RETURN found; END IF;
    END LOOP;
    RETURN NULL;
END $$;

-- What follows from the next day.
CREATE OR REPLACE FUNCTION crm.with_next(d crm.important_date, next_day date) RETURNS crm.important_date
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    d.next_on := next_day;
    d.remind_on := next_day - d.remind_days;
    d.next_lunar := coalesce(crm.lunar_words(next_day), '');
    d.years := CASE WHEN d.repeat = 'year' THEN
        CASE d.calendar WHEN 'lunar' THEN (crm.lunar_of(next_day)).year ELSE extract(year FROM next_day)::int END - d.year END;
    RETURN d;
END $$;

-- ── Writing ──

-- A contact's date lies where the contact does.
CREATE OR REPLACE FUNCTION crm.tg_date_place() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND pg_trigger_depth() = 1 AND OLD.kind = 'birthday' AND OLD.contact_id IS NOT NULL
        AND (NEW.kind <> OLD.kind OR NEW.contact_id IS DISTINCT FROM OLD.contact_id) THEN PERFORM crm.refuse('birthday_stays', 'kind'); END IF;
    IF NEW.contact_id IS NOT NULL THEN NEW.customer_id := (SELECT customer_id FROM crm.contact WHERE id = NEW.contact_id); END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t05_place BEFORE INSERT OR UPDATE OF contact_id, customer_id, kind ON crm.important_date
    FOR EACH ROW EXECUTE FUNCTION crm.tg_date_place();
CREATE OR REPLACE TRIGGER t10_follow BEFORE INSERT OR UPDATE OF contact_id, customer_id ON crm.important_date
    FOR EACH ROW EXECUTE FUNCTION crm.tg_follow('customer', 'customer_id');

CREATE OR REPLACE FUNCTION crm.tg_date_next() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE today date := crm.today(); until_day int := CASE NEW.calendar WHEN 'lunar' THEN 30 ELSE ('{31,29,31,30,31,30,31,31,30,31,30,31}'::int[])[NEW.month] END;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.next_on IS NOT NULL THEN RETURN crm.with_next(NEW, NEW.next_on); END IF;  -- an undone merge brings it back
    ELSIF (NEW.calendar, NEW.year, NEW.month, NEW.day, NEW.leap, NEW.repeat, NEW.every, NEW.done_on)
        IS NOT DISTINCT FROM (OLD.calendar, OLD.year, OLD.month, OLD.day, OLD.leap, OLD.repeat, OLD.every, OLD.done_on) THEN
        RETURN CASE WHEN (NEW.next_on, NEW.remind_days) IS NOT DISTINCT FROM (OLD.next_on, OLD.remind_days) THEN NEW ELSE crm.with_next(NEW, NEW.next_on) END;
    ELSIF coalesce(NEW.done_on, '-infinity') < OLD.done_on THEN  -- taken back: the day that was done is to be done again
        today := least(today, OLD.done_on);
    END IF;
    IF NEW.month NOT BETWEEN 1 AND 12 OR NEW.every < 1 THEN RETURN NEW; END IF;  -- a constraint says so
    IF NEW.day NOT BETWEEN 1 AND until_day THEN PERFORM crm.refuse('important_date_day_exists', 'day'); END IF;
    IF NEW.leap AND NEW.calendar <> 'lunar' THEN PERFORM crm.refuse('important_date_leap_is_lunar', 'leap'); END IF;
    IF NEW.year IS NULL AND NOT (NEW.repeat IN ('month', 'year') AND NEW.every = 1) THEN PERFORM crm.refuse('important_date_year_needed', 'year'); END IF;
    IF NEW.calendar = 'lunar' AND NEW.year IS NOT NULL AND EXISTS (SELECT FROM crm.lunar_month WHERE year = NEW.year)
        AND (NEW.year, NEW.month, NEW.day, NEW.leap) IS DISTINCT FROM (SELECT (l.year, l.month, l.day, l.leap) FROM crm.lunar_of(crm.day_of(NEW)) l)
        OR NEW.calendar = 'solar' AND extract(day FROM crm.day_of(NEW)) <> NEW.day THEN
        PERFORM crm.refuse('date_not_in_its_year', CASE WHEN NEW.leap THEN 'leap' ELSE 'day' END);
    END IF;
    RETURN crm.with_next(NEW, crm.occurrence(NEW, greatest(today, NEW.done_on + 1)));
END $$;
CREATE OR REPLACE TRIGGER t15_next BEFORE INSERT OR UPDATE ON crm.important_date FOR EACH ROW EXECUTE FUNCTION crm.tg_date_next();

-- Tick them off for this time: those that the caller may write.
CREATE OR REPLACE FUNCTION crm.complete_dates(ids bigint[]) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE made bigint := crm.begin_bulk('dates_done'); left_over bigint[];
BEGIN
    WITH planned AS MATERIALIZED (SELECT id FROM crm.important_date WHERE id = ANY (ids) AND next_on IS NOT NULL),
    done AS (UPDATE crm.important_date d SET done_on = next_on FROM planned p WHERE d.id = p.id AND d.next_on IS NOT NULL RETURNING d.id)
    SELECT array_agg(p.id) INTO left_over FROM planned p WHERE p.id NOT IN (SELECT id FROM done);
    IF left_over <> '{}' THEN PERFORM crm.deny_some(left_over); END IF;
    RETURN made;
END $$;
GRANT EXECUTE ON FUNCTION crm.complete_dates(bigint[]) TO :"employee";

-- Part of the night's work (pool.sql): what nobody ticked off stays for a week, then the next time counts; earlier where that one is
-- to be reminded of already. What comes once stays until it is ticked off.
CREATE OR REPLACE FUNCTION crm.move_dates(on_day date) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    UPDATE crm.important_date d SET next_on = n.next_on
    FROM (SELECT e.id, crm.occurrence(e, on_day) AS next_on FROM crm.important_date e WHERE e.next_on < on_day AND e.repeat <> 'once') n
    WHERE d.id = n.id AND (d.next_on < on_day - 7 OR n.next_on - d.remind_days <= on_day)
$$;

-- ── A birthday is one fact ──

-- The contact's field and the date of kind birthday say the same: the field holds the day of birth, the date in which calendar it is
-- kept. Written at one place it stands at the other. After the audit, so that an undo takes back the date before the contact.
CREATE OR REPLACE FUNCTION crm.tg_contact_birthday() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO crm.important_date (customer_id, contact_id, kind, year, month, day)
        SELECT n.customer_id, n.id, 'birthday', extract(year FROM n.birthday), extract(month FROM n.birthday), extract(day FROM n.birthday)
        FROM new_rows n WHERE n.birthday BETWEEN '0001-01-01' AND '9999-12-31';
        RETURN NULL;
    END IF;
    IF NOT EXISTS (SELECT id, birthday, customer_id FROM new_rows EXCEPT SELECT id, birthday, customer_id FROM old_rows) THEN RETURN NULL; END IF;  -- see plans.sql
    UPDATE crm.important_date d SET customer_id = n.customer_id FROM new_rows n JOIN old_rows o USING (id)
    WHERE n.customer_id <> o.customer_id AND d.contact_id = n.id AND d.customer_id <> n.customer_id;
    DELETE FROM crm.important_date d USING new_rows n JOIN old_rows o USING (id)
    WHERE n.birthday IS NULL AND o.birthday IS NOT NULL AND d.contact_id = n.id AND d.kind = 'birthday' AND crm.day_of(d) = o.birthday;
    WITH changed AS MATERIALIZED (
        SELECT n.id, n.customer_id, extract(year FROM n.birthday)::int AS y, extract(month FROM n.birthday)::int AS m, extract(day FROM n.birthday)::int AS d, l.*
        FROM new_rows n JOIN old_rows o USING (id), crm.lunar_of(n.birthday) l
        WHERE n.birthday IS DISTINCT FROM o.birthday AND n.birthday BETWEEN '0001-01-01' AND '9999-12-31'),
    kept AS (
        UPDATE crm.important_date d SET year = CASE WHEN v.lunar THEN c.year ELSE c.y END, month = CASE WHEN v.lunar THEN c.month ELSE c.m END,
            day = CASE WHEN v.lunar THEN c.day ELSE c.d END, leap = v.lunar AND c.leap, calendar = CASE WHEN v.lunar THEN 'lunar' ELSE 'solar' END
        FROM changed c, LATERAL (SELECT c.year IS NOT NULL) t(known), crm.important_date e, LATERAL (SELECT e.calendar = 'lunar' AND t.known) v(lunar)
        WHERE e.contact_id = c.id AND e.kind = 'birthday' AND d.id = e.id RETURNING d.contact_id)
    INSERT INTO crm.important_date (customer_id, contact_id, kind, year, month, day)
    SELECT c.customer_id, c.id, 'birthday', c.y, c.m, c.d FROM changed c WHERE c.id NOT IN (SELECT contact_id FROM kept);
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t97_birthday_insert AFTER INSERT ON crm.contact REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_contact_birthday();
CREATE OR REPLACE TRIGGER t97_birthday_update AFTER UPDATE ON crm.contact REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_contact_birthday();

CREATE OR REPLACE FUNCTION crm.tg_date_birthday() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE whose bigint := CASE TG_OP WHEN 'DELETE' THEN OLD.contact_id ELSE NEW.contact_id END; born date;
BEGIN
    IF TG_OP <> 'DELETE' THEN born := crm.day_of(NEW); END IF;
    UPDATE crm.contact SET birthday = born WHERE id = whose AND birthday IS DISTINCT FROM born;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t50_birthday_written AFTER INSERT OR UPDATE ON crm.important_date
    FOR EACH ROW WHEN (pg_trigger_depth() = 0 AND NEW.kind = 'birthday' AND NEW.contact_id IS NOT NULL) EXECUTE FUNCTION crm.tg_date_birthday();
CREATE OR REPLACE TRIGGER t50_birthday_gone AFTER DELETE ON crm.important_date
    FOR EACH ROW WHEN (pg_trigger_depth() = 0 AND OLD.kind = 'birthday' AND OLD.contact_id IS NOT NULL) EXECUTE FUNCTION crm.tg_date_birthday();

-- Of two birthdays that come together in a merge or its undo, the contact's own field tells which counts.
CREATE OR REPLACE FUNCTION crm.tg_birthday_moved() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN  -- what was removed comes back, in the place of what the trigger made of the field
        DELETE FROM crm.important_date d WHERE d.contact_id = NEW.contact_id AND d.kind = 'birthday' AND d.id <> NEW.id;
    ELSIF NEW.year IS NOT NULL AND crm.day_of(NEW) IS DISTINCT FROM (SELECT birthday FROM crm.contact WHERE id = NEW.contact_id) THEN
        RAISE unique_violation USING CONSTRAINT = 'important_date_one_birthday';  -- it gives way, kept for the undo
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t06_moved_insert BEFORE INSERT ON crm.important_date
    FOR EACH ROW WHEN (pg_trigger_depth() > 0 AND NEW.kind = 'birthday' AND NEW.contact_id IS NOT NULL) EXECUTE FUNCTION crm.tg_birthday_moved();
CREATE OR REPLACE TRIGGER t06_moved_update BEFORE UPDATE OF contact_id ON crm.important_date
    FOR EACH ROW WHEN (pg_trigger_depth() > 0 AND NEW.kind = 'birthday' AND NEW.contact_id IS NOT NULL) EXECUTE FUNCTION crm.tg_birthday_moved();

-- A contact that takes another's day of birth in a merge takes it as it was kept there: calendar, reminder, note. Its own date goes,
-- kept for the undo.
CREATE OR REPLACE FUNCTION crm.tg_birthday_taken() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE theirs crm.important_date;
BEGIN
    SELECT * INTO theirs FROM crm.important_date d WHERE d.contact_id = ANY (NEW.loser_ids) AND d.kind = 'birthday'
        AND crm.day_of(d) = (NEW.after ->> 'birthday')::date ORDER BY d.updated_at DESC, d.id LIMIT 1;
    IF NOT FOUND THEN RETURN NULL; END IF;
    UPDATE crm.record_merge m SET removed = m.removed || (SELECT coalesce(jsonb_agg(jsonb_build_object('t', 'important_date', 'row', to_jsonb(d))), '[]')
        FROM crm.important_date d WHERE d.contact_id = NEW.survivor_id AND d.kind = 'birthday') WHERE m.id = NEW.id;
    INSERT INTO crm.important_date (contact_id, kind, calendar, year, month, day, leap, repeat, every, remind_days, note, done_on)
    VALUES (NEW.survivor_id, theirs.kind, theirs.calendar, theirs.year, theirs.month, theirs.day, theirs.leap, theirs.repeat, theirs.every,
        theirs.remind_days, theirs.note, theirs.done_on);
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t45_birthday_taken AFTER INSERT ON crm.record_merge
    FOR EACH ROW WHEN (NEW.entity = 'contact' AND NEW.after ? 'birthday') EXECUTE FUNCTION crm.tg_birthday_taken();

-- What a migration or the demo company put there is counted once; nobody edited anything.
DO $$
BEGIN
    IF EXISTS (SELECT FROM crm.important_date WHERE next_on = '-infinity') THEN
        ALTER TABLE crm.important_date DISABLE TRIGGER USER;
        UPDATE crm.important_date d SET (next_on, remind_on, next_lunar, years) = (SELECT x.next_on, x.remind_on, x.next_lunar, x.years
            FROM crm.with_next(d, crm.occurrence(d, crm.today())) x) WHERE next_on = '-infinity';
        ALTER TABLE crm.important_date ENABLE TRIGGER USER;
    END IF;
END $$;
