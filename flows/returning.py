"""退回批注件: each department's own ledger goes back to it, with codes and with what is in doubt."""

from duban.forms import BusinessDay, SiteFolder
from tasks.context import open_site, stands_aside
from tasks.returned import return_copies
from tasks.seam import flow, logger, run_name


@flow(name="退回批注件", flow_run_name=run_name("退回批注件"),
      description="把各部门台账连同事项编号和批注退回，并预填下期台账")  # fmt: skip
def returning(site: SiteFolder, today: BusinessDay = None) -> None:
    """Write the annotated copy of each source's newest delivery, and its ledger for next month.

    Args:
        site: 站点目录，例如 deployments/example
        today: 业务日期，留空为当天
    """
    at = open_site(site, today)
    if stands_aside(at):
        return
    made = [return_copies(at, source) for source in at.loaded.site.sources]
    logger().info("批注件和预填表%s份", sum(map(len, made)))
