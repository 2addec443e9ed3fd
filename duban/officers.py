"""What is put to a person: the steward's questions, and to a designated officer what a recusal (回避) leaves."""

from collections.abc import Iterable

from duban.disclosure.seen import closed_codes, hidden, speaks, stand_in
from duban.doubts import questions
from duban.grounds import ROLE_ZH
from duban.letter import Passed
from duban.recusal import officer_of
from duban.scene import LedgerNews, Scene

ROLE_EN = {"handler": "handler", "unit_head": "head of the unit", "leader_in_charge": "leader in charge",
           "principal": "principal", "secretary": "secretary", "discipline": "discipline group", "steward": "steward",
           "inspection_office": "inspection office", "reporter": "reporter", "assisting": "assisting unit"}  # fmt: skip


def asked_of(scene: Scene) -> dict[str, tuple[str, ...]]:
    """The questions by whom they are put to: each steward's, and to the officers in a steward's place what
    speaks of items that no steward may be shown.
    """
    found, said = questions(scene), {}
    stewards = _holders(scene, "steward")
    for person in stewards:
        gone = hidden(scene, person)
        said[person] = tuple(q for q in found if not (gone and speaks(q, gone)))
    heard = {q for mine in said.values() for q in mine}
    left = tuple(q for q in found if q not in heard)
    for person in _instead(scene, stewards) if left else ():
        gone = hidden(scene, person)
        said[person] = (*said.get(person, ()), *(q for q in left if not speaks(q, gone)))
    heard = {q for mine in said.values() for q in mine}
    for sentence in (q for q in left if q not in heard):
        for person in {stand_in(scene, code) for code in closed_codes(scene) if speaks(sentence, [code])} - {
            ""
        }:
            said[person] = (
                *said.get(person, ()),
                *((sentence,) if not speaks(sentence, hidden(scene, person)) else ()),
            )
    return {person: mine for person, mine in said.items() if mine}


def hears_of(scene: Scene, news: LedgerNews) -> str:
    """Who hears of a delivery: its reporter, the designated officer where the source concerns that person."""
    tenure = scene.roster.holder(news.reporter, scene.today.date())
    for one in scene.roster.recusals:
        if tenure and one.person == tenure.person and news.source in one.sources:
            return officer_of(one, (), scene.roster, scene.today)
    return tenure.person if tenure else ""


def passed_lines(scene: Scene, person: str) -> Iterable[Passed]:
    """Who was passed over in what is told today, as only this officer reads it."""
    words = ROLE_ZH if scene.site.language == "zh" else ROLE_EN
    mine = scene.passed[scene.passed["officer"].eq(person)]
    for (code, who), group in mine.groupby(["item", "person"]):
        yield Passed(
            str(code), scene.roster.person(str(who)).name, tuple(words[r] for r in group["role"].unique())
        )


def _holders(scene: Scene, role: str) -> list[str]:
    held = [scene.roster.holder(p.id, scene.today.date()) for p in scene.roster.posts if role in p.roles]
    return list(dict.fromkeys(t.person for t in held if t))


def _instead(scene: Scene, stewards: list[str]) -> list[str]:
    """Who stands in a recused steward's place: the posts named, else the inspection office."""
    posts = {one.instead for one in scene.roster.recusals if one.person in stewards and one.instead}
    held = [scene.roster.holder(post, scene.today.date()) for post in sorted(posts)]
    return [t.person for t in held if t] or _holders(scene, "inspection_office")
