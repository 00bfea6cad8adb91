from __future__ import annotations

import re

from tests.house.tree import files, name

SOURCE = ("src/**/*.py", "proofs/**/*.py", "bench/**/*.py", "web/**/*.js")
CAP = 300
SAYS_NOTHING = re.compile(r"(^|_)(manager|helpers?|utils?|services?|handlers?|common|base|misc)(_|$)")


def test_a_module_reads_in_one_sitting() -> None:
    """No module of the source has more than 300 lines."""
    seen = files(*SOURCE)
    assert len(seen) > 50
    long = {name(path): lines for path in seen if (lines := len(path.read_text(encoding="utf-8").splitlines())) > CAP}
    assert long == {}


def test_a_module_says_by_its_name_what_it_holds() -> None:
    """No module is called after a drawer that everything fits into."""
    assert [name(path) for path in files(*SOURCE) if SAYS_NOTHING.search(path.stem)] == []


def test_the_names_that_say_nothing_are_recognised() -> None:
    """The check of names sees a drawer when there is one, and leaves words alone that only contain one."""
    assert SAYS_NOTHING.search("helpers")
    assert SAYS_NOTHING.search("act_utils")
    assert not SAYS_NOTHING.search("database")
