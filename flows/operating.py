"""运行: a site's whole cycle, or one step of it, at a press; refused before anything runs where it makes no sense."""

from collections.abc import Callable, Mapping
from datetime import date

from duban.forms import BusinessDay, SiteFolder, Step, StepName, refuse_closed, refuse_day
from flows.daily import daily
from flows.delivering import delivering
from flows.returning import returning
from flows.scheduling import scheduling
from flows.supervising import supervising
from flows.tracking import tracking
from tasks import store
from tasks.artifacts.pages import publish_pages
from tasks.context import open_site
from tasks.seam import flow, run_name

STEPS: Mapping[StepName, Callable[[str, date | None], object]] = {
    "完整周期": daily, "调取台账": scheduling, "跟踪": tracking, "退回批注件": returning, "督导": supervising, "立即送达": delivering,
}  # fmt: skip


@flow(name="运行", flow_run_name=run_name("运行"),
      description="立即运行一个完整周期或其中一步；重复运行不会重复告知")  # fmt: skip
def operating(site: SiteFolder, step: Step = "完整周期", today: BusinessDay = None) -> None:
    """Run what was chosen; whatever was done already is not done again.

    Args:
        site: 站点目录，例如 deployments/example
        step: 完整周期依次做其余各步；立即送达只送出已拟好、未送达的，发送时段之外不送
        today: 业务日期，留空为当天；不能晚于今天，也不能早于已运行到的日子
    """
    now = open_site(site)
    refuse_day(today, store.last_run_on(now.engine, now.site), now.today)
    # Who names today means now: its letters keep to the window as any others.
    day = None if today == now.today else today
    at = open_site(site, day)
    if step == "立即送达":
        settings = at.loaded.site.settings
        refuse_closed(at.in_window, settings.window_from, settings.window_to)
    STEPS[step](site, day)
    if step != "完整周期":
        publish_pages(at)
