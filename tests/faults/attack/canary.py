"""Markers in every column of every row, and who may see which: reckoned from the role templates, not asked of the database."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import psycopg2
from psycopg2.sql import SQL, Identifier

from crm_desktop.core.rights import MASKABLE
from tests.databases import AccountSet
from tests.faults.attack.company import LOGINS, STAFF, as_superuser, covers, hidden
from tests.faults.attack.ear import date_marker, number_marker, phone_marker, text_marker


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: columns of text that hold a word of the program, or a name that all may read, and no secret of a record
WORDS = _words(
    "access action base by by_hand by_import cause class_code client clock code colour created_by currency decision_role dictionary "
    "digits digest division entity field formerly formula formula_kind from_status gender grade how industry key kind "
    "kinds login media_type method module of_table only_field operation ownership pattern pool_reason power region role_prefix scope "
    "session sort_key source stage state status table_name tags target to_stage to_status token undone_by unit updated_by "
    "confirmed_by judged_by verdict asked_of postcode area_code by_field from_stage outcome lost_reason group_label group_label_en country"
)
#: words of one table that are a secret there: who knows a code may use it
SECRETS = {("coupon", "code")}
#: numbers that tell something: money, quantities asked
NUMBERS = _words("amount budget credit_limit annual_revenue cost unit_cost floor_price surcharge")
#: a number that tells something in one table only: which record somebody keeps at hand
NUMBERS_OF = {("favourite", "record_id")}
#: days that tell something of a record; days that decide what holds stay as they are
DATES = _words(
    "birthday next_contact_on expected_on promise_on deliver_on wanted_on since next_on remind_on done_on made_on"
)
#: and that are never before another
LATE = {("action", "next_contact_on"), ("sales_order", "deliver_on")}
#: reckoned, or looked at, by triggers whenever it is written: planted without them
RECKONED = _words("promotion promotion_shares coupon")
#: of two columns one is empty
EITHER = {"contact_way"}
#: read by everybody, whatever his role
PUBLIC = _words(
    "account_set alembic_version absence attribute_definition coding_rule completeness_rule custom_object department dictionary division "
    "duplicate_field duplicate_rule employee_photo employee_role field_rule form_layout hanzi holding_limit module_table personal_field "
    "right_rule role setting tag"
)
#: each sees his own rows only
OWN = _words(
    "preference saved_view notice presence import_run import_row import_mapping bulk_action session_log favourite "
    "favourite_folder"
)
#: of these, told to whoever reads the trail: who logged in, what was done to many records at once
TRAIL = _words("session_log bulk_action")
#: read by nobody, only through functions
NOBODY = _words(
    "achievement code_counter creation customer_search duplicate_key duplicate_lock duplicate_pair record_merge syllable audit audit_archive"
)
#: a deal and an order with their parts are seen with the customer that they hang on, whosever they are
HANGING = {
    **dict.fromkeys(("opportunity", "opportunity_stage", "opportunity_competitor"), "opportunity"),
    **dict.fromkeys(("sales_order", "sales_order_line", "sales_order_cost", "promotion_use"), "sales_order"),
}
#: orders that somebody confirmed, with their lines, and whose customer's they are: he finishes them
_TO_FINISH = """
SELECT t.name, t.id, c.owner_id FROM (SELECT 'sales_order' AS name, id, id AS order_id FROM crm.sales_order UNION ALL
    SELECT 'sales_order_line', id, order_id FROM crm.sales_order_line) t JOIN crm.sales_order o ON o.id = t.order_id
JOIN crm.customer c ON c.id = o.customer_id WHERE o.state IN ('confirmed', 'delivered')"""
#: the directory: what everybody may know of a colleague
DIRECTORY = _words(
    "id version code login name title department_id superior_id stand_in_id status sort_key created_at created_by updated_at "
    "updated_by"
)
#: what members of a pool see of its customers
POOLED = _words("name short_name province city website pool_reason")
POOL_MEMBERS = frozenset(login for login, person in STAFF.items() if person[1] == "销售一部")


@dataclass(frozen=True)
class Marker:
    """Where a marker stands."""

    table: str
    column: str
    key: Any
    owner: str | None
    row: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.table}.{self.column} of {self.owner or 'nobody'} (row {self.key})"


class Canary:
    """The markers of an account set."""

    def __init__(self, account_set: AccountSet) -> None:
        self.markers: dict[int, Marker] = {}
        self._next = 1
        self.unplanted: set[str] = set()  # table.column that takes no marker
        with as_superuser(account_set) as cursor:
            self.modules, self.columns = _facts(cursor)
            cursor.execute(
                "SELECT table_name FROM crm.module_table WHERE ownership IN ('owner', 'part', 'trail', 'other')"
            )
            self.followers = {row[0] for row in cursor.fetchall()}  # rows that belong to somebody
            cursor.execute("SELECT id, login FROM crm.employee")
            self._logins: dict[int, str] = dict(cursor.fetchall())
            cursor.execute("SELECT id, owner_id FROM crm.customer")
            self._customers = {row[0]: self._logins.get(row[1]) for row in cursor.fetchall()}
            cursor.execute("SELECT id, responsible_id FROM crm.action")
            self.keepers = {row[0]: self._logins.get(row[1]) for row in cursor.fetchall()}  # of promises
            cursor.execute(_TO_FINISH)
            self.to_finish = {row[:2]: self._logins.get(row[2]) for row in cursor.fetchall()}
            self._places: dict[tuple[str, int], str | None] = {}  # whose customer a deal or an order hangs on
            for name in ("opportunity", "sales_order"):
                cursor.execute(SQL("SELECT id, customer_id FROM crm.{}").format(Identifier(name)))
                self._places.update({(name, row[0]): self._customers.get(row[1]) for row in cursor.fetchall()})
            cursor.execute("SELECT id, other_customer_id FROM crm.contact_relation")
            self.other_persons = {row[0]: self._customers.get(row[1]) for row in cursor.fetchall()}
            cursor.execute("SELECT id, other_id FROM crm.customer_relation")
            self.other_side = {row[0]: self._customers.get(row[1]) for row in cursor.fetchall()}
            cursor.execute("SELECT id, table_name, record_id FROM crm.attachment")
            self.files = {row[0]: row[1:] for row in cursor.fetchall()}
            for state in ("DISABLE", "ENABLE"):  # no marker changes a right
                if state == "ENABLE":
                    # an order last: its lines write it
                    for table in sorted(self.columns, key=lambda name: (name == "sales_order", name)):
                        self._plant(cursor, table)
                for table in ("role", "field_right", "employee", "employee_role", "department"):
                    cursor.execute(f"ALTER TABLE crm.{table} {state} TRIGGER t70_rights")
            cursor.execute("ANALYZE")
        self._seen_by = {
            login: {n for n, marker in self.markers.items() if self._may_see(login, marker)} for login in LOGINS
        }

    def not_for(self, login: str, told: set[int]) -> list[str]:
        """Return what of the markers *told* the login should not have been told."""
        return sorted(str(self.markers[n]) for n in told & self.markers.keys() - self._seen_by[login])

    def seen_by(self, login: str) -> set[int]:
        """Return the markers that the login may see."""
        return self._seen_by[login]

    def planted(self) -> set[tuple[str, str]]:
        """Return every table and column with a marker."""
        return {(marker.table, marker.column) for marker in self.markers.values()}

    def hidden_columns(self, login: str, table: str) -> list[str]:
        """Return the columns of a table that the login may never read, in rows that he may see."""
        names = [name for name, _ in self.columns[table]]
        return [name for name in names if not self._reads_column(login, table, name)]

    def _plant(self, cursor: psycopg2.extensions.cursor, table: str) -> None:
        cursor.execute(SQL("SELECT count(*) FROM crm.{}").format(Identifier(table)))
        if cursor.fetchone()[0] > 150 or table in ("audit", "audit_archive"):
            return  # dictionaries of the program; the trail gets its markers with the records
        places = [(name, of_type) for name, of_type in self.columns[table] if _takes_marker(table, name, of_type)]
        cursor.execute(SQL("SELECT ctid::text, to_jsonb(t) FROM crm.{} t").format(Identifier(table)))
        for ctid, row in cursor.fetchall():
            number, self._next = self._next, self._next + len(places)
            marks = [
                (name, of_type, Marker(table, name, row.get("id") or ctid, self._owner(row), row))
                for name, of_type in places
                if table not in EITHER or row[name]
            ]
            where = f"id = {row['id']}" if "id" in row else f"ctid = '{ctid}'::tid"
            done = self._write(
                cursor, table, where, [(name, of_type, number + i) for i, (name, of_type, _) in enumerate(marks)]
            )
            self.markers.update({number + i: mark for i, (name, _, mark) in enumerate(marks) if name in done})

    def _write(self, cursor: Any, table: str, where: str, marks: list[tuple[str, str, int]]) -> set[str]:
        """Write the markers into one row, all at once or, where that is refused, one by one."""
        marks = [mark for mark in marks if f"{table}.{mark[0]}" not in self.unplanted]
        if not marks:
            return set()
        if reckoned := [mark for mark in marks if mark[0] in RECKONED or mark[1] == "date"]:
            cursor.execute("SET session_replication_role = replica")
            _update(cursor, table, where, reckoned)
            cursor.execute("RESET session_replication_role")
            others = [mark for mark in marks if mark not in reckoned]
            return self._write(cursor, table, where, others) | {name for name, _, _ in reckoned}
        with suppress(psycopg2.Error):
            _update(cursor, table, where, marks)
            return {name for name, _, _ in marks}
        done = set()
        for mark in marks:
            try:
                _update(cursor, table, where, [mark])
                done.add(mark[0])
            except psycopg2.Error:
                self.unplanted.add(f"{table}.{mark[0]}")
        return done

    def _owner(self, row: dict[str, Any]) -> str | None:
        whose = row["owner_id"] if "owner_id" in row else row.get("employee_id")
        return self._logins.get(whose)

    def _may_see(self, login: str, marker: Marker) -> bool:
        return self._reads_column(login, marker.table, marker.column) and self._sees_row(login, marker)

    def _reads_column(self, login: str, table: str, column: str) -> bool:
        if table == "employee" and column not in DIRECTORY and not covers(login, "employee", "view", None):
            return False
        return column != "tokens" and column not in hidden(login, table)

    def _sees_row(self, login: str, marker: Marker) -> bool:
        table, owner, row = marker.table, marker.owner, marker.row
        if table in PUBLIC or table == "employee":
            return True
        if table in NOBODY:
            return self._through_functions(login, marker)
        if table in OWN:
            in_trail = table in TRAIL and covers(login, "audit", "view", None)
            return owner == login or row.get("shared") is True or in_trail
        if table in ("attachment", "attachment_data"):
            return self._sees_file(login, row)
        if table == "product_cost" and covers(login, "product_cost", "view", None):
            return True
        special = self._special(login, table, marker.column, row)
        if special is not None:
            return special
        module = self.modules.get(table)
        if module is None:
            return False
        if "owner_id" not in row:
            return covers(login, module, "view", None)
        return (
            covers(login, module, "view", owner)
            or (table in HANGING and covers(login, module, "view", self.customers_owner(table, row)))
            or self._beside(login, marker)
        )

    def customers_owner(self, table: str, row: dict[str, Any]) -> str | None:
        """Return whose customer a deal or an order, or a part of one, hangs on."""
        place = HANGING[table]
        return self._places.get((place, row["id" if place == table else f"{place.removeprefix('sales_')}_id"]))

    def _special(self, login: str, table: str, column: str, row: dict[str, Any]) -> bool | None:
        costs = covers(login, "product_cost", "view", None)
        if table == "sales_order_cost":
            whose = (self._logins.get(row["owner_id"]), self.customers_owner(table, row))
            return costs and any(covers(login, "sales_order", "view", one) for one in whose)
        if (table, column) == ("price", "floor_price"):
            return covers(login, "price", "view", None)  # what a line may not go below is told with its price
        if (table == "price" and row["base"] == "cost") or (table == "partner_price" and row["asked_of"] == "us"):
            return costs and covers(login, "price" if table == "price" else "partner", "view", None)
        if table in ("customer_pool", "pool_member", "pool_rule"):
            return covers(login, "pool", "view", None) or login in POOL_MEMBERS
        if table == "customer_relation" and covers(login, "customer", "view", self._customers.get(row["other_id"])):
            return True  # both sides carry the same words
        if table == "contact_relation":  # both sides carry the same words, and both persons must be seen
            return all(
                covers(login, "contact", "view", one) or (login == "help" and one == "rep3")
                for one in (self._logins.get(row["owner_id"]), self.other_persons[row["id"]])
            )
        if table == "pool_due":
            return covers(login, "customer", "view", self._logins.get(row["owner_id"]))
        if table == "action" and any(
            covers(login, "action", "view", self._logins.get(row[who])) for who in ("employee_id", "responsible_id")
        ):
            return True
        return None

    def _beside(self, login: str, marker: Marker) -> bool:
        """Return whether a helper, or a member of a pool, sees what its owner's people see."""
        row = marker.row
        if marker.table == "customer_helper" and self._logins.get(row["employee_id"]) == login:
            return True  # where one helps, and helped
        if marker.table == "customer" and row["pool_id"] is not None and marker.column in POOLED:
            return covers(login, "pool", "view", login if login in POOL_MEMBERS else None)
        alone = ("sales_order_cost", "custom_tender")  # helpers help on customers
        if login == "help" and marker.table in self.followers and marker.table not in alone:
            if marker.table in HANGING:
                return self.customers_owner(marker.table, row) == "rep3"
            sides = (marker.owner, self.other_side.get(row["id"]) if marker.table == "customer_relation" else None)
            return "rep3" in sides  # helps on all that rep3 has
        return False

    def _sees_file(self, login: str, row: dict[str, Any]) -> bool:
        table, record = self.files[row.get("attachment_id") or row["id"]]
        return any(
            self._sees_row(login, marker)
            for marker in self.markers.values()
            if marker.table == table and marker.row.get("id") == record
        )

    def _through_functions(self, login: str, marker: Marker) -> bool:
        if marker.table == "record_merge":
            survivor = marker.row["survivor_id"]
            return any(
                self._sees_row(login, other)
                for other in self.markers.values()
                if other.table == "customer" and other.row["id"] == survivor
            )
        return marker.table == "duplicate_pair" and covers(login, "quality", "view", None)


def _facts(cursor: psycopg2.extensions.cursor) -> tuple[dict[str, str], dict[str, list[tuple[str, str]]]]:
    cursor.execute("SELECT table_name, module FROM crm.module_table")
    modules = dict(cursor.fetchall())
    cursor.execute(
        "SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum), array_agg(a.atttypid::regtype::text ORDER BY a.attnum) "
        "FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
        "WHERE c.relnamespace = 'crm'::regnamespace AND c.relkind IN ('r', 'p') GROUP BY c.relname"
    )
    return modules, {name: list(zip(names, types, strict=True)) for name, names, types in cursor.fetchall()}


def _takes_marker(table: str, name: str, of_type: str) -> bool:
    if of_type in ("numeric", "bigint"):
        return name in NUMBERS or (table, name) in NUMBERS_OF
    if of_type == "date":
        return name in DATES
    if name == "value" or name == "tree" or name == "ids":
        return of_type == "jsonb" and name == "value"
    return of_type in ("text", "jsonb", "bytea") and (name not in WORDS or (table, name) in SECRETS)


def _update(cursor: Any, table: str, where: str, marks: list[tuple[str, str, int]]) -> None:
    settings, values = [], []
    for name, of_type, number in marks:
        if name == "promotion_shares":  # promotion → amount; 0 is none
            setting, value = "jsonb_build_object('0', %s)", number_marker(number)
        else:
            setting, value = _setting(of_type, number)
        if (table, name) in LATE:
            value = date_marker(number, late=True)
        if (table, name) in MASKABLE:
            setting, value = _number(name, number)
        places = setting.replace("{{}}", "").count("{}")
        settings.append(SQL("{} = " + setting).format(Identifier(name), *[Identifier(name)] * places))
        values += [] if value is None else [value]
    cursor.execute(
        SQL("UPDATE crm.{} SET {} WHERE {}").format(Identifier(table), SQL(", ").join(settings), SQL(where)), values
    )


def _number(column: str, number: int) -> tuple[str, Any]:
    """Return how a phone is written: its marker is a mobile's number; words beside it where they may stand."""
    if column == "number":
        return "%s", phone_marker(number)
    return "concat_ws('、', nullif({}, ''), %s)", f"{phone_marker(number)}、{text_marker(number)}"


def _setting(of_type: str, number: int) -> tuple[str, Any]:
    if of_type in ("numeric", "bigint"):
        return "%s", number_marker(number)
    if of_type == "date":
        return "%s", date_marker(number)
    if of_type == "jsonb":
        return (
            "CASE coalesce(jsonb_typeof({}), 'object') WHEN 'object' THEN coalesce({}, '{{}}') || jsonb_build_object('canary', m.mark) "
            "WHEN 'array' THEN {} || jsonb_build_array(m.mark) ELSE {} END".replace(
                "m.mark", f"'{text_marker(number)}'::text"
            ),
            None,
        )
    if of_type == "bytea":
        return "%s", text_marker(number).encode()
    return "concat_ws(' ', nullif({}, ''), %s)", text_marker(number)
