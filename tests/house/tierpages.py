"""The page of the tiers: what is asked of what the thing in the hand can do, by which rules, and where the full form stands; from data."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from chamberflag.app.rules import rules_of_packs, shipped_source
from chamberflag.app.ruletable import everything, pack_names
from chamberflag.interlock.tiers import READ, Form, forms_of, tiers_of

LIKE, FORMS = forms_of(shipped_source())
TIERS, NEVER = tiers_of(shipped_source())
FULL = "in full"


def tiers() -> Iterator[tuple[str, str]]:
    """The tiers; the rules that have a lighter form; those that have none; the packs and what they lock."""
    head = ("| tier | what it is | what is in it | weapons a handler |", "|---|---|---|---|")
    yield "The tiers", "\n".join((*head, *map(_tier, TIERS))) + "\n"
    ids = sorted({form.rule for form in FORMS})
    head = (f"| rule | {' | '.join(TIERS)} | full form under |", f"|---|{'---|' * len(TIERS)}---|")
    yield "What is asked, where it is less than the rule's full form", "\n".join((*head, *map(_row, ids))) + "\n"
    yield "In full in every tier", _in_full(set(ids))
    yield "Where the full form stands, and why", "".join(_pack(pack) for pack in pack_names())


def _tier(name: str) -> str:
    params = rules_of_packs(("base",)).params
    param = f"weapons_per_handler_{name.lower()}"
    figure = str(params[param]) if param in params else f"the production's: `{param}` where it is set, beside `weapons_per_handler`"
    return f"| **{name}** | {TIERS[name].what} | {TIERS[name].inside or 'not asked'} | {figure} |"


def _row(rule: str) -> str:
    """One rule: what is asked in each tier, and the packs under which no lighter form of it is open."""
    cells = ["<br>".join(_said(form) for form in FORMS if form.rule == rule and tier in form.tiers) or FULL for tier in TIERS]
    under = ", ".join(f"`{pack}`" for pack in pack_names() if locked(pack, rule)) or "-"
    return f"| {rule}: {everything()[rule].requirement} | {' | '.join(cells)} | {under} |"


def _said(form: Form) -> str:
    if not form.acts:
        return form.demands
    return f"{form.demands} (`{'`, `'.join(form.acts)}`{', judged by the rule' if form.judged else ''})"


def _in_full(light: set[str]) -> str:
    judged = rules_of_packs(("base",)).gates["HANDOVER"]
    never = {rule for rule in everything() if rule in NEVER or rule.partition("-")[0] in NEVER}
    there = (rule for rule, one in everything().items() if "HANDOVER" in one.gate and (set(one.acts) or judged) & judged)
    rest = sorted(rule for rule in there if rule not in light | never)
    return (
        f"- **Never lighter**, whatever a file says: {', '.join(NEVER)}: {len(never)} rules. A form of one is an error.\n"
        f"- **Judged at a hand-over, and met in full** by a moulding, where asked of its class: {', '.join(rest)}.\n"
        "- Acts that carry out a form are judged by every rule that judges the act they are like, but by those of the table: "
        f"{'; '.join(f'`{act}` like `{other}`' for act, other in LIKE.items())}.\n"
    )


@cache
def locked(pack: str, rule: str) -> tuple[str, ...]:
    """Why the full form of a rule stands under a pack, in words; nothing where a lighter form of it is open."""
    book, document = rules_of_packs(("base", pack)).book, shipped_source().documents[f"packs/{pack}.toml"]
    asked = frozenset(str(one) for one in document.get("full_form", ()))
    full, of = book.full[rule], book.sources.of
    locks = {why for form in FORMS if form.rule == rule for why in form.locks(full, ("base", pack), asked, of)}
    read = [s.title for s in full.sources if s.confidence == READ and of.get(s.title, pack) == pack]
    text = f"its text was read ({'; '.join(dict.fromkeys(read))})"
    told = {pack: text, "also": "the pack asks for more of it", "full_form": "the pack asks for the full form"}
    return tuple(told[why] for why in sorted(locks))


def _pack(pack: str) -> str:
    ids = sorted({form.rule for form in FORMS})
    held = [f"{rule}, {'; '.join(locked(pack, rule))}" for rule in ids if locked(pack, rule)]
    left = [form.rule for form in FORMS if pack in form.leaves_out]
    shut = [rule for rule in ids if locked(pack, rule) and any(form.acts for form in FORMS if form.rule == rule)]
    told = [*held, *(f"{rule} stays lighter: the text leaves the class out by its own definition" for rule in left)]
    rack = "no rack goes out, every piece by a ceremony" if shut else "a rack goes out"
    return f"- `{pack}`: {'; '.join(told) or 'none of the rules that carry it has a lighter form'}. So {rack}.\n"
