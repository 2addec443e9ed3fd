"""A small site with a register (整改方案), two ledgers and a source of figures, all CSV, for walks."""

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

SITE = """
organisation: 某区信访局
mode: live
confidentiality: {confirmed_by: 保密办, confirmed_on: 2024-01-10}
inspection: {name: 区委第一巡察组巡察, feedback_on: 2024-01-15, limits: county_3m}
ladder: jiangjin
register: {kind: csv, path: "inbox/*/整改方案.csv"}
sources:
  - {name: 接访科, prefix: JF, kind: csv, path: "inbox/*/接访科.csv", reporter: head, every: month}
"""
COUNTED = """figures:
  - {name: 信访统计, kind: csv, path: "inbox/*/信访统计.csv", reporter: head, every: month}
"""
ROSTER = """
areas: [信访, 网信]
units: [{name: 接访科, area: 信访}, {name: 网信科, area: 网信}]
posts:
  - {id: top, title: 局长, roles: [principal]}
  - {id: deputy, title: 副局长, role: leader_in_charge, areas: [信访, 网信]}
  - {id: head, title: 接访科科长, role: unit_head, unit: 接访科}
  - {id: net, title: 网信科科长, role: unit_head, unit: 网信科}
  - {id: office, title: 办公室主任, role: steward}
people: [{id: a, name: 甲一}, {id: b, name: 乙二}, {id: c, name: 丙三}, {id: d, name: 丁四}, {id: e, name: 戊五}]
tenures:
  - {post: top, person: a, from: 2020-01-01}
  - {post: deputy, person: b, from: 2020-01-01}
  - {post: head, person: c, from: 2020-01-01}
  - {post: net, person: e, from: 2020-01-01}
  - {post: office, person: d, from: 2020-01-01}
"""
PLAN = "反馈问题,整改措施,责任单位,责任领导,整改时限"
LEDGER = "反馈问题,整改措施,责任单位,责任领导,责任人,整改时限,完成情况,整改进展,佐证材料"
FIGURES = "事项编号,数值,单位,统计日期"


def make(folder: Path) -> Path:
    """The site's folder, with no delivery yet."""
    folder.mkdir()
    (folder / "site.yaml").write_text(SITE, "utf-8")
    (folder / "roster.yaml").write_text(ROSTER, "utf-8")
    return folder


def deliver(site: Path, on: date, name: str, heading: str, *rows: Sequence[str]) -> None:
    """Lay a CSV of these rows into the day's folder."""
    path = site / "inbox" / f"{on}" / f"{name}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([heading, *(",".join(row) for row in rows)]) + "\n", "utf-8")
    os.utime(path, (0, 0))  # written long ago: nobody is still copying it
