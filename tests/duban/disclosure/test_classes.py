"""Who may say how much where: the table of classes and levels, and what a data owner may widen."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from duban.disclosure.classes import CLASSES, LEAST_FIRST, SECRECIES, Widened, highest, table
from tests.conftest import ROOT

WHO = {"by": "保密办", "on": date(2019, 5, 27), "why": "书面同意"}
WIDENINGS = st.builds(lambda c, s: (c, s), st.sampled_from(list(CLASSES)), st.sampled_from(LEAST_FIRST))


def _widened(pairs: list[tuple[str, str]]) -> list[Widened]:
    made = []
    for channel, says in pairs:
        try:
            made.append(Widened.model_validate({"channel": channel, "says": says, **WHO}))
        except ValidationError:
            continue
    return made


@given(st.lists(WIDENINGS))
def test_no_widening_ever_says_more_of_what_is_restricted_nor_more_than_the_ceiling(
    pairs: list[tuple[str, str]],
) -> None:
    found = table(_widened(pairs))
    for name, one in CLASSES.items():
        assert found[name]["restricted"] == one.restricted
        allowed = [LEAST_FIRST.index(found[name][level]) for level in SECRECIES]
        assert allowed == sorted(allowed, reverse=True)
        assert LEAST_FIRST.index(found[name]["internal"]) <= LEAST_FIRST.index(one.ceiling)


def test_outside_nothing_but_a_pointer_is_ever_said_and_a_robot_says_nothing_of_what_is_not_public() -> None:
    for name in ("third_party", "robot"):
        assert CLASSES[name].ceiling == "pointer" and CLASSES[name].public == "pointer"  # type: ignore[index]
    assert table()["robot"] == {"public": "pointer", "internal": "never", "restricted": "never"}


@pytest.mark.parametrize(
    ("channel", "says"), [("third_party", "summary"), ("own_chat", "letter"), ("robot", "summary")]
)
def test_a_widening_beyond_the_ceiling_is_refused(channel: str, says: str) -> None:
    with pytest.raises(ValidationError, match="最宽只能到"):
        Widened.model_validate({"channel": channel, "says": says, **WHO})


def test_the_highest_level_of_several_is_that_of_all() -> None:
    assert highest([]) == "internal"
    assert highest(["public"]) == "public"
    assert highest(["public", "restricted", "internal"]) == "restricted"


def test_the_table_that_is_confirmed_is_the_table_that_is_kept() -> None:
    words = {"never": "不发", "pointer": "提示语", "summary": "摘要", "letter": "全文"}
    text = (ROOT / "docs" / "confidentiality.md").read_text("utf-8")
    for one in CLASSES.values():
        row = " | ".join((f"| {one.code}", one.zh, words[one.public], words[one.internal], words[one.restricted],
                          f"{words[one.ceiling]} |"))  # fmt: skip
        assert row in text, row
