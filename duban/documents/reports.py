"""The two reports an organisation owes after an inspection, the public notice's numbers, and the bulletin."""

from dataclasses import dataclass

from duban.documents.counted import FigureRow
from duban.documents.fields import said
from duban.documents.pack import Group, ItemLine


@dataclass(frozen=True)
class Finding:
    """One finding with its measures."""

    number: str = said("序号", "序号")
    text: str = said("问题", "反馈问题")
    stands: str = said("整改状况", "已完成整改，或正在整改（几项措施已销号几项）")
    measures: tuple[ItemLine, ...] = said("措施", "这个问题的各项措施")


@dataclass(frozen=True)
class Report:
    """The report of the body (整改情况报告)."""

    organisation: str = said("单位", "本单位")
    superior: str = said("主送", "报送的上级，site.yaml 的 documents.superior")
    inspection: str = said("巡察", "是哪一次巡察")
    feedback: str = said("反馈日", "反馈的日期")
    period_end: str = said("集中整改期满", "集中整改期的最后一天")
    report_due: str = said("报告时限", "两份报告应报出的日期，规则中没有则为“—”")
    day: str = said("日期", "数据截至的日期")
    total: str = said("事项总数", "整改事项总数")
    written_off: str = said("已销号", "已销号数")
    waiting: str = said("待验收", "申报待验收数")
    late: str = said("逾期", "逾期数")
    near: str = said("临期", "临近到期数")
    near_days: str = said("临期天数", "几天内到期算临近到期")
    on_course: str = said("在办", "按序时推进数")
    rate: str = said("完成率", "已销号占事项总数的比例")
    findings: str = said("问题总数", "反馈问题数")
    findings_done: str = said("问题已完成", "全部措施均已销号的问题数")
    findings_rate: str = said("问题完成率", "已完成的问题占问题总数的比例")
    immediate: str = said("立行立改", "立行立改事项数")
    immediate_done: str = said("立行立改已销号", "立行立改事项已销号数")
    standing: str = said("长期坚持", "长期坚持和周期性事项数")
    extended: str = said("延期", "经批准延期的事项数")
    returned: str = said("退回", "现为验收退回的事项数")
    each: tuple[Finding, ...] = said("问题", "逐个问题的整改情况")
    unfinished: tuple[ItemLine, ...] = said("未完成事项", "尚未销号的事项，逾期的在前")
    figures: tuple[FigureRow, ...] = said("数据", "每项数据的口径和所计事项")


@dataclass(frozen=True)
class HeadReport:
    """The report of the person who answers for all of it (主要负责人组织落实情况报告)."""

    organisation: str = said("单位", "本单位")
    superior: str = said("主送", "报送的上级，site.yaml 的 documents.superior")
    inspection: str = said("巡察", "是哪一次巡察")
    feedback: str = said("反馈日", "反馈的日期")
    day: str = said("日期", "数据截至的日期")
    head: str = said("主要负责人", "岗位和姓名")
    total: str = said("事项总数", "整改事项总数")
    written_off: str = said("已销号", "已销号数")
    late: str = said("逾期", "逾期数")
    rate: str = said("完成率", "已销号占事项总数的比例")
    told: str = said("阅知通知", "发给主要负责人的督办通知数")
    reached: str = said("告知事项", "提级告知主要负责人的事项数")
    asked: str = said("履责事项", "向各分管领导提出的党风廉政履责事项数")
    answered: str = said("履责已回应", "其中已回应数")
    business: str = said("业务待回应", "业务责任应回应未回应的数")
    conduct: str = said("履责待回应", "党风廉政建设责任应回应未回应的数")
    sheets: str = said("履责月表", "已生成的一岗双责履责月表份数")
    confirmed: str = said("月表已确认", "其中本人已确认的份数")
    talks: str = said("谈话", "已进行并登记的谈话次数")
    extensions: str = said("批准延期", "批准延期的次数")
    reopenings: str = said("重新督办", "销号后重新督办的次数")
    leaders: tuple[Group, ...] = said("分管领导", "各分管领导的情况")
    figures: tuple[FigureRow, ...] = said("数据", "每项数据的口径和依据")


@dataclass(frozen=True)
class PublicLine:
    """One number of a public notice."""

    name: str = said("项目", "项目")
    value: str = said("数值", "数值")
    unit: str = said("计量", "单位")
    of: str = said("属于", "是哪个数的一部分，整体则为“—”")


@dataclass(frozen=True)
class Notice:
    """The numbers of a public notice (向社会公开), with nothing of an item's text."""

    organisation: str = said("单位", "本单位")
    inspection: str = said("巡察", "是哪一次巡察")
    feedback: str = said("反馈日", "反馈的日期")
    day: str = said("日期", "数据截至的日期")
    findings_words: str = said("问题情况", "反馈问题的总数、已完成、正在整改和比例，一句话")
    items_words: str = said("事项情况", "整改事项的总数、已完成、正在整改和比例，一句话")
    lines: tuple[PublicLine, ...] = said("数", "对外公布的各个数")
    figures: tuple[FigureRow, ...] = said("数据", "内部核对用：每项数据的口径和所计事项，不公开")


@dataclass(frozen=True)
class UnitLine:
    """One unit in a bulletin."""

    place: str = said("位次", "名次；不排名时为序号")
    name: str = said("名称", "责任单位")
    total: str = said("总数", "整改事项总数")
    written_off: str = said("已销号", "已销号数")
    rate: str = said("完成率", "已销号占总数的比例")
    late: str = said("逾期", "逾期事项数")
    late_days: str = said("逾期天数", "计入考核的逾期天数之和；验收、空缺和系统原因造成的不计")
    business: str = said("业务待回应", "业务责任应回应未回应的数")
    conduct: str = said("履责待回应", "党风廉政建设责任应回应未回应的数")
    codes: str = said("所计事项", "各类所计事项的编号")


@dataclass(frozen=True)
class Bulletin:
    """The bulletin (通报): units side by side, only where the site asks for it."""

    organisation: str = said("单位", "本单位")
    office: str = said("制发单位", "整改办公室")
    inspection: str = said("巡察", "是哪一次巡察")
    day: str = said("日期", "数据截至的日期")
    total: str = said("事项总数", "整改事项总数")
    written_off: str = said("已销号", "已销号数")
    late: str = said("逾期", "逾期数")
    rate: str = said("完成率", "已销号占事项总数的比例")
    ranked: bool = said("排名", "是否按完成率排名（documents.rank）")
    units: tuple[UnitLine, ...] = said("责任单位", "各责任单位；不排名时按名称排列")
    figures: tuple[FigureRow, ...] = said("数据", "每项数据的口径和所计事项")
