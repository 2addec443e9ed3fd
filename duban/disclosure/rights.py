"""Who may read a restricted item (阅看权限): a tenure on its chain, whom the ladder tells or copies, its
reporter, whoever was granted it; nobody by an office-wide role.
"""

from collections.abc import Iterable, Mapping

import pandas as pd

from duban.chain import OUTSIDE
from duban.frames import TEXT, Schema

READERS = Schema("readers", {"item": TEXT, "person": TEXT})


def readers(items: pd.DataFrame, who: pd.DataFrame, rows: pd.DataFrame, granted: Iterable[str],
            reporters: Mapping[str, str], today: pd.Timestamp) -> pd.DataFrame:  # fmt: skip
    """READERS of the restricted among ``items`` (code, source, unit, own, restricted).

    ``who`` is ANSWERING, ``rows`` the escalations of tenures held today, ``reporters`` gives each source's
    reporter, ``granted`` are persons whose account may see restricted items.
    """
    closed = items.loc[items["restricted"], ["code", "source", "unit", "own"]].rename(
        columns={"code": "item"}
    )
    held = who[(who["from_on"] <= today) & (who["to_on"] >= today) & ~who["role"].isin(OUTSIDE)]
    held = held.loc[held["handler"].eq(""), ["unit", "own", "person"]].drop_duplicates()
    chain = closed.merge(held, on=["unit", "own"])
    told = rows[rows["item"].isin(closed["item"]) & ~rows["state"].isin(["void", "skipped"])]
    reported = closed.assign(person=closed["source"].map(dict(reporters)).fillna(""))
    cleared = closed.merge(pd.DataFrame({"person": sorted(set(granted))}, dtype="str"), how="cross")
    found = pd.concat([one[["item", "person"]] for one in (chain, told, reported, cleared)])
    return READERS.cast(found[found["person"].ne("")].drop_duplicates().reset_index(drop=True))
