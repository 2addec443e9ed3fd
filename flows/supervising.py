"""督导: items -> escalations -> notices: who hears today, of what, and on what ground."""

from duban.ask import join_asks
from duban.escalation import due_now
from duban.forms import BusinessDay, SiteFolder
from duban.handover import without_answered
from duban.item import running
from duban.letters import word
from duban.notice import letters
from duban.shared_rows import with_assisting
from duban.wording import templates
from tasks import store
from tasks.baseline import go_live
from tasks.chases import inherit, owed_today, save_chases
from tasks.context import Context, open_site, stands_aside
from tasks.facts import events_of, facts_of, on_the_ladder, policy_of, releases_of, rules_of
from tasks.lateness import late_of
from tasks.restoring.behind import held_words
from tasks.samples import draw_samples
from tasks.scene import scene_of
from tasks.seam import flow, logger, run_name
from tasks.sheets import make_sheets
from tasks.site import wording
from tasks.told import new_number, save_escalations, save_notices
from tasks.told_anyway import told_anyway
from tasks.ways import ways_out


@flow(name="督导", flow_run_name=run_name("督导"), description="逐级督办，一岗双责，按人合并提示")
def supervising(site: SiteFolder, today: BusinessDay = None) -> None:
    """Open what is reached, and on a working day word one notice for each who has something new.

    Args:
        site: 站点目录，例如 deployments/example
        today: 业务日期，留空为当天
    """
    at = open_site(site, today)
    if stands_aside(at):
        return
    escalating(at)
    draw_samples(at)
    held = held_words(at)
    if held:
        logger().error("%s", held)
    elif at.works_today:
        make_sheets(at)
        _tell(at)


def escalating(at: Context) -> None:
    """Open what is reached today and bring what nobody was told of yet up to date."""
    taken = go_live(at)
    if taken:
        logger().info("由试运行转入正式运行，已逾期的按首次发现处理")
    items, who = on_the_ladder(at.loaded, running(store.items(at.engine, at.site)))
    inherit(at)
    rows, asks = store.rows(at.engine, at.site), store.asks(at.engine, at.site)
    found, skipped = due_now(items, who, rows, rules_of(at), at.day, events=events_of(at, items),
                             releases=releases_of(at))  # fmt: skip
    found = with_assisting(found, items, who, at.loaded.units, at.loaded.roster, at.day)
    asked, new = join_asks(found, asks)
    save_escalations(at.engine, at.site, without_answered(asked, rows), skipped, rows, new, at.today,
                              policy_of(at)[0], at.loaded.calendar.version, facts_of(items))  # fmt: skip
    logger().info("提级已核")


def _tell(at: Context) -> None:
    late = late_of(at)
    owed = owed_today(at, late)
    save_chases(at, owed, late)
    scene, env = scene_of(at, owed, late[0]), templates(wording(at.loaded))
    said = [(one, number, word(scene, one, number, env))
            for one in letters(scene) for number in [new_number()]]  # fmt: skip
    counted = told_anyway(at, scene)
    save_notices(at.engine, at.site, said, ways_out(at, said, counted), at.today, at.now, counted)
    # How many there are is on the pages, where none is counted for a restricted item.
    logger().info("提示和催办已拟好")
