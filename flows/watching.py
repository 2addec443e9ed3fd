"""值守: what did not happen, broke, went stale or is unsent, told to the duty desk; whoever rings, the same is found."""

from duban.bells.alarms import Alarm
from duban.forms import BusinessDay, SiteFolder
from tasks.bells.telling import watch
from tasks.context import Context, open_site, stands_aside
from tasks.seam import flow, logger, run_name
from tasks.sending import deliver_due


@flow(name="值守", flow_run_name=run_name("值守"),
      description="查看当天督办是否完成、运行有无失败、来源是否过期、应发是否送达，有异常即告知督办专员")  # fmt: skip
def watching(site: SiteFolder, today: BusinessDay = None) -> None:
    """Look, and send at once what there is to say; outside the window it waits for the window.

    Args:
        site: 站点目录，例如 deployments/example
        today: 业务日期，留空为当天
    """
    at = open_site(site, today)
    if stands_aside(at):
        return
    found = watched_over(at)
    logger().info("异常%s项：%s", len(found), "、".join(sorted({one.kind for one in found})))


def watched_over(at: Context) -> tuple[Alarm, ...]:
    """What is wrong in an open site, after it was told."""
    found, told = watch(at)
    if told and at.in_window:
        deliver_due(at)
    return found
