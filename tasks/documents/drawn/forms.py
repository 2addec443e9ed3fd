"""The templates of an item's forms (销号申请表、会审表)."""

from tasks.documents.drawn.sheet import KAI, Sheet, Words

SIGN = "\n\n签字（盖章）：\t年　　月　　日"


def _begun(words: Words, title: str, code: str) -> Sheet:
    sheet = Sheet(words, title)
    sheet.margins(top_mm=28, bottom_mm=24)
    sheet.line("{{ 单位 }}", KAI, 16, "centre")
    sheet.title(title, after=6)
    sheet.edges(code)
    return sheet


def write_off(words: Words) -> Sheet:
    """What was done and on what evidence; unit, leader on both lines, and the office sign."""
    sheet = _begun(words, "巡察整改事项销号申请表", "事项编号：{{ 编号 }}\t填表日期：{{ 日期 }}")
    sheet.form((32, 49, 26, 49), (
        ("巡　　察", "{{ 巡察 }}", "", ""),
        ("反馈问题", "{{ 反馈问题 }}", "", ""),
        ("整改措施", "{{ 整改措施 }}", "", ""),
        ("责任单位", "{{ 责任单位 }}", "配合单位", "{{ 配合单位 }}"),
        ("分管领导", "{{ 分管领导 }}", "责 任 人", "{{ 责任人 }}"),
        ("整改时限", "{{ 整改时限 }}", "考核时限", "{{ 考核时限 }}"),
        ("申报完成日", "{{ 申报完成日 }}", "逾期情况", "{{ 逾期情况 }}"),
        ("整改情况", "{{ 整改情况 }}", "", ""),
        ("佐证材料", "{% for 行 in 佐证材料 %}{{ 行.序号 }}．{{ 行.佐证 }}（{{ 行.首次报送 }}报送）{% if not loop.last %}；{% endif %}{% endfor %}{% if not 佐证材料 %}未附佐证{% endif %}", "", ""),
        ("举一反三和\n长效机制", "（由责任单位填写）\n\n", "", ""),
        ("责任单位\n意见", "本单位对以上内容的真实性负责，申请销号。" + SIGN, "", ""),
        ("分管领导意见\n（业务责任）", " " + SIGN, "", ""),
        ("分管领导意见\n（党风廉政\n建设责任）", "已听取汇报并审核整改真实性：" + SIGN, "", ""),
        ("整改办意见", "□ 受理，提交会审　　□ 退回补正" + SIGN, "", ""),
    ))  # fmt: skip
    return sheet


def review(words: Words) -> Sheet:
    """What is on file, what wants verifying, and each body's opinion."""
    sheet = _begun(words, "巡察整改事项会审表", "事项编号：{{ 编号 }}\t填表日期：{{ 日期 }}")
    sheet.form((32, 49, 26, 49), (
        ("反馈问题", "{{ 反馈问题 }}", "", ""),
        ("整改措施", "{{ 整改措施 }}", "", ""),
        ("责任单位", "{{ 责任单位 }}", "分管领导", "{{ 分管领导 }}"),
        ("整改时限", "{{ 整改时限 }}", "逾期情况", "{{ 逾期情况 }}"),
        ("整改情况", "{{ 整改情况 }}", "", ""),
        ("佐证材料", "{% for 行 in 佐证材料 %}{{ 行.序号 }}．{{ 行.佐证 }}{% if not loop.last %}；{% endif %}{% endfor %}{% if not 佐证材料 %}未附佐证{% endif %}", "", ""),
        ("供核实的疑点\n（不作结论）", "{% for 行 in 疑点 %}{{ 行.内容 }}{% if not loop.last %}；{% endif %}{% endfor %}{% if not 疑点 %}无{% endif %}", "", ""),
    ))  # fmt: skip
    sheet.line("验收经过", KAI, 14, before=8, spacing=24)
    sheet.listing((14, 34, 34, 26, 48), ("次数", "送验", "结束", "结果", "所据佐证"),
                  ("{{ 行.次数 }}", "{{ 行.送验 }}", "{{ 行.结束 }}", "{{ 行.结果 }}", "{{ 行.所据佐证 }}"), "行 in 验收经过")  # fmt: skip
    sheet.line("会审意见", KAI, 14, before=8, spacing=24)
    sheet.listing((36, 74, 46), ("会审单位", "意见（同意销号、整改不到位退回）", "签字、日期"),
                  ("{{ 行.名称 }}\n", " ", " "), "行 in 会审单位")  # fmt: skip
    sheet.line("", spacing=8, size=6)
    sheet.form((36, 120), (("会审结论", "□ 同意销号　　□ 退回，理由：" + SIGN),))
    return sheet
