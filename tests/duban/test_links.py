"""Signed links: ours as they were made, nobody's as soon as anything of them differs."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from duban.links import form_token, is_ours, read, signed

KEY, OLD = b"k" * 32, b"o" * 32
ON = date(2019, 7, 1)
MADE = signed(KEY, "example", "DB-7K3Q-19", "li2", ON, 14)


def test_a_link_says_its_notice_and_last_day_and_is_the_same_for_each_copy() -> None:
    link = read(MADE)
    assert link is not None and (link.notice, link.until_on) == ("DB-7K3Q-19", date(2019, 7, 15))
    assert signed(KEY, "example", "DB-7K3Q-19", "li2", ON, 14) == MADE
    assert is_ours([KEY], "example", link, "li2")
    assert is_ours([OLD, KEY], "example", link, "li2")


def test_a_link_opens_for_its_own_site_person_and_key_only() -> None:
    link = read(MADE)
    assert link is not None
    assert not is_ours([OLD], "example", link, "li2")
    assert not is_ours([KEY], "other", link, "li2")
    assert not is_ours([KEY], "example", link, "sun5")
    assert not is_ours([KEY], "example", link, "")
    assert not is_ours([], "example", link, "li2")


@given(st.integers(0, len(MADE) - 1), st.characters(codec="utf-8"))
def test_one_character_differing_and_it_is_no_link_of_ours(place: int, other: str) -> None:
    changed = MADE[:place] + other + MADE[place + 1 :]
    link = read(changed)
    assert changed == MADE or link is None or not is_ours([KEY], "example", link, "li2")


@given(st.text(max_size=120))
def test_any_text_is_a_link_or_none(text: str) -> None:
    link = read(text)
    assert link is None or not is_ours([KEY], "example", link, "li2")


def test_a_forms_token_is_of_its_door_and_never_a_links_signature() -> None:
    assert form_token(KEY, "a") != form_token(KEY, "b")
    assert form_token(KEY, MADE) not in MADE
