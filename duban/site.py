"""A site (单位): one organisation, one inspection, its ledgers, and how it is supervised."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from duban.bells.settings import BellSettings, MeetingSettings
from duban.disclosure.confirmed import Confidentiality as Confidentiality
from duban.documents.settings import DocumentSettings
from duban.extension import EXTENSION, ExtensionRules
from duban.hooks.settings import Hook
from duban.lateness_steps import LateLedger
from duban.limits import LIMITS
from duban.logins import LoginSettings
from duban.look_settings import LookBackSettings, SignalSettings
from duban.outside import Outside
from duban.sanity_limits import Sanity
from duban.typed import Typed


class Inspection(Typed):
    """The inspection (巡察): the day of its feedback is the root of every limit."""

    name: str
    feedback_on: date
    limits: str = "central_pre2024"

    @model_validator(mode="after")
    def _known(self) -> "Inspection":
        if self.limits not in LIMITS:
            raise ValueError(f"limits 为“{self.limits}”，应为{'、'.join(LIMITS)}之一")
        return self


class CalendarSetting(Typed):
    """The working calendar: a country, whether the first day counts, days set by hand."""

    country: str = "CN"
    count_first_day: bool = False
    overrides: Annotated[tuple[tuple[date, bool], ...], BeforeValidator(
        lambda value: tuple(value.items()) if isinstance(value, dict) else value)] = ()  # fmt: skip


class Settings(Typed):
    """Spans of this office; days are calendar days unless the name says working days.

    ``silence_most_days``, ``silence_sum_days``: how long notices of an item are paused at once, and in all within
    a year. ``dispute_workdays``: within how many a disputed item's lead is decided; ``late_ledger``: when a late
    ledger is asked of whom; ``request_within_workdays``: how long an act asked for in Prefect may be confirmed.
    ``signals`` and ``look_back``: what is put to a person, and what is looked
    at again. ``bells``: when the duty desk hears that something did not happen; ``meetings``: when the dispatch
    meetings are. ``letter_lines``: as many lines of one kind stand in a letter; the others are counted
    there and stand on the desk.
    """

    immediate_days: int = Field(15, ge=1)
    review_months: int = Field(3, ge=1)
    accept_within_workdays: int = Field(10, ge=1)
    chase_every_workdays: int = Field(3, ge=1)
    explain_within_workdays: int = Field(3, ge=1)
    wait_for_reading_workdays: int = Field(3, ge=0)
    silence_most_days: int = Field(30, ge=1)
    silence_sum_days: int = Field(60, ge=1)
    dispute_workdays: int = Field(3, ge=1)
    request_within_workdays: int = Field(5, ge=1)
    late_ledger: LateLedger = LateLedger()
    signals: SignalSettings = SignalSettings()
    look_back: LookBackSettings = LookBackSettings()
    bells: BellSettings = BellSettings()
    meetings: MeetingSettings = MeetingSettings()
    likeness_percent: int = Field(75, ge=50, le=100)
    sanity: Sanity = Sanity()
    window_from: str = "08:30"
    window_to: str = "17:30"
    mail: Literal["summary", "letter"] = "summary"
    letter_lines: int = Field(20, ge=5)
    telephone: str = ""


class DeskSettings(Typed):
    """The desk (督办台): the address people reach it at (https://duban.example.gov.cn, no path), and how
    many days a notice's link opens it. Without ``base_url`` notices hold no link. ``program_acts``: whether
    a program's act binds, or only asks for one; ``program_calls_per_minute`` is for each token.
    """

    base_url: str = Field("", pattern=r"^(https?://[^\s/?#@]+)?$")
    link_days: int = Field(14, ge=1, le=14)
    program_acts: Literal["ask", "bind"] = "ask"
    program_calls_per_minute: int = Field(120, ge=1, le=6000)


class Source(Typed):
    """A department's ledger (台账), and how it is called in.

    ``mounted`` names a file that lies on a share: where it is missing the share is away, and an
    empty folder means nothing. A file written less than ``quiet_seconds`` ago is waited for. A ledger
    that says no day of its own, in a folder that has none, is of the day it came, and held where the
    one before said its day. ``as_of: stated`` holds it always; ``delivery`` declares that the day it
    comes is its day and nobody need say another. ``secrecy: restricted``: all of it is. ``sanity`` differs from the site's where it is given.
    """

    name: str = Field(min_length=1)
    prefix: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9]*$")
    kind: Literal["excel", "word", "csv", "files", "sql", "http", "webdav"]
    reporter: str
    every: Literal["day", "week", "month", "quarter"] = "month"
    path: str | None = None
    url: str | None = None
    query: str | None = None
    token: str | None = None
    user: str | None = None
    password: str | None = None
    items: str | None = None
    next: str | None = None
    total: str | None = None
    sheet: str | None = None
    mounted: str | None = None
    quiet_seconds: float = Field(5.0, ge=0, le=60)
    delimiter: str = ""
    speaks_for: Literal["unit", "reviewers"] = "unit"
    as_of: Literal["stated", "delivery"] | None = None
    sanity: Sanity | None = None
    secrecy: Literal["internal", "restricted"] = "internal"
    columns: dict[str, str] = {}
    words: dict[str, str] = {}

    @property
    def live(self) -> bool:
        """Whether an answer is of the moment it is asked for, as no file's is."""
        return self.kind == "http" or (self.kind == "sql" and not (self.url or "").startswith("sqlite"))

    @model_validator(mode="after")
    def _reachable(self) -> "Source":
        needed = {"sql": ("url", "query"), "http": ("url",), "webdav": ("url", "path")}
        lacking = [n for n in needed.get(self.kind, ("path",)) if not getattr(self, n)]
        if lacking:
            raise ValueError(f"来源“{self.name}”（{self.kind}）缺少 {'、'.join(lacking)}")
        for name in ("token", "password"):
            if (getattr(self, name) or "env:").partition(":")[0] != "env":
                raise ValueError(f"来源“{self.name}”的 {name} 直接写在文件里，应写 env:变量名")
        return self


class Register(Source):
    """The register (整改方案), the approved plan: called in like a ledger; ``prefix`` begins the codes
    of items whose unit reports in no ledger.
    """

    name: str = "整改方案"
    prefix: str = Field("ZG", pattern=r"^[A-Za-z][A-Za-z0-9]*$")
    reporter: Literal[""] = ""
    speaks_for: Literal["unit"] = "unit"


class Counted(Source):
    """A source of figures (数据来源) for items with a number; ``columns`` names its headings of
    code (or item), value, on and unit.
    """

    prefix: Literal["N"] = "N"
    speaks_for: Literal["unit"] = "unit"

    @model_validator(mode="after")
    def _counts(self) -> "Counted":
        strange = [c for c in self.columns if c not in {"code", "item", "value", "on", "unit"}]
        if strange:
            said = f"数据来源“{self.name}”的 columns 中“{strange[0]}”"
            raise ValueError(f"{said}应为 code、item、value、on、unit 之一")
        return self


class Site(Typed):
    """The whole of ``site.yaml``."""

    id: str = Field("", max_length=80)
    organisation: str
    office: str = ""
    timezone: str = "Asia/Shanghai"
    language: Literal["zh", "en"] = "zh"
    mode: Literal["live", "trial"] = "live"
    confidentiality: Confidentiality | None = None
    inspection: Inspection
    calendar: CalendarSetting = CalendarSetting()
    ladder: str = "jiangjin"
    extension: ExtensionRules = EXTENSION
    settings: Settings = Settings()
    sources: tuple[Source, ...] = Field(min_length=1)
    # ``register`` is a method of every class, so the field cannot bear that name here.
    plan: Register | None = Field(None, alias="register")
    figures: tuple[Counted, ...] = ()
    desk: DeskSettings = DeskSettings()
    logins: LoginSettings = LoginSettings()
    webhooks: tuple[Hook, ...] = ()
    documents: DocumentSettings = DocumentSettings()
    outside: Outside = Outside()

    @property
    def called(self) -> tuple[Source, ...]:
        """All that is called in as ledgers are, the register before them."""
        return ((self.plan,) if self.plan else ()) + self.sources

    def is_register(self, name: str) -> bool:
        """Whether it is the register that bears this name."""
        return self.plan is not None and self.plan.name == name

    @model_validator(mode="after")
    def _whole(self) -> "Site":
        if self.mode == "live" and self.confidentiality is None:
            raise ValueError(
                "mode 为 live，应先填写 confidentiality（保密办确认人和日期），否则用 mode: trial"
            )
        named = (*self.called, *self.figures)
        for what, all_ in (("name", named), ("prefix", self.called)):
            twice = _twice([getattr(s, what) for s in all_])
            if twice:
                raise ValueError(f"来源的 {what}“{twice}”出现两次，应各不相同")
        if twice := _twice([hook.name for hook in self.webhooks]):
            raise ValueError(f"webhooks 的 name“{twice}”出现两次，应各不相同")
        if self.logins.oidc and not self.desk.base_url:
            raise ValueError("logins 的 oidc 要回到督办台，应先写明 desk: {base_url: https://…}")
        if _twice([f"{s.path}\n{s.url}\n{s.sheet}\n{s.query}\n{s.items}" for s in self.called]):
            raise ValueError("有两个来源取的是同一份台账，同一事项会算成两项，应只写一个")
        return self

    def sanity_of(self, source: Source) -> Sanity:
        """When a delivery of a source is held: the site's limits, and where it differs the source's."""
        own = source.sanity.model_dump(exclude_unset=True) if source.sanity else {}
        return self.settings.sanity.model_copy(update=own)

    @property
    def from_office(self) -> str:
        """Who signs a notice: the office, or the organisation's rectification office."""
        return self.office or f"{self.organisation}整改办公室"


def _twice(values: list[str]) -> str | None:
    return next((v for i, v in enumerate(values) if v in values[:i]), None)
