"""Lists and records on paper: every character, every page, nothing cut, the same bytes each time."""

from __future__ import annotations

import io
from contextlib import closing
from typing import Any

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from reportlab.graphics.shapes import Drawing, Rect, String

from crm_desktop.core.series import Chart, Series
from crm_desktop.printing import fonts, formats
from crm_desktop.printing.charts import chart_height, draw_chart
from crm_desktop.printing.listing import Block, Lines, print_list, print_record
from crm_desktop.printing.page import Head, Heading, Words, make_pdf
from crm_desktop.printing.tables import Column, Row
from crm_desktop.printing.words import translate

HEAD = Head(company="西安秦川电脑有限责任公司", title="客户清单", printed="2026-07-01 09:00", person="高远")
COLUMNS = (
    Column(label="编码"),
    Column(label="客户名称", weight=24),
    Column(label="地址", weight=30),
    Column(label="金额 (元)", right=True),
    Column(label="增减", right=True, signed=True),
)
PROBE = (
    "门龘㐀 m² 45 µm € ¥ ￥ １２３ ＡＢＣ ①②③ ㎡ ℃ ± × ÷ ≤ ≥ → ▲▼ ★ ✓ “引号”‘单’—— ……，。（）：％ àéüñ Ω Ж あア 〇々 😀"
)


def reader_of(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in reader_of(content).pages)


def rows(count: int) -> list[tuple[str, ...]]:
    address = "西安市雁塔区科技路 48 号创业广场 B 座 1203 室"
    return [
        (
            f"KH-2026-{n:05d}",
            f"西安秦川电脑科技有限公司 第{n}分公司",
            address,
            formats.money(n * 1_234_567 - 5_000_000),
            formats.change((n - 3) / 10),
        )
        for n in range(count)
    ]


def test_every_character_is_printed_and_can_be_copied() -> None:
    content = make_pdf(HEAD, [Heading(PROBE, 12), Words(PROBE, 10)])
    text = text_of(content).replace("\n", "").replace(" ", "")
    for char in PROBE.replace(" ", ""):
        assert text.count(char) >= 2, char
    fonts.register()
    known = fonts.pdfmetrics.getFont(fonts.FACE).face.charToGlyph
    assert [c for c in PROBE if c != " " and ord(c) not in known] == []


def test_a_list_repeats_its_head_and_keeps_its_total() -> None:
    content = print_list(HEAD, COLUMNS, rows(200), totals=("", "", "", "9,876,543.21", ""), filters="等级：A")
    pages = [page.extract_text() for page in reader_of(content).pages]
    assert len(pages) > 5
    for number, page in enumerate(pages, 1):
        assert "客户名称" in page
        assert f"第 {number} 页，共 {len(pages)} 页" in page
    assert "合计" in pages[-1]
    assert "9,876,543.21" in pages[-1]
    assert "KH-2026-00199" in pages[-1]
    assert "共 200 行" in pages[0]
    assert "等级：A" in pages[0]
    whole = "\n".join(pages)
    assert all(whole.count(row[0]) == 1 for row in rows(200))


@pytest.mark.parametrize("count", range(30, 90))
def test_the_last_row_never_stands_alone_on_a_page(count: int) -> None:
    content = print_list(HEAD, (Column(label="Name"),), [(f"row{n}.",) for n in range(count)])
    pages = [page.extract_text().count("row") - page.extract_text().count("rows") for page in reader_of(content).pages]
    assert sum(pages) == count and min(pages) > 1


def test_groups_and_subtotals_stay_with_their_rows() -> None:
    body: list[Any] = []
    for group in range(30):
        body.append(Row(cells=(f"地区{group}", "", "", "", ""), style="group"))
        body += rows(7)
        body.append(Row(cells=("小计", "", "", "1.00", ""), style="subtotal"))
    for page in reader_of(print_list(HEAD, COLUMNS, body)).pages:
        lines = [line for line in page.extract_text().split("\n") if line.strip()]
        body_lines = lines[lines.index("增减") + 1 :] if "增减" in lines else lines
        assert not body_lines[0].startswith("小计")
        assert not body_lines[-1].startswith("地区")


def test_a_group_is_named_on_each_of_its_pages() -> None:
    body: list[Any] = []
    for group in range(2):
        body += [Row(cells=(f"地区{group}", "", "", "", ""), style="group"), *rows(100)]
    pages = [page.extract_text() for page in reader_of(print_list(HEAD, COLUMNS, body)).pages]
    assert len(pages) > 4
    assert all("地区" in page for page in pages), "whoever holds one page knows what its rows belong to"
    assert "地区0" in pages[1] and "地区1" not in pages[1]
    assert "地区1" in pages[-1] and "地区0" not in pages[-1]
    assert sum(page.count("KH-2026-") for page in pages) == 200, "no row is lost or doubled"


def test_a_cell_longer_than_a_page_goes_on() -> None:
    content = print_list(HEAD, COLUMNS, [("1", "长" * 4000, "x" * 700, "1.00", ""), *rows(2)])
    text = text_of(content)
    assert text.count("长") == 4000
    assert text.count("x") >= 700


def test_numbers_are_never_broken_into_two_lines() -> None:
    columns = [Column(label=f"第 {n} 列", right=True) for n in range(11)]
    amounts = [tuple(formats.money(-(10**9) - n * 7 - row) for n in range(11)) for row in range(5)]
    text = text_of(print_list(HEAD, columns, amounts))
    for row in amounts:
        for amount in row:
            assert amount in text


def test_a_column_is_as_wide_as_a_rare_value_needs_where_there_is_room() -> None:
    columns = (Column(label="Order"), Column(label="Product", weight=300), Column(label="Batch", weight=1))
    body = [(f"DD-{n:05d}", "Printer", "2502-659 cold" if n == 500 else "") for n in range(1_000)]
    assert "2502-659 cold" in text_of(print_list(HEAD, columns, body))


def test_a_rare_long_word_is_not_broken() -> None:
    columns = [Column(label=name) for name in ("Dictionary", "Code", "Name", "English name", "Colour", "Retired")]
    body = [
        ("Kinds of phone and of e-mail of a contact or of a company", "recommended_by" if n == 90 else "home", "住宅", "Home address of the person who is in charge of it", "#6b7280", "No")
        for n in range(100)
    ]  # fmt: skip
    assert "recommended_by" in text_of(print_list(HEAD, columns, body))


def test_words_stand_away_from_the_number_before_them() -> None:
    columns = [Column(label="数量", right=True), Column(label="单位"), Column(label="备注")]
    places: dict[str, float] = {}

    def seen(text: str, _cm: Any, matrix: Any, _font: Any, _size: Any) -> None:
        places[text.strip()] = matrix[4]

    content = print_list(HEAD, columns, [("12,345", "箱子", "易碎品")])
    reader_of(content).pages[0].extract_text(visitor_text=seen)
    end = places["12,345"] + fonts.width("12,345", 8.5)
    assert places["箱子"] - end >= 12
    assert places["单位"] == places["箱子"], "the heading stands above its words"


@pytest.mark.parametrize(("less", "text", "red"), [(False, "+50%", False), (True, "+50%", True), (True, "−50%", False)])
def test_a_change_is_red_where_it_is_for_the_worse(less: bool, text: str, red: bool) -> None:
    content = print_list(HEAD, [Column(label="增减", right=True, signed=True, less=less)], [(text,)])
    with closing(pypdfium2.PdfDocument(content)) as document:
        colours = document[0].render(scale=2).to_pil().convert("RGB").getcolors(1 << 24)
    reds = [c for _, c in colours if c[0] > c[1] + 90 and c[0] > c[2] + 90]
    greens = [c for _, c in colours if c[1] > c[0] + 60 and c[1] > c[2] + 20]
    assert (bool(reds), bool(greens)) == (red, not red)


def test_a_heading_of_a_column_is_not_broken_within_a_word() -> None:
    columns = [Column(label="Department"), *(Column(label=f"Amount {n}", right=True) for n in range(9))]
    figures = [("销售部", *(formats.money(10**9 + n) for n in range(9)))] * 3
    assert "Department" in text_of(print_list(HEAD, columns, figures))


@pytest.mark.parametrize("lines", range(20, 46))
def test_a_heading_of_a_record_stands_on_the_page_of_its_first_row(lines: int) -> None:
    columns, tall = (Column(label="When"), Column(label="Content", weight=40)), "\n".join(["许多话"] * 9)
    content = print_record(
        HEAD,
        "周海燕",
        [],
        [
            Lines(title="Record", columns=columns, rows=tuple(Row(cells=("", str(n))) for n in range(lines))),
            Lines(title="Timeline", columns=columns, rows=(Row(cells=("2026-07-01", tall)),) * 3),
        ],
    )
    pages = [page.extract_text() for page in reader_of(content).pages]
    assert [n for n, text in enumerate(pages) if "Timeline" in text] == [
        next(n for n, text in enumerate(pages) if "2026-07-01\n" in text.partition("Timeline")[2] or "许多话" in text)
    ]


def test_the_names_and_the_values_of_all_sections_stand_below_each_other() -> None:
    blocks = [
        Block(title="一", pairs=(("甲", "v1"), ("乙", "v2"))),
        Block(title="二", pairs=(("很长的一个名称", "v3"), ("丙", "很长的一段内容，但还放得下"))),
    ]
    places: dict[str, float] = {}

    def seen(text: str, _cm: Any, matrix: Any, _font: Any, _size: Any) -> None:
        places[text.strip()] = round(matrix[4])

    for page in reader_of(print_record(HEAD, "某某", blocks)).pages:
        page.extract_text(visitor_text=seen)
    assert places["v1"] == places["v3"]
    assert places["v2"] == places["很长的一段内容，但还放得下"]


def test_a_record_sheet() -> None:
    content = print_record(
        HEAD,
        "西安长安电脑有限公司",
        [
            Block(
                title="基本资料",
                pairs=(("编码", "KH-1"), ("等级", "A"), ("备注", "很长的说明。" * 60), ("城市", "西安")),
            ),
            Block(title="空白", pairs=()),
        ],
        [
            Lines(title="订单行", columns=COLUMNS, rows=tuple(Row(cells=r) for r in rows(3))),
            Lines(title="附件", columns=COLUMNS, rows=()),
        ],
        subtitle="目标客户",
    )
    text = text_of(content)
    for word in ("西安长安电脑有限公司", "目标客户", "KH-1", "基本资料", "订单行", "没有符合条件的记录"):
        assert word in text
    assert text.replace("\n", "").count("很长的说明") == 60
    assert "空白" not in text


def test_values_stand_below_each_other_in_all_sections() -> None:
    blocks = [
        Block(title="客户", pairs=(("名称", "甲"), ("服务工程师", "乙"))),
        Block(title="开票", pairs=(("税号", "丙"), ("信用额度（元）", "丁"))),
    ]
    with closing(pypdfium2.PdfDocument(print_record(HEAD, "公司", blocks))) as document:
        page = document[0].get_textpage()
        left = {word: page.get_charbox(page.search(word).get_next()[0])[0] for word in "甲乙丙丁"}
    assert left["甲"] == pytest.approx(left["丙"], abs=3) and left["乙"] == pytest.approx(left["丁"], abs=3)
    assert left["乙"] - left["甲"] > HEAD.body_width / 3


def test_an_empty_list_says_so_in_both_languages() -> None:
    assert "没有符合条件的记录" in text_of(print_list(HEAD, COLUMNS, []))
    english = Head(company="Qinchuan", title="Customers", language="en")
    text = text_of(print_list(english, COLUMNS, []))
    assert "No rows match." in text
    assert "Page 1 of 1" in text


def test_the_same_input_gives_the_same_bytes() -> None:
    assert print_list(HEAD, COLUMNS, rows(30)) == print_list(HEAD, COLUMNS, rows(30))


def test_only_the_embedded_face_is_named() -> None:
    chart = Chart(kind="lines", title="趋势", categories=("一", "二"), series=(Series(name="a", values=(1, 2)),))
    content = make_pdf(HEAD, [draw_chart(chart, 400, 150, "zh_CN"), Words("text")])
    for page in reader_of(content).pages:
        for font in page["/Resources"]["/Font"].values():
            assert "/FontFile2" in font.get_object()["/FontDescriptor"]
    assert b"Helvetica" not in content


def test_wide_pages() -> None:
    content = print_list(Head(company="西安", title="宽表", wide=True), COLUMNS, rows(3))
    box = reader_of(content).pages[0].mediabox
    assert box.width > box.height


@given(st.text(max_size=200), st.floats(20, 400))
@settings(max_examples=200, deadline=None)
def test_wrapping_loses_nothing_and_fits(text: str, limit: float) -> None:
    lines = fonts.wrap(text, 9, limit)
    kept = "".join(c for c in "".join(lines) if not c.isspace())
    assert kept == "".join(c for c in fonts.clean(text) if not c.isspace())
    assert all(fonts.width(line, 9) <= limit or len(line) <= 1 for line in lines)
    assert fonts.width(fonts.shorten(text, 9, limit), 9) <= max(limit, fonts.width("…", 9))


def test_punctuation_does_not_begin_a_line() -> None:
    for limit in range(30, 120, 3):
        for line in fonts.wrap("今天下雨，我们没有出门。（改到明天）；客户说：可以！", 9, limit):
            assert line[0] not in fonts.NOT_FIRST or fonts.width(line, 9) > limit - 9
            assert line[-1] not in fonts.NOT_LAST or len(line) == 1


VALUES = st.one_of(st.none(), st.integers(-(10**14), 10**14))


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_no_chart_leaves_its_frame(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["bars", "lines", "funnel"]))
    categories = tuple(
        data.draw(st.lists(st.sampled_from(["一月", "Darcel Schlecht", "很长很长很长很长的名字", ""]), max_size=40))
    )
    count = 1 if kind == "funnel" else data.draw(st.integers(1, 3))
    series = tuple(
        Series(name=f"系列{n}", muted=n == 1, values=tuple(data.draw(VALUES) for _ in categories)) for n in range(count)
    )
    chart = Chart(
        kind=kind, title="图", categories=categories, series=series, unit="money", horizontal=data.draw(st.booleans())
    )
    drawing = draw_chart(chart, 480, chart_height(chart), "zh_CN")
    for shape in shapes(drawing):
        if isinstance(shape, Rect):
            assert -1 <= shape.x <= 481
            assert shape.x + shape.width <= 481
            assert shape.y >= -1
            assert shape.y + shape.height <= drawing.height + 1
        if isinstance(shape, String):
            assert shape.x >= -1
            assert shape.x + fonts.width(shape.text, shape.fontSize) <= 482


def shapes(drawing: Drawing) -> list[Any]:
    return list(drawing.contents)


@pytest.mark.parametrize(
    ("fen", "text"),
    [(0, "0.00"), (5, "0.05"), (-5, "−0.05"), (123_456_789, "1,234,567.89"), (-100, "−1.00"), (None, "–")],
)
def test_money(fen: int | None, text: str) -> None:
    assert formats.money(fen) == text


@pytest.mark.parametrize(
    ("currency", "text"), [("CNY", "¥1,234.50"), ("USD", "$1,234.50"), ("CHF", "CHF 1,234.50"), ("", "1,234.50")]
)
def test_money_of_a_currency(currency: str, text: str) -> None:
    assert formats.money(123_450, currency) == text
    assert formats.money(-123_450, currency) == f"−{text}"


def test_ratios_and_dates() -> None:
    assert formats.percent(0.63152) == "63.15%"
    assert formats.change(0.125) == "+12.5%"
    assert formats.change(-0.00001) == "0.0%"
    assert formats.change(None) == "–"
    assert formats.currency_name("CNY", "zh_CN") == "元"
    assert formats.currency_name("USD", "zh_CN") == "USD"


def test_words_come_from_the_translation_files() -> None:
    assert translate("zh_CN", "Print", "Total") == "合计"
    assert translate("en", "Print", "Total") == "Total"
    assert translate("zh_CN", "Print", "no such text") == "no such text"
