"""The link that goes with a notice: added as the notice leaves, so that the store never holds one."""

from datetime import date, timedelta

from duban.links import signed
from duban.wording import templates
from tasks.context import Context
from tasks.pages.keys import keys_of
from tasks.site import wording_of


def link_words(at: Context, notice: str, person: str, on: date) -> str:
    """What a notice says of its link; "" where the site names no address for the desk.

    On trial letters go to the steward, who must not answer for another: then there is none.
    """
    desk = at.loaded.site.desk
    if not desk.base_url or at.loaded.site.mode == "trial":
        return ""
    token = signed(keys_of(at.loaded.folder)[0], at.site, notice, person, on, desk.link_days)
    facts = {"link": f"{desk.base_url}/l/{token}", "until": on + timedelta(days=desk.link_days)}
    made = templates({"link.jinja": wording_of(at.loaded, "link.jinja")})
    return made.get_template("link.jinja").render(facts).strip()
