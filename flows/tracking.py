"""跟踪: readings -> items: new, changed, fallen back, vanished; what only claims to be done."""

import pandas as pd

from duban.forms import BusinessDay, SiteFolder
from duban.plan_rows import Plan, lay, take
from duban.site import Source
from tasks import plans, store
from tasks.areas import follow_roster
from tasks.artifacts import Progress
from tasks.context import Context, open_site, stands_aside
from tasks.deliveries import ground_of, hold, waiting, why_held
from tasks.figures import call_figures
from tasks.seam import flow, logger, run_name
from tasks.signals import find_signals


@flow(name="跟踪", flow_run_name=run_name("跟踪"), description="比对台账读数，找出变化和只是申报的变化")
def tracking(site: SiteFolder, today: BusinessDay = None) -> None:
    """Take each source's newest delivery into its items.

    Args:
        site: 站点目录，例如 deployments/example
        today: 业务日期，留空为当天
    """
    at = open_site(site, today)
    if stands_aside(at):
        return
    plans.take_in_register(at)
    with Progress(f"{at.site} 跟踪", len(at.loaded.site.sources)) as progress:
        for source in at.loaded.site.sources:
            _track(at, source)
            _decided(at, source)
            progress.step()
    moved = follow_roster(at)
    if moved:
        logger().info("已按花名册归入分管领域")
    # Figures are of items, so they come after all items are known.
    for counted in at.loaded.site.figures:
        failure = call_figures(at, counted)
        store.save_call(at.engine, at.site, counted.name, at.today, failure)
        if failure:
            logger().error("%s 未能调取", counted.name)
    find_signals(at)
    logger().info("疑点已核，均待人核实")


def _track(at: Context, source: Source) -> None:
    """Every delivery in its turn, so that what it changed is found whenever we come to read it;
    the newest not later than today is what stands in the end.
    """
    for delivery in store.untracked(at.engine, at.site, source.name, at.today):
        plan = Plan(plans.planned(at), plans.own_codes(at, source.name))
        laid = lay(store.items(at.engine, at.site), store.readings(at.engine, at.site, int(delivery["id"])), plan,
                   source, at.loaded.units, ground_of(at, source))  # fmt: skip
        why = why_held(at, source, delivery, laid)
        if why:
            hold(at, delivery, why, laid.seen)
            logger().warning("%s：报送暂缓采用（%s）", source.name, "、".join(one.code for one in why))
            continue
        done = take(laid, plan, source, as_of_on=pd.Timestamp(delivery["as_of_on"]), terms=at.loaded.terms)
        store.save_tracked(at.engine, at.site, delivery, done.changes, laid.before, done.items, done.codes,
                           at.today, laid.seen)  # fmt: skip
        logger().info("%s：已比对", source.name)


def _decided(at: Context, source: Source) -> None:
    """Rows of the delivery that stands which were only like an item, once a person has said what they are."""
    delivery, rows = waiting(at, source)
    if rows.empty:
        return
    plan = Plan(plans.planned(at), plans.own_codes(at, source.name))
    laid = lay(store.items(at.engine, at.site), rows, plan, source, at.loaded.units, ground_of(at, source))
    done = take(
        laid, plan, source, as_of_on=pd.Timestamp(delivery["as_of_on"]), terms=at.loaded.terms, whole=False
    )
    store.save_tracked(at.engine, at.site, delivery, done.changes, laid.before, done.items, done.codes,
                       at.today, again=True)  # fmt: skip
    logger().info("%s：已按认定采用", source.name)
