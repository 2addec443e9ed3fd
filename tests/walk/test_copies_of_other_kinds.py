"""What a reporter gets back whose ledger is an old workbook, a Word table or an interface: a clean workbook."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from duban.grid import Delivery, Grid
from flows.returning import returning
from flows.scheduling import scheduling
from flows.tracking import tracking
from tasks import store
from tasks.context import open_site
from tasks.sources.any_file import read_any
from tasks.understood import understood
from tests.bad_inputs.test_mutated import as_docx, as_xls
from tests.duban.ledgers import PLAIN, item, sheet
from tests.tasks.sources.makers import put, web_server
from tests.walk import plan_site

DAY, NEXT = date(2024, 6, 3), date(2024, 7, 8)


def ledger(unit: str) -> Grid:
    """Two rows of a unit, one of which says no date."""
    dues = {"措施一": "9月底", "措施二": "尽快"}
    return sheet(
        PLAIN,
        *(item(整改措施=f"{unit}{m}", 整改时限=due, 责任单位=unit, 责任人="丙三") for m, due in dues.items()),
    )


def returned(site: Path, source: str, what: str) -> Any:
    return openpyxl.load_workbook(
        site / "state" / "returned" / str(DAY) / f"{source}_{what}.xlsx"
    ).worksheets[0]


def test_an_old_workbook_a_word_table_and_an_interface_get_a_clean_workbook_and_it_reads_back(
    tmp_path: Path,
) -> None:
    site, names = plan_site.make(tmp_path / "site"), ("接访科", "网信科", "办公室")
    put(site, "2024-06-03/接访科.xls", as_xls(ledger("接访科")))
    put(site, "2024-06-03/网信科.docx", as_docx(ledger("网信科"), "网信科整改台账", "填报日期：2024年6月3日"))
    with web_server() as web:
        heading, *rows = ledger("办公室").cells
        web.say("/a", {"rows": [dict(zip(heading, row, strict=True)) for row in rows]})
        kinds = (
            "kind: files, path: 'inbox/*/接访科.xls'", "kind: word, path: 'inbox/*/网信科.docx'",
            f"kind: http, url: '{web.base}/a', items: rows")  # fmt: skip
        told = [f"{{name: {n}, prefix: {p}, {kind}, reporter: head, quiet_seconds: 0}}"
                for n, p, kind in zip(names, ("JF", "WX", "BG"), kinds, strict=True)]  # fmt: skip
        text = plan_site.SITE.partition("register:")[0] + f"sources: [{', '.join(told)}]\n"
        (site / "site.yaml").write_text(text, "utf-8")
        for step in (scheduling, tracking, returning):
            step(str(site), DAY)
    at = open_site(str(site), NEXT)
    for source in at.loaded.site.sources:
        mine = [f"{source.prefix}-01-1", f"{source.prefix}-01-2"]
        copy = returned(site, source.name, "批注")
        (code,) = (c for row in copy.iter_rows() for c in row if c.value == "事项编号")
        assert [copy.cell(code.row + n, code.column).value for n in (1, 2)] == mine
        (said,) = (c.comment.text for row in copy.iter_rows() for c in row if c.comment and c.value == "尽快")
        assert said.startswith("整改时限“尽快”")
        path = site / "state" / "returned" / str(DAY) / f"{source.name}_预填表.xlsx"
        again = understood(at.loaded, source.model_copy(update={"columns": {}}), Delivery(
            source.name, path.name, "x", NEXT, "folder", read_any(path.read_bytes(), path.name, source)))  # fmt: skip
        assert again.readings["code"].tolist() == mine
        assert again.readings["due_text"].tolist() == ["2024年9月30日", "尽快"]
    items = store.items(at.engine, at.site)
    assert len(items) == 6 and json.dumps(items["due_text"].tolist(), ensure_ascii=False).count("9月底") == 3
    at.engine.dispose()
