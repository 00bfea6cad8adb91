"""One policy engine in a process of its own: a request a line, an answer a line. Runs in the peers' environment, imports nothing of ours.

{"do": "load", "peer", "policy", "cases", "ready"} -> {"version", "says": [true, ...]}; ready: values are converted beforehand, too
{"do": "time", "which": [numbers], "repeat"} -> {"us": of one decision}
"""

from __future__ import annotations

import importlib
import importlib.metadata
import json
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

Ask = Callable[[], bool]
SHARE = 1_000_000  # microseconds of a second


def cedarpy(policy: str, cases: Sequence[dict[str, Any]], *, ready: bool) -> list[Ask]:
    """Policies and entities parsed before; the state stands in the attributes of the resource. There is no other way to ask it fast."""
    del ready
    cedar: Any = importlib.import_module("cedarpy")
    policies = cedar.PolicySet.from_str(policy)
    request = {"principal": 'Person::"p"', "action": 'Action::"decide"', "resource": 'State::"s"', "context": {}}

    def asker(case: dict[str, Any]) -> Ask:
        entities = cedar.Entities.from_json_str(json.dumps([{"uid": {"type": "State", "id": "s"}, "attrs": case, "parents": []}]))
        return lambda: cedar.is_authorized(request, policies, entities).allowed

    return [asker(case) for case in cases]


def regopy(policy: str, cases: Sequence[dict[str, Any]], *, ready: bool) -> list[Ask]:
    """The query compiled before; ready: an interpreter with its input for each case."""
    rego: Any = importlib.import_module("regopy")
    first = rego.Interpreter()
    first.add_module("rules", policy)
    bundle, shared = first.build("x=data.rules.allow", []), rego.Interpreter()

    def asker(case: dict[str, Any]) -> Ask:
        one = rego.Interpreter() if ready else shared
        one.set_input(case)

        def ask() -> bool:
            if not ready:
                one.set_input(case)
            return '"x":true' in str(one.query_bundle(bundle))

        return ask

    return [asker(case) for case in cases]


def cel_python(policy: str, cases: Sequence[dict[str, Any]], *, ready: bool) -> list[Ask]:
    """The expression compiled before; ready: the values converted, too."""
    celpy: Any = importlib.import_module("celpy")
    environment = celpy.Environment()
    program = environment.program(environment.compile(policy))

    def converted(case: dict[str, Any]) -> dict[str, Any]:
        return {name: celpy.json_to_cel(found) for name, found in case.items()}

    def asker(case: dict[str, Any]) -> Ask:
        told = converted(case)
        return (lambda: bool(program.evaluate(told))) if ready else (lambda: bool(program.evaluate(converted(case))))

    return [asker(case) for case in cases]


def common_expression_language(policy: str, cases: Sequence[dict[str, Any]], *, ready: bool) -> list[Ask]:
    """The expression compiled before; ready: the values converted, too."""
    cel: Any = importlib.import_module("cel")
    program = cel.compile(policy)

    def asker(case: dict[str, Any]) -> Ask:
        told = cel.Context(variables=case) if ready else case
        return lambda: program.execute(told) is True

    return [asker(case) for case in cases]


PEERS = {
    "cedarpy": cedarpy, "regopy": regopy, "cel-python": cel_python, "common-expression-language": common_expression_language,
}  # fmt: skip


def timed(asks: Sequence[Ask], repeat: int) -> float:
    """CPU time of one decision, over all of these and so many turns, in microseconds."""
    begun = time.thread_time()
    for _ in range(repeat):
        for ask in asks:
            ask()
    return SHARE * (time.thread_time() - begun) / (repeat * len(asks))


def main() -> None:
    """Serve until the input ends."""
    asks: list[Ask] = []
    for line in sys.stdin:
        told = json.loads(line)
        if told["do"] == "load":
            asks = PEERS[told["peer"]](told["policy"], told["cases"], ready=told["ready"])
            answer = {"version": importlib.metadata.version(told["peer"]), "says": [ask() for ask in asks]}
        else:
            answer = {"us": timed([asks[number] for number in told["which"]], told["repeat"])}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
