"""What lies beside the log: older checkpoints, disclosed and erased texts, attachments, timestamps, rule files. Steps 9 to 12."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, cast

from chamberflag.pack.verify.canon import b64u, document, unb64u
from chamberflag.pack.verify.notes import open_note, parse_checkpoint
from chamberflag.pack.verify.shapes import like, list_of

if TYPE_CHECKING:
    from chamberflag.pack.verify.container import Container
    from chamberflag.pack.verify.findings import Findings

OLDER, PRIVATE, STAMPS, RULES, SET = "log/checkpoints/", "private/", "timestamps/", "rules/", "set.json"
NAME_OF_RULES = like(r"[a-z0-9_.-]{1,80}")


def older_heads(
    pack: Container, listed: dict[str, tuple[str, int]], key: tuple[str, bytes, bytes], origin: str, size: int, findings: Findings
) -> dict[str, tuple[int, bytes]]:
    """The older signed checkpoints: path -> (size, root); whether they fit this tree is for who has its leaves."""
    found: dict[str, tuple[int, bytes]] = {}
    for path in sorted(path for path in listed if path.startswith(OLDER)):
        code, text = open_note(pack.read(path, 1 << 20) or b"", key)
        head = parse_checkpoint(text)
        if code:
            findings.add(9, code, path)
        elif head is None or head[0] != origin or str(head[1]) != path.removeprefix(OLDER):
            findings.add(9, "checkpoint.form", path)
        elif head[1] > size:
            findings.add(9, "checkpoint.beyond", path)
        else:
            found[path] = (head[1], head[2])
    return found


def disclosed(
    pack: Container, listed: dict[str, tuple[str, int]], texts: dict[tuple[int, str], str], erased: set[tuple[int, str]], findings: Findings
) -> None:
    """Every disclosed text is one that its entry commits to; of the others, the erased ones are named and the rest counted."""
    left = dict(texts)
    for path in sorted(path for path in listed if path.startswith(PRIVATE)):
        index, values = _private(pack.read(path) or b"")
        if index < 0 or path != f"{PRIVATE}{index}.json":
            findings.add(10, "commit.differs", path)
        for field, salt, text in values:
            commitment = b64u(hashlib.sha256(b"\x02" + salt + text).digest())
            if texts.get((index, field)) != commitment:
                findings.add(10, "commit.differs", f"{path}, {field}")
            left.pop((index, field), None)
    for (index, field), commitment in list(left.items()):
        if (index, field) in erased:
            findings.add(10, "private.erased", f"entry {index}, {field}", f"erased, commitment {commitment}")
            del left[(index, field)]
    if left:
        findings.add(10, "private.withheld", f"{len(left)} texts, the first in entry {min(left)[0]}")


def _private(data: bytes) -> tuple[int, list[tuple[str, bytes, bytes]]]:
    """(index, [(field, salt, text)]) of a file of disclosed texts; index -1 where it is none."""
    try:
        made: Any = document(data)
        rows = [(row["field"], unb64u(row["salt"]), row["text"].encode("utf-8")) for row in made["values"]]
        index = made["index"]
        if set(made) != {"index", "values"} or any(set(row) != {"field", "salt", "text"} for row in made["values"]):
            return -1, []
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
        return -1, []
    whole = [(field, salt, text) for field, salt, text in rows if isinstance(field, str) and salt is not None]
    return (index, whole) if type(index) is int and index >= 0 and len(whole) == len(rows) else (-1, [])


def attached(listed: dict[str, tuple[str, int]], named: dict[str, int], findings: Findings) -> None:
    """Every attachment that an act names is there, under its own hash."""
    for digest, index in named.items():
        path = f"attachments/sha256/{digest[:2]}/{digest[2:4]}/{digest}"
        if path not in listed:
            findings.add(10, "attachment.missing", f"entry {index}, {digest}")
    for path, (digest, _) in listed.items():
        if path.startswith("attachments/") and path != f"attachments/sha256/{digest[:2]}/{digest[2:4]}/{digest}":
            findings.add(10, "attachment.altered", path)


def stamped(listed: dict[str, tuple[str, int]], findings: Findings) -> None:
    """Timestamps are named and left to other tools: what was not checked is not called good."""
    for path in sorted(path for path in listed if path.startswith(STAMPS) and path.endswith(".tsr")):
        findings.add(11, "timestamp.unchecked", path)


def rule_sets(
    pack: Container, listed: dict[str, tuple[str, int]], used: dict[str, int], adopted: list[dict[str, Any]], findings: Findings
) -> tuple[int, list[dict[str, Any]]]:
    """Every folder of rule files gives the digest in its name, every rule set that decided is there, and its packs were adopted here.

    The first entry that cannot be replayed for want of one, or -1; and of each rule set that decided digest, packs, parameters, and the
    digest that its files without those of packs have as a rule set by themselves.
    """
    folders: dict[str, list[str]] = {}
    for path in listed:
        if path.startswith(RULES):
            folders.setdefault(path.split("/")[1], []).append(path)
    found = {digest: rules_digest(pack, f"{RULES}{digest}/", names) for digest, names in folders.items()}
    for digest, row in found.items():
        if row["digest"] != digest:
            findings.add(12, "rules.altered", f"{RULES}{digest}/")
    for digest, index in used.items():
        if digest not in folders:
            findings.add(12, "rules.missing", f"entry {index}, {digest}")
    good = {digest: row for digest, row in found.items() if row["digest"] == digest}
    for digest, index in used.items():
        if digest in good and not _adopted(good[digest], adopted):
            findings.add(12, "rules.not_in_force", f"entry {index}, {digest}", "no act in this pack adopted these packs and parameters")
    rows = [good.get(digest, {"digest": digest, "packs": [], "params": {}, "base": ""}) for digest in used]
    return min((index for digest, index in used.items() if digest not in good), default=-1), [{**row, "shipped": "unknown"} for row in rows]


def _adopted(row: dict[str, Any], adopted: list[dict[str, Any]]) -> bool:
    """Whether some act of the log names these packs, and some act each parameter with this value."""
    params = [(name, body["params"][name]) for body in adopted if isinstance(body.get("params"), dict) for name in body["params"]]
    return row["packs"] in [body.get("packs", ["base"]) for body in adopted] and all(one in params for one in row["params"].items())


def rules_digest(pack: Container, folder: str, names: list[str]) -> dict[str, Any]:
    """What a folder of rule files gives; an empty digest where they cannot be read, or something else lies there."""
    said = pack.read(folder + SET) or b""
    files = sorted(name for name in names if name != folder + SET)
    try:
        made: Any = json.loads(said.decode("utf-8"))
        texts = {name.removeprefix(folder): (pack.read(name) or b"").decode("utf-8") for name in files}
        packs, params = made["packs"], made["params"]
        digest, base = _digest(texts, packs, params), {name: text for name, text in texts.items() if not name.startswith("packs/")}
        spelled = _text({"digest": digest, "packs": packs, "params": params})
        good = said == spelled and all(name.endswith(".toml") for name in files) and _plain(packs, params)
        return {"digest": digest if good else "", "packs": packs, "params": params, "base": _digest(base, ["base"], {})}
    except (ValueError, RecursionError, KeyError, TypeError):
        return {"digest": ""}


def _plain(packs: Any, params: Any) -> bool:  # noqa: ANN401 - what was decoded
    """Whether packs are names and parameters whole numbers by name, as they may be shown."""
    if not list_of(NAME_OF_RULES)(packs) or not isinstance(params, dict):
        return False
    table = cast("dict[str, Any]", params)
    return all(map(NAME_OF_RULES, table)) and all(type(value) is int for value in table.values())


def _digest(texts: dict[str, str], packs: list[str], params: dict[str, int]) -> str:
    return hashlib.sha256(b"chamberflag/rules/v1\n" + _text({"files": texts, "packs": packs, "params": params})).hexdigest()


def _text(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")
