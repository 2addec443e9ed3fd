"""全域督办: the day of every site of a fleet, so many at once; what is done already is not begun again."""

from datetime import date

from duban.errors import Unsent
from duban.fleet.standing import lacking
from tasks.fleet.runs import run_each, way_of
from tasks.fleet.sites import open_fleet
from tasks.fleet.standing import publish_standing, standing_of, undone
from tasks.seam import flow, logger, run_name


@flow(name="全域督办", flow_run_name=run_name("全域督办"),
      description="依次完成所有站点当天的督办，一个站点出错不影响其他站点")  # fmt: skip
def fleet(fleet: str, today: date | None = None) -> None:
    """Run each site's day; ends failed if any site's day is not done or lacks something, after all were tried.

    Args:
        fleet: 站点一览文件，例如 deployments/fleet/fleet.yaml
        today: 业务日期，留空为当天
    """
    opened = open_fleet(fleet, today)
    for name, why in opened.refused:
        logger().error("%s：%s", name, why)
    left = undone(opened)
    logger().info("%s个站点，%s个待完成当日督办", len(opened.sites), len(left))
    ended = run_each(opened, left, way_of(opened, today is not None))
    standing = standing_of(opened, ended)
    publish_standing(opened, standing)
    wrong = lacking(standing)
    if wrong:
        raise Unsent(wrong)
