"""English for the words of these pages; a test keeps it whole."""

BOARD = {
    "督办看板": "Board", "督办日报": "Brief of the day", "督办台·事项": "the desk, items", "编号": "No.", "责任单位": "Unit", "时限": "Due",
    "逾期天数": "Days late", "级别": "Level", "申报": "Claim", "台账日期": "Ledger of", "（待核）": " (in doubt)", "待核": "to be checked",
    "未启动": "not begun", "在办": "in progress", "部分完成": "partly done", "申报完成": "claimed done", "待验收": "awaiting acceptance",
    "台账中不见": "not in the ledger", "按级别：{levels}": "By level: {levels}", "在办{n}项：{parts}": "{n} open: {parts}",
    "以下为最急的{m}项，共{n}项，其余在{desk}。": "The {m} most pressing of {n}; the others on {desk}.",
    "共{n}项，可筛选、可下载：{desk}。": "{n} in all; filters and a workbook on {desk}.",
}  # fmt: skip
TOMORROW = {
    "明日告知": "Told tomorrow", "告知预览": "Preview of what is told", "责任人": "handler", "岗位": "Post", "业务责任": "Business", "党风廉政责任": "Conduct",
    "抄送": "Copied", "告知日": "Told on", "告知": "Told", "{days}：若无变化，无人到级，无人告知。": "{days}: if nothing moves nobody is told.",
    "{days}：若无变化，{items}项到级，告知{posts}个岗位。": "{days}: if nothing moves, {items} reach a level and {posts} posts are told.",
    "以下为{m}项，共{n}项，其余见 duban preview。": "{m} of {n}; the others by duban preview.", "事项全文在{desk}。": "Their texts are on {desk}.",
}  # fmt: skip
LEDGERS = {
    "台账情况": "Ledgers", "来源": "Source", "周期": "Every", "状态": "State", "现采用截至": "Counts up to", "收到": "Came",
    "行数": "Rows", "暂不采用": "Not taken in", "读不准": "In doubt", "缺少的列": "Columns lost", "每日": "day", "每周": "week",
    "每月": "month", "每季": "quarter", "**未能调取**": "**not called in**", "**暂缓采用**": "**held**", "本期已报": "delivered",
    "**从未采用**": "**never yet**", "本期未报": "not delivered", "，应于{day}前报": ", was due {day}", "（{n}天）": " ({n} days)", "督办台·台账": "the desk, ledgers",
    "应报{n}份，已报{came}份；未能调取{failed}份，暂缓采用{held}份，迟报{late}份。":
        "{n} due, {came} delivered; {failed} not called in, {held} held, {late} late.",
    "原因、批注件和上报入口在{desk}。": "Reasons, annotated copies and the upload are on {desk}.",
}  # fmt: skip
HELD = {
    "暂缓采用的报送": "Held deliveries", "没有暂缓采用的报送。": "No delivery is held.", "督办台·报送": "the desk, deliveries", "截至": "As of",
    "缘由": "Why", "已等工作日": "Working days", "{n}份报送暂缓采用，原有事项照常计时；采用或退回在{desk}。":
        "{n} held, the clocks run on; taken in or refused on {desk}.",
    "疑似串列": "columns mixed up", "合计对不上": "total differs", "截止日期过早": "dated too early", "没有截止日期": "no date", "疑似旧文件": "likely an old file",
    "同一期有几份": "several for one day", "零报告与在办不符": "nil report with open items", "疑似放错目录": "likely another's", "少了栏目": "columns lost",
    "都没有完成情况": "no status at all", "有误的行过多": "too many bad rows", "编号错位": "codes shifted", "事项减少过多": "shrunken",
    "行数增加过多": "grown", "集中申报完成": "claimed done in bulk", "期限整体移动": "all dates moved", "整体退回未完成": "all fell back",
    "期限整体无日期": "all dates gone", "照抄上期": "copied from last time", "其他原因": "another reason",
}  # fmt: skip
QUESTIONS = {
    "待人处理": "Waiting for a person", "没有待人处理的事。": "Nothing waits for anybody.", "共{n}件，其中超过时限{over}件。": "{n} in all, {over} past their limit.",
    "轮到谁": "Whose turn", "事由": "For", "件数": "How many", "超过时限": "Past limit", "最早的时限": "Earliest limit", "已过工作日": "Working days past", "整改办": "office", "报送人": "reporter",
    "领导": "leader", "请求待确认": "requests to confirm", "申报待验收": "claims to accept", "已验收待销号": "accepted, to write off",
    "督办单待审签": "slips to sign", "报送暂缓采用": "deliveries held", "疑似同一事项": "likely matches", "责任归属待定": "disputes to decide",
    "疑点待核": "signals to look into", "回头看待登记": "look-backs to record", "时限待核": "dates in doubt", "台账迟报": "late ledgers",
    "业务责任待回应": "answers on business", "履责事项待回应": "answers on conduct",
}  # fmt: skip
SENT = {
    "送达情况": "Delivery", "今日应发{due}份，已送达{sent}份；连同以前的，未送达{left}份。":
        "Due today {due}, arrived {sent}; with earlier days, not arrived {left}.",
    "渠道": "Channel", "未送达的岗位": "Not arrived, post", "日期": "Day", "已试次数": "Tried", "以下为{m}条，共{n}条。": "{m} of {n}.",
    "已送达": "arrived", "待发": "waiting", "暂缓": "held", "发送中": "on its way", "未明": "unclear", "被拒": "refused", "被拒，不再试": "refused for good",
    "作废": "void", "本机发件箱": "outbox on this machine", "邮件": "mail", "企业微信": "WeCom", "钉钉": "DingTalk", "飞书": "Feishu", "Lark": "Lark",
    "短信": "SMS", "回调": "webhook",
}  # fmt: skip
DUTY = {
    "履责月表": "Duty sheets", "还没有履责月表；每月第一个工作日生成上月的。": "No duty sheet yet; the month's is made on the first working day after it.",
    "共{n}份，待本人确认{m}份。": "{n} in all, {m} to be confirmed.", "以下为{m}份，共{n}份。": "{m} of {n}.", "月份": "Month", "生成": "Made", "确认": "Confirmed",
    "待确认": "to confirm",
}  # fmt: skip
BRIEF = {
    "督办台": "the desk",
    "整改台账": "the ledger as a workbook",
    "督办台·台账": "the desk, ledgers",
    "{desk}　{ledger}": "{desk}, {ledger}",
}
ENGLISH: dict[str, str] = {**BOARD, **TOMORROW, **LEDGERS, **HELD, **QUESTIONS, **SENT, **DUTY, **BRIEF}
