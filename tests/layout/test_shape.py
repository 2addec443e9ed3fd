"""The shape of the house, kept by tests: rooms, sizes, docstrings, seam, locks."""

import ast
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("desk", "flows", "tasks", "duban")
MODULES = [p for room in ROOMS for p in sorted((ROOT / room).rglob("*.py")) if "versions" not in p.parts]
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def _trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in MODULES:
        yield path, ast.parse(path.read_text("utf-8"))


def test_no_module_is_longer_than_250_lines() -> None:
    long = {str(p.relative_to(ROOT)): n for p in MODULES
            if (n := len(p.read_text("utf-8").splitlines())) > MOST.get(p.name, 250)}  # fmt: skip
    assert not long


# Modules that may be longer, each with its reason.
MOST: dict[str, int] = {}


def test_no_function_is_longer_than_40_lines() -> None:
    long = [f"{p.relative_to(ROOT)}:{n.name}" for p, tree in _trees() for n in ast.walk(tree)
            if isinstance(n, FUNCTIONS) and (n.end_lineno or 0) - n.lineno + 1 > 40]  # fmt: skip
    assert not long


def test_everything_public_says_what_it_is() -> None:
    silent = [f"{p.relative_to(ROOT)}:{n.name}" for p, tree in _trees() for n in tree.body
              if isinstance(n, (*FUNCTIONS, ast.ClassDef)) and not n.name.startswith("_")
              and not ast.get_docstring(n)]  # fmt: skip
    assert not silent
    assert not [p for p, tree in _trees() if not ast.get_docstring(tree)]


@pytest.mark.parametrize(("word", "room"), [("flow", "flows"), ("task", "tasks")])
def test_flows_are_made_in_flows_and_tasks_in_tasks_only(word: str, room: str) -> None:
    for path, tree in _trees():
        for node in ast.walk(tree):
            names = [ast.unparse(d).split("(")[0] for d in getattr(node, "decorator_list", [])]
            assert word not in names or path.relative_to(ROOT).parts[0] == room, path


def test_rules_have_no_clock() -> None:
    for path in (ROOT / "duban").rglob("*.py"):
        assert not re.search(r"\.now\(|date\.today\(|\.utcnow\(", path.read_text("utf-8")), path


def test_no_flow_shares_its_name_with_a_module_anywhere() -> None:
    # flows/ becomes the first entry of sys.path when a worker loads a flow from its file.
    for path in (ROOT / "flows").glob("*.py"):
        name = path.stem
        assert name == "__init__" or importlib.util.find_spec(name) is None, name


def test_the_timetable_names_flows_that_exist() -> None:
    for one in yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))["deployments"]:
        file, function = one["entrypoint"].split(":")
        assert f"def {function}(" in (ROOT / file).read_text("utf-8")
        assert {"site"} <= set(one["parameters"]) <= {"site", "today"}
        assert re.search("[\u4e00-\u9fff]", one["description"] + "".join(one["tags"]))


def test_locks_pin_every_package_by_hash_and_name_no_registry() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text("utf-8")
        assert not re.search(r"https?://|--(?:extra-)?index-url|--find-links|file:", text)
        pins = re.findall(r"^[\w.\[\]-]+==\S+", text, re.MULTILINE)
        assert len(pins) > 50
        assert len(re.findall(r"^[\w.\[\]-]+==\S+.*\\\n    --hash=sha256:", text, re.MULTILINE)) == len(pins)
