"""What documents count beside items: (Chinese, English, how it is counted)."""

ANSWERS = {
    "business": ("业务责任待回应", "answers owed, business", "business_owed：每项、每岗位一件，高一级取代低一级"),
    "conduct": ("党风廉政责任待回应", "answers owed, conduct", "conduct_owed：每位领导、每个单位、每月一件"),
}  # fmt: skip
RECORDED = {
    "told": ("发给主要负责人的督办通知", "notices to the head", "notice：含上述事项的通知，按编号"),
    "reached": ("提级告知主要负责人的事项", "items the head was told of", "escalation：已告知本人的事项"),
    "asked": ("党风廉政履责事项", "asks of Party conduct", "ask：每位领导、每个单位、每月一件"),
    "answered": ("已回应的履责事项", "asks answered", "answer：有回应的履责事项，签收不算"),
    "sheets": ("一岗双责履责月表", "duty sheets", "duty_sheet：每个任期、每月一份"),
    "confirmed": ("本人已确认的月表", "duty sheets confirmed", "duty_sheet.confirmed_on：本人确认"),
    "talks": ("已进行的谈话", "talks held", "talk.on：已登记进行，只存日期、形式和档案编号"),
    "extensions": ("批准延期", "extensions approved", "act = extend：每次批准计一次"),
    "reopenings": ("销号后重新督办", "taken up again", "act = reopen：每次重新督办计一次"),
}  # fmt: skip
