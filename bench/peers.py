"""P08x and P08r: yes or no of the same twenty rules, here and in four policy engines, in turn in the same run. performance.md, P08.

Twenty rules of the hand-over are written in each engine's own language, from the trees that the gate compiles. Before anything is timed,
every engine answers the same random states, near the boundary of the rules, as the gate does; a difference ends the figure. Then open
states only: there every rule is looked at. Policies are compiled beforehand, Cedar's entities and the gate's facts as well.
P08x: the other engines are given each state as the Python values that a caller has, as the gate is. P08r: theirs are converted beforehand,
too, which no caller can do whose state changes with every act.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import venv
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from bench.measure import Effort, Figure, Pairs, Peer, Target, in_turn, spread
from bench.peer_worker import timed
from bench.policies import POLICIES
from chamberflag import app
from chamberflag.interlock.guard import Guard, Part
from chamberflag.interlock.python import conjunction
from chamberflag.interlock.tree import walk
from proofs.backends.agree import Facts
from proofs.backends.guided import Bender, Case, copied

RULES, OPEN, REFUSED = 20, 40, 160
ACT, SEED, ROUNDS = "hand_over", 8, 4
REPEAT = 2_000  # decisions of one turn; a slow engine takes fewer
SLOW = 0.3  # seconds of one turn of a peer
TARGET = Target("ratio", least=20.0)
HERE = Path(__file__).resolve().parent
VENV = HERE / "out" / "peers"


def environment() -> Path:
    """The Python of the peers' own environment, made where it is not there or another list was installed."""
    wanted, mark, python = HERE / "requirements.txt", VENV / "installed.txt", VENV / "bin" / "python"
    text = wanted.read_text(encoding="utf-8")
    if not mark.exists() or mark.read_text(encoding="utf-8") != text:
        venv.create(VENV, clear=True, with_pip=True)
        pip = [str(python), "-m", "pip", "--quiet", "--quiet", "--disable-pip-version-check", "install"]
        ended = [subprocess.run([*pip, line], check=False).returncode for line in text.splitlines()]
        if not any(ended):
            mark.write_text(text, encoding="utf-8")
    return python


@dataclass
class Engine:
    """A policy engine that has been given the rules and the cases."""

    name: str
    child: subprocess.Popen[str]
    version: str = ""
    repeat: int = 1

    def ask(self, **told: Any) -> dict[str, Any]:
        """One request. Raises RuntimeError where the engine ended."""
        if self.child.stdin is None or self.child.stdout is None:
            raise RuntimeError(self.name)
        self.child.stdin.write(json.dumps(told) + "\n")
        self.child.stdin.flush()
        line = self.child.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.name} ended")
        return json.loads(line)

    def time(self) -> float:
        """Microseconds of CPU of one decision."""
        return float(self.ask(do="time", which=list(range(OPEN)), repeat=self.repeat)["us"])


@contextlib.contextmanager
def engine(name: str) -> Generator[Engine]:
    """An engine in a process of its own."""
    with subprocess.Popen(
        [str(environment()), str(HERE / "peer_worker.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        try:
            yield Engine(name, child)
        finally:
            child.kill()


def twenty() -> tuple[Guard, list[Part]]:
    """Twenty rules of the hand-over, spread over all of them, that every engine has words for."""
    parts = app.rules_for(app.empty_state()).guard(ACT, ACT).parts
    fitting = [part for part in parts if not any(node[0] == "ite" or (node[0] == "eq" and node[1][0] == "eq") for node in walk(part.tree))]
    chosen = fitting[:: len(fitting) // RULES][:RULES]
    return Guard(tuple(chosen), conjunction([part.tree for part in chosen])), chosen


def states(parts: Sequence[Part]) -> list[Case]:
    """Open states first, then states in which one rule or more fails, some for a fact that is missing."""
    rules, random = app.rules_for(app.empty_state()), Random(SEED)
    bender, found, refused = Bender(rules, random), list[Case](), list[Case]()
    while len(found) < OPEN:
        case = bender.world(ACT, ACT, parts)
        for part in list(parts) * ROUNDS:
            bender.bend(part.tree, case, wanted=True)
        if all(bender.read(part.tree, case) for part in parts):
            found.append(case)
    while len(refused) < REFUSED:
        case, part = copied(random.choice(found)), parts[len(refused) % len(parts)]
        if case["f"] and random.random() < 0.3:
            del case["f"][random.choice(sorted(case["f"]))]
        bender.bend(part.tree, case, wanted=False)
        refused.append(case)
    return found + refused


def as_given(case: Case) -> tuple[Any, ...]:
    """A state as the gate is given it."""
    roles = {role: frozenset(who) for role, who in case["roles"].items()}
    return case["w"], case["l"], case["g"], Facts(case["f"]), case["a"], roles


def figures(effort: Effort) -> list[Figure]:
    """The factor to the fastest of the engines, with their values as a caller has them, and converted beforehand."""
    return [
        _figure("P08x", "yes of twenty rules, against the fastest of four policy engines", effort, ready=False),
        _figure("P08r", "the same, their values converted beforehand", effort, ready=True),
    ]


def _figure(identity: str, claim: str, effort: Effort, *, ready: bool) -> Figure:
    guard, parts = twenty()
    cases = states(parts)
    given = [as_given(case) for case in cases]
    says = [guard.allow(*one) for one in given]
    asks = [partial(guard.allow, *one) for one in given[:OPEN]]
    told = [{**{scope: case[scope] for scope in "wlgfa"}, "r": case["roles"]} for case in cases]
    taken: list[tuple[Peer, Pairs]] = []
    out: list[str] = []
    for name, write in POLICIES.items():
        try:
            with engine(name) as one:
                loaded = one.ask(do="load", peer=name, policy=write([part.tree for part in parts]), cases=told, ready=ready)
                if loaded["says"] != says:
                    wrong = sum(a != b for a, b in zip(loaded["says"], says, strict=True))
                    raise RuntimeError(f"it decides {wrong} of {len(says)} states otherwise")
                one.repeat = max(1, round(SLOW * 1e6 / max(one.time(), 1.0) / OPEN))
                pairs = in_turn(partial(timed, asks, REPEAT // OPEN), one.time, effort)
                at = spread(pairs.peer)
                taken.append((Peer(name, loaded["version"], at.median, at.p10, at.p90), pairs))
        except (RuntimeError, OSError, ValueError, subprocess.SubprocessError) as error:
            out.append(f"{name}: not run: {error}")
    if not taken:
        raise RuntimeError("; ".join(out))
    taken.sort(key=lambda one: one[0].median)
    peer, pairs = taken[0]
    factor = spread([1 / ratio for ratio in pairs.ratios])
    every = [f"{p.name} {p.version}: {p.median:.1f} us" for p, _ in taken]
    return Figure(
        identity, claim, "us", spread(pairs.product), peer, factor, factor.median, TARGET, TARGET.met(factor.median), RULES,
        pairs=len(pairs.product), noisy=pairs.noisy,
        notes=f"rules of the hand-over, {OPEN} open states, CPU time; {len(says)} states decided alike by all before. "
        f"{'; '.join([*every, *out])}. They decide from policies; state, effects, history and proofs are not theirs",
    )  # fmt: skip


if __name__ == "__main__":
    for made in figures(Effort(pairs=3, again=1, scale=0.1)):
        print(made.id, made.value, made.notes)
