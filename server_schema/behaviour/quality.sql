-- Which records are probably the same: one place decides what is alike (the keys), for whoever types, imports or looks for
-- duplicates. Keys stand in a table of their own, so that a look is one index look-up, whatever the policies say.

INSERT INTO crm.module_table (table_name, module, ownership) VALUES ('duplicate_rule', 'quality', 'open'),
    ('duplicate_field', 'quality', 'open'), ('completeness_rule', 'quality', 'open')
ON CONFLICT (table_name) DO UPDATE SET module = excluded.module, ownership = excluded.ownership;

-- Provinces and cities that a company's name may begin with, or not.
CREATE OR REPLACE FUNCTION crm.places() RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT '(?:(?:七台河|三亚|三明|三沙|三门峡|上海|上饶|东莞|东营|中山|临夏|临汾|临沂|临沧|丹东|丽水|丽江|义乌|乌兰察布|乌海|乌鲁木齐|乐山|九江|云南|云浮|亳州|仙桃|仲巴|伊春|伊犁|余姚|佛山|佳木斯|保定|保山|信阳|儋州|克孜勒苏|克拉玛依|六安|六盘水|兰州|兴安|内江|内蒙古|凉山|包头|北京|北海|十堰|南京|南充|南宁|南平|南昌|南通|南阳|博尔塔拉|厦门|双鸭山|台州|台湾|合肥|吉安|吉林|吐鲁番|吕梁|吴忠|周口|呼伦贝尔|呼和浩特|和田|咸宁|咸阳|哈密|哈尔滨|唐山|商丘|商洛|喀什|嘉兴|嘉峪关|嘉黎|四川|四平|固原|塔城|大兴安岭|大同|大庆|大理|大连|天水|天津|天门|太原|威海|娄底|孝感|宁夏|宁德|宁波|安庆|安康|安徽|安阳|安顺|定西|宜宾|宜昌|宜春|宝鸡|宣城|宿州|宿迁|尼玛|山东|山南|山西|岳阳|崇左|巢湖|巴中|巴彦淖尔|巴音郭楞|常州|常德|常熟|平凉|平顶山|广东|广元|广安|广州|广西|庆阳|廊坊|延吉|延安|延边|开封|张家口|张家港|张家界|张掖|徐州|德宏|德州|德阳|忻州|怀化|怒江|恩施|惠州|慈溪|成都|扬州|承德|抚州|抚顺|拉萨|揭阳|攀枝花|新乡|新余|新疆|无锡|日喀则|日照|昆山|昆明|昌吉|昌都|昭通|晋中|晋城|晋江|普兰|普洱|景德镇|曲靖|朔州|朝阳|本溪|札达|来宾|杭州|松原|林芝|果洛|枣庄|柳州|株州|株洲|桂林|梅州|梅河口|梧州|楚雄|榆林|武威|武汉|毕节|永州|汉中|汕头|汕尾|江苏|江西|江门|江阴|池州|沈阳|沧州|河北|河南|河池|河源|泉州|泰安|泰州|泸州|洛阳|济南|济宁|浙江|海东|海北|海南|海口|海西|淄博|淮北|淮南|淮安|深圳|清远|温州|渭南|湖北|湖南|湖州|湘潭|湘西|湛江|滁州|滨州|漯河|漳州|潍坊|潜江|潮州|潮阳|澳门|濮阳|烟台|焦作|牡丹江|玉林|玉树|玉溪|珠海|班戈|珲春|甘南|甘孜|甘肃|申扎|白城|白山|白银|百色|益阳|盐城|盘锦|眉山|石嘴山|石家庄|石河子|神农架|福州|福建|秦皇岛|红河|绍兴|绥化|绵阳|聂荣|聊城|肇庆|自贡|舟山|芜湖|苏州|茂名|荆州|荆门|莆田|莱芜|菏泽|萍乡|营口|葫芦岛|蚌埠|衡水|衡阳|衢州|襄樊|襄阳|西双版纳|西咸|西宁|西安|西藏|许昌|贵州|贵港|贵阳|贺州|资阳|赣州|赤峰|辽宁|辽源|辽阳|达州|运城|连云港|迪庆|通化|通辽|遂宁|遵义|邢台|那曲|邯郸|邵阳|郑州|郴州|鄂尔多斯|鄂州|酒泉|重庆|金华|金昌|钦州|铁岭|铜仁|铜川|铜陵|银川|锡林郭勒|锦州|镇江|长春|长沙|长治|阜新|阜阳|防城港|阳江|阳泉|阿克苏|阿勒泰|阿坝|阿拉善|陇南|陕西|随州|雅安|青岛|青海|鞍山|韶关|顺德|香格里拉|香港|马鞍山|驻马店|鸡西|鹤壁|鹤岗|鹰潭|黄冈|黄南|黄山|黄石|黑河|黑龙江|黔东南|黔南|黔西南|齐齐哈尔|龙岩)(?:壮族自治区|回族自治区|维吾尔自治区|自治区|自治州|地区|省|市)?)'
$$;

-- Full width, case, accents and blanks make no difference.
CREATE OR REPLACE FUNCTION crm.folded(words text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE x text := normalize(words, NFKC);
BEGIN
    IF x ~ '[À-ɏ]' THEN x := regexp_replace(normalize(x, NFD), '[\u0300-\u036f]', '', 'g'); END IF;
    RETURN lower(x);
END $$;

-- What is left of a company's name without legal form, brackets, punctuation and the place in front.
CREATE OR REPLACE FUNCTION crm.name_core(words text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE x text := crm.folded(words); bare text; rest text;
BEGIN
    IF x ~ '[(\[〔【]' THEN
        x := regexp_replace(x, '[(\[〔【]\s*' || crm.places() || '+\s*[)\]〕】]', '', 'g');
    END IF;
    IF x ~ '[a-z]' THEN
        rest := regexp_replace(x, '([\s,.&]+(co|company|corp|corporation|inc|incorporated|ltd|limited|llc|llp|plc|gmbh|ag|sa|sarl|s\.a|b\.v|bv|nv|n\.v|kg|pty|spa|s\.p\.a)\.?)+\s*$', '');
        IF btrim(rest) <> '' THEN x := rest; END IF;
    END IF;
    bare := regexp_replace(x, '[[:space:][:punct:]、。·•“”‘’《》〈〉【】〔〕—–…]', '', 'g');
    x := regexp_replace(bare, '((股份|集团|控股|有限|责任)+公司|(?<!分)公司|(集团|股份|控股)+)$', '');
    IF x ~ ('^' || crm.places()) THEN
        rest := regexp_replace(x, '^' || crm.places() || '+', '');
        -- a university, an authority, a bank is called by its place: only the word city or province is no matter
        IF rest ~ '(大学|学院|学校|中学|小学|医院|银行|政府|局|委员会|委|法院|检察院|日报|电视台|机场|酒店|宾馆|饭店|协会|中心|分)$' THEN
            x := regexp_replace(x, '^((?:' || crm.places() || ')*?)(省|市)(?=.{2})', '\1');
        ELSIF length(rest) >= 2 THEN
            x := rest;
        END IF;
    END IF;
    RETURN coalesce(nullif(x, ''), bare);
END $$;

CREATE OR REPLACE FUNCTION crm.name_places(words text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT ARRAY(SELECT regexp_replace(m[1], '(壮族自治区|回族自治区|维吾尔自治区|自治区|自治州|地区|省|市)$', '')
        FROM regexp_matches(crm.folded(words), '(' || crm.places() || ')', 'g') m)
$$;

-- Names of one core stand for two companies where both name a place, and not the same one.
CREATE OR REPLACE FUNCTION crm.places_agree(one text, two text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT crm.name_places(one) = '{}' OR crm.name_places(two) = '{}' OR crm.name_places(one) && crm.name_places(two)
$$;

-- Telephone numbers as digits from the last to the first: without country code and extension, with the area code where one is given.
CREATE OR REPLACE FUNCTION crm.phone_keys(words text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE part text; d text; result text[] := '{}';
BEGIN
    IF words !~ '[0-9０-９]{3}' THEN RETURN result; END IF;
    FOREACH part IN ARRAY regexp_split_to_array(normalize(words, NFKC), '[,;/、\n]|\s{2,}') LOOP
        part := regexp_replace(part, '(转|分机|ext\.?|x|#)\s*\d+\s*$', '', 'i');
        part := regexp_replace(part, '(\d{7,8})-\d{1,5}\s*$', '\1');
        d := regexp_replace(part, '\D', '', 'g');
        d := regexp_replace(d, '^(0086|86)(?=(1\d{10}|0?[2-9]\d{8,10})$)', '');
        IF part ~ '^\s*\(?\s*(\+|00)\s*86' AND d !~ '^(0|1\d{10}$|400|800)' THEN d := '0' || d; END IF;
        IF length(d) BETWEEN 7 AND 15 THEN result := result || reverse(d); END IF;
    END LOOP;
    RETURN result;
END $$;

-- The same number without its area code; null where it has none. 010 and 02x are of three digits, the others of four.
CREATE OR REPLACE FUNCTION crm.local_part(phone_key text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT CASE WHEN reverse(phone_key) ~ '^0(10|2\d)\d{7,8}$' THEN left(phone_key, -3)
        WHEN reverse(phone_key) ~ '^0[3-9]\d{9,10}$' THEN left(phone_key, -4) END
$$;

-- An e-mail address as addresses are compared.
CREATE OR REPLACE FUNCTION crm.email_key(email text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT left(btrim(crm.folded(email)), 200)
$$;

-- The parts of before had fewer numbers.
DROP FUNCTION IF EXISTS crm.customer_keys(text, text, text, text, text, text), crm.contact_keys(text, text);

-- All keys of a record: (kind, key). A short name finds, it does not refuse.
CREATE OR REPLACE FUNCTION crm.customer_keys(name text, short_name text, phone text, mobile text, fax text, email text, tax_number text)
RETURNS TABLE (kind text, key text)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE core text := CASE name WHEN '(erased)' THEN '' ELSE crm.name_core(name) END; short text;  -- two erased people are not alike
BEGIN
    IF core <> '' THEN RETURN QUERY SELECT 'name', left(core, 200); END IF;
    IF short_name <> '' THEN
        short := crm.name_core(short_name);
        IF short <> core AND length(short) > 1 THEN RETURN QUERY SELECT 'short', left(short, 200); END IF;
    END IF;
    IF phone <> '' OR mobile <> '' OR fax <> '' THEN
        RETURN QUERY SELECT DISTINCT 'phone', p FROM unnest(crm.phone_keys(phone) || crm.phone_keys(mobile) || crm.phone_keys(fax)) p;
    END IF;
    IF email LIKE '%@%' THEN RETURN QUERY SELECT 'email', crm.email_key(email); END IF;
    IF length(tax_number) >= 8 THEN
        RETURN QUERY SELECT 'tax_number', left(k, 200) FROM (SELECT regexp_replace(crm.folded(tax_number), '[^a-z0-9]', '', 'g')) t(k)
        WHERE length(k) >= 8;
    END IF;
END $$;

-- The telephone of an office is shared by those who work there: it finds their company, it makes no two of them one.
CREATE OR REPLACE FUNCTION crm.contact_keys(mobile text, phone text, email text, further_phones text[], further_emails text[]) RETURNS TABLE (kind text, key text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT 'phone', p FROM unnest(crm.phone_keys(mobile)) p
    UNION SELECT 'office', p FROM unnest(crm.phone_keys(phone)) p
    UNION SELECT 'email', crm.email_key(email) WHERE email LIKE '%@%'
    -- of further ones what looks like a person's own is one
    UNION SELECT CASE WHEN reverse(p) ~ '^1[3-9][0-9]{9}$' THEN 'phone' ELSE 'office' END, p FROM unnest(crm.phone_keys(coalesce(crm.bare_ways(further_phones), ''))) p
    WHERE further_phones <> '{}'
    UNION SELECT 'email', crm.email_key(substr(w, strpos(w, ':') + 1)) FROM unnest(further_emails) w WHERE w LIKE '%@%'
$$;
DROP FUNCTION IF EXISTS crm.contact_keys(text, text, text);

-- Kinds of key for which a road of entry has one of these answers.
CREATE OR REPLACE FUNCTION crm.duplicate_kinds(of_table text, answers text[]) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT coalesce(array_agg(kind), '{}') FROM crm.duplicate_rule WHERE entity = of_table
    AND CASE current_setting('crm.road', true) WHEN 'import' THEN by_import ELSE by_hand END = ANY (answers)
$$;

-- The states of a customer, of a contact those of its customer: in a pool it is nobody's, whatever it was; a lock comes to the stage of its status.
CREATE OR REPLACE FUNCTION crm.states_of(of_table text, of_id bigint) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT coalesce((SELECT array_remove(ARRAY[
            CASE WHEN c.owner_id IS NULL THEN 'pooled' ELSE (SELECT nullif(d.stage, '') FROM crm.dictionary d WHERE d.kind = 'customer_status' AND d.code = c.status) END,
            CASE WHEN c.locked AND c.owner_id IS NOT NULL AND coalesce(c.locked_until >= crm.today(), true) THEN 'locked' END], NULL)
        FROM crm.customer c WHERE c.id = CASE of_table WHEN 'customer' THEN of_id ELSE (SELECT k.customer_id FROM crm.contact k WHERE k.id = of_id) END), '{}')
$$;

-- What a road of entry answers to a record like that one, and through which of its states ('': through none). A rule for certain states
-- goes before the one for all; of several the strictest counts.
CREATE OR REPLACE FUNCTION crm.duplicate_answer(of_table text, of_kind text, other_table text, other bigint, OUT answer text, OUT state text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT a.answer, coalesce((SELECT s FROM unnest(r.states) s WHERE s = ANY (o.states) ORDER BY s LIMIT 1), '')
    FROM crm.duplicate_rule r, (SELECT crm.states_of(other_table, other) AS states OFFSET 0) o,
        LATERAL (SELECT CASE current_setting('crm.road', true) WHEN 'import' THEN r.by_import ELSE r.by_hand END AS answer) a
    WHERE r.entity = of_table AND r.kind = of_kind AND (r.states = '{}' OR r.states && o.states)
    ORDER BY r.states = '{}', array_position('{refuse,warn,allow}'::text[], a.answer) LIMIT 1
$$;

-- The states of a rule stand once each and in one order, so that two rules that say the same are seen as one.
CREATE OR REPLACE FUNCTION crm.tg_duplicate_states() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    NEW.states := ARRAY(SELECT s FROM (SELECT DISTINCT unnest(NEW.states)) d(s) ORDER BY array_position('{target,customer,former,pooled,locked}', s), s);
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t15_states BEFORE INSERT OR UPDATE OF states ON crm.duplicate_rule FOR EACH ROW EXECUTE FUNCTION crm.tg_duplicate_states();

-- Two who write the same at the same moment meet at the lock; the second one waits, looks again and is told.
CREATE OR REPLACE FUNCTION crm.refuse_duplicates(of_table text, ids bigint[], kinds text[], of_keys text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE hit record; said record;
BEGIN
    INSERT INTO crm.duplicate_lock (kind, key) SELECT DISTINCT k.kind, k.key FROM crm.duplicate_key k
    WHERE k.of_id = ANY (ids) AND k.entity = of_table AND k.kind = ANY (kinds)
        AND (of_keys IS NULL OR k.key = ANY (of_keys)) ORDER BY 1, 2
    ON CONFLICT (kind, key) DO UPDATE SET kind = excluded.kind;
    FOR hit IN SELECT k.kind, k.of_id, o.of_id AS other FROM crm.duplicate_key k JOIN crm.duplicate_key o
            ON o.kind = k.kind AND o.key = k.key AND o.entity = k.entity AND o.of_id <> k.of_id
        WHERE k.of_id = ANY (ids) AND k.entity = of_table AND k.kind = ANY (kinds)
            AND (of_keys IS NULL OR k.key = ANY (of_keys)) LOOP
        CONTINUE WHEN hit.kind = 'name' AND NOT (SELECT crm.places_agree(a.name, b.name) FROM crm.customer a, crm.customer b
            WHERE a.id = hit.of_id AND b.id = hit.other);
        SELECT * INTO said FROM crm.duplicate_answer(of_table, hit.kind, of_table, hit.other);
        CONTINUE WHEN said.answer IS DISTINCT FROM 'refuse';
        PERFORM crm.refuse('duplicate_' || CASE said.state WHEN '' THEN hit.kind ELSE 'of_' || said.state END, CASE WHEN hit.kind = 'phone' AND of_table = 'contact' THEN 'mobile' ELSE hit.kind END,
            coalesce(CASE of_table WHEN 'customer' THEN (SELECT e.name FROM crm.customer c JOIN crm.employee e ON e.id = c.owner_id WHERE c.id = hit.other)
                ELSE (SELECT e.name FROM crm.contact c JOIN crm.employee e ON e.id = c.owner_id WHERE c.id = hit.other) END, '–'));
    END LOOP;
END $$;

-- The kinds of key that a login may read in the records themselves: a number counts where all are read that it may stand in.
CREATE OR REPLACE FUNCTION crm.kinds_read_by(reader name, of_table text) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT coalesce(array_agg(kind), '{}') FROM (VALUES
        ('customer', 'name', '{customer.name}'), ('customer', 'short', '{customer.name,customer.short_name}'),
        ('customer', 'phone', '{customer.phone,customer.mobile,customer.fax,customer_phone.number}'),
        ('customer', 'email', '{customer.email}'), ('customer', 'tax_number', '{customer.tax_number}'),
        ('contact', 'phone', '{contact.phone,contact.mobile,contact.further_phones}'), ('contact', 'email', '{contact.email,contact.further_emails}')) r(entity, kind, columns)
    WHERE entity = of_table AND NOT EXISTS (SELECT FROM unnest(columns::text[]) c
        WHERE NOT has_column_privilege(reader, 'crm.' || split_part(c, '.', 1), split_part(c, '.', 2), 'SELECT'))
$$;
CREATE OR REPLACE FUNCTION crm.kinds_read(of_table text) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$ SELECT crm.kinds_read_by(session_user, of_table) $$;

-- Who may not read a number at every place that it may stand in is refused nothing by it: by refusals he would learn whose it is, in one
-- statement of thousands that he takes back. What he wrote is put down whether or not it is anybody's, and the night looks (tell_let_in).
CREATE OR REPLACE FUNCTION crm.check_duplicates(of_table text, ids bigint[], of_keys text[] DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE kinds text[]; read text[];
BEGIN
    IF current_setting('is_superuser') = 'on' OR pg_trigger_depth() > 1 THEN RETURN; END IF;
    kinds := crm.duplicate_kinds(of_table, '{refuse}');
    IF kinds = '{}' THEN RETURN; END IF;
    read := crm.kinds_read(of_table);
    IF NOT kinds <@ read THEN
        INSERT INTO crm.duplicate_pair (entity, a_id, b_id, score) SELECT DISTINCT of_table, 0, k.of_id, 0 FROM crm.duplicate_key k
        WHERE k.of_id = ANY (ids) AND k.entity = of_table AND k.kind = ANY (kinds) AND k.kind <> ALL (read) AND (of_keys IS NULL OR k.key = ANY (of_keys))
        ON CONFLICT DO NOTHING;
        kinds := ARRAY(SELECT unnest(kinds) INTERSECT SELECT unnest(read));
    END IF;
    IF kinds <> '{}' THEN PERFORM crm.refuse_duplicates(of_table, ids, kinds, of_keys); END IF;
END $$;

CREATE OR REPLACE FUNCTION crm.tg_customer_keys() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    INSERT INTO crm.duplicate_key (kind, key, entity, of_id) SELECT k.kind, k.key, 'customer', n.id FROM new_rows n,
        LATERAL crm.customer_keys(n.name, n.short_name, n.phone, n.mobile, n.fax, n.email, n.tax_number) k;
    PERFORM crm.check_duplicates('customer', ARRAY(SELECT id FROM new_rows));
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION crm.tg_contact_keys() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    INSERT INTO crm.duplicate_key (kind, key, entity, of_id) SELECT k.kind, k.key, 'contact', n.id FROM new_rows n,
        LATERAL crm.contact_keys(n.mobile, n.phone, n.email, n.further_phones, n.further_emails) k;
    PERFORM crm.check_duplicates('contact', ARRAY(SELECT id FROM new_rows));
    RETURN NULL;
END $$;

-- The keys of a customer's further numbers, which stand in a table of their own.
CREATE OR REPLACE FUNCTION crm.further_phone_keys(of_customer bigint) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT coalesce(array_agg(k), '{}') FROM crm.customer_phone p, unnest(crm.phone_keys(p.number)) k WHERE p.customer_id = of_customer
$$;

CREATE OR REPLACE FUNCTION crm.tg_further_phone_keys() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE brought text[]; ids bigint[];
BEGIN
    WITH added AS (
        INSERT INTO crm.duplicate_key (kind, key, entity, of_id) SELECT DISTINCT 'phone', k, 'customer', n.customer_id
        FROM new_rows n, unnest(crm.phone_keys(n.number)) k ON CONFLICT DO NOTHING RETURNING key, of_id)
    SELECT array_agg(key), array_agg(DISTINCT of_id) INTO brought, ids FROM added;
    IF brought IS NOT NULL THEN PERFORM crm.check_duplicates('customer', ids, brought); END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION crm.tg_further_phone_keys_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE brought text[];
BEGIN
    DELETE FROM crm.duplicate_key k WHERE k.of_id = OLD.customer_id AND k.entity = 'customer' AND k.kind = 'phone'
        AND k.key = ANY (crm.phone_keys(OLD.number)) AND NOT k.key = ANY (crm.further_phone_keys(OLD.customer_id))
        AND NOT EXISTS (SELECT FROM crm.customer c WHERE c.id = OLD.customer_id
            AND k.key = ANY (crm.phone_keys(c.phone) || crm.phone_keys(c.mobile) || crm.phone_keys(c.fax)));
    IF TG_OP = 'UPDATE' THEN
        WITH added AS (
            INSERT INTO crm.duplicate_key (kind, key, entity, of_id) SELECT DISTINCT 'phone', k, 'customer', NEW.customer_id
            FROM unnest(crm.phone_keys(NEW.number)) k ON CONFLICT DO NOTHING RETURNING key)
        SELECT array_agg(key) INTO brought FROM added;
        IF brought IS NOT NULL THEN PERFORM crm.check_duplicates('customer', ARRAY[NEW.customer_id], brought); END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t60_keys_insert AFTER INSERT ON crm.customer_phone REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_further_phone_keys();
CREATE OR REPLACE TRIGGER t60_keys_update AFTER UPDATE ON crm.customer_phone FOR EACH ROW
    WHEN ((OLD.number, OLD.customer_id) IS DISTINCT FROM (NEW.number, NEW.customer_id)) EXECUTE FUNCTION crm.tg_further_phone_keys_changed();
CREATE OR REPLACE TRIGGER t60_keys_delete AFTER DELETE ON crm.customer_phone FOR EACH ROW EXECUTE FUNCTION crm.tg_further_phone_keys_changed();

-- A change concerns only the keys that it brings: who corrects an address is not asked about an old duplicate.
CREATE OR REPLACE FUNCTION crm.tg_keys_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE brought text[]; fresh jsonb;
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM crm.duplicate_key WHERE of_id = OLD.id AND entity = TG_TABLE_NAME;
        RETURN NULL;
    END IF;
    fresh := crm.keys_of(TG_TABLE_NAME, to_jsonb(NEW));
    DELETE FROM crm.duplicate_key k WHERE k.of_id = NEW.id AND k.entity = TG_TABLE_NAME
        AND NOT fresh @> jsonb_build_array(jsonb_build_array(k.kind, k.key))
        AND NOT (TG_TABLE_NAME = 'customer' AND k.kind = 'phone' AND k.key = ANY (crm.further_phone_keys(NEW.id)));
    WITH added AS (
        INSERT INTO crm.duplicate_key (kind, key, entity, of_id) SELECT f ->> 0, f ->> 1, TG_TABLE_NAME, NEW.id
        FROM jsonb_array_elements(fresh) f ON CONFLICT DO NOTHING RETURNING key)
    SELECT array_agg(key) INTO brought FROM added;
    IF brought IS NOT NULL THEN PERFORM crm.check_duplicates(TG_TABLE_NAME, ARRAY[NEW.id], brought); END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION crm.words_in(list jsonb) RETURNS text[]
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT coalesce(array_agg(w), '{}') FROM jsonb_array_elements_text(CASE jsonb_typeof(list) WHEN 'array' THEN list ELSE '[]' END) w
$$;

-- The keys of a record, or of what somebody is typing, as [[kind, key], …].
CREATE OR REPLACE FUNCTION crm.keys_of(of_table text, given jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_array(kind, key)), '[]') FROM (
        SELECT kind, key FROM crm.customer_keys(coalesce(given ->> 'name', ''), coalesce(given ->> 'short_name', ''), coalesce(given ->> 'phone', ''),
            coalesce(given ->> 'mobile', ''), coalesce(given ->> 'fax', ''), coalesce(given ->> 'email', ''), coalesce(given ->> 'tax_number', ''))
        WHERE of_table = 'customer'
        UNION ALL SELECT kind, key FROM crm.contact_keys(coalesce(given ->> 'mobile', ''), coalesce(given ->> 'phone', ''), coalesce(given ->> 'email', ''),
            crm.words_in(given -> 'further_phones'), crm.words_in(given -> 'further_emails'))
        WHERE of_table = 'contact') k
$$;

CREATE OR REPLACE TRIGGER t60_keys_insert AFTER INSERT ON crm.customer REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_customer_keys();
CREATE OR REPLACE TRIGGER t60_keys_update AFTER UPDATE ON crm.customer FOR EACH ROW
    WHEN ((OLD.name, OLD.short_name, OLD.phone, OLD.mobile, OLD.fax, OLD.email, OLD.tax_number)
        IS DISTINCT FROM (NEW.name, NEW.short_name, NEW.phone, NEW.mobile, NEW.fax, NEW.email, NEW.tax_number))
    EXECUTE FUNCTION crm.tg_keys_changed();
CREATE OR REPLACE TRIGGER t60_keys_delete AFTER DELETE ON crm.customer FOR EACH ROW EXECUTE FUNCTION crm.tg_keys_changed();
CREATE OR REPLACE TRIGGER t60_keys_insert AFTER INSERT ON crm.contact REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_contact_keys();
CREATE OR REPLACE TRIGGER t60_keys_update AFTER UPDATE ON crm.contact FOR EACH ROW
    WHEN ((OLD.mobile, OLD.phone, OLD.email, OLD.further_phones, OLD.further_emails)
        IS DISTINCT FROM (NEW.mobile, NEW.phone, NEW.email, NEW.further_phones, NEW.further_emails)) EXECUTE FUNCTION crm.tg_keys_changed();
CREATE OR REPLACE TRIGGER t60_keys_delete AFTER DELETE ON crm.contact FOR EACH ROW EXECUTE FUNCTION crm.tg_keys_changed();

-- A further phone or e-mail of a contact: its key stands with the contact by now (t50); in whose name it was written is asked here.
CREATE OR REPLACE FUNCTION crm.tg_way_keys() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE ways jsonb; brought text[]; ids bigint[];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT jsonb_agg(to_jsonb(t)) INTO ways FROM (SELECT contact_id, number, email FROM new_rows EXCEPT SELECT contact_id, number, email FROM old_rows) t;
    ELSE
        SELECT jsonb_agg(to_jsonb(n)) INTO ways FROM new_rows n;
    END IF;
    SELECT array_agg(DISTINCT k.key), array_agg(DISTINCT n.contact_id) INTO brought, ids FROM jsonb_to_recordset(ways) AS n(contact_id bigint, number text, email text),
        LATERAL crm.contact_keys('', '', '', CASE WHEN n.number = '' THEN '{}' ELSE ARRAY[':' || n.number] END, ARRAY[':' || n.email]) k;
    IF brought IS NOT NULL THEN PERFORM crm.check_duplicates('contact', ids, brought); END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER t60_keys_insert AFTER INSERT ON crm.contact_way REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_way_keys();
CREATE OR REPLACE TRIGGER t60_keys_update AFTER UPDATE ON crm.contact_way REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION crm.tg_way_keys();

-- After rows came in past the triggers, and once for an account set of before.
CREATE OR REPLACE FUNCTION crm.fill_duplicate_keys() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    DELETE FROM crm.duplicate_key;
    RETURN crm.add_duplicate_keys(0, 1);
END $$;

-- The keys of every record whose number leaves *rest* when divided by *parts*: several sessions may share the work.
CREATE OR REPLACE FUNCTION crm.add_duplicate_keys(rest int, parts int) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE made bigint; more bigint;
BEGIN
    INSERT INTO crm.duplicate_key (kind, key, entity, of_id) SELECT k.kind, k.key, 'customer', n.id FROM crm.customer n,
        LATERAL crm.customer_keys(n.name, n.short_name, n.phone, n.mobile, n.fax, n.email, n.tax_number) k WHERE n.id % parts = rest ORDER BY 1, 2;
    GET DIAGNOSTICS made = ROW_COUNT;
    INSERT INTO crm.duplicate_key (kind, key, entity, of_id) SELECT DISTINCT 'phone', k, 'customer', p.customer_id
        FROM crm.customer_phone p JOIN crm.customer n ON n.id = p.customer_id, unnest(crm.phone_keys(p.number)) k
        WHERE p.customer_id % parts = rest AND k <> ALL (crm.phone_keys(n.phone) || crm.phone_keys(n.mobile) || crm.phone_keys(n.fax)) ORDER BY 2;
    GET DIAGNOSTICS more = ROW_COUNT;
    made := made + more;
    INSERT INTO crm.duplicate_key (kind, key, entity, of_id) SELECT k.kind, k.key, 'contact', n.id FROM crm.contact n,
        LATERAL crm.contact_keys(n.mobile, n.phone, n.email, n.further_phones, n.further_emails) k WHERE n.id % parts = rest ORDER BY 1, 2;
    GET DIAGNOSTICS more = ROW_COUNT;
    RETURN made + more;
END $$;
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM crm.duplicate_key) AND EXISTS (SELECT FROM crm.customer) THEN PERFORM crm.fill_duplicate_keys(); END IF;
END $$;

-- What of a foreign record is told: enough to know it again, not enough to learn it.
CREATE OR REPLACE FUNCTION crm.masked(words text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, crm, pg_temp AS $$
    SELECT left(words, CASE WHEN length(words) > 4 THEN 2 ELSE 1 END) || '＊＊＊'
$$;

-- Records with the same keys: exactly the same, or nearly (same = false). Numbers with and without area code are near each other.
CREATE OR REPLACE FUNCTION crm.near_keys(of_table text, given jsonb, kinds text[], near boolean)
RETURNS TABLE (entity text, of_id bigint, kind text, same boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
    WITH wanted AS MATERIALIZED (
        SELECT w ->> 0 AS kind, w ->> 1 AS key FROM jsonb_array_elements(crm.keys_of(of_table, given)) w
        WHERE CASE w ->> 0 WHEN 'office' THEN 'phone' ELSE w ->> 0 END = ANY (kinds)),
    looks AS MATERIALIZED (
        SELECT w.kind AS asked, w.kind, w.key AS lower, w.key AS upper, true AS same FROM wanted w WHERE w.kind NOT IN ('phone', 'office')
        UNION ALL SELECT 'name', CASE w.kind WHEN 'name' THEN 'short' ELSE 'name' END, w.key, w.key, false FROM wanted w WHERE w.kind IN ('name', 'short')
        UNION ALL SELECT 'name', 'name', w.key || ' ', w.key || chr(1114111), false FROM wanted w WHERE near AND w.kind = 'name' AND length(w.key) > 1
        -- the telephone of an office is looked for among the numbers of companies and people, not among those of other offices
        UNION ALL SELECT 'phone', o.other, r.lower, r.upper, r.same AND w.kind = o.other
        FROM wanted w JOIN (VALUES ('phone', 'phone'), ('phone', 'office'), ('office', 'phone')) o(one, other) ON o.one = w.kind,
        LATERAL (SELECT w.key AS lower, w.key AS upper, length(w.key) >= 10 OR w.key !~ '0$' AS same
            UNION ALL SELECT crm.local_part(w.key), crm.local_part(w.key), false WHERE crm.local_part(w.key) IS NOT NULL
            UNION ALL SELECT w.key || '0', w.key || '9999', false WHERE length(w.key) IN (7, 8)) r)
    SELECT k.entity, k.of_id, l.asked, l.same AND k.entity = of_table
    FROM looks l, LATERAL (SELECT d.entity, d.of_id FROM crm.duplicate_key d WHERE d.kind = l.kind AND d.key >= l.lower AND d.key <= l.upper
        AND (l.asked <> 'phone' OR l.lower = l.upper OR crm.local_part(d.key) = left(l.lower, -1)) ORDER BY d.kind, d.key LIMIT 100) k
$$;

-- What is alike, for whoever types: his own records by name, foreign ones only by a full key, masked, with the owner's name.
-- *because*: the state through which a rule refuses it, '' where it holds for all.
DROP FUNCTION IF EXISTS crm.match_duplicates(text, jsonb, bigint, int);
CREATE OR REPLACE FUNCTION crm.match_duplicates(of_table text, given jsonb, of_id bigint DEFAULT NULL, n int DEFAULT 8)
RETURNS TABLE (entity text, id bigint, label text, owner text, kinds text[], same boolean, refused boolean, because text, opted_out boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
DECLARE pools bigint[] := crm.my_pools(); asked text[]; refusing text[]; of_customers text[]; of_contacts text[]; within bigint; by_state boolean; ruled text[]; addresses text[];
BEGIN
    IF of_table NOT IN ('customer', 'contact') OR given IS NULL OR jsonb_typeof(given) <> 'object' OR length(given::text) > 20000
        OR NOT (crm.may(of_table, 'create') OR crm.may(of_table, 'edit')) THEN RETURN; END IF;
    IF of_id IS NOT NULL AND NOT crm.sees(of_table, of_id) THEN RETURN; END IF;
    asked := crm.duplicate_kinds(of_table, '{refuse,warn}');
    refusing := crm.duplicate_kinds(of_table, '{refuse}');
    IF 'name' = ANY (asked) THEN asked := asked || '{short}'; END IF;
    -- that somebody wants no e-mail is said whatever the rules are; a file is not asked about it
    addresses := ARRAY(SELECT k ->> 1 FROM jsonb_array_elements(crm.keys_of(of_table, given)) k WHERE k ->> 0 = 'email');
    ruled := asked;
    IF addresses <> '{}' AND current_setting('crm.road', true) IS DISTINCT FROM 'import' THEN asked := asked || '{email}'; END IF;
    by_state := EXISTS (SELECT FROM crm.duplicate_rule r WHERE r.entity = of_table AND r.states <> '{}');
    of_customers := crm.kinds_read('customer');
    of_contacts := crm.kinds_read('contact');
    within := CASE WHEN of_table = 'contact' AND given ->> 'customer_id' ~ '^\d{1,18}$' THEN (given ->> 'customer_id')::bigint END;
    RETURN QUERY WITH hits AS MATERIALIZED (
        SELECT h.entity, h.of_id, h.kind, h.same FROM crm.near_keys(of_table, given, asked, true) h
        -- who may not read a number does not learn by trying whose it is
        WHERE h.kind = ANY (CASE h.entity WHEN 'customer' THEN of_customers ELSE of_contacts END)
            AND NOT (h.entity = of_table AND h.of_id = coalesce(match_duplicates.of_id, 0))),
    named AS (
        SELECT h.entity, h.of_id, h.kind, c.name, c.owner_id, c.pool_id, h.same AND (h.kind <> 'name' OR crm.places_agree(c.name, coalesce(given ->> 'name', ''))) AS same,
            h.kind = 'name' AND NOT h.same AND crm.name_core(c.name) <> crm.name_core(coalesce(given ->> 'name', ''))
                AND crm.name_core(c.short_name) <> crm.name_core(coalesce(given ->> 'name', '')) AS by_part, 'customer' AS module
        FROM hits h JOIN crm.customer c ON c.id = h.of_id WHERE h.entity = 'customer' AND h.of_id IS DISTINCT FROM within
        UNION ALL SELECT h.entity, h.of_id, h.kind, c.name, c.owner_id, NULL, h.same, false, 'contact'
        FROM hits h JOIN crm.contact c ON c.id = h.of_id WHERE h.entity = 'contact'
            AND NOT (of_table = 'customer' AND c.customer_id = coalesce(match_duplicates.of_id, 0))),
    scopes AS (
        SELECT m, crm.my_scope(m, 'view') = 'all' AS every, crm.visible_owners(m, 'view') AS owners, crm.reads(m, '{name}') AS names FROM unnest('{customer,contact}'::text[]) m),
    answered AS (
        SELECT d.*, a.answer, a.state, o.opted_out FROM named d, LATERAL (
            SELECT d.kind = 'email' AND EXISTS (SELECT FROM crm.marked_emails(d.entity, ARRAY[d.of_id]) m WHERE m.opted_out AND m.key = ANY (addresses)) AS opted_out) o,
        LATERAL (SELECT CASE WHEN d.kind = ANY (refusing) THEN 'refuse' WHEN d.kind = ANY (ruled) THEN 'warn' ELSE 'allow' END AS answer, '' AS state WHERE NOT by_state
            UNION ALL SELECT f.answer, f.state FROM crm.duplicate_answer(of_table, CASE d.kind WHEN 'short' THEN 'name' ELSE d.kind END, d.module, d.of_id) f
            WHERE by_state) a WHERE a.answer <> 'allow' OR o.opted_out),
    judged AS (
        SELECT d.*, s.names, s.every OR coalesce(d.owner_id = ANY (s.owners), false) AS visible,
            NOT s.every AND coalesce(d.pool_id = ANY (pools), false) AS pooled FROM answered d JOIN scopes s ON s.m = d.module)
    -- a customer in a pool of one's own is shown as that pool shows it: by name, to be claimed there
    SELECT CASE WHEN j.pooled THEN 'pool_customer' ELSE j.entity END, CASE WHEN j.visible OR j.pooled THEN j.of_id END,
        CASE WHEN NOT j.names THEN CASE WHEN j.visible OR j.pooled THEN '#' || j.of_id ELSE crm.masked('') END
            WHEN j.visible OR j.pooled THEN j.name ELSE crm.masked(j.name) END,
        coalesce((SELECT e.name FROM crm.employee e WHERE e.id = j.owner_id), (SELECT p.name FROM crm.customer_pool p WHERE j.pooled AND p.id = j.pool_id), ''), array_agg(DISTINCT j.kind), bool_or(j.same),
        bool_or(j.same AND j.kind <> 'short' AND j.answer = 'refuse'),
        coalesce(min(j.state) FILTER (WHERE j.same AND j.kind <> 'short' AND j.answer = 'refuse'), ''), bool_or(j.opted_out)
    FROM judged j WHERE j.visible OR j.pooled OR NOT j.by_part
    GROUP BY j.entity, j.of_id, j.visible, j.pooled, j.names, j.name, j.owner_id, j.pool_id ORDER BY bool_or(j.same) DESC, count(*) DESC, j.visible DESC, j.of_id
    LIMIT least(greatest(n, 0), 50);
END $$;

-- For an import, once a batch, in the transaction that writes it: rows = [{name: …, phone: …}, …]. It also says that
-- what this transaction writes comes in by that road.
CREATE OR REPLACE FUNCTION crm.match_duplicate_rows(of_table text, rows jsonb)
RETURNS TABLE (row_number int, entity text, id bigint, label text, owner text, kinds text[], same boolean, refused boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    PERFORM set_config('crm.road', 'import', true);
    IF jsonb_array_length(rows) > 2000 THEN PERFORM crm.refuse('too_many_rows'); END IF;
    RETURN QUERY SELECT r.i::int, m.entity, m.id, m.label, m.owner, m.kinds, m.same, m.refused
    FROM jsonb_array_elements(rows) WITH ORDINALITY r(given, i), LATERAL crm.match_duplicates(of_table, r.given, NULL, 3) m WHERE m.same;
END $$;
GRANT EXECUTE ON FUNCTION crm.match_duplicates(text, jsonb, bigint, int), crm.match_duplicate_rows(text, jsonb) TO :"employee";

-- A rule names a field that there is.
CREATE OR REPLACE FUNCTION crm.tg_field_known() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, crm, pg_temp AS $$
BEGIN
    IF NOT (EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = to_regclass(format('crm.%I', NEW.entity)) AND a.attnum > 0
            AND NOT a.attisdropped AND a.attname = NEW.field AND (NOT crm.is_derived(NEW.entity, NEW.field) OR NEW.field = 'owner_id'))
        OR EXISTS (SELECT FROM crm.attribute_definition d WHERE d.entity = NEW.entity AND NEW.field = 'attrs.' || d.key)) THEN
        PERFORM crm.refuse(TG_TABLE_NAME || '_field_known', 'field');
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER t20_field_known BEFORE INSERT OR UPDATE OF entity, field ON crm.duplicate_field
    FOR EACH ROW EXECUTE FUNCTION crm.tg_field_known();
CREATE OR REPLACE TRIGGER t20_field_known BEFORE INSERT OR UPDATE OF entity, field ON crm.completeness_rule
    FOR EACH ROW EXECUTE FUNCTION crm.tg_field_known();

-- What counts is no secret: everybody sees how complete his own records are.
GRANT SELECT ON crm.duplicate_rule, crm.duplicate_field, crm.completeness_rule TO :"employee";
