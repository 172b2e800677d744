"""Forms as the company arranges them: every field in one place, whatever came or went since."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.core.fields import Text
from crm_desktop.core.forms import layout as arranging
from crm_desktop.core.forms.layout import Group, Layout
from crm_desktop.core.forms.rules import FieldRule
from tests.ui.formkit import DEAL

NAMES = tuple(n for s in DEAL.sections for n in s.fields)


def test_the_built_in_form_arranged_is_the_built_in_form() -> None:
    made = arranging.arranged(DEAL, arranging.layout_of(DEAL), "en")
    assert made.sections == DEAL.sections
    assert arranging.unarranged(made).sections == DEAL.sections


def test_a_field_that_came_later_stands_behind_its_neighbour() -> None:
    layout = arranging.layout_of(DEAL)
    layout = arranging.move_field(layout, "grade", 1, 0)
    fields = list(DEAL.sections[0].fields)
    fields.insert(fields.index("grade") + 1, "fresh")
    later = replace(
        DEAL,
        fields=(*DEAL.fields, Text(name="fresh", label="Fresh")),
        sections=(replace(DEAL.sections[0], fields=tuple(fields)), DEAL.sections[1]),
    )
    made = arranging.arranged(later, layout, "en")
    assert made.sections[1].fields[:2] == ("grade", "fresh")
    # one whose whole section is new brings it
    other = replace(later, sections=(*DEAL.sections, replace(DEAL.sections[0], title="More", fields=("fresh",))))
    assert arranging.arranged(other, layout, "en").sections[-1].title == "More"


def test_what_is_gone_is_passed_over_and_an_empty_section_not_shown() -> None:
    layout = Layout(groups=(Group(title="空"), Group(title="客户", title_en="Customer", fields=("name", "gone"))))
    made = arranging.arranged(DEAL, replace(layout, hidden=("nothing",), widths={"gone": "full"}), "en")
    assert made.sections[0].title == "Customer"
    assert arranging.arranged(DEAL, layout, "zh_CN").sections[0].title == "客户"
    assert sorted(n for s in made.sections for n in s.fields) == sorted(NAMES)


def test_what_must_be_filled_in_is_not_hidden() -> None:
    layout = replace(arranging.layout_of(DEAL), hidden=("name", "phone"))
    made = arranging.complete(layout, DEAL)
    assert made.hidden == ("phone",)
    ruled = replace(DEAL, rules=(FieldRule(field="phone", kind="required"),))
    assert arranging.complete(layout, ruled).hidden == ()


MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("step"), st.sampled_from(NAMES), st.sampled_from((-1, 1))),
        st.tuples(st.just("hide"), st.sampled_from(NAMES), st.just(0)),
        st.tuples(st.just("group"), st.integers(0, 3), st.integers(0, 3)),
        st.tuples(st.just("without"), st.integers(0, 3), st.just(0)),
        st.tuples(st.just("width"), st.sampled_from(NAMES), st.sampled_from(("", "full", "third"))),
    ),
    max_size=30,
)


@given(MOVES)
def test_no_move_loses_or_doubles_a_field(moves: list[tuple[str, object, object]]) -> None:
    layout = arranging.layout_of(DEAL)
    for what, one, two in moves:
        if what == "step":
            layout = arranging.step_field(layout, one, two)
        elif what == "hide":
            layout = arranging.move_field(layout, one, -1, 0)
        elif what == "width":
            layout = arranging.with_width(layout, one, two)
        elif one < len(layout.groups):
            layout = arranging.move_group(layout, one, two) if what == "group" else arranging.without_group(layout, one)
        placed = [*(n for g in layout.groups for n in g.fields), *layout.hidden]
        assert sorted(placed) == sorted(NAMES)
    assert arranging.from_stored(json.loads(json.dumps(arranging.to_stored(layout)))) == layout
