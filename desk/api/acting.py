"""What programs ask to be done (行为): the same acts as by command, in the name of the token's person, each once.

An act that binds needs a personal login: asked for by a program it waits on the desk to be confirmed, unless
the site says that a program's act binds (``desk: {program_acts: bind}``).
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Response, Security
from pydantic import BaseModel

from desk.api import shapes, wishes
from desk.api.door import Caller, Key, entered
from desk.api.problems import absent
from desk.api.reading import Code
from duban import tables as t
from duban.errors import Refused
from duban.scopes import BINDING
from tasks import acts
from tasks.context import Context
from tasks.pages.seen import BRIEF, items_of
from tasks.programs.once import Call, once

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
    return act_once(one, kind, code, wish, key, out, do)


def act_once(one: Caller, kind: str, about: str, wish: BaseModel, key: str, out: Response, do: Did,
          **said: Any) -> Any:  # fmt: skip
    """Do it, or ask for it; the answer says which, and whether it was given before."""
    if kind in BINDING and one.at.loaded.site.desk.program_acts == "ask":
        raise Refused(f"按本站规定，{BINDING[kind]}须由本人登录督办台办理，程序不能代办")

    def work(at: Context) -> tuple[int, Mapping[str, Any]]:
        found = do(at, one.program.signature)
        words = found if isinstance(found, str) else ""
        return 200, {
            "state": "done",
            "kind": kind,
            "item": None,
            "on": at.today.isoformat(),
            "said": words,
            **said,
        }

    call = Call(one.program, key, f"{kind} {about}", wish.model_dump(mode="json"))
    done = once(one.at, call, one.standing.wall, work)
    out.status_code = done.status
    if done.again:
        out.headers["Idempotency-Replayed"] = "true"
    return done.body


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
