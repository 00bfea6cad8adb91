"""The start of every replay of a case: the log is founded, everything in order is recorded, once for each choice of rule packs."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import structs

from chamberflag.acts.table import ActTable, read_table
from chamberflag.canon.profile import b64u
from chamberflag.cases.cast import cast_of
from chamberflag.cases.form import CaseItem
from chamberflag.cases.replay import Forces, Replay, nothing
from chamberflag.cases.scene import Scene
from chamberflag.cases.scratch import RP, WEB, Draft, Scratch, Sign, root_people
from chamberflag.cases.subset import only
from chamberflag.custody.state import State
from chamberflag.interlock.ruleset import RuleSet, compile_rules
from chamberflag.interlock.source import Source, parse
from chamberflag.seal.note import note_key
from chamberflag.store.shipped import rule_texts
from chamberflag.vocabulary.words import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from chamberflag.cases.form import Case


STORE = "x_store"


@lru_cache(maxsize=1)
def source() -> Source:
    """The rule files that ship with the product."""
    return parse(rule_texts())


@lru_cache(maxsize=1)
def act_table() -> ActTable:
    """The table of acts."""
    return read_table(rule_texts()["acts.toml"])


def all_packs() -> frozenset[str]:
    """Every rule pack there is."""
    return frozenset(n.removeprefix("packs/").removesuffix(".toml") for n in source().documents if n.startswith("packs/")) | {"base"}


@lru_cache(maxsize=256)
def compiled(packs: tuple[str, ...], params: tuple[tuple[str, int], ...] = (), keep: frozenset[str] | None = None) -> RuleSet:
    """A rule set of these packs and parameters; keep: only these rules are in it."""
    if keep is not None:
        return only(compiled(packs, params), keep)
    return compile_rules(source(), act_table().gates(), packs, dict(params))


def rules_of(packs: tuple[str, ...]) -> RuleSet:
    """All rules of these packs."""
    return compiled(packs)


def chosen(keep: frozenset[str] | None = None) -> Callable[[State], RuleSet]:
    """The rule set of a state: its packs, its parameters, and of their rules only those to keep."""
    return lambda state: compiled(state.settings.packs, tuple(sorted(state.settings.params.items())), keep)


LICENSEE = frozenset({"LOG-01", "LOG-02", "LOG-07", "LOG-09", "REC-05"})


def special(case: Case) -> dict[str, object]:
    """What kind of production it must be for the rules that the case asks about."""
    asked = {rule for step in case.step for rule in (*step.stops, *step.raises)}
    made: dict[str, object] = {}
    if asked & LICENSEE:
        made["licensee"] = True
    if asked & {"PPL-14", "RSK-01"} and "us-ca" in case.packs:
        made["pilot"] = True
    if "AMM-03" in asked:
        made["unit"] = "live_fire"
    return made


def settled(case: Case) -> Case:
    """The case with a store where a step opens one that nobody named."""
    if all(step.on or step.act != "open_store" for step in case.step):
        return case
    store = next((item.id for item in case.items("store")), STORE)
    steps = tuple(structs.replace(s, on=(store,)) if s.act == "open_store" and not s.on else s for s in case.step)
    items = case.item if case.of(store) is not None else (*case.item, CaseItem(store, "store"))
    return structs.replace(case, step=steps, item=items)


class World:
    """A case, ready to be replayed as often as is needed."""

    def __init__(self, case: Case) -> None:
        """Nothing is recorded yet."""
        self.case, self.cast = settled(case), cast_of(case)
        self._started: dict[tuple[str, ...], Replay] = {}
        self.turns: dict[int, Replay] = {}  # as shipped, before each refused step
        self.trials: dict[frozenset[int], Replay] = {}  # as shipped, but with these steps forced

    def start(
        self, forces: Forces = nothing, voids: Forces = nothing, keep: frozenset[str] | None = None, packs: tuple[str, ...] | None = None
    ) -> Replay:
        """A replay before step 1. keep: only these rules are on from here."""
        chosen_packs = packs or tuple(self.case.packs)
        if chosen_packs not in self._started:
            self._started[chosen_packs] = self._found(chosen_packs)
        return self._started[chosen_packs].branch(forces, voids, chosen(keep))

    def _found(self, packs: tuple[str, ...]) -> Replay:
        state = State(core=compiled(packs).empty())
        log = Scratch(self.case.id, self.cast, chosen(), act_table(), state)
        scene = Scene(self.case, self.cast, log)
        replay = Replay(scene)
        roots = [
            {"spki": b64u(log.keys.spki(person)), "alg": "webauthn-es256", "person": person, "rung": 1, "rp_id": RP, "origins": [WEB]}
            for person in root_people(self.cast)
        ]
        roots.append({"spki": b64u(log.keys.spki("box")), "alg": "ed25519", "person": "box", "rung": 3})
        body = {
            "kind": "example",
            "origin": log.origin,
            "vkey": note_key(log.origin, log.log_key.public_key().public_bytes_raw()).vkey(),
            "formats": ["v1"],
            "people": roots,
            "rules": log.recorder.rules.digest,
            "packs": list(packs),
            "rp_id": RP,
            "origins": [WEB],
            **special(self.case),
        }
        first, second = root_people(self.cast)
        signs = (Sign("box", str(Role.BOX)), Sign(first, str(self.cast.role(first))), Sign(second, str(self.cast.role(second))))
        replay.feed(Draft("genesis", signs, body))
        replay.begin()
        return replay
