"""One post, two responsibilities (一岗双责): the roster checked, and the chain it makes.

The rule: whoever holds a post in charge of an area answers for its business *and* for Party
conduct in it (关于实行党风廉政建设责任制的规定, art. 6; 党组工作条例, 2019).
"""

import unicodedata
from collections import Counter

from duban.errors import Refused
from duban.roster import Post, Roster


def check_roster(roster: Roster, where: str = "roster.yaml") -> None:
    """Refuse a roster that leaves a gap in the two lines or in the chain.

    Raises Refused naming the area, unit, post or person at fault.
    """
    for fault in (
        _illegible,
        _repeated,
        _unknown_names,
        _leaders,
        _conduct,
        _top,
        _loops,
        _overlaps,
        _recusals,
    ):
        sentence = fault(roster)
        if sentence:
            raise Refused(f"{where}：{sentence}")


def _illegible(r: Roster) -> str | None:
    """A name that is blank, or that breaks the line it will stand in."""
    said = [*(("领域", a.name) for a in r.areas), *(("单位", u.name) for u in r.units),
            *(("人员", p.name) for p in r.people), *(("岗位", p.title) for p in r.posts)]  # fmt: skip
    for kind, name in said:
        if not name.strip() or any(unicodedata.category(c) in {"Cc", "Cs"} for c in name):
            return f"{kind}的名称“{ascii(name)[1:-1]}”是空白或含有换行等控制字符，应为一行文字"
    return None


def _repeated(r: Roster) -> str | None:
    groups = {"领域": [a.name for a in r.areas], "岗位": [p.id for p in r.posts],
              "人员": [p.id for p in r.people],
              "单位": [n for u in r.units for n in (u.name, *u.aliases)]}  # fmt: skip
    for kind, names in groups.items():
        for name, times in Counter(names).items():
            if times > 1:
                return f"{kind}“{name}”出现{times}次，应各不相同"
    return None


def _unknown_names(r: Roster) -> str | None:
    areas, posts = {a.name for a in r.areas}, {p.id for p in r.posts}
    units, people = {u.name for u in r.units}, {p.id for p in r.people}
    asked = [(f"单位“{u.name}”", "领域", a, areas) for u in r.units for a in u.areas]
    asked += [(f"岗位 {p.id}", "领域", a, areas) for p in r.posts for a in p.areas]
    asked += [(f"岗位 {p.id}", "单位", p.unit, units) for p in r.posts if p.unit]
    asked += [(f"岗位 {p.id}", "上级岗位", p.reports_to, posts) for p in r.posts if p.reports_to]
    asked += [(f"领域“{a.name}”", "岗位", a.conduct_post, posts) for a in r.areas if a.conduct_post]
    asked += [(f"任期（{t.post}）", "岗位", t.post, posts) for t in r.tenures]
    asked += [(f"任期（{t.post}）", "人员", t.person, people) for t in r.tenures]
    asked += [("回避", "人员", c.person, people) for c in r.recusals]
    asked += [(f"回避（{c.person}）", "单位", u, units) for c in r.recusals for u in c.units]
    asked += [(f"回避（{c.person}）", "岗位", c.instead, posts) for c in r.recusals if c.instead]
    for who, kind, name, known in asked:
        if name not in known:
            return f"{who}写了{kind}“{name}”，花名册中没有，现有：{'、'.join(sorted(known))}"
    return None


def _leaders(r: Roster) -> str | None:
    for area in r.areas:
        found = [p for p in r.posts if "leader_in_charge" in p.roles and area.name in p.areas]
        if not found:
            return f"领域“{area.name}”缺少分管领导，业务责任和党风廉政责任无人承担，应有且只有一个岗位分管"
        if len(found) > 1:
            both = "、".join(p.id for p in found)
            return f"领域“{area.name}”有{len(found)}个分管岗位（{both}），应有且只有一个"
    return None


def _conduct(r: Roster) -> str | None:
    able = {"leader_in_charge", "principal", "secretary"}
    for area in r.areas:
        post = r.conduct_post_of(area.name)
        if not able & set(post.roles):
            return (f"领域“{area.name}”的党风廉政责任定在岗位 {post.id}，"
                    "该岗位不是领导岗位，应为分管领导、主要负责人或书记")  # fmt: skip
    return None


def _top(r: Roster) -> str | None:
    for role, word in (("principal", "主要负责人"), ("steward", "督办专员")):
        found = r.with_role(role)  # type: ignore[arg-type]
        if len(found) != 1:
            return f"{word}（{role}）有{len(found)}个岗位，应有且只有一个"
    heads = {p.unit for p in r.posts if "unit_head" in p.roles}
    headless = [u.name for u in r.units if u.name not in heads]
    return f"单位“{headless[0]}”没有负责人岗位（unit_head），责任链断在此处" if headless else None


def _loops(r: Roster) -> str | None:
    above = {p.id: p.reports_to for p in r.posts if p.reports_to}
    for start in above:
        seen = [start]
        while (nxt := above.get(seen[-1])) is not None:
            if nxt in seen:
                return f"责任链成环：{' → '.join([*seen, nxt])}，应逐级向上止于主要负责人"
            seen.append(nxt)
    return None


def _overlaps(r: Roster) -> str | None:
    for post in r.posts:
        held = sorted((t for t in r.tenures if t.post == post.id and not t.acting),
                      key=lambda t: t.from_on)  # fmt: skip
        for one, two in zip(held, held[1:], strict=False):
            if two.from_on <= one.to_on:
                return (f"岗位 {post.id} 在{two.from_on}有两人任职（{one.person}、{two.person}），"
                        "同一岗位同一天只应有一人，代理请注 acting: true")  # fmt: skip
    return None


def _recusals(r: Roster) -> str | None:
    """The steward is the last to be told: where that is the person concerned, another must be named."""
    last = {t.person for p in r.with_role("steward") for t in r.tenures if t.post == p.id}
    if r.with_role("inspection_office"):
        return None
    for one in r.recusals:
        if one.person in last and not one.instead:
            return f"督办专员 {one.person} 须回避，应以 instead 写明由哪个岗位代为办理"
    return None


def heads_of(roster: Roster, unit: str) -> tuple[Post, ...]:
    """The posts that head a unit."""
    return tuple(p for p in roster.posts if p.unit == unit and "unit_head" in p.roles)
