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
# English words as the Chinese ones they stand for; "pending" and its like answer nothing.
ENGLISH = {
    r"done|completed?|finished|resolved|fixed": "已完成", r"closed": "已关闭",
    r"(?:work)?inprogress|ongoing|started|open|doing|wip": "正在整改",
    r"not(?:yet)?(?:started|done|completed?|finished)|todo|incomplete|unresolved": "未完成",
    r"partial|part(?:ly|ially)(?:done|completed?)|mostly(?:done|completed?)": "部分完成",
    r"ontrack|onschedule": "序时推进", r"delayed|behind(?:schedule)?": "进展滞后", r"overdue": "逾期未完成",
    r"rejected|returned": "已退回", r"accepted|verified": "已验收", r"(?:submitted|pendingreview|inreview)": "待验收",
}  # fmt: skip
BOX = re.compile(r"([□☐◻○☑☒✅✓✔√■])")
EMPTY_BOXES = "□☐◻○"

NOT = r"(?:未|尚未|还未|没有|没|不(?![断仅但])|暂未|仍未)"
# What may stand between "not" and the work: 未能按期完成, 没有完全整改到位.
HOW = r"(?:能够?|可能|具备|得到|真正|完全|彻底|有效|最终|实际|按.{1,3}|在.{1,6}内|如期|及时|全面|全部|全|都|整体|实质性?)*"
CHECK = r"(?:验收|审核|核查|复核|销号|销项|核销)"
RETURNED = re.compile(
    r"驳回|退回|打回|返工|重新整改|虚假整改|纸面整改|文字整改|敷衍|整改不力|"
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
    r"(?<![接招等对])待(?:.{0,4}(?:组织|批准))?(?:核实|认定|复查|评估|"
    + CHECK
    + ")|"
    + NOT
    + r"(?:能|经|获得?|予|办理|批准|进行|完成)*(?:验收|销号|销项|核销)|"
    r"(?:申请|申报|提请|提交|提出|准备|正在|建议|恳请|请予|请求|(?<!已)办理)(?:予以|组织|办理|进行)*"
    + CHECK
    + r"|报(?!告)(?:(?!同意|批准|准予|通过)[^,，;；、]){0,12}"
    + CHECK
    + r"|提请(?:(?!同意|批准|准予|通过)[^,，;；、]){0,12}"
    + CHECK
    + r"|(?:验收|销号|销项)(?:的)?(?:申请|报告|请示)|(?:验收|销号|销项)[资材]料已?(?:报|提交|上报)|^(?:整改)?(?:验收|审核|核查|复核)中$"
)
# Only where the word closes what is said: 销号条件, 销号申请, 销号审核 speak of it, and write off nothing.
WRITTEN_OFF = re.compile(
    r"(?<!无法)(?<!不能)(?<!难以)(?<!暂缓)(?<![前将可应需])(?<!阶段性)(?:销号|销项|核销|销账)(?=$|[,，、;；。:()\d]|了|完成|完毕|办结|成功|处理|备案|存档|归档|结案|闭环|[并和及])|^(?:问题)?(?:已经?)?关闭$|(?<!料)(?<!料已)归档"
)
ACCEPTED = re.compile(
    r"(?:通过|完成|已)(?!达到|具备|符合|满足)(?:.{0,6})?(?:核查|验收|审核|复核)(?!标准|条件|要求|准备|组|申请|材料)(?:合格|通过)?"
    r"|(?:核查|验收|审核)(?:合格|通过)"
)
OTHER_QUESTION = re.compile(r"属实|纳入.*清单|移交|转办|转交|不予|不适用")
OR = re.compile(r"或者?|/")
AHEAD = re.compile(
    r"^(?!.*已).*(?<![提超])前(?:完成|办结|整改|到位|全部|全面)|接近|临近|有望|预计|(?<!按)(?<!按照)计划|(?<!模)拟|力争|确保|争取|将于|将在|即将|准备|加快|(?<![改纠更修端])正(?![式常确当规])|推进|(?<![接招对])待(?!遇)"
)
NOT_DONE = re.compile(
    r"(?:"
    + NOT
    + HOW
    + r"|(?:无法|难以|无力|没法)"
    + HOW
    + r")(?:整改|启动|开展|开始|完成|落实|办结|办理|动工|动|解决|到位|实施|推进|处理|见效|结束|完毕|完工|开工|竣工|达标|取得|整治)"
    r"|(?:完成|整改|落实|办|改|解决)不(?:了|完|到|好)|(?:无|没有|没|未见)(?:任何|明显|实质性?)?进展"
    r"|(?<![接招对])待(?:启动|开展|整改|落实|开工|实施|办理|处理|解决)|反弹|回潮"
)
PARTIAL = re.compile(
    r"(?:基本|大部分?|部分|初步|主体|大体|阶段性|多数|局部)(?:已|整改|任务|工作|问题)*(?:完成|办结|到位|落实|解决|整改)"
    r"|(?:完成|办结|整改)了?(?:[一二三四五六七八九]成|过半|大半|一半)"
    r"|(?:第[一二三四五\d]阶段|前期).*(?:完成|到位)|(?:完成|到位).*(?:第[一二三四五\d]阶段|前期)"
    r"|除.*外.*(?:完成|办结|到位)|完成了?阶段性|主体.{0,4}完工"
)
COUNT = r"(\d+|[一二三四五六七八九十]+)[项个件条]"
SOME = re.compile(r"(?:共|总计)?" + COUNT + r".{0,6}(?:完成|办结|解决)(?:整改)?" + COUNT)
DONE = re.compile(
    r"完成|办结|到位|完毕|整改好|已(?:经|全部|全)?(?:解决|落实|处理|整改)|结束|达标|完工|竣工|结案|闭环$"
)
DOING = re.compile(
    r"正|推进|进行|整改中|办理中|落实中|实施|持续|进展|序时|滞后|缓慢|延期|有序|开展|启动|在办|着手|已印发|已起草|办理|取得.{0,8}成[效果]|初见成效|^长期(?:整改|坚持)$|开工|中$"
)
ON_SCHEDULE = re.compile(r"序时|时序|按计划|按(?:期|进度)推进|正常推进|符合进度|进[度展](?:正常|顺利)")
BEHIND = re.compile(
    r"滞后|慢序时|"
    + NOT
    + r"达(?:到)?(?:序时|时序)|缓慢|落后|(?:进[度展]|推进)(?:较|偏|比较)?慢|低于序时|"
    + NOT
    + r"达(?:到)?进度"
)
OVERDUE = re.compile(r"逾期|超期|超时限|过期|超过时限")
UNFINISHED = re.compile(
    NOT
    + HOW
    + r"(?:完成|到位|办结|完毕).*(?:正在|推进|整改中)|(?:正在|推进|整改中).*"
    + NOT
    + HOW
    + r"(?:完成|到位|办结|完毕)"
)
KEPT_UP = re.compile(r"^(?:并|需|将|仍)*(?:持续|长期|不断|常态化)?(?:巩固|坚持|保持|抓好)")
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
    plain = fold(_ticked(text))
    meant = own.get(plain.casefold())
    if meant is not None:
        claim = CLAIMS.get(meant)
        return Status(text, claim) if claim else replace(_read(fold(meant)), text=text)
    return replace(_read(plain), text=text)


def _ticked(text: str) -> str:
    """Of a form with boxes, what is ticked; a form nobody ticked says nothing."""
    parts = BOX.split(text)
    marks, words = parts[1::2], ([p.strip() for p in parts[2::2]], [p.strip() for p in parts[:-1:2]])
    if not any(m in EMPTY_BOXES for m in marks):
        return text
    labels = words[0] if not parts[0].strip() else words[1]
    return ";".join(w for m, w in zip(marks, labels, strict=True) if m not in EMPTY_BOXES)


def _read(plain: str) -> Status:
    bare = re.sub(r"[-_.]", "", plain).casefold()
    plain = next((zh for word, zh in ENGLISH.items() if re.fullmatch(word, bare)), plain)
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
    if plain.endswith("?"):
        return "unclear"
    percent = PERCENT.match(plain)
    if percent:
        share = float(percent[1])
        return "done" if share == 100 else "not_done" if share == 0 else "in_progress"
    some = SOME.search(plain)
    if some and some[1] != some[2]:
        return "partial"
    if OR.search(plain):
        sides = {_clause(one) for one in OR.split(plain)}
        return sides.pop() if len(sides) == 1 else "unclear"
    said = {words: _clause(words) for words in re.split(r"[,，;；。、]", plain)}
    done = "done" in said.values()
    claims: set[Claim] = {c for w, c in said.items() if c != "unclear" and not (done and KEPT_UP.search(w))}
    if claims == {"not_done", "in_progress"} and UNFINISHED.search(plain):
        return "in_progress"
    return _together(claims) if claims or not OVERDUE.search(plain) else "not_done"


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
    if words == "待办":
        return "not_done"
    return "in_progress" if DOING.search(words) else "unclear"
