"""The gate on cut sets: every procedure is searched again, and none may be worse than what is committed or below its floor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from proofs.cuts import record
from proofs.cuts.search import minimal_cuts
from proofs.cuts.variants import book, procedures
from proofs.live import base

if TYPE_CHECKING:
    from collections.abc import Mapping

    from proofs.gates import Row

K = """In the modelled procedure a bullet round reaches a performer under a declaration of EMPTY or DUMMY only if {people} different
people each fail: the declarer, the witness and the performer. With a single declaration {single} person is enough. This counts failures,
not probabilities: pressure, habit or friendship can make {people} failures as likely as one. It assumes A1-A6; that dummies can be told
from bullet rounds by sight or sound and were proved one by one by two people; and that {people} signatures are {people} people. It says
nothing of blanks at short range, of what has lain in play, of a weapon with a magazine in, which is never declared EMPTY or DUMMY, of the
performer swapping a round, of a weapon handed over without the product, or of a locked store that is not locked.""".replace("\n", " ")
WORDS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five"}


def whole_wording(people: int | None, single: int | None) -> str:
    """The figure, never alone."""
    return K.format(people=WORDS.get(people or 0, str(people)), single=WORDS.get(single or 0, str(single)))


def cut_sets(row: Row) -> None:
    """The procedures that are searched in a moment, and the wording."""
    search(row, slow=False)
    row.says.append(whole_wording(row.record["ceremony"]["people"], row.record["single"]["people"]))


def cut_sets_slow(row: Row) -> None:
    """The procedures with blanks, whose worlds are larger."""
    search(row, slow=True)


def search(row: Row, *, slow: bool) -> None:
    """Every procedure searched to the end: figures and cut sets against the file, each cut set with its way to the event beside it."""
    old = record.read()
    for one in procedures(tuple(name for name, variant in book().variant.items() if not variant.same_as and variant.slow == slow)):
        found = minimal_cuts(one)
        new = record.brief(found)
        row.items += len(found.sets) + 1
        row.wrong += record.below_floor(one.name, new["k"]) + record.others(one.name, new)
        committed = old["variants"].get(one.name)
        if committed is None:
            row.wrong.append(f"{one.name} is not in {record.FILE.name}: run `python -m proofs.cuts`")
            continue
        row.wrong += record.worse(one.name, committed, new)
        if committed["sets"] != new["sets"] and not row.wrong:
            row.wrong.append(f"{one.name}: other cut sets than committed, none worse: run `python -m proofs.cuts`, look at them, commit")
        if len(committed["ways"]) != len(committed["sets"]) or not all(committed["ways"]):
            row.wrong.append(f"{one.name}: a cut set without its way")
        row.says.append(f"{one.variant.title}: {record.said(new)}")
        row.record[one.name] = new["k"]
    if old["machine"] != record.digest(base().model):
        row.says.append(f"{record.FILE.name} was written for an earlier machine; the cut sets above are those of this one")


def cut_sets_whole(row: Row) -> None:
    """The large worlds: with every event of the machine in any order the cut sets are those of the small world; minutes.

    Somebody whom the small world lacks may do what somebody else does there, and no more.
    """
    for one in procedures(tuple(name for name, variant in book().variant.items() if variant.same_as)):
        found = record.brief(minimal_cuts(one))
        row.items += len(found["sets"])
        row.wrong += record.below_floor(one.name, found["k"])
        small = {cut_of(cut) for cut in record.read()["variants"][one.variant.same_as]["sets"]}
        if {cut_of(cut, one.variant.taken_for) for cut in found["sets"]} != small:
            row.wrong.append(f"{one.name}: other cut sets than {one.variant.same_as}: {found['sets']}")
        row.says.append(f"{one.variant.title}: {record.said(found)}")


def cut_of(cut: list[list[str]], taken_for: Mapping[str, str] | None = None) -> frozenset[tuple[str, str]]:
    """A cut set as (kind of failure, person), in whatever order it was written."""
    return frozenset((kind, (taken_for or {}).get(person, person)) for kind, person in cut)
