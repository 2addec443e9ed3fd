"""What programs ask to be done (行为): the same acts as by command, in the name of the token's person, each once.

An act that binds needs a personal login: asked for by a program it waits on the desk to be confirmed, as what a
form in Prefect asks for, unless the site says that a program's act binds (``desk: {program_acts: bind}``).
"""

import hashlib
from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Response, Security
from pydantic import BaseModel

from desk.api import shapes, wishes
from desk.api.door import Caller, Key, entered
from desk.api.problems import absent
from desk.api.reading import Code
from duban import tables as t
from duban.requests import DAY_OF, NAMES, Asked
from duban.scopes import BINDING
from tasks import acts
from tasks.context import Context
from tasks.pages.seen import BRIEF, items_of
from tasks.programs.once import Call, once
from tasks.requests import leave

router = APIRouter()
Did = Callable[[Context, str], Any]
ANSWER = shapes.Done


def _on_item(one: Caller, kind: str, code: str, wish: wishes.Why, key: str, out: Response, do: Did) -> Any:
    """One act on one item that this person may see and act on."""
    if (
        not one.program.who.in_office
        or items_of(one.at, one.program.who, t.item.c.code == code, schema=BRIEF).empty
    ):
        raise absent(f"编号为“{code}”的事项")
    return act_once(one, kind, code, wish, key, out, do, item=code)


def act_once(one: Caller, kind: str, about: str, wish: BaseModel, key: str, out: Response, do: Did,
          **said: Any) -> Any:  # fmt: skip
    """Do it, or leave it on the desk to be confirmed; the answer says which, and whether it was given before."""
    asks = kind in BINDING and one.at.loaded.site.desk.program_acts == "ask"

    def work(at: Context) -> tuple[int, Mapping[str, Any]]:
        if asks:
            number = leave(at, asked_of(kind, about, wish), run_of(one, key), "program")
            return 202, {
                **common,
                "state": "asked",
                "request": number,
                "said": f"已留在督办台待确认（{number}号请求）",
            }
        found = do(at, one.program.signature)
        return 200, {**common, "state": "done", "said": found if isinstance(found, str) else ""}

    common = {"kind": kind, "item": None, "on": one.at.today.isoformat(), **said}
    call = Call(one.program, key, f"{kind} {about}", wish.model_dump(mode="json"))
    done = once(one.at, call, one.standing.wall, work)
    out.status_code = done.status
    if done.again:
        out.headers["Idempotency-Replayed"] = "true"
    return done.body


def run_of(one: Caller, key: str) -> str:
    """What stands for a call among the requests: its token, and its key by digest."""
    return f"{one.program.token} {hashlib.sha256(key.encode()).hexdigest()[:24]}"


def asked_of(kind: str, about: str, wish: BaseModel) -> Asked:
    """The act as a request holds it: codes, a day, a level. The reason is the confirming person's."""
    given, act = wish.model_dump(), kind
    if kind == "decide":
        act = "accept_delivery" if given["accept"] else "refuse_delivery"
    where: dict[str, dict[str, Any]] = {
        "hand_over": {"post": about},
        "decide": {"delivery": int(about) if about.isdecimal() else None},
    }
    return Asked.model_validate({"act": NAMES[act], "day": given.get(DAY_OF.get(act, "")), "level": given.get("level"),
                                 **where.get(kind, {"item": about})})  # fmt: skip


def may(kind: str) -> Any:
    """What lets in whoever has the scope of an act."""
    return Security(entered, scopes=[f"act:{kind}"])


@router.post("/items/{code}/accept", response_model=ANSWER)
def accept(
    one: Annotated[Caller, may("accept")], code: Code, wish: wishes.Why, key: Key, out: Response
) -> Any:
    """验收 Accept a claim."""
    return _on_item(one, "accept", code, wish, key, out,
                    lambda at, by: acts.accept(at, code, by, wish.why))  # fmt: skip


@router.post("/items/{code}/return", response_model=ANSWER)
def give_back(
    one: Annotated[Caller, may("return")], code: Code, wish: wishes.Why, key: Key, out: Response
) -> Any:
    """退回 Return a claim: the clock goes on as if it had never stopped."""
    return _on_item(one, "return", code, wish, key, out,
                    lambda at, by: acts.give_back(at, code, by, wish.why))  # fmt: skip


@router.post("/items/{code}/write-off", response_model=ANSWER)
def write_off(one: Annotated[Caller, may("write_off")], code: Code, wish: wishes.Why, key: Key,
              out: Response) -> Any:  # fmt: skip
    """销号 Write an accepted item off."""
    return _on_item(one, "write_off", code, wish, key, out,
                    lambda at, by: acts.write_off(at, code, by, wish.why))  # fmt: skip


@router.post("/items/{code}/extend", response_model=ANSWER)
def extend(
    one: Annotated[Caller, may("extend")], code: Code, wish: wishes.Extend, key: Key, out: Response
) -> Any:
    """延期 Move the working date as approved."""
    return _on_item(one, "extend", code, wish, key, out, lambda at, by: acts.extend(
        at, code, by, wish.why, wish.to, wish.approved_by, wish.asked_on))  # fmt: skip


@router.post("/items/{code}/reopen", response_model=ANSWER)
def reopen(
    one: Annotated[Caller, may("reopen")], code: Code, wish: wishes.Reopen, key: Key, out: Response
) -> Any:
    """重新打开 Take a written-off item up again."""
    return _on_item(one, "reopen", code, wish, key, out, lambda at, by: acts.reopen(
        at, code, by, wish.why, relapse=wish.relapse, due=wish.due))  # fmt: skip


@router.post("/items/{code}/judge", response_model=ANSWER)
def judge(
    one: Annotated[Caller, may("judge")], code: Code, wish: wishes.Judge, key: Key, out: Response
) -> Any:
    """评定 Find an item to be on a level."""
    return _on_item(one, "judge", code, wish, key, out,
                    lambda at, by: acts.judge(at, code, by, wish.why, wish.level))  # fmt: skip


@router.post("/items/{code}/silence", response_model=ANSWER)
def silence(one: Annotated[Caller, may("silence")], code: Code, wish: wishes.Silence, key: Key,
            out: Response) -> Any:  # fmt: skip
    """暂停提示 Tell nothing of an item until after a day."""
    return _on_item(one, "silence", code, wish, key, out,
                    lambda at, by: acts.silence(at, code, by, wish.why, wish.until))  # fmt: skip


@router.post("/items/{code}/release", response_model=ANSWER)
def release(
    one: Annotated[Caller, may("release")], code: Code, wish: wishes.Why, key: Key, out: Response
) -> Any:
    """审签 Sign the slips that wait."""
    return _on_item(one, "release", code, wish, key, out,
                    lambda at, by: acts.release(at, code, by, wish.why))  # fmt: skip


@router.post("/items/{code}/correct", response_model=ANSWER)
def correct(one: Annotated[Caller, may("correct")], code: Code, wish: wishes.Correct, key: Key,
            out: Response) -> Any:  # fmt: skip
    """更正 Set a wrong date right, or settle a doubtful one."""
    return _on_item(one, "correct", code, wish, key, out,
                    lambda at, by: acts.correct(at, code, by, wish.why, wish.due, first=wish.first))  # fmt: skip
