"""The name a live source gives its newest answer (ETag): asked with, it need not be sent again."""

from collections.abc import Mapping

from sqlalchemy import Engine, select

from duban import tables as t
from tasks.database import reads, upsert


def known_tags(engine: Engine, site: str, source: str) -> dict[str, str]:
    """The source's tag, if it gave one, and the digest of the delivery it stood for."""
    query = select(t.tag.c.tag, t.tag.c.digest).where(t.tag.c.site == site, t.tag.c.source == source)
    with reads(engine) as conn:
        return {str(row.tag): str(row.digest) for row in conn.execute(query)}


def save_tags(engine: Engine, site: str, source: str, tagged: Mapping[str, str]) -> None:
    """Keep the tag of an answer whose delivery was kept; of one that was refused we ask again."""
    with engine.begin() as conn:
        for tag, digest in tagged.items():
            kept = select(t.delivery.c.id).where(t.delivery.c.site == site, t.delivery.c.source == source,
                                                 t.delivery.c.digest == digest)  # fmt: skip
            if conn.scalar(kept) is not None:
                row = {"site": site, "source": source, "tag": tag, "digest": digest}
                upsert(t.tag, [row], conn, ["site", "source"])
