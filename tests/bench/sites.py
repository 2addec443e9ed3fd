"""Sites of any size for measuring: units, leaders, and ledgers as workbooks, CSV and databases."""

import csv
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import yaml
from openpyxl import Workbook

FEEDBACK = date(2026, 3, 2)
FIRST, STEADY = date(2026, 6, 1), date(2026, 6, 2)
HEADING = (
    "序号",
    "反馈问题",
    "整改措施",
    "责任单位",
    "责任人",
    "整改时限",
    "整改进展",
    "完成情况",
    "佐证材料",
    "备注",
)
DUE = ("2026年6月底前", "2026.7.15", "2026年第三季度", "立行立改", "长期坚持", "3个月内", "每季度报送一次", "2026-06-05",
       "2026年5月31日", "2026年底前，并长期坚持")  # fmt: skip
STATUS = ("正在整改", "未启动", "达到序时进度", "已完成整改", "基本完成", "正积极推进")
KINDS = ("excel", "csv", "sql")
AREAS = 12


def make_site(folder: Path, items: int, a_ledger: int = 500) -> None:
    """Write a site of so many items, ``a_ledger`` rows a source, its first delivery in the inbox."""
    sources = max(3, -(-items // a_ledger))
    folder.mkdir(parents=True)
    (folder / "site.yaml").write_text(_yaml(_site(sources)), "utf-8")
    (folder / "roster.yaml").write_text(_yaml(_roster(sources)), "utf-8")
    for number in range(sources):
        write_ledger(folder, number, FIRST, _rows(number, -(-items // sources), changed=0))


def deliver_again(folder: Path, items: int, a_ledger: int = 500) -> int:
    """A tenth of the ledgers anew, with one in a hundred of all items changed; gives how many came."""
    sources = max(3, -(-items // a_ledger))
    again = range(0, sources, 10)
    each = -(-items // sources)
    for number in again:
        write_ledger(folder, number, STEADY, _rows(number, each, changed=max(1, each // 10)))
    return len(again)


def write_ledger(folder: Path, number: int, day: date, rows: Iterator[Sequence[str]]) -> None:
    """One delivery of one source, in the kind that its number stands for."""
    inbox = folder / "inbox" / day.isoformat()
    inbox.mkdir(parents=True, exist_ok=True)
    {"excel": _workbook, "csv": _csv, "sql": _database}[KINDS[number % 3]](inbox / path_of(number), rows)


def path_of(number: int) -> str:
    """The name of a source's file."""
    return f"unit{number}.{ {'excel': 'xlsx', 'csv': 'csv', 'sql': 'db'}[KINDS[number % 3]] }".replace(
        " ", ""
    )


def _rows(number: int, count: int, changed: int) -> Iterator[Sequence[str]]:
    for n in range(count):
        status = STATUS[(n + (n < changed)) % len(STATUS)]
        progress = f"第{n % 7}项工作已安排，责任到人" + ("，较上次有新进展" if n < changed else "")
        yield (str(n + 1), f"问题{n // 3}：单位{number}工作落实不到位", f"措施{n}：制定并落实整改办法第{n}条", f"单位{number}",
               f"人员{number}", DUE[n % len(DUE)], progress, status, "通知.pdf" if n % 4 == 0 else "", "")  # fmt: skip


def _workbook(path: Path, rows: Iterator[Sequence[str]]) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("整改台账")
    sheet.append(HEADING)
    for row in rows:
        sheet.append(row)
    book.save(path)


def _csv(path: Path, rows: Iterator[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADING, *rows])


def _database(path: Path, rows: Iterator[Sequence[str]]) -> None:
    with sqlite3.connect(path) as raw:
        raw.execute(f"create table ledger ({', '.join(f'[{h}] text' for h in HEADING)})")
        raw.executemany(f"insert into ledger values ({', '.join('?' * len(HEADING))})", rows)
    raw.close()


def _site(sources: int) -> dict[str, object]:
    where = {"excel": lambda n: {"path": f"inbox/*/{path_of(n)}"}, "csv": lambda n: {"path": f"inbox/*/{path_of(n)}"},
             "sql": lambda n: {"url": f"sqlite:///inbox/*/{path_of(n)}", "query": "select * from ledger"}}  # fmt: skip
    return {"organisation": "测算单位", "confidentiality": {"confirmed_by": "保密办", "confirmed_on": FEEDBACK},
            "inspection": {"name": "市委巡察", "feedback_on": FEEDBACK, "limits": "county_3m"},
            "sources": [{"name": f"单位{n}", "prefix": f"U{n}", "kind": KINDS[n % 3], "reporter": f"head{n}",
                         "every": "month", **where[KINDS[n % 3]](n)} for n in range(sources)]}  # fmt: skip


def _roster(sources: int) -> dict[str, object]:
    leaders = [f"deputy{a}" for a in range(AREAS)]
    heads = [f"head{n}" for n in range(sources)]
    since = FEEDBACK - timedelta(days=700)
    posts = [{"id": "top", "title": "书记、局长", "roles": ["principal", "secretary"]},
             {"id": "office", "title": "整改办主任", "role": "steward"},
             {"id": "discipline", "title": "纪检监察组组长", "role": "discipline"},
             *({"id": p, "title": "副局长", "role": "leader_in_charge", "area": f"领域{a}"} for a, p in enumerate(leaders)),
             *({"id": p, "title": "科长", "role": "unit_head", "unit": f"单位{n}"} for n, p in enumerate(heads))]  # fmt: skip
    people = [
        {"id": f"p-{post['id']}", "name": f"人员{str(post['id']).removeprefix('head')}"} for post in posts
    ]
    return {"areas": [f"领域{a}" for a in range(AREAS)],
            "units": [{"name": f"单位{n}", "area": f"领域{n % AREAS}"} for n in range(sources)],
            "posts": posts, "people": people,
            "tenures": [{"post": p["id"], "person": f"p-{p['id']}", "from": since} for p in posts]}  # fmt: skip


def _yaml(data: object) -> str:
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
