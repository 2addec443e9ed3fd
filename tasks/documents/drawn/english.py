"""The templates' texts in English; a test keeps it whole."""

from tasks.documents.drawn.english_forms import FORMS
from tasks.documents.drawn.english_pack import PACK
from tasks.documents.drawn.english_reports import REPORTS

SLIP = {
    "督办单": "Supervision slip", "督　办　单": "Supervision slip",
    "编号：{{ 编号 }}\t签发日期：{{ 签发日 }}": "{{ 编号 }}\tIssued {{ 签发日 }}", "级　　别": "Level", "主　　送": "To", "抄　　送": "Copies",
    "{% cellbg 底色 %}{{ 单名 }}　{{ 级别 }}": "{% cellbg 底色 %}{{ 单名 }}  {{ 级别 }}",
    "事项编号": "Item", "责任单位": "Unit", "整改时限": "Due", "责 任 人": "Handler", "反馈问题": "Finding", "整改措施": "Measure",
    "{{ 整改时限 }}（{{ 逾期 }}）": "{{ 整改时限 }} ({{ 逾期 }})", "申报情况": "Claimed", "督办依据": "Ground", "督办要求": "Asked",
    "{{ 规则 }}：{{ 督办依据 }}": "{{ 规则 }}: {{ 督办依据 }}",
    "一、请推动整改，明确补救措施、责任人和完成时间，并附佐证。{% if 履责 %}": "1. Please move the item: what is done, by whom, by when, with evidence.{% if 履责 %}",
    "二、请履行党风廉政建设责任：听取整改情况汇报、分析原因，并审核整改真实性。{% endif %}":
        "2. Please do your duty of Party conduct: hear a report, look for causes, verify that it was truly done.{% endif %}",
    "办理时限": "Answer by",
    "{% if 办理时限 == '—' %}按整改时限办结{% else %}{{ 办理时限 }}下班前回复{{ 制发单位 }}{% endif %}":
        "{% if 办理时限 == '—' %}Done by its due date{% else %}{{ 办理时限 }}, to {{ 制发单位 }}{% endif %}",
    "业务责任": "Business", "签收": "signed", "回应": "answered", "党风廉政": "Party", "建设责任": "conduct",
    "签收人：\t年　　月　　日": "Received by:\tDate:            ", "回应：": "Answer:", "签字：\t年　　月　　日": "Signed:\tDate:            ",
    "{% if 履责 %}签收人：\t年　　月　　日": "{% if 履责 %}Received by:\tDate:            ",
    "签字：\t年　　月　　日{% else %}本级不要求回应{% endif %}":
        "Signed:\tDate:            {% else %}Nothing is asked at this level{% endif %}",
    "审　　签": "Released",
    "两项责任分别签收、分别回应；签收只表示已看到。本单由整改办登记归档，回应后请将原件退回整改办。":
        "Each duty is signed for and answered apart; to sign says seen, no more. Please send the sheet back to the office, which keeps it.",
}  # fmt: skip
ENGLISH: dict[str, str] = {**SLIP, **PACK, **FORMS, **REPORTS}
