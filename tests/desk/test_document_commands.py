"""The commands that write documents: each says where, and what is wrong in one sentence."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from docx import Document

from desk.cli import group
from duban.errors import Refused
from tasks.documents.pdf import NONE_HERE
from tests.tasks.documents.reading import text


def run(*words: object) -> Result:
    return CliRunner().invoke(group, [str(w) for w in words])


def written(done: Result) -> list[str]:
    assert done.exit_code == 0, done.output
    return [
        Path(line.removeprefix("已写入 ")).name
        for line in done.output.splitlines()
        if line.startswith("已写入")
    ]


def test_each_command_writes_its_documents_and_says_where(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    slip = run("slip", copied, "HP-01-1", "HP-01-3")
    assert written(slip) == ["红色预警-督办〔2019〕1号.docx", "红色预警-督办〔2019〕2号.docx"]
    assert slip.output.splitlines()[-1] == NONE_HERE
    assert written(run("brief", copied, "--on", "2019-07-01", "--since", "2019-06-20")) == [
        "调度会材料-2019-07-01.docx"
    ]
    assert written(run("form", "review", copied, "HP-02-2", "--no-pdf")) == ["会审表-HP-02-2-2019-07-01.docx"]
    assert written(run("report", "public", copied, "--no-pdf")) == ["公开通报公布数-2019-07-01.docx"]
    assert written(run("ledger", copied, "--unit", "环评科")) == ["整改台账-环评科-2019-07-01.xlsx"]
    folder = copied / "state" / "documents"
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in folder.iterdir())
    assert "2019年6月20日以来的变化" in text((folder / "调度会材料-2019-07-01.docx").read_bytes())
    listed = json.loads(run("slip", copied, "--register", "--format", "json").output)
    assert [(r["number"], r["item"], r["limit_on"], r["by"]) for r in listed] == [
        ("督办〔2019〕1号", "HP-01-1", "2019-07-08", "整改办"), ("督办〔2019〕2号", "HP-01-3", "2019-07-08", "整改办")]  # fmt: skip


def test_what_cannot_be_made_is_one_sentence_and_no_file(copied: Path) -> None:
    for words, said in (
        (("slip", copied, "XX-1"), "没有“XX-1”这个事项或督办通知"),
        (("report", "bulletin", copied), "没有要求通报"),
        (("ledger", copied, "--unit", "财务科"), "花名册中没有责任单位“财务科”"),
        (("brief", copied, "--restricted"), "应写明由谁取用（--by）"),
    ):
        done = run(*words)
        assert isinstance(done.exception, Refused) and said in str(done.exception)
    assert run("slip", copied).exit_code == 2 and not (copied / "state" / "documents").exists()


def test_a_template_is_taken_out_changed_and_looked_up_before_it_is_used(site: Path) -> None:
    out = run("template", site, "slip")
    assert written(out) == ["slip.docx"]
    assert "slip：本单位模板，字段无误" in run("template", site).output
    assert "不覆盖" in str(run("template", site, "slip").exception)
    doc = Document(str(site / "templates" / "slip.docx"))
    doc.add_paragraph("{{ 文号 }}")
    doc.save(str(site / "templates" / "slip.docx"))
    looked = run("template", site)
    assert (
        looked.exit_code == 1
        and "slip：本单位模板，模板“templates/slip.docx”里没有“文号”这样的字段" in looked.output
    )
    assert "pack：默认模板，字段无误" in looked.output
