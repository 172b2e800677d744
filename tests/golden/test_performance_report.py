"""The performance report as a reader finds it: text, fonts, boxes inside the page, both languages."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from pypdf import PdfReader

from crm_desktop.analysis.prints import performance_report
from crm_desktop.analysis.rules import Figures, Period, Person, Ranking, Sum, make_ranking
from crm_desktop.printing import formats

PERIOD = Period(date(2026, 1, 1), date(2026, 6, 30))
NAMES = ("王小明", "陈静", "刘洋", "欧阳东方不败", "Darcel Schlecht", "门龘㐀", "孙丽 (m² µ €)", "周兰")


def ranking(*, profit: bool = True, count: int = 24, measure: str = "orders") -> Ranking:
    people = [Person(id=1, name="李梅", department_id=1), Person(id=2, name="赵刚", department_id=2)]
    people += [
        Person(
            id=10 + n,
            name=f"{NAMES[n % len(NAMES)]}{n // len(NAMES) or ''}",
            superior_id=1 + n % 2,
            department_id=1 + n % 2,
        )
        for n in range(count)
    ]
    sums = [
        Sum(
            part=part,
            owner_id=10 + n,
            month=date(2026, month, 1),
            figures=Figures(
                won_amount=(n + 1) * 1_234_567 * month,
                won_count=n % 5,
                lost_count=month % 3,
                order_amount=(count - n) * 7_654_321 + month,
                order_count=n + month,
                profit=(n - 3) * 1_111_111 if profit else None,
            ),
        )
        for part in ("now", "before", "year")
        for n in range(count)
        for month in range(1, 7)
    ]
    sums.append(Sum(part="now", owner_id=None, month=date(2026, 3, 1), figures=Figures(order_amount=5, order_count=1)))
    return make_ranking(
        PERIOD,
        measure,
        sums,
        people,
        {1: "销售一部", 2: "销售二部"},
        has_profit=profit,
        company="西安秦川电脑有限责任公司",
        company_en="Qinchuan Computer Co., Ltd.",
    )


def report(language: str, **shape: Any) -> PdfReader:
    content = performance_report(ranking(**shape), language=language, printed="2026-07-01 09:00", person="高远")
    return PdfReader(io.BytesIO(content))


def texts(reader: PdfReader) -> list[str]:
    return [page.extract_text() for page in reader.pages]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "zh_CN",
            (
                "业绩报告",
                "西安秦川电脑有限责任公司",
                "期间：2026-01-01 – 2026-06-30",
                "各团队",
                "各员工",
                "赢单率",
                "毛利",
                "去年同期",
                "无负责人",
                "第 1 页，共",
                "高远 打印于 2026-07-01 09:00",
                "（按月）",
            ),
        ),
        (
            "en",
            (
                "Performance report",
                "Qinchuan Computer Co., Ltd.",
                "Period: 2026-01-01 – 2026-06-30",
                "Per team",
                "Per employee",
                "Win rate",
                "Profit",
                "A year earlier",
                "No owner",
                "Page 1 of",
                "by month",
            ),
        ),
    ],
)
def test_the_words_are_there_in_both_languages(language: str, words: tuple[str, ...]) -> None:
    text = "\n".join(texts(report(language)))
    for word in (*words, *NAMES, "销售一部"):
        assert word in text, word


def test_chinese_reports_hold_no_english_words() -> None:
    text = "\n".join(texts(report("zh_CN")))
    for word in ("Page", "Total", "Rank", "Won", "Team", "Period", "Change"):
        assert word not in text, word


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_total_is_that_of_the_ranking(language: str) -> None:
    pages = texts(report(language))
    shown = ranking()
    total = formats.money(shown.total.now.order_amount)
    assert "\n".join(pages).count(total) >= 4  # the box and the last line of three tables
    for line in (*shown.people, *shown.teams, *shown.regions):
        if line.rank:
            assert formats.money(line.now.order_amount) in "\n".join(pages)


def test_each_page_is_numbered_and_headed() -> None:
    pages = texts(report("zh_CN"))
    for number, text in enumerate(pages, 1):
        assert f"第 {number} 页，共 {len(pages)} 页" in text
        assert "西安秦川电脑有限责任公司" in text


def test_only_our_face_is_used_and_embedded() -> None:
    for page in report("zh_CN").pages:
        for font in page["/Resources"]["/Font"].values():
            face = font.get_object()
            assert "CrmSans" in face["/BaseFont"]
            assert "/FontFile2" in face["/FontDescriptor"]
            assert "/ToUnicode" in face


def test_all_text_lies_inside_the_page() -> None:
    for wide in (False, True):
        for page in report("en", profit=wide).pages:
            left, bottom, right, top = (float(n) for n in page.mediabox)
            found: list[tuple[float, float]] = []

            def visit(text: str, cm: Any, tm: Any, font: Any, size: float, found: Any = found) -> None:
                if text.strip():
                    found.append((tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]))

            page.extract_text(visitor_text=visit)
            assert found
            assert all(left + 20 <= x <= right - 20 and bottom + 20 <= y <= top - 20 for x, y in found)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_three_persons_stand_on_a_page(language: str) -> None:
    per_person, figures = {"zh_CN": ("各员工", "赢单金额"), "en": ("Per employee", "Won amount")}[language]
    pages = texts(report(language))
    first = next(n for n, page in enumerate(pages) if per_person in page)
    full = pages[first : first + 8]  # of 24 persons with figures
    assert [page.count(figures) for page in full] == [3] * 8


def test_it_is_stable_to_the_byte() -> None:
    one, two = (performance_report(ranking(), language="zh_CN", printed="2026-07-01 09:00") for _ in range(2))
    assert one == two


def test_sections_and_bookmarks() -> None:
    reader = report("en")
    names = [entry.title for entry in reader.outline]
    assert names[0] == "Per team"
    assert "Team 李梅" in names
    assert "王小明" in names
    short = performance_report(ranking(), language="en", sections=False)
    assert len(PdfReader(io.BytesIO(short)).pages) < len(reader.pages)


def test_an_empty_period_says_so() -> None:
    empty = make_ranking(PERIOD, "won", [], [Person(id=1, name="李梅")], {}, has_profit=False, company="西安")
    text = PdfReader(io.BytesIO(performance_report(empty, language="zh_CN"))).pages[0].extract_text()
    assert "本期没有赢单、输单或订单" in text


def test_one_person_and_one_month() -> None:
    people = [Person(id=1, name="王小明")]
    rows = [Sum(part="now", owner_id=1, month=date(2026, 1, 1), figures=Figures(won_amount=-500, won_count=1))]
    shown = make_ranking(Period(date(2026, 1, 5), date(2026, 1, 20)), "won", rows, people, {}, has_profit=False)
    text = "\n".join(p.extract_text() for p in PdfReader(io.BytesIO(performance_report(shown, language="en"))).pages)
    assert "−5.00" in text


def test_a_large_company_is_laid_out() -> None:
    reader = report("zh_CN", count=200)
    assert len(reader.pages) > 60
