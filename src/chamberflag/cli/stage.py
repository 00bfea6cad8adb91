"""Runs a day file through the real recorder, act by act, and says of each step what it met. The same file again adds nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from chamberflag.acts import act as acts
from chamberflag.acts.parts import parts_of
from chamberflag.app import Box, act_table, found, open_box, rules_of_packs, scratch
from chamberflag.canon.profile import b64u
from chamberflag.cli.company import DOMAIN, ORIGINS, RP_ID, Company
from chamberflag.cli.output import say
from chamberflag.cli.pen import Party, Pen, Sheet, draft_line, fixed_salts
from chamberflag.cli.starting import started
from chamberflag.formats.day.model import BOX, ActLine, DayFile, Expectation
from chamberflag.gate.reading import called
from chamberflag.ledger import entry as entries
from chamberflag.ledger.wording import CODES, Said, said
from chamberflag.recorder.founding import Founding
from chamberflag.seal.device import DeviceKey
from chamberflag.vocabulary.errors import ChamberflagError, Malformed
from chamberflag.vocabulary.near import near
from chamberflag.vocabulary.words import Verdict

MINUTE = 60_000
TEST_KINDS = frozenset({"example", "practice"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step met. entry -1: the bytes or a signature kept it out of the log; then error says why. unmet: expectations not met."""

    act: ActLine
    verdict: str
    entry: int
    said: tuple[Said, ...]
    step: int = 0
    done: int = 0
    joint: bool = False
    replayed: bool = False
    error: ChamberflagError | None = None
    unmet: tuple[str, ...] = ()

    @property
    def outcome(self) -> str:
        """`recorded` or `refused`."""
        return "recorded" if self.verdict in {Verdict.PERMIT, Verdict.RECORDED} else "refused"

    @property
    def rules(self) -> list[str]:
        """Rule ids or reason codes, each once."""
        return list(dict.fromkeys(one.rule for one in self.said))

    def plain(self) -> dict[str, object]:
        """The line of --json."""
        made: dict[str, object] = {
            "n": self.act.n,
            "act": self.act.type,
            "outcome": self.outcome,
            "rules": self.rules,
            "reasons": list(dict.fromkeys(one.text for one in self.said)),
            "entry": self.entry,
            "line": self.act.line,
            "met": not self.unmet,
        }
        if self.joint:
            made |= {"step": self.step, "done": self.done}
        if self.unmet:
            made["unmet"] = list(self.unmet)
        if self.error is not None:
            made["error"] = {"code": self.error.code, "text": self.error.text}
        return made


def box_for(day: DayFile, data: Path, *, make: bool, alone: bool = False) -> Box:
    """The box that this day may write to: an example or practice log.

    make: found an example log in an empty folder; alone: start a box that names no outside memory.
    Raises Malformed where the log is one of record, or there is none.
    """
    if make and (not data.exists() or not any(data.iterdir())):
        memory = data.with_name(data.name + "-memory")
        memory.mkdir(parents=True, exist_ok=True)
        return found(data, replace(_founding(day), memory="dir", memory_dir=str(memory)), day.acts[0].at - MINUTE)
    box = open_box(data)
    for finding in filter(None, (box.closed, box.mended)):
        say(f"!! {finding} (chamberflag doctor)")
    if box.info.kind not in TEST_KINDS:
        box.close()
        raise Malformed(
            "malformed.kind",
            "this log is a record; a day file signs with keys that anybody can make, and runs in an example or practice log only",
            str(data),
        )
    return started(box, alone=alone)


def scratch_for(day: DayFile) -> Box:
    """A box in memory for this day."""
    return scratch(_founding(day), day.acts[0].at - MINUTE)


def _founding(day: DayFile) -> Founding:
    roots = Company(day, act_table()).roots()
    return Founding("example", DOMAIN, roots, rp_id=RP_ID, origins=ORIGINS)


class Stage:
    """One day on one box."""

    def __init__(self, box: Box, day: DayFile) -> None:
        """box: an example or practice log."""
        self.box, self.day = box, day
        self.company = Company(day, box.recorder.table)
        if BOX in box.keys.names():
            self.company.box = Party(box.keys.read(BOX), BOX)
        self.pen = Pen(box)

    def _enroller(self) -> tuple[Party, str]:
        """Who enrols keys: a root person whose key is at hand."""
        for member in self.company.members.values():
            if member.line.id in self.box.info.roots and member.hand.kid in self.box.recorder.state.keys:
                return Party(member.hand, "producer"), member.line.id
        for person in self.box.info.roots:
            if f"root-{person}" in self.box.keys.names():
                return Party(self.box.keys.read(f"root-{person}"), "producer"), person
        raise Malformed("malformed.day", "no root person of this log can enrol the people of this day", str(self.box.path))

    def setup(self) -> Iterator[str]:
        """Record people, keys and appointments that are missing; a sentence for each. Raises the failure of an act that did not go in."""
        enroller, person = self._enroller()
        head = self.box.ledger.head()
        while True:  # each act changes what is missing
            missing = next(self.company.setup(self.box.recorder.state, enroller, person), None)
            if missing is None:
                return
            words, sheet = missing
            answer = self.pen.write(sheet, max(sheet.at, head.recv if head else 0))
            if answer.error is not None:
                raise answer.error
            if answer.decision is not None and answer.decision.verdict is Verdict.REFUSE:
                rules = ", ".join(dict.fromkeys(reason.rule for reason in answer.decision.why))
                raise Malformed("malformed.day", f"{words}: refused under {rules}", self.day.file)
            yield words

    def run(self) -> Iterator[Outcome]:
        """Every act in its order."""
        self._check_start()
        for act in self.day.acts:
            yield self._judged(self.one(act))

    def _check_start(self) -> None:
        head = self.box.ledger.head()
        first = self.day.acts[0]
        if head is not None and self.box.ledger.by_act(b64u(first.act_id)) is None and head.recv > first.at:
            raise Malformed(
                "malformed.day", "the log already holds entries later than this day; move its date, or take a box of its own", self.day.file
            )

    def one(self, act: ActLine) -> Outcome:
        """One act: composed, signed, handed in; or what its entry says, where it is on record already."""
        known = self.box.ledger.by_act(b64u(act.act_id))
        if known is not None:
            return replace(self._outcome(act, known[0]), replayed=True)
        sheet = sheet_of(self.company, act)
        try:
            answer = self.pen.write(sheet, act.at)
        except Malformed as error:  # an act that cannot be composed never reaches the box
            return Outcome(act, "refused", -1, (), error=error)
        if answer.error is not None:
            return Outcome(act, "refused", -1, (), error=answer.error)
        return self._outcome(act, answer.index)

    def _outcome(self, act: ActLine, index: int) -> Outcome:
        """What the entry says."""
        box = entries.decode(self.box.ledger.entry(index)).box
        refused = box.decision is Verdict.REFUSE
        step = max((why.step for why in box.why), default=0) if refused else 0
        why = [w for w in box.why if not refused or w.step == step]
        rules = self.box.recorder.rules
        joint = "steps" in act.body
        told = tuple(said(rules, w, called(self.box.recorder.state, w.about)) for w in why)
        return Outcome(act, str(box.decision), index, told, step, box.done or 0, joint)

    def _judged(self, outcome: Outcome) -> Outcome:
        unmet = tuple(filter(None, (_unmet(outcome, expected) for expected in outcome.act.expects)))
        return replace(outcome, unmet=unmet)


def sheet_of(company: Company, act: ActLine) -> Sheet:
    """The act before it is composed: who signs with which key in which role, on whose device."""
    parties, first = company.parties(act), act.signers[0]
    return Sheet(
        kind=act.type,
        body=act.body,
        parties=parties,
        at=act.at,
        subjects=act.subjects,
        act_id=act.act_id,
        device=parties[0].hand.kid if first.person == BOX else company.kid(first.person),
        salts=fixed_salts(act.act_id),
        key_of=company.kid,
    )


def try_all(day: DayFile) -> None:
    """Compose every act as far as it can be without a box, so that a file with a mistake on its last line records nothing.

    Raises Malformed naming the line. An act that one key signs twice is left to the box, which refuses it at its step.
    """
    company = Company(day, act_table())
    codes = set(rules_of_packs(day.packs).book.rules) | set(CODES)
    company.box = Party(DeviceKey.from_seed(bytes(32)), BOX)
    for act in day.acts:
        for expected in act.expects:
            unknown = next((rule for rule in expected.rules if rule not in codes), "")
            if unknown:
                raise Malformed(
                    "malformed.day", f"no rule or reason is called {unknown}{near(unknown, codes)}", f"{day.file} line {expected.line}"
                )
        try:
            parts_of(acts.decode(draft_line(sheet_of(company, act))))
        except Malformed as error:
            if error.code != "malformed.signers":
                raise Malformed(error.code, f"{act.type}: {error.text}", f"{day.file} line {act.line}") from None


def _unmet(outcome: Outcome, expected: Expectation) -> str:
    """What differs from an expectation, or ""."""
    place = f"line {expected.line}: "
    if outcome.outcome != expected.outcome:
        why = f" ({outcome.error.text})" if outcome.error else f" ({', '.join(outcome.rules)})" if outcome.rules else ""
        return f"{place}expected {expected.outcome}, it was {outcome.outcome}{why}"
    missing = [rule for rule in expected.rules if rule not in outcome.rules]
    if missing:
        return f"{place}{', '.join(missing)} is not among the reasons ({', '.join(outcome.rules) or 'there are none'})"
    more = [rule for rule in outcome.rules if rule not in expected.rules]
    if expected.only and more:
        return f"{place}there are further reasons: {', '.join(more)}"
    if expected.step and outcome.step != expected.step:
        return f"{place}expected at step {expected.step}, it was at step {outcome.step}"
    return ""
