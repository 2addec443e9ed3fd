"""The meeting pack's template (调度会材料)."""

from duban.documents.counted import NUMBERS
from tasks.documents.drawn.sheet import BLACK, KAI, Sheet, Words

GROUP = ("{{ 行.名称 }}", "{{ 行.总数 }}", "{{ 行.已销号 }}", "{{ 行.待验收 }}", "{{ 行.逾期 }}", "{{ 行.临期 }}", "{{ 行.在办 }}",
         "{{ 行.业务待回应 }}", "{{ 行.履责待回应 }}")  # fmt: skip
GROUP_HEAD = ("总数", "已销号", "待验收", "逾期", "临近到期", "按序时", "业务待回应", "履责待回应")
ITEM_HEAD = (
    "序号",
    "编号",
    "反馈问题及整改措施",
    "责任单位\n分管领导",
    "整改时限",
    "级别",
    "情况和进展",
    "待回应",
)
ITEM = ("{{ 行.序号 }}", "{{ 行.编号 }}", "{{ 行.反馈问题 }}\n{{ 行.整改措施 }}", "{{ 行.责任单位 }}\n{{ 行.分管领导 }}",
        "{{ 行.整改时限 }}\n{{ 行.天数 }}", "{{ 行.级别 }}", "{{ 行.情况 }}\n{{ 行.进展 }}", "{{ 行.待回应 }}")  # fmt: skip
ITEM_WIDTHS = (9, 19, 42, 24, 28, 10, 30, 17)
ANNEX_HEAD, ANNEX_WIDTHS = ("序号", "数据", "数值", "口径（公式）", "所计事项"), (13, 30, 16, 46, 66)
ANNEX = ("{{ 行.序号 }}", "{{ 行.名称 }}", "{{ 行.数值 }}", "{{ 行.口径 }}", "{{ 行.依据 }}")


def mark(name: str) -> str:
    """The number a figure has in the annex, as the text carries it."""
    return f"〔{NUMBERS[name]}〕"


def pack(words: Words) -> Sheet:
    """What stands where, what changed, who answers, what is to be decided."""
    sheet = Sheet(words, "调度会材料")
    sheet.title("{{ 单位 }}巡察整改\n调度会材料", after=0)
    sheet.line("（{{ 制发单位 }}　截至{{ 日期 }}）", KAI, 16, "centre", after=14)
    sheet.heading("一、总体情况")
    sheet.body(OVERALL)
    sheet.body(OWED)
    _chart(sheet, "进度图")
    sheet.heading("二、{{ 起始日 }}以来的变化")
    _each(sheet, "变化", "{{ 行.内容 }}", "无变化。")
    sheet.heading("三、分管领导负责情况")
    sheet.listing((36, *[15] * 8), ("岗位、任职人", *GROUP_HEAD), GROUP, "行 in 分管领导", numbers=1)
    _chart(sheet, "领导图")
    sheet.heading("四、责任单位情况")
    sheet.listing((36, *[15] * 8), ("责任单位", *GROUP_HEAD), GROUP, "行 in 责任单位", numbers=1)
    _chart(sheet, "领域图")
    for number, (heading, rows) in enumerate(
        (("逾期事项", "逾期事项"), ("临近到期事项", "临期事项"), ("申报待验收事项", "待验收事项"))
    ):
        _items(sheet, f"{'五六七'[number]}、{heading}", rows, chart=number == 0)
    _for_the_meeting(sheet)
    annex(sheet)
    behind(sheet, "分管领导")
    behind(sheet, "责任单位")
    return sheet


def _for_the_meeting(sheet: Sheet) -> None:
    """What is to be decided, which ledgers came, and where decisions are written down."""
    sheet.heading("八、提请研究和核定的事项")
    sheet.tag("{%p if 需研究 %}")
    sheet.listing(
        (60, 16, 80),
        ("事由", "数量", "事项"),
        ("{{ 行.事由 }}", "{{ 行.数量 }}", "{{ 行.事项 }}"),
        "行 in 需研究",
    )
    sheet.tag("{%p else %}")
    sheet.body("无。")
    sheet.tag("{%p endif %}")
    sheet.heading("九、台账报送情况")
    sheet.listing((40, 56, 34, 26), ("台账", "报送人", "截至", "情况"),
                  ("{{ 行.来源 }}", "{{ 行.报送人 }}", "{{ 行.截至 }}", "{{ 行.情况 }}"), "行 in 台账")  # fmt: skip
    sheet.heading("十、会议议定事项（会后填写）")
    sheet.blank((14, 82, 30, 30), ("序号", "议定事项", "责任人", "完成时间"), 3)


OVERALL = (
    f"截至{{{{ 日期 }}}}，{{{{ 巡察 }}}}反馈问题{{{{ 问题总数 }}}}个{mark('findings')}，分解为整改事项{{{{ 事项总数 }}}}项{mark('total')}："
    f"已销号{{{{ 已销号 }}}}项{mark('written_off')}，申报待验收{{{{ 待验收 }}}}项{mark('waiting')}，逾期{{{{ 逾期 }}}}项{mark('late')}，"
    f"{{{{ 临期天数 }}}}日内到期{{{{ 临期 }}}}项{mark('near')}，按序时推进{{{{ 在办 }}}}项{mark('on_course')}。"
    f"事项整改完成率{{{{ 完成率 }}}}{mark('rate')}；问题全部措施均已销号的{{{{ 问题已完成 }}}}个{mark('findings_done')}，"
    f"问题整改完成率{{{{ 问题完成率 }}}}{mark('findings_rate')}。")  # fmt: skip

OWED = (f"应回应未回应：业务责任{{{{ 业务待回应 }}}}项{mark('business')}，"
        f"党风廉政建设责任{{{{ 履责待回应 }}}}项{mark('conduct')}。")  # fmt: skip


def annex(sheet: Sheet, title: str = "附件　数据口径和所计事项") -> None:
    """The annex: each figure of the text by its number, how it is counted, and which items it counts."""
    sheet.heading(title)
    sheet.doc.paragraphs[-1].paragraph_format.page_break_before = True
    sheet.line(
        "正文方括号里的数字是本表序号；同一数据在各处只有这一个口径。定稿时可删去方括号和本表。",
        KAI,
        12,
        spacing=20,
        after=4,
    )
    sheet.listing(ANNEX_WIDTHS, ANNEX_HEAD, ANNEX, "行 in 数据", size=9)


def behind(sheet: Sheet, groups: str) -> None:
    """The items behind each number of a table of leaders or units."""
    sheet.line(f"附表　各{groups}所计事项", BLACK, 12, before=10, after=4, spacing=20)
    sheet.listing(
        (40, 116), (groups, "所计事项"), ("{{ 行.名称 }}", "{{ 行.所计事项 }}"), f"行 in {groups}", size=9
    )


def _items(sheet: Sheet, heading: str, rows: str, *, chart: bool) -> None:
    sheet.heading(heading)
    if chart:
        _chart(sheet, "时限图")
    sheet.tag(f"{{%p if {rows} %}}")
    sheet.listing(ITEM_WIDTHS, ITEM_HEAD, ITEM, f"行 in {rows}", size=9)
    sheet.tag("{%p else %}")
    sheet.body("无。")
    sheet.tag("{%p endif %}")


def _each(sheet: Sheet, rows: str, line: str, none: str) -> None:
    sheet.tag(f"{{%p if {rows} %}}")
    sheet.tag(f"{{%p for 行 in {rows} %}}")
    sheet.body(line)
    sheet.tag("{%p endfor %}")
    sheet.tag("{%p else %}")
    sheet.body(none)
    sheet.tag("{%p endif %}")


def _chart(sheet: Sheet, field: str) -> None:
    sheet.tag(f"{{%p if {field} %}}")
    sheet.line(f"{{{{ {field} }}}}", align="centre", spacing=0, before=10, after=6)
    sheet.tag("{%p endif %}")
