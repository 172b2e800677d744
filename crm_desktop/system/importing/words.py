"""Why a row or a file cannot be imported, in sentences; and the file of the rows to correct."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from crm_desktop.core import codec
from crm_desktop.core.entity import Entity
from crm_desktop.core.errors import Invalid, own_words
from crm_desktop.core.text import LABELLED, QT_TRANSLATE_NOOP
from crm_desktop.exchange.csvfile import write_csv
from crm_desktop.exchange.excelfile import Column, write_excel
from crm_desktop.exchange.table import EXCEL_SUFFIXES
from crm_desktop.system.importing.mapping import LANGUAGES, Translate

ROW = QT_TRANSLATE_NOOP("Import", "Row")
PROBLEM = QT_TRANSLATE_NOOP("Import", "Problem")

#: Rule → marked sentence; the places in braces are filled from the problem's values.
SENTENCES: Mapping[str, str] = {
    "file_missing": QT_TRANSLATE_NOOP("Import", "There is no file “{file}”."),
    "file_kind": QT_TRANSLATE_NOOP(
        "Import", "“{file}” is no kind of file that can be imported. Possible are Excel, CSV and vCard."
    ),
    "file_unreadable": QT_TRANSLATE_NOOP(
        "Import", "“{file}” is damaged or is not what its ending says. Please save it anew."
    ),
    "file_protected": QT_TRANSLATE_NOOP("Import", "“{file}” is protected by a password. Please save it without."),
    "file_empty": QT_TRANSLATE_NOOP("Import", "The file holds no rows below its headings."),
    "file_no_sheet": QT_TRANSLATE_NOOP("Import", "The workbook has no sheet “{sheet}”."),
    "file_too_big": QT_TRANSLATE_NOOP("Import", "“{file}” is too big for one workbook. Please save it as CSV."),
    "file_encoding": QT_TRANSLATE_NOOP(
        "Import", "The characters of “{file}” cannot be read. Please save it as CSV UTF-8."
    ),
    "file_quotes": QT_TRANSLATE_NOOP("Import", "A quotation mark near line {line} is not closed as it should be."),
    "sheet_full": QT_TRANSLATE_NOOP("Import", "A sheet holds {limit} rows at most. Please export as CSV."),
    "cell_too_long": QT_TRANSLATE_NOOP(
        "Import", "A text in row {row} is too long for a cell of Excel. Please export as CSV."
    ),
    "mapping_json": QT_TRANSLATE_NOOP("Import", "The mapping file cannot be read: {text}"),
    "mapping_key": QT_TRANSLATE_NOOP("Import", "The mapping holds “{text}”, which is not understood."),
    "mapping_value": QT_TRANSLATE_NOOP("Import", "The mapping chooses something impossible: {text}"),
    "mapping_entity": QT_TRANSLATE_NOOP("Import", "There is no kind of record called “{entity}”."),
    "mapping_field": QT_TRANSLATE_NOOP("Import", "“{entity}” has no field “{field}”."),
    "mapping_twice": QT_TRANSLATE_NOOP("Import", "Two columns are meant for the field “{field}”."),
    "mapping_read_only": QT_TRANSLATE_NOOP(
        "Import", "The field “{field}” is filled by the program and cannot be imported."
    ),
    "mapping_denied": QT_TRANSLATE_NOOP(
        "Import", "You have no right to write the field “{field}”. Please leave its column out."
    ),
    "mapping_heading": QT_TRANSLATE_NOOP("Import", "The file has no column “{heading}”."),
    "mapping_nothing": QT_TRANSLATE_NOOP("Import", "No column is assigned to a field yet."),
    "mapping_match": QT_TRANSLATE_NOOP("Import", "Records are to be found by “{field}”, but no column gives it."),
    "mapping_pool_owner": QT_TRANSLATE_NOOP("Import", "Customers in a pool have no owner: leave that column out."),
    "import_has_errors": QT_TRANSLATE_NOOP(
        "Import", "{count} rows cannot be imported. Correct them, or leave them out on purpose."
    ),
    "import_changed_meanwhile": QT_TRANSLATE_NOOP(
        "Import", "Somebody changed these records since the check. Please check once more."
    ),
    "import_state": QT_TRANSLATE_NOOP("Import", "This import cannot take that step now."),
    "import_incomplete": QT_TRANSLATE_NOOP("Import", "Not every row could be written, so none was."),
    "row_unreadable": QT_TRANSLATE_NOOP("Import", "The row holds characters that are no text."),
    "row_too_long": QT_TRANSLATE_NOOP("Import", "The row has more cells than there are headings."),
    "card_unreadable": QT_TRANSLATE_NOOP("Import", "The card is empty or cannot be read."),
    "row_denied": QT_TRANSLATE_NOOP("Import", "You have no right to write this record."),
    "origin_needs_assign": QT_TRANSLATE_NOOP(
        "Import", "To keep another author and day you need the right to assign all records of this kind."
    ),
    "origin_in_future": QT_TRANSLATE_NOOP("Import", "The record cannot have been made in the future."),
    "row_changed_meanwhile": QT_TRANSLATE_NOOP("Import", "Somebody changed this record at the same time."),
    "required": QT_TRANSLATE_NOOP("Import", "“{field}” must be filled in."),
    "attribute_required": QT_TRANSLATE_NOOP("Import", "“{field}” must be filled in."),
    "field_rule_required": QT_TRANSLATE_NOOP("Import", "“{field}” must be filled in."),
    "field_rule_read_only": QT_TRANSLATE_NOOP("Import", "A rule of the company keeps this as it is in this state."),
    "field_rule_pattern": QT_TRANSLATE_NOOP("Import", "This does not match the pattern that the company asks for."),
    "field_rule_options": QT_TRANSLATE_NOOP("Import", "This entry does not go with the other choice."),
    "reference_unknown": QT_TRANSLATE_NOOP("Import", "“{text}” was not found."),
    "reference_made": QT_TRANSLATE_NOOP("Import", "“{text}” is created along with it."),
    "reference_near": QT_TRANSLATE_NOOP(
        "Import", "“{text}” was not found. Is “{offer}” meant? Please confirm it in the mapping."
    ),
    "reference_ambiguous": QT_TRANSLATE_NOOP("Import", "“{text}” stands for several records. Please give the code."),
    "birthday_without_year": QT_TRANSLATE_NOOP("Import", "“{text}” has no year and is left out."),
    "choice_unknown": QT_TRANSLATE_NOOP("Import", "“{text}” is not in the dictionary."),
    "choice_retired": QT_TRANSLATE_NOOP("Import", "“{detail}” is retired. Please choose another entry."),
    "choice_ambiguous": QT_TRANSLATE_NOOP("Import", "“{text}” stands for several entries of the dictionary."),
    "match_none": QT_TRANSLATE_NOOP("Import", "There is no such record to change."),
    "match_exists": QT_TRANSLATE_NOOP("Import", "This record is already there."),
    "match_several": QT_TRANSLATE_NOOP("Import", "{count} records answer to this row."),
    "match_twice_in_file": QT_TRANSLATE_NOOP("Import", "Row {row} of the file means the same record."),
    "duplicate_warned": QT_TRANSLATE_NOOP("Import", "Probably the same as “{label}” ({owner})."),
    "unique": QT_TRANSLATE_NOOP("Import", "There is already a record with this value."),
}
OTHER = QT_TRANSLATE_NOOP("Import", "A rule of the company does not allow this ({rule}).")


def sentence(
    rule: str, field: str, values: Mapping[str, str], entity: Entity | None, language: str, translate: Translate
) -> str:
    """Return why something could not be imported, with the label of the field before it."""
    label = ""
    if entity is not None and field and field in entity:
        label = translate(language, entity.context, entity[field].label)
    if rule == "row_denied":  # the database may have said which rule of the rights it was
        reason = values.get("reason", "")
        rule = reason if reason in SENTENCES or (entity is not None and reason in entity.messages) else rule
    if said := own_words(values, language):
        words = said
    elif entity is not None and rule in entity.messages:
        words = translate(language, entity.context, entity.messages[rule])
    elif rule in SENTENCES:
        words = translate(language, "Import", SENTENCES[rule])
    elif rule in codec.sentences:
        words = translate(language, "Codec", codec.sentences[rule])
    else:
        words = translate(language, "Import", OTHER)
    places = {"rule": rule, **values, "field": label or values.get("field", field)}
    for name, value in places.items():
        words = words.replace("{" + name + "}", value)
    given = values.get("text", "")
    if given and given not in words:
        words = f"{words} ({given[:60]})"
    if not label or label in words:
        return words
    return translate(language, "Text", LABELLED).format(label=label, words=words)


def explain(error: Invalid, entity: Entity | None, language: str, translate: Translate) -> str:
    """Return the sentence for an error that stopped a whole import."""
    values = {key: str(value) for key, value in error.values.items()}
    return sentence(error.rule, error.field or "", values, entity, language, translate)


def write_error_file(
    path: Path,
    headings: tuple[str, ...],
    rows: Iterable[tuple[int, tuple[str, ...], str]],
    language: str,
    translate: Translate,
) -> int:
    """Write the rows to correct as they were, with row number and reason behind; return how many.

    The ending of *path* decides the format. What an earlier such file said there gives way.
    """
    ours = {
        (ROW, PROBLEM),
        *((translate(name, "Import", ROW), translate(name, "Import", PROBLEM)) for name in LANGUAGES),
    }
    width = len(headings) - 2 if tuple(headings[-2:]) in ours else len(headings)
    head = [*headings[:width], translate(language, "Import", ROW), translate(language, "Import", PROBLEM)]
    lines = ([*cells[:width], str(number), reason] for number, cells, reason in rows)
    if path.suffix.lower() in EXCEL_SUFFIXES:
        columns = [Column(heading=heading, width=14) for heading in head[:-1]] + [Column(heading=head[-1], width=50)]
        return write_excel(path, columns, lines)
    return write_csv(path, head, lines)
