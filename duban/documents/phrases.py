"""Words that documents share, in Chinese and in English."""

from collections.abc import Iterable

STATE = {
    "zh": {"written_off": "已销号", "accepted": "已验收，待销号", "waiting": "申报待验收", "missing": "台账中不见",
           "returned": "申报已退回", "unproved": "申报完成，未附佐证", "claim": ""},
    "en": {"written_off": "written off", "accepted": "accepted, to be written off", "waiting": "awaiting acceptance",
           "missing": "gone from the ledger", "returned": "claim returned", "unproved": "claimed done, no evidence",
           "claim": ""},
}  # fmt: skip
CLAIM = {
    "zh": {"not_done": "未启动", "in_progress": "正在整改", "partial": "部分完成", "done": "申报完成", "unclear": "待核"},
    "en": {"not_done": "not begun", "in_progress": "under way", "partial": "partly done", "done": "claimed done",
           "unclear": "unclear"},
}  # fmt: skip
WORDS = {
    "zh": {"vacant": "空缺", "in_doubt": "领域待核", "item": "项", "and": "、", "stop": "；", "none": "—", "came": "已报",
           "owed": "未报", "late": "逾期未报", "failed": "未能调取", "seen": "{n}项：{codes}", "counted": "计入考核{n}天",
           "superior": "（主送机关）", "all_done": "已完成整改（{whole}项措施均已销号）", "part_done": "正在整改（{whole}项措施，已销号{done}项）",
           "反馈问题": "反馈问题{whole}个，已完成整改{done}个，正在整改{going}个，整改完成率{rate}",
           "整改事项": "分解为整改事项{whole}项，已完成整改{done}项，正在整改{going}项，整改完成率{rate}"},
    "en": {"vacant": "vacant", "in_doubt": "area in doubt", "item": "", "and": ", ", "stop": "; ", "none": "—", "came": "came",
           "owed": "owed", "late": "late", "failed": "not called in", "seen": "{n}: {codes}", "counted": "{n} days that count",
           "superior": "(to whom)", "all_done": "done (all {whole} measures written off)",
           "part_done": "under way ({done} of {whole} measures written off)",
           "反馈问题": "{whole} findings, {done} done, {going} under way, rate {rate}",
           "整改事项": "{whole} items, {done} done, {going} under way, rate {rate}",
           "公布 反馈问题": "findings", "公布 反馈问题 已完成整改": "findings done", "公布 反馈问题 正在整改": "findings under way",
           "公布 反馈问题 整改完成率": "findings, rate", "公布 整改事项": "items", "公布 整改事项 已完成整改": "items done",
           "公布 整改事项 正在整改": "items under way", "公布 整改事项 整改完成率": "items, rate", "公布 申报待验收": "awaiting acceptance",
           "公布 逾期": "late", "公布 未到期": "not due yet", "公布 长期坚持": "standing", "公布 其中": "of these", "公布 个": "",
           "公布 项": ""},
}  # fmt: skip
OUTCOME = {
    "zh": {"": "待验收", "accepted": "验收通过", "returned": "退回", "fell_back": "改报未完成", "written_off": "已销号"},
    "en": {"": "awaiting", "accepted": "accepted", "returned": "returned", "fell_back": "fell back", "written_off": "written off"},
}  # fmt: skip
CLASS = {
    "zh": {"written_off": "已销号", "waiting": "申报待验收", "late": "逾期", "near": "临近到期", "on_course": "按序时推进"},
    "en": {"written_off": "written off", "waiting": "awaiting acceptance", "late": "late", "near": "due soon",
           "on_course": "on course"},
}  # fmt: skip
# A workbook's words, and its headings by column where it is in English.
BOOK = {
    "zh": {"title": "{name}整改台账　截至{day}　共{n}项", "ledger": "整改台账", "restricted": "含受限", "figures": "数据口径",
           "columns": "序号|数据|数值|口径（公式）|所计事项"},
    "en": {"title": "{name}: rectification ledger as of {day}, {n} items", "ledger": "Ledger", "restricted": "restricted", "figures": "Figures",
           "columns": "No.|Figure|Value|Formula|Items counted"},
}  # fmt: skip
COLUMN_EN = {
    "code": "Code", "finding": "Finding", "measure": "Measure", "unit": "Unit", "assist": "Assisting", "leader": "Leader (ledger)",
    "person": "Handler (ledger)", "due_on": "Due", "due_text": "Due, as written", "assessed_on": "Assessed by", "class": "State",
    "claim": "Claim", "label": "Level", "days_late": "Days late", "progress": "Progress", "evidence": "Evidence", "source": "Source",
    "read_on": "Ledger of",
}  # fmt: skip
POINTS = {
    "zh": {"review": "申报待验收，超过{n}个工作日", "release": "督办单待审签", "deadline": "整改时限待核定",
           "missing": "台账中不见，待核实", "dispute": "责任归属有争议，待定责", "match": "疑似同一事项，待认定",
           "held": "报送暂缓采用，待定", "look_back": "回头看待复查", "no_unit": "责任单位不在花名册，待定"},
    "en": {"review": "with the reviewers for more than {n} working days", "release": "slips to be released",
           "deadline": "deadlines in doubt", "missing": "gone from the ledger, to be verified",
           "dispute": "lead in dispute", "match": "perhaps the same item", "held": "deliveries held",
           "look_back": "look-back due", "no_unit": "unit not on the roster"},
}  # fmt: skip


def said(language: str, key: str, **facts: object) -> str:
    """The words of a key, its places filled."""
    return WORDS[language][key].format(**facts)


def counted_words(number: int, language: str) -> str:
    """一、十二、一百〇三 as papers number their parts; in English the number."""
    if language != "zh" or number > 999:
        return str(number)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    digits = "〇一二三四五六七八九"
    high = f"{digits[hundreds]}百" if hundreds else ""
    middle = (
        f"{digits[tens]}十"
        if tens > 1 or (tens and high)
        else "十"
        if tens
        else "〇"
        if high and ones
        else ""
    )
    return high + middle + (digits[ones] if ones else "")


def in_lines(codes: Iterable[str], language: str, most: int = 30) -> str:
    """Codes in a row, in lines of at most so many half-width characters: no code is broken at its hyphens."""
    lines: list[list[str]] = [[]]
    width = 0
    for code in codes:
        wide = sum(1 if ch.isascii() else 2 for ch in code) + 2
        if lines[-1] and width + wide > most:
            lines.append([])
            width = 0
        lines[-1].append(code)
        width += wide
    join = "、" if language == "zh" else ", "
    return f"{join.strip()}\n".join(join.join(line) for line in lines)
