"""The OpenAPI document: the one committed is the one served, and what is served keeps to it."""

import json
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case
from schemathesis.checks import load_all_checks

from desk.api.app import document
from desk.api.written import written
from tests.conftest import ROOT
from tests.desk.api.test_programs import binding, program, token

DOCUMENT = ROOT / "docs" / "openapi.json"
load_all_checks()


def test_the_committed_document_is_the_one_the_models_give() -> None:
    assert DOCUMENT.read_text("utf-8") == written(), "make openapi"


def test_the_desk_serves_it_and_names_the_scope_of_every_address(copied: Path) -> None:
    with program(copied, "none") as client:
        served = client.get("openapi.json").json()
    assert served == json.loads(json.dumps(document())) and served["openapi"] == "3.1.0"
    for path, methods in served["paths"].items():
        for method, one in methods.items():
            assert one["security"][0]["token"], (path, method)
            assert method == "get" or any(p["name"] == "Idempotency-Key" for p in one["parameters"])


def keeps_to_it(site: Path, examples: int) -> None:
    """Whatever is asked, every answer is one the document allows, and nothing the document allows is an error."""
    binding(site)
    path = site / "site.yaml"
    path.write_text(
        path.read_text("utf-8").replace("{program_acts", "{program_calls_per_minute: 6000, program_acts"),
        "utf-8",
    )
    with program(site, token(site, "韩十五")) as client:
        schema = schemathesis.openapi.from_dict(document())
        base, headers = str(client.base_url).rstrip("/"), {"Authorization": client.headers["Authorization"]}
        for found in schema.get_all_operations():
            asked = found.ok()

            @settings(max_examples=examples, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck),
                      phases=[Phase.explicit, Phase.generate])  # fmt: skip
            def kept(case: Case) -> None:
                case.call_and_validate(base_url=base, headers=headers)

            given(case=asked.as_strategy())(kept)()


def test_every_answer_keeps_to_the_document(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desk.api.door.WRONG_A_MINUTE", 60_000)
    keeps_to_it(copied, 2)


@pytest.mark.nightly
def test_every_answer_keeps_to_the_document_whatever_is_asked(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.api.door.WRONG_A_MINUTE", 60_000)
    keeps_to_it(copied, 200)
