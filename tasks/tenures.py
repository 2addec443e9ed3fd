"""Hand-overs on record, laid over the roster's file whenever a site is opened."""

from dataclasses import replace

from sqlalchemy import Engine, select

from duban import tables as t
from duban.handing import with_tenures
from duban.roster import ENDLESS, Tenure
from tasks.database import reads
from tasks.site import Loaded


def handed(engine: Engine, site: str) -> tuple[Tenure, ...]:
    """The tenures on record of a site, oldest first."""
    query = select(t.tenure).where(t.tenure.c.site == site).order_by(t.tenure.c.from_on)
    with reads(engine) as conn:
        return tuple(
            Tenure(
                post=r.post, person=r.person, **{"from": r.from_on, "to": r.to_on or ENDLESS}, acting=r.acting
            )
            for r in conn.execute(query)
        )


def with_hand_overs(loaded: Loaded, engine: Engine) -> Loaded:
    """The site with its hand-overs. Raises Refused where the file contradicts them."""
    return with_tenures_on(loaded, handed(engine, loaded.id))


def with_tenures_on(loaded: Loaded, on_record: tuple[Tenure, ...]) -> Loaded:
    """The site with these hand-overs. Raises Refused where the file contradicts them."""
    return replace(loaded, roster=with_tenures(loaded.roster, on_record)) if on_record else loaded
