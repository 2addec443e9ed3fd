"""预览告知: who will be told what on which day if nothing moves, as a page; writes nothing else."""

from duban.forms import BusinessDay, FromDay, SiteFolder, ToDay, refuse_span
from tasks.artifacts.pages import publish_preview
from tasks.context import open_site
from tasks.seam import flow, logger, run_name


@flow(name="预览告知", flow_run_name=run_name("预览告知"),
      description="若无变化，起止日之间哪些岗位将被告知哪些事项；只看，不写")  # fmt: skip
def previewing(site: SiteFolder, first: FromDay, last: ToDay, today: BusinessDay = None) -> None:
    """Put the page of a preview where the UI shows it.

    Args:
        site: 站点目录，例如 deployments/example
        first: 从哪天起
        last: 到哪天止，与起始日相距不超过92天
        today: 业务日期，留空为当天
    """
    refuse_span(first, last)
    at = open_site(site, today)
    publish_preview(at, first, last)
    logger().info("%s至%s的告知预览已列出", first, last)
