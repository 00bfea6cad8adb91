"""What a reason says to a person: the requirement, the source as far as it was read, what clears it. Source: interlock.md 3, limits.md."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from chamberflag.gate.decide import NO_EXCEPTION
from chamberflag.vocabulary.words import Contents

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from chamberflag.interlock.fieldrules import Citation, DomainRule
    from chamberflag.interlock.ruleset import RuleSet
    from chamberflag.ledger.entry import Why

PRODUCT_RULE = "product rule"
CODES: Mapping[str, tuple[str, str]] = {
    "broken_rule": (
        "A rule could not be evaluated.",
        "Run `chamberflag doctor`; the gate stays closed for this act until the rule is repaired.",
    ),
    "rules_older": ("The act was composed under an older rule set.", "Reload, look at the new prediction, sign again."),
    "subject_stale": ("The item has moved since the act was composed.", "Reload and sign again."),
    "clock_back": ("The box's clock went back.", "Set the clock; the box goes on when it has passed the newest entry."),
    "disk_reserve": ("The disk is nearly full; nothing new is handed out.", "Free space on the disk."),
    "no_authority": ("This box does not hold the weapon: it is held by another box, or on its way.", "Accept the transfer first."),
    "fork": (
        "The log forks, or this device has signed one number twice: only what is never refused is recorded.",
        "A device: use another one. The log: no act resolves it yet; bring every weapon home, export the evidence, begin a new log.",
    ),
    "legal_hold": (
        "A legal hold stands: nothing that belongs to the record is erased.",
        "The case owner and another person lift every hold that was placed.",
    ),
    "late": (
        "The act was composed out of reach of the box, or its key was revoked meanwhile.",
        "Sign again in reach, with a key in force.",
    ),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A reason in words.

    text: what is wrong, by the machine's own rule where one refused, else what the rule of the field asks. about: the item it concerns
    ("" = the unit or the people); facts: what the rule read.
    """

    rule: str
    text: str
    source: str
    clears: str
    about: str
    facts: Mapping[str, bool | int | str]
    unknown: Sequence[str]
    severity: str
    called: str = ""  # of a moulding: its name


def source_of(rules: RuleSet, rule: str) -> str:
    """The sources that may be shown: read in the original, or second-hand and marked so; else that it is ours.

    A source that no second person has compared with its original is marked draft (jurisdictions, last section).
    """
    found = rules.book.rules.get(rule)
    if found is None:
        return ""
    cited = [f"{c.title}{', ' + c.clause if c.clause else ''}{_mark(rules, c)}" for c in found.citations]
    return "; ".join(dict.fromkeys(cited)) or PRODUCT_RULE


def _mark(rules: RuleSet, cited: Citation) -> str:
    marks = ["second-hand"] * (cited.confidence == "r") + ["draft"] * bool(rules.book.sources.draft(cited.title))
    return f" ({', '.join(marks)})" if marks else ""


def said(rules: RuleSet, why: Why, called: str = "") -> Said:
    """A reason of a box line in words, by the rule set that decided. called: RUBBER or REPLICA where it is about a moulding."""
    found = rules.book.rules.get(why.rule)
    if why.part == NO_EXCEPTION:
        text, clears = "There is no exception to this rule, whoever signs one.", "Meet the rule itself; `rules show` says what clears it."
        return Said(why.rule, text, source_of(rules, why.rule), clears, why.about, why.facts, why.unknown, "refuse")
    if found is None:
        text, clears = CODES.get(why.rule, (f"Refused under {why.rule}.", ""))
        return Said(why.rule, text, "", clears, why.about, why.facts, why.unknown, "refuse")
    text, clears, severity = _part(rules, found, why.part)
    source, clears = source_of(rules, why.rule), clears or found.clears
    return Said(why.rule, text or found.requirement, source, clears, why.about, why.facts, why.unknown, severity, called)


def _part(rules: RuleSet, found: DomainRule, part: str) -> tuple[str, str, str]:
    """What the part that refused says is wrong here, where the rule of the field says what is asked for; what clears it; its weight."""
    if not part:
        return "", "", found.severity
    for more in found.also:
        if more.name == part:
            return more.refuses, more.clears, found.severity if found.severity == "hold" else more.severity
    core = next((rule for rule in rules.model.rules if rule.id == part), None)
    return (core.text, core.clears, found.severity) if core is not None else ("", "", found.severity)


# What the machine calls what it keeps of a weapon (w_), a lot (l_), the unit (g_), and in what words a person reads it.
FIELDS: Mapping[str, str] = {
    "now": "now",
    "who": "doer",
    "second": "second person",
    "to": "receiver",
    "looked": "chambers looked at",
    "w_cap": "chambers",
    "w_kind": "weapon",
    "w_gap": "gap in its chain",
    "w_chk_at": "last check",
    "w_wit_at": "second look",
    "w_decl_at": "declared",
    "w_show_at": "performer's look",
    "l_klass": "rounds",
    "g_hot_plan": "signed plan with blanks",
}
LEVELS = ("w_", "l_", "g_")
INSTANT = 10**12  # ms: anything larger is a time of day


def facts_line(said_: Said) -> str:
    """What the rule read and what nobody has recorded, in one line."""
    facts = {name: value for name, value in said_.facts.items() if value != ""}
    if said_.called and facts.get("w_contents") == Contents.EMPTY:  # a moulding is called by its name; the machine keeps EMPTY
        facts = {"called": said_.called, **{name: value for name, value in facts.items() if name not in {"w_contents", "w_kind"}}}
    read = [f"{_named(name)} {_plain(name, value)}" for name, value in sorted(facts.items())]
    missing = [f"{_named(name)} not recorded" for name in said_.unknown]
    return "; ".join((*missing, *read))


def _named(name: str) -> str:
    if name in FIELDS:
        return FIELDS[name]
    short = name[2:] if name.startswith(LEVELS) else name.removesuffix("_ms")
    return short.replace("_", " ")


def _plain(name: str, value: bool | int | str) -> str:  # noqa: FBT001 - a fact, not a switch
    match value:
        case bool():
            return "yes" if value else "no"
        case int() if name == "now" or (name.endswith("_at") and value > INSTANT):
            return datetime.fromtimestamp(value / 1000, UTC).strftime("%H:%M:%S").removesuffix(":00")
        case int() if name.endswith("_ms"):
            return f"{value // 1000} s" if value < 600_000 else f"{value // 60_000} min"
        case _:
            return str(value)
