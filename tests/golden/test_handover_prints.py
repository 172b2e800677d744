"""The hand-over sheet and the organisation chart on paper: what they say, in both languages, and that nothing is cut."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, date, datetime

import pypdfium2
import pytest

from crm_desktop.base_info.directory.prints import print_org_chart
from crm_desktop.base_info.directory.rules import Person, Unit, org_chart
from crm_desktop.base_info.handover.prints import handover_sheet
from crm_desktop.base_info.handover.rules import SheetCustomer
from crm_desktop.printing.page import Head


def _customer(number: int, *, work: int = 2, owner: str = "王小明") -> SheetCustomer:
    lines = [
        ("opportunity", f"办公电脑更新{number}", 12_000_000, "CNY", date(2026, 4, 1)),
        ("promise", "周五前送样机", None, "", date(2026, 3, 20)),
        ("sales_order", "", 350_000, "USD", None),
    ]
    return SheetCustomer(
        id=number,
        name=f"西安环太科技有限公司{number}",
        code=f"KH-2026-{number:05d}",
        grade="A",
        owner=owner,
        contact="张经理",
        phone="13900001111",
        last_contact_at=datetime(2026, 3, 1, 2, 0, tzinfo=UTC) if work else None,
        last_words="电话联系：对方要新的报价",
        next_contact_on=date(2026, 3, 8) if work else None,
        open_work=tuple(lines[:work]),
    )


def _head(language: str, *, wide: bool = False) -> Head:
    return Head(company="西安长安数码", title="交接 Hand-over", language=language, wide=wide)


def _text(content: bytes) -> tuple[str, int]:
    document = pypdfium2.PdfDocument(content)
    try:
        pages = [page.get_textpage().get_text_bounded() for page in document]
        return "\n".join(pages), len(pages)
    finally:
        document.close()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh_CN", ["原负责人：王小明", "最近联系 2026-03-01", "下次联系 2026-03-08", "承诺", "销售机会", "没有未完事项", "移交人", "草稿"]),
        ("en", ["So far with 王小明", "Last contact 2026-03-01", "Next contact 2026-03-08", "Promise", "Opportunity", "No open work", "Handed over", "Draft"]),
    ],
)  # fmt: skip
def test_the_sheet_says_what_a_successor_must_know(language: str, words: list[str]) -> None:
    customers = [_customer(1, work=3), _customer(2), _customer(3, work=0), _customer(4, owner="陈静")]
    text, pages = _text(handover_sheet(_head(language), customers, {"A": "A 重要"}))
    for word in (*words, "周五前送样机", "¥120,000.00", "$3,500.00", "KH-2026-00001", "13900001111", "陈静"):
        assert word in text, word
    assert pages == 1


@pytest.mark.parametrize("work", [(0,), (1,), (2,), (0, 1), (0, 2), (1, 2), (0, 1, 2)])
def test_an_owners_name_never_stands_alone_at_the_foot_of_a_page(work: tuple[int, ...]) -> None:
    customers = [_customer(n, work=work[n % len(work)], owner=f"负责{n:02}") for n in range(40)]
    with closing(pypdfium2.PdfDocument(handover_sheet(_head("zh_CN"), customers, {}))) as document:
        pages = [page.get_textpage().get_text_bounded().split() for page in document]
    assert len(pages) > 3
    for words in pages:
        last = max((n for n, word in enumerate(words) if word.startswith("原负责人")), default=-1)
        assert last < 0 or any("环太" in word for word in words[last:]), words[-8:]


def test_a_customer_is_never_torn_and_all_are_there() -> None:
    content = handover_sheet(_head("zh_CN"), [_customer(n, work=3) for n in range(1, 41)], {})
    document = pypdfium2.PdfDocument(content)
    try:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()
    assert len(pages) > 3
    for n in range(1, 41):
        (at,) = [number for number, text in enumerate(pages) if f"KH-2026-{n:05d}" in text]
        assert f"办公电脑更新{n}\r" in pages[at] or f"办公电脑更新{n}" in pages[at]


@pytest.mark.parametrize(("language", "count"), [("zh_CN", "共 84 人"), ("en", "84 employees")])
def test_the_chart_fits_one_page_with_everybody(language: str, count: str) -> None:
    units = [Unit(id=n, name=f"部门{n}", parent_id=None if n < 9 else 1 + n % 3, head_id=n * 100) for n in range(1, 15)]
    people = [
        Person(id=n * 100 + k, name=f"员工{n}之{k}", title="客户经理", department_id=n)
        for n in range(1, 15)
        for k in range(6)
    ]
    text, pages = _text(print_org_chart(_head(language, wide=True), org_chart("西安长安数码", units, people)))
    assert pages == 1
    assert count in text
    flat = text.replace("\r", "").replace("\n", "")
    for unit in units:
        assert unit.name in flat
    for person in people:
        assert person.name in flat, person.name
