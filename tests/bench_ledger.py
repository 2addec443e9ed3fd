"""How long a ledger of 100,000 rows takes to be read and checked, and how much memory at the most.

Run by ``make bench-ledger``; prints seconds, and the peak of this process and its children together.
"""

import argparse
import sys
import tempfile
import threading
import time
from datetime import date
from pathlib import Path

import openpyxl

from duban.reading import understand
from duban.site import Source
from duban.workdays import Calendar
from tasks.sources import call_in

HEADING = ("序号", "事项编号", "反馈问题", "整改措施", "责任单位", "配合单位", "责任领导", "责任人", "整改时限", "整改进展",
           "完成情况", "完成比例", "佐证材料", "备注", "联系电话")  # fmt: skip
UNITS, LEADERS = ("环评科", "执法支队", "监测站", "办公室", "人事科"), ("李二", "王三", "赵四")
DUES = (
    "2019年6月底前",
    "2019年9月30日",
    "立行立改",
    "长期坚持",
    "每季度末",
    "2019年12月底前",
    "反馈后3个月内",
)
STATUSES = ("正在整改", "已完成", "未启动", "基本完成", "持续推进")


def a_row(n: int) -> tuple[object, ...]:
    """One row; every text of substance differs from all others."""
    return (n, f"HP-{n // 3}-{n}", f"第{n // 3}项问题：审批把关不严，存在{n // 3}处不规范", f"措施{n}：修订第{n}号管理办法并组织培训",
            UNITS[n % 5], UNITS[(n + 1) % 5], LEADERS[n % 3], f"张{n % 200}", DUES[n % 7],
            f"已完成第{n}号办法初稿，正在征求意见", STATUSES[n % 5], f"{n % 100}%", f"第{n}号通知.pdf" if n % 3 else "",
            "" if n % 10 else f"备注{n}", "023-6870")  # fmt: skip


def a_ledger(path: Path, count: int) -> None:
    """Write a workbook of ``count`` rows below a title and a heading."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("整改台账")
    sheet.append(("巡察整改台账（填报日期：2019年6月3日）",))
    sheet.append(HEADING)
    for n in range(count):
        sheet.append(a_row(n))
    book.save(path)


def resident_kb(process: str = "self") -> int:
    """Memory held by a process and all its children, from /proc; shared pages count each time."""
    total = 0
    try:
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                total += int(line.split()[1])
        for task in Path(f"/proc/{process}/task").iterdir():
            total += sum(resident_kb(child) for child in (task / "children").read_text().split())
    except (OSError, ValueError):
        return total
    return total


class Peak:
    """Watches the memory of the whole tree of processes until stopped."""

    def __init__(self) -> None:
        """Begin to watch."""
        self.kb, self._over = 0, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._over.wait(0.02):
            self.kb = max(self.kb, resident_kb())

    def stop(self) -> float:
        """The peak in MB."""
        self._over.set()
        self._thread.join()
        return self.kb / 1024


def main() -> None:
    """Write, read, check, and say what it took."""
    typed = argparse.ArgumentParser(description=__doc__)
    typed.add_argument("--rows", type=int, default=100_000)
    rows = typed.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "inbox" / "2019-06-03" / "a.xlsx"
        path.parent.mkdir(parents=True)
        a_ledger(path, rows)
        source = Source(
            name="环评科", prefix="HP", kind="excel", reporter="head", path="inbox/*/a.xlsx", quiet_seconds=0
        )
        peak, started = Peak(), time.monotonic()
        (delivery,) = call_in(source, Path(folder), date(2019, 7, 1)).deliveries
        read_at = time.monotonic()
        ledger = understand(delivery, columns={}, words={}, feedback_on=date(2019, 5, 20), calendar=Calendar(),
                            period_end_on=date(2019, 7, 20))  # fmt: skip
        ended = time.monotonic()
    sys.stdout.write(f"{len(ledger.readings)} rows x {len(HEADING)} columns, {len(ledger.problems)} problems: "
                     f"read {read_at - started:.1f} s, checked {ended - read_at:.1f} s, "
                     f"together {ended - started:.1f} s, peak {peak.stop():.0f} MB\n")  # fmt: skip


if __name__ == "__main__":
    main()
