"""Statuses (完成情况) as people write them: what the unit claims, what reviewers did, the pace.

Two axes that are never one: 已完成 is a claim, 销号 is an act of somebody else. Words that merge
two classes, or answer another question, are ``unclear``: asked, never guessed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from duban.cell_text import fold

Claim = Literal["not_done", "in_progress", "partial", "done", "unclear"]
Acceptance = Literal["submitted", "accepted", "returned", "written_off"]
Pace = Literal["on_schedule", "behind", "overdue"]
CLAIMS: dict[str, Claim] = {c: c for c in ("not_done", "in_progress", "partial", "done", "unclear")}
ENGLISH: dict[str, Claim] = {
    "done": "done", "completed": "done", "complete": "done", "finished": "done", "closed": "done",
    "inprogress": "in_progress", "ongoing": "in_progress", "started": "in_progress",
    "open": "in_progress", "notstarted": "not_done", "notdone": "not_done", "todo": "not_done",
    "partial": "partial", "partlydone": "partial", "partiallydone": "partial"}  # fmt: skip

NOT = r"(?:未|尚未|还未|没有|没|不(?![断仅但])|暂未|仍未)"
# What may stand between "not" and the work: 未能按期完成, 没有完全整改到位.
HOW = (
    r"(?:能够?|可能|具备|得到|真正|完全|彻底|有效|最终|实际|按.{1,3}|在.{1,6}内|如期|及时|全面|全部|全|都|整体|实质性?)*"
)
CHECK = r"(?:验收|审核|核查|复核|销号|销项|核销)"
RETURNED = re.compile(
    r"驳回|退回|打回|返工|重新整改|"
    + NOT
    + r"(?:能|予|同意|批准|准予?)*(?:通过|合格)"
    + CHECK
    + "?|"
    + CHECK
    + r"(?:未|不)(?:能|予)?(?:获?通过|合格|批准|同意)|(?:不予|不同意|未同意|不准予?|未批准|不批准)"
    + CHECK
    + r"|(?:撤销|取消)(?:销号|销项)|不(?:够)?(?:彻底|到位|过关)"
)
SUBMITTED = re.compile(
    r"(?<![接招等对])待(?:.{0,4}(?:组织|批准))?(?:核实|认定|"
    + CHECK
    + ")|"
    + NOT
    + r"(?:能|经|获得?|予|办理|批准|进行|完成)*(?:验收|销号|销项|核销)|"
    r"(?:申请|申报|上报|报请|提请|提交|提出|准备|正在|呈报|报送|建议|恳请|请予|请求|办理|[已拟]报)(?:予以|组织|办理|进行|市|县|区|省|局|委|办)*"
    + CHECK
    + r"|(?:验收|销号|销项)(?:的)?(?:申请|报告|请示)"
)
WRITTEN_OFF = re.compile(r"(?:销号|销项|核销|销账)(?!(?:的)?(?:条件|标准|要求|资料|材料|清单|台账|表|制|手续|前|中))|已关闭|归档")
ACCEPTED = re.compile(
    r"(?:通过|完成|已)(?:.{0,6})?(?:核查|验收|审核|复核)(?:合格|通过)?|(?:核查|验收|审核)(?:合格|通过)"
)
OTHER_QUESTION = re.compile(r"属实|纳入.*清单|移交|转办|转交|不予|不适用")
OR = re.compile(r"或者?|/")
AHEAD = re.compile(
    r"接近|临近|有望|预计|(?<!按)(?<!按照)计划|(?<!模)拟|力争|确保|争取|将于|将在|即将|准备|加快|(?<![改纠更修端])正(?![式常确当规])|(?<!持续)推进|(?<![接招对])待(?!遇)"
)
NOT_DONE = re.compile(
    r"(?:"
    + NOT
    + HOW
    + r"|(?:无法|难以|无力|没法)"
    + HOW
    + r")(?:整改|启动|开展|开始|完成|落实|办结|办理|动工|动|解决|到位|实施|推进|见效|结束|完毕|完工|开工|竣工|达标|取得|整治)"
    r"|(?:完成|整改|落实|办|改|解决)不(?:了|完|到|好)|(?:无|没有|没|未见)(?:任何|明显|实质性?)?进展"
    r"|(?<![接招对])待(?:启动|开展|整改|落实|开工|实施|办理|解决)"
)
PARTIAL = re.compile(
    r"(?:基本|大部分?|部分|初步|主体|大体|阶段性|多数|局部)(?:已|整改|任务|工作|问题)*(?:完成|办结|到位|落实|解决|整改)"
)
DONE = re.compile(r"完成|办结|到位|完毕|整改好|已解决|已落实|结束|达标|已整改|完工")
DOING = re.compile(
    r"正|推进|进行|整改中|办理中|落实中|实施|持续|进展|序时|滞后|缓慢|延期|有序|开展|启动|在办|着手|已印发|已起草|办理|中$"
)
ON_SCHEDULE = re.compile(r"序时|按计划|按期推进|正常推进|符合进度")
BEHIND = re.compile(
    r"滞后|慢序时|" + NOT + r"达(?:到)?序时|缓慢|落后|进度(?:较|偏)?慢|低于序时|" + NOT + r"达(?:到)?进度"
)
OVERDUE = re.compile(r"逾期|超期|超时限|过期|超过时限")
PERCENT = re.compile(r"^(?:已|完成|进度|约|整改|率|任务|比例|为|:)*(\d{1,3}(?:\.\d+)?)%")


@dataclass(frozen=True)
class Status:
    """How one cell was read, on its two axes and a pace."""

    text: str
    claim: Claim
    acceptance: Acceptance | None = None
    pace: Pace | None = None


def as_json(read: Status) -> dict[str, Any]:
    """The reading as other programs rely on it."""
    return {"text": read.text, "claim": read.claim, "acceptance": read.acceptance,
            "pace": read.pace}  # fmt: skip


def read_status(text: str, words: Mapping[str, str] | None = None) -> Status:
    """Read a status cell; ``words`` are a source's own, each a claim's code or a Chinese status."""
    own = {fold(k).casefold(): v for k, v in (words or {}).items()}
    plain = fold(text)
    meant = own.get(plain.casefold())
    if meant is not None:
        claim = CLAIMS.get(meant)
        return Status(text, claim) if claim else replace(_read(fold(meant)), text=text)
    return replace(_read(plain), text=text)


def _read(plain: str) -> Status:
    english = ENGLISH.get(re.sub(r"[-_]", "", plain).casefold())
    if english:
        return Status(plain, english)
    pace = _pace(plain)
    if OTHER_QUESTION.search(plain) and not WRITTEN_OFF.search(plain):
        return Status(plain, "unclear", None, pace)
    acceptance = _acceptance(plain)
    if acceptance:
        return Status(plain, "not_done" if acceptance == "returned" else "done", acceptance)
    claim = _claim(plain)
    return Status(plain, claim, None, None if claim == "done" else pace)


def _acceptance(plain: str) -> Acceptance | None:
    if RETURNED.search(plain):
        return "returned"
    if PARTIAL.search(plain):
        return None
    if SUBMITTED.search(plain):
        return "submitted" if not NOT_DONE.search(plain) else None
    if WRITTEN_OFF.search(plain):
        return "written_off" if not AHEAD.search(plain) else None
    return "accepted" if ACCEPTED.search(plain) and not AHEAD.search(plain) else None


def _pace(plain: str) -> Pace | None:
    for pattern, pace in ((BEHIND, "behind"), (OVERDUE, "overdue"), (ON_SCHEDULE, "on_schedule")):
        if pattern.search(plain):
            return pace  # type: ignore[return-value]
    return None


def _claim(plain: str) -> Claim:
    percent = PERCENT.match(plain)
    if percent:
        share = float(percent[1])
        return "done" if share == 100 else "not_done" if share == 0 else "in_progress"
    if OR.search(plain):
        sides = {_clause(one) for one in OR.split(plain)}
        return sides.pop() if len(sides) == 1 else "unclear"
    claims: set[Claim] = {c for c in map(_clause, re.split(r"[,，;；。、]", plain)) if c != "unclear"}
    return _together(claims)


def _together(claims: set[Claim]) -> Claim:
    """Several clauses: done and not done are partly done, otherwise the least that is claimed."""
    if {"done", "not_done"} <= claims:
        return "partial"
    order: tuple[Claim, ...] = ("not_done", "partial", "in_progress", "done")
    if claims == {"done", "in_progress"}:
        return "in_progress"
    return next((c for c in order if c in claims), "unclear")


def _clause(words: str) -> Claim:
    if BEHIND.search(words) and not DONE.search(words):
        return "in_progress"
    if NOT_DONE.search(words):
        return "not_done"
    if PARTIAL.search(words):
        return "partial"
    if DONE.search(words):
        return "in_progress" if AHEAD.search(words) else "done"
    if OVERDUE.search(words) or words == "待办":
        return "not_done"
    return "in_progress" if DOING.search(words) else "unclear"
