"""Which files a pack has: those that follow from its log, its verifier and its report, and no others. Step 2."""

from __future__ import annotations

import re
from typing import Any

from chamberflag.pack.verify.findings import Findings

ALWAYS = ("verify.py", "README.txt", "trust/vkey", "log/checkpoint", "report/report.html", "report/timeline.json")
ELSEWHERE = re.compile(
    r"log/tile/.+"  # compared with the tree
    r"|log/checkpoints/(0|[1-9][0-9]{0,15})"
    r"|rules/[0-9a-f]{64}/[^/].*"  # compared with the digest
    r"|private/(0|[1-9][0-9]{0,15})\.json"  # compared with what entries commit to
    r"|timestamps/((0|[1-9][0-9]{0,15})\.[a-z0-9_.-]+\.tsr|roots\.pem)\Z"
)


def laid_out(
    listed: dict[str, tuple[str, int]], manifest: dict[str, Any], named: dict[str, int], used: dict[str, int], findings: Findings
) -> None:
    """No file that the layout does not know. named: attachments that acts name; used: rule sets that decided."""
    known = {*ALWAYS, *(f"attachments/sha256/{digest[:2]}/{digest[2:4]}/{digest}" for digest in named)}
    known |= {f"proofs/{index}.{kind}" for index in manifest.get("entries", ()) for kind in ("entry", "tlog-proof")}
    for path in listed:
        ours = path in known or (ELSEWHERE.fullmatch(path) is not None and (not path.startswith("rules/") or path.split("/")[1] in used))
        if not ours:
            findings.add(2, "layout.unknown", path)
    for path in ALWAYS:
        if path not in listed:
            findings.add(2, "layout.missing", path)
    if manifest["private"] == "withheld" and any(path.startswith("private/") for path in listed):
        findings.add(2, "layout.private", "manifest.json")
