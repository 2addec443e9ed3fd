"""English for the pack's template; 〔name〕 is the number a figure has in the annex."""

PACK = {
    "调度会材料": "Meeting pack", "{{ 单位 }}巡察整改": "{{ 单位 }}", "（{{ 制发单位 }}　截至{{ 日期 }}）": "({{ 制发单位 }}, as of {{ 日期 }})", "（截至{{ 日期 }}）": "(as of {{ 日期 }})",
    "一、总体情况": "1. In all",
    "截至{{ 日期 }}，{{ 巡察 }}反馈问题{{ 问题总数 }}个，分解为整改事项{{ 事项总数 }}项：已销号{{ 已销号 }}项，申报待验收{{ 待验收 }}项，逾期{{ 逾期 }}项，{{ 临期天数 }}日内到期{{ 临期 }}项，按序时推进{{ 在办 }}项。事项整改完成率{{ 完成率 }}；问题全部措施均已销号的{{ 问题已完成 }}个，问题整改完成率{{ 问题完成率 }}。":
        "As of {{ 日期 }}, {{ 巡察 }}: {{ 问题总数 }} findings〔findings〕, {{ 事项总数 }} items〔total〕, of which {{ 已销号 }} written off〔written_off〕, {{ 待验收 }} awaiting acceptance〔waiting〕, {{ 逾期 }} late〔late〕, {{ 临期 }} due within {{ 临期天数 }} days〔near〕, {{ 在办 }} on course〔on_course〕. Rate of items {{ 完成率 }}〔rate〕; findings all of whose measures are written off: {{ 问题已完成 }}〔findings_done〕, rate {{ 问题完成率 }}〔findings_rate〕.",
    "应回应未回应：业务责任{{ 业务待回应 }}项，党风廉政建设责任{{ 履责待回应 }}项。":
        "Answers owed: {{ 业务待回应 }} on business〔business〕, {{ 履责待回应 }} on Party conduct〔conduct〕.",
    "二、{{ 起始日 }}以来的变化": "2. Changed since {{ 起始日 }}", "无变化。": "Nothing.", "三、分管领导负责情况": "3. By leader in charge",
    "岗位、任职人": "Post, holder", "总数": "All", "已销号": "Written off", "待验收": "Awaiting", "逾期": "Late", "临近到期": "Due soon",
    "按序时": "On course", "业务待回应": "Owed, business", "履责待回应": "Owed, conduct", "四、责任单位情况": "4. By unit",
    "五、逾期事项": "5. Late", "序号": "No.", "编号": "Code", "反馈问题及整改措施": "Finding, measure", "分管领导": "Leader", "级别": "Level",
    "情况和进展": "State, progress", "待回应": "Owed by", "无。": "None.", "六、临近到期事项": "6. Due soon", "七、申报待验收事项": "7. Awaiting acceptance",
    "八、提请研究和核定的事项": "8. To be decided", "事由": "What", "数量": "How many", "事项": "Which", "九、台账报送情况": "9. Ledgers", "台账": "Ledger",
    "报送人": "Reporter", "截至": "As of", "情况": "State", "十、会议议定事项（会后填写）": "10. Decided (to be filled in)", "议定事项": "Decision",
    "责任人": "Who", "完成时间": "By when", "附件　数据口径和所计事项": "Annex: figures and what they count",
    "正文方括号里的数字是本表序号；同一数据在各处只有这一个口径。定稿时可删去方括号和本表。":
        "Numbers in brackets are rows of this table; each figure has this one formula everywhere. Both may go in the final text.",
    "数据": "Figure", "数值": "Value", "口径（公式）": "Formula", "所计事项": "Counts",
    "附表　各分管领导所计事项": "Items behind each leader's numbers", "附表　各责任单位所计事项": "Items behind each unit's numbers",
}  # fmt: skip
