"""定期调度: call in each department's progress: sources -> deliveries -> readings, kept for ever."""

from datetime import date

from duban.errors import DubanError
from duban.reading import understand
from tasks import store, tags
from tasks.artifacts import Progress
from tasks.calling import call_in_source
from tasks.context import Context, open_site
from tasks.seam import flow, logger, run_name


@flow(name="定期调度", flow_run_name=run_name("定期调度"), description="按时从各部门台账调取整改进展")
def scheduling(site: str, today: date | None = None) -> None:
    """Call in every source of a site; one that fails leaves the others alone.

    Args:
        site: 站点目录，例如 deployments/example
        today: 业务日期，留空为当天
    """
    at = open_site(site, today)
    with Progress(f"{at.site} 调取台账", len(at.loaded.site.called)) as progress:
        for source in at.loaded.site.called:
            failure = _call(at, source.name)
            _note(at, source.name, failure)
            progress.step()


def _note(at: Context, name: str, failure: str) -> None:
    store.save_call(at.engine, at.site, name, at.today, failure)
    if failure:
        # The sentence may quote a ledger: it stays in the store, Prefect gets the name.
        logger().error("%s 未能调取", name)


def _call(at: Context, name: str) -> str:
    """Take in all that one source has; gives what was wrong in one sentence, or ""."""
    source = next(s for s in at.loaded.site.called if s.name == name)
    terms = at.loaded.terms
    known = store.known_digests(at.engine, at.site, name)
    try:
        calls = call_in_source(
            source, at.loaded.folder, at.today, known, tags.known_tags(at.engine, at.site, name)
        )
    except DubanError as fault:
        return str(fault)
    if source.live and calls.seen:
        store.confirm(at.engine, at.site, name, calls.seen, at.today)
    wrong = [str(fault) for fault in calls.refused]
    for delivery in calls.deliveries:
        if delivery.hold:
            wrong.append(delivery.hold)
            continue
        try:
            ledger = understand(delivery, columns=source.columns, words=source.words,
                                feedback_on=terms.feedback_on.date(), calendar=at.loaded.calendar,
                                period_end_on=terms.period_end_on.date(),
                                register=at.loaded.site.is_register(name))  # fmt: skip
        except DubanError as fault:
            wrong.append(str(fault))
            continue
        store.save_ledger(at.engine, at.site, ledger, at.today, at.now)
    tags.save_tags(at.engine, at.site, name, calls.tagged)
    return "；".join(wrong)
