"""What a heading (表头) says: the words the field uses for each column of a ledger."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from duban.weak_words import ENDINGS, with_weak

WORK = r"主体|责任|主责|主办|承办|经办|牵头|负责|实施|具体|直接|工作|监管|治理|整治|执行"
ENDS = r"完成|整改|办理|办结|化解|销号|落实|解决|闭环|关闭|治理|整治"
BETTER = r"计划|预计|预期|拟|要求|目标|规定|限定|应"
BODY = r"(?:单位|部门|科室|处室|股室|机构|主体)"
WHO = rf"(?:{WORK}|整改|落实)"
LONGEST = 60

# Each field with its headings, best first; what stands in brackets behind a heading does not
# count. 序号 is a row's number, never an identity; 问题编号 numbers findings, not items.
VOCABULARY: dict[str, tuple[str, ...]] = {
    "seq": (r"(?:排)?序号?|编次|次序|no\.?|#",),
    "clue": (r".*线索.*",),
    "level": (r"密级|涉密(?:等级|级别)|知悉范围|公开(?:属性|范围|程度|情况)|保密(?:等级|级别)",),
    "parent": (r"(?:上级|父级?|所属|上位|对应)(?:问题|事项|任务)?(?:编[号码]|id)|parent(?:_?(?:id|code))?",),
    "code": (r"(?:整改)?(?:事项|任务|措施|项目|督办|整改)编[号码]|(?:item)?code", r"编[号码]|id"),
    "unit_person": (rf"{WHO}*{BODY}[/、和及与或,]{WHO}+人员?|{WHO}+{BODY}(?!负责){WHO}+人员?|{WHO}*{BODY}\({WHO}*人员?\)",),
    "leader": (r"(?:整改)?(?:责任|分管|包案|包保)(?:局|班子|县|市|党组)?领导|leader",
               r"主管人员|.{0,6}领导|(?:分管|主管|包案|包保|包联|挂牌)(?:负责人|[局校院县市区]长|主任|书记|同志|责任人)"),
    "person": (rf"{WHO}+人员?(?:[及和、/]?(?:职务|联系方式|(?:联系)?电话))?|.{{0,4}}负责人|责任人姓名|主要责任人|person|owner|handler",
               r"联系人|联络员|专责|经办"),
    "assist": (rf"(?:配合|协助|协办|会办|参与|协同)(?:责任)?(?:{BODY}(?:[或及和、/]{BODY})?)?|assist(?:ing)?",),
    "unit": (rf"{WHO}+{BODY}(?:[或及和、/]{WHO}*{BODY})?|(?:responsible|lead)?(?:unit|department)",
             rf"{BODY}(?:名称)?|责任(?:归属|清单)?"),
    "due": (rf"(?:{WORK}|{ENDS}|{BETTER})*(?:时限|期限|限期)(?:要求)?|due(?:_?(?:date|on))?|deadline|ddl|target_?date",
            rf"(?:{BETTER})(?:{ENDS}|到位)*(?:时间|日期)|(?:{ENDS})*(?:时间进度|时间节点|截止(?:时间|日期|日)|时间(?:要求|安排))"
            rf"|(?:{ENDS}|最)*最[后迟](?:期限|时限)|(?:整改|实施|工作)?(?:起止(?:时间|日期)|时间段|时间表)",
            rf"(?:{ENDS}|到位|竣工|完工|建成|投用|交付)+时间|(?:竣工|完工|建成|投用|交付)日期",
            r"(?!保存|有效|合同|服务|使用|任职|任期|公示|质保|借款|租赁|处分|影响|试用|追责|保管).{1,6}(?:时限|期限)(?:要求|清单)?|时限清单"),
    "done_on": (rf"(?:实际|措施)(?:{ENDS})+(?:时间|日期)|(?:{ENDS})+日期|(?:done|completed)_?on", rf"(?:{ENDS})+时间"),
    "status": (rf"(?:{ENDS}|任务|当前|目前|总体)*状态|status|state", rf"(?:任务|当前|目前|总体)?完成情况|(?:{ENDS})结论",
               rf"是否(?:已)?(?:按期)?(?:全部)?(?:{ENDS}|到位)+|(?:{ENDS})+(?:是否|与否)(?:完成|到位)?",
               r"(?:销号|销项|办结)情况", rf"(?:{ENDS})*完成情况"),
    "percent": (r".{0,8}(?:比例|完成率|整改率|百分比)|.{0,8}(?:\(%\)|%)|完成度|percent(?:age)?",),
    "progress": (r"(?:整改|工作|目前|当前|最新|落实|办理|化解|任务|推进|完成|形象|本[月周期季]度?|阶段性?|实施)*(?:进展|进度)(?:情况|说明|描述)?"
                 r"(?:[及和、]?(?:成效|效果|结果))?|progress(?:_?notes?)?",
                 rf"(?:{ENDS}|工作|任务|目前|当前|推进|执行|实施|阶段性?|取得)+(?:[及和、]?(?:成效|效果|结果|情况|状况|成果))+|交办督办情况|现状"),
    "evidence": (r"(?:佐证|证明|支撑|印证|证据|相关|整改|痕迹|档案|附件)+(?:材料|资料|文件|附件|档案)(?:名称|清单|目录|链接)?"
                 r"|佐证|证据|附件(?:名称)?|evidence",),
    "remark": (r"备注|其他说明|说明|remarks?|notes?",),
    "detail": (r"具体(?:表现|问题|情形)|(?:简要|基本|具体)情况|(?:主要|问题)表现(?:形式)?|details?",),
    "measure": (r"(?!应急|临时|问责|处理|下一?步|后续).{0,8}(?:措施|举措)(?:[及和](?:目标|成效|情况))?|measures?|actions?",
                r"整改(?:要求|内容|方案)|待办事项|(?:工作|建设|具体)(?:内容|要求)|(?:整改|工作|重点)*任务(?:分解|内容|清单)?",
                r"(?:整改|工作)目标|目标任务"),
    "finding": (r"(?!.*存在(?:的)?(?:主要|突出)?问题).{0,10}(?:问题|反馈意见)(?:内容|清单|描述|表述|事项|名称|摘要|概述|及?(?:具体)?表现)?"
                r"|(?:整改)?隐患(?:描述|内容)|findings?|issues?",
                r"(?!其他|其它|注意|有关|需|备注|.*协调).{0,6}事项(?:名称|内容|摘要)?|(?:重点|主要|年度)*(?:工作)?任务(?:名称)?"
                r"|检查内容|批示内容|议题|(?:重点)?项目(?:名称)?|事由",
                r".{0,6}存在(?:的)?(?:主要|突出)?问题(?:及?(?:具体)?表现)?",
                r"整改(?:内容|任务|要求)"),
}  # fmt: skip
PATTERNS = {field: tuple(re.compile(rf"(?:{words})(?:\([^()]*\))?", re.IGNORECASE) for words in ranks)
            for field, ranks in VOCABULARY.items()}  # fmt: skip
FIELDS = ("seq", "code", "parent", "level", "finding", "detail", "measure", "leader", "unit", "person", "assist", "due", "progress",
          "status", "percent", "evidence", "remark", "done_on")  # fmt: skip
# What people call each field, for whoever asks what was recognised.
FIELD_ZH = {"seq": "序号", "code": "事项编号", "parent": "上级编号", "level": "密级", "finding": "反馈问题", "detail": "具体表现",
            "measure": "整改措施", "leader": "责任领导", "unit": "责任单位", "person": "责任人", "assist": "配合单位",
            "due": "整改时限", "progress": "整改进展", "status": "完成情况", "percent": "完成比例", "evidence": "佐证材料",
            "remark": "备注", "done_on": "完成日期"}  # fmt: skip
# Fields of narrow words come first, so that 配合单位 is taken before 单位; a status in so many words
# before a progress (进展), that before 整改完成情况, which can be either; 完成时间 is a deadline only
# where there is no better one, else the day it was done.
ORDER = (
    *((field, 0) for field in ("seq", "clue", "level", "parent", "code", "unit_person", "leader", "person", "assist", "unit", "due",
                               "done_on", "status", "percent", "progress")),
    ("due", 1), ("due", 3), ("due", 2), ("done_on", 1), ("status", 1), ("status", 2), ("status", 3), ("progress", 1), ("status", 4), ("code", 1),
    ("leader", 1), ("person", 1), ("unit", 1),
    *((field, 0) for field in ("evidence", "remark", "detail", "measure", "finding")),
    ("finding", 1), ("measure", 1), ("measure", 2), ("finding", 2), ("finding", 3),
)  # fmt: skip
SHARED = (("status", "progress"), ("status", "percent"), ("finding", "detail"), ("measure", "finding"))


def says(text: str, field: str, rank: int = 0) -> bool:
    """Whether a folded heading says a field in words of that rank."""
    return len(text) <= LONGEST and bool(PATTERNS[field][rank].fullmatch(text))


@lru_cache(maxsize=4096)
def known(text: str) -> bool:
    """Whether a folded heading says any field, strongly or weakly."""
    return any(says(text, field, rank) for field, rank in ORDER)


def match(texts: Sequence[str]) -> dict[str, int]:
    """Field -> column of folded headings: the best heading of a field wins, each column serves one
    field; but one column may be shared by two (责任单位/责任人, or progress and status in one text).
    """
    found: dict[str, int] = {}
    for field, rank in ORDER:
        taken = set(found.values())
        columns = (i for i, t in enumerate(texts) if t and i not in taken and says(t, field, rank))
        if field not in found and (column := next(columns, None)) is not None:
            found[field] = column
    return _shared(_worded(texts, with_weak(texts, found)))


def weakly(texts: Sequence[str], found: Mapping[str, int]) -> tuple[str, ...]:
    """The fields among ``found`` whose heading only ends like it."""
    both = found.get("measure") == found.get("finding")
    return tuple(field for field in ENDINGS if field in found and not (both and field == "measure")
                 and not any(says(texts[found[field]], f, rank) for f, rank in ORDER))  # fmt: skip


def _worded(texts: Sequence[str], found: dict[str, int]) -> dict[str, int]:
    """具体问题 is the finding where there is no other."""
    if "finding" not in found and "detail" in found and "问题" in texts[found["detail"]]:
        found["finding"] = found.pop("detail")
    return found


def _shared(found: dict[str, int]) -> dict[str, int]:
    found.pop("clue", None)
    if "unit_person" in found:
        found["unit"] = found["person"] = found.pop("unit_person")
    for field, other in SHARED:
        lacking = field not in found and not (field == "finding" and "measure" in found)
        if lacking and other in found:
            found[field] = found[other]
    return found
