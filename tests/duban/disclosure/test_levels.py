"""Levels: raised by source, mark, keyword and parent, lowered only by two persons; codes leave no gap."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.disclosure.lowering import Proposal, confirm, propose, standing
from duban.disclosure.raising import Closed, raised
from duban.disclosure.rights import readers
from duban.errors import Refused
from duban.item import give_codes

NO_ACTS = st.lists(st.sampled_from(["lower_ask", "lower", "extend"]), max_size=6)


def _rows(*rows: dict[str, object]) -> pd.DataFrame:
    plain = {"code_text": "", "parent": "", "restricted": False, "public": False, "measure": "", "remark": ""}
    return pd.DataFrame([{**plain, **row} for row in rows])


def test_a_row_below_a_restricted_one_is_restricted_by_however_many_steps() -> None:
    read = _rows({"code_text": "1", "restricted": True}, {"code_text": "1.1", "parent": "1"},
                 {"code_text": "1.1.1", "parent": "1.1", "public": True}, {"code_text": "2", "public": True},
                 {"code_text": "3", "parent": "4"}, {"code_text": "4", "parent": "3"})  # fmt: skip
    found = raised(read, Closed())
    assert found["restricted"].tolist() == [True, True, True, False, False, False]
    assert found["public"].tolist() == [False, False, False, True, False, False]


def test_a_keyword_in_any_kept_cell_and_a_source_that_is_restricted_raise() -> None:
    read = _rows({"measure": "约谈举报人甲"}, {"remark": "附谈话记录"}, {"measure": "修订制度"})
    assert raised(read, Closed(keywords=("举报人", "谈话记录", ""))).restricted.tolist() == [
        True,
        True,
        False,
    ]
    assert raised(read, Closed(whole=True)).restricted.all()


@given(st.lists(st.booleans(), max_size=8), st.booleans(), st.lists(st.sampled_from("甲乙丙"), max_size=2))
def test_nothing_ever_lowers_a_row(marks: list[bool], whole: bool, words: list[str]) -> None:
    read = _rows(*({"restricted": one, "measure": "甲"} for one in marks)) if marks else _rows({}).head(0)
    found = raised(read.astype({"restricted": bool, "public": bool}), Closed(whole, tuple(words)))
    assert (found["restricted"] | ~read["restricted"].astype(bool)).all()


def test_one_proposes_and_another_confirms_and_nobody_does_both() -> None:
    assert propose("HP-01-1", True, False, None, "li2").detail == {"person": "li2"}
    waiting = Proposal("li2", "李二", 7)
    done = confirm("HP-01-1", True, False, waiting, "zhang1")
    assert done.sets == {"restricted": False} and done.detail["proposed_by"] == "李二"
    for wrong, said in (
        (lambda: confirm("HP-01-1", True, False, waiting, "li2"), "不能由本人确认"),
        (lambda: confirm("HP-01-1", True, False, None, "li2"), "没有人提出"),
        (lambda: propose("HP-01-1", True, False, waiting, "zhang1"), "已由李二提出"),
        (lambda: propose("HP-01-1", False, False, None, "li2"), "不是受限事项"),
        (lambda: confirm("HP-01-1", True, True, waiting, "zhang1"), "仍标为受限"),
    ):
        with pytest.raises(Refused, match=said):
            wrong()


@given(NO_ACTS)
def test_a_proposal_waits_until_it_is_done(kinds: list[str]) -> None:
    acts = [{"id": n, "kind": kind, "by": "甲", "detail": {"person": "a"}} for n, kind in enumerate(kinds)]
    mine = [kind for kind in kinds if kind != "extend"]
    assert (standing(acts) is not None) == (bool(mine) and mine[-1] == "lower_ask")


def test_codes_of_restricted_rows_leave_no_gap_in_the_others() -> None:
    said = [("甲", "一"), ("甲", "密"), ("甲", "二"), ("密", "三"), ("乙", "四")]
    fresh = pd.DataFrame(said, columns=["finding", "measure"]).assign(
        restricted=[False, True, False, True, False]
    )
    known = pd.DataFrame({"code": pd.Series(dtype="str"), "finding": pd.Series(dtype="str")})
    codes = give_codes(fresh, known, "HP").tolist()
    assert codes == ["HP-01-1", "HP-9001-1", "HP-01-2", "HP-9002-1", "HP-02-1"]
    more = pd.DataFrame({"finding": ["丙", "丙"], "measure": ["五", "六"], "restricted": [True, False]})
    known = fresh.assign(code=codes)
    assert give_codes(more, known, "HP").tolist() == ["HP-9003-1", "HP-03-1"]


def test_an_office_wide_role_gives_no_right_and_a_grant_does() -> None:
    items = pd.DataFrame({"code": ["A", "B"], "source": ["s", "s"], "unit": ["u", "u"], "own": ["", ""],
                          "restricted": [True, False]})  # fmt: skip
    who = pd.DataFrame({"unit": "u", "own": "", "handler": ["", "", "", "赵"], "role": ["unit_head", "steward", "principal", "handler"],
                        "person": ["h", "s", "p", "x"], "from_on": pd.Timestamp("2019-01-01"),
                        "to_on": [pd.Timestamp("2019-12-31")] * 2 + [pd.Timestamp("2019-06-30"), pd.Timestamp("2019-12-31")]})  # fmt: skip
    rows = pd.DataFrame(
        {"item": ["A", "B", "A"], "person": ["d", "e", "v"], "state": ["open", "open", "void"]}
    )
    found = readers(items, who, rows, ["g"], {"s": "r"}, pd.Timestamp("2019-07-01"))
    assert set(zip(found["item"], found["person"], strict=True)) == {("A", p) for p in "hdrg"}
