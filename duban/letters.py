"""Letters put into words: title, letter, summary and pointer, kept with the notice as they were."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jinja2
import pandas as pd

from duban.disclosure.classes import Secrecy
from duban.disclosure.seen import seen, speaks
from duban.doubts import ledger_changes, unproved
from duban.figures import Figures
from duban.frames import records
from duban.letter import Letter
from duban.scene import LedgerNews, Scene
from duban.wording import change_words, cycle_words

# A summary names so many of the new items; the letter has them all.
IN_SUMMARY = 5


@dataclass(frozen=True)
class Worded:
    """A notice as it will be said, each text for its class of channel; ``attached`` go with the letter only.

    ``secrecy`` is the highest level of what it speaks of.
    """

    title: str
    body: str
    summary: str
    pointer: str
    attached: tuple[str, ...] = ()
    secrecy: Secrecy = "internal"


def word(scene: Scene, letter: Letter, number: str, env: jinja2.Environment) -> Worded:
    """Put one letter into the site's language; ``number`` is the notice's own."""
    scene = seen(scene, letter.person)
    ledgers = _ledgers(scene, letter, env)
    facts = {
        "l": letter, "today": scene.today.date(), "number": number, "policy": scene.policy,
        "inspection": scene.site.inspection.name, "office": scene.site.from_office,
        "telephone": scene.site.settings.telephone, "called": scene.called, "link": "",
        "hour": _hour(scene.site.settings.window_from, scene.site.language), "ledgers": ledgers,
        "most": scene.site.settings.letter_lines, "few": IN_SUMMARY, "acts": _acts(scene), "moved": _moved(scene),
        "parts": lambda f: parts(f, scene.site.language),
    }  # fmt: skip
    title, body, summary, pointer = (
        env.get_template(f"{name}.jinja").render(facts)
        for name in ("title", "letter", "summary", "pointer"))  # fmt: skip
    secrecy = _level(scene, title + body + summary)
    if secrecy == "restricted":
        title, summary = env.get_template("closed.jinja").render(facts), pointer
    attached = tuple(path for one in ledgers for path in one["copies"])
    return Worded(_one_line(title), _tidy(body), _one_line(summary), _one_line(pointer), attached, secrecy)


def _level(scene: Scene, text: str) -> Secrecy:
    """The highest level of the items a text names; 内部 where it names none."""
    named = [code for code in scene.items["code"] if speaks(text, [str(code)])]
    said = scene.items[scene.items["code"].isin(named)]
    if said["restricted"].any():
        return "restricted"
    return "public" if len(said) and said["public"].all() else "internal"


def _hour(at: str, language: str) -> str:
    hour, minute = at.split(":")
    return f"{int(hour)}时{int(minute)}分" if language == "zh" else at


def parts(f: Figures, language: str = "zh") -> list[str]:
    """The parts of a count that are not nought; together they are the whole."""
    zh = language == "zh"
    new = (f"（今日新增{f.late_today}项）" if zh else f" ({f.late_today} new)") if f.late_today else ""
    named = [(f.late, f"逾期{f.late}项{new}", f"{f.late} late{new}"),
             (f.near, f"{f.near_days}日内到期{f.near}项", f"{f.near} due within {f.near_days} days"),
             (f.waiting, f"申报待验收{f.waiting}项", f"{f.waiting} awaiting acceptance"),
             (f.on_course, f"按序时推进{f.on_course}项", f"{f.on_course} on course")]  # fmt: skip
    return [(z if zh else e) for n, z, e in named if n] or (["无在办"] if zh else ["none open"])


def _ledgers(scene: Scene, letter: Letter, env: jinja2.Environment) -> list[Mapping[str, Any]]:
    out: list[Mapping[str, Any]] = []
    for news in letter.ledgers:
        doubts = [p.sentence for p in news.problems] + _said(scene, news, env)
        doubts += [_unproved(one, scene) for one in records(unproved(scene, news.source))]
        if doubts or news.copies:
            out.append({"source": news.source, "as_of_on": news.as_of_on, "rows": news.rows,
                        "doubts": doubts, "copies": news.copies})  # fmt: skip
    return out


def _unproved(item: Mapping[str, Any], scene: Scene) -> str:
    zh = scene.site.language == "zh"
    cycle = cycle_words(item["due_on"].date(), item["cycle"], zh)
    return f"{item['code']}未附本期（{cycle}）佐证" if zh else f"{item['code']}: no evidence for the {cycle}"


def _said(scene: Scene, news: LedgerNews, env: jinja2.Environment) -> list[str]:
    """What changed in a source's ledger and needs its reporter's eye, one sentence each."""
    words = change_words(env, scene.today.date())
    due = scene.items.set_index("code")["due_on"].to_dict()
    return [words({"kind": one.kind, "item": one.item, "before": one.before, "after": one.after,
                   "due_on": due[one.item].date()})
            for one in ledger_changes(scene, news.source).itertuples()]  # fmt: skip


def _acts(scene: Scene) -> dict[str, int]:
    month = scene.acts[scene.acts["on"] > scene.today - pd.DateOffset(months=1)]
    return {kind: int(month["kind"].eq(kind).sum()) for kind in ("extend", "silence")}


def _moved(scene: Scene) -> list[str]:
    return sorted(set(scene.changes.loc[scene.changes["kind"].eq("deadline_moved"), "item"]))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _tidy(text: str) -> str:
    """One blank line at most between paragraphs, none at the ends."""
    lines: list[str] = []
    for line in (one.rstrip() for one in text.strip().splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines) + "\n"
