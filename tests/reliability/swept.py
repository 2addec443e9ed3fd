"""A site run with canaries in its restricted rows, everything at DEBUG, and all that left it, by who may see it."""

import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
import yaml
from click.testing import CliRunner
from sqlalchemy import MetaData, create_engine, inspect, select

from desk.cli import group
from duban.errors import Unsent
from duban.scopes import SCOPES
from tasks.context import open_site
from tasks.database import store_url
from tasks.pacing import wall
from tasks.pages.accounts import Grants, give_account
from tasks.programs.tokens import Wanted, give_token
from tests.desk.serving import form_of, serving
from tests.reliability.canary import WORDS, found
from tests.sinks import PASSWORD as SINK_PASSWORD
from tests.sinks import MailSink, WebSink
from tests.walk import days

PASSWORD = "correct horse battery"  # noqa: S105
SMS_KEY = "Sms-S3cret-41"
INSIDE, OUTSIDE = "hb.example.gov.cn", "elsewhere.example.com"
# Who is on the chain of 执法支队, or reports it: head, leader in charge, principal. The ladder copies the rest.
CHAIN = frozenset({"qian6", "wang3", "zhang1"})
# Where the items' own words are kept for those who may read them: the item store and the persons' inbox.
STORE = frozenset({"item", "reading", "change", "delivery", "proposal", "planned", "signal", "review", "escalation",
                   "ask", "chase", "duty_sheet", "correction", "sample", "target", "figure"})  # fmt: skip
HREF = re.compile(r'href="([^"#]+)"')
PAGES = 40
WITHOUT_FILTERS = re.compile(r"/(?:board|todo)\?")


def channels(site: Path, mail: MailSink, web: WebSink) -> None:
    """Some by inside mail, some by outside mail, some by SMS, one by a robot, the rest by the outbox."""
    sms = {"url": f"http://127.0.0.1:{web.port}/sms", "form": {"key": SMS_KEY, "mobile": "{to}", "msg": "{text}"},
           "answers": {"field": "errcode", "accepted": "0"}}  # fmt: skip
    people = {"li2": [f"li2@{INSIDE}"], "qian6": [f"qian6@{INSIDE}"], "zhang1": [f"zhang1@{OUTSIDE}"],
              "wang3": ["sms:13800000003"], "han15": [f"han15@{INSIDE}", "sms:13800000015"], "zhou9": ["sms:13800000009"],
              "sun5": ["wecombot://R0b0tKey9f8e"]}  # fmt: skip
    told = {"inside_domains": [INSIDE], "mail": mail.url, "gateways": {"sms": sms}, "people": people}
    path = site / "channels.yaml"
    path.write_text(yaml.safe_dump(told, allow_unicode=True), "utf-8")
    path.chmod(0o600)


# Each concerned in one item: a leader in charge, a head, the duty officer, the principal.
CONCERNED = {"li2": "HP-01-3", "shen14": "ENT-04", "han15": "HP-03-2", "zhang1": "HP-01-1"}
SECRETS = (SMS_KEY, SINK_PASSWORD, "R0b0tKey9f8e", "13800000003", "Url-Tok3n-55aa", "Bear3r-77bb", "Db-Passw0rd-99cc",
           PASSWORD)  # fmt: skip


def recuse(site: Path) -> None:
    """Each of CONCERNED is passed over in one item."""
    rows = "".join(
        f"  - {{person: {person}, items: [{item}], instead: discipline}}\n"
        for person, item in CONCERNED.items()
    )
    path = site / "roster.yaml"
    path.write_text(path.read_text("utf-8") + "recusals:\n" + rows, "utf-8")


def secret_sources(site: Path) -> dict[str, str]:
    """Sources whose address and token are secret and which are not there; the environment they need."""
    lines = ['  - {name: 信访系统, prefix: XF, kind: http, url: "env:CANARY_URL", token: "env:CANARY_TOKEN", items: data, '
             "reporter: head-petition, every: day}",
             '  - {name: 库, prefix: KU, kind: sql, url: "env:CANARY_DB", query: select * from t, reporter: head-office, '
             "every: day}"]  # fmt: skip
    path = site / "site.yaml"
    path.write_text(
        path.read_text("utf-8").replace("sources:\n", "sources:\n" + "\n".join(lines) + "\n", 1), "utf-8"
    )
    return {"CANARY_URL": "http://127.0.0.1:9/api?access_token=Url-Tok3n-55aa", "CANARY_TOKEN": "Bear3r-77bb",
            "CANARY_DB": "postgresql+psycopg://u:Db-Passw0rd-99cc@127.0.0.1:9/x"}  # fmt: skip


@contextmanager
def at_debug(path: Path) -> Iterator[None]:
    """Everything that any logger says, at its most talkative, into a file."""
    root, level = logging.getLogger(), logging.getLogger().level
    # The test's own browser says which page it asks for.
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    handler = logging.FileHandler(path, encoding="utf-8")
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
        handler.close()


def cycles(site: Path, *when: date) -> list[str]:
    """The days one after the other; a day that ends failed says why."""
    said = []
    for day in when:
        try:
            days.tick(site, day)
        except Unsent as fault:
            said.append(str(fault))
    return said


def letters(site: Path) -> dict[str, list[bytes]]:
    """Person -> the mails written for that person, in order."""
    written: dict[str, list[bytes]] = {}
    for path in sorted((site / "state" / "outbox").rglob("*.eml"), key=lambda p: (p.parent.name, p.name)):
        written.setdefault(path.stem.rsplit("-", 1)[1], []).append(path.read_bytes())
    return written


def tables(site: Path) -> dict[str, bytes]:
    """Every table of the store as text, and of the notices what may leave."""
    engine = create_engine(store_url(site))
    known = MetaData()
    known.reflect(engine)
    with engine.connect() as conn:
        said = {name: [tuple(row) for row in conn.execute(select(known.tables[name]))]
                for name in inspect(engine).get_table_names()}  # fmt: skip
        notice = known.tables["notice"].c
        said["notice"] = [tuple(row) for row in conn.execute(select(
            notice.id, notice.person, notice.kind, notice.title, notice.summary, notice.pointer, notice.attached))]  # fmt: skip
    engine.dispose()
    return {name: json.dumps(rows, ensure_ascii=False, default=str).encode() for name, rows in said.items()}


def files(site: Path) -> dict[str, bytes]:
    """Everything a run leaves behind but the store and the persons' outbox: copies, logs, locks."""
    state = site / "state"
    return {str(path.relative_to(state)): path.read_bytes() for path in state.rglob("*")
            if path.is_file() and not path.name.startswith("store.db") and "outbox" not in path.parts}  # fmt: skip


def logins(site: Path, day: date) -> list[str]:
    """A login for everybody on the roster, nobody granted what is restricted."""
    at = open_site(str(site), day)
    for person in at.loaded.names:
        give_account(at, person, PASSWORD, Grants(office=person == "jiang13"), "张一", "核查")
    return list(at.loaded.names)


def pages(site: Path, day: date, people: list[str]) -> dict[str, dict[str, bytes]]:
    """Person -> every page and file that the own login leads to."""
    return {person: _crawled(site, day, person) for person in people}


def _crawled(site: Path, day: date, person: str) -> dict[str, bytes]:
    with serving(site, day) as client:
        page = client.get("/login")
        name = open_site(str(site), day).loaded.names[person]
        client.post("/login", data={"form": form_of(page), "name": name, "password": PASSWORD})
        return walked(client, "/")


def walked(client: httpx.Client, start: str) -> dict[str, bytes]:
    """Every page and file that links lead to from one address."""
    seen: dict[str, bytes] = {}
    waiting = [start]
    while waiting and len(seen) < PAGES:
        path = waiting.pop(0)
        if path in seen or "logout" in path or (WITHOUT_FILTERS.match(path) and len(seen) > 12):
            continue
        answer = client.get(path)
        seen[path] = answer.content
        if "html" in answer.headers.get("content-type", ""):
            links = (
                urlsplit(urljoin(str(answer.url), href.replace("&amp;", "&")))
                for href in HREF.findall(answer.text)
            )
            waiting += [one.path + (f"?{one.query}" if one.query else "") for one in links
                        if one.port == client.base_url.port]  # fmt: skip
    return seen


def programs(site: Path, day: date, person: str) -> dict[str, bytes]:
    """Every list that a program gets by a token of this person's."""
    at = open_site(str(site), day)
    text = give_token(at, Wanted("OA待办", person, tuple(SCOPES), 30, False), "张一", "核查", wall())
    with serving(site, day) as client:
        client.headers["Authorization"] = f"Bearer {text}"
        asked = {"preview": {"from": str(day), "to": str(day + timedelta(days=9))}}
        return {f"api {name}": client.get(f"/api/v1/{name}", params=asked.get(name, {"limit": 100})).content for name in (
            "items", "escalations", "notices", "deliveries", "ledgers", "figures", "acts", "preview")}  # fmt: skip


def documents(site: Path, day: date) -> dict[str, bytes]:
    """What the documents' commands say; what they write stands among the files."""
    on = str(day)
    wanted = (["brief", str(site), "--on", on, "--no-pdf"], ["ledger", str(site), "--today", on, "--each-unit"],
              *(["report", kind, str(site), "--today", on, "--no-pdf"] for kind in ("report", "head", "public")),
              ["figures", str(site), "--today", on, "--by", "unit"], ["metrics", str(site), "--today", on],
              ["slip", str(site), "--register", "--today", on])  # fmt: skip
    done = {
        " ".join(words).replace(str(site), "SITE"): CliRunner().invoke(group, words, standalone_mode=False)
        for words in wanted
    }
    assert not [name for name, one in done.items() if one.exception], done
    return {f"command {name}": one.output.replace(str(site), "SITE").encode() for name, one in done.items()}


def leaks(said: dict[str, Any], words: tuple[str, ...] = WORDS) -> dict[str, set[str]]:
    """Where canaries are found, of bytes by name or lists and mappings of them."""
    hits: dict[str, set[str]] = {}
    for name, content in said.items():
        parts = (
            content
            if isinstance(content, list)
            else content.values()
            if isinstance(content, dict)
            else [content]
        )
        there = set().union(*(found(part, words) for part in parts), found(name.encode(), words))
        if there:
            hits[name] = there
    return hits


def subjects(mails: list[bytes]) -> str:
    """The headers of mails, by which they are sorted and shown on a locked screen."""
    return "\n".join(str(v) for one in mails for v in message_from_bytes(one, policy=policy.default).values())
