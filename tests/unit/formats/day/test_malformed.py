from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chamberflag.app import shipped_day
from chamberflag.cli.main import run
from chamberflag.cli.stage import try_all
from chamberflag.formats.day.parse import parse
from chamberflag.vocabulary.errors import Malformed

DAY = shipped_day().decode()
LINES = DAY.split("\n")
HEAD = DAY.partition("\nbefore\n")[0]
PLACED = re.compile(r"x\.day( line \d+)?\Z")

# What somebody writes -> what the message must say.
SAID = [
    ("09:00 wes chekcs W1: EMPTY x6", "did you mean 'checks'?"),
    ("09:00 wess checks W1: EMPTY x6", "did you mean 'wes'?"),
    ("09:00 wes checks W11: EMPTY x6", "neither a person nor an item of this day; did you mean 'W1'?"),
    ("09:00 wes checks W1: EMTY x6", "'EMTY x6' is not understood here"),
    ("09:00 wes checks W1: EMPTY x0", "a finding is written EMPTY x6"),
    ("09:00 wes checks W1: EMPTY y6", "a finding is written EMPTY x6"),
    ("09:00 ada plans S1: perfomers june", "did you mean 'performers'?"),
    ("09:00 ada plans S1: actions hold+jump", "'jump' is none of hold, draw"),
    ("09:00 ada as leed checks W1: EMPTY x6", "did you mean 'lead'?"),
    ("9.00 wes checks W1: EMPTY x6", "an act begins with its time such as 09:12"),
    ("expct refused HND-02", "did you mean 'expect'?"),
    ("09:00 wes reviews W1: reports [clack]", "a list is written a+b+c"),
    ("09:00 wes reviews W1: reports [clack], cause unknown", "no act above is labelled [clack]"),
    ('09:00 wes checks W1: note "open', "a quotation mark is not closed"),
    ("09:00 wes does chek on W1: {}", "no act is called 'chek'; did you mean 'check'?"),
    ("09:00 wes does genesis: {}", "genesis is written by the box"),
    ('09:00 wes does check on W1: {"chamber":[]}', "did you mean 'chambers'?"),
    ('09:00 wes does check on W1: {"chambers":[1.5]}', "numbers in an act are whole"),
    ('09:00 wes does check on W1: {"blind":true,"blind":false}', "stands twice"),
    ("09:00 wes", "no act is called"),
    ("09:00", "an act begins with a time and with who does it"),
    ("09:00 performer checks W1: EMPTY x6", "performer may be june, cole, theo: say who"),
    ("day 2027-13-01", "no date such as 2027-03-09"),
    ("day 1999-03-01", "no date such as 2027-03-09"),
]


@pytest.mark.parametrize(("line", "wanted"), SAID, ids=[line[:40] for line, _ in SAID])
def test_a_mistake_names_its_line_and_what_would_be_right(line: str, wanted: str) -> None:
    """One sentence: the line, what is wrong there, and the nearest thing that would be right."""
    text = f"{HEAD}\nacts\nday 2027-03-09\n08:00 wes goes on duty weapons at barn\n{line}\n"
    with pytest.raises(Malformed) as caught:
        parse(text.encode(), "x.day")
    assert wanted in caught.value.text
    assert caught.value.place == f"x.day line {text.count(chr(10))}"


@pytest.mark.parametrize(
    ("rule", "wanted"),
    [("HND-2", "no rule or reason such as HND-02"), ("HND-99", "no rule or reason is called HND-99"), ("subject_stael", "subject_stale")],
)
def test_an_expectation_of_a_rule_that_does_not_exist_is_a_mistake(rule: str, wanted: str) -> None:
    """A misspelt rule id cannot pass as an expectation that is not met."""
    text = f"{HEAD}\nacts\nday 2027-03-09\n08:00 wes opens SAFE\nexpect refused {rule}\n"
    with pytest.raises(Malformed, match=re.escape(wanted)):
        try_all(parse(text.encode(), "x.day"))


@pytest.mark.parametrize("number", [60, 150, len(LINES) - 1])
def test_a_mistake_anywhere_records_nothing(number: int, tmp_path: Path) -> None:
    """A file with a mistake on line 150 leaves no box, no folder and no entry behind."""
    broken = LINES.copy()
    broken[number - 1 : number] = ["09:99 nobody does nothing"]
    file, box = tmp_path / "x.day", tmp_path / "box"
    file.write_text("\n".join(broken))
    assert run(["day", "run", str(file), "--data", str(box)]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["x.day"]


def test_a_mistake_that_shows_only_in_the_composed_act_records_nothing(tmp_path: Path) -> None:
    """A step of a joint act in the wrong place is found before the first act is recorded."""
    file, box = tmp_path / "x.day", tmp_path / "box"
    file.write_text(DAY + '18:30 wes does look_in on W1: {"steps":[{"type":"check"},{"type":"take_out"}]}\n')
    assert run(["day", "run", str(file), "--data", str(box)]) == 2
    assert not box.exists()


def only_malformed(text: str | bytes) -> None:
    """Read it: a day, or one Malformed that names the file and, but for faults of the whole file, the line."""
    found = fault_of(text if isinstance(text, bytes) else text.encode())
    if found is not None:
        assert PLACED.match(found.place), found.place
        assert 0 < len(found.text) < 2000


def fault_of(data: bytes) -> Malformed | None:
    """The Malformed of a file, or None where it is a day."""
    try:
        try_all(parse(data, "x.day"))
    except Malformed as error:
        return error
    return None


WORDS = st.sampled_from(
    sorted({word for line in LINES for word in line.split()} | {'"', "{", "}", "[x]", "does", "box", "everyone", "..", ":"})
)


@given(st.lists(WORDS, max_size=14))
def test_words_in_any_order_are_an_act_or_one_mistake(words: list[str]) -> None:
    """Whatever words stand in a line, nothing else than Malformed comes out."""
    only_malformed(f"{HEAD}\nacts\nday 2027-03-09\n09:00 wes {' '.join(words)}\n")


@given(st.integers(0, len(LINES) - 1), st.integers(0, 200), st.text(max_size=6), st.integers(0, 12))
def test_a_line_that_was_mistyped_is_an_act_or_one_mistake(number: int, at: int, typed: str, gone: int) -> None:
    """Characters put in or lost anywhere in the example never end in anything but a day or one Malformed."""
    lines, head = [*LINES[: number + 1]], HEAD.count("\n")
    lines[number] = lines[number][:at] + typed + lines[number][at + gone :]
    if number > head:  # an act is read against the people and items alone
        lines = [HEAD, "acts", "day 2027-03-09", lines[number]]
    only_malformed("\n".join(lines).encode("utf-8", "surrogatepass"))


@given(st.lists(st.text(max_size=40), max_size=5))
def test_any_text_is_a_day_or_one_mistake(lines: list[str]) -> None:
    """No text at all ends in anything but a day or one Malformed."""
    only_malformed("\n".join(lines).encode("utf-8", "surrogatepass"))


@given(st.binary(max_size=80))
def test_any_bytes_are_a_day_or_one_mistake(data: bytes) -> None:
    """No bytes at all end in anything but a day or one Malformed."""
    only_malformed(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["chambers", "steps", "type", "note", "kid", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.sampled_from(["check", "give", "report", "key.revoked", "prove_round", "adopt_rules"]), JSON)
def test_any_json_is_a_body_or_one_mistake(kind: str, value: object) -> None:
    """The body written out as JSON may hold anything; what is no body is one Malformed."""
    only_malformed(f"{HEAD}\nacts\nday 2027-03-09\n09:00 wes does {kind} on W1: {json.dumps(value)}\n")


def test_what_would_move_a_cursor_is_not_read() -> None:
    """Lines are shown on terminals: control characters and marks that turn the writing round are refused."""
    for bad in ("\x1b[2J", "\u202e", "\x07"):
        with pytest.raises(Malformed, match="may not be shown"):
            parse(f"{HEAD}\nacts\nday 2027-03-09\n09:00 wes opens SAFE{bad}\n".encode(), "x.day")
