"""Documents at the desk: the office takes them, a leader prints a slip of what is the leader's, nobody else."""

import io
import zipfile
from pathlib import Path
from urllib.parse import unquote

import httpx
from sqlalchemy import func, select, update

from duban import tables as t
from tasks.context import open_site
from tasks.documents.readers import OFFICE
from tasks.documents.slips import issue
from tests.desk.serving import form_of, link, serving
from tests.desk.test_office import MONDAY, give, inside
from tests.tasks.documents.reading import lines, text


def named(answer: httpx.Response) -> str:
    return unquote(answer.headers["content-disposition"].rpartition("''")[2])


def slips(site: Path) -> int:
    with open_site(str(site), MONDAY).engine.connect() as conn:
        return int(conn.scalar(select(func.count()).select_from(t.slip)) or 0)


def test_the_office_takes_pack_ledger_reports_and_forms(copied: Path) -> None:
    give(copied, "han15")
    with inside(copied, "han15") as client:
        page = client.get("/documents")
        pack, report = client.get("/documents/pack/docx"), client.get("/documents/report/docx")
        whole, unit = client.get("/documents/ledger/xlsx"), client.get("/documents/ledger/xlsx?unit=环评科")
        form = client.get("/items/HP-02-2/form/write-off")
        early, absent = client.get("/items/HP-01-3/form/write-off"), client.get("/documents/nothing/docx")
        odd, bulletin = client.get("/documents/pack/exe"), client.get("/documents/bulletin/docx")
    assert 'href="/documents/pack/docx"' in page.text and "/documents/bulletin/" not in page.text
    assert (named(pack), named(report)) == ("调度会材料-2019-07-01.docx", "整改情况报告-2019-07-01.docx")
    assert lines(pack.content)[0] == "市生态环境局巡察整改\n调度会材料"
    assert (named(whole), named(unit)) == ("整改台账-2019-07-01.xlsx", "整改台账-环评科-2019-07-01.xlsx")
    assert zipfile.is_zipfile(io.BytesIO(unit.content)) and len(unit.content) < len(whole.content)
    assert named(form) == "销号申请表-HP-02-2-2019-07-01.docx"
    assert (early.status_code, absent.status_code, odd.status_code, bulletin.status_code) == (
        409,
        404,
        409,
        409,
    )
    assert "还没有申报完成" in early.text and "没有要求通报" in bulletin.text


def test_a_leader_prints_a_slip_of_an_item_of_the_own_areas_by_link_and_no_other(copied: Path) -> None:
    with serving(copied, MONDAY) as client:
        door = link(copied, "li2", MONDAY)
        page = client.get(f"{door}/items/HP-01-1")
        looked, form = slips(copied), form_of(page)
        first = client.post(f"{door}/items/HP-01-1/slip", data={"form": form, "kind": "docx"})
        again = client.post(f"{door}/items/HP-01-1/slip", data={"form": form, "kind": "docx"})
        other = client.post(f"{door}/items/DQ-01-1/slip", data={"form": form, "kind": "docx"})
        closed = client.get(f"{door}/documents")
    assert "印督办单" in page.text and looked == 0
    assert named(first) == "红色预警-督办〔2019〕1号.docx" and first.content == again.content
    assert "编号：督办〔2019〕1号\t签发日期：2019年7月1日" in lines(first.content)
    assert (other.status_code, closed.status_code) == (409, 404) and "没有“DQ-01-1”" in other.text
    assert slips(copied) == 1


def test_what_is_restricted_is_in_a_document_only_for_whoever_was_granted_it_and_asks(copied: Path) -> None:
    give(copied, "han15")
    give(copied, "jiang13", office=True, restricted=True)
    at = open_site(str(copied), MONDAY)
    issue(at, OFFICE, ["HP-01-3"], "整改办")
    with at.engine.begin() as conn:
        conn.execute(update(t.item).where(t.item.c.code.in_(["HP-01-1", "HP-01-3"])).values(restricted=True))
    with inside(copied, "han15") as client:
        plain, asked = client.get("/documents/report/docx"), client.get("/documents/report/docx?restricted=1")
        register = client.get("/documents").text
        form = form_of(client.get("/documents"))
        slip = client.post("/items/HP-01-1/slip", data={"form": form, "kind": "docx"})
    with inside(copied, "jiang13") as client:
        cleared, public = (
            client.get("/documents/report/docx?restricted=1"),
            client.get("/documents/public/docx?restricted=1"),
        )
        unasked = client.get("/documents/report/docx")
    assert plain.content == asked.content == unasked.content and "HP-01-1" not in text(plain.content)
    assert "HP-01-3" not in register and slip.status_code == 409
    assert "HP-01-1" in text(cleared.content) and named(cleared) == "整改情况报告-2019-07-01-含受限.docx"
    assert "HP-01-1" not in text(public.content)


def test_only_the_office_sees_the_documents(copied: Path) -> None:
    give(copied, "li2", "sun5", "zhou9")
    for person in ("li2", "sun5", "zhou9"):
        with inside(copied, person) as client:
            tried = [
                client.get(p).status_code
                for p in ("/documents", "/documents/pack/docx", "/items/HP-02-2/form/review")
            ]
        assert tried == [404, 404, 404]
