"""A scratch log in memory for one replay: composes, signs and records acts through the real recorder, and can be branched.

Forcing is the harness's alone: the act stays in the record as refused, and its steps are folded as if the gate had let them pass.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from chamberflag.acts import act as acts
from chamberflag.acts.attested import Attested, ProvenSigner
from chamberflag.acts.parts import parts_of
from chamberflag.cases.cast import ROOT, Cast
from chamberflag.custody.fold import advance, fold_step
from chamberflag.custody.step import resolve
from chamberflag.gate.decide import Decision, explain, raised
from chamberflag.recorder.attest import Signed
from chamberflag.recorder.compose import Device, compose
from chamberflag.recorder.record import Recorder
from chamberflag.seal.authenticator import SoftAuthenticator
from chamberflag.seal.device import DeviceKey
from chamberflag.seal.known import test_seed
from chamberflag.seal.signature import encode_line
from chamberflag.store.memory import MemoryLedger
from chamberflag.vocabulary.errors import Malformed
from chamberflag.vocabulary.words import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    from chamberflag.acts.table import ActTable
    from chamberflag.custody.state import State
    from chamberflag.custody.step import Step
    from chamberflag.interlock.ruleset import RuleSet

RP = "box.case.example"
WEB = "https://box.case.example"
START = 1_767_225_600_000
SECOND = 1000
STATION, LOST, UNBOUND = "station key", "lost phone", "none"
NOBODY = "x_nobody"  # a person who was never added: a key of nobody
RulesFor = "Callable[[State], RuleSet]"


@dataclass(frozen=True, slots=True)
class Sign:
    """One signature of a draft: who, in which role, with which of their keys ("" = the first; `station key`, `lost phone`, `none`)."""

    person: str
    role: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """An act before it is composed; kind is the product's name. texts: committed texts by field, kept beside the log."""

    kind: str
    signs: tuple[Sign, ...]
    body: Mapping[str, Any] = field(default_factory=dict[str, Any])
    items: tuple[str, ...] = ()
    texts: tuple[tuple[str, bytes, bytes], ...] = ()

    @property
    def who(self) -> str:
        """The doer."""
        return self.signs[0].person


@dataclass(frozen=True, slots=True)
class Done:
    """What an act met with: its entry, its id, and the decision."""

    index: int
    act_id: str
    draft: Draft
    decision: Decision

    @property
    def refused(self) -> bool:
        """Whether the gate refused it."""
        return self.decision.verdict is Verdict.REFUSE

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that refused it or that it brought up, each once, in order."""
        return tuple(dict.fromkeys(reason.rule for reason in self.decision.why))


@dataclass
class Keys:
    """All software keys of a case, made from names alone."""

    case: str
    made: dict[tuple[str, str], SoftAuthenticator | DeviceKey] = field(default_factory=dict[tuple[str, str], SoftAuthenticator | DeviceKey])

    def of(self, person: str, which: str = "") -> Any:  # noqa: ANN401 - an authenticator or a device key: both sign
        """A key of a person."""
        owner = NOBODY if which == UNBOUND else person
        name = (owner, which)
        if name not in self.made:
            seed = test_seed(f"{self.case} {owner} {which}".strip())
            self.made[name] = DeviceKey.from_seed(seed) if person == "box" else SoftAuthenticator.from_seed(seed, RP, WEB)
        return self.made[name]

    def spki(self, person: str, which: str = "") -> bytes:
        """Its public half."""
        key = self.of(person, which)
        return key.spki if isinstance(key, DeviceKey) else key.key.spki


class Scratch:
    """The recorder of one replay, its clock, and a way to go on from here twice."""

    def __init__(self, case: str, cast: Cast, rules_for: Callable[[State], RuleSet], table: ActTable, state: State) -> None:
        """state: that before genesis. rules_for: the rule set of a state; a replay with some rules only gives its own."""
        self.origin = f"case.example/cf/{case.lower()}/main/1"
        self.keys, self.cast, self.table = Keys(case), cast, table
        self.log_key = Ed25519PrivateKey.from_private_bytes(test_seed(f"{case} log"))
        self.ledger = MemoryLedger()
        self.full = rules_for  # all rules of the case, for what the harness asks itself
        self.recorder = Recorder(self.ledger, state, rules_for, table, self.origin, self.log_key)
        self.now = START

    def branch(self, rules_for: Callable[[State], RuleSet] | None = None) -> Scratch:
        """A copy that goes on from here, with other rules if given."""
        made = object.__new__(Scratch)
        made.origin, made.keys, made.cast, made.table, made.log_key = self.origin, self.keys, self.cast, self.table, self.log_key
        made.full, made.now = self.full, self.now
        made.ledger = _twin(self.ledger)
        rules = rules_for or self.recorder.rules_for
        made.recorder = Recorder(made.ledger, self.state, rules, self.table, self.origin, self.log_key)
        return made

    @property
    def state(self) -> State:
        """The state after the newest entry, with what was forced."""
        return self.recorder.state

    @property
    def size(self) -> int:
        """Number of entries."""
        head = self.ledger.head()
        return head.size if head is not None else 0

    def stand(self, state: State) -> None:
        """Go on from another state, over the same log: an alternative is judged from the state before it."""
        self.recorder.state = replace(state, size=self.size)

    def line(self, draft: Draft) -> bytes:
        """Line 1 of the act, as of now."""
        keys = [self.keys.of(s.person, s.key) for s in draft.signs]
        dseq, dprev = self.ledger.device_head(keys[0].kid)
        head = self.ledger.head()
        gated = self.table.rows[draft.kind].klass == "G"
        heads = {item: self.ledger.subject_head(item) for item in draft.items}
        return compose(
            log=self.origin,
            act_id=hashlib.sha256(f"{self.keys.case} {self.size}".encode()).digest()[:16],
            kind=draft.kind,
            at=self.now,
            body=draft.body,
            signers=[(key.kid, sign.role) for key, sign in zip(keys, draft.signs, strict=True)],
            device=Device(keys[0].kid, dseq + 1, dprev, (head.size, head.frontier.root()) if head is not None else (0, bytes(32))),
            subjects=[(item, n + 1, leaf) for item, (n, leaf) in heads.items()] if gated else list(draft.items),
            rules=self.recorder.rules.digest,
            ui="0" * 64,
        )

    def submit(self, draft: Draft) -> Done:
        """Compose, sign and record an act. Raises Malformed where the case makes an act that the product does not know."""
        line = self.line(draft)
        signatures = tuple(encode_line(self.keys.of(s.person, s.key).sign(line)) for s in draft.signs)
        answer = self.recorder.submit(Signed(line, signatures, draft.texts), self.now)
        if answer.decision is None:
            raise Malformed("malformed.case", f"{draft.kind} by {draft.who} is no act: {answer.error}", self.keys.case)
        self.now += SECOND
        return Done(answer.index, acts.decode(line).id, draft, answer.decision)

    def attested(self, draft: Draft) -> Attested:
        """The act as if its signatures had been proven, to ask what the gate would say of it."""
        line = self.line(draft)
        act = acts.decode(line)
        proven: list[ProvenSigner] = []
        for signer, sign in zip(act.signers, draft.signs, strict=True):
            record = self.state.keys.get(signer.kid)
            person, rung = (record.key.person, record.key.rung) if record is not None else (sign.person, 1)
            proven.append(ProvenSigner(signer.kid, str(signer.role), person, rung))
        return Attested(act, line, hashlib.sha256(line).digest(), tuple(proven), parts_of(act))

    def steps(self, draft: Draft, state: State | None = None) -> list[Step]:
        """The steps of an act against a state (None = the present one), each against what the one before it leaves."""
        state = state or self.state
        attested = self.attested(draft)
        made: list[Step] = []
        for number, part in enumerate(attested.parts, start=1):
            made.append(resolve(state, self.table, attested, part, number, self.now))
            state = fold_step(self.full(state), state, made[-1])
        return made

    def reasons(self, draft: Draft, state: State | None = None) -> frozenset[str]:
        """The rules that would refuse the act in a state, all rules of the case on; none for a fail-safe act."""
        state = state or self.state
        return frozenset(r.rule for step in self.steps(draft, state) if not step.failsafe for r in explain(self.full(state), state, step))

    def after(self, draft: Draft) -> State:
        """The state after the act, if nothing refused it. Nothing is recorded."""
        state = self.state
        for step in self.steps(draft, state):
            state = fold_step(self.full(state), state, step)
        return replace(state, size=state.size + 1, clock=max(state.clock, self.now))

    @contextmanager
    def supposing(self, state: State) -> Generator[None]:
        """For a moment, as if this were the state; nothing may be recorded meanwhile."""
        kept = self.recorder.state
        self.recorder.state = state
        try:
            yield
        finally:
            self.recorder.state = kept

    def force(self, draft: Draft, before: State) -> None:
        """Go on as if the newest act, refused in `before`, had been let pass: its effects, and what it brings up."""
        state, held = before, list[tuple[str, str]]()
        now = self.now
        self.now -= SECOND  # the instant at which it was recorded
        for step in self._forced_steps(draft, before):
            met = state
            state = fold_step(self.full(state), state, step)
            held += [(r.rule, r.about or "unit") for r in raised(self.full(met), met, state, step) if r.severity == "hold"]
        self.recorder.state = replace(advance(state, self.now, held), size=self.size)
        self.now = now

    def _forced_steps(self, draft: Draft, before: State) -> list[Step]:
        """The steps as they were when the act was recorded: its entry is the newest one, so they carry its index."""
        attested = self.attested(draft)
        act_id = acts.decode(self.ledger.entry(self.size - 1).split(b"\n", 1)[0]).id
        made: list[Step] = []
        state = before
        for number, part in enumerate(attested.parts, start=1):
            step = resolve(state, self.table, attested, part, number, self.now)
            made.append(replace(step, act_id=act_id, index=self.size - 1))
            state = fold_step(self.full(state), state, made[-1])
        return made


def _twin(ledger: MemoryLedger) -> MemoryLedger:
    """A second ledger in memory that goes on from here; neither sees what the other adds."""
    made = copy(ledger)
    for name, value in list(vars(ledger).items()):
        if isinstance(value, dict):
            setattr(made, name, {k: list(v) if isinstance(v, list) else v for k, v in value.items()})  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        elif isinstance(value, list):
            setattr(made, name, list(value))  # pyright: ignore[reportUnknownArgumentType]
    return made


def root_people(cast: Cast) -> tuple[str, str]:
    """The two people whose keys found the log."""
    first, second = cast.roots
    return first, second if second != first else ROOT
