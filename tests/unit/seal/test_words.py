"""seal.words: two words that cannot be taken for two others, nor for a call."""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest

from chamberflag.seal.words import LISTS, words
from tests.vectors import cases, document

# Sounds that are easily taken for one another over a radio, and spellings of one sound.
SPELLINGS = (
    ("ph", "f"), ("ck", "k"), ("qu", "k"), ("sh", "s"), ("ch", "s"), ("ll", "l"), ("th", "t"), ("x", "ks"), ("h", ""), ("j", "s"),
)  # fmt: skip
ALIKE = str.maketrans("bdgzvmwyc", "ptksfnuik")
CALLS = {
    "en": "fire gun cut stop shot roll hot cold clear safe ready hold load blank dummy bullet take action live wait go no yes help halt "
    "check",
    "es": "fuego arma corte corten alto tiro toma accion listo vacio frio caliente carga bala fogueo seguro quieto espera no si abajo",
}


def sound(word: str) -> str:
    """A rough spelling of what is heard."""
    word = re.sub("c(?=[eiy])", "s", word)
    for written, heard in SPELLINGS:
        word = word.replace(written, heard)
    return re.sub(r"(.)\1+", r"\1", word.translate(ALIKE))


def distance(a: str, b: str) -> int:
    """How many sounds differ (Levenshtein)."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))
    return row[-1]


@pytest.mark.parametrize("lang", ["en", "es"])
def test_lists(lang: str) -> None:
    """256 short words of plain letters, each once, in order."""
    chosen = LISTS[lang]
    assert len(chosen) == 256
    assert list(chosen) == sorted(set(chosen))
    assert all(re.fullmatch("[a-z]{3,8}", word) for word in chosen)


@pytest.mark.parametrize("lang", ["en", "es"])
def test_words_sound_apart(lang: str) -> None:
    """Any two words of a list differ in at least two sounds, and none is or begins like a call."""
    heard = {word: sound(word) for word in LISTS[lang]}
    near = [(a, b) for a, b in itertools.combinations(heard, 2) if distance(heard[a], heard[b]) < 2]
    assert near == []
    calls = CALLS[lang].split()
    assert [word for word in heard for call in calls if distance(heard[word], sound(call)) < 2] == []


@pytest.mark.parametrize("case", [*cases("words"), *cases("act-digest")])
def test_vectors(case: dict[str, Any]) -> None:
    """The first two bytes of the digest choose the two words."""
    digest = bytes.fromhex(case.get("prefix_hex") or case["message_sha256_hex"])
    assert list(words(digest, "en")) == case.get("en", case.get("words_en"))
    assert list(words(digest, "es")) == case.get("es", case.get("words_es"))


def test_every_word_stands_in_the_vectors() -> None:
    """The vectors show each word in both places."""
    for lang, chosen in LISTS.items():
        pairs = [case[lang] for case in document("words")["cases"]]
        assert [pair[0] for pair in pairs] == list(chosen)
        assert {pair[1] for pair in pairs} == set(chosen)
