"""The answer for people and for machines."""

from __future__ import annotations

import json
from typing import Any

VERDICTS = {
    0: "Everything that was checked holds.",
    1: "Something in this pack is false.",
    2: "This cannot be read as an evidence pack.",
    3: "What is here holds; something is missing.",
    4: "What is here holds, but nobody said whom to trust: give --trust with the key from a source of your own.",
    5: "The verifier itself failed.",
}
NO_KEY = "What --trust gives is no verifier key. Whether the pack holds was not judged by it."
REPORTS = {
    "compared": "report and README: made again by the Chamberflag installed here, and compared byte for byte",
    "not_compared": "report and README: NOT compared: the exporter's words; claims of timeline.json compared with entries: {claims}",
}
SHIPPED = {
    True: "the rules of the Chamberflag installed here",
    False: "NOT the rules of the Chamberflag installed here",
    "unknown": "whose rules these are was not compared; compare the digest with the one that a release publishes",
}


def words(answer: dict[str, Any]) -> str:
    """The answer for people."""
    scope = answer["scope"]
    about = "whole log" if scope.get("kind") == "all" else f"{scope.get('kind', '?')} {scope.get('id', '')}"
    no_key = any(row["code"] == "trust.form" for row in answer["findings"])
    findings = [row for row in answer["findings"] if not (no_key and row["code"] == "trust.other")]
    lines = [
        NO_KEY if no_key else VERDICTS[answer["exit"]],
        f"log {answer['origin'] or '?'} ({answer['kind'] or 'kind not known'}), {about}",
        f"{answer['entries']} entries of {answer['size']}, {answer['signatures']} signatures hold",
        "decisions: {decisions_replayed} replayed, {decisions_differ} differ, {not_replayable} not replayable".format(**answer),
        REPORTS[answer["report"]].format(**answer),
    ]
    whose = dict.fromkeys((row["base"], row["shipped"]) for row in answer["rules"])
    lines += [f"rules, base {base or 'not known'}: {SHIPPED[shipped]}" for base, shipped in whose]
    differ = answer["decisions_differ_installed"]
    if differ:
        lines.append(f"by the rules installed here otherwise decided: {len(differ)} entries, the first is {differ[0]}")
    lines += [f"  {row['code']}  {row['where']}  {row['text']}" for row in findings]
    lines.append("A signature shows who stated something. It does not show that it was so.")
    return "\n".join(lines)


def as_json(answer: dict[str, Any]) -> str:
    """The JSON document, one line."""
    return json.dumps(answer, separators=(",", ":")) + "\n"
