"""Near relatives of the bad inputs: what else comes in, each with what becomes of it."""

import codecs
import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from desk import cli
from desk.deciding import accept
from duban.errors import DeliveryRefused, DubanError, Refused, SourceFailed
from tasks.site import load
from tasks.sources import call_in
from tasks.sources.any_file import read_any
from tests.bad_inputs.test_deliveries import JULY, judged, several
from tests.bad_inputs.test_http import call
from tests.duban.ledgers import PLAIN, delivered, item, kinds, read, rows, sheet
from tests.tasks.channels.test_addresses import a_book
from tests.tasks.sources.makers import TODAY, a_source, a_workbook, put, repacked, web_server
from tests.walk import plan_site

HEAD, ROW = "反馈问题,整改措施,责任单位,整改时限,完成情况\n", "问题,措施一,环评科,2019年9月30日,正在整改\n"
SOURCE = a_source("files", path="inbox/*")
DONE = {"完成情况": "已完成", "佐证材料": "通知.pdf"}


def cells(content: bytes) -> tuple[tuple[str, ...], ...]:
    (grid,) = read_any(content, "台账", SOURCE)
    return grid.cells


# --- files ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [".~lock.台账.xlsx#", "台账.xlsx.downloading", "台账.xlsx.filepart", "台账.csv.aria2",
                                  "台账.xlsx.td", "Thumbs.db", "desktop.ini", ".DS_Store", "~WRL0001.tmp", "台账.bak"])  # fmt: skip
def test_what_programs_leave_beside_a_ledger_is_passed_over(tmp_path: Path, name: str) -> None:
    put(tmp_path, "好.csv", (HEAD + ROW).encode())
    put(tmp_path, name, b"\0\1")
    calls = call_in(SOURCE, tmp_path, TODAY)
    assert (len(calls.deliveries), calls.refused) == (1, ())


def test_a_socket_is_no_plain_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "inbox").mkdir()
    monkeypatch.chdir(tmp_path / "inbox")
    with socket.socket(socket.AF_UNIX) as one:
        one.bind("台账.xlsx")
        (fault,) = call_in(SOURCE, tmp_path, TODAY).refused
    assert "不是普通文件" in str(fault)


@pytest.mark.parametrize(("content", "words"), [
    (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "实为网页表格"),
    (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "实为网页表格"),
    (b"\xef\xbb\xbf \r\n<TABLE><tr><td>", "实为网页表格"),
    (repacked(a_workbook(), lambda _, __: None, {"content.xml": b"<x/>"}), "不是有效的 Excel 工作簿"), (b"", "文件是空的"),
    ((HEAD + ROW).encode("utf-16"), "UTF-16"), (HEAD.encode() + (ROW * 2).encode("gb18030"), "有的行是 UTF-8、有的行是 GB18030"),
    (HEAD.encode("gb18030") + (ROW * 2).encode(), "有的行是 UTF-8、有的行是 GB18030"),
    ((HEAD + ROW.strip() + ",,\n").encode(), "第2行：有7列，表头有5列"), ((HEAD + '问题,"措施,环评科\n').encode(), "引号没有成对"),
    ((HEAD + ROW).replace(",", "，").encode(), "全角逗号分隔"), (("台账\n" + HEAD + ROW).encode(), "第2行：有5列，表头有1列")])  # fmt: skip
def test_a_file_that_is_not_what_it_says_is_refused_in_a_sentence(content: bytes, words: str) -> None:
    with pytest.raises(DeliveryRefused, match=words):
        cells(content)


@pytest.mark.parametrize("content", [
    codecs.BOM_UTF8 * 2 + (HEAD + ROW).encode(), (HEAD + ROW + "\x1a").encode(), (HEAD + ROW + "\x1a").encode("gb18030"),
    ('"sep=;"\n' + (HEAD + ROW).replace(",", ";")).encode(), ("\n\n" + HEAD + ROW).encode("gb18030")])  # fmt: skip
def test_a_file_with_marks_of_the_program_that_wrote_it_is_read(content: bytes) -> None:
    assert [row for row in cells(content) if any(row)] == [tuple(t.strip().split(",")) for t in (HEAD, ROW)]


# --- marks of secrecy -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "mark",
    ["機密★", "★秘密", "祕密", "絕密★長期", "秘密：3年", "秘密（内部）", "本表涉及秘密★", "绝\u200b密"],
)
def test_a_mark_written_otherwise_stops_the_delivery(mark: str) -> None:
    for grid in (sheet(PLAIN, item(佐证材料=mark)), sheet([mark, ""], PLAIN, item())):
        with pytest.raises(DeliveryRefused, match="内容没有保存"):
            read(delivered(grid))


@pytest.mark.parametrize(
    "text", ["商业秘密", "工作秘密", "内部资料", "无密级", "对未标注“秘密★”字样的存量文件逐份清理并补标"]
)
def test_words_about_secrecy_are_no_mark(text: str) -> None:
    assert len(read(delivered(sheet(PLAIN, item(整改进展=text)))).readings) == 1


# --- deliveries as a whole ------------------------------------------------------------------


def test_a_ledger_dated_before_the_feedback_is_held() -> None:
    ledger = read(delivered(sheet(["填报日期：2019年1月3日"], PLAIN, *several(3))))
    assert kinds(ledger) == ["date_early"] and judged(rows(*several(3)), ledger) == ["date_early"]


@pytest.mark.parametrize(("before", "after", "why"), [
    ({}, {"整改时限": "长期坚持"}, "undated"), (DONE, {}, "fell_back"), ({}, {"完成情况": "详见附件"}, "status_lost"),
    ({}, {"整改时限": "2019年5月30日"}, "shifted"), ({}, {"责任单位": "监测站"}, "bad_rows"), ({}, {"整改时限": ""}, "bad_rows")])  # fmt: skip
def test_a_ledger_changed_alike_in_every_row_is_held(
    before: dict[str, str], after: dict[str, str], why: str
) -> None:
    assert judged(rows(*several(6, **before)), rows(*several(6, **after)), JULY)[:1] == [why]
    one = (*several(6, **before)[:5], item(整改措施="第5号整改措施的全文", **after))
    assert judged(rows(*several(6, **before)), rows(*one), JULY) == []


@pytest.mark.parametrize("column", ["完成情况", "佐证材料", "责任单位"])
def test_a_column_that_was_there_and_is_not_holds_the_delivery(column: str) -> None:
    heading = tuple(h for h in PLAIN if h != column)
    without = [tuple(t for h, t in zip(PLAIN, line, strict=True) if h != column) for line in several(4)]
    assert "columns_lost" in judged(rows(*several(4)), rows(*without, heading=heading))
    assert "columns_lost" not in judged(rows(*without, heading=heading), rows(*without, heading=heading))


def test_rows_that_say_the_same_item_again_are_told_and_make_no_other() -> None:
    ledger = read(delivered(sheet(PLAIN, *several(2)), sheet(PLAIN, *several(2), name="副本")))
    assert kinds(ledger) == ["row_repeated"] * 2 and {p.sheet for p in ledger.problems} == {"副本"}


# --- interfaces -----------------------------------------------------------------------------

ONE = {"code": "XF-01", "measure": "清理积案"}
PAGED = {"items": "items", "next": "next", "total": "total"}


@pytest.mark.parametrize(("body", "given", "said"), [
    ({"items": [ONE], "total": -1}, PAGED, "没有给出总数"), ({"items": [ONE], "total": True}, PAGED, "没有给出总数"),
    ({"items": [ONE], "total": 1, "next": {"href": "/b"}}, PAGED, "翻页链接写法有误"),
    ({"items": [ONE], "total": 1, "next": "http://127.0.0.1@evil.example/"}, PAGED, "指向另一主机"),
    ({"items": {"0": ONE}, "total": 1}, PAGED, "没有找到记录的列表"), ([ONE, None], {}, "没有找到记录的列表"),
    (json.dumps([ONE]).encode("utf-16"), {}, "不是完整的 JSON"), (b'{"a":1}\n{"a":2}', {}, "不是完整的 JSON"),
    (b"[" * 100_000 + b"]" * 100_000, {}, "不是完整的 JSON"), ({"error": "denied"}, {}, "没有找到记录的列表"),
    ([{f"k{n}": "x" for n in range(1001)}], {}, "有1001个字段，最多1000个")])  # fmt: skip
def test_an_answer_that_is_not_as_agreed_is_not_taken_in(body: Any, given: dict[str, str], said: str) -> None:
    with web_server() as web:
        web.say("/a", body)
        with pytest.raises((SourceFailed, DeliveryRefused), match=said):
            call(web, **given)


def test_pages_that_state_different_totals_are_held_and_a_total_may_be_text_or_a_whole_fraction() -> None:
    with web_server() as web:
        web.say("/a", {"items": [ONE], "total": "2", "next": "/b"})
        web.say("/b", {"items": [ONE], "total": 3, "next": None})
        web.say("/c", {"items": [ONE], "total": 1.0, "next": None})
        assert call(web, **PAGED).deliveries[0].hold == "接口说应有2、3条，实收2条，应相同"
        assert call(web, "/c", **PAGED).deliveries[0].hold == ""


@pytest.mark.parametrize("host", ["2852039166", "0xa9fea9fe", "[::ffff:a9fe:a9fe]"])
def test_a_machine_among_themselves_written_otherwise_is_not_asked(host: str) -> None:
    with pytest.raises(SourceFailed, match="本机管理地址段"):
        call_in(a_source("http", url=f"http://{host}/latest"), Path("/nowhere"), TODAY)


# --- rosters, sites, addresses, acts ---------------------------------------------------------


def site(folder: Path, name: str, change: Callable[[str], str]) -> None:
    made = plan_site.make(folder / "site")
    path = made / name
    path.write_text(change(path.read_text("utf-8")), "utf-8")
    load(made)


@pytest.mark.parametrize(("old", "new", "said"), [
    ("2020-01-01", "2020-02-30", "日期应是存在的某一天"), ("name: 丙三", "name: ' '", "人员的名称"),
    ("name: 丙三", 'name: "丙\\n三"', "控制字符"), ("areas: [信访, 网信]\n", "areas: !!python/name:os.system [a]\n", "合法的 YAML"),
    ("units:", "a: &a [x, x]\nb: &b [*a, *a]\nunits:", "没有这一项"), ("area: 网信}", "area: 网信, aliases: [接访科]}", "出现2次")])  # fmt: skip
def test_a_roster_with_a_slip_is_refused_in_a_sentence(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        site(tmp_path, "roster.yaml", lambda text: text.replace(old, new, 1))


@pytest.mark.parametrize(("old", "new", "said"), [
    ("name: 接访科", "name: ''", "name"), ("feedback_on: 2024-01-15", "feedback_on: 2024-13-15", "日期"),
    ("every: month}", "every: month}\n  - {name: 乙, prefix: YY, kind: csv, path: 'inbox/*/接访科.csv', reporter: head}",
     "同一份台账")])  # fmt: skip
def test_a_site_with_a_slip_is_refused_in_a_sentence(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        site(tmp_path, "site.yaml", lambda text: text.replace(old, new))


@pytest.mark.parametrize("typed", ['"li2@hb.example.gov.cn\\r\\nBcc: x@y.z"', "'a@b@c'", "'li2@'", "'李二 <li2@hb.example.gov.cn>'",
                                   "'li2@hb.example.gov.cn, x@qq.com'", "'file:///etc/passwd'", "'+86 138-0013-8000'"])  # fmt: skip
def test_what_is_no_one_address_reaches_nobody_and_is_told_without_its_words(
    tmp_path: Path, typed: str
) -> None:
    book = a_book(tmp_path, f"inside_domains: [hb.example.gov.cn]\nmail: MAIL\npeople: {{li2: {typed}}}\n")
    assert [a.channel for a in book.of("li2")] == ["eml"]
    assert any("李二" in p and "读不懂" in p for p in book.problems) and "x@" not in str(book.problems)


@pytest.mark.parametrize("host", ["evil-hb.example.gov.cn", "hb.example.gov.cn.evil.com", "[127.0.0.1]"])
def test_a_domain_that_only_looks_like_ours_is_outside(tmp_path: Path, host: str) -> None:
    book = a_book(
        tmp_path, f"inside_domains: [hb.example.gov.cn]\nmail: MAIL\npeople: {{li2: 'li2@{host}'}}\n"
    )
    assert [a.says for a in book.of("li2")] == ["pointer"]


def test_words_typed_in_another_encoding_end_in_a_sentence_and_change_nothing(
    stored_site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        "sys.argv", ["duban", "accept", str(stored_site), "HP\udcb5\udce7", "--by", "甲", "--why", "乙"]
    )
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 1 and ("UTF-8" in (said := capsys.readouterr().err) or "没有编号" in said)
    done = CliRunner().invoke(accept, [str(stored_site), "HP-01-1", "--by", "甲\0", "--why", "乙"])
    assert done.exit_code == 1 and not isinstance(done.exception, (ValueError, DubanError))
