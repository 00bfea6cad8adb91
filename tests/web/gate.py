"""The generated gate inside QuickJS, as a phone would load it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import quickjs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Gate:
    """One generated module."""

    def __init__(self, module: str) -> None:
        """module: its text."""
        names = re.findall(r"^export const (\w+)", module, re.MULTILINE)
        body = re.sub(r"^export (?=const )", "", module, flags=re.MULTILINE)
        if re.search(r"^(import|export)\b", body, re.MULTILINE):
            raise AssertionError("the generated gate imports something: it is not pure")
        self.context = quickjs.Context()
        self.context.eval(f'globalThis.gate = (() => {{ "use strict"; {body}\nreturn {{ {", ".join(names)} }}; }})();')
        self.context.eval("globalThis.many = (text) => JSON.stringify(JSON.parse(text).map((c) => gate.explain(c.act, c.event, c)));")

    def value(self, name: str) -> Any:  # noqa: ANN401
        """What the module says about itself."""
        return json.loads(self.context.eval(f"JSON.stringify(gate.{name})"))

    def explain(self, cases: Sequence[Mapping[str, Any]]) -> list[list[tuple[str, str]]]:
        """The reasons of each case."""
        told = [{**case, "r": case["roles"]} for case in cases]
        return [[(rule, part) for rule, part in found] for found in json.loads(self.context.get("many")(json.dumps(told)))]
