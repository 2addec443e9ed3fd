"""What the office decided of an item (退回、延期、重新督办) is told on the next working day to whom it concerns."""

from duban.duty import heads_of
from duban.recusal import seen_by
from duban.scene import Scene

DECIDED = ("returned", "extended", "reopened")
# The principal and the secretary read of it with their next notice, an assisting unit with its own.
CHAIN = ("handler", "unit_head", "leader_in_charge")


def concerned(scene: Scene) -> set[str]:
    """Who hears of what was decided since the last notices: the heads of the item's unit, and who of its
    chain was told of the item before and holds the post still.
    """
    decided = scene.items[scene.items["code"].isin(scene.news.loc[scene.news["kind"].isin(DECIDED), "item"])]
    rows = scene.rows[scene.rows["item"].isin(decided["code"]) & scene.rows["role"].isin(CHAIN)]
    told = rows[rows["notice_id"].notna() & scene.holds(rows["tenure"])]
    return {*told["person"], *_heads(scene, set(decided.loc[~decided["restricted"], "code"]))} - {""}


def _heads(scene: Scene, codes: set[str]) -> set[str]:
    items = scene.items[scene.items["code"].isin(codes)]
    held = {tenure.person for unit in items["unit"].unique() for post in heads_of(scene.roster, str(unit))
            if (tenure := scene.roster.holder(post.id, scene.today.date()))}  # fmt: skip
    return {person for person in held if len(seen_by(items, scene.roster, person))}
