"""自查核查: the books held against a second computation once more, before the sending window closes."""

from duban.errors import Unsent
from duban.forms import BusinessDay, SiteFolder
from tasks.auditing import audited
from tasks.context import open_site, stands_aside
from tasks.seam import flow, logger, run_name
from tasks.sending import deliver_due


@flow(name="自查核查", flow_run_name=run_name("自查核查"),
      description="另行推算至今应告知谁，核对提级、通知、送达记录，有不符即告知督办专员")  # fmt: skip
def self_audit(site: SiteFolder, today: BusinessDay = None) -> None:
    """Look through the books; ends failed where something does not fit, after the duty desk was told.

    Args:
        site: 站点目录，例如 deployments/example
        today: 业务日期，留空为当天
    """
    at = open_site(site, today)
    if stands_aside(at) or not at.works_today:
        return
    odd, told = audited(at)
    if told and at.in_window:
        deliver_due(at)
    logger().info("核查发现不符" if odd else "核查没有发现不符")
    if odd:
        raise Unsent("核查发现不符，详见督办专员收到的核查通知")
