"""Forms of one item filled in (销号申请表、会审表): what is on file of it, and where each party signs."""

from dataclasses import dataclass

from duban.documents.fields import said
from duban.documents.pack import Line


@dataclass(frozen=True)
class Evidence:
    """One evidence on file."""

    number: str = said("序号", "序号")
    name: str = said("佐证", "佐证材料的名称或文号")
    since: str = said("首次报送", "首次报送的日期")


@dataclass(frozen=True)
class Review:
    """One time the item was with the reviewers."""

    number: str = said("次数", "第几次送验")
    since: str = said("送验", "送验日期")
    until: str = said("结束", "结束日期，未结束为“—”")
    outcome: str = said("结果", "验收结果")
    evidence: str = said("所据佐证", "申报所据的佐证")


@dataclass(frozen=True)
class Body:
    """A body that takes part in the joint review."""

    name: str = said("名称", "会审单位")


@dataclass(frozen=True)
class Form:
    """What both forms say of one item."""

    organisation: str = said("单位", "本单位")
    office: str = said("制发单位", "整改办公室")
    inspection: str = said("巡察", "是哪一次巡察")
    day: str = said("日期", "填表日期")
    code: str = said("编号", "事项编号")
    finding: str = said("反馈问题", "反馈问题")
    measure: str = said("整改措施", "整改措施")
    unit: str = said("责任单位", "牵头的责任单位")
    assist: str = said("配合单位", "配合单位，无则为“—”")
    leader: str = said("分管领导", "分管领导的岗位和姓名")
    person: str = said("责任人", "台账中的责任人")
    due: str = said("整改时限", "现行整改时限")
    assessed: str = said("考核时限", "最初的时限")
    claimed: str = said("申报完成日", "申报完成并附佐证的日期，无则为“—”")
    progress: str = said("整改情况", "台账所报进展")
    late: str = said("逾期情况", "计入考核的逾期天数")
    evidence: tuple[Evidence, ...] = said("佐证材料", "佐证目录")
    reviews: tuple[Review, ...] = said("验收经过", "历次送验和结果")
    signals: tuple[Line, ...] = said("疑点", "供核实的疑点，不作结论；只在会审表")
    bodies: tuple[Body, ...] = said("会审单位", "参加会审的单位，site.yaml 的 documents.reviewers")
