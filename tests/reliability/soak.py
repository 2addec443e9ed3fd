"""Days and weeks of a site in minutes: cycles killed, doubled and crowded, providers that refuse and break off."""

import os
import random
import re
import signal
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import event

from duban.errors import Unsent
from tasks import acts, auditing, sending
from tasks.acts import Reply
from tasks.auditing import findings
from tasks.context import open_site
from tasks.database import open_store
from tests.bench.sites import write_ledger
from tests.reliability import lives
from tests.reliability.lives import Life
from tests.reliability.rig import FORKS, die
from tests.reliability.witness import letters, pointers
from tests.sinks import MailSink, WebSink

UNITS, EACH = 4, 12
FINE, SHORT, ODD = 0, 7, 8
MAIL_FAULTS = ["", "", "not now", "drop after the dot", "drop at rcpt", "leaders"]
WEB_FAULTS: list[tuple[int, bytes] | str] = [(200, b""), (429, b""), (503, b""), (403, b""), "drop"]
UNCLEAR_END = re.compile(r"应发\d+份，已发\d+份，\d+份未送达")
RUINS = ["rubbish", "cut", "head only", "shrunk", "all done", "old", "none"]


class Post(MailSink):
    """A mail server that besides may know no leader."""

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope,  # noqa: N802
                          address: str, options: list[str]) -> str:  # fmt: skip
        """Refuse for good whoever has a second way, in that mode."""
        if self.mode == "leaders" and address.startswith("p-deputy"):
            return "550 5.1.1 no such user"
        return await super().handle_RCPT(server, session, envelope, address, options)


def cycle(site: str, store_at: str, day: date, since: datetime, dies_at: int) -> None:
    """One cycle in a process of its own, whose clock stands at ``since``; killed before its n-th statement."""
    began, count = time.monotonic(), [0]

    def now() -> datetime:
        return since + timedelta(seconds=time.monotonic() - began)

    def step(*_: Any, **__: Any) -> None:
        count[0] += 1
        if count[0] == dies_at:
            die()

    sending.store_clock, auditing.wall = lambda engine: now, now
    os.environ["DUBAN_STORE"] = store_at
    engine = open_store(store_at)
    event.listen(engine, "before_cursor_execute", step)
    event.listen(engine, "commit", step)
    os._exit(_ended(site, day))


def _ended(site: str, day: date) -> int:
    from flows.daily import daily

    try:
        daily(site, day)
    except Unsent as fault:
        Path(site, "said.txt").write_text(str(fault), "utf-8")
        return SHORT
    except Exception:
        Path(site, f"odd-{os.getpid()}.txt").write_text(traceback.format_exc(), "utf-8")
        return ODD
    return FINE


@dataclass
class Soak:
    """A site, its witnesses, and what was done to it."""

    site: Path
    store_at: str
    post: Post
    web: WebSink
    lives: list[Life]
    seed: int
    done: Counter[str] = field(default_factory=Counter)
    sick: int = 0
    pointed_on: dict[str, date] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Everything that is drawn comes from the seed."""
        self.draw = random.Random(self.seed)

    def run(self, days: list[date], crowds: int, kills: int) -> None:
        """Every day in its turn; ``crowds`` processes at once on each third day, else two."""
        for number, day in enumerate(days):
            self.morning(day, first=number == 0)
            for _ in range(kills):
                self.turn(day, dies_at=int(2 ** self.draw.uniform(0, 9)))
            self.sicken()
            self.together(day, crowds if number % 3 == 1 else 2)
            self.evening(day)

    def sicken(self) -> None:
        """The providers fall ill, or not."""
        self.post.mode, self.web.answer = self.draw.choice(MAIL_FAULTS), self.draw.choice(WEB_FAULTS)
        self.done["sick providers"] += self.post.mode != ""

    def morning(self, day: date, first: bool) -> None:
        """The ledgers come, one of them ruined."""
        self.hour = datetime.combine(day, datetime.min.time()) + timedelta(minutes=30)
        self.ruined = not first and self.ruin(day)
        lives.deliver(self.site, self.lives, day, UNITS)
        long_ago = time.time() - 3600
        for path in (p for p in (self.site / "inbox").rglob("*") if p.is_file()):
            os.utime(path, (long_ago, long_ago))
        self.sicken()

    def ruin(self, day: date) -> bool:
        """What the bad unit hands in; whether a run cannot call it in."""
        what = self.draw.choice(RUINS)
        every = list(lives.dull(UNITS))
        rows = [one.row(day) for one in every]
        lines = {"head only": [], "shrunk": rows[:2], "all done": [(*r[:7], "已完成整改", "佐证.pdf", "") for r in rows],
                 "old": [every[0].row(day - lives.ONE * 90), *rows[1:]]}.get(what, rows)  # fmt: skip
        if what == "none":
            return False
        where = date(2026, 3, 20) + lives.ONE * self.sick if what == "old" else day
        self.sick += 1
        write_ledger(self.site, UNITS, where, iter(lines))
        path = self.site / "inbox" / where.isoformat() / f"unit{UNITS}.csv"
        if what in ("rubbish", "cut"):
            path.write_bytes(b"\x00\xff" * 500 if what == "rubbish" else path.read_bytes()[:-40])
        self.done["bad deliveries"] += 1
        return True

    def start(self, day: date, dies_at: int = 0) -> Any:
        """A cycle begun, forty minutes after the one before."""
        self.hour += timedelta(minutes=40)
        child = FORKS.Process(target=cycle, args=(str(self.site), self.store_at, day, self.hour, dies_at))
        child.start()
        self.done["cycles"] += 1
        return child

    def turn(self, day: date, dies_at: int = 0) -> int:
        """One cycle by itself; gives its exit code."""
        return self._over(self.start(day, dies_at))

    def _over(self, child: Any) -> int:
        child.join(240)
        code: int | None = child.exitcode
        assert code in (FINE, SHORT, -signal.SIGKILL), (
            code,
            [p.read_text("utf-8") for p in self.site.glob("odd-*")],
        )
        self.done["kills"] += code == -signal.SIGKILL
        return int(code)

    def together(self, day: date, many: int) -> None:
        """Many cycles at once; one of them is killed wherever it is."""
        workers = [self.start(day) for _ in range(many)]
        time.sleep(self.draw.uniform(0.1, 1.2))
        workers[0].kill()
        for one in workers:
            self._over(one)
        self.done["at once"] = max(many, self.done["at once"])

    def evening(self, day: date) -> None:
        """The providers are well again: the last run of the day leaves nothing unsent. Then people act."""
        self.post.mode, self.web.answer = "", (200, b"")
        if self.turn(day) == SHORT:
            self._red(day, (self.site / "said.txt").read_text("utf-8"))
        for _, number in pointers(self.web):
            self.pointed_on.setdefault(number, day)
        at = open_site(str(self.site), day)
        assert findings(at) == (), day
        for one in self.lives:
            self._office(at, one, day)
        self._answers(at, day)

    def _red(self, day: date, said: str) -> None:
        """A run may end red for the ruined ledger, and for letters of which nobody can say whether they came."""
        source, _, unsent = said.rpartition("；")
        assert {source, unsent} <= {"", "1个来源未能调取"} or UNCLEAR_END.fullmatch(unsent), (day, said)
        assert self.ruined or "来源" not in said, (day, said)
        self.done["red evenings"] += "未送达" in said

    def _office(self, at: Any, one: Life, day: date) -> None:
        if one.returned == day:
            acts.give_back(at, one.code, "韩十五", "佐证不足")
        if one.written_off == day:
            acts.accept(at, one.code, "韩十五", "佐证齐全")
            acts.write_off(at, one.code, "韩十五", "销号会议")
        if one.corrected == day and one.new_due is not None:
            acts.correct(at, one.code, "韩十五", "录入有误", one.new_due)
        self.done["acts"] += day in (one.returned, one.written_off, one.corrected)

    def _answers(self, at: Any, day: date) -> None:
        """One leader answers the business part of what he was told today."""
        mine = [m for m in letters(self.post) if m.on == day and m.person.startswith("p-deputy") and m.owes]
        if mine:
            one = self.draw.choice(mine)
            name = at.loaded.names[one.person]
            acts.answer(at, one.number, Reply("business", name, text=f"请抓紧，{day}"))
            self.done["answers"] += 1
