"""Words as each channel can bear them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.disclosure.outward import CHANNELS, cut, fitted, sms_parts, uncalled

POINTER = "您有督办事项待办理，请登录内网督办系统查看。通知编号DB-7K3Q-9M"


@given(st.text(max_size=2200), st.sampled_from(list(CHANNELS)))
def test_no_text_is_longer_than_its_channel_bears_nor_broken_within_a_character(
    text: str, channel: str
) -> None:
    said, bears = fitted(channel, text.encode("utf-8", "ignore").decode()), CHANNELS[channel]
    size = len(said.encode()) if bears.unit == "bytes" else len(said)
    assert size <= bears.most
    assert "\ufffd" not in said or "\ufffd" in text


@pytest.mark.parametrize("text", ["@all 请看", "＠所有人", "@所有人", "<at user_id=\"all\">所有人</at>", "<@U123>", "<!channel>",
                                  "<@all>", "请@li2"])  # fmt: skip
def test_nobody_is_called_whatever_a_text_holds(text: str) -> None:
    for channel in CHANNELS:
        said = fitted(channel, text)
        assert not re.search(r"[@＠](?!\u2060)\S|<(?!\u2060)/?(at|[@!#])", said), said


def test_signs_of_markup_are_shown_as_they_are_where_they_would_be_markup() -> None:
    assert fitted("dingtalk", "[点击](http://x) **急**") == r"\[点击\]\(http://x\) \*\*急\*\*"
    assert fitted("wecombot", "**急**") == "**急**"
    assert fitted("mail", "@all **急**") == "@all **急**"


def test_the_pointer_is_one_sms_and_stays_as_it_is_on_every_channel() -> None:
    assert sms_parts(POINTER) == 1 and sms_parts("字" * 71) == 2 and sms_parts("字" * 135) == 3
    for channel, bears in CHANNELS.items():
        assert bears.markdown or fitted(channel, POINTER) == POINTER


def test_a_cut_says_that_it_is_one() -> None:
    assert cut("整改" * 2000, 2048, "bytes").endswith("…")
    assert uncalled("a@b.cn") == "a@\u2060b.cn"
