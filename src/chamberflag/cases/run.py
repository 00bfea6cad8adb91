"""A case, replayed: JSON Lines, one a step and mode, one a question, one for each act fed or forced, and what came of it. commands.md."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from chamberflag.cases import modes as play
from chamberflag.cases.answers import ANSWERS
from chamberflag.cases.check import read_case
from chamberflag.cases.shipped import Explained, as_shipped
from chamberflag.cases.terms import MODES, SETS
from chamberflag.cases.world import World, act_table, all_packs, rules_of
from chamberflag.vocabulary.errors import Malformed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from chamberflag.cases.form import Acceptance
    from chamberflag.cases.replay import Outcome, Replay
    from chamberflag.cases.told import Told

Json = dict[str, Any]
ALL = "all"


def run_case(source: str | Path, modes: Sequence[str] = (ALL,)) -> Iterator[Json]:
    """The lines of a case file (a path, or the text itself) in the modes asked for; the last one says whether all was met.

    Raises Malformed naming file and key where the file is no case.
    """
    text, name = _read(source)
    case = read_case(text, name, act_table(), rules_of, all_packs())
    chosen = tuple(m for m in MODES if ALL in modes or m in modes)
    if not chosen or set(modes) - {*MODES, ALL}:
        raise Malformed("malformed.mode", f"no mode is called {', '.join(sorted(set(modes) - {*MODES, ALL})) or 'nothing'}", name)
    try:
        yield from _Run(World(case), chosen).lines()
    except Malformed as error:
        raise Malformed(error.code, error.text, name) from None


def _read(source: str | Path) -> tuple[str, str]:
    if isinstance(source, str) and "\n" in source:
        return source, "case"
    path = Path(source)
    try:
        return path.read_text(encoding="utf-8"), path.name
    except UnicodeDecodeError as error:
        raise Malformed("malformed.case", f"a case is TOML in UTF-8; byte {error.start} is not", str(source)) from None
    except OSError as error:
        raise Malformed("malformed.case", f"the file cannot be read: {error.strerror}", str(source)) from None


class _Run:
    """One run: what it has printed, what was not met."""

    def __init__(self, world: World, modes: tuple[str, ...]) -> None:
        self.world, self.case, self.modes = world, world.case, modes
        self.unmet: list[str] = []
        self._said: set[str] = set()
        self._shipped: tuple[Replay, list[Explained]] | None = None
        self._told: dict[str, Told] = {}

    def lines(self) -> Iterator[Json]:
        """All lines."""
        for mode in self.modes:
            match mode:
                case "as_shipped":
                    yield from self._as_shipped(mode, None)
                case "one_rule":
                    yield from self._one_rule(mode)
                case "independent":
                    yield from self._independent(mode)
                case "order":
                    yield from self._order(mode)
                case "trace":
                    yield from self._trace(mode)
                case _:
                    yield from self._pass(mode)
        manual = [a for a in self.case.acceptance if a.manual and a.mode in self.modes]
        for acceptance in manual:
            yield {"case": self.case.id, "acceptance": acceptance.id, "manual": True, "text": acceptance.text}
        yield {
            "case": self.case.id,
            "met": not self.unmet,
            "steps": len(self.case.step),
            "refused": sum(1 for s in self.case.step if s.refused),
            "modes": list(self.modes),
            "unmet": self.unmet,
            "manual": [a.id for a in manual],
        }

    # ---- lines

    def _fed(self, mode: str, replay: Replay, **more: Any) -> Iterator[Json]:  # noqa: ANN401
        """Every act that the harness fed or forced, each once a mode."""
        for line in replay.lines:
            if not (line.fed or line.forced):
                continue
            done = line.done
            key = repr((mode, line.step, line.fed, done.draft.kind, done.draft.items, done.draft.who, done.refused, more.get("rule")))
            if key in self._said:
                continue
            self._said.add(key)
            yield {
                "case": self.case.id,
                "mode": mode,
                "before": max(1, line.step),
                "did": "fed" if line.fed else "forced",
                "act": done.draft.kind,
                "who": done.draft.who,
                "on": list(done.draft.items),
                "outcome": "refused" if done.refused else "recorded",
                "rules": list(done.rules) if done.refused else [],
                **more,
            }

    def _step(self, mode: str, outcome: Outcome, met: bool, **more: Any) -> Json:  # noqa: ANN401, FBT001 - a field of the line
        if not met:
            rule = f":{more['rule']}" if "rule" in more else ""
            self.unmet.append(f"{mode}:{outcome.step.n}{rule}")
        return {
            "case": self.case.id,
            "mode": mode,
            "n": outcome.step.n,
            "act": outcome.step.act,
            "expected": outcome.step.expected,
            "outcome": outcome.word,
            "rules": list(outcome.rules),
            "met": met,
            **more,
        }

    def _asked(self, mode: str) -> list[Acceptance]:
        return [a for a in self.case.acceptance if a.mode == mode and not a.manual]

    def _question(self, acceptance: Acceptance, answer: object) -> Json:
        ask = acceptance.ask or {}
        met = same(str(ask["kind"]), answer, acceptance.expect)
        if not met:
            self.unmet.append(acceptance.id)
        return {
            "case": self.case.id,
            "mode": acceptance.mode,
            "acceptance": acceptance.id,
            "question": ask,
            "answer": answer,
            "expect": acceptance.expect,
            "met": met,
        }

    # ---- modes

    def _ship(self) -> tuple[Replay, list[Explained]]:
        if self._shipped is None:
            self._shipped = as_shipped(self.world)
        return self._shipped

    def _as_shipped(self, mode: str, only: frozenset[int] | None) -> Iterator[Json]:
        replay, ended = self._ship()
        yield from self._fed(mode, replay)
        for one in ended:
            if only is None or one.outcome.step.n in only:
                met = one.met if only is None else one.outcome.as_expected or (not one.outcome.refused and one.met)
                yield self._step(mode, one.outcome, met, **({"absent": one.plain()} if one.absent else {}))
        for acceptance in self._asked(mode):
            if (acceptance.ask or {}).get("kind") == "steps_as_expected":
                yield self._question(acceptance, [one.outcome.step.n for one in ended if not one.met])
            else:
                yield self._question(acceptance, ANSWERS["recorded"](replay.told(), acceptance.ask or {}))

    def _pass(self, mode: str) -> Iterator[Json]:
        listed = frozenset(n for a in self._asked(mode) for n in a.steps)
        if listed:
            yield from self._as_shipped(mode, listed)

    def _one_rule(self, mode: str) -> Iterator[Json]:
        refused: set[tuple[int, str]] = set()
        for rule, replay, ended in play.one_rule(self.world):
            yield from self._fed(mode, replay, rule=rule)
            for outcome in ended:
                met = outcome.refused and rule in outcome.rules
                if met:
                    refused.add((outcome.step.n, rule))
                yield self._step(mode, outcome, met, rule=rule)
        for acceptance in self._asked(mode):
            ask = acceptance.ask or {}
            if ask["kind"] == "refused_without":
                yield self._question(acceptance, play.refused_without(self.world, ask))
            else:
                yield self._question(acceptance, sum(1 for n, _ in refused if n in ask["steps"]))

    def _independent(self, mode: str) -> Iterator[Json]:
        listed = sorted({n for a in self._asked(mode) for n in a.steps})
        refused: list[int] = []
        for n in listed:
            replay, outcome = play.independent(self.world, n)
            yield from self._fed(mode, replay)
            met = outcome.refused and bool(set(outcome.step.stops) & set(outcome.rules))
            refused += [n] if met else []
            yield self._step(mode, outcome, met)
        for acceptance in self._asked(mode):
            yield self._question(acceptance, [n for n in (acceptance.ask or {})["steps"] if n in refused])

    def _order(self, mode: str) -> Iterator[Json]:
        for acceptance in self._asked(mode):
            ask = acceptance.ask or {}
            rules, good, tried = {str(r) for r in ask["rules"]}, True, 0
            for order, replay, ended in play.in_every_order(self.world, ask):
                yield from self._fed(mode, replay)
                for outcome in ended:
                    met = outcome.refused and rules <= set(outcome.rules)
                    good, tried = good and met, tried + 1
                    yield self._step(mode, outcome, met, acceptance=acceptance.id, order=list(order))
            yield self._question(acceptance, good and tried > 0)

    def _trace(self, mode: str) -> Iterator[Json]:
        asked = self._asked(mode)
        runs = dict.fromkeys(str((a.ask or {}).get("run", "forced")) for a in asked)
        for run in runs or {"forced": None}:
            replay = self.world.start(play.story if run == "forced" else play.nothing)
            replay.run(self.case.step)
            replay.accounts()
            self._told[run] = replay.told()
            yield from self._fed(mode, replay, run=run)
            for step in self.case.step:  # what the record is; a step has no expectation of its own here
                yield self._step(mode, replay.outcomes[step.n], True, run=run, asserted=False)  # noqa: FBT003
        for acceptance in asked:
            yield self._question(acceptance, self._answer(acceptance.ask or {}))

    def _answer(self, ask: Mapping[str, Any]) -> object:
        kind = str(ask["kind"])
        if kind == "refused_under_packs":
            return play.under_packs(self.world, ask)
        if kind == "rule_override":
            return override(rules_of(tuple(self.case.packs)).book.rules, str(ask["rule"]))
        answer: Callable[[Told, Mapping[str, Any]], object] | None = ANSWERS.get(kind)
        return answer(self._told[str(ask.get("run", "forced"))], ask) if answer is not None else None


def override(rules: Mapping[str, Any], rule: str) -> object:
    """Who may sign an exception to a rule, or `none`."""
    found = rules[rule].override if rule in rules else "none"
    return "none" if isinstance(found, str) else list(found.who)


def same(kind: str, answer: object, expect: object) -> bool:
    """Whether an answer is what is expected: equal, the same set, or containing it."""
    if kind == "decision_reasons":
        return isinstance(answer, list) and isinstance(expect, list) and set(expect) <= set(answer)  # pyright: ignore[reportUnknownArgumentType]
    if kind in SETS:
        if not (isinstance(answer, list) and isinstance(expect, list)):
            return False
        return _members(answer) == _members(expect)  # pyright: ignore[reportUnknownArgumentType]
    return type(answer) is type(expect) and answer == expect


def _members(values: list[Any]) -> set[str]:
    return {repr(sorted(v.items())) if isinstance(v, dict) else repr(v) for v in values}  # pyright: ignore[reportUnknownArgumentType]
