"""调度会材料: the pack is ready before each dispatch meeting, made afresh each day up to it."""

from datetime import date

from duban.bells.meetings import pack_for
from tasks.context import open_site, stands_aside
from tasks.documents.pack import make_pack
from tasks.seam import flow, logger, run_name


@flow(name="调度会材料", flow_run_name=run_name("调度会材料"),
      description="在每次调度会之前备好会议材料；会期由站点设置（meetings）")  # fmt: skip
def meeting(site: str, today: date | None = None) -> None:
    """Make the pack where a meeting is near; on every other day there is nothing to do.

    Args:
        site: 站点目录，例如 deployments/example
        today: 业务日期，留空为当天
    """
    at = open_site(site, today)
    if stands_aside(at):
        return
    next_on = pack_for(at.loaded.site.settings.meetings, at.today, at.loaded.calendar)
    if next_on is None:
        logger().info("%s不必备会：近日没有调度会", at.today)
        return
    make_pack(at)
    logger().info("%s调度会的材料已备好", next_on)
