"""What is wrong with an initialization's answers, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from crm_desktop.core.errors import Invalid
from crm_desktop.core.text import LABELLED, QT_TRANSLATE_NOOP
from crm_desktop.system.importing.words import SENTENCES as IMPORT_SENTENCES

#: Step → its name for people.
STEP_NAMES: Mapping[str, str] = {
    "server": QT_TRANSLATE_NOOP("Initialization", "Server"),
    "account_set": QT_TRANSLATE_NOOP("Initialization", "Account set and company"),
    "departments": QT_TRANSLATE_NOOP("Initialization", "Departments"),
    "employees": QT_TRANSLATE_NOOP("Initialization", "Employees"),
    "rights": QT_TRANSLATE_NOOP("Initialization", "Rights"),
    "dictionaries": QT_TRANSLATE_NOOP("Initialization", "Dictionaries"),
    "attributes": QT_TRANSLATE_NOOP("Initialization", "Own attributes"),
    "coding_rules": QT_TRANSLATE_NOOP("Initialization", "Coding rules"),
    "imports": QT_TRANSLATE_NOOP("Initialization", "Import of lists"),
    "check": QT_TRANSLATE_NOOP("Initialization", "Check"),
}
#: Rule → marked sentence.
SENTENCES: Mapping[str, str] = {
    "required": QT_TRANSLATE_NOOP("Initialization", "This must be filled in."),
    "answers_unreadable": QT_TRANSLATE_NOOP("Initialization", "The file of answers cannot be read: {text}"),
    "answers_shape": QT_TRANSLATE_NOOP("Initialization", "These answers do not have the form of this step."),
    "answers_unknown": QT_TRANSLATE_NOOP("Initialization", "“{text}” is not understood here."),
    "account_set_name": QT_TRANSLATE_NOOP(
        "Initialization", "An account set's name has Latin letters and digits, 29 at most."
    ),
    "account_set_exists": QT_TRANSLATE_NOOP(
        "Initialization", "There is already an account set “{text}” on this server."
    ),
    "currency_form": QT_TRANSLATE_NOOP("Initialization", "A currency has three capital letters, such as CNY."),
    "colour_form": QT_TRANSLATE_NOOP("Initialization", "A colour is written like #2563eb."),
    "named_twice": QT_TRANSLATE_NOOP("Initialization", "“{text}” is there twice."),
    "parent_before_child": QT_TRANSLATE_NOOP(
        "Initialization", "The department “{text}” must stand before those below it."
    ),
    "one_administrator_needed": QT_TRANSLATE_NOOP("Initialization", "One employee with a login must be administrator."),
    "employee_login_form": QT_TRANSLATE_NOOP(
        "Initialization", "A login begins with a small letter; then small letters, digits, dots, dashes: “{text}”."
    ),
    "login_taken_on_server": QT_TRANSLATE_NOOP(
        "Initialization", "A login of that name belongs to another account set."
    ),
    "password_too_short": QT_TRANSLATE_NOOP("Initialization", "A password has at least {limit} characters."),
    "reference_unknown": QT_TRANSLATE_NOOP("Initialization", "“{text}” is not among those named before."),
    "superior_circle": QT_TRANSLATE_NOOP("Initialization", "“{text}” would be above himself."),
    "role_form": QT_TRANSLATE_NOOP("Initialization", "A role needs a short Latin code and a name: “{text}”."),
    "right_rule_form": QT_TRANSLATE_NOOP("Initialization", "There is no such action or scope: {text}"),
    "dictionary_kind_form": QT_TRANSLATE_NOOP("Initialization", "“{text}” cannot be the name of a dictionary."),
    "dictionary_meaning": QT_TRANSLATE_NOOP("Initialization", "An entry cannot mean this: {text}"),
    "attribute_form": QT_TRANSLATE_NOOP(
        "Initialization", "An attribute needs its kind of record, a Latin key and a label: “{text}”."
    ),
    "attribute_kind": QT_TRANSLATE_NOOP(
        "Initialization", "“{text}” is no kind of attribute, or its dictionary is missing."
    ),
    "coding_rule_pattern_form": QT_TRANSLATE_NOOP(
        "Initialization", "A coding rule ends in its counter in braces, such as CP-{#####}: “{text}”."
    ),
    "import_has_errors": QT_TRANSLATE_NOOP(
        "Initialization", "{count} rows of {file} cannot be imported, so no account set was made."
    ),
}
_BROKEN = QT_TRANSLATE_NOOP("Initialization", "A rule of the data is broken ({rule}).")


def explain_answer(
    error: Invalid,
    language: str,
    translate: Callable[[str, str, str], str],
    name: Callable[[str, str], str] = lambda _step, place: place_in_file(place),
) -> str:
    """Return the sentence for a wrong answer, with the step and the place before it; *name* gives a place's words."""
    if error.rule in SENTENCES:
        words = translate(language, "Initialization", SENTENCES[error.rule])
    elif error.rule in IMPORT_SENTENCES:
        words = translate(language, "Import", IMPORT_SENTENCES[error.rule])
    else:
        words = translate(language, "Initialization", _BROKEN)
    for key, value in {"rule": error.rule, **error.values}.items():
        words = words.replace("{" + key + "}", str(value))
    step, _dot, place = (error.field or "").partition(".")
    if step not in STEP_NAMES:
        return words
    head = translate(language, "Initialization", STEP_NAMES[step])
    place = name(step, place) if place else ""
    return translate(language, "Text", LABELLED).format(label=f"{head} · {place}" if place else head, words=words)


def place_in_file(place: str) -> str:
    """Return a place as who writes a file of answers counts: ``1.login`` is in the second entry."""
    return " ".join(f"#{int(part) + 1}" if part.isdigit() else part for part in place.split("."))
