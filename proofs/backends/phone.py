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

    def __init__(self, module: str, words: str = "") -> None:
        """module: its text; words: the text of its module of sentences."""
        self.context = quickjs.Context()
        for name, text in (("gate", module), ("words", words)):
            names = re.findall(r"^export const (\w+)", text, re.MULTILINE)
            body = re.sub(r"^export (?=const )", "", text, flags=re.MULTILINE)
            if re.search(r"^(import|export)\b", body, re.MULTILINE):
                raise AssertionError("the generated gate imports something: it is not pure")
            self.context.eval(f'globalThis.{name} = (() => {{ "use strict"; {body}\nreturn {{ {", ".join(names)} }}; }})();')
        self.context.eval("globalThis.many = (text) => JSON.stringify(JSON.parse(text).map((c) => gate.explain(c.act, c.event, c)));")
        self.context.eval(
            "globalThis.told = (text) => JSON.stringify(JSON.parse(text).map((c) => gate.reasons(c.act, c.event, c, words)));"
        )

    def value(self, name: str) -> Any:
        """What the module says about itself."""
        return json.loads(self.context.eval(f"JSON.stringify(gate.{name})"))

    def explain(self, cases: Sequence[Mapping[str, Any]]) -> list[list[tuple[str, str]]]:
        """The reasons of each case."""
        return [[(rule, part) for rule, part in found] for found in self._call("many", cases)]

    def reasons(self, cases: Sequence[Mapping[str, Any]]) -> list[list[dict[str, Any]]]:
        """The same with what people read."""
        return self._call("told", cases)

    def _call(self, name: str, cases: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
        return json.loads(self.context.get(name)(json.dumps([{**case, "r": case["roles"]} for case in cases])))
