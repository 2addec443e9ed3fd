"""回头看抽样: the written-off items to be looked at again, drawn anew for the months to come."""

from duban.forms import BusinessDay, SiteFolder
from tasks.context import open_site, stands_aside
from tasks.samples import draw_samples
from tasks.seam import flow, logger, run_name


@flow(name="回头看抽样", flow_run_name=run_name("回头看抽样"),
      description="从已销号事项中抽取回头看名单，已抽取的不重抽")  # fmt: skip
def sampling(site: SiteFolder, today: BusinessDay = None) -> None:
    """Add to the sample what is lacking; the next notice to the steward carries it.

    Args:
        site: 站点目录，例如 deployments/example
        today: 业务日期，留空为当天
    """
    at = open_site(site, today)
    if stands_aside(at):
        return
    draw_samples(at)
    logger().info("回头看抽样完毕")
