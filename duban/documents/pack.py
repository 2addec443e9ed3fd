"""The meeting pack (调度会材料): what stands where, what changed, who answers for what, what the meeting decides."""

from dataclasses import dataclass

from duban.documents.counted import FigureRow
from duban.documents.fields import Picture, said


@dataclass(frozen=True)
class Group:
    """One leader's or one unit's items by class, and the answers still owed."""

    name: str = said("名称", "岗位和任职人，或责任单位")
    total: str = said("总数", "整改事项总数")
    written_off: str = said("已销号", "已销号")
    waiting: str = said("待验收", "申报待验收")
    late: str = said("逾期", "逾期")
    near: str = said("临期", "临近到期")
    on_course: str = said("在办", "按序时推进")
    business: str = said("业务待回应", "业务责任应回应未回应的数")
    conduct: str = said("履责待回应", "党风廉政建设责任应回应未回应的数")
    codes: str = said("所计事项", "各类所计事项的编号")


@dataclass(frozen=True)
class ItemLine:
    """One item as a meeting reads it."""

    number: str = said("序号", "本表中的序号")
    code: str = said("编号", "事项编号")
    finding: str = said("反馈问题", "反馈问题")
    measure: str = said("整改措施", "整改措施")
    unit: str = said("责任单位", "牵头的责任单位")
    leader: str = said("分管领导", "分管领导的姓名，几位则都列")
    due: str = said("整改时限", "整改时限")
    days: str = said("天数", "逾期几天，或还有几天；待验收的，送验几个工作日，或空")
    level: str = said("级别", "督办级别，未到级为“—”")
    state: str = said("情况", "申报和验收情况")
    progress: str = said("进展", "台账所报进展，没有则空")
    owed: str = said("待回应", "谁还没有回应，无则为“—”")


@dataclass(frozen=True)
class Point:
    """Something the meeting, or somebody, has to decide."""

    what: str = said("事由", "需要研究、核定的事")
    count: str = said("数量", "多少")
    which: str = said("事项", "事项编号或来源")


@dataclass(frozen=True)
class LedgerLine:
    """One ledger: whose, as of when, and whether it came."""

    source: str = said("来源", "台账名称")
    reporter: str = said("报送人", "报送人的岗位和姓名")
    as_of: str = said("截至", "所用台账截至的日期")
    state: str = said("情况", "已报、未报、逾期未报")


@dataclass(frozen=True)
class Line:
    """One sentence."""

    text: str = said("内容", "一句话")


@dataclass(frozen=True)
class Pack:
    """All a dispatch meeting has before it, as of one day."""

    organisation: str = said("单位", "本单位")
    office: str = said("制发单位", "整改办公室")
    inspection: str = said("巡察", "是哪一次巡察")
    day: str = said("日期", "材料的日期")
    since: str = said("起始日", "变化自哪一天起列")
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
    business: str = said("业务待回应", "业务责任应回应未回应的数")
    conduct: str = said("履责待回应", "党风廉政建设责任应回应未回应的数")
    changes: tuple[Line, ...] = said("变化", "起始日以来的变化，每类一句")
    leaders: tuple[Group, ...] = said("分管领导", "各分管领导的情况")
    units: tuple[Group, ...] = said("责任单位", "各责任单位的情况，按名称排列")
    late_items: tuple[ItemLine, ...] = said("逾期事项", "逾期事项，逾期最久的在前")
    near_items: tuple[ItemLine, ...] = said("临期事项", "临近到期的事项")
    waiting_items: tuple[ItemLine, ...] = said("待验收事项", "申报待验收的事项")
    points: tuple[Point, ...] = said("需研究", "需要会议研究或有关方面核定的事")
    ledgers: tuple[LedgerLine, ...] = said("台账", "各份台账报送情况")
    burn_down: Picture | None = said("进度图", "销号进度与计划对比图；无图为空，应放在 if 里")
    areas: Picture | None = said("领域图", "各分管领域在办事项图")
    load: Picture | None = said("领导图", "各分管领导在办事项图")
    ageing: Picture | None = said("时限图", "在办事项时限情况图")
    figures: tuple[FigureRow, ...] = said("数据", "每项数据的口径和所计事项")
