"""A roster as offices keep it in a workbook: the sheets of roster.yaml, or one table of who leads what.

Whatever cannot be told from the sheets is refused with sheet and row, or said as understood; no name
is ever matched to one that is only like it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from duban.errors import Refused
from duban.grid import Grid
from duban.roster_sheets import Row, called, listed, one_of, several, table_of, without_blanks

AREA = {
    "name": ("领域", "分管领域", "名称"),
    "conduct_post": ("党风廉政岗位", "党风廉政责任岗位"),
    "reason": ("理由", "原因", "说明"),
    "items": ("另属事项", "事项编号", "事项"),
}
UNIT = {
    "name": ("单位", "责任单位", "科室", "名称"),
    "aliases": ("别名", "简称", "曾用名"),
    "areas": ("领域", "分管领域", "所属领域"),
}
POST = {"id": ("岗位编号", "编号"), "title": ("岗位名称", "岗位", "职务"), "roles": ("身份", "角色"), "areas": ("分管领域", "领域"),
        "unit": ("责任单位", "单位", "科室"), "reports_to": ("上级岗位", "上级")}  # fmt: skip
PERSON = {"id": ("人员编号", "编号"), "name": ("姓名",), "aliases": ("别名", "曾用名")}
TENURE = {"post": ("岗位编号", "岗位名称", "岗位"), "person": ("姓名", "人员", "人员编号"), "from": ("任职起", "任职起始", "任职时间"),
          "to": ("任职止", "任职截止", "离任时间"), "acting": ("代理", "是否代理")}  # fmt: skip
EXACT = ("领域", "单位", "岗位", "人员", "任期")
ROLES = {"责任人": "handler", "经办人": "handler", "单位负责人": "unit_head", "科室负责人": "unit_head", "部门负责人": "unit_head",
         "分管领导": "leader_in_charge", "主要负责人": "principal", "主要领导": "principal", "书记": "secretary",
         "第一责任人": "secretary", "纪检": "discipline", "纪检监察组": "discipline", "督办专员": "steward",
         "巡察办": "inspection_office"}  # fmt: skip
DUTIES = {"name": ("姓名", "领导姓名"), "title": ("职务", "岗位"), "areas": ("分管领域", "分管工作", "分管范围", "工作分工"),
          "units": ("分管科室", "分管联系科室", "联系科室", "分管单位", "分管部门"), "from": ("任职起", "任职时间"), "note": ("备注",)}  # fmt: skip
HEADS = {"unit": ("科室", "单位", "部门", "责任单位"), "name": ("负责人", "姓名"), "title": ("职务", "岗位"),
         "from": ("任职起", "任职时间"), "areas": ("领域", "分管领域"), "note": ("备注",)}  # fmt: skip
TOP = re.compile(r"(?<!副)(?:局长|主任|县长|市长|区长|镇长|院长|校长|行长|总经理|董事长)")


@dataclass(frozen=True)
class Read:
    """A roster as its model takes it, and what was understood though nobody wrote it."""

    data: dict[str, Any]
    understood: tuple[str, ...] = ()


def roster_in(grids: Sequence[Grid], file: str, since: date) -> Read:
    """The roster of a workbook; ``since`` is the day from which a tenure without its first day counts.

    Raises Refused where it is neither of the two shapes, or a cell cannot be read.
    """
    named = {g.name.strip(): g for g in grids}
    if all(name in named for name in EXACT):
        return Read(_exact(named, file))
    duties = next((g for name, g in named.items() if "分工" in name), None)
    if duties is None:
        raise Refused(
            f"{file}：没有“分工”表，也没有 {'、'.join(EXACT)} 五张表，现有：{'、'.join(named) or '无'}"
        )
    heads = next((g for name, g in named.items() if "负责人" in name), None)
    return _shared_out(duties, heads, file, since)


def _exact(named: dict[str, Grid], file: str) -> dict[str, Any]:
    areas, units, posts, people, tenures = (
        table_of(named[name], words, needed, file) for name, words, needed in (
            ("领域", AREA, ("name",)), ("单位", UNIT, ("name", "areas")), ("岗位", POST, ("title", "roles")),
            ("人员", PERSON, ("name",)), ("任期", TENURE, ("post", "person", "from"))))  # fmt: skip
    known = called([(n, r["id"] or r["title"]) for r in posts for n in dict.fromkeys((r["id"], r["title"]))],
                   f"{file} “岗位”表", "岗位") if _titles_differ(posts) else {r["id"]: r["id"] for r in posts}  # fmt: skip
    who = called([(n, r["id"] or r["name"]) for r in people for n in (r["id"], r["name"], *listed(r["aliases"]))],
                 f"{file} “人员”表", "姓名")  # fmt: skip
    return {
        "areas": [without_blanks({"name": r.needed("name", "领域"), "reason": r["reason"], "items": listed(r["items"]), "conduct_post": r["conduct_post"]
                   and one_of(r["conduct_post"], known, r.where, "岗位")}) for r in areas],
        "units": [without_blanks({"name": r.needed("name", "单位"), "aliases": listed(r["aliases"]),
                   "areas": listed(r.needed("areas", "领域"))}) for r in units],
        "posts": [without_blanks({"id": r["id"] or r["title"], "title": r.needed("title", "岗位名称"), "roles": _roles(r),
                   "areas": listed(r["areas"]), "unit": r["unit"], "reports_to": r["reports_to"]
                   and one_of(r["reports_to"], known, r.where, "岗位")}) for r in posts],
        "people": [without_blanks({"id": r["id"] or r["name"], "name": r.needed("name", "姓名"),
                    "aliases": listed(r["aliases"])}) for r in people],
        "tenures": [without_blanks({"post": one_of(r.needed("post", "岗位"), known, r.where, "岗位"),
                     "person": one_of(r.needed("person", "姓名"), who, r.where, "人员"),
                     "from": _first_day(r), "to": r.day("to", "任职止")})
                    | {"acting": r.yes("acting", "代理")} for r in tenures],
    }  # fmt: skip


def _titles_differ(posts: Sequence[Row]) -> bool:
    titles = [r["title"] for r in posts]
    return len(set(titles)) == len(titles) or not all(r["id"] for r in posts)


def _first_day(row: Row) -> str:
    found = row.day("from", "任职起")
    if found is None:
        raise Refused(f"{row.where}：“任职起”没有填写，应为年月日，接任前的逾期天数据此不计入")
    return found


def _roles(row: Row) -> list[str]:
    codes = {**ROLES, **{code: code for code in ROLES.values()}}
    return [one_of(word, codes, row.where, "身份") for word in listed(row["roles"])]


def _shared_out(duties: Grid, heads: Grid | None, file: str, since: date) -> Read:
    """A table of who leads what, and one of who heads which unit."""
    rows = table_of(duties, DUTIES, ("name", "title"), file)
    led = table_of(heads, HEADS, ("unit", "name"), file) if heads else []
    said: list[str] = []
    areas, units = _areas(rows), _units(rows, said)
    posts = [*(_leader(r, n, rows) for n, r in enumerate(rows)), *map(_head, led)]
    unheard = [u for u in units if u not in {h["unit"] for h in led}]
    if unheard:
        raise Refused(f"{file}：单位“{unheard[0]}”没有负责人，应在“科室负责人”表中写明（科室、负责人、职务）")
    for row in led:
        one_of(row["unit"], {u: u for u in units}, row.where, "科室")
    names = dict.fromkeys(r.needed("name", "姓名") for r in (*rows, *led))
    undated = [r for r in (*rows, *led) if not r["from"]]
    if undated:
        said.append(f"{len(undated)}人没有填写任职起，按反馈之日{since}起任计，请核")
    tenures = [{"post": p["id"], "person": r["name"], "from": r.day("from", "任职起") or since.isoformat()}
               for p, r in zip(posts, (*rows, *led), strict=True)]  # fmt: skip
    data = {"areas": [{"name": a} for a in areas], "units": [{"name": u, "areas": list(a)} for u, a in units.items()],
            "posts": posts, "people": [{"id": n, "name": n} for n in names], "tenures": tenures}  # fmt: skip
    return Read(data, tuple(said))


def _areas(rows: Sequence[Row]) -> list[str]:
    """Every area once. Raises Refused where two leaders have it, with both rows."""
    at: dict[str, Row] = {}
    for row in rows:
        for area in _of(row):
            if at.setdefault(area, row) is not row:
                raise Refused(f"{row.where}：领域“{area}”与{at[area].where.rpartition('表')[2]}（{at[area]['name']}）重复，"
                              "应有且只有一个分管领导")  # fmt: skip
    return list(at)


def _of(row: Row) -> tuple[str, ...]:
    """A leader's areas; where the table has units only, each unit is one."""
    areas = several(row["areas"])
    return tuple(a for a in areas if a not in {"全面", "全面工作", "全局", "全局全面"}) or several(
        row["units"]
    )


def _units(rows: Sequence[Row], said: list[str]) -> dict[str, tuple[str, ...]]:
    """Each unit's areas: the one it bears in its name, else all its leader has, which is said."""
    out: dict[str, tuple[str, ...]] = {}
    for row in rows:
        areas = _of(row)
        for unit in several(row["units"]):
            if unit in out:
                raise Refused(f"{row.where}：科室“{unit}”写了两位分管领导，应有且只有一位")
            own = tuple(a for a in areas if a in unit)
            out[unit] = own or areas
            if not own and len(areas) > 1:
                said.append(f"科室“{unit}”没有写明领域，按{row['name']}分管的{'、'.join(areas)}计，请核")
    return out


def _leader(row: Row, number: int, rows: Sequence[Row]) -> dict[str, Any]:
    title, areas = row.needed("title", "职务"), _of(row)
    first = next((n for n, r in enumerate(rows) if TOP.search(r["title"])), None)
    roles = _top_roles(title) if number == first else []
    if "纪检" in title:
        roles.append("discipline")
    elif areas:
        roles.append("leader_in_charge")
    if re.search("督办专员|整改办", title + row["note"]):
        roles.append("steward")
    same = sum(r["title"] == title for r in rows) > 1
    return without_blanks({"id": f"{title}（{areas[0] if areas else row['name']}）" if same else title, "title": title,
                           "roles": roles, "areas": list(areas)})  # fmt: skip


def _top_roles(title: str) -> list[str]:
    return ["principal", "secretary"] if "书记" in title else ["principal"]


def _head(row: Row) -> dict[str, Any]:
    unit, title = row["unit"], row["title"] or "负责人"
    roles = ["unit_head", *(["steward"] if re.search("督办专员|整改办", title + row["note"]) else [])]
    full = title if unit in title else unit + title
    return {"id": full, "title": full, "roles": roles, "unit": unit}


def shrunken(now: Mapping[str, int], before: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """Of what a roster counts, what has lost two fifths or more: (how many there were, how many there are)."""
    return {k: (was, now[k]) for k, was in before.items() if now[k] * 5 <= was * 3}
