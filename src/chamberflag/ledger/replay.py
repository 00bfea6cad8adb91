"""From recorded bytes back to the state: what every start does, and what trace and verifier stand on.

Nothing is decided again here: the box line says how many steps were done, and those are folded. Signatures were proved when the entry was
recorded; who proves them once more is `log fsck` and the verifier.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chamberflag.acts import act as acts
from chamberflag.acts.attested import Attested, ProvenSigner
from chamberflag.acts.box import Genesis
from chamberflag.acts.parts import parts_of
from chamberflag.acts.people import KeyEnrolled
from chamberflag.canon.profile import unb64u
from chamberflag.custody.fold import advance, fold_step
from chamberflag.custody.step import Step, resolve
from chamberflag.ledger import entry as entries
from chamberflag.seal.digest import act_digest
from chamberflag.seal.keys import kid_of
from chamberflag.vocabulary.words import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from chamberflag.acts.act import Act
    from chamberflag.acts.table import ActTable
    from chamberflag.custody.state import State
    from chamberflag.interlock.ruleset import RuleSet
    from chamberflag.ledger.entry import Entry

PRACTICE = "practice"


@dataclass(frozen=True, slots=True)
class Replayed:
    """One entry with its act as it was attested, the steps that were done, and the state before and after it."""

    index: int
    entry: Entry
    attested: Attested
    steps: tuple[Step, ...]
    before: State
    after: State


def attested_of(entry: Entry, state: State) -> Attested:
    """The act of a recorded entry, with the people its keys were bound to at its place. Raises Malformed."""
    act = acts.decode(entry.line)
    parts = parts_of(act)
    own = own_keys(parts[0].body)
    signers: list[ProvenSigner] = []
    for signer in act.signers:
        record = state.keys.get(signer.kid)
        person, rung = (record.key.person, record.key.rung) if record is not None else own.get(signer.kid, ("", 0))
        signers.append(ProvenSigner(signer.kid, str(signer.role), person, rung))
    practice = state.settings.kind == PRACTICE
    return Attested(act, entry.line, act_digest(entry.line, practice=practice), tuple(signers), parts, entry.box.late)


def own_keys(body: object) -> dict[str, tuple[str, int]]:
    """Keys that an act brings along and that sign it: key id -> (person, rung)."""
    match body:
        case KeyEnrolled():
            return {kid_of(unb64u(body.spki)): (body.person, body.rung)}
        case Genesis():
            return {kid_of(unb64u(root.spki)): (root.person, root.rung) for root in body.people}
        case _:
            return {}


def done_steps(entry: Entry, act: Act, parts: int) -> int:
    """How many steps of the act were done."""
    del act
    if entry.box.decision is Verdict.REFUSE:
        return entry.box.done or 0
    return parts if entry.box.done is None else entry.box.done


def fold_entry(rules: RuleSet, table: ActTable, state: State, data: bytes) -> Replayed:
    """The state after one recorded entry. Raises Malformed where the bytes are no entry."""
    entry = entries.decode(data)
    attested = attested_of(entry, state)
    after = state
    steps: list[Step] = []
    for number in range(1, done_steps(entry, attested.act, len(attested.parts)) + 1):
        step = resolve(after, table, attested, attested.parts[number - 1], number, entry.box.recv)
        after = fold_step(rules, after, step)
        steps.append(step)
    raised = [
        (why.rule, why.about or "unit")
        for why in entry.box.why
        if why.rule in rules.book.rules and rules.book.rules[why.rule].severity == "hold"
    ]
    return Replayed(state.size, entry, attested, tuple(steps), state, advance(after, entry.box.recv, raised))


def replay(data: Iterable[bytes], state: State, rules_for: Callable[[State], RuleSet], table: ActTable) -> Iterator[Replayed]:
    """Every entry in order, each with the state it met and the state it left."""
    for one in data:
        made = fold_entry(rules_for(state), table, state, one)
        state = made.after
        yield made
