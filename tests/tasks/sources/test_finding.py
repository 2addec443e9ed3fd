"""Which files of a site are a source's deliveries, and of which day."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import pytest

from duban.errors import SourceFailed
from tasks.sources import call_in
from tests.tasks.sources.makers import SAMPLES, TODAY, a_source, a_workbook, put

LEDGER = "环评科整改台账.xlsx"


def excel(path: str = f"inbox/*/{LEDGER}"):
    return a_source("excel", path=path)


def test_each_dated_folder_gives_a_delivery_of_its_day_oldest_first(tmp_path: Path):
    shutil.copytree(SAMPLES, tmp_path / "inbox")
    calls = call_in(excel(), tmp_path, TODAY)
    assert [(d.origin, d.day_on, d.day_from) for d in calls.deliveries] == [
        (f"inbox/2019-06-03/{LEDGER}", date(2019, 6, 3), "folder"),
        (f"inbox/2019-07-01/{LEDGER}", date(2019, 7, 1), "folder"),
    ]
    assert (calls.refused, calls.seen) == ((), ())


def test_a_folder_dated_after_today_has_not_come_yet(tmp_path: Path):
    shutil.copytree(SAMPLES, tmp_path / "inbox")
    calls = call_in(excel(), tmp_path, date(2019, 6, 30))
    assert [d.day_on for d in calls.deliveries] == [date(2019, 6, 3)]
    assert call_in(excel(), tmp_path, date(2019, 6, 2)).deliveries == ()


@pytest.mark.parametrize(
    "name", ["20190603", "2019.6.3", "2019-6-3", "2019_06_03", "2019年6月3日", "２０１９－６－３"]
)
def test_a_day_may_be_written_in_several_ways(tmp_path: Path, name: str):
    put(tmp_path, f"{name}/{LEDGER}", a_workbook())
    (one,) = call_in(excel(), tmp_path, TODAY).deliveries
    assert (one.day_on, one.day_from) == (date(2019, 6, 3), "folder")


def test_without_a_dated_folder_the_day_is_the_one_it_arrived(tmp_path: Path):
    path = put(tmp_path, f"六月/{LEDGER}", a_workbook())
    noon = datetime(2019, 6, 5, 12).timestamp()
    os.utime(path, (noon, noon))
    (one,) = call_in(excel(), tmp_path, TODAY).deliveries
    assert (one.day_on, one.day_from) == (date(2019, 6, 5), "arrived")


def test_a_folder_named_by_an_impossible_day_is_told_and_the_others_are_read(tmp_path: Path):
    put(tmp_path, f"2019-06-31/{LEDGER}", a_workbook())
    put(tmp_path, f"2019-06-03/{LEDGER}", a_workbook(["甲"]))
    calls = call_in(excel(), tmp_path, TODAY)
    assert [d.day_on for d in calls.deliveries] == [date(2019, 6, 3)]
    assert [str(f) for f in calls.refused] == [
        f"来源“环评科” inbox/2019-06-31/{LEDGER}：目录名“2019-06-31”不是存在的日期，应为报送当天的年月日"]  # fmt: skip


def test_what_is_known_is_not_given_again(tmp_path: Path):
    shutil.copytree(SAMPLES, tmp_path / "inbox")
    first, second = call_in(excel(), tmp_path, TODAY).deliveries
    calls = call_in(excel(), tmp_path, TODAY, frozenset({first.digest}))
    assert calls.deliveries == (second,)
    assert calls.seen == (first.digest,)


def test_the_same_file_in_two_folders_is_one_delivery_of_the_first_day(tmp_path: Path):
    put(tmp_path, f"2019-07-01/{LEDGER}", content := a_workbook())
    put(tmp_path, f"2019-06-03/{LEDGER}", content)
    calls = call_in(excel(), tmp_path, TODAY)
    assert [d.day_on for d in calls.deliveries] == [date(2019, 6, 3)]
    assert calls.seen == (calls.deliveries[0].digest,)


def test_lock_files_hidden_files_and_half_copied_files_are_no_deliveries(tmp_path: Path):
    for name in (f"~${LEDGER}", f".~{LEDGER}", f"{LEDGER}.tmp", f"{LEDGER}.part"):
        put(tmp_path, f"2019-06-03/{name}", b"\0")
    put(tmp_path, f"2019-06-03/{LEDGER}", a_workbook())
    calls = call_in(excel("inbox/*/*"), tmp_path, TODAY)
    assert [d.origin for d in calls.deliveries] == [f"inbox/2019-06-03/{LEDGER}"]
    assert calls.refused == ()


def test_no_file_at_all_is_a_failed_source_that_names_the_path(tmp_path: Path):
    (tmp_path / "inbox" / "2019-06-03").mkdir(parents=True)
    with pytest.raises(SourceFailed, match="^来源“环评科”：按“inbox/.*”没有找到任何文件"):
        call_in(excel(), tmp_path, TODAY)


def test_a_missing_inbox_is_a_failed_source_and_not_no_data(tmp_path: Path):
    with pytest.raises(SourceFailed, match="^来源“环评科”：无法读取报送目录“inbox”|没有找到任何文件"):
        call_in(excel(), tmp_path, TODAY)


@contextmanager
def as_a_user_without_rights() -> Iterator[None]:
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def test_a_folder_that_may_not_be_read_fails_the_source_even_if_another_may():
    folder = Path(tempfile.mkdtemp(prefix="duban-inbox-"))  # pytest's own is closed to others
    try:
        folder.chmod(0o755)
        put(folder, f"2019-06-03/{LEDGER}", a_workbook())
        closed = put(folder, f"2019-07-01/{LEDGER}", a_workbook(["乙"])).parent
        closed.chmod(0)
        with as_a_user_without_rights(), pytest.raises(SourceFailed, match="无法读取报送目录"):
            call_in(excel(), folder, TODAY)
    finally:
        closed.chmod(0o755)
        shutil.rmtree(folder)


def test_a_path_does_not_leave_the_site(tmp_path: Path):
    put(tmp_path, f"2019-06-03/{LEDGER}", a_workbook())
    (tmp_path / "site").mkdir()
    with pytest.raises(SourceFailed, match="应写站点目录内的路径"):
        call_in(excel(f"../inbox/*/{LEDGER}"), tmp_path / "site", TODAY)


def test_an_absolute_path_is_the_sites_own_wish(tmp_path: Path):
    put(tmp_path, f"2019-06-03/{LEDGER}", a_workbook())
    (tmp_path / "site").mkdir()
    (one,) = call_in(excel(f"{tmp_path}/inbox/*/{LEDGER}"), tmp_path / "site", TODAY).deliveries
    assert one.day_on == date(2019, 6, 3)
    assert one.origin == f"{tmp_path}/inbox/2019-06-03/{LEDGER}"


def test_two_stars_search_all_folders_but_follow_no_link(tmp_path: Path):
    put(tmp_path, f"上半年/2019-06-03/{LEDGER}", a_workbook())
    (tmp_path / "inbox" / "link").symlink_to(tmp_path / "inbox" / "上半年")
    calls = call_in(excel(f"inbox/**/{LEDGER}"), tmp_path, TODAY)
    assert [d.origin for d in calls.deliveries] == [f"inbox/上半年/2019-06-03/{LEDGER}"]


@pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
def test_what_is_no_plain_file_is_refused_and_never_opened_through(tmp_path: Path, kind: str):
    outside = tmp_path / "outside.xlsx"
    outside.write_bytes(a_workbook(["外"]))
    good = put(tmp_path, f"2019-07-01/{LEDGER}", a_workbook())
    odd = tmp_path / "inbox" / "2019-06-03" / LEDGER
    odd.parent.mkdir()
    {"link": lambda: odd.symlink_to(outside), "pipe": lambda: os.mkfifo(odd), "folder": odd.mkdir}[kind]()
    calls = call_in(excel(), tmp_path, TODAY)
    assert [d.origin for d in calls.deliveries] == [str(good.relative_to(tmp_path))]
    (fault,) = calls.refused
    assert f"inbox/2019-06-03/{LEDGER}：不是普通文件" in str(fault)


def test_a_linked_folder_on_the_way_is_refused(tmp_path: Path):
    put(tmp_path / "elsewhere", f"2019-06-03/{LEDGER}", a_workbook())
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "inbox").symlink_to(tmp_path / "elsewhere" / "inbox")
    calls = call_in(excel(), tmp_path / "site", TODAY)
    assert calls.deliveries == ()
    assert "是一个链接" in str(calls.refused[0])


def test_a_name_that_is_not_utf8_is_read_and_shown_with_escapes(tmp_path: Path):
    folder = os.fsencode(tmp_path / "inbox" / "2019-06-03")
    Path(os.fsdecode(folder)).mkdir(parents=True)
    Path(os.fsdecode(folder + b"/" + "环评科.xlsx".encode("gbk"))).write_bytes(a_workbook())
    (one,) = call_in(excel("inbox/*/*.xlsx"), tmp_path, TODAY).deliveries
    assert one.origin.startswith("inbox/2019-06-03/\\udc")
    one.origin.encode()


def test_of_a_flooded_folder_the_first_500_are_read_and_it_is_told(tmp_path: Path):
    for n in range(502):
        put(tmp_path, f"2019-06-03/{n:03}.csv", f"序号,措施\n{n},甲\n".encode())
    put(tmp_path, "2019-06-04/x.csv", "序号,措施\nx,甲\n".encode())
    calls = call_in(a_source("csv", path="inbox/*/*.csv"), tmp_path, TODAY)
    assert len(calls.deliveries) == 501
    assert [str(f) for f in calls.refused] == [
        "来源“环评科”：目录“inbox/2019-06-03”里有502份文件，只读前500份，请清理"]  # fmt: skip


def test_a_bad_file_leaves_the_good_ones_alone(tmp_path: Path):
    put(tmp_path, f"2019-06-03/{LEDGER}", a_workbook()[:2000])
    put(tmp_path, f"2019-07-01/{LEDGER}", a_workbook())
    calls = call_in(excel(), tmp_path, TODAY)
    assert [d.day_on for d in calls.deliveries] == [date(2019, 7, 1)]
    assert [str(f) for f in calls.refused] == [
        f"来源“环评科” inbox/2019-06-03/{LEDGER}：文件不完整，打不开，请重新保存后报送"]  # fmt: skip


def test_a_file_that_grows_while_it_is_read_waits_for_the_next_call(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # fmt: skip
    path = put(tmp_path, f"2019-06-03/{LEDGER}", a_workbook())
    looks = []

    def look_and_grow(handle: int) -> os.stat_result:
        looks.append(handle)
        if len(looks) == 3:  # opened, looked at, read: now somebody's copy goes on
            with path.open("ab") as file:
                file.write(b"more")
        return real(handle)

    real = os.fstat
    monkeypatch.setattr("tasks.sources.files.os.fstat", look_and_grow)
    calls = call_in(excel(), tmp_path, TODAY)
    monkeypatch.undo()
    assert "文件一直在变动或没有读全" in str(calls.refused[0])
    assert len(looks) >= 3
