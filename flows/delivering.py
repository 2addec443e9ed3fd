"""送达: what was decided goes out, one recipient and one address at a time, each with its verdict."""

from duban.forms import BusinessDay, SiteFolder
from tasks.artifacts.pages import publish_pages
from tasks.context import open_site, stands_aside
from tasks.hooks.pushing import push_events
from tasks.pacing import Delivered
from tasks.seam import flow, logger, run_name
from tasks.sending import deliver_due


@flow(name="送达", flow_run_name=run_name("送达"), description="在发送时段内送出待发的督办提示")
def delivering(site: SiteFolder, today: BusinessDay = None) -> None:
    """Send what is due and unsent; outside the window nothing is lost, it waits.

    Args:
        site: 站点目录，例如 deployments/example
        today: 业务日期，留空为当天
    """
    at = open_site(site, today)
    if stands_aside(at):
        return
    if not at.in_window:
        logger().info("不在发送时段，待发提示留待下一时段")
        return
    done = deliver_due(at)
    push_events(at)
    if done != Delivered():
        publish_pages(at, ["sent"])
    logger().info("送达完毕")
