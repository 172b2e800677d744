"""Files of others are read as they were meant, and ours come back unchanged."""

from __future__ import annotations

import csv
import datetime as dt
import json
import tempfile
import tracemalloc
import zipfile
from collections.abc import Iterator
from contextlib import nullcontext
from decimal import Decimal
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_desktop.core.errors import Cancelled, Invalid
from crm_desktop.exchange import table
from crm_desktop.exchange.csvfile import write_csv
from crm_desktop.exchange.excelfile import Column, sheet_name, workbook, write_excel
from crm_desktop.exchange.formulas import guard, unguard
from crm_desktop.exchange.table import ReadOptions, open_table, unique_headings

TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=30)
#: XML 1.0 knows no control characters but tab and line ends, and no non-characters.
EXCEL_TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")) | st.sampled_from("\n\t'=+-@"), max_size=30)
TMP = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@given(TEXT | st.text("'=+-@\t\r\n＝5.%a", max_size=6))
def test_guard_is_undone_exactly(text: str) -> None:
    guarded = guard(text)
    assert unguard(guarded) == text
    assert guarded[:1] not in tuple("=@\t\r＝＠") if guarded else True


def test_only_the_example_below_the_headings_is_no_data(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("name,note\n※ Example,x\n※ Star Trading,y\n※,z\n", encoding="utf-8")
    assert [row.cells[0] for row in open_table(path).rows()] == ["※ Star Trading", "※"]


@TMP
@given(rows=st.lists(st.lists(TEXT, min_size=3, max_size=3), max_size=8))
def test_csv_round_trip(tmp_path: Path, rows: list[list[str]]) -> None:
    path = tmp_path / "out.csv"
    write_csv(path, ["a", "b", "c"], rows)
    table = open_table(path)
    assert table.headings == ("a", "b", "c")
    assert [list(row.cells) for row in table.rows()] == [r for r in rows if any(c.strip() for c in r)]


@TMP
@given(rows=st.lists(st.lists(EXCEL_TEXT, min_size=2, max_size=2), max_size=6))
def test_excel_text_round_trip(tmp_path: Path, rows: list[list[str]]) -> None:
    path = tmp_path / "out.xlsx"
    write_excel(path, [Column(heading="a"), Column(heading="b")], rows, "列表")
    kept = [r for r in rows if any(c.strip() for c in r)]
    assert [list(row.cells) for row in open_table(path).rows()] == kept


@TMP
@given(
    rows=st.lists(
        st.tuples(
            st.integers(-(10**14), 10**14),
            st.decimals(-(10**12), 10**12, allow_nan=False, places=4),
            st.dates(dt.date(1900, 3, 1), dt.date(9999, 12, 31)),
            st.booleans(),
            st.datetimes(dt.datetime(1900, 3, 1), dt.datetime(9999, 12, 31)).map(lambda d: d.replace(microsecond=0)),
        ),
        max_size=5,
    )
)
def test_excel_values_round_trip(tmp_path: Path, rows: list[tuple[int, Decimal, dt.date, bool, dt.datetime]]) -> None:
    path = tmp_path / "out.xlsx"
    columns = [Column(heading=str(i), kind=k) for i, k in enumerate(("integer", "number", "date", "text", "datetime"))]
    write_excel(path, columns, rows)
    for row, read in zip(rows, open_table(path).rows(), strict=True):
        assert int(read.cells[0]) == row[0]
        assert Decimal(read.cells[1]) == row[1]
        assert read.cells[2] == row[2].isoformat()
        assert read.cells[3] == ("1" if row[3] else "0")
        assert dt.datetime.fromisoformat(read.cells[4]) == row[4]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encoding_and_delimiter_are_found(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "in.csv"
    lines = (["客户名称", "电话", "备注"], ["西安未来科技有限公司", "029-00001111", f'"一{delimiter}二"'])
    text = "".join(delimiter.join(line) + "\r\n" for line in lines)
    path.write_bytes(text.encode(encoding))
    table = open_table(path)
    assert table.headings == ("客户名称", "电话", "备注")
    assert [r.cells for r in table.rows()] == [("西安未来科技有限公司", "029-00001111", f"一{delimiter}二")]


def test_western_text_is_not_taken_for_chinese(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes("name,city\r\nJürgen Müller,Köln\r\nRenée Lefèvre,Orléans\r\nZoë Çelik,Nîmes\r\n".encode("cp1252"))
    assert next(open_table(path).rows()).cells == ("Jürgen Müller", "Köln")


def test_rows_keep_the_numbers_of_the_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text('\n报价单\n\nname,phone\na,1\n\n"b\nb",2\nc,3,surplus\nd\n', encoding="utf-8", newline="\n")
    table = open_table(path, ReadOptions(heading_row=4, delimiter=","))
    assert [(r.number, r.cells, r.problem) for r in table.rows()] == [
        (5, ("a", "1"), ""),
        (7, ("b\nb", "2"), ""),
        (8, ("c", "3"), "row_too_long"),
        (9, ("d", ""), ""),
    ]


def test_sep_line_of_excel_is_understood(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(b"sep=;\r\na;b\r\n1,5;2\r\n")
    table = open_table(path)
    assert table.headings == ("a", "b")
    assert [(r.number, r.cells) for r in table.rows()] == [(3, ("1,5", "2"))]


def test_repeated_headings_get_numbers() -> None:
    assert unique_headings(["电话", " 电话 ", "", "a  b"]) == ("电话", "电话 (2)", "", "a b")


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("none.csv", None, "file_missing"),
        ("empty.csv", b"", "file_empty"),
        ("blank.csv", b"\r\n\r\n", "file_empty"),
        ("open.csv", b'a,b\r\n"never closed,2\r\n', "file_quotes"),
        ("fake.xlsx", b"this is no workbook", "file_unreadable"),
        ("fake.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "file_unreadable"),
        ("page.pdf", b"%PDF", "file_kind"),
    ],
)
def test_unreadable_files_say_why(tmp_path: Path, name: str, content: bytes | None, rule: str) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Invalid) as caught:
        list(open_table(path).rows())
    assert caught.value.rule == rule


def test_a_workbook_is_known_whatever_its_name_ends_with(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    write_excel(path, [Column(heading="名称")], [["甲公司"]])
    renamed = path.rename(tmp_path / "list.csv")
    assert [row.cells for row in open_table(renamed).rows()] == [("甲公司",)]


@pytest.mark.parametrize(
    ("above", "found"),
    [(["客户一览表 2026,,,"], 2), (["基本资料,,联系,"], 2), ([",,,", "制表人：王,,,", ""], 4), ([], 1)],
)
def test_titles_above_the_headings_are_passed_over(tmp_path: Path, above: list[str], found: int) -> None:
    path = tmp_path / "titled.csv"
    path.write_text("\n".join([*above, "名称,等级,电话,城市", "甲公司,A,029-1,西安"]), encoding="utf-8")
    opened = open_table(path)
    assert opened.headings == ("名称", "等级", "电话", "城市")
    assert [(row.number, row.cells[0]) for row in opened.rows()] == [(found + 1, "甲公司")]


def test_a_heading_row_that_lacks_some_words_stays_one(tmp_path: Path) -> None:
    path = tmp_path / "gaps.csv"
    path.write_text("名称,,电话\n甲公司,A,029-1\n乙公司,B,029-2\n", encoding="utf-8")
    assert open_table(path).headings == ("名称", "", "电话")


def test_a_sheet_of_words_before_the_table_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "explained.xlsx"
    with workbook(path, {}) as book:
        words, rows = book.add_worksheet("填写说明"), book.add_worksheet("客户")
        words.write_column(0, 0, ["请先阅读", "带 * 的必填"])
        rows.write_row(0, 0, ["名称*", "电话"])
        rows.write_row(1, 0, ["甲公司", "029-1"])
    opened = open_table(path)
    assert opened.headings == ("名称*", "电话")
    assert [row.cells for row in opened.rows()] == [("甲公司", "029-1")]
    assert open_table(path, ReadOptions(sheet="填写说明")).headings == ("请先阅读",)


def test_a_zip_bomb_is_refused_unopened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "LARGEST_WORKBOOK", 20_000_000)
    path = tmp_path / "bomb.xlsx"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 20_000_001)
    assert path.stat().st_size < 100_000
    with pytest.raises(Invalid) as caught:
        open_table(path)
    assert caught.value.rule == "file_too_big"


MANIFEST = (
    '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">'
    '<manifest:encryption-data manifest:checksum="x"/></manifest:file-entry></manifest:manifest>'
)


def test_a_password_is_named_as_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "secret.ods"
    with ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", b"\x01\x02encrypted")
    with pytest.raises(Invalid) as caught:
        open_table(path)
    assert caught.value.rule == "file_protected"


def test_numbers_from_excel_are_as_shown(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    write_excel(
        path,
        [Column(heading="n", kind="number")],
        [[Decimal("13800138001")], [Decimal("0.1")], [Decimal("123456789012345678.25")]],
    )
    assert [r.cells[0] for r in open_table(path).rows()] == ["13800138001", "0.1", "123456789012345678.25"]


def test_sheet_names_are_made_legal() -> None:
    assert sheet_name("客户/联系人: [全部]*?") == "客户联系人 全部"
    assert sheet_name("") == "Sheet1"
    assert len(sheet_name("x" * 50)) == 31


def test_formulas_are_inert_in_excel(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    write_excel(path, [Column(heading="=1+1")], [["=cmd|' /C calc'!A0"], ["http://x.invalid"], ["@SUM(1)"]])
    import zipfile

    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert [r.cells[0] for r in open_table(path).rows()] == ["=cmd|' /C calc'!A0", "http://x.invalid", "@SUM(1)"]


def test_reading_streams(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    write_csv(path, ["a", "b"], ([str(i), "x" * 50] for i in range(50_000)))
    tracemalloc.start()
    count = sum(1 for _ in open_table(path).rows())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 50_000
    assert peak < 4_000_000


SPECTRUM = (
    "comma_in_quotes",
    "empty",
    "empty_crlf",
    "escaped_quotes",
    "json",
    "location_coordinates",
    "newlines",
    "newlines_crlf",
    "quotes_and_newlines",
    "simple",
    "simple_crlf",
    "utf8",
)


@pytest.mark.parametrize("name", SPECTRUM)
def test_csv_spectrum(shared_data: Path, name: str) -> None:
    folder = shared_data / "csv" / "csv-spectrum"
    table = open_table(folder / f"{name}.csv")
    read = [dict(zip(table.headings, row.cells, strict=True)) for row in table.rows()]
    meant = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    meant = meant if isinstance(meant, list) else [meant]
    if name == "location_coordinates":  # that file's own answer gives another telephone number
        for record in (*read, *meant):
            record.pop("Contact Phone Number")
    assert read == meant


def test_csv_injection_payloads(shared_data: Path, tmp_path: Path) -> None:
    payloads = (shared_data / "csv" / "csv-injection" / "csv-payload.txt").read_text(encoding="utf-8").splitlines()
    payloads = [p for p in payloads if p]
    path = tmp_path / "out.csv"
    write_csv(path, ["payload", "after"], [[p, "end"] for p in payloads])
    with path.open(encoding="utf-8-sig", newline="") as file:  # as a spreadsheet sees it
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [c for c in cells if c[:1] in tuple("=+-@\t\r")]
    assert [r.cells for r in open_table(path).rows()] == [(p, "end") for p in payloads]


def test_every_vcard_of_other_programs_is_read(shared_data: Path) -> None:
    files = sorted((shared_data / "vcard").rglob("*.vcf"))
    read = {path.name: list(open_table(path).rows()) for path in files}
    assert len(read) == len(files)
    unread = sum(1 for rows in read.values() for row in rows if row.problem)
    assert unread == 1  # one holds nothing but a picture
    outlook = dict(zip(open_table(files[0]).headings, read["vcard-antoni-outlook2003.vcf"][0].cells, strict=True))
    assert (outlook["Name"], outlook["Customer"], outlook["Mobile"], outlook["Birthday"]) == (
        "Antoni Jozef Mylka jun.",
        "DFKI",
        "48 91 3 175 234",
        "1980-01-18",
    )


def test_chinese_card(tmp_path: Path) -> None:
    path = tmp_path / "card.vcf"
    path.write_text(
        "BEGIN:VCARD\nVERSION:3.0\nN:王;小明;;;\nORG:西安未来科技有限公司;采购部\n"
        "TEL;TYPE=CELL:138 0000 0000\nX-GENDER:Female\nEMAIL;X-MARKED=invalid:w@b.cn\n"
        "ADR;TYPE=WORK:;;高新路1号;西安市;陕西省;710000;中国\nEND:VCARD\nBEGIN:VCARD\ngarbage\nEND:VCARD\n",
        encoding="utf-8",
    )
    table = open_table(path)
    good, bad = table.rows()
    assert good.cells[:3] == ("王小明", "西安未来科技有限公司", "采购部")
    told = dict(zip(table.headings, good.cells, strict=True))
    assert (told["Address"], told["Postcode"], told["Gender"]) == ("中国陕西省西安市高新路1号", "710000", "female")
    assert (told["Email"], told["Wants no e-mail"], told["E-mail invalid"]) == ("w@b.cn", "", "yes")
    assert bad.problem == "card_unreadable"


def test_kinds_in_quotes_and_a_birthday_without_a_year(tmp_path: Path) -> None:
    path = tmp_path / "card.vcf"
    path.write_text(
        'BEGIN:VCARD\nVERSION:4.0\nFN:赵敏\nTEL;VALUE=uri;PREF=1;TYPE="cell,voice":tel:+86-139-9111-0003\n'
        'TEL;TYPE="WORK,FAX":029-81110001\nTEL;TYPE="WORK,VOICE":029-81110002\nBDAY:--0506\nEND:VCARD\n'
        "BEGIN:VCARD\nVERSION:3.0\nFN:钱进\nTEL;type=CELL;type=VOICE;type=pref:13991110004\n"
        "BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-06\nEND:VCARD\n",
        encoding="utf-8",
    )
    table = open_table(path)
    first, second = (dict(zip(table.headings, row.cells, strict=True)) for row in table.rows())
    assert (first["Mobile"], first["Phone"], first["Fax"]) == ("+86-139-9111-0003", "029-81110002", "029-81110001")
    assert second["Mobile"] == "13991110004"
    assert (first["Birthday"], second["Birthday"]) == ("--05-06", "--05-06"), "no year is none of 1604"
    path.write_text(
        "BEGIN:VCARD\nVERSION:3.0\nFN:钱进\nitem1.TEL;type=pref:+86 139 9111 0005\nTEL:029-81110006\n"
        "TEL;TYPE=WORK:13991110007\nEND:VCARD\n",
        encoding="utf-8",
    )
    (row,) = open_table(path).rows()
    told = dict(zip(table.headings, row.cells, strict=True))
    assert told["Mobile"] == "+86 139 9111 0005" and told["Phone"] in ("029-81110006", "13991110007")
    for said, read in (("--05-06", "--05-06"), ("1604-02-29", "--02-29"), ("19900506", "1990-05-06"), ("--0230", ""),
                       ("---06", ""), ("1990", "")):  # fmt: skip
        path.write_text(f"BEGIN:VCARD\nVERSION:3.0\nFN:钱进\nBDAY:{said}\nEND:VCARD\n", encoding="utf-8")
        (row,) = open_table(path).rows()
        assert row.cells[table.headings.index("Birthday")] == read, said


@pytest.mark.parametrize("stopped", [True, False])
def test_a_workbook_that_was_stopped_leaves_its_rows_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stopped: bool
) -> None:
    """What waits in the temporary folder for the end of the file is hundreds of megabytes of customers."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    waiting: list[Path] = []

    def rows() -> Iterator[list[str]]:
        for number in range(2_000):
            yield [f"西安巨森美粮油有限公司{number}"]
        waiting.extend(p for p in tmp_path.rglob("*") if p.is_file())
        if stopped:
            raise Cancelled

    with pytest.raises(Cancelled) if stopped else nullcontext():
        write_excel(tmp_path / "out.xlsx", [Column(heading="名称")], rows())
    assert waiting
    assert [p.name for p in tmp_path.iterdir()] == ([] if stopped else ["out.xlsx"])


def test_a_sheet_beyond_two_gigabytes_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 100)
    path = tmp_path / "out.xlsx"
    assert write_excel(path, [Column(heading="名称")], [["甲"], ["乙"]]) == 2
    assert [row.cells for row in open_table(path).rows()] == [("甲",), ("乙",)]
