"""重做报表: a page, all pages, or what is lacking of the duty sheets, made again from what the store holds."""

from collections.abc import Mapping

from duban.forms import BusinessDay, Report, ReportName, SiteFolder, refuse_day
from tasks import store
from tasks.artifacts.pages import PAGES, publish_pages
from tasks.context import open_site
from tasks.seam import flow, logger, run_name
from tasks.sheets import make_sheets

KINDS: Mapping[ReportName, tuple[str, ...]] = {
    "全部": tuple(PAGES), "督办看板": ("board",), "督办日报": ("brief",), "明日告知": ("tomorrow",), "暂缓采用的报送": ("held",),
    "待人处理": ("questions",), "台账情况": ("ledgers",), "送达情况": ("sent",), "履责月表": ("duty",),
}  # fmt: skip


@flow(name="重做报表", flow_run_name=run_name("重做报表"),
      description="按库中现有的情况重做一份或全部页面，或补做履责月表；不告知任何人")  # fmt: skip
def reporting(site: SiteFolder, report: Report = "全部", today: BusinessDay = None) -> None:
    """Make a report again.

    Args:
        site: 站点目录，例如 deployments/example
        report: 页面每次都重做；履责月表只补缺的，做过的数字不再变
        today: 业务日期，留空为当天；不能晚于今天，也不能早于已运行到的日子
    """
    now = open_site(site)
    refuse_day(today, store.last_run_on(now.engine, now.site), now.today)
    at = open_site(site, today)
    if report in ("全部", "履责月表"):
        make_sheets(at)
    publish_pages(at, KINDS[report])
    logger().info("%s已重做", report)
