"""Every decision of a pack again, with the product's own gate and the pack's rule files: `python -I -m chamberflag.pack.replay PACK N`.

An entry is decided in the state that the entries before it leave, and written out again: it must come out byte for byte. Reasons that only
the box could know (a full disk) are taken from the entry, and only where it refused for them. Signatures are the caller's matter: this is
started by whoever has checked them, of the first N entries. Prints {"decisions_replayed", "decisions_differ", "findings"}.
"""

from __future__ import annotations

import json
import sys
import zipfile
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import msgspec

from chamberflag.custody.fold import advance
from chamberflag.custody.state import State
from chamberflag.gate.decide import decide
from chamberflag.ledger import entry as entries
from chamberflag.ledger.decided import box_line, codes_of
from chamberflag.ledger.entry import Entry
from chamberflag.ledger.replay import attested_of, fold_entry
from chamberflag.log import tiles
from chamberflag.log.tree import leaf_hash
from chamberflag.pack.rulefiles import Compiled, compile_files
from chamberflag.vocabulary.errors import Malformed
from chamberflag.vocabulary.words import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from chamberflag.gate.decide import Decision

ZERO = bytes(32)
OF_THE_BOX = frozenset({"disk_reserve", "no_authority", "clock_back", "broken_rule"})  # reasons that the log cannot show
Finding = tuple[str, str, str]


@dataclass
class Replay:
    """The state after the entries so far. sets: digest of a rule set -> its compiled files. Raises Malformed where they are not there."""

    sets: Callable[[str], Compiled]
    state: State | None = None
    heads: dict[str, tuple[int, bytes]] = field(default_factory=dict[str, tuple[int, bytes]])
    decided: int = 0
    differ: int = 0
    findings: list[Finding] = field(default_factory=list[Finding])

    def take(self, index: int, data: bytes) -> bool:
        """Decide one more entry; False where the log cannot be followed any further."""
        place = f"entry {index}"
        try:
            entry = entries.decode(data)
            compiled = self.sets(entry.box.rules)
            state = self.state or State(core=compiled.rules.empty())
            if not compiled.in_force(state.settings):
                self._false(place, "rules.not_in_force", "the box decided with other rule packs or parameters than were adopted")
            told, self.state = self._again(compiled, state, entry, data)
        except Malformed as error:
            self._false(place, "entry.body", f"Chamberflag cannot read this entry, decisions from here on were not replayed: {error}")
            return False
        self.decided += 1
        if told:
            self._false(place, "decision.differs", told)
        return True

    def _false(self, place: str, code: str, told: str) -> None:
        self.differ += code != "entry.body"
        self.findings.append((code, place, told))

    def _again(self, compiled: Compiled, state: State, entry: Entry, data: bytes) -> tuple[str, State]:
        """What differs ("" = nothing), and the state after the entry as it is recorded."""
        rules, box = compiled.rules, entry.box
        attested = attested_of(entry, state)
        late = any((record := state.keys.get(s.kid)) is not None and record.revoked >= 0 for s in attested.signers)
        attested = replace(attested, late=late)
        own = tuple(dict.fromkeys(why.rule for why in box.why if why.rule in OF_THE_BOX)) if box.decision is Verdict.REFUSE else ()
        codes = codes_of(attested, compiled.table, rules.digest, self._head)
        decision = decide(rules, compiled.table, state, attested, box.recv, (*own, *codes))
        heads = {s.id: self._head(s.id) for s in attested.act.subj} if decision.moves else {}
        again = msgspec.structs.replace(box_line(decision, rules.digest, box.recv, heads, late=late), pin=box.pin)
        same = entries.encode(Entry(entry.line, entry.signatures, again)) == data
        self._move(entry, [s.id for s in attested.act.subj], leaf_hash(data))
        if same:
            return "", advance(decision.state, box.recv, _raised(decision))
        return _differs(again, box), fold_entry(rules, compiled.table, state, data).after

    def _head(self, subject: str) -> tuple[int, bytes]:
        return self.heads.get(subject, (0, ZERO))

    def _move(self, entry: Entry, subjects: Sequence[str], leaf: bytes) -> None:
        if entry.box.decision is not Verdict.REFUSE or entry.box.done:
            for name in subjects:
                self.heads[name] = (self._head(name)[0] + 1, leaf)


def _raised(decision: Decision) -> list[tuple[str, str]]:
    return [(reason.rule, reason.about or "unit") for reason in decision.why if reason.severity == "hold"]


def _differs(again: entries.BoxLine, box: entries.BoxLine) -> str:
    """In one sentence what the gate says and what the entry says."""
    ours, theirs = _said(again), _said(box)
    if ours != theirs:
        return f"the rules say {ours}, the box said {theirs}"
    return f"both say {ours}, but not with the same facts, places or steps"


def _said(box: entries.BoxLine) -> str:
    rules = ", ".join(sorted({why.rule for why in box.why}))
    return f"{box.decision}{' late' if box.late else ''}" + (f" ({rules})" if rules else "")


class Pack:
    """The entries and rule sets of a pack whose files were checked before."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        """archive: the open pack."""
        self._zip = archive
        self._names = archive.namelist()
        self._sets: dict[str, Compiled] = {}

    def rules(self, digest: str) -> Compiled:
        """The rule set of a digest. Raises Malformed."""
        if digest not in self._sets:
            folder = f"rules/{digest}/"
            found = {name.removeprefix(folder): self._zip.read(name) for name in self._names if name.startswith(folder)}
            self._sets[digest] = compile_files(found)
        return self._sets[digest]

    def entries(self, count: int) -> Iterator[bytes]:
        """The first entries: from the bundles of a whole log, else each from its own file."""
        manifest = json.loads(self._zip.read("manifest.json"))
        if manifest["scope"]["kind"] != "all":
            yield from (self._zip.read(f"proofs/{index}.entry") for index in range(count))
            return
        left = count
        for n, width in tiles.bundles(manifest["size"]):
            if left > 0:
                yield from tiles.unbundle(self._zip.read("log/" + tiles.path("entries", n, width)))[:left]
                left -= width


def run(path: str, count: int) -> dict[str, object]:
    """Replay the first `count` entries of a pack."""
    with zipfile.ZipFile(path) as archive:
        pack = Pack(archive)
        replay = Replay(pack.rules)
        for index, data in enumerate(pack.entries(count)):
            if not replay.take(index, data):
                break
    return {"decisions_replayed": replay.decided, "decisions_differ": replay.differ, "findings": replay.findings}


def main(arguments: Sequence[str]) -> int:
    """PACK and the number of entries."""
    path, count = arguments
    sys.stdout.write(json.dumps(run(path, int(count))) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
