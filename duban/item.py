"""What is true now of each item (整改事项), and the codes that are given once and kept for ever."""

from typing import Any

import pandas as pd

from duban.frames import DAY, SHARE, TEXT, WHOLE, YES, Schema, looked_up

# unit: the roster's name, "" where the ledger's is not on the roster (unit_text keeps the cell).
# kind: dated, immediate, standing, recurring, span, unclear. due_on: the working date.
# assessed_on: the date as first set, for scoring. claim: what the unit says; acceptance: what the
# office decided ("", accepted, returned, written_off). suspended_on: a claim with evidence is with
# the reviewers since then. evidence_used: what closed the last cycle, or all that came back (see
# duban.evidence). missing_on: no
# row in the ledger since. flags: words joined by blanks. restricted (受限): shown only
# to those named; public (公开): its ledger says anybody may read it.
# from_level: the level a reopened item starts at, 0 for none. extended: how often it was extended.
# silent_until_on: notices of it wait until after that day (暂停提示).
ITEMS = Schema("items", {
    "code": TEXT, "source": TEXT, "finding": TEXT, "detail": TEXT, "measure": TEXT,
    "unit": TEXT, "unit_text": TEXT, "areas": TEXT, "leader": TEXT, "person": TEXT,
    "assist": TEXT, "kind": TEXT, "due_text": TEXT, "due_on": DAY, "assessed_on": DAY,
    "certain": YES, "then_standing": YES, "cycle": TEXT, "cycle_day": WHOLE, "due_note": TEXT,
    "status_text": TEXT, "claim": TEXT, "acceptance": TEXT, "pace": TEXT, "percent": SHARE,
    "progress": TEXT, "evidence": TEXT, "evidence_used": TEXT, "episode": WHOLE,
    "opened_on": DAY, "first_read_on": DAY, "read_on": DAY, "suspended_on": DAY,
    "settled_on": DAY, "missing_on": DAY, "flags": TEXT, "restricted": YES, "public": YES, "from_level": WHOLE,
    "extended": WHOLE, "silent_until_on": DAY,
})  # fmt: skip

CHANGES = Schema("changes", {"item": TEXT, "kind": TEXT, "before": TEXT, "after": TEXT})


def running(items: pd.DataFrame) -> pd.DataFrame:
    """The items whose clock runs for the unit: neither settled nor with the reviewers."""
    return items[items["settled_on"].isna() & items["suspended_on"].isna()]


def days_late(items: pd.DataFrame, today: pd.Timestamp) -> "pd.Series[Any]":
    """Calendar days past the working date, 0 where it is not past or the clock does not run."""
    late = (today - items["due_on"]).dt.days.fillna(0).clip(lower=0)
    still = items["settled_on"].isna() & items["suspended_on"].isna()
    found: pd.Series[Any] = late.where(still, 0).astype(int)
    return found


def identity(frame: pd.DataFrame) -> "pd.Series[Any]":
    """What a row is known by where the source gives no code: finding and measure, exactly.

    Only blanks and width are folded; likeness is for a person to decide.
    """
    words = frame["finding"] + "\x1f" + frame["measure"]
    return words.str.normalize("NFKC").str.replace(r"[ \t\r\n\u3000]+", "", regex=True)


# Findings of restricted items are numbered from here on, so that they leave no gap elsewhere.
CLOSED_FROM = 9001


def give_codes(fresh: pd.DataFrame, known: pd.DataFrame, prefix: str) -> "pd.Series[Any]":
    """Codes ``PREFIX-finding-measure`` for rows without one, in ledger order, never used again.

    ``known`` are all items the source ever had (code, finding), so that a number given once
    is not given to another. Restricted rows have findings of their own from CLOSED_FROM on: no gap in the
    others' numbers says that there are any.
    """
    closed = fresh["restricted"] if "restricted" in fresh.columns else pd.Series(False, index=fresh.index)
    numbers = _given(known, prefix)
    apart = numbers["finding_no"] >= CLOSED_FROM
    given = [_numbered(fresh[~closed], numbers[~apart], prefix, 0),
             _numbered(fresh[closed], numbers[apart], prefix, CLOSED_FROM - 1)]  # fmt: skip
    codes: pd.Series[Any] = pd.concat([one for one in given if len(one)] or given[:1]).reindex(fresh.index)
    return codes


def _numbered(fresh: pd.DataFrame, numbers: pd.DataFrame, prefix: str, least: int) -> "pd.Series[Any]":
    findings = numbers.groupby("finding")["finding_no"].first()
    top = int(numbers["finding_no"].max()) if len(numbers) else least
    new = fresh.loc[~fresh["finding"].isin(findings.index), "finding"].drop_duplicates()
    fresh_no = pd.Series(range(top + 1, top + 1 + len(new)), index=new.to_numpy(), dtype="int64")
    finding_no = fresh["finding"].map(pd.concat([findings, fresh_no]))
    used = numbers.groupby("finding")["measure_no"].max()
    before = fresh["finding"].map(used).fillna(0).astype(int)
    measure_no = before + fresh.groupby("finding").cumcount() + 1
    return (prefix + "-" + finding_no.astype(int).astype(str).str.zfill(2)
            + "-" + measure_no.astype(str))  # fmt: skip


def _given(known: pd.DataFrame, prefix: str) -> pd.DataFrame:
    parts = known["code"].str.extract(rf"^{prefix}-(\d+)-(\d+)$").astype("Int64")
    parts.columns = pd.Index(["finding_no", "measure_no"])
    return parts.assign(finding=known["finding"]).dropna()


def same_item(rows: pd.DataFrame) -> "pd.Series[Any]":
    """What rows of one ledger (code, finding, measure) share where they are about one item: their code,
    that of a row which says the very same, else what they say.
    """
    words = identity(rows)
    coded = rows["code"].ne("")
    twins = pd.Series(rows.loc[coded, "code"].to_numpy(), index=words[coded].to_numpy(), dtype=TEXT)
    found = looked_up(words, twins[~twins.index.duplicated()])
    return rows["code"].where(coded, found.fillna(words))


def due_words(frame: pd.DataFrame) -> "pd.Series[Any]":
    """The deadline's cell as it is compared: width and blanks do not count."""
    words: pd.Series[Any] = (
        frame["due_text"].fillna("").str.normalize("NFKC").str.replace(r"\s+", "", regex=True)
    )
    return words
