"""One replay of a case over a scratch log: what is fed, what each step meets with, what is forced, what time alone brings up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from chamberflag.acts.body import Nothing
from chamberflag.cases.bodies import draft
from chamberflag.cases.denials import denied, denied_by
from chamberflag.cases.feeding import Feeder
from chamberflag.cases.listed import listed
from chamberflag.cases.routine import Routine
from chamberflag.cases.scene import Doing, Scene
from chamberflag.cases.scratch import Draft, Sign
from chamberflag.cases.terms import CLOCK, NOT_STATED, STEP_ACTS, denies
from chamberflag.cases.told import Line, Told
from chamberflag.custody.step import Step
from chamberflag.gate.moment import Moment
from chamberflag.gate.vector import FactVector
from chamberflag.vocabulary.errors import Malformed
from chamberflag.vocabulary.words import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from chamberflag.cases.form import CaseStep
    from chamberflag.custody.state import State
    from chamberflag.interlock.ruleset import RuleSet

MINUTE, DAY = 60_000, 86_400_000
NIGHT = DAY // 2  # whoever waits that long goes on tomorrow
Forces = Callable[["CaseStep"], bool]


def nothing(_step: CaseStep) -> bool:
    """Force no step."""
    return False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step met with: refused or not, by which rules; what it brought up."""

    step: CaseStep
    refused: bool
    rules: tuple[str, ...]
    forced: bool

    @property
    def word(self) -> str:
        """`recorded` or `refused`."""
        return "refused" if self.refused else "recorded"

    @property
    def missing(self) -> tuple[str, ...]:
        """Stops or raises of the step that are not among the reasons."""
        wanted = self.step.stops if self.refused else self.step.raises
        return tuple(rule for rule in wanted if rule not in self.rules)

    @property
    def as_expected(self) -> bool:
        """Whether it ended as the case expects, with every rule that the case names."""
        return self.refused == self.step.refused and not self.missing


@dataclass
class Replay:
    """A replay in progress. forces: a refused step goes on as if it had been let pass; voids: nothing follows from the step."""

    scene: Scene
    forces: Forces = nothing
    voids: Forces = nothing
    lines: list[Line] = field(default_factory=list[Line])
    outcomes: dict[int, Outcome] = field(default_factory=dict[int, Outcome])
    feeder: Feeder = field(init=False)
    number: int = 0
    aside: bool = False
    before_row: State | None = None

    def __post_init__(self) -> None:
        """The feeder records into this replay."""
        self.feeder = Feeder(self.scene, self.feed)

    def branch(self, forces: Forces, voids: Forces = nothing, rules_for: Callable[[State], RuleSet] | None = None) -> Replay:
        """A replay that goes on from here, with other rules if given."""
        made = Replay(self.scene.branch(self.scene.log.branch(rules_for)), forces, voids, list(self.lines), dict(self.outcomes))
        made.before_row = self.before_row
        made.feeder.begun, made.feeder.waiting = set(self.feeder.begun), list(self.feeder.waiting)
        made.feeder.undone, made.feeder.stuck = set(self.feeder.undone), list(self.feeder.stuck)
        return made

    def feed(self, made: Draft) -> None:
        """Record an act for the step in hand."""
        done = self.scene.log.submit(made)
        self.lines.append(Line(self.number, True, done, False, self.scene.log.state, self.aside))  # noqa: FBT003 - fields of a record

    def begin(self) -> None:
        """Found the log and record what is in order."""
        self.number = 0
        self.feeder.baseline()

    def run(self, steps: Iterable[CaseStep], stop: Callable[[CaseStep], bool] = nothing) -> None:
        """Play steps in the order given, until one at which to stop is reached."""
        for step in steps:
            if stop(step):
                return
            self.play(step)

    def play(self, step: CaseStep) -> Outcome:
        """Feed and play one step. A step with another account of the same row is judged from the state before the first of them."""
        state = self.scene.log.state
        other = self._alternative(step)
        if other and self.before_row is not None:
            self.scene.log.stand(self.before_row)
            self.aside = True
        elif step.account is not None:
            self.before_row = state
        try:
            outcome = self._play(step, force=not other)
        except Malformed as error:
            raise Malformed("malformed.case", f"step {step.n}: {step.act} is no act of the product: {error.text}", error.place) from None
        if other:
            self.scene.log.stand(state)
            self.aside = False
        self.outcomes[step.n] = outcome
        return outcome

    def _alternative(self, step: CaseStep) -> bool:
        """Whether an earlier step of this replay tells the same event by another account."""
        return step.account is not None and any(
            o.step.account is not None and o.step.row == step.row and o.step.account != step.account for o in self.outcomes.values()
        )

    def _play(self, step: CaseStep, *, force: bool) -> Outcome:
        self.number = self.scene.number = step.n
        self._clock(step)
        if step.n > 1:
            self.feeder.givens(step.n)
        if step.act == CLOCK:
            return self._wait(step)
        doing = Doing(STEP_ACTS[step.act], step.who, step.on, step.to, step.args)
        self.scene.denied = denied_by(self.scene.case, self.scene.cast, step)
        self._prepare(step, doing)
        self.scene.denied = denied(self.scene.case, self.scene.cast, step)
        made = draft(self.scene, doing)
        made = self._alone(step, made)
        before = self.scene.log.state
        done = self.scene.log.submit(made)
        forced = done.refused and force and self.forces(step)
        void = not forced and self.voids(step)
        if forced:
            self.scene.log.force(made, before)
        elif void:
            self.scene.log.stand(before)
        self.scene.acts[step.n] = done.act_id
        self.lines.append(Line(step.n, False, done, forced, self.scene.log.state, self.aside or void))  # noqa: FBT003
        self.feeder.begin(step)
        self.scene.denied = frozenset()
        return Outcome(step, done.refused, done.rules, forced)

    def _clock(self, step: CaseStep) -> None:
        """Days and minutes that pass before the step."""
        days = amount(step, "days_later", DAY)
        if days:
            self.scene.log.now += days
            self.feeder.new_day(step)
        if step.act != CLOCK:
            self.scene.log.now += amount(step, "minutes", MINUTE)
        self.scene.log.now += 1000

    def _prepare(self, step: CaseStep, doing: Doing) -> None:
        self.feeder.prepare(step, doing)
        for made in listed(self.scene, step):
            self.feed(made)
        routine = Routine(self.feeder, step, doing)
        routine.run()
        self.feeder.prepare(step, doing)

    def _alone(self, step: CaseStep, made: Draft) -> Draft:
        """A second signature that would clear one of the step's stops is not fed."""
        stops = frozenset(step.stops)
        if len(made.signs) < 2 or not stops or {"signers", "by"} & set(step.args) or made.kind in {"hand_over", "pass_on", "give_back"}:
            return made
        short = Draft(made.kind, made.signs[:1], made.body, made.items, made.texts)
        log = self.scene.log
        return short if (stops & log.reasons(short)) - log.reasons(made) else made

    def _wait(self, step: CaseStep) -> Outcome:
        """Time passes; holders say that they still have their weapons, unless that is denied; then the rules on the clock are asked."""
        log = self.scene.log
        left = amount(step, "minutes", MINUTE)
        self.scene.denied = denied(self.scene.case, self.scene.cast, step)
        routine = Routine(self.feeder, step, Doing(CLOCK, step.who, step.on, step.to, step.args))
        while left > 0:
            passed = min(left, 3 * MINUTE)
            log.now += passed
            left -= passed
            if "STO-02" not in step.raises and not any(denies(step.args.get(name, True)) for name in ("attended",)):
                routine.tend(after=2 * MINUTE)
        self.scene.denied = frozenset()
        if amount(step, "minutes", MINUTE) >= NIGHT:
            self.feeder.new_day(step)
        return Outcome(step, False, clock_rules(self.scene), False)  # noqa: FBT003

    def told(self) -> Told:
        """What the replay left behind."""
        people = frozenset(p.id for p in self.scene.case.person)
        waited = frozenset(n for n, o in self.outcomes.items() if o.step.act == CLOCK)
        return Told(tuple(self.lines), people, frozenset(i.id for i in self.scene.case.item), waited)

    def accounts(self) -> None:
        """Every account of each conflict, written down by a recorder after the last step."""
        self.number = len(self.scene.case.step) + 1
        recorder = self.scene.cast.roots[1]
        for conflict in self.scene.case.conflict:
            for number, account in enumerate(conflict.accounts, start=1):
                text, kept = self.scene.commit("text", account.says)
                source = f"{account.by} ({account.confidence or NOT_STATED})"[:120]
                body: dict[str, Any] = {
                    "by": account.by[:120],
                    "topic": f"{conflict.id}.{number}",
                    "source": source,
                    "case": self.scene.case.id,
                    "text": text,
                }
                self.feed(Draft("give_account", (Sign(recorder, str(Role.RECORDER)),), body, (), (kept,)))


def amount(step: CaseStep, name: str, unit: int) -> int:
    """A time that a step states, in ms; 0 where it states none."""
    told = step.args.get(name)
    return max(0, round(float(told) * unit)) if isinstance(told, int | float) and not isinstance(told, bool) else 0


def clock_rules(scene: Scene) -> tuple[str, ...]:
    """The rules that the clock alone brings up, asked for every weapon that is out."""
    log = scene.log
    rules, state = log.recorder.rules, log.state
    found: list[str] = []
    for weapon, record in sorted(state.core.weapons.items()):
        if not record["reg"] or record["loc"] == "store":
            continue
        step = Step(
            act_id="", number=1, type="clock", body=Nothing(), now=log.now, index=state.size, signers=(), actor="", parties={}, slots={},
            weapons=(weapon,), lots=(), others=(), events=(), failsafe=True,
        )  # fmt: skip
        vector = FactVector(
            Moment(state, step, weapon, str(record["lot"]), rules.params, rules.packs, state.people.roles, after=True), rules.fact_sorts
        )
        lot = state.core.lots.get(str(record["lot"]), rules.initial_lot)
        found += [f.rule for f in rules.raised("clock", record, lot, state.core.unit, vector, state.people.roles)]
    return tuple(dict.fromkeys(found))
