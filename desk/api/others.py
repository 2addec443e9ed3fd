"""What programs ask to be done that is about no item: posts handed over, deliveries decided, answers, ledgers."""

import hashlib
from typing import Annotated, Any

from fastapi import APIRouter, File, Path, Response, UploadFile
from sqlalchemy import select

from desk.api import wishes
from desk.api.acting import ANSWER, act_once, may
from desk.api.door import Caller, Key
from desk.api.problems import absent
from duban import tables as t
from tasks import acts
from tasks.acts import deliveries as held
from tasks.context import Context
from tasks.database import reads
from tasks.handing import hand_in
from tasks.pages.ledgers import deliveries as came
from tasks.pages.ledgers import source_of

router = APIRouter()
Number = Annotated[str, Path(max_length=16)]
Prefix = Annotated[str, Path(max_length=40)]


@router.post("/posts/{post}/hand-over", response_model=ANSWER)
def hand_over(one: Annotated[Caller, may("hand_over")], post: Annotated[str, Path(max_length=80)],
              wish: wishes.HandOver, key: Key, out: Response) -> Any:  # fmt: skip
    """交接 From a day on a post is somebody else's."""
    if not one.program.who.in_office or all(p.id != post for p in one.at.loaded.roster.posts):
        raise absent(f"岗位“{post}”")
    return act_once(one, "hand_over", post, wish, key, out, lambda at, by: acts.hand_over(
        at, post, wish.to, wish.from_on, by, wish.why, acting=wish.acting, until=wish.until))  # fmt: skip


@router.post("/deliveries/{number}/decide", response_model=ANSWER)
def decide(one: Annotated[Caller, may("decide")], number: Annotated[int, Path(ge=1, le=2**31 - 1)],
           wish: wishes.Decide, key: Key, out: Response) -> Any:  # fmt: skip
    """采用或退回 Take a held delivery in, or refuse it."""
    if not one.program.who.in_office or all(r["id"] != number for r in came(one.at, one.program.who, 10_000)):
        raise absent(f"{number}号报送")
    return act_once(one, "decide", str(number), wish, key, out,
                 lambda at, by: _decided(at, number, wish, by))  # fmt: skip


def _decided(at: Context, number: int, wish: wishes.Decide, by: str) -> str:
    if not wish.accept:
        return f"{number}号报送（{held.refuse_delivery(at, number, by, wish.why)}）已退回"
    source = held.accept_delivery(at, number, by, wish.why)
    _track(at)
    return f"{number}号报送（{source}）已采用"


def _track(at: Context) -> None:
    """What was let in is tracked at once, as after the command."""
    # The flows cost a third of a second to load, which reading need not pay.
    from flows.tracking import tracking

    tracking(str(at.loaded.folder), at.today if at.given else None)


@router.post("/notices/{number}/answer", response_model=ANSWER)
def answer(one: Annotated[Caller, may("answer")], number: Number, wish: wishes.Answer, key: Key,
           out: Response) -> Any:  # fmt: skip
    """回应 Sign for a line of the person's own notice, or respond to it."""
    if not _is_own(one, number):
        raise absent(f"编号为“{number}”的通知")
    reply = acts.Reply(wish.line, one.program.who.person, wish.seen, wish.text, wish.date_on, None, "program",
                       tuple(wish.items), tuple(wish.units))  # fmt: skip
    return act_once(one, "answer", number, wish, key, out, lambda at, _: acts.answer(at, number, reply).said)


def _is_own(one: Caller, number: str) -> bool:
    n = t.notice.c
    query = select(n.id).where(n.site == one.at.site, n.id == number, n.person == one.program.who.person)
    with reads(one.at.engine) as conn:
        return conn.execute(query).first() is not None


@router.post("/ledgers/{prefix}/deliver", response_model=ANSWER)
def deliver(one: Annotated[Caller, may("deliver")], prefix: Prefix, key: Key, out: Response,
            file: Annotated[UploadFile, File(description="The ledger as a file, its name with the type it has.")],
            ) -> Any:  # fmt: skip
    """报送台账 Hand a ledger in, as `duban deliver`: it is judged as any other."""
    source = source_of(one.at, one.program.who, prefix)
    if source is None:
        raise absent(f"前缀为“{prefix}”的来源")
    content, name = file.file.read(), file.filename or ""

    def do(at: Context, by: str) -> str:
        number = hand_in(at, source.name, name, content, by)
        _track(at)
        return f"{number}号报送（{source.name}）已收到"

    wish = wishes.Handed(source=source.name, sha256=hashlib.sha256(content).hexdigest())
    return act_once(one, "deliver", prefix, wish, key, out, do)
