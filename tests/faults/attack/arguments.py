"""Arguments for every function, derived from its names and types: of one's own, foreign, not there, wrong, huge, hostile."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from typing import Any

from tests.faults.attack.attacker import Siege
from tests.faults.attack.company import as_superuser

INJECTIONS = (
    "'; SELECT name FROM crm.customer; --", "' OR true OR '", 'x" OR "1"="1', "$$; SELECT 1; $$", "\\' OR 1=1 --", "%I %L %s %1$I", "crm.customer",
    "customer; DROP TABLE crm.customer", "customer UNION SELECT * FROM crm.product_cost", "pg_catalog.pg_authid", "(SELECT 1)", "{{x}}", "\t\n\r", "０１２",
)  # fmt: skip
WORDS = (
    "", " ", "公司", "gs", "xa", "zq", "9", "028", "138", "%", "_", "\\", "*", "张", "KH", "@陈静 @周兰 @刘洋", "85550011", "的客户", "公海",
    "canary", "e" * 3000, "'", "&|!():*", "女" * 200, "<->",
)  # fmt: skip
_MOMENTS = ("now", "infinity", "-infinity", "2000-01-01", "2026-03-15", "2100-01-01", "epoch")
_VERIFIER = "SCRAM-SHA-256$4096:c2FsdHNhbHRzYWx0c2FsdA==$c3RvcmVkc3RvcmVkc3RvcmVkc3RvcmVkc3RvcmVkc3Q=:c2VydmVyc2VydmVyc2VydmVyc2VydmVyc2VydmVyc2U="
_WORDS_OF = {
    "of_module": ("customer", "contact", "action", "opportunity", "sales_order", "product_cost", "price", "employee", "right", "audit", "pool", "usage"),
    "of_action": ("view", "create", "edit", "delete", "assign", "export", "print", "bulk_edit", "x"),
    "how": ("even", "held", "one", "x", ""),
    "helper": ("", "read", "write", "x"),
    "of_operation": ("I", "U", "D", "R", "E"),
    "to_kind": ("text", "integer", "number", "date", "bool", "choice", "choices", "x"),
    "op": ("=", "<>", "<", ">=", "contains", "in", "empty", "like", "eq", "is_empty", "~"),
    "of_key": ("canary", "x", "id"),
    "columns": ("{phone}", "{name,tokens}", "{}", "{x}"),
    "reason": ("by hand", "rule:x", ""),
    "verifier": (_VERIFIER, "x", "md5abc", "SCRAM-SHA-256$1:a$b:c"),
    "with_token": ("token-of-2", "token-of-6", "a-token-of-mine", "short"),
    "formula": ("[name]", "name", "credit_limit * 2", "1 / 0", "if(1,2,3)", "phone & mobile", "((((((1))))))", "len(name)"),
    "pattern": ("KH{YYYY}{####}", "{####}", "{class}", "", "{YYYY}"),
}  # fmt: skip


#: what might go through where chance would seldom hit it; 0 stands for one record after the other
_LIKELY: dict[str, tuple[Any, ...]] = {
    "keep_origin": ("customer", "[]"),
    "duplicate_candidates": ("customer", 20),
    "masked_values": ("customer", [0]),
    "merge_records": ("customer", 0, [3], "{}"),
    "undo_merge": (0,),
    "judge_pair": ("customer", 2, 0, True),
    "keep_duplicate_pairs": ("customer", '[{"a": 2, "b": 3, "score": 90, "reasons": []}]', False),
    "put_into_pool": ([0], 1, "by hand"),
    "claim_customers": ([0],),
    "assign_from_pool": ([0], [5], "even", ""),
    "assign_customers": ([0], [6], "even", True, True, True, "", None, ""),
    "leave": (0, 3, "{}"),
    "set_login": (0, _VERIFIER),
    "erase_person": ("contact", 0, "asked for"),
    "preview_erasure": ("contact", 0),
    "personal_data": ("contact", 0),
    "erased_on": ("contact", 0),
    "replace_entry": ("customer_source", "phone", "web"),
    "record_history": ("customer", 0),
    "record_edits": ("customer", 0, "infinity", 50, ""),
    "record_as_of": ("customer", 0, "now"),
    "merges_of": ("customer", 0),
    "make_coupons": (0, 3, "X", 1, 1, "2100-01-01"),
    "offer_product_batch": ("", 20, 0),
    "price_for": (3, 0, 1, "2026-06-01", None),
    "prices_for": ([1, 2, 3], 0, [1, 1, 1], "2026-06-01", None),
}


@dataclass(frozen=True, kw_only=True)
class Function:
    """A function of the schema that an employee may call."""

    name: str
    names: tuple[str, ...]
    types: tuple[str, ...]
    volatile: bool

    @property
    def call(self) -> str:
        """Return the statement that calls it."""
        places = ", ".join(f"%s::{of_type}" for of_type in self.types)
        return f"SELECT * FROM crm.{self.name}({places})"


def functions(siege: Siege, login: str) -> list[Function]:
    """Return every function of schema crm that the login may execute."""
    with as_superuser(siege.account_set) as cursor:
        cursor.execute(
            "SELECT p.proname, coalesce(p.proargnames[1:p.pronargs], '{}'), ARRAY(SELECT format_type(t, NULL) FROM "
            "unnest(p.proargtypes) WITH ORDINALITY u(t, n) ORDER BY n), p.provolatile = 'v' FROM pg_proc p "
            "WHERE p.pronamespace = 'crm'::regnamespace AND p.prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype) AND p.prokind = 'f' "
            "AND has_function_privilege(%s, p.oid, 'EXECUTE') ORDER BY p.oid::regprocedure::text",
            (login,),
        )
        return [
            Function(name=name, names=tuple(names), types=tuple(types), volatile=volatile)
            for name, names, types, volatile in cursor.fetchall()
        ]


class Arguments:
    """Draws arguments, the same ones in every run."""

    def __init__(self, siege: Siege, seed: int = 7) -> None:
        self._random = random.Random(seed)
        with as_superuser(siege.account_set) as cursor:
            cursor.execute("SELECT table_name FROM crm.module_table ORDER BY 1")
            modules = [row[0] for row in cursor.fetchall()]
            cursor.execute(
                "SELECT c.conrelid::regclass::text, a.attname::text FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid "
                "AND a.attnum = c.conkey[1] WHERE c.contype = 'f' AND c.connamespace = 'crm'::regnamespace ORDER BY 1, 2"
            )
            self.links = [(table.removeprefix("crm."), key) for table, key in cursor.fetchall()]
            cursor.execute("SELECT DISTINCT kind, min(code) FROM crm.dictionary GROUP BY 1 ORDER BY 1")
            self._entries = cursor.fetchall()
        self._tables = [
            *modules,
            *siege.canary.columns,
            "pool_customer",
            "audit_whole",
            "pg_authid",
            "x",
            "",
            *INJECTIONS[:3],
        ]
        self._owned = [
            name
            for name, columns in siege.canary.columns.items()
            if "owner_id" in dict(columns) or name in ("price", "partner_price")
        ]

    def draw(self, function: Function, n: int) -> list[tuple[Any, ...]]:
        """Return *n* sets of arguments, and one with nothing but nulls."""
        if not function.names and not function.types:
            return [()]
        sets = [tuple(None for _ in function.types)]
        if {"of_table", "of_key"} <= set(function.names):
            return sets + [self._linked(function, table, key, i) for table, key in self.links for i in (1, 3, 6)]
        names = function.names or ("",) * len(function.types)
        sets += [tuple(map(self._one, names, function.types)) for _ in range(n)]
        likely = _LIKELY.get(function.name, ())
        likely = likely if len(likely) == len(function.types) else ()  # has other arguments now
        for record in range(1, 13) if likely else ():
            sets.append(tuple([record] if value == [0] else record if value == 0 else value for value in likely))
        return sets

    def _linked(self, function: Function, table: str, key: str, parent: int) -> tuple[Any, ...]:
        known = {"of_table": table, "of_key": key, "of_parent": parent}
        return tuple(
            known.get(name) or self._one(name, of_type)
            for name, of_type in zip(function.names, function.types, strict=True)
        )

    def _one(self, name: str, of_type: str) -> Any:
        pick = self._random.choice
        if self._random.random() < 0.06:
            return None
        if of_type.endswith("[]"):
            return self._array(name, of_type)
        if of_type == "text":
            return self._text(name)
        if of_type in ("bigint", "integer"):
            return self._number(name, of_type)
        return {
            "jsonb": self._json,
            "boolean": lambda: pick((True, False)),
            "date": lambda: pick(("today", "2000-01-01", "infinity", "2026-06-01")),
            "timestamp with time zone": lambda: pick(_MOMENTS),
            "interval": lambda: pick(("0", "8 hours", "-1000000 years", "178000000 years")),
            "numeric": lambda: pick(("1", "0", "-1", "NaN", "1e40", "0.0001")),
        }.get(of_type, lambda: None)()

    def _text(self, name: str) -> str:
        pick = self._random.choice
        if name in ("of_table", "of_entity"):
            return pick(pick((self._owned, self._owned, self._tables)))
        if name in ("of_kind", "old_code", "new_code", "to_dictionary"):
            return pick(self._entries)[name in ("old_code", "new_code")]
        if name in _WORDS_OF and self._random.random() < 0.85:
            return pick(_WORDS_OF[name])
        return pick(pick((WORDS, WORDS, INJECTIONS)))

    def _number(self, name: str, of_type: str) -> int:
        most = 2**63 - 1 if of_type == "bigint" else 2**31 - 1
        if of_type == "integer":
            return self._random.choice((0, 1, 5, 20, 500, -1, most))
        usual = [self._random.randint(1, 24) for _ in range(6)]
        return self._random.choice((*usual, *usual, 0, -1, most, 987654321))

    def _array(self, name: str, of_type: str) -> Any:
        inner = of_type.removesuffix("[]")
        if inner not in ("bigint", "integer", "text", "numeric", "jsonb", "boolean", "date"):
            return [None]  # rows: a word is none, and would be refused as that before the right is asked for
        size = self._random.choice((0, 1, 1, 2, 3, 8, 2500))
        if size == 2500:
            return list(range(2500)) if inner in ("bigint", "numeric") else [{"jsonb": "{}"}.get(inner, "x")] * 2500
        if inner == "bigint":
            return [self._number(name, inner) for _ in range(size)]
        return [self._one(name, inner) for _ in range(size)]

    def _json(self) -> str:
        pick, number = self._random.choice, self._random.randint(1, 20)
        row = {
            "name": pick(WORDS),
            "phone": "028-85550011",
            "customer_id": number,
            "id": number,
            "mobile": "19900000005",
        }
        return json.dumps(
            pick((
                {}, [], None, 1, "x", True, row, [row], [row, row], {"u": row}, [[1, 2], [3]], {"name": {"a": [1]}}, [None], ["x"],
                {"owner_id": number, "phone": pick(INJECTIONS)}, {"a": "1", "customer_id": "1'; --"}, [{"i": number, "at": "2001-01-01", "by": "boss"}],
                [{"a": number, "b": number + 1, "score": 90}], {"of_customer": number, "tables": ["customer"]}, {"name": number, "credit_limit": "x"},
                [{"a_id": 1, "b_id": 2, "score": "x"}], {"customer": number, "opportunity": number}, {"x" * 900: "y" * 9000},
            ))
        )  # fmt: skip
