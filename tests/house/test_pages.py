from __future__ import annotations

import importlib
import importlib.util
import json
import re
import tomllib
from collections.abc import Iterator

import click
import pytest

from chamberflag.app.ruletable import rule_rows
from chamberflag.ledger.wording import CODES
from proofs.live import base
from proofs.mutation import needs
from tests.house.casepages import PICTURES, case, nodes, pictures
from tests.house.pages import PAGES, advice, raised, rules, tables, written
from tests.house.tree import TOP

PREFIX = {"Malformed": ("malformed.",), "Broken": ("broken.", "store.", "memory.")}  # or the room whose disk it is


def headings(page: str) -> set[str]:
    """The headings of a page in docs/, their backquotes taken off."""
    text = (TOP / "docs" / page).read_text(encoding="utf-8")
    return {line.lstrip("#").strip().strip("`") for line in text.splitlines() if line.startswith("#")}


def commands(command: click.Command, name: tuple[str, ...] = ()) -> Iterator[str]:
    """Every command that can be typed, groups left out."""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            if found is not None and not found.hidden:
                yield from commands(found, (*name, child))
    else:
        yield " ".join(name)


@pytest.mark.parametrize("page", sorted(PAGES))
def test_reference_pages_are_up_to_date(page: str) -> None:
    """The pages of acts, refusals and errors say what the data and the source say; `make pages` writes them."""
    current = (TOP / "docs" / page).read_text(encoding="utf-8") == written(page)
    assert current, f"docs/{page} is behind the data: run `make pages` and commit it"


def test_every_act_has_its_heading() -> None:
    """Each act that can be recorded has a heading in docs/acts.md."""
    acts = set(tomllib.loads((TOP / "rulepacks/acts.toml").read_text(encoding="utf-8"))["act"])
    assert len(acts) > 80
    assert acts - headings("acts.md") == set()


def test_every_reason_that_is_no_rule_has_its_heading() -> None:
    """Each reason for a refusal that is not a rule has a heading in docs/refusals.md, with what it means and what to do."""
    page = (TOP / "docs" / "refusals.md").read_text(encoding="utf-8")
    for reason in CODES:
        _, heading, rest = page.partition(f"\n### {reason}\n")
        assert heading, reason
        assert rest.partition("\n#")[0].count(".") >= 2, f"{reason}: a sentence that says what it is, and one that says what to do"


def test_every_rule_that_can_refuse_has_a_whole_entry() -> None:
    """Each of the 137 rules stands in docs/refusals.md with its text, remedy, hazard and source, and in docs/rules.md and the coverage."""
    page = (TOP / "docs" / "refusals.md").read_text(encoding="utf-8")
    assert len(rule_rows()) >= 137
    for row in rule_rows():
        entry = page.partition(f"\n### {row.rule.id}\n")[2].partition("\n### ")[0]
        for said in ("- Says: ", "- Clears it: ", f"- Against: {row.rule.hazard}, ", "- Source: ", row.rule.requirement):
            assert said in entry, f"{row.rule.id}: {said}"
        assert row.rule.id in headings("rules.md")
        assert f"\n| {row.rule.id} |" in (TOP / "docs" / "coverage.md").read_text(encoding="utf-8")


def test_what_nobody_read_is_on_no_page() -> None:
    """No page cites a source that nobody has read."""
    unread = {s.title + ", " + s.clause for row in rule_rows() for s in row.rule.sources if s.confidence == "M" and s.clause}
    read = {s.title + ", " + s.clause for row in rule_rows() for s in row.rule.citations}
    assert unread - read
    for page in ("rules.md", "refusals.md"):
        text = (TOP / "docs" / page).read_text(encoding="utf-8")
        assert [source for source in unread - read if source in text] == []


def test_the_record_of_needs_speaks_of_the_machine_as_it_is() -> None:
    """The proofs that need each rule were found with the rule files as they are; `make pages` asks the prover again."""
    record = json.loads(needs.FILE.read_text(encoding="utf-8"))
    assert record["machine"] == needs.machine(), "run `make pages`"


def test_every_error_says_what_it_means_and_what_to_do() -> None:
    """Each error code has a sentence that a set understands and one that says what to do, its own or its group's; none is left over."""
    codes = {error.code for error in raised() if error.code}
    assert [code for code in sorted(codes) if set(advice(code)) != {"means", "do"}] == []
    told = tomllib.loads((TOP / "docs/errors.toml").read_text(encoding="utf-8"))
    assert set(told) - codes - {code.partition(".")[0] for code in codes} == set()
    assert all(len(text) > 20 and text.endswith(".") for lines in told.values() for text in lines.values())


def test_every_error_has_a_stable_code_of_its_family() -> None:
    """Each error is raised with a literal code, of the family's prefix where the family has one, and with a sentence."""
    found = list(raised())
    assert len(found) > 50
    assert [error.place for error in found if error.code is None] == []
    assert [f"{e.place} {e.code}" for e in found if e.code and not e.code.startswith(PREFIX.get(e.family, ("",)))] == []
    assert [
        f"{e.place} {e.code}" for e in found if e.code and e.family == "Unproven" and e.code.startswith(("malformed.", "broken."))
    ] == []
    assert [error.place for error in found if not error.text] == []


def test_one_code_belongs_to_one_family() -> None:
    """No code is used by two families: the exit code follows from the family."""
    families: dict[str, set[str]] = {}
    for error in raised():
        families.setdefault(error.code or "", set()).add(error.family)
    assert [code for code, family in families.items() if len(family) > 1] == []


def test_every_command_has_its_heading() -> None:
    """Each command that can be typed has a heading in docs/commands.md, and each heading there of that form can be typed."""
    assert importlib.util.find_spec("chamberflag.cli.main") is not None
    root = importlib.import_module("chamberflag.cli.main").chamberflag
    typed = {f"chamberflag {name}" for name in commands(root)}
    described = {h for h in headings("commands.md") if re.match(r"chamberflag [a-z]", h)}
    assert typed
    assert typed == described


def test_every_promise_names_its_test() -> None:
    """Each row of the table of promises in SECURITY.md names a test that exists."""
    table = (TOP / "SECURITY.md").read_text(encoding="utf-8").partition("<!-- promises -->")[2].partition("<!-- end of promises -->")[0]
    rows = [line for line in table.splitlines() if line.startswith("|")][2:]
    assert rows
    for row in rows:
        named = re.findall(r"(tests/[\w/]+\.py)::(\w+)", row)
        assert named, row
        for file, test in named:
            assert f"def {test}(" in (TOP / file).read_text(encoding="utf-8"), row


def test_the_refusal_in_the_readme_is_real() -> None:
    """The refusal that the README tells of has the words of its rule, or of the machine's rule that cites it, and says what clears it."""
    lines = " ".join((TOP / "README.md").read_text(encoding="utf-8").split())
    shown = re.findall(r" ([A-Z]{3}-\d\d) (.+?) on record .+? to clear (.+?) \d\d:", lines)
    assert shown
    core = [rule for _, table in tables("core") for rule in table.get("rule", ())]
    for identity, asked, clears in shown:
        rule = rules()[identity]
        said = {(rule["requirement"], rule["clears"])}
        said |= {(part["text"], part.get("clears", rule["clears"])) for part in core if part["cite"] == identity}
        assert (asked, clears) in said


def test_the_readme_names_the_two_commands() -> None:
    """A newcomer finds the two commands in the README."""
    text = (TOP / "README.md").read_text(encoding="utf-8")
    assert "make run" in text
    assert "make test" in text


def test_the_pictures_are_those_of_the_data() -> None:
    """Each fault tree and the goal structure are drawn from the cut sets and the argument as they are; `make pages` draws them."""
    drawn = dict(pictures())
    assert len(drawn) > 5
    assert [name for name, text in drawn.items() if (TOP / name).read_text(encoding="utf-8") != text] == []
    assert {path.relative_to(TOP).as_posix() for path in (TOP / PICTURES).glob("*.svg")} == set(drawn)


def test_the_safety_case_rests_on_what_is_there() -> None:
    """Every file that the argument names exists, every assumption of the rule files is used, every claim has something under it."""
    assert [path for one in case()["node"].values() for path in one.get("shown", ()) if not (TOP / path).exists()] == []
    argument = nodes()
    parents = {node.under for node in argument}
    assert [node.id for node in argument if node.kind in {"goal", "strategy"} and node.id not in parents] == []
    assert {node.id for node in argument if node.kind == "assumption"} == {a.id for a in base().model.assumptions}


def test_the_figure_is_never_alone() -> None:
    """Each page that gives the number of people says beside it what it counts, what it assumes and what it leaves out."""
    for page in ("failures.md", "safety-case.md"):
        text = (TOP / "docs" / page).read_text(encoding="utf-8")
        for said in (
            "three different people each fail",
            "counts failures, not probabilities",
            "It assumes A1-A6",
            "It says nothing of blanks",
        ):
            assert said in text, f"{page}: {said}"
