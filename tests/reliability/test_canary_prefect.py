"""G30 and G33 where ops staff watch: a real Prefect server, its API and its database hold neither canary nor secret."""

from pathlib import Path

import pytest

from tests.prefect_server import everything, run_daily, serving
from tests.reliability import swept
from tests.reliability.canary import deliver
from tests.sinks import mail_sink, web_sink

DELIVERED = {1: "2019-06-03", 2: "2019-06-20", 3: "2019-07-01"}


@pytest.mark.nightly
def test_g30_g33_prefect_holds_no_word_of_what_is_restricted_and_no_secret(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(site, DELIVERED, closed=True)
    with mail_sink() as mail, web_sink() as web:
        swept.channels(site, mail, web)
        for name, value in swept.secret_sources(site).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("PREFECT_LOGGING_LEVEL", "DEBUG")
        monkeypatch.setenv("PREFECT_LOGGING_ROOT_LEVEL", "DEBUG")
        with serving(site) as api:
            ended = run_daily(api, site, "2019-07-01")
            held = everything(api)
        assert mail.envelopes and web.posts
    # Both sources that are not there are said to be so, and the run ends failed for them.
    assert ended["state_type"] == "FAILED" and "未能调取" in held
    kept = {"api": held.encode(), **{f"file {name}": content for name, content in swept.files(site).items()}}
    assert any("prefect" in name for name in kept)
    assert swept.leaks(kept) == {}
    assert swept.leaks(kept, swept.SECRETS) == {}
