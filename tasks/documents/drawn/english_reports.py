"""English for the templates of reports; 〔name〕 is the number a figure has in the annex."""

REPORTS = {
    "关于巡察整改情况的报告": "Report on the rectification", "（代拟稿，数据截至{{ 日期 }}，正文方括号数字见附件）": "(Draft; figures as of {{ 日期 }}; numbers in brackets: see the annex)",
    "{{ 主送 }}：": "{{ 主送 }}:",
    "{{ 反馈日 }}，{{ 巡察 }}向我单位反馈了意见。集中整改期至{{ 集中整改期满 }}。现将整改情况报告如下。":
        "The findings of {{ 巡察 }} were given on {{ 反馈日 }}; the concentrated period ends on {{ 集中整改期满 }}. We report as follows.",
    "巡察反馈问题{{ 问题总数 }}个，已完成整改{{ 问题已完成 }}个，问题整改完成率{{ 问题完成率 }}。分解为整改事项{{ 事项总数 }}项，已销号{{ 已销号 }}项，申报待验收{{ 待验收 }}项，逾期{{ 逾期 }}项，{{ 临期天数 }}日内到期{{ 临期 }}项，按序时推进{{ 在办 }}项，事项整改完成率{{ 完成率 }}。":
        "{{ 问题总数 }} findings〔findings〕, {{ 问题已完成 }} done〔findings_done〕, rate {{ 问题完成率 }}〔findings_rate〕. {{ 事项总数 }} items〔total〕: {{ 已销号 }} written off〔written_off〕, {{ 待验收 }} awaiting acceptance〔waiting〕, {{ 逾期 }} late〔late〕, {{ 临期 }} due within {{ 临期天数 }} days〔near〕, {{ 在办 }} on course〔on_course〕; rate of items {{ 完成率 }}〔rate〕.",
    "其中立行立改{{ 立行立改 }}项，已销号{{ 立行立改已销号 }}项；长期坚持{{ 长期坚持 }}项；经批准延期{{ 延期 }}项；验收退回后仍在整改{{ 退回 }}项。":
        "Of these {{ 立行立改 }} immediate〔immediate〕, {{ 立行立改已销号 }} of them written off〔immediate_done〕; {{ 长期坚持 }} standing〔standing〕; {{ 延期 }} extended〔extended〕; {{ 退回 }} returned and under way〔returned〕.",
    "二、组织推动情况": "2. How it was led", "（由起草人填写：党组织研究部署、专题民主生活会、责任分工、督促检查、建章立制等。）": "(To be filled in.)",
    "三、逐个问题整改情况": "3. Finding by finding", "（{{ 行.序号 }}）{{ 行.问题 }}": "({{ 行.序号 }}) {{ 行.问题 }}", "{{ 行.整改状况 }}。": "{{ 行.整改状况 }}.",
    "{{ 项.序号 }}．{{ 项.整改措施 }}（{{ 项.编号 }}，{{ 项.责任单位 }}，分管领导{{ 项.分管领导 }}，{{ 项.整改时限 }}）：{{ 项.情况 }}。{% if 项.进展 %}进展：{{ 项.进展 }}。{% endif %}":
        "{{ 项.序号 }}. {{ 项.整改措施 }} ({{ 项.编号 }}, {{ 项.责任单位 }}, {{ 项.分管领导 }}, {{ 项.整改时限 }}): {{ 项.情况 }}. {% if 项.进展 %}{{ 项.进展 }}{% endif %}",
    "四、尚未销号的事项": "4. Not written off yet", "全部事项均已销号。": "All are written off.", "五、存在的不足和下一步打算": "5. What lacks, what is next",
    "（由起草人填写。）": "(To be filled in.)", "中共{{ 单位 }}党组": "{{ 单位 }}",
    "主要负责人组织落实巡察整改情况的报告": "Report of the head",
    "{{ 反馈日 }}{{ 巡察 }}反馈了意见。现将本人（{{ 主要负责人 }}）作为整改第一责任人组织落实的情况报告如下。以下数据均取自督办记录，系统没有记录的由本人补充。":
        "The findings of {{ 巡察 }} were given on {{ 反馈日 }}. I ({{ 主要负责人 }}) report how I led the rectification. The figures are from the records; what is not on record is for me to add.",
    "一、整改总体情况": "1. In all",
    "整改事项{{ 事项总数 }}项，已销号{{ 已销号 }}项，逾期{{ 逾期 }}项，事项整改完成率{{ 完成率 }}。":
        "{{ 事项总数 }} items〔total〕, {{ 已销号 }} written off〔written_off〕, {{ 逾期 }} late〔late〕, rate {{ 完成率 }}〔rate〕.",
    "二、督办情况": "2. What I was told and decided",
    "收到督办通知{{ 阅知通知 }}份，涉及提级告知的事项{{ 告知事项 }}项。批准延期{{ 批准延期 }}次，销号后发现反弹重新督办{{ 重新督办 }}次。":
        "{{ 阅知通知 }} notices〔told〕 on {{ 告知事项 }} items〔reached〕; {{ 批准延期 }} extensions approved〔extensions〕, {{ 重新督办 }} taken up again after a relapse〔reopenings〕.",
    "（由本人补充：部署、过问、协调、督办的具体情况。）": "(To be added: what I arranged, asked, settled and pressed.)",
    "三、督促班子成员履行一岗双责情况": "3. Both duties of my colleagues",
    "向各分管领导提出党风廉政履责事项{{ 履责事项 }}件，已回应{{ 履责已回应 }}件；生成一岗双责履责月表{{ 履责月表 }}份，本人已确认{{ 月表已确认 }}份；已进行谈话{{ 谈话 }}次。目前应回应未回应：业务责任{{ 业务待回应 }}项，党风廉政建设责任{{ 履责待回应 }}项。":
        "{{ 履责事项 }} asks of Party conduct〔asked〕, {{ 履责已回应 }} answered〔answered〕; {{ 履责月表 }} duty sheets〔sheets〕, {{ 月表已确认 }} confirmed〔confirmed〕; {{ 谈话 }} talks held〔talks〕. Answers owed: {{ 业务待回应 }} on business〔business〕, {{ 履责待回应 }} on conduct〔conduct〕.",
    "四、存在的不足和下一步打算": "4. What lacks, what is next", "（由本人填写。）": "(To be filled in.)", "附件　数据口径和依据": "Annex: figures and their grounds",
    "巡察整改情况的通报（公布数）": "Public numbers", "关于巡察整改情况的通报（公布数）": "Public numbers of the rectification",
    "{{ 反馈日 }}，{{ 巡察 }}反馈了意见。截至{{ 日期 }}，{{ 问题情况 }}；{{ 事项情况 }}。":
        "The findings of {{ 巡察 }} were given on {{ 反馈日 }}. As of {{ 日期 }}: {{ 问题情况 }}; {{ 事项情况 }}.",
    "项目": "Number of", "单位": "Unit", "属于": "Part of",
    "各部分之和等于整体；完成率为已完成数与总数之比，四舍五入到两位小数；申报待验收的不计入已完成。公开前由主要负责人审定，涉密和不宜公开的内容按规定报批。":
        "Parts add up to the whole; a rate is done over all, rounded half up; claims awaiting acceptance are not done. The head checks it before it is published.",
    "附件　内部核对用，不公开": "Annex for checking, not to be published", "巡察整改情况通报": "Bulletin",
    "{{ 巡察 }}整改事项{{ 事项总数 }}项，已销号{{ 已销号 }}项，逾期{{ 逾期 }}项，事项整改完成率{{ 完成率 }}。各单位情况如下{% if 排名 %}（按完成率排列）{% else %}（按名称排列，不排名次）{% endif %}。":
        "{{ 巡察 }}: {{ 事项总数 }} items〔total〕, {{ 已销号 }} written off〔written_off〕, {{ 逾期 }} late〔late〕, rate {{ 完成率 }}〔rate〕. Units {% if 排名 %}in the order of their rates{% else %}in the order of names, not ranked{% endif %}:",
    "{% if 排名 %}位次{% else %}序号{% endif %}": "{% if 排名 %}Place{% else %}No.{% endif %}", "完成率": "Rate", "逾期天数": "Days late",
    "逾期天数按考核时限计；验收、岗位空缺和系统原因造成的天数不计入。完成率为已销号数与总数之比。":
        "Days late count from the assessment date; days due to reviewers, vacancies or the system are left out. A rate is written off over all.",
}  # fmt: skip
