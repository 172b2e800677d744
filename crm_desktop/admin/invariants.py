"""The invariants of an account set and its audit trail, in words."""

from __future__ import annotations

from dataclasses import dataclass

from crm_desktop.admin.target import Target
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from server_schema import install

#: how a set stands to the program → what is wrong where it is of another
STANDINGS = {
    "set_is_older": QT_TRANSLATE_NOOP(
        "Admin", "the account set is of an older version than this program. Run crm-admin upgrade, then check again"
    ),
    "set_is_newer": QT_TRANSLATE_NOOP(
        "Admin", "the account set is of a newer version than this program. Install the newer program"
    ),
    "set_is_other": QT_TRANSLATE_NOOP(
        "Admin",
        "the functions of the account set are not those of this program. Run crm-admin upgrade, then check again",
    ),
}
#: rule of crm.check_account_set() → what is wrong where it does not hold
RULES = {
    "order_amount_is_sum_of_lines": QT_TRANSLATE_NOOP("Admin", "an order's amount is not the sum of its lines"),
    "order_tax_is_part_of_lines": QT_TRANSLATE_NOOP("Admin", "an order's tax is not that of its lines"),
    "confirmed_order_has_code_and_lines": QT_TRANSLATE_NOOP("Admin", "a confirmed order has no code or no lines"),
    "achievement_is_sum_of_records": QT_TRANSLATE_NOOP(
        "Admin", "what was achieved on a day is not the sum of its opportunities or orders"
    ),
    "promotion_is_counted": QT_TRANSLATE_NOOP("Admin", "a promotion is counted for an order that is not confirmed"),
    "coupon_uses_are_its_orders": QT_TRANSLATE_NOOP("Admin", "a code's uses are not the orders that used it"),
    "batch_sold_is_on_orders": QT_TRANSLATE_NOOP("Admin", "what is sold of a batch is not what orders took from it"),
    "stage_decides_outcome": QT_TRANSLATE_NOOP("Admin", "an opportunity's result does not fit its stage"),
    "child_follows_owner": QT_TRANSLATE_NOOP("Admin", "a record does not belong to the owner of its customer or order"),
    "birthday_is_important_date": QT_TRANSLATE_NOOP("Admin", "a birthday does not stand among the important dates"),
    "contact_tells_its_ways": QT_TRANSLATE_NOOP("Admin", "a contact does not tell its further phones and e-mails"),
    "date_lies_at_its_contact": QT_TRANSLATE_NOOP(
        "Admin", "an important date lies at another customer than its contact"
    ),
    "way_lies_at_its_contact": QT_TRANSLATE_NOOP(
        "Admin", "a further phone or e-mail lies at another customer than its contact"
    ),
    "relation_lies_at_its_contacts": QT_TRANSLATE_NOOP(
        "Admin", "a relation of persons lies at other customers than the two"
    ),
    "variant_is_one_of_its_main_product": QT_TRANSLATE_NOOP(
        "Admin", "a variant has another class than its main product, or no value by which it differs"
    ),
    "relation_stands_on_both": QT_TRANSLATE_NOOP("Admin", "a relation stands on one side only"),
    "parent_is_relation": QT_TRANSLATE_NOOP("Admin", "a parent company does not stand among the relations"),
    "promise_has_somebody": QT_TRANSLATE_NOOP("Admin", "a promise is to be kept by somebody who has left"),
    "seen_with_the_customer": QT_TRANSLATE_NOOP("Admin", "a record is not seen by whoever has its customer"),
    "owner_is_employed": QT_TRANSLATE_NOOP("Admin", "a record belongs to somebody who has left"),
    "dictionary_entry_exists": QT_TRANSLATE_NOOP("Admin", "a word of a record is not in its dictionary"),
    "login_has_role": QT_TRANSLATE_NOOP("Admin", "an employee's login does not exist on the server"),
    "locked_login_cannot_log_in": QT_TRANSLATE_NOOP("Admin", "a locked login can still log in"),
    "employee_is_no_superuser": QT_TRANSLATE_NOOP("Admin", "an employee stands above the rights of the server"),
    "nobody_is_owner": QT_TRANSLATE_NOOP("Admin", "somebody is a member of the owner role"),
    "rights_in_force": QT_TRANSLATE_NOOP("Admin", "a right that was given is not in force"),
    "row_security_on": QT_TRANSLATE_NOOP("Admin", "a table does not hide other people's rows"),
    "found_by_search": QT_TRANSLATE_NOOP("Admin", "a customer cannot be found by search"),
    "custom_object_is_whole": QT_TRANSLATE_NOOP(
        "Admin", "a kind of records that the company added lacks its table or a part of it"
    ),
    "attachment_has_content": QT_TRANSLATE_NOOP("Admin", "an attachment has lost its content"),
}
WORDS = STANDINGS | RULES  #: of all breaches
#: problem of crm.verify_audit() → sentence
AUDIT_PROBLEMS = {
    "changed": QT_TRANSLATE_NOOP("Admin", "The audit entry {audit_id} was changed."),
    "missing": QT_TRANSLATE_NOOP("Admin", "The audit entry {audit_id} of seal {seal_id} is missing."),
    "inserted": QT_TRANSLATE_NOOP("Admin", "The audit entry {audit_id} was inserted after seal {seal_id}."),
    "seal": QT_TRANSLATE_NOOP("Admin", "The seal {seal_id} of the audit trail does not fit the one before."),
}


@dataclass(frozen=True, kw_only=True)
class Breach:
    """One place where an invariant does not hold."""

    rule: str
    table: str
    record_id: int | None
    detail: str


@dataclass(frozen=True, kw_only=True)
class AuditProblem:
    """One thing that somebody did to the audit trail."""

    problem: str
    seal_id: int | None
    audit_id: int | None


def breaches(target: Target) -> list[Breach]:
    """Return every place of the account set where an invariant does not hold.

    Of a set of another version only that is said: its rules are those of another program.
    """
    standing, revision = install.standing(target.dsn)
    if standing in ("older", "newer"):
        versions = f"{revision} / {install.head_revision()}"
        return [Breach(rule=f"set_is_{standing}", table="account_set", record_id=None, detail=versions)]
    rows = target.rows("SELECT rule, table_name, record_id, detail FROM crm.check_account_set() ORDER BY 1, 2, 3")
    found = [Breach(rule=rule, table=table, record_id=of, detail=detail or "") for rule, table, of, detail in rows]
    if standing:
        found.insert(0, Breach(rule="set_is_other", table="account_set", record_id=None, detail=""))
    return found


def audit_problems(target: Target) -> list[AuditProblem]:
    """Return every changed, missing or inserted entry of the audit trail."""
    rows = target.rows("SELECT problem, seal_id, audit_id FROM crm.verify_audit() ORDER BY 2, 3")
    return [AuditProblem(problem=problem, seal_id=seal, audit_id=entry) for problem, seal, entry in rows]


def seal_audit(target: Target) -> int | None:
    """Seal what came since the last seal; return the new seal's id, None where nothing came."""
    ((made,),) = target.rows("SELECT crm.seal_audit()")
    return int(made) if made is not None else None
