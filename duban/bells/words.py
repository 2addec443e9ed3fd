"""An alarm (异常) as the duty desk reads it: what is wrong, and what to do about it."""

from duban.bells.alarms import Alarm

LATE = {"late": "逾期未报", "never": "从未报来", "failed": "未能调取", "refused": "有文件不能读取",
        "held": "报送暂缓采用，未重报"}  # fmt: skip
LATE_EN = {"late": "is overdue", "never": "never came", "failed": "could not be called in",
           "refused": "has a file that cannot be read", "held": "is held and was not handed in again"}  # fmt: skip
BROKE = {"FAILED": "运行失败", "CRASHED": "运行中断", "STUCK": "长时间没有结束"}
BROKE_EN = {"FAILED": "failed", "CRASHED": "crashed", "STUCK": "does not end"}
WORDS = {
    "no_run": "今日督办到{at}仍未完成。请看任务界面的“每日督办”；可先用 duban tick 补做",
    "stuck": "今日督办{at}开始，至今没有完成。请看任务界面的这次运行；可用 duban tick 补做",
    "job": "“{target}”{how}（{at}）。请看任务界面中这次运行的日志，改正后重新运行",
    "server": "任务服务（Prefect）没有响应，时间表停止。请重新启动 duban up；其间由第二道铃补做和送出",
    "worker": "没有工作进程在运行，时间表不会执行。请重新启动 duban up 或工作进程；其间由第二道铃补做和送出",
    "source": "来源“{target}”{how}，所报整改情况不再可靠。已向报送人催报，请核实原因",
    "unsent": "有{count}份应发通知未送达，最早的自{at}起等待。请用 duban notices 查看，检查送达渠道",
}
WORDS_EN = {
    "no_run": "Today's cycle was not over by {at}. See its run in Prefect; duban tick does it meanwhile",
    "stuck": "Today's cycle began at {at} and is not over. See its run in Prefect; duban tick does it meanwhile",
    "job": "{target} {how} ({at}). See the log of that run in Prefect, mend the cause and run it again",
    "server": "Prefect does not answer, the timetable stands still. Restart duban up; the second bell works meanwhile",
    "worker": "No worker is running, the timetable does nothing. Restart duban up or the worker; the second bell works "
              "meanwhile",
    "source": "Source {target} {how}: what it says is no longer sure. Its reporter is being asked; find out why",
    "unsent": "{count} notices are due and unsent, the first since {at}. See duban notices, and look at the channels",
}  # fmt: skip
# How a cause is named once it is over.
OVER = {"no_run": "今日督办已完成", "job": "“{target}”已正常运行", "server": "任务服务已恢复", "worker": "工作进程已恢复",
        "source": "来源“{target}”已恢复", "unsent": "应发通知已全部送出"}  # fmt: skip
OVER_EN = {"no_run": "the daily cycle is done", "job": "{target} ran well again", "server": "Prefect answers again",
           "worker": "a worker is running again", "source": "source {target} is well again",
           "unsent": "all that was due is sent"}  # fmt: skip


def sentence(alarm: Alarm, language: str = "zh") -> str:
    """One alarm in words."""
    zh = language == "zh"
    how = (LATE | BROKE if zh else LATE_EN | BROKE_EN).get(alarm.detail, alarm.detail)
    words = (WORDS if zh else WORDS_EN)[alarm.kind]
    return words.format(target=alarm.target, how=how, count=alarm.count, at=_moment(alarm, zh))


def _moment(alarm: Alarm, zh: bool) -> str:
    if alarm.at is None:
        return ""
    return f"{alarm.at.month}月{alarm.at.day}日{alarm.at:%H:%M}" if zh else f"{alarm.at:%Y-%m-%d %H:%M}"


def over(cause: str, language: str = "zh") -> str:
    """What is said once when a cause is over."""
    kind, _, target = cause.partition(":")
    return (OVER if language == "zh" else OVER_EN)[kind].format(target=target)
