"""请求行为: an act that binds is asked for; it waits on the desk until a person confirms or declines it."""

from duban.forms import Act, AskedDay, BusinessDay, DeliveryNumber, ItemCode, LevelNumber, PostId, SiteFolder
from duban.requests import FORM, Asked
from duban.typed import parse
from tasks.artifacts.pages import publish_pages
from tasks.context import open_site
from tasks.requests import leave
from tasks.seam import flow, logger, run_id, run_name


@flow(name="请求行为", flow_run_name=run_name("请求行为"),
      description="请整改办办理一项行为；本表单不办理任何事，须由本人登录督办台确认")  # fmt: skip
def asking(site: SiteFolder, act: Act, item: ItemCode = "", post: PostId = "", delivery: DeliveryNumber = None,
           day: AskedDay = None, level: LevelNumber = None, today: BusinessDay = None) -> int:  # fmt: skip
    """Leave a request on the desk; gives its number. Nothing is done by it.

    Args:
        site: 站点目录，例如 deployments/example
        act: 只是请求；由整改办人员本人登录督办台，写明理由后确认办理，或不予办理
        item: 督办看板上的编号，例如 HP-01-2；交接和报送不填
        post: 只用于岗位交接：岗位的代号，例如 deputy-eia；接任人在确认时选定
        delivery: 只用于暂缓的报送：“暂缓采用的报送”页上的编号
        day: 延期、重新打开填新的时限，更正填正确的时限，暂停提示填暂停到哪天，交接填任职起始日；其他不填
        level: 只用于评定级别；0 为良好
        today: 业务日期，留空为当天
    """
    said = {"act": act, "item": item, "post": post, "delivery": delivery, "day": day, "level": level}
    asked, at = parse(Asked, said, FORM), open_site(site, today)
    number = leave(at, asked, run_id())
    publish_pages(at, ["questions"])
    logger().info("已留下%s号请求，待督办台确认", number)
    return number
