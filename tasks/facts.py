"""Facts that go with what is said: reporters' posts, the policy as it stands, an item as it was."""

import hashlib
from typing import Any

import pandas as pd

from tasks import store
from tasks.context import Context
from tasks.site import Loaded

FACTS = ["kind", "due_text", "due_on", "assessed_on", "certain", "claim", "evidence", "unit",
         "source", "read_on", "episode", "status_text"]  # fmt: skip


def with_reporters(loaded: Loaded, items: pd.DataFrame) -> pd.DataFrame:
    """Items with the post that reports their ledger (reporter)."""
    posts = {s.name: s.reporter for s in loaded.site.sources}
    return items.assign(reporter=items["source"].map(posts).fillna(""))


def policy_of(at: Context) -> tuple[int, int]:
    """The id and version of the ladder as it stands; seen first, it is kept."""
    text = at.loaded.ladder_text
    digest = hashlib.sha256(text.encode()).hexdigest()
    return store.policy_id(at.engine, at.site, at.loaded.ladder.name, text, digest, at.today)


def facts_of(items: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Per item what was known when an escalation opened, for ``duban why``."""
    plain = items[["code", *FACTS]].astype({"due_on": str, "assessed_on": str, "read_on": str})
    plain["episode"] = plain["episode"].astype(int)
    return plain.set_index("code").to_dict("index")  # type: ignore[return-value]
