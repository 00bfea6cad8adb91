"""What no signature makes good: founding a log twice, writing in the box's name, enrolling a key that may not be. log.md section 4.

An enrolled key 1 is fit for its algorithm and its rung; 2 is new: what was said of a key, and that it was revoked, stays; 3 signs its own
enrolment; 4 is no test key in a log of the record. Rule packs and parameters are adopted only where they make a rule set: base first, no
pack and no parameter that nobody knows, nothing loosened; otherwise the next opening of a day would leave the box without rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from chamberflag.acts.box import Genesis
from chamberflag.acts.people import AdoptRules, KeyEnrolled
from chamberflag.canon.profile import unb64u
from chamberflag.seal.keys import check_alg, kid_of
from chamberflag.seal.known import is_test_key
from chamberflag.vocabulary.errors import Malformed, Unproven
from chamberflag.vocabulary.keys import LADDER

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from chamberflag.acts.attested import Attested
    from chamberflag.acts.table import ActTable
    from chamberflag.custody.persons import KeyRecord
    from chamberflag.custody.state import State
    from chamberflag.interlock.ruleset import RuleSet

BOX = "box"  # the person to whom genesis binds the box's key, and the role it signs in
RECORD = "record"


def check_author(attested: Attested, table: ActTable, size: int) -> None:
    """Raise Unproven where somebody else does what only the box does, or a log of `size` entries is founded again."""
    act = attested.act
    if (act.type == "genesis") != (size == 0):
        raise Unproven("act.founding", "a log begins with its genesis, and has one only", act.id)
    first = attested.signers[0]
    if act.type in table.rows and table.rows[act.type].klass == "B" and (first.person, first.role) != (BOX, BOX):
        raise Unproven("act.box_only", f"{act.type} is written by the box itself", act.id)


def check_enrolment(attested: Attested, keys: Mapping[str, KeyRecord], *, kind: str) -> None:
    """Raise Unproven where a key may not be enrolled; kind: of the log."""
    match attested.parts[0].body:
        case Genesis() as body:
            for root in body.people:
                _fit(unb64u(root.spki), root.alg, root.rung, (root.person,), kind=body.kind)
        case KeyEnrolled() as body:
            spki = unb64u(body.spki)
            kid = kid_of(spki)
            if kid in keys:
                whose = "to this person already" if keys[kid].key.person == body.person else "to another person"
                raise Unproven("key.taken", f"this key is enrolled {whose}; each enrolment is of a new key", kid)
            if body.person == BOX:
                raise Unproven("key.box", "the box's key is named when the log is founded, and no other is its", kid)
            if all(signer.kid != kid for signer in attested.signers):
                raise Unproven("key.possession", "a key signs its own enrolment, so that nobody enrols what they do not hold", kid)
            _fit(spki, body.alg, body.rung, (body.person, body.device), kind=kind)
        case _:
            pass


def check_adoption(attested: Attested, state: State, rules_for: Callable[[State], RuleSet]) -> None:
    """Raise Malformed where the rule set that an act adopts cannot be had."""
    for part in attested.parts:
        if isinstance(part.body, AdoptRules):
            body = part.body
            if body.packs[:1] != ("base",) or len(set(body.packs)) < len(body.packs):
                raise Malformed("malformed.pack", "a rule set is base and the packs beside it, each once", "adopt_rules.packs")
            params = state.settings.params.update(body.params)
            made = rules_for(replace(state, settings=replace(state.settings, packs=body.packs, params=params, own=body.own)))
            if body.digest is not None and body.digest != made.digest:
                raise Malformed("malformed.digest", f"these packs and parameters make the rule set {made.digest}", "adopt_rules.digest")


def _fit(spki: bytes, alg: str, rung: int, names: tuple[str, ...], *, kind: str) -> None:
    check_alg(spki, alg)
    kid = kid_of(spki)
    if rung not in LADDER or alg not in LADDER[rung].algs:
        raise Unproven("key.rung", f"a key of the kind {alg} does not stand on rung {rung}", kid)
    if kind == RECORD and is_test_key(kid, names):
        raise Unproven("key.test", "this is a public test key; anybody can sign with it", kid)
