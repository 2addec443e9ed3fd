"""每月履责月表: each leader's sheet of the month that is over, two columns, to be confirmed or added to."""

from duban.forms import BusinessDay, SiteFolder
from tasks.context import open_site, stands_aside
from tasks.seam import flow, logger, run_name
from tasks.sheets import make_sheets


@flow(name="每月履责月表", flow_run_name=run_name("每月履责月表"),
      description="每月第一个工作日，为每位分管领导生成上月的一岗双责履责月表")  # fmt: skip
def monthly(site: SiteFolder, today: BusinessDay = None) -> None:
    """Make what is lacking of the duty sheets; made already, nothing is made again.

    The next notice to each leader carries the sheet.

    Args:
        site: 站点目录，例如 deployments/example
        today: 业务日期，留空为当天
    """
    at = open_site(site, today)
    if stands_aside(at):
        return
    if not at.works_today:
        logger().info("%s不是工作日，履责月表在下一工作日生成", at.today)
        return
    logger().info("生成履责月表%s份", make_sheets(at))
