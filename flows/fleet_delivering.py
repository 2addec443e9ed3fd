"""全域送达: what waits in the outboxes of all sites goes out; a site with nothing waiting is not opened."""

from datetime import date

from duban.errors import DubanError
from flows.delivering import delivering
from tasks.fleet.sites import open_fleet
from tasks.fleet.standing import due_unsent
from tasks.seam import flow, logger, run_name


@flow(name="全域送达", flow_run_name=run_name("全域送达"), description="送出各站点待发的提示")
def fleet_delivering(fleet: str, today: date | None = None) -> None:
    """Send what is due and unsent in each site; one that fails leaves the others alone.

    Args:
        fleet: 站点一览文件，例如 deployments/fleet/fleet.yaml
        today: 业务日期，留空为当天
    """
    for folder in due_unsent(open_fleet(fleet, today)):
        try:
            delivering(str(folder), today)
        except DubanError:
            # The sentence may quote an address; the site's own run says it.
            logger().error("%s 未能送出", folder.name)
