"""每日督办: the whole cycle in order, gated inside to once a day's worth of work."""

from duban.errors import Unsent
from duban.forms import BusinessDay, SiteFolder
from flows.delivering import delivering
from flows.returning import returning
from flows.scheduling import scheduling
from flows.supervising import supervising
from flows.tracking import tracking
from tasks import store
from tasks.artifacts.pages import publish_pages
from tasks.auditing import audited
from tasks.context import open_site, stands_aside
from tasks.facts import policy_of
from tasks.fleet.standing import keep_figures
from tasks.journal.checkpoints import keep_checkpoint, tell_checkpoint
from tasks.reports import shortfall
from tasks.restoring.behind import is_behind
from tasks.roster_file import keep as keep_roster
from tasks.seam import flow, logger, run_name
from tasks.watching.ping import ping, well


@flow(name="每日督办", flow_run_name=run_name("每日督办"),
      description="调度、跟踪、督导、送达，依次做完一天的督办")  # fmt: skip
def daily(site: SiteFolder, today: BusinessDay = None) -> None:
    """One whole cycle of a site for a day. Ends failed if anything due is unsent or unread.

    Args:
        site: 站点目录，例如 deployments/example
        today: 业务日期，留空为当天
    """
    at = open_site(site, today)
    if stands_aside(at):
        return
    last = store.last_run_on(at.engine, at.site)
    if last is not None and at.today < last:
        logger().warning("%s 已运行到%s，不再为更早的%s重算", at.site, last, at.today)
        return
    store.start_run(at.engine, at.site, at.today, at.now, policy_of(at)[0],
                    at.loaded.calendar.version, at.loaded.site.mode)  # fmt: skip
    for step in (scheduling, tracking, returning, supervising, delivering):
        step(site, at.named_day)
    keep_roster(at.loaded.folder, at.loaded.roster)
    store.end_run(at.engine, at.site, at.today, at.now)
    # A store behind what was told lacks what the auditor looks for: a person reconciles it first.
    held = is_behind(at)
    odd, told = (0, 0) if held else audited(at)
    told += 0 if held else tell_checkpoint(at)
    keep_checkpoint(at)
    if told and at.in_window:
        delivering(site, at.named_day)
    publish_pages(at)
    wrong = shortfall(at, odd)
    keep_figures(at, wrong)
    if wrong:
        raise Unsent(wrong)
    ping(at, well(at))
