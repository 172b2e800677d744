"""Two people at one record: what can be merged is merged, what cannot is shown word by word."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.core.merge import Clash, assemble, blocks, merge, merged_words

BEFORE = {"name": "长安电子", "phone": "1", "grade": "A", "tags": ["a", "b"], "note": ""}


def test_different_fields_merge_silently() -> None:
    result = merge(BEFORE, {"name": "长安电子有限公司"}, {**BEFORE, "phone": "2"})
    assert result.merged == {"name": "长安电子有限公司"}
    assert result.clashes == ()
    assert result.taken == ("phone",)


def test_the_same_change_is_no_clash_and_needs_no_writing() -> None:
    result = merge(BEFORE, {"phone": "2"}, {**BEFORE, "phone": "2"})
    assert (dict(result.merged), result.clashes) == ({}, ())


def test_a_clash_names_all_three_values() -> None:
    result = merge(BEFORE, {"phone": "2", "grade": "B"}, {**BEFORE, "phone": "3"})
    assert result.clashes == (Clash("phone", "1", "2", "3"),)
    assert result.merged == {"grade": "B"}


def test_empty_is_empty_and_a_withdrawn_field_is_unchanged() -> None:
    assert merge(BEFORE, {"note": "x"}, {**BEFORE, "note": None}).merged == {"note": "x"}
    theirs = {k: v for k, v in BEFORE.items() if k != "phone"}
    assert merge(BEFORE, {"phone": "2"}, theirs).merged == {"phone": "2"}


def test_lists_are_sets_of_words() -> None:
    result = merge(BEFORE, {"tags": ["b", "mine"]}, {**BEFORE, "tags": ["a", "b", "theirs"]})
    assert result.merged == {"tags": ["b", "theirs", "mine"]}
    assert result.clashes == ()
    assert merged_words(["a"], ["a", "b"], ["c"]) == ["c", "b"]


def test_words_and_characters_are_the_units() -> None:
    parts = blocks("call Wang on Monday", "call Wang on Friday", "call Mr Wang on Monday")
    assert [p.side for p in parts if p.side != "same"] == ["theirs", "mine"]
    assert assemble(parts, {}) == "call Mr Wang on Friday"
    parts = blocks("周一联系王经理", "周五联系王经理", "周三联系王经理")
    clash = next(i for i, p in enumerate(parts) if p.side == "clash")
    assert (parts[clash].before, parts[clash].mine, parts[clash].theirs) == ("一", "五", "三")
    assert assemble(parts, {clash: "theirs"}) == "周三联系王经理"
    assert assemble(parts, {clash: "before"}) == "周一联系王经理"
    assert assemble(parts, {}) == "周五联系王经理"


texts = st.text(alphabet="ab c\n长安电", max_size=40)


@given(texts, texts, texts)
def test_blocks_join_to_each_version(before: str, mine: str, theirs: str) -> None:
    parts = blocks(before, mine, theirs)
    assert "".join(p.before for p in parts) == before
    assert "".join(p.mine for p in parts) == mine
    assert "".join(p.theirs for p in parts) == theirs


@given(texts, texts)
def test_one_sided_changes_need_no_choice(before: str, changed: str) -> None:
    assert assemble(blocks(before, changed, before), {}) == changed
    assert assemble(blocks(before, before, changed), {}) == changed
    assert assemble(blocks(before, changed, changed), {}) == changed


def test_long_texts_are_quick() -> None:
    before = "今天和王经理谈了报价，" * 1800
    start = time.perf_counter()
    parts = blocks(before, "我：" + before + "。", before.replace("报价", "合同", 900))
    assert time.perf_counter() - start < 2
    assert "".join(p.mine for p in parts) == "我：" + before + "。"
