"""The pure JavaScript modules of web/ inside QuickJS: no browser, no Node. A module that cannot be loaded this way is not pure."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import quickjs
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

if TYPE_CHECKING:
    from collections.abc import Iterator

WEB = Path(__file__).parents[2] / "web"
IMPORT = re.compile(r'^import \{([^}]*)\} from "([^"]+)";$', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|class) (\w+))", re.MULTILINE)

# What a test calls: arguments and result cross as JSON text, because a raw zero byte would be cut in the binding.
CALL = """
globalThis.call = async (name, text) => {
  let answer;
  try {
    answer = { value: await bridge[name](...JSON.parse(text)) };
  } catch (error) {
    if (!error.code) throw error;
    answer = { code: error.code, place: error.place };
  }
  globalThis.answer = JSON.stringify(answer, (key, value) => typeof value === "bigint" ? String(value) : value);
};
"""


class Refused(Exception):
    """What a JavaScript module threw: its code and place."""

    def __init__(self, code: str, place: str) -> None:
        super().__init__(code)
        self.code = code
        self.place = place


class Scripts:
    """Modules of web/ by path, each in a scope of its own, and in front of them tests/web/bridge.js: what a test may call."""

    def __init__(self, *modules: str) -> None:
        self.context = quickjs.Context()
        self.context.add_callable("python_verify", ed25519)
        self.loaded: list[str] = []
        self.context.eval("globalThis.modules = {};")
        for module in modules:
            self._load(module)
        names = " ".join(f'const {{ {", ".join(self._names(module))} }} = modules["{module}"];' for module in self.loaded)
        bridge = (Path(__file__).parent / "bridge.js").read_text(encoding="utf-8")
        self.context.eval(f"{CALL} {names}\nglobalThis.bridge =\n{bridge}")

    def _load(self, module: str) -> None:
        if module in self.loaded:
            return
        text = (WEB / module).read_text(encoding="utf-8")
        head: list[str] = []
        for names, relative in IMPORT.findall(text):
            other = ((WEB / module).parent / relative).resolve().relative_to(WEB).as_posix()
            self._load(other)
            head.append(f'const {{{names}}} = modules["{other}"];')
        body = EXPORT.sub("", IMPORT.sub("", text))
        if re.search(r"^(import|export)\b", body, re.MULTILINE):
            raise AssertionError(f"web/{module} imports or exports in a way that this loader does not read")
        made = ", ".join(self._names(module))
        self.context.eval(f'modules["{module}"] = (() => {{ "use strict"; {" ".join(head)}\n{body}\nreturn {{ {made} }}; }})();')
        self.loaded.append(module)

    @staticmethod
    def _names(module: str) -> Iterator[str]:
        return (match[1] for match in EXPORT.finditer((WEB / module).read_text(encoding="utf-8")))

    def __call__(self, name: str, *arguments: object) -> Any:  # noqa: ANN401 - any JSON
        """The result of a function of the bridge. Raises Refused."""
        self.context.eval("globalThis.answer = undefined;")
        self.context.get("call")(name, json.dumps(arguments))
        while self.context.execute_pending_job():
            pass
        text = self.context.get("answer")
        if text is None:
            raise AssertionError(f"{name} threw something that is no refusal")
        answer = json.loads(text)
        if "code" in answer:
            raise Refused(answer["code"], answer["place"])
        return answer.get("value")


def ed25519(key: str, signature: str, message: str) -> bool:
    """What WebCrypto does in a browser; the arguments in hexadecimal."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), bytes.fromhex(message))
    except (InvalidSignature, ValueError):
        return False
    return True
