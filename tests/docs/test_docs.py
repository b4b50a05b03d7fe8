"""The docs tell of what is there, and their links lead somewhere."""

import ast
import importlib.util
import re
import tomllib
from pathlib import Path

import pytest

from materiel.ledger.checks import CHECKS, FURTHER

ROOT = Path(__file__).parents[2]


def load_tool(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    return tool


def test_links_lead_somewhere():
    assert load_tool("make_docs").broken_links() == []


def test_the_reference_of_commands_is_what_they_say():
    assert (ROOT / "docs" / "cli.md").read_text("utf-8") == load_tool("make_docs").cli_reference()


def test_columns_change_only_with_the_contract():
    """Someone's notebook reads these names: raise CONTRACT and tell of it in the changelog."""
    kept = (ROOT / "docs" / "columns.json").read_text("utf-8")
    assert kept == load_tool("make_docs").column_contract()


def test_every_decision_is_listed():
    index = (ROOT / "docs/decisions/README.md").read_text("utf-8")
    for page in (ROOT / "docs/decisions").glob("0*.md"):
        assert page.name in index


def test_every_dependency_is_decided_upon():
    text = (ROOT / "docs/decisions/0002-dependencies.md").read_text("utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["build"]]
    wanted += project["dependency-groups"]["bench"][1:]
    wanted += [name for name in project["dependency-groups"]["dev"] if isinstance(name, str)]
    for requirement in wanted:
        assert requirement.split(">=")[0] in text, requirement


def test_pins_name_hashes_and_no_address():
    for name in ("run", "dev", "bench"):
        text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
        assert "://" not in text and "index" not in text
        assert text.count("==") <= text.count("--hash=sha256:")


@pytest.mark.parametrize("check", [*CHECKS, *FURTHER])
def test_every_check_has_a_rule_in_the_docs(check):
    assert f"`{check}`" in (ROOT / "docs/model.md").read_text("utf-8")


def test_unwanted_words_are_found():
    tool = load_tool("check_words")
    words = tool.unwanted_words((ROOT / "docs/glossary.md").read_text("utf-8"))
    assert words["fill rate"] == "coverage" and len(words) > 10


def test_every_stage_tells_its_duty():
    for stage in "core documents claims ledger forecast scenario simulate plan show".split():
        assert "**Duty**" in (ROOT / "src/materiel" / stage / "README.md").read_text("utf-8"), stage


def public_names(node):
    """The functions, classes and methods without an underscore, with their docstrings."""
    for one in ast.iter_child_nodes(node):
        if isinstance(one, ast.FunctionDef | ast.ClassDef) and not one.name.startswith("_"):
            yield one
            if isinstance(one, ast.ClassDef):
                yield from public_names(one)


def test_every_public_name_says_what_it_is():
    """In a docstring of its own, beside that of its file."""
    silent = [
        f"{path.relative_to(ROOT)}:{getattr(one, 'lineno', 1)}"
        for path in (ROOT / "src").rglob("*.py")
        if (tree := ast.parse(path.read_text("utf-8"))).body
        for one in (tree, *public_names(tree))
        if not ast.get_docstring(one)
    ]
    assert not silent


def test_the_maps_of_folders_name_files_that_are_there():
    parts = ("src", "tests", "evals", "benchmarks", "tools")
    files = [f"/{path}" for part in parts for path in (ROOT / part).rglob("*.py")]
    gone = [
        f"{page.relative_to(ROOT)}: {name}"
        for page in (ROOT / "src").rglob("README.md")
        for name in re.findall(r"`([\w/]+\.py)`", page.read_text("utf-8"))
        if not any(path.endswith(f"/{name}") for path in files)
    ]
    assert not gone
