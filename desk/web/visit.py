"""One request as a page sees it: the site, who came through which door, what was typed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.responses import HTMLResponse, RedirectResponse, Response

from desk.web.render import render
from duban.links import form_token
from duban.viewing import Visitor
from tasks.context import Context
from tasks.documents.pdf import office_program
from tasks.pages.keys import keys_of
from tasks.pages.standing import Standing


@dataclass(frozen=True)
class Visit:
    """``door`` is the link's text or the session's digest; ``path`` and ``query`` are what the address
    says, ``typed`` and ``ticked`` what the form says, ``file`` what was uploaded.
    """

    standing: Standing
    at: Context
    who: Visitor
    door: str
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    ticked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    file: tuple[str, bytes] | None = None
    here: str = ""

    @property
    def base(self) -> str:
        """What every address within this visit begins with."""
        return "" if self.who.signed_in else f"/l/{self.door}"

    @property
    def form(self) -> str:
        """What every form of this visit carries."""
        return form_token(keys_of(self.at.loaded.folder)[0], self.door)

    @property
    def places(self) -> list[tuple[str, str]]:
        """The pages that are this visitor's business, the first of them the first to see."""
        who = self.who
        reports = {s.reporter for s in self.at.loaded.site.sources} & {p.id for p in who.posts}
        chain = bool(who.posts) and not (who.roles <= {"steward", "discipline", "inspection_office"})
        all_ = [("/todo", "待办", who.in_office), ("/board", "事项", who.sees_all),
                ("/deliveries", "报送", who.in_office), ("/posts", "岗位", who.in_office), ("/documents", "文书", who.in_office),
                ("/mine", "我的责任", chain),
                ("/ledgers", "台账", who.in_office or bool(reports)),
                ("/oversight", "监督清单", who.oversees), ("/pictures", "图表", who.sees_all or chain)]  # fmt: skip
        return [(place, words) for place, words, mine in all_ if mine] or [("/mine", "我的责任")]

    @property
    def prints(self) -> bool:
        """Whether a PDF can be made here."""
        return office_program() is not None

    def show(self, template: str, status: int = 200, **facts: Any) -> Response:
        """A page of this visit."""
        site = self.at.loaded.site
        text = render(site.language, template, visit=self, who=self.who, base=self.base, site=site, form=self.form,
                      today=self.at.today, people=self.at.loaded.names, **facts)  # fmt: skip
        return HTMLResponse(text, status)

    def back(self, place: str) -> Response:
        """After an act: the page it was done on, by GET."""
        return RedirectResponse(f"{self.base}{place}", 303)


Handler = Callable[[Visit], Response]
