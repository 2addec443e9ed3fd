"""Headings known only by their last word (主办县区, 工程进展): taken where nothing better is, and asked.

A Chinese heading ends in what it is (…单位, …措施, …进展); what stands before narrows it. Two that
are equally like a field are taken for neither; a deadline or a status is never taken so.
"""

import re
from collections.abc import Mapping, Sequence

LONGEST = 12
# Field -> how a heading of it ends.
ENDINGS: dict[str, str] = {
    "unit": r".{0,6}(?:单位|部门|科室|处室|股室|机构|县区|区县|县市区?|镇街|乡镇|街道|园区|学院|分公司|项目部)(?:\(.{1,6}\))?",
    "person": r".{0,4}(?:执行|承办|跟进|治理|整治|防控|经手)人员?|.{0,6}(?<!单位)(?<!部门)负责人",
    "progress": r".{0,8}(?:进展|进度|成效)(?:情况)?|.{0,4}(?:推进|落实|办理|反馈|开展|执行|整治|治理|处理|处置)(?:情况|结果)",
    "measure": r".{0,8}(?:措施|举措|办法|对策|做法|任务|标准|建议)|(?:整改|措施|目标)清单",
    "finding": r".{0,10}(?:问题|事项|案由|标题|议题|不足(?:之处)?|短板|不符合项|隐患|情形|项目|指标|内容)(?:点位|情况|描述|内容)?",
}  # fmt: skip
PATTERNS = {field: re.compile(words, re.IGNORECASE) for field, words in ENDINGS.items()}
# Who watches, hands over or fills in a form is not who answers for an item; what comes next is no measure.
NOT_OURS = re.compile(
    r"^(?:(?<!被)(?:填报|填表|检查|督导|督查|督办|监督|监管|验收|复核|复查|核查|审核|审批|交办|来文|发文|移交|移送|上级|主管|行业|反馈|报送|牵头验收|配合验收)(?:单位|部门|机构|人员?|情况|结果|时间|日期|状态)"
    r"|(?:提案|信访|举报|联系|填报).{0,2}人|(?:下一?步|应急|临时|问责|处理|后续|其[他它]|需|困难|协调|注意|有关|群众|满意|健康|运行).*|.*(?:来源|类[型别]|等级|数量|个数|资金|依据))"
)


def candidates(texts: Sequence[str], found: Mapping[str, int], field: str) -> tuple[int, ...]:
    """The columns not taken yet whose heading ends like ``field``."""
    taken = set(found.values())
    return tuple(i for i, t in enumerate(texts) if i not in taken and 1 < len(t) <= LONGEST
                 and PATTERNS[field].fullmatch(t) and not NOT_OURS.match(t))  # fmt: skip


def with_weak(texts: Sequence[str], found: Mapping[str, int]) -> dict[str, int]:
    """The fields found and those that one free heading alone ends like; unchanged where less than two
    were found in so many words.
    """
    out = dict(found)
    if len({column for field, column in found.items() if field not in {"seq", "remark"}}) < 2:
        return out
    for field in (f for f in ENDINGS if f not in found):
        if len(alike := candidates(texts, out, field)) == 1:
            out[field] = alike[0]
    return out
