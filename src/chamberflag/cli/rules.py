"""`chamberflag rules`: the rules as they ship, with the sources that were read; and what a rule pack would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from chamberflag.cli.exits import Exit
from chamberflag.cli.options import with_json
from chamberflag.cli.rulepack import check, install, new

if TYPE_CHECKING:
    from chamberflag.app.ruletable import RuleRow
    from chamberflag.interlock.fieldrules import DomainRule
    from chamberflag.interlock.guard import Part
    from chamberflag.interlock.ruleset import RuleSet

SHOWN = {"R": "read in the issuing body's text", "r": "second-hand"}


def _packs(value: str | None) -> tuple[str, ...]:
    named = [part for part in (value or "").replace(",", " ").split() if part != "base"]
    return ("base", *named)


def _in_force(packs: tuple[str, ...]) -> RuleSet:
    from chamberflag.app import rules_of_packs

    return rules_of_packs(packs)


def _sources(rule: DomainRule) -> list[dict[str, object]]:
    """Only what was read may be cited; where nothing was, the rule is ours. draft: not yet compared with its original by two people."""
    standing = _in_force(("base",)).book.sources
    cited: list[dict[str, object]] = [
        {
            "title": c.title,
            "clause": c.clause,
            "address": c.address,
            "confidence": c.confidence,
            "of": standing.of.get(c.title, ""),
            "draft": bool(standing.draft(c.title)),
        }
        for c in rule.citations
    ]
    return cited or [{"title": "product rule", "clause": "", "address": "", "confidence": "D", "of": "", "draft": False}]


def _plain(rule: DomainRule) -> dict[str, object]:
    return {
        "id": rule.id,
        "severity": rule.severity,
        "gate": list(rule.gate),
        "text": rule.requirement,
        "sources": _sources(rule),
        "refuses": rule.refuses,
        "clears": rule.clears,
        "packs": list(rule.jurisdictions),
        "override": rule.override if isinstance(rule.override, str) else {"who": list(rule.override.who), "count": rule.override.count},
    }


@click.group("rules")
def rules_command() -> None:
    """The rules: what each asks for, where it comes from, and what a rule pack changes."""


rules_command.add_command(check)
rules_command.add_command(install)
rules_command.add_command(new)
with_packs = click.option("--packs", metavar="A,B", help="Only the rules in force under base and these rule packs.")


@rules_command.command("list")
@with_packs
@with_json
def list_rules(packs: str | None, *, as_json: bool) -> None:
    """Every rule with its gates, weight and sources; without --packs also those that only a rule pack brings."""
    from chamberflag.app.ruletable import everything
    from chamberflag.cli.output import document, say, screen

    rules = _in_force(_packs(packs))
    chosen = rules.book.rules if packs is not None else everything()
    if as_json:
        document({"rules": [_plain(rule) for rule in sorted(chosen.values(), key=lambda r: r.id)], "digest": rules.digest})
        return
    for rule in sorted(chosen.values(), key=lambda r: r.id):
        mark = "" if rule.id in rules.book.rules else f" (only under {', '.join(rule.jurisdictions)})"
        screen().print(f"{rule.id}  {rule.severity:<6} {' '.join(rule.gate)}{mark}", style="rule")
        screen().print(f"        {rule.requirement}")
    say(f"{len(chosen)} rules; rule set {rules.digest[:16]}… under {', '.join(rules.packs)}")
    say("a production that has signed figures of its own has another rule set, which its entries carry")


@rules_command.command("show")
@click.argument("rule_id", metavar="ID")
@with_json
def show(rule_id: str, *, as_json: bool) -> int:
    """One rule: what it asks for and how that reads in full, what it says when it refuses, what clears it, where it comes from."""
    from chamberflag.app.ruletable import rule_rows
    from chamberflag.cli.output import document, say, screen

    row = next((row for row in rule_rows() if row.rule.id == rule_id.upper()), None)
    if row is None:
        say(f"no rule is called {rule_id}; `chamberflag rules list` names all")
        return int(Exit.USAGE)
    found = row.rule
    if as_json:
        document(_plain(found) | _read_out(row))
        return int(Exit.DONE)
    out = screen()
    out.print(f"{found.id}  {found.severity}  at {', '.join(found.gate)}", style="rule")
    out.print(found.requirement)
    out.print(f"\nSays:      {found.refuses}\nClears it: {found.clears}\nEvidence:  {found.evidence or '-'}")
    out.print(f"Against:   {found.hazard}, {row.hazard}")
    out.print(f"Override:  {_override(found)}")
    if found.jurisdictions != ("base",):
        out.print(f"Only under {', '.join(found.jurisdictions)}")
    if row.reads:
        out.print(f"Asks:      {row.reads}")
    for part in row.parts:
        out.print(f"{part.id:<10} {part.reads}")
    for more in _besides(found):
        out.print(f"{more['by']:<10} besides ({more['severity']}): {more['refuses']}")
    for source in _sources(found):
        title = str(source["title"]) + (f", {source['clause']}" if source["clause"] else "")
        marks = [SHOWN[str(source["confidence"])]] * (source["confidence"] in SHOWN)
        marks += [f"draft: two people have yet to compare it with the original, see {source['of']} in jurisdictions"] * bool(
            source["draft"]
        )
        out.print(f"Source:    {title}" + (f" ({'; '.join(marks)})" if marks else ""), style="source")
    if found.why_kept:
        out.print(f"Kept:      {found.why_kept}")
    _example(rule_id.upper())
    return int(Exit.DONE)


def _read_out(row: RuleRow) -> dict[str, object]:
    """What a rule asks in plain English, its parts in the proved machine, the acts it judges, what it is against."""
    parts = [{"id": p.id, "text": p.text, "reads": p.reads, "acts": list(p.acts)} for p in row.parts]
    more = {"besides": _besides(row.rule), "why_kept": row.rule.why_kept}
    return {"reads": row.reads, "acts": list(row.acts), "beside": list(row.beside), "parts": parts, "hazard": row.rule.hazard, **more}


def _besides(rule: DomainRule) -> list[dict[str, str]]:
    """What packs ask for besides, each by the pack's name."""
    from chamberflag.app.ruletable import pack_names

    found = {more.name: more for name in pack_names() if (one := _in_force(("base", name)).book.rules.get(rule.id)) for more in one.also}
    return [{"by": name, "severity": more.severity, "refuses": more.refuses or rule.refuses} for name, more in found.items()]


def _example(rule: str) -> None:
    """A state in which the rule refuses, and what has to change: from the file with which a box tries its gate."""
    from chamberflag.app import shipped_example
    from chamberflag.cli.output import screen

    case = shipped_example(rule)
    if case is None:
        return
    said: list[str] = []
    for scope in ("w", "l", "g", "a", "f"):
        for name, value in case["cure"][scope].items():
            before = case[scope].get(name, None if scope == "f" else "as at the start")
            if before != value:
                said.append(f"{scope}.{name} = {_value(before)}, passes with {_value(value)}")
    screen().print(f"Example:   {case['act']} is refused with {'; '.join(said) or 'these people'}")


def _value(value: object) -> str:
    return (
        {None: "nothing recorded", True: "yes", False: "no", "": "nobody"}.get(value, str(value))
        if isinstance(value, bool | str | None)
        else str(value)
    )


def _override(rule: DomainRule) -> str:
    """Who may override the rule, in words; most rules nobody may."""
    if isinstance(rule.override, str):
        return "none; an override that somebody signs has no effect on it" if rule.override == "none" else rule.override
    return f"{rule.override.count} of {', '.join(rule.override.who)}, with a reason"


def _parts(rules: RuleSet, act: str, event: str) -> list[Part]:
    """Every rule that may judge an act, as any of its events; each once."""
    events = rules.events_for(act, event) or (None,)
    return list({(part.rule, part.part): part for one in events for part in rules.guard(act, one).parts}.values())


@rules_command.command("table")
@with_packs
@with_json
def table(packs: str | None, *, as_json: bool) -> None:
    """Which rule judges which act: one line for each pair; with --json also each rule with what it asks in plain English."""
    from rich.table import Table

    from chamberflag.app import act_table
    from chamberflag.app.ruletable import rule_rows
    from chamberflag.cli.output import document, screen

    rules = _in_force(_packs(packs))
    against = {row.rule.id: row.rule.hazard for row in rule_rows()}
    lines: list[dict[str, object]] = [
        {
            "act": act,
            "gate": list(row.gates),
            "rule": part.rule,
            "part": part.part,
            "severity": part.severity,
            "text": part.text,
            "hazard": against.get(part.rule, ""),
        }
        for act, row in act_table().rows.items()
        if row.klass == "G"
        for part in _parts(rules, act, row.event)
    ]
    if as_json:
        asked = [_plain(row.rule) | _read_out(row) for row in rule_rows() if packs is None or row.rule.id in rules.book.rules]
        document({"rules": lines, "table": asked, "digest": rules.digest})
        return
    made = Table("act", "rule", "part", "weight", "against", "says", box=None, header_style="bold")
    for line in lines:
        made.add_row(*(str(line[key]) for key in ("act", "rule", "part", "severity", "hazard", "text")))
    screen().print(made)
