"""The slip's template (督办单)."""

from tasks.documents.drawn.sheet import KAI, Sheet, Words


def slip(words: Words) -> Sheet:
    """One page: what, to whom, by when, and where each line signs."""
    sheet = Sheet(words, "督办单", numbered=False)
    # One page whatever it holds: a slip is signed, handed on and filed as a sheet.
    sheet.margins(top_mm=25, bottom_mm=18)
    sheet.line("{{ 制发单位 }}", KAI, 16, "centre")
    sheet.title("督　办　单", after=6)
    sheet.edges("编号：{{ 编号 }}\t签发日期：{{ 签发日 }}")
    sheet.form((24, 66, 22, 44), (
        ("级　　别", "{% cellbg 底色 %}{{ 单名 }}　{{ 级别 }}", "", ""),
        ("主　　送", "{{ 主送 }}", "", ""),
        ("抄　　送", "{{ 抄送 }}", "", ""),
        ("事项编号", "{{ 事项编号 }}", "责任单位", "{{ 责任单位 }}"),
        ("整改时限", "{{ 整改时限 }}（{{ 逾期 }}）", "责 任 人", "{{ 责任人 }}"),
        ("反馈问题", "{{ 反馈问题 }}", "", ""),
        ("整改措施", "{{ 整改措施 }}", "", ""),
        ("申报情况", "{{ 申报情况 }}", "", ""),
        ("督办依据", "{{ 规则 }}：{{ 督办依据 }}", "", ""),
        ("督办要求", "一、请推动整改，明确补救措施、责任人和完成时间，并附佐证。{% if 履责 %}\n二、请履行党风廉政建设责任：听取整改情况汇报、分析原因，并审核整改真实性。{% endif %}", "", ""),
        ("办理时限", "{% if 办理时限 == '—' %}按整改时限办结{% else %}{{ 办理时限 }}下班前回复{{ 制发单位 }}{% endif %}", "", ""),
        ("业务责任\n签收\n回应", "签收人：\t年　　月　　日\n回应：\n\n\n签字：\t年　　月　　日", "", ""),
        ("党风廉政\n建设责任\n签收\n回应", "{% if 履责 %}签收人：\t年　　月　　日\n回应：\n\n\n签字：\t年　　月　　日{% else %}本级不要求回应{% endif %}", "", ""),
        ("审　　签", "签字：\t年　　月　　日", "", ""),
    ))  # fmt: skip
    sheet.line("两项责任分别签收、分别回应；签收只表示已看到。本单由整改办登记归档，回应后请将原件退回整改办。",
               KAI, 10.5, spacing=16, before=4)  # fmt: skip
    return sheet
