"""Items follow the roster: the areas it gives them, whenever it was edited."""

from sqlalchemy import bindparam, update

from duban import tables as t
from duban.areas import areas_of
from tasks import store
from tasks.context import Context


def follow_roster(at: Context) -> int:
    """Give each item the areas that the roster says; how many were others."""
    items = store.items(at.engine, at.site)
    now = areas_of(items, at.loaded.roster)
    moved = items[now.ne(items["areas"])]
    if moved.empty:
        return 0
    query = update(t.item).where(t.item.c.site == at.site, t.item.c.code == bindparam("key"))
    rows = [{"key": code, "now": areas} for code, areas in zip(moved["code"], now[moved.index], strict=True)]
    with at.engine.begin() as conn:
        conn.execute(query.values(areas=bindparam("now")), rows)
    return len(rows)
