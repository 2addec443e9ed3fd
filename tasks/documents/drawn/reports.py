"""The templates of the two reports owed, the public notice and the bulletin."""

from tasks.documents.drawn.pack import GROUP, GROUP_HEAD, ITEM, ITEM_HEAD, ITEM_WIDTHS, annex, behind, mark
from tasks.documents.drawn.sheet import KAI, Sheet, Words

DRAFT = "（代拟稿，数据截至{{ 日期 }}，正文方括号数字见附件）"


def _begun(words: Words, title: str) -> Sheet:
    sheet = Sheet(words, title)
    sheet.line(DRAFT, KAI, 12, spacing=20, after=10)
    sheet.title(f"{{{{ 单位 }}}}\n{title}")
    return sheet


def _signed(sheet: Sheet, who: str) -> None:
    sheet.line(who, align="right", before=28)
    sheet.doc.paragraphs[-1].paragraph_format.keep_with_next = True
    sheet.line("{{ 日期 }}", align="right")


def report(words: Words) -> Sheet:
    """The body's report."""
    sheet = _begun(words, "关于巡察整改情况的报告")
    sheet.line("{{ 主送 }}：")
    sheet.body(
        "{{ 反馈日 }}，{{ 巡察 }}向我单位反馈了意见。集中整改期至{{ 集中整改期满 }}。现将整改情况报告如下。"
    )
    sheet.heading("一、总体情况")
    sheet.body(f"巡察反馈问题{{{{ 问题总数 }}}}个{mark('findings')}，已完成整改{{{{ 问题已完成 }}}}个{mark('findings_done')}，问题整改完成率{{{{ 问题完成率 }}}}{mark('findings_rate')}。"
               f"分解为整改事项{{{{ 事项总数 }}}}项{mark('total')}，已销号{{{{ 已销号 }}}}项{mark('written_off')}，申报待验收{{{{ 待验收 }}}}项{mark('waiting')}，逾期{{{{ 逾期 }}}}项{mark('late')}，"
               f"{{{{ 临期天数 }}}}日内到期{{{{ 临期 }}}}项{mark('near')}，按序时推进{{{{ 在办 }}}}项{mark('on_course')}，事项整改完成率{{{{ 完成率 }}}}{mark('rate')}。")  # fmt: skip
    sheet.body(f"其中立行立改{{{{ 立行立改 }}}}项{mark('immediate')}，已销号{{{{ 立行立改已销号 }}}}项{mark('immediate_done')}；长期坚持{{{{ 长期坚持 }}}}项{mark('standing')}；"
               f"经批准延期{{{{ 延期 }}}}项{mark('extended')}；验收退回后仍在整改{{{{ 退回 }}}}项{mark('returned')}。")  # fmt: skip
    sheet.heading("二、组织推动情况")
    sheet.body("（由起草人填写：党组织研究部署、专题民主生活会、责任分工、督促检查、建章立制等。）")
    sheet.heading("三、逐个问题整改情况")
    sheet.tag("{%p for 行 in 问题 %}")
    sheet.line("（{{ 行.序号 }}）{{ 行.问题 }}", KAI, 16, indent=True)
    sheet.body("{{ 行.整改状况 }}。")
    sheet.tag("{%p for 项 in 行.措施 %}")
    sheet.body(
        "{{ 项.序号 }}．{{ 项.整改措施 }}（{{ 项.编号 }}，{{ 项.责任单位 }}，分管领导{{ 项.分管领导 }}，{{ 项.整改时限 }}）：{{ 项.情况 }}。{% if 项.进展 %}进展：{{ 项.进展 }}。{% endif %}"
    )
    sheet.tag("{%p endfor %}")
    sheet.tag("{%p endfor %}")
    sheet.heading("四、尚未销号的事项")
    sheet.tag("{%p if 未完成事项 %}")
    sheet.listing(ITEM_WIDTHS, ITEM_HEAD, ITEM, "行 in 未完成事项", size=9)
    sheet.tag("{%p else %}")
    sheet.body("全部事项均已销号。")
    sheet.tag("{%p endif %}")
    sheet.heading("五、存在的不足和下一步打算")
    sheet.body("（由起草人填写。）", keep=True)
    _signed(sheet, "中共{{ 单位 }}党组")
    annex(sheet)
    return sheet


def head(words: Words) -> Sheet:
    """The head's report."""
    sheet = _begun(words, "主要负责人组织落实巡察整改情况的报告")
    sheet.line("{{ 主送 }}：")
    sheet.body(
        "{{ 反馈日 }}{{ 巡察 }}反馈了意见。现将本人（{{ 主要负责人 }}）作为整改第一责任人组织落实的情况报告如下。以下数据均取自督办记录，系统没有记录的由本人补充。"
    )
    sheet.heading("一、整改总体情况")
    sheet.body(
        f"整改事项{{{{ 事项总数 }}}}项{mark('total')}，已销号{{{{ 已销号 }}}}项{mark('written_off')}，逾期{{{{ 逾期 }}}}项{mark('late')}，事项整改完成率{{{{ 完成率 }}}}{mark('rate')}。"
    )
    sheet.heading("二、督办情况")
    sheet.body(
        f"收到督办通知{{{{ 阅知通知 }}}}份{mark('told')}，涉及提级告知的事项{{{{ 告知事项 }}}}项{mark('reached')}。批准延期{{{{ 批准延期 }}}}次{mark('extensions')}，销号后发现反弹重新督办{{{{ 重新督办 }}}}次{mark('reopenings')}。"
    )
    sheet.body("（由本人补充：部署、过问、协调、督办的具体情况。）")
    sheet.heading("三、督促班子成员履行一岗双责情况")
    sheet.body(f"向各分管领导提出党风廉政履责事项{{{{ 履责事项 }}}}件{mark('asked')}，已回应{{{{ 履责已回应 }}}}件{mark('answered')}；生成一岗双责履责月表{{{{ 履责月表 }}}}份{mark('sheets')}，本人已确认{{{{ 月表已确认 }}}}份{mark('confirmed')}；"
               f"已进行谈话{{{{ 谈话 }}}}次{mark('talks')}。目前应回应未回应：业务责任{{{{ 业务待回应 }}}}项{mark('business')}，党风廉政建设责任{{{{ 履责待回应 }}}}项{mark('conduct')}。")  # fmt: skip
    sheet.listing((36, *[15] * 8), ("岗位、任职人", *GROUP_HEAD), GROUP, "行 in 分管领导", numbers=1)
    sheet.heading("四、存在的不足和下一步打算")
    sheet.body("（由本人填写。）", keep=True)
    _signed(sheet, "{{ 主要负责人 }}")
    annex(sheet, "附件　数据口径和依据")
    behind(sheet, "分管领导")
    return sheet


def notice(words: Words) -> Sheet:
    """The numbers of the public notice, in the sentences they may be published in."""
    sheet = Sheet(words, "巡察整改情况的通报（公布数）")
    sheet.title("{{ 单位 }}\n关于巡察整改情况的通报（公布数）")
    sheet.body("{{ 反馈日 }}，{{ 巡察 }}反馈了意见。截至{{ 日期 }}，{{ 问题情况 }}；{{ 事项情况 }}。")
    sheet.listing(
        (76, 30, 20, 50),
        ("项目", "数值", "单位", "属于"),
        ("{{ 行.项目 }}", "{{ 行.数值 }}", "{{ 行.计量 }}", "{{ 行.属于 }}"),
        "行 in 数",
        size=12,
    )
    sheet.line(
        "各部分之和等于整体；完成率为已完成数与总数之比，四舍五入到两位小数；申报待验收的不计入已完成。公开前由主要负责人审定，涉密和不宜公开的内容按规定报批。",
        KAI,
        12,
        spacing=20,
        before=8,
    )
    annex(sheet, "附件　内部核对用，不公开")
    return sheet


def bulletin(words: Words) -> Sheet:
    """Units side by side, with what never counts against them said."""
    sheet = Sheet(words, "巡察整改情况通报")
    sheet.title("{{ 单位 }}\n巡察整改情况通报", after=0)
    sheet.line("（截至{{ 日期 }}）", KAI, 16, "centre", after=14)
    sheet.body(
        f"{{{{ 巡察 }}}}整改事项{{{{ 事项总数 }}}}项{mark('total')}，已销号{{{{ 已销号 }}}}项{mark('written_off')}，逾期{{{{ 逾期 }}}}项{mark('late')}，事项整改完成率{{{{ 完成率 }}}}{mark('rate')}。各单位情况如下{{% if 排名 %}}（按完成率排列）{{% else %}}（按名称排列，不排名次）{{% endif %}}。"
    )
    sheet.listing((14, 34, 16, 18, 22, 16, 24, 22, 22), ("{% if 排名 %}位次{% else %}序号{% endif %}", "责任单位", "总数", "已销号", "完成率", "逾期", "逾期天数", "业务待回应", "履责待回应"),
                  ("{{ 行.位次 }}", "{{ 行.名称 }}", "{{ 行.总数 }}", "{{ 行.已销号 }}", "{{ 行.完成率 }}", "{{ 行.逾期 }}", "{{ 行.逾期天数 }}", "{{ 行.业务待回应 }}", "{{ 行.履责待回应 }}"), "行 in 责任单位", numbers=2)  # fmt: skip
    sheet.line(
        "逾期天数按考核时限计；验收、岗位空缺和系统原因造成的天数不计入。完成率为已销号数与总数之比。",
        KAI,
        12,
        spacing=20,
        before=8,
    )
    _signed(sheet, "{{ 制发单位 }}")
    annex(sheet)
    behind(sheet, "责任单位")
    return sheet
