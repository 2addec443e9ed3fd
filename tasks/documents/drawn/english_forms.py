"""English for the templates of an item's forms."""

FORMS = {
    "巡察整改事项销号申请表": "Application for write-off", "事项编号：{{ 编号 }}\t填表日期：{{ 日期 }}": "Item {{ 编号 }}\t{{ 日期 }}", "巡　　察": "Inspection",
    "配合单位": "Assisting", "考核时限": "Assessed by", "申报完成日": "Claimed done", "逾期情况": "Late", "整改情况": "Progress", "佐证材料": "Evidence",
    "{% for 行 in 佐证材料 %}{{ 行.序号 }}．{{ 行.佐证 }}（{{ 行.首次报送 }}报送）{% if not loop.last %}；{% endif %}{% endfor %}{% if not 佐证材料 %}未附佐证{% endif %}":
        "{% for 行 in 佐证材料 %}{{ 行.序号 }}. {{ 行.佐证 }} ({{ 行.首次报送 }}){% if not loop.last %}; {% endif %}{% endfor %}{% if not 佐证材料 %}no evidence{% endif %}",
    "举一反三和": "Alike cases,", "长效机制": "lasting rules", "（由责任单位填写）": "(the unit fills this in)", "意见": "says",
    "本单位对以上内容的真实性负责，申请销号。": "The unit answers for the truth of the above and applies for write-off.",
    "签字（盖章）：\t年　　月　　日": "Signed:\tDate:            ", "分管领导意见": "Leader in charge", "（业务责任）": "(business)", "（党风廉政": "(Party",
    "建设责任）": "conduct)", "已听取汇报并审核整改真实性：": "Report heard, truth of it verified:", "整改办意见": "The office",
    "□ 受理，提交会审　　□ 退回补正": "□ taken, to the joint review    □ returned", "巡察整改事项会审表": "Joint review",
    "{% for 行 in 佐证材料 %}{{ 行.序号 }}．{{ 行.佐证 }}{% if not loop.last %}；{% endif %}{% endfor %}{% if not 佐证材料 %}未附佐证{% endif %}":
        "{% for 行 in 佐证材料 %}{{ 行.序号 }}. {{ 行.佐证 }}{% if not loop.last %}; {% endif %}{% endfor %}{% if not 佐证材料 %}no evidence{% endif %}",
    "供核实的疑点": "To be verified", "（不作结论）": "(no verdict)",
    "{% for 行 in 疑点 %}{{ 行.内容 }}{% if not loop.last %}；{% endif %}{% endfor %}{% if not 疑点 %}无{% endif %}":
        "{% for 行 in 疑点 %}{{ 行.内容 }}{% if not loop.last %}; {% endif %}{% endfor %}{% if not 疑点 %}none{% endif %}",
    "验收经过": "Reviews", "次数": "No.", "送验": "From", "结束": "To", "结果": "Outcome", "所据佐证": "Evidence", "会审意见": "Opinions",
    "会审单位": "Body", "意见（同意销号、整改不到位退回）": "Opinion (write off, or return)", "签字、日期": "Signed, date", "会审结论": "Outcome",
    "□ 同意销号　　□ 退回，理由：": "□ write off    □ return, because:",
}  # fmt: skip
