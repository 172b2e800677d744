"""Errors in words: what happened, that nothing was lost, what to do next."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Sequence
from functools import singledispatch

from PySide6.QtCore import QCoreApplication, QLocale

from crm_desktop.core import codec
from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import (
    BadValue,
    Cancelled,
    Conflict,
    CrmError,
    Denied,
    Gone,
    Invalid,
    LoginFailed,
    Offline,
    ServerFull,
    TooLong,
    WrongVersion,
    own_words,
)
from crm_desktop.core.text import QT_TRANSLATE_NOOP
from crm_desktop.qt.cells import joined
from crm_desktop.qt.tools import caption, too_long

#: Numbers of OSError: the disk is full; a file cannot be written for other reasons.
FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
UNWRITABLE = FULL | {errno.EACCES, errno.EPERM, errno.EROFS}
#: Rule of ``Invalid`` that no descriptor explains → marked sentence.
RULES = {
    "required": QT_TRANSLATE_NOOP("Sentences", "“{field}” must be filled in."),
    "not_null": QT_TRANSLATE_NOOP("Sentences", "“{field}” must be filled in."),
    "still_referenced": QT_TRANSLATE_NOOP("Sentences", "Other records still point to this one; it cannot be deleted."),
    "not_there": QT_TRANSLATE_NOOP("Sentences", "The record chosen here is no longer there; please choose again."),
    "already_there": QT_TRANSLATE_NOOP("Sentences", "There is already a record with this value."),
    "broken_rule": QT_TRANSLATE_NOOP("Sentences", "A value lies outside of what is allowed. Please check the entries."),
    "one_of_several": QT_TRANSLATE_NOOP("Sentences", "Only one of them can have this mark. Give it to that one alone."),
    "bad_value": QT_TRANSLATE_NOOP("Sentences", "A value cannot be stored as it is. Please check the entries."),
    "conflict_undecided": QT_TRANSLATE_NOOP("Sentences", "Please decide first what a colleague and you both changed."),
    "choice_unknown": QT_TRANSLATE_NOOP("Sentences", "This entry is not in the dictionary."),
    "choice_retired": QT_TRANSLATE_NOOP("Sentences", "“{detail}” is retired. Please choose another entry."),
    "duplicate_of_target": QT_TRANSLATE_NOOP(
        "Sentences", "This is there already, at a target customer, and may not be twice; its owner: {detail}."
    ),
    "duplicate_of_customer": QT_TRANSLATE_NOOP(
        "Sentences", "This is there already, at a customer, and may not be twice; its owner: {detail}."
    ),
    "duplicate_of_former": QT_TRANSLATE_NOOP(
        "Sentences", "This is there already, at a former customer, and may not be twice; its owner: {detail}."
    ),
    "duplicate_of_pooled": QT_TRANSLATE_NOOP(
        "Sentences", "This is there already, at a customer in a public pool, and may not be twice; claim it there."
    ),
    "duplicate_of_locked": QT_TRANSLATE_NOOP(
        "Sentences", "This is there already, at a locked customer, and may not be twice; its owner: {detail}."
    ),
    "relation_being_saved": QT_TRANSLATE_NOOP(
        "Sentences", "A colleague is just saving this relation at the other record. Please save again."
    ),
    "saved_at_once": QT_TRANSLATE_NOOP(
        "Sentences", "A colleague changed the same at this moment, so nothing of yours was saved. Please do it again."
    ),
    "owner_has_left": QT_TRANSLATE_NOOP("Sentences", "This employee has left; please choose another owner."),
    "bulk_already_undone": QT_TRANSLATE_NOOP("Sentences", "This has been taken back already."),
    "personal_needs_person": QT_TRANSLATE_NOOP(
        "Sentences",
        "This customer is a company. Only a person can be erased: change its kind to “Person” if it is one.",
    ),
    "erasure_open_documents": QT_TRANSLATE_NOOP(
        "Sentences", "Something is still open with this person. Close it first; nothing was erased."
    ),
    "merge_needs_two": QT_TRANSLATE_NOOP("Sentences", "Choose two to fifty records to merge."),
    "merge_changed_since": QT_TRANSLATE_NOOP(
        "Sentences", "What the merge wrote was changed since, and the undo would write over it. Nothing was taken back."
    ),
    "merge_moved_since": QT_TRANSLATE_NOOP(
        "Sentences", "Something that came with the merge was moved on since. Nothing was taken back."
    ),
    "merge_base_units_differ": QT_TRANSLATE_NOOP(
        "Sentences",
        "They are counted in different units ({one}, {other}): quantities and prices would mean something else.",
    ),
    "merge_units_differ": QT_TRANSLATE_NOOP(
        "Sentences",
        "Both have the unit “{unit}”, with other contents or another bar code. Please make them alike first.",
    ),
    "bulk_too_old": QT_TRANSLATE_NOOP(
        "Sentences", "This was done more than {days} days ago and can no longer be taken back."
    ),
    "one_administrator_stays": QT_TRANSLATE_NOOP("Sentences", "One administrator must stay; this is the last one."),
    "rights_by_older_state": QT_TRANSLATE_NOOP(
        "Sentences", "Rights are changed by what stands now; please end this transaction and try again."
    ),
    "dictionary_code_stays": QT_TRANSLATE_NOOP(
        "Sentences", "The code of a dictionary entry stays, because records carry it."
    ),
    "attribute_unknown": QT_TRANSLATE_NOOP("Sentences", "There is no attribute “{detail}”."),
    "attribute_wrong_kind": QT_TRANSLATE_NOOP("Sentences", "“{field}” cannot hold this value."),
    "attribute_required": QT_TRANSLATE_NOOP("Sentences", "“{field}” must be filled in."),
    "custom_object_stays": QT_TRANSLATE_NOOP(
        "Sentences", "A kind of records stays, for records of it may be there. Retire it instead."
    ),
    "custom_object_code_stays": QT_TRANSLATE_NOOP(
        "Sentences", "The code stays: formulas, files and rights name the records by it."
    ),
    "custom_object_belongs_to_stays": QT_TRANSLATE_NOOP(
        "Sentences", "To whom such records belong is said once, when their kind is made."
    ),
    "custom_object_code_reserved": QT_TRANSLATE_NOOP(
        "Sentences", "The code “{detail}” is used by the program itself. Please choose another one."
    ),
    "custom_object_too_many": QT_TRANSLATE_NOOP(
        "Sentences", "A company can have {detail} kinds of records of its own; that many are there."
    ),
    "custom_object_busy": QT_TRANSLATE_NOOP(
        "Sentences",
        "Somebody is just writing a great deal, such as an import. Nothing was made; please try again later.",
    ),
    "form_layout_entity_unknown": QT_TRANSLATE_NOOP("Sentences", "These records have no form to arrange."),
    "form_layout_wrong": QT_TRANSLATE_NOOP("Sentences", "This is no arrangement of a form; nothing was changed."),
    "form_layout_title": QT_TRANSLATE_NOOP("Sentences", "A section needs a title."),
    "form_layout_required_stays": QT_TRANSLATE_NOOP(
        "Sentences", "“{detail}” must be filled in; it cannot be hidden. Nothing was changed."
    ),
    "form_layout_object": QT_TRANSLATE_NOOP("Sentences", "This is no arrangement of a form; nothing was changed."),
    "saved_view_wrong": QT_TRANSLATE_NOOP("Sentences", "This is no view of a list; nothing was changed."),
    "action_reaction_kind_known": QT_TRANSLATE_NOOP("Sentences", "There is no such answer to an entry."),
    "action_reaction_once": QT_TRANSLATE_NOOP("Sentences", "You have answered so already."),
    "field_rule_required": QT_TRANSLATE_NOOP("Sentences", "“{field}” must be filled in."),
    "field_rule_read_only": QT_TRANSLATE_NOOP(
        "Sentences", "A rule of the company keeps “{field}” as it is in this state."
    ),
    "field_rule_pattern": QT_TRANSLATE_NOOP(
        "Sentences", "“{field}” does not match the pattern that the company asks for."
    ),
    "field_rule_options": QT_TRANSLATE_NOOP("Sentences", "“{field}”: this entry does not go with the other choice."),
    "field_in_rule": QT_TRANSLATE_NOOP(
        "Sentences", "A rule of “{detail}” reads this field; what it shows or refuses would go on telling it."
    ),
    "attribute_no_such_record": QT_TRANSLATE_NOOP(
        "Sentences", "The record chosen for “{field}” is no longer there, or not one of yours."
    ),
    "attribute_no_such_file": QT_TRANSLATE_NOOP("Sentences", "The record has no file “{detail}”."),
    "attribute_file_stays": QT_TRANSLATE_NOOP(
        "Sentences", "An attribute of the record names this file; choose another one there first."
    ),
    "field_in_formula": QT_TRANSLATE_NOOP(
        "Sentences", "The formula “{detail}” reads this field; it would go on telling it."
    ),
    "period_too_long": QT_TRANSLATE_NOOP("Sentences", "A period ends after it begins and is not that long."),
    "assign_to_whom": QT_TRANSLATE_NOOP("Sentences", "Please choose to whom."),
    "holding_limit_owned": QT_TRANSLATE_NOOP(
        "Sentences", "{name} may hold {most} customers at most; this would be {over} too many. Nothing was changed."
    ),
    "holding_limit_locked": QT_TRANSLATE_NOOP(
        "Sentences", "{name} may lock {most} customers at most; this would be {over} too many. Nothing was changed."
    ),
    "pool_customer_taken": QT_TRANSLATE_NOOP(
        "Sentences",
        "{gone} of these are no longer in the pool: somebody was faster. Nothing was claimed; choose again.",
    ),
    "pool_claims_used_up": QT_TRANSLATE_NOOP(
        "Sentences", "From “{pool}” you may claim {most} customers a day; today's number does not reach for these."
    ),
    "pool_claim_too_early": QT_TRANSLATE_NOOP("Sentences", "Not claimable yet: from {from} on at the earliest."),
    "pool_gone": QT_TRANSLATE_NOOP("Sentences", "This pool is closed or no longer there; please choose another."),
    "pool_reason_required": QT_TRANSLATE_NOOP("Sentences", "Please write why the customer goes into the pool."),
    "pool_assign_to_members": QT_TRANSLATE_NOOP("Sentences", "Customers of a pool go to its members only."),
    "leaver_has_left": QT_TRANSLATE_NOOP("Sentences", "This employee has left already."),
    "leaver_is_oneself": QT_TRANSLATE_NOOP(
        "Sentences", "Nobody can record their own leaving; ask another administrator."
    ),
    "leaving_to_whom": QT_TRANSLATE_NOOP("Sentences", "There is still open work; choose who takes it over."),
    "lookup_unnamed": QT_TRANSLATE_NOOP("Sentences", "Each address needs a name of its own, of 40 characters at most."),
    "lookup_many": QT_TRANSLATE_NOOP("Sentences", "More than 20 addresses are not offered."),
    "lookup_address": QT_TRANSLATE_NOOP("Sentences", "“{detail}”: http:// or https://, a server, and no blanks."),
    "lookup_placeholder": QT_TRANSLATE_NOOP("Sentences", "“{detail}”: in braces goes the name or the tax number."),
    "time_zone_unknown": QT_TRANSLATE_NOOP("Sentences", "There is no such time zone."),
    "too_many_groups": QT_TRANSLATE_NOOP(
        "Sentences", "These are more than {limit} groups. Choose coarser ones, or filter the list first."
    ),
    "sheet_full": QT_TRANSLATE_NOOP("Sentences", "A sheet holds {limit} rows at most. Please export as CSV."),
    "cell_too_long": QT_TRANSLATE_NOOP(
        "Sentences", "A text in row {row} is too long for a cell of Excel. Please export as CSV."
    ),
    "file_kind": QT_TRANSLATE_NOOP("Sentences", "Only .xlsx and .csv files are possible, for contacts also .vcf."),
}
RULES |= {
    "product_withdrawn": QT_TRANSLATE_NOOP(
        "Sentences", "This product is withdrawn from sale. Choose its replacement; both stand on the product's page."
    ),
    "product_has_variants": QT_TRANSLATE_NOOP("Sentences", "“{detail}” comes in variants; please choose one of them."),
    "merge_variants_alike": QT_TRANSLATE_NOOP(
        "Sentences",
        "Variants are merged with variants of the same main product, main products with those that vary by the same.",
    ),
    "attribute_tells_variants": QT_TRANSLATE_NOOP(
        "Sentences", "Variants of “{detail}” differ by this attribute; it stays as it is."
    ),
    "margin_too_high": QT_TRANSLATE_NOOP("Sentences", "A margin is less than 100%."),
    "price_margins_crossed": QT_TRANSLATE_NOOP("Sentences", "“At most above base” is less than “At least above base”."),
    "name_required": QT_TRANSLATE_NOOP("Sentences", "A name is needed."),
    "address_of_another_customer": QT_TRANSLATE_NOOP(
        "Sentences", "This address is another customer's; please choose one of this customer's."
    ),
    "employee_login_reserved": QT_TRANSLATE_NOOP(
        "Sentences", "This login belongs to the server itself; please choose another."
    ),
    "origin_of_new_only": QT_TRANSLATE_NOOP(
        "Sentences", "Another author and day can be kept only for what this import adds."
    ),
    "password_not_encrypted": QT_TRANSLATE_NOOP(
        "Sentences", "The password did not arrive encrypted; it was not changed."
    ),
    "too_many_lines": QT_TRANSLATE_NOOP("Sentences", "These are too many lines to be reckoned at once."),
    "too_many_rows": QT_TRANSLATE_NOOP("Sentences", "These are too many rows to be compared at once."),
    "absence_dates_ordered": QT_TRANSLATE_NOOP("Sentences", "The last day comes before the first."),
    "absence_not_his_own_stand_in": QT_TRANSLATE_NOOP(
        "Sentences", "Nobody stands in for themselves; please choose somebody else."
    ),
    "employee_photo_small": QT_TRANSLATE_NOOP("Sentences", "This picture is too large."),
}
#: Reason of ``Denied`` → marked sentence.
REASONS = {
    "not_an_account_set": QT_TRANSLATE_NOOP(
        "Sentences", "This is no account set, or not one of yours. Please check its name."
    ),
    "not_an_employee": QT_TRANSLATE_NOOP("Sentences", "This login belongs to no active employee of this account set."),
    "label_hidden": QT_TRANSLATE_NOOP(
        "Sentences",
        "Your role may not read what some records are called, and without that the program does not open. "
        "Your administrator can change the field right.",
    ),
    "owner_needs_assign": QT_TRANSLATE_NOOP("Sentences", "You have no right to hand this over to somebody else."),
    "merge_needs_rights": QT_TRANSLATE_NOOP(
        "Sentences", "To merge records you must be allowed to edit and delete each of them."
    ),
    "merge_field_denied": QT_TRANSLATE_NOOP("Sentences", "You may not write one of the fields that you chose."),
    "import_pool_needs_admin": QT_TRANSLATE_NOOP(
        "Sentences", "Only the pool's administrators import into it, and whoever may assign all customers."
    ),
    "pool_not_yours": QT_TRANSLATE_NOOP("Sentences", "You do not belong to this pool."),
    "pool_needs_admin": QT_TRANSLATE_NOOP("Sentences", "Only the pool's administrators hand out its customers."),
    "parent_not_visible": QT_TRANSLATE_NOOP("Sentences", "The record it belongs to is not one of yours."),
    "bulk_not_yours": QT_TRANSLATE_NOOP("Sentences", "Only whoever did this can take it back."),
    "list_price_needs_edit": QT_TRANSLATE_NOOP("Sentences", "You have no right to change list prices."),
    "employee_needs_edit": QT_TRANSLATE_NOOP("Sentences", "You have no right to change employees."),
    "cost_needs_right": QT_TRANSLATE_NOOP(
        "Sentences", "You have no right to see costs, and so none to calculate from them."
    ),
    "price_from_cost_needs_right": QT_TRANSLATE_NOOP(
        "Sentences",
        "Some of these prices are made from the cost; only who may see costs may change them. Nothing was changed.",
    ),
    "price_needs_product_right": QT_TRANSLATE_NOOP("Sentences", "Only product maintainers change prices."),
    "recalculate_needs_right": QT_TRANSLATE_NOOP("Sentences", "You have no right to change many of these records."),
    "some_may_not_be_edited": QT_TRANSLATE_NOOP(
        "Sentences", "Some of these records are not yours to change; nothing was changed."
    ),
    "some_may_not_be_deleted": QT_TRANSLATE_NOOP(
        "Sentences", "Some of these records are not yours to delete; nothing was deleted."
    ),
    "replace_needs_all": QT_TRANSLATE_NOOP(
        "Sentences", "Some records that carry this entry are not yours to change; nothing was changed."
    ),
    "personal_needs_right": QT_TRANSLATE_NOOP("Sentences", "You have no right to see or erase all about a person."),
    "export_needs_right": QT_TRANSLATE_NOOP("Sentences", "You have no right to export these."),
    "attachment_stays": QT_TRANSLATE_NOOP(
        "Sentences", "An attachment stays at its record; add it to the other one anew."
    ),
    "sales_order_line_stays": QT_TRANSLATE_NOOP(
        "Sentences", "A line stays in its order; write it into the other one anew."
    ),
    "structure_is_fixed": QT_TRANSLATE_NOOP("Sentences", "Tables and functions are changed by an upgrade only."),
    "audit_needs_right": QT_TRANSLATE_NOOP("Sentences", "You have no right to the audit trail."),
    "dictionary_needs_right": QT_TRANSLATE_NOOP("Sentences", "You have no right to change dictionaries."),
    "setting_needs_right": QT_TRANSLATE_NOOP("Sentences", "You have no right to the company's settings."),
    "finder_needs_all": QT_TRANSLATE_NOOP(
        "Sentences", "Duplicates are looked for by whoever sees all records and may decide about duplicates."
    ),
    "judge_needs_edit": QT_TRANSLATE_NOOP("Sentences", "To decide about two records you must be allowed to edit both."),
    "login_of_somebody_mightier": QT_TRANSLATE_NOOP(
        "Sentences", "This employee may do more than you; only whoever has all these rights changes the login."
    ),
    "who_sees_is_not_told": QT_TRANSLATE_NOOP(
        "Sentences", "Who sees a record is told to those only who see it, and may see whose it is."
    ),
    "access_is_not_told": QT_TRANSLATE_NOOP("Sentences", "You have no right to see what others may do."),
    "promotion_preview_needs_orders": QT_TRANSLATE_NOOP(
        "Sentences", "To see what a promotion would have changed you need the rights to see prices and orders."
    ),
}


def say(text: str, **values: object) -> str:
    """Return a marked sentence of this module in the language in use."""
    words = QCoreApplication.translate("Sentences", text)
    return fill(words, values)


def fill(words: str, values: dict[str, object]) -> str:
    """Put *values* into the places of *words*; a place without a value stays as it is."""
    for name, value in values.items():
        words = words.replace("{" + name + "}", str(value))
    return words


@singledispatch
def sentence(error: BaseException, entity: Entity | None = None) -> str:
    """Return what the person reads about *error*; '' for what needs no words."""
    return say(
        QT_TRANSLATE_NOOP("Sentences", "Something unexpected happened. What you typed is kept; please try again.")
    )


@sentence.register
def _(error: CrmError, entity: Entity | None = None) -> str:
    return say(QT_TRANSLATE_NOOP("Sentences", "This did not work. Nothing was changed; please try again."))


@sentence.register
def _(error: OSError, entity: Entity | None = None) -> str:
    if error.errno in FULL:
        return say(
            QT_TRANSLATE_NOOP(
                "Sentences",
                "The disk is full; the file was not written, and one that stood there is as it was. "
                "Please free some space or choose another place.",
            )
        )
    return say(
        QT_TRANSLATE_NOOP(
            "Sentences",
            "The file cannot be written. Is it open in Excel? Please close it there, or choose another name.",
        )
    )


@sentence.register
def _(error: ServerFull, entity: Entity | None = None) -> str:
    return say(
        QT_TRANSLATE_NOOP(
            "Sentences",
            "The disk of the server is full; nothing was changed. What you typed stays here: "
            "please tell your administrator, and save again when there is room.",
        )
    )


@sentence.register
def _(error: Cancelled, entity: Entity | None = None) -> str:
    return ""


@sentence.register
def _(error: Offline, entity: Entity | None = None) -> str:
    return say(
        QT_TRANSLATE_NOOP(
            "Sentences",
            "The server cannot be reached at the moment. Nothing you typed is lost; the program keeps trying.",
        )
    )


@sentence.register
def _(error: Conflict, entity: Entity | None = None) -> str:
    return say(
        QT_TRANSLATE_NOOP(
            "Sentences", "Somebody else saved this record first. Nothing is lost: compare the two versions and choose."
        )
    )


@sentence.register
def _(error: Denied, entity: Entity | None = None) -> str:
    known = explained(error.reason, (entity,) if entity else ())
    if known:
        return known
    if error.reason in REASONS:
        return _with_names(say(REASONS[error.reason]), error.of)
    if entity:
        return say(
            QT_TRANSLATE_NOOP(
                "Sentences",
                "You have no right to do this with “{what}”. Nothing was changed; your administrator can grant it.",
            ),
            what=QCoreApplication.translate(entity.context, entity.title),
        )
    return say(
        QT_TRANSLATE_NOOP(
            "Sentences", "You have no right to do this. Nothing was changed; your administrator can grant it."
        )
    )


@sentence.register
def _(error: Gone, entity: Entity | None = None) -> str:
    return say(
        QT_TRANSLATE_NOOP(
            "Sentences",
            "This record is no longer there: it was deleted, or handed to somebody whose records you do not see.",
        )
    )


@sentence.register
def _(error: TooLong, entity: Entity | None = None) -> str:
    return too_long(caption(entity, entity[error.field]) if entity and error.field in entity else error.field)


@sentence.register
def _(error: LoginFailed, entity: Entity | None = None) -> str:
    return say(
        QT_TRANSLATE_NOOP(
            "Sentences",
            "Login or password is wrong, or the login is locked. Please check both; your administrator can help.",
        )
    )


@sentence.register
def _(error: WrongVersion, entity: Entity | None = None) -> str:
    return say(
        QT_TRANSLATE_NOOP(
            "Sentences",
            "This program and the account set belong to different versions ({client} and {database}); "
            "please ask your administrator for the matching one.",
        ),
        client=error.client or "–",
        database=error.database or "–",
    )


def _with_names(words: str, of: Sequence[str]) -> str:
    """Return *words* with the records that they are about, where many were meant."""
    named = say(QT_TRANSLATE_NOOP("Sentences", "Among them: {names}"), names=joined(of)) if of else ""
    return " ".join(filter(None, (words, named)))


@sentence.register
def _(error: Invalid, entity: Entity | None = None) -> str:
    return _with_names(_broken(error, entity), error.values.get("of", ()))


def _broken(error: Invalid, entity: Entity | None) -> str:
    values: dict[str, object] = dict(error.values)
    if entity and error.field and error.field in entity:
        values["field"] = caption(entity, entity[error.field])
    values.setdefault("field", error.field or "")
    known = explained(error.rule, (entity,) if entity else ())
    if known:
        return fill(known, values)
    if said := own_words(error.values, QLocale().name()):
        return said
    rule = _family(error)
    if rule in RULES:
        return say(RULES[rule], **values)
    return say(
        QT_TRANSLATE_NOOP(
            "Sentences",
            "A rule of the company does not allow this ({rule}). Nothing was changed; please correct the entry.",
        ),
        rule=error.rule,
    )


def _family(error: Invalid) -> str:
    """Return the general rule behind a constraint's name; the rule itself where it has no family."""
    if error.rule in RULES:
        return error.rule
    if error.rule.endswith("_fkey"):
        return "not_there" if "insert or update" in str(error.values.get("message", "")) else "still_referenced"
    if error.rule.endswith("_unique"):
        return "already_there"
    if error.rule.endswith("_name_required"):
        return "name_required"
    return "required" if error.rule.endswith("_required") and error.values.get("field") else error.rule


@sentence.register
def _(error: BadValue, entity: Entity | None = None) -> str:
    marked = codec.sentences.get(error.rule)
    if marked:
        return fill(QCoreApplication.translate("Codec", marked), dict(error.values))
    return say(RULES["bad_value"])


def explained(rule: str, entities: Iterable[Entity]) -> str:
    """Return the sentence that a descriptor has for a constraint or rule; '' where none has."""
    for entity in entities:
        if rule and rule in entity.messages:
            return QCoreApplication.translate(entity.context, entity.messages[rule])
    return ""
