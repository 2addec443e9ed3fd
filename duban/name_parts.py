"""What one part of a cell of names is made of: roles, titles, brackets, numbers."""

import re
from dataclasses import dataclass, replace
from typing import Literal

Role = Literal["lead", "assist", "supervise", "accept", ""]
ROLES: dict[str, Role] = {"验收": "accept", "牵头": "lead", "主办": "lead", "主责": "lead", "负责": "lead",
                          "配合": "assist", "协助": "assist", "协办": "assist", "会办": "assist",
                          "协同": "assist", "参与": "assist",
                          "督导": "supervise", "督办": "supervise", "监督": "supervise"}  # fmt: skip
WORK = "|".join(ROLES)
BODY = r"(?:责任)?(?:单位|部门|科室|处室|领导|人员?|方)"
ROLE_NOTE = re.compile(rf"(?:总|共同|主要|具体)?(?:{WORK})+{BODY}?")
# 牵头单位：…, 责任领导：…; a word without a role (责任、分管) ends the role before it.
LABEL = re.compile(
    rf"(?:第一|直接|主要|具体|共同|总)?(?:{WORK}|责任|分管|整改|包案|承办)+(?:验收|{BODY})*?(?:(?:单位|部门|科室|处室)\s*|:\s*)(?=\S)"
)
LABEL_WITHIN = re.compile(
    rf"(?<=[^\s第一直接主要具体共同总])\s*(?=(?:第一|直接|主要|具体|共同|总)?(?:{WORK}|责任|分管|承办)(?:验收)?{BODY}?\s*:)"
)
# 环评科牵头负责, 各分局按职责分工负责: how they share the work is no part of the name.
TAIL_ROLE = re.compile(
    rf"^由?(.{{2,}}?)(?:按照?(?:各自)?(?:职责|职能)(?:分工)?|具体|共同|分别|各自|总|主要|全面)*({WORK})(?:{WORK})*(?:落实|办理|推进|实施|整改)?$"
)
# 各党支部落实: the work, not the name.
TAIL_WORK = re.compile(
    r"(?<=[科处室局站队办部委组所院司校厂府会库馆社])(?:组织|具体)*(?:落实|实施|办理|推进)(?:整改)?$"
)
SHARED = re.compile(r"按照?(?:各自)?(?:职责|职能)|分别|各自|共同")
WATCHED = {"督导", "督办", "监督", "验收"}
CIRCLED = re.compile("[\u2460-\u2473\u2776-\u277f]")
# 1.市住建局2.市城管局: once a cell numbers its names, each number begins one.
NUMBERED_FIRST = re.compile(r"\(?1[.)、](?!\d)")
NUMBERED_WITHIN = re.compile("(?<=[\u3400-\u9fff)])(?:\\(\\d{1,2}\\)|\\d{1,2}(?:[.)](?!\\d)|、))")
NUMBERED = re.compile(r"\([一二三四五六七八九十]{1,2}\)|(?:^|(?<=[\n;；,，、 ]))\(?\d{1,2}(?:[.)](?!\d)|、)")
BRACKETS = re.compile(r"[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]")
LEFT_OPEN = re.compile(r"[(\[【〔]([^()\n;；]*)(?=$|[\n;；])")
HELD = re.compile("\ue000(\\d+)\ue001")
UNIT_END = re.compile(
    r"(?:[科处室局站队办部委组所院司校厂府会库馆社]|中心|支部|街道|公司|政府|工会|办公厅|各县|领导小组)$"
)
CHINESE = re.compile("[\u3400-\u9fff·\ue000\ue001\\d\U00020000-\U0003ffff]+")
# Words that are no unit by themselves: what stands before them belongs to them.
BARE = re.compile(r"(?:分局|支队|大队|中队|科室|中心|小组|支部|总站|办公室|委员会|监测站|有限公司)")
TITLE = (r"(?:分管|协管|主管|党组|党委|党总支|党支部|支部|分局|机关|常务|专职|第一|执行)*(?:副|代|原)?(?:局长|主任|科长|处长|书记|站长|支队长"
         r"|大队长|队长|部长|组长|院长|所长|司长|厅长|县长|市长|区长|镇长|校长|主席|会长|经理|总工程师|总工|主任科员"
         r"|调研员|科员|成员|委员|负责人|同志|女士|先生)")  # fmt: skip
TITLES = re.compile(rf"(?:{TITLE})+$")
# 局党组书记, 县委常委: titles alone, with the body they are of.
TITLES_ALONE = re.compile(rf"(?:[省市县区镇乡局校院]|公司|集团|街道)?(?:{TITLE}|(?:[省市县区]委)?常委)+")
TITLE_FIRST = re.compile(rf"(?:{TITLE}|(?:包案|分管|挂点|包联|责任|牵头)领导)+:?(?=[\u3400-\u9fff]{{2,4}}$)")
SO_ON = re.compile(
    r"(?<=..)等(?:\d+|[一二两三四五六七八九十]+)?[个家名]?(?:有关|相关|各)?(?:单位|部门|科室|同志|人)?$"
)
BODY_OF_MEN = re.compile(r"(?:班子|党组|党委|支部|机关|全体)$")
PERSON = re.compile("[\u3400-\u9fff]{2,4}")
# 环评科：张三, 环评科-张三
UNIT_AND_PERSON = re.compile("(.+(?:[科处室局站队办部委组所院]|中心|公司))[:\\-—–]+([\u3400-\u9fff]{2,4})")
NUMBER = re.compile(r"\+?[\d -]{7,}")
NOTHING = re.compile(
    r"[-—–/·.:…\s]*|(?:联系|办公)?(?:电话|手机|方式)(?:号码)?:?|无|暂无|没有|待定|[一二三四五六七八九十\d]{1,2}"
)


@dataclass(frozen=True)
class Named:
    """One name in a cell, the role it was given there, and what else stood with it."""

    name: str
    role: Role = ""
    note: str = ""


def set_aside(plain: str, kept: list[str]) -> str:
    """Brackets, also nested and unclosed ones, become marks, so that nothing splits inside them."""

    def keep(match: re.Match[str]) -> str:
        kept.append(match[1])
        return f"\ue000{len(kept) - 1}\ue001"

    plain, count = re.sub("[\ue000\ue001]", "", plain), 1
    while count:
        plain, count = BRACKETS.subn(keep, plain)
    return re.sub(r"[)\]】〕]", "", LEFT_OPEN.sub(keep, plain))


def _restored(text: str, kept: list[str]) -> str:
    while HELD.search(text):
        text = HELD.sub(lambda m: f"({kept[int(m[1])]})", text)
    return text


def roles_apart(plain: str, kept: list[str]) -> str:
    """张三（牵头）李四（配合）: a role in brackets ends a name also where nothing separates the next."""
    return HELD.sub(lambda m: f"{m[0]}、" if _ends_a_name(m, kept) else m[0], plain)


def _ends_a_name(mark: re.Match[str], kept: list[str]) -> bool:
    before, after = mark.string[: mark.start()][-1:], mark.string[mark.end() :][:1]
    between = "\u3400" <= before <= "\u9fff" and "\u3400" <= after <= "\u9fff"
    return between and bool(ROLE_NOTE.fullmatch(kept[int(mark[1])].strip()))


def tail_role(clause: str, kept: list[str]) -> Role:
    """The role a clause ends with, for all its names (执法支队、监测站配合); "" where there is none.

    Whoever shares the work (按职责分工负责) leads nobody.
    """
    if LABEL.match(clause.strip()):
        return ""
    last = re.split(r"[、/|\s]", clause.strip())[-1]
    tail = TAIL_ROLE.match(_restored(last, kept))
    if not tail or (tail[2] in WATCHED and not UNIT_END.search(tail[1])):
        return ""
    return "" if SHARED.search(last) else ROLES[tail[2]]


def role_in(words: str) -> Role:
    """The role some words name, "" for none."""
    return next((role for word, role in ROLES.items() if word in words), "")


def by_blanks(part: str) -> list[str]:
    """A part as the names its blanks separate; a blank inside a name separates none."""
    tokens = re.sub(r"(?<=[^\s\ue001]) ?(?=\ue000)", "", part).split()
    if len(tokens) < 2:
        return tokens
    if not all(CHINESE.fullmatch(t) for t in tokens):
        return [" ".join(tokens)]
    paired = re.sub(r"(?<!\S)(\S) (\S)(?!\S)", r"\1\2", " ".join(tokens)).split()
    lone = any(len(HELD.sub("", t)) < 2 and not HELD.fullmatch(t) for t in paired)
    bare = any(BARE.fullmatch(b) and not UNIT_END.search(a) for a, b in zip(paired, paired[1:], strict=False))
    return ["".join(tokens)] if lone or bare or HELD.fullmatch(paired[0]) else _with_marks(paired)


def _with_marks(tokens: list[str]) -> list[str]:
    """A bracket that stands alone belongs to the name before it; a telephone number too."""
    out = tokens[:1]
    for one in tokens[1:]:
        if HELD.fullmatch(one) or NUMBER.fullmatch(one):
            out[-1] += one
        else:
            out.append(one)
    return out


def named_in(part: str, kept: list[str], role: Role) -> list[Named]:
    """One part as a name, its role and notes; nothing where it names nobody."""
    aside = [m for m in HELD.finditer(part) if not _inside(m, part) or ROLE_NOTE.fullmatch(kept[int(m[1])])]
    name = part
    for mark in aside:
        name = name.replace(mark[0], "", 1)
    pieces = [
        p for m in aside for p in re.split(r"[,，、;；\n]", _restored(kept[int(m[1])], kept)) if p.strip()
    ]
    said = [p for p in pieces if ROLE_NOTE.fullmatch(p.strip())]
    notes = [p.strip() for p in pieces if p not in said]
    role = next((role_in(p) for p in said), role)
    name = TAIL_WORK.sub("", _restored(name, kept).strip("。.: -—–\\"))
    if (tail := TAIL_ROLE.match(name)) and (tail[2] not in WATCHED or UNIT_END.search(tail[1])):
        name, role = tail[1].strip("-—– "), "" if SHARED.search(name) else ROLES[tail[2]]
    if beside := UNIT_AND_PERSON.fullmatch(name):
        name, notes = beside[1], [beside[2], *notes]
    name, notes = _without_title(SO_ON.sub("", name), notes)
    if (not name or ROLE_NOTE.fullmatch(name)) and notes:
        role, name, notes = role or role_in(name), notes[0], notes[1:]
    return [] if NOTHING.fullmatch(name) else [Named(name, role, "、".join(notes))]


def _inside(mark: re.Match[str], part: str) -> bool:
    """Whether a bracket stands within a name (各县(区)政府) and so belongs to it."""
    return mark.start() > 0 and mark.end() < len(part)


def _without_title(name: str, notes: list[str]) -> tuple[str, list[str]]:
    """局长张一, 张一局长, 张一13800000000 -> 张一; a post (环评科科长) stays as it is."""
    if number := NUMBER.search(name):
        rest = name.replace(number[0], "").strip()
        name, notes = (rest, [number[0].strip(), *notes]) if rest else (name, notes)
    title = TITLES.search(name) or TITLE_FIRST.match(name)
    bare = name.replace(title[0], "", 1).strip() if title else ""
    if title and 2 <= len(bare) <= 4 and not UNIT_END.search(bare) and not BODY_OF_MEN.search(bare):
        return bare, [title[0].rstrip(":"), *notes]
    return name, notes


def titles_joined(named: list[Named]) -> tuple[Named, ...]:
    """党组书记、局长张一 is one person: a title alone goes with the name behind it, else before."""
    if all(TITLES.fullmatch(n.name) for n in named):
        return tuple(named)
    out: list[Named] = []
    waiting: list[str] = []
    for one in named:
        if TITLES_ALONE.fullmatch(one.name):
            waiting.append(one.name)
        elif not PERSON.fullmatch(one.name) or TITLES.search(one.name) or UNIT_END.search(one.name):
            out, waiting = [*out, *(Named(w, one.role) for w in waiting), one], []
        else:
            note = "、".join([*waiting, *([one.note] if one.note else [])])
            out, waiting = [*out, replace(one, note=note)], []
    if waiting:
        last = out[-1]
        out[-1] = replace(last, note="、".join([*([last.note] if last.note else []), *waiting]))
    return tuple(out)
