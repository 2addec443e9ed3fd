"""Bad inputs, group 1: files as they lie in a folder. Each test's name begins with the input's id."""

import os
import threading
import time
from pathlib import Path

import pytest

from duban.errors import SourceFailed
from tasks.sources import Calls, call_in
from tests.tasks.sources.makers import TODAY, a_source, a_workbook, put

NAME = "台账.xlsx"
GOOD = f"2019-06-03/{NAME}"


def call(folder: Path, path: str = "inbox/*/*.xlsx", **given: object) -> Calls:
    return call_in(a_source("excel", path=path, **given), folder, TODAY)


def said(calls: Calls) -> str:
    return "；".join(str(fault) for fault in calls.refused)


@pytest.mark.parametrize(
    "pattern", ["inbox/*/*.xlsx", "inbox/**/*", "inbox/2019-06-03/{~$台账.xlsx,台账.xlsx}"]
)
def test_f01_a_lock_file_is_passed_over_in_silence(tmp_path: Path, pattern: str) -> None:
    put(tmp_path, f"2019-06-03/~${NAME}", b"\5owner")
    put(tmp_path, GOOD, a_workbook())
    calls = call(tmp_path, pattern)
    assert (len(calls.deliveries), calls.refused) == (1, ())


def test_f03_a_file_that_grows_between_two_looks_waits_for_the_next_call(tmp_path: Path) -> None:
    path = put(tmp_path, GOOD, a_workbook())
    whole, stop = path.read_bytes(), threading.Event()

    def copy_on() -> None:
        while not stop.wait(0.05):
            with path.open("ab") as file:
                file.write(b"more")

    copying = threading.Thread(target=copy_on)
    copying.start()
    calls = call(tmp_path, quiet_seconds=0.3)
    stop.set()
    copying.join()
    assert calls.deliveries == () and "文件一直在变动" in said(calls) and "疑似未传完" in said(calls)
    path.write_bytes(whole)
    assert len(call(tmp_path, quiet_seconds=0.1).deliveries) == 1


def test_f03_a_file_that_has_lain_there_is_not_waited_for(tmp_path: Path) -> None:
    path = put(tmp_path, GOOD, a_workbook())
    os.utime(path, (time.time() - 3600,) * 2)
    started = time.monotonic()
    assert len(call(tmp_path, quiet_seconds=60).deliveries) == 1
    assert time.monotonic() - started < 30


@pytest.mark.parametrize("kept", [10, 1000, -100])
def test_f04_a_file_cut_off_is_refused(tmp_path: Path, kept: int) -> None:
    put(tmp_path, GOOD, a_workbook()[:kept])
    assert "请" in said(call(tmp_path)) and call(tmp_path).deliveries == ()


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, lambda p: p.symlink_to("/etc/passwd")])
def test_f09_what_is_no_plain_file_is_refused_and_never_followed(tmp_path: Path, make: object) -> None:
    (tmp_path / "inbox" / "2019-06-03").mkdir(parents=True)
    make(tmp_path / "inbox" / GOOD)  # type: ignore[operator]
    calls = call(tmp_path)
    assert calls.deliveries == () and "不是普通文件" in said(calls)


def test_f10_a_name_in_gbk_is_read_and_shown_with_escapes(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path / "inbox" / "2019-06-03")
    Path(os.fsdecode(folder)).mkdir(parents=True)
    Path(os.fsdecode(folder + b"/" + NAME.encode("gbk"))).write_bytes(a_workbook())
    (one,) = call(tmp_path).deliveries
    assert one.origin.encode().decode() == one.origin and "\\udc" in one.origin


def test_f12_of_a_flooded_folder_the_first_500_are_read_and_it_is_told(tmp_path: Path) -> None:
    for n in range(510):
        put(tmp_path, f"2019-06-03/{n:04}.csv", f"措施,时限\n甲{n},6月\n".encode())
    calls = call_in(a_source("csv", path="inbox/*/*.csv"), tmp_path, TODAY)
    assert len(calls.deliveries) == 500 and calls.deliveries[0].origin.endswith("0000.csv")
    assert "有510份文件，只读前500份" in said(calls)


def test_f13_a_share_that_is_not_mounted_fails_the_source(tmp_path: Path) -> None:
    put(tmp_path, GOOD, a_workbook())
    with pytest.raises(SourceFailed, match="无法读取报送目录，标记文件“inbox/.mounted”不在"):
        call(tmp_path, mounted="inbox/.mounted")
    put(tmp_path, ".mounted", b"")
    assert len(call(tmp_path, mounted="inbox/.mounted").deliveries) == 1


def test_f13_an_empty_folder_is_never_no_data(tmp_path: Path) -> None:
    (tmp_path / "inbox" / "2019-06-03").mkdir(parents=True)
    with pytest.raises(SourceFailed, match="没有找到任何文件"):
        call(tmp_path)


def test_f15_a_file_that_goes_away_while_it_is_read_is_looked_for_again(tmp_path: Path) -> None:
    path, kept = put(tmp_path, GOOD, content := a_workbook()), put(tmp_path, "2019-07-01/台账.xlsx", b"")
    kept.write_bytes(a_workbook(["另"]))
    gone = threading.Timer(0.1, path.unlink)
    gone.start()
    calls = call(tmp_path, quiet_seconds=0.4)  # found, then taken away before it is opened
    assert len(calls.deliveries) == 1 and calls.refused
    path.write_bytes(content)
    assert len(call(tmp_path).deliveries) == 2
