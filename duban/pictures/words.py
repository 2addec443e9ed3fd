"""What pictures say, in Chinese and in English."""

ZH = {
    "burn_down": "整改进度：未销号事项与计划对比", "areas": "各分管领域在办事项（按督办级别）",
    "leaders": "分管领导负责的在办事项（按责任线、督办级别）", "ageing": "在办事项的时限情况",
    "planned": "按整改时限应未销号", "left": "实际未销号", "items": "在办事项（项）", "on": "日期", "area": "分管领域",
    "leader": "分管领导", "span": "时限", "business": "业务责任", "conduct": "党风廉政责任", "none": "未到级",
    "waiting": "待验收", "level": "{label}", "no_area": "领域待核", "no_date": "时限待核",
    "late_over": "逾期{n}天以上", "late": "逾期{a}—{b}天", "left_in": "{a}天内到期", "left_from": "{a}—{b}天内到期",
    "left_over": "{n}天以上到期", "is_late": "已逾期", "in_time": "未逾期",
    "said_burn_down": "截至{day}，须销号的{total}项中还有{left}项未销号；按整改时限应只剩{planned}项{apart}。",
    "apart": "（长期坚持、周期性事项{n}项不计入）", "said_areas": "截至{day}，在办{total}项，其中到级{reached}项。",
    "said_leaders": "截至{day}，{n}位分管领导，在办最多的为{top}。两位领导共同负责的事项分别计入。",
    "said_ageing": "截至{day}，在办{total}项，其中逾期{late}项、待验收{waiting}项；反馈以来第{n}天。",
    "said_none": "截至{day}，没有在办事项。", "top": "{name}（{n}项）", "of_line": "{name} {line}",
}  # fmt: skip
EN = {
    "burn_down": "Burn-down: items not written off, and the plan", "areas": "Open items by area and level",
    "leaders": "Open items of each leader, by line and level", "ageing": "Open items by age against the deadline",
    "planned": "Open by plan", "left": "Still open", "items": "Open items", "on": "Day", "area": "Area",
    "leader": "Leader in charge", "span": "Deadline", "business": "business", "conduct": "conduct", "none": "No level",
    "waiting": "With the reviewers", "level": "{label}", "no_area": "Area in doubt", "no_date": "Date in doubt",
    "late_over": "over {n} days late", "late": "{a}–{b} days late", "left_in": "due within {a} days",
    "left_from": "due in {a}–{b} days", "left_over": "due in over {n} days", "is_late": "late", "in_time": "not late",
    "said_burn_down": "As of {day}, {left} of {total} items to be written off are open; by plan {planned} would be{apart}.",
    "apart": " ({n} standing or recurring ones left out)",
    "said_areas": "As of {day}, {total} open items, {reached} of them on a level.",
    "said_leaders": "As of {day}, {n} leaders in charge; most are with {top}. What two leaders share counts for both.",
    "said_ageing": "As of {day}, {total} open items: {late} late, {waiting} with the reviewers; day {n} since the feedback.",
    "said_none": "As of {day}, no open items.", "top": "{name} ({n})", "of_line": "{name} {line}",
}  # fmt: skip
WORDS = {"zh": ZH, "en": EN}


def worded(language: str, key: str, **facts: object) -> str:
    """The words of a key in a language, its places filled."""
    return WORDS["en" if language == "en" else "zh"][key].format(**facts)
