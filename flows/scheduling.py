"""定期调度: call in each department's progress: sources -> deliveries -> readings, kept for ever."""

from duban.errors import DubanError
from duban.forms import BusinessDay, SiteFolder
from duban.grid import Delivery
from duban.site import Source
from tasks import store, tags
from tasks.artifacts import Progress
from tasks.calling import call_in_source
from tasks.context import Context, open_site, stands_aside
from tasks.looks import to_tell
from tasks.seam import flow, logger, run_name
from tasks.understood import understood


@flow(name="定期调度", flow_run_name=run_name("定期调度"), description="按时从各部门台账调取整改进展")
def scheduling(site: SiteFolder, today: BusinessDay = None) -> None:
    """Call in every source of a site; one that fails leaves the others alone.

    Args:
        site: 站点目录，例如 deployments/example
        today: 业务日期，留空为当天
    """
    at = open_site(site, today)
    if stands_aside(at):
        return
    with Progress(f"{at.site} 调取台账", len(at.loaded.site.called)) as progress:
        for source in at.loaded.site.called:
            failure = _call(at, source)
            _note(at, source.name, failure)
            progress.step()


def _note(at: Context, name: str, failure: str) -> None:
    store.save_call(at.engine, at.site, name, at.today, failure)
    if failure:
        # The sentence may quote a ledger: it stays in the store, Prefect gets the name.
        logger().error("%s 未能调取", name)


def _call(at: Context, source: Source) -> str:
    """Take in all that one source has; gives what was wrong in one sentence, or ""."""
    known = store.known_digests(at.engine, at.site, source.name)
    tagged = tags.known_tags(at.engine, at.site, source.name)
    try:
        calls = call_in_source(source, at.loaded.folder, at.today, known, tagged)
    except DubanError as fault:
        return str(fault)
    if source.live and calls.seen:
        store.confirm(at.engine, at.site, source.name, calls.seen, at.today)
    unfit = [_take_in(at, source, delivery) for delivery in calls.deliveries]
    tags.save_tags(at.engine, at.site, source.name, calls.tagged)
    return "；".join(to_tell(at, source.name, [*calls.refused, *(fault for fault in unfit if fault)]))


def _take_in(at: Context, source: Source, delivery: Delivery) -> DubanError | None:
    """Keep what one delivery says; gives why it cannot be understood, where it cannot."""
    try:
        store.save_ledger(at.engine, at.site, understood(at.loaded, source, delivery), at.today, at.now)
    except DubanError as fault:
        return fault
    return None
