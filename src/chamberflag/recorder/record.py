"""The only way into the log. Source: log.md section 6.

One tap, in reading order: is it already there; really these people's keys; how do things stand; what does the gate say; freeze it as an
entry; into the tree; durable or nothing; receipt.

Each act of a group is judged against the state that the earlier acts of the group leave; the group is one transaction. Who sends acts
from many phones at once goes through `recorder/committer.py`, which makes the groups.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from chamberflag.canon.profile import b64u
from chamberflag.custody.fold import advance
from chamberflag.gate.decide import Decision, decide
from chamberflag.ledger import entry as entries
from chamberflag.ledger.decided import box_line, codes_of
from chamberflag.ledger.entry import Entry
from chamberflag.ledger.indexed import mentions
from chamberflag.ledger.ports import Head, Ledger, Move, NewEntry
from chamberflag.log.checkpoint import Checkpoint
from chamberflag.log.proof import inclusion, path, subtree
from chamberflag.log.tree import Frontier, leaf_hash
from chamberflag.recorder.allowed import check_adoption, check_author, check_enrolment
from chamberflag.recorder.attest import Opened, Signed, attest_opened, open_act
from chamberflag.recorder.chains import FORKS, Chains, Ends, Roots
from chamberflag.recorder.own import OwnHand, Unbound, clock_seen, fork_seen
from chamberflag.recorder.receipt import Receipt
from chamberflag.seal.note import sign_note
from chamberflag.vocabulary.errors import Broken, ChamberflagError, Malformed, Unproven

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from chamberflag.acts.attested import Attested
    from chamberflag.acts.table import ActTable
    from chamberflag.custody.state import State
    from chamberflag.interlock.ruleset import RuleSet
    from chamberflag.recorder.founding import Hand

TOLERANCE = 1000  # ms by which a clock may be set back without a word
RulesFor = Callable[["State"], "RuleSet"]
Codes = Callable[[Signed], tuple[str, ...]]


def no_codes(_: Signed, /) -> tuple[str, ...]:
    """Nothing but the rules stands against an act."""
    return ()


class Answer(msgspec.Struct, frozen=True):
    """What one act met with: its entry and decision, or the failure that kept it out of the log (then there is no entry)."""

    index: int
    decision: Decision | None
    receipt: Receipt | None
    error: ChamberflagError | None = None
    replayed: bool = False
    gap: str = ""  # numbers that the act's device has signed and not sent, "4 to 6"


class Admitted(msgspec.Struct, frozen=True):
    """An act judged and frozen, not yet durable."""

    new: NewEntry
    decision: Decision
    state: State
    gap: str = ""


class Recorder:
    """The one writer of one log."""

    def __init__(
        self,
        ledger: Ledger,
        state: State,
        rules_for: RulesFor,
        table: ActTable,
        origin: str,
        log_key: Ed25519PrivateKey,
        *,
        practice: bool = False,
        own: Hand | None = None,
    ) -> None:
        """state: the fold of everything in the ledger. log_key signs checkpoints; own: the box's own key, for what it records itself."""
        self.ledger, self.state, self.rules_for, self.table = ledger, state, rules_for, table
        self.origin, self._key, self._practice = origin, log_key, practice
        self._own = OwnHand(own, origin, practice) if own is not None else None
        self._roots, self._ends, self._unbound = Roots(ledger), Ends(ledger), Unbound()
        self._telling: list[tuple[bytes, msgspec.Struct]] = []
        self.aside: Callable[[Signed], object] = no_codes  # keeps an act that shows a fork and stays out of the tree

    @property
    def rules(self) -> RuleSet:
        """The rule set in force."""
        return self.rules_for(self.state)

    def submit(self, signed: Signed, now: int, codes: tuple[str, ...] = ()) -> Answer:
        """Record one act at the box's instant `now` (ms)."""
        return self.submit_all([signed], now, lambda _: codes)[0]

    def submit_all(self, group: Sequence[Signed], now: int, codes: Codes = no_codes) -> list[Answer]:
        """Record a group in one transaction. What is malformed or unproven makes no entry; Broken: nothing of the group exists."""
        return self.judge(self.open(group), now, codes)

    def open(self, group: Sequence[Signed]) -> list[Opened | Malformed]:
        """Each act taken apart and its signatures tried; changes nothing, so it may run on any thread, ahead of `judge`."""
        keys, origins = self.state.keys, self.state.settings.origins
        made: list[Opened | Malformed] = []
        for signed in group:
            try:
                made.append(open_act(signed, keys, practice=self._practice, origins=origins))
            except Malformed as error:
                made.append(error)
        return made

    def judge(self, group: Sequence[Opened | Malformed], now: int, codes: Codes = no_codes) -> list[Answer]:
        """Judge opened acts one after the other, write them in one transaction, and answer."""
        head = self.ledger.head()
        frontier = head.frontier if head is not None else Frontier()
        recv = max(now, head.recv if head is not None else 0)
        stepped = recv - now if recv - now > TOLERANCE else 0  # the clock went back: nothing expires meanwhile
        held = ("clock_back",) if stepped else ()
        chains = Chains(self.ledger, self._roots, self._ends.at(frontier.size))
        chains.ask([opened.act.id for opened in group if isinstance(opened, Opened)])
        state, admitted, results = self.state, list[Admitted](), list[Answer | int]()
        for opened in group:
            try:
                if isinstance(opened, Malformed):
                    raise opened
                known = self._known(opened, chains)
                if known is not None:
                    results.append(Answer(known, None, None, replayed=True))
                    continue
                made, frontier = self._admit(opened, state, frontier, recv, chains, (*held, *codes(opened.signed)))
            except (Malformed, Unproven) as error:
                results.append(Answer(-1, None, None, error))
                continue
            state = made.state
            results.append(len(admitted))
            admitted.append(made)
        for own in self._owed(group, results, recv, chains, stepped):
            made, frontier = self._admit(own, state, frontier, recv, chains, ())
            state = made.state
            admitted.append(made)
        if admitted:
            note = sign_note(Checkpoint(self.origin, frontier.size, frontier.root()).body(), self.origin, self._key)
            self.ledger.append([a.new for a in admitted], Head(frontier, note, recv), self.state.size)
            self.state = state  # only now: a group that did not become durable never happened
            self._roots.put(frontier.size, frontier.root())
            self._ends.settle(chains, frontier.size)
        return self._answers(results, admitted)

    def _owed(
        self, group: Sequence[Opened | Malformed], results: Sequence[Answer | int], recv: int, chains: Chains, stepped: int
    ) -> Iterator[Opened]:
        """What the box has to record after a group: forks that showed in it, what was only counted, a clock put back."""
        own = self._own
        if own is None:
            return
        told: list[tuple[bytes, msgspec.Struct]] = [*self._telling, *self._unbound.due(recv)]
        self._telling = []
        if stepped and any(isinstance(answer, int) for answer in results):
            told.append(clock_seen(recv, stepped))
        for opened, answer in zip(group, results, strict=True):
            if isinstance(opened, Opened) and isinstance(answer, Answer) and answer.error is not None and answer.error.code in FORKS:
                self.aside(opened.signed)
                told.append(fork_seen(opened.act, answer.error.code))
        for name, body in told:
            if not chains.knows(b64u(name)):  # a fork that is sent again and again is told once
                signed = own.act(body, name, recv, chains.device(own.hand.kid), self.rules.digest)
                yield open_act(signed, self.state.keys, practice=self._practice, origins=self.state.settings.origins)

    def tell(self, name: bytes, body: msgspec.Struct, now: int) -> None:
        """An entry of the box's own at its instant `now` (ms): its act id in 16 bytes, and what it says."""
        self._telling.append((name, body))
        self.judge([], now)

    def _answers(self, results: Sequence[Answer | int], admitted: Sequence[Admitted]) -> list[Answer]:
        """After COMMIT: a receipt for what is in the log, whether since now or since earlier."""
        head, part = self.ledger.head(), cache(partial(subtree, self.ledger.node))  # the paths of one group share most of what they need
        made: list[Answer] = []
        for result in results:
            if isinstance(result, int):
                new = admitted[result]
                made.append(Answer(new.new.index, new.decision, _receipt(part, head, new.new.index), gap=new.gap))
            elif result.replayed:
                made.append(replace(result, receipt=self.receipt(result.index)))
            else:
                made.append(result)
        return made

    def receipt(self, index: int) -> Receipt:
        """The entry's proof under the checkpoint with which it was recorded: the same bytes whenever it is asked for."""
        head = self.ledger.head()
        for size, note in self.ledger.notes(index, head.size if head is not None else 0):
            return Receipt(index, tuple(inclusion(self.ledger.node, index, size)), note)
        raise Unproven("proof.index", f"entry {index} is not in the log")

    def _known(self, opened: Opened, chains: Chains) -> int | None:
        """The index of the same act, if it is recorded; the same id over other bytes is refused."""
        act_id = opened.act.id
        found = chains.knows(act_id)
        if found is None:
            return None
        if found[1] != opened.digest:
            raise Unproven("act.id_reused", "this id is in the log over other bytes", act_id)
        return found[0]

    def _admit(
        self, opened: Opened, state: State, frontier: Frontier, recv: int, chains: Chains, codes: tuple[str, ...]
    ) -> tuple[Admitted, Frontier]:
        attested = attest_opened(opened, state.keys, practice=self._practice, origins=state.settings.origins)
        signed, act = opened.signed, attested.act
        if act.log != self.origin:
            raise Unproven("act.log", f"this act is for the log {act.log}", act.id)
        check_author(attested, self.table, state.size)
        check_enrolment(attested, state.keys, kind=state.settings.kind)
        check_adoption(attested, state, self.rules_for)
        gap = chains.check(act, attested.digest, state.keys)
        self._unbound.admit(attested, state, recv)
        rules = self.rules_for(state)
        decision = decide(rules, self.table, state, attested, recv, (*codes, *codes_of(attested, self.table, rules.digest, chains.subject)))
        data, leaf, moves = self._freeze(signed, attested, decision, rules, recv, chains)
        later, nodes = frontier.append(leaf)
        new = NewEntry(
            index=frontier.size,
            data=data,
            leaf=leaf,
            nodes=nodes,
            act_id=act.id,
            digest=attested.digest,
            dev=act.dev,
            dseq=act.dseq,
            moves=moves,
            mentions=mentions(act, attested.parts, {move.subject for move in moves}),
            private=signed.private,
        )
        chains.add(new)
        raised = [(r.rule, r.about or "unit") for r in decision.why if r.severity == "hold"]
        return Admitted(new, decision, advance(decision.state, recv, raised), gap), later

    def _freeze(
        self, signed: Signed, attested: Attested, decision: Decision, rules: RuleSet, recv: int, chains: Chains
    ) -> tuple[bytes, bytes, tuple[Move, ...]]:
        act = attested.act
        heads = {s.id: chains.subject(s.id) for s in act.subj} if decision.moves else {}
        box = box_line(decision, rules.digest, recv, heads, late=attested.late)
        data = entries.encode(Entry(signed.line, signed.signatures, box))
        leaf = leaf_hash(data)
        return data, leaf, tuple(Move(name, n + 1, leaf, prev) for name, (n, prev) in heads.items())


def _receipt(part: Callable[[int, int], bytes], head: Head | None, index: int) -> Receipt:
    if head is None or index >= head.size:
        raise Broken("store.entry", "the entry is missing from the log", f"entry {index}")
    return Receipt(index, tuple(path(part, index, head.size)), head.note)
