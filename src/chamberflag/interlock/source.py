"""The rule files as they are, parsed as TOML and nothing more: which file says what. Source: interlock.md section 1."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import msgspec

from chamberflag.vocabulary.errors import Malformed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Document = dict[str, Any]
MOST = 500_000


@dataclass(frozen=True, slots=True)
class Source:
    """Rule files by name ("core/40_ceremony.toml"): text for the digest, document for the compiler."""

    texts: Mapping[str, str]
    documents: Mapping[str, Document]

    def of(self, folder: str) -> Iterator[tuple[str, Document]]:
        """The documents of a folder, or the one file, in order of name."""
        for name in sorted(self.documents):
            if name == folder or name.startswith(folder + "/"):
                yield name, self.documents[name]

    def digest(self, packs: tuple[str, ...], params: Mapping[str, int]) -> str:
        """64 hex digits over every file that can decide: all but the pack files not chosen, and the parameters set."""
        used = {
            n: t for n, t in self.texts.items() if not n.startswith("packs/") or n.removeprefix("packs/").removesuffix(".toml") in packs
        }
        whole = {"files": used, "packs": list(packs), "params": dict(params)}
        return hashlib.sha256(b"chamberflag/rules/v1\n" + msgspec.json.encode(whole, order="deterministic")).hexdigest()


def machine_digest(files: Mapping[str, str]) -> str:
    """16 hex digits over the files of the proved machine and its limits: what a record of a proof speaks of, whatever the packs."""
    whole = "".join(f"{name}\n{text}\n" for name, text in sorted(files.items()) if name.startswith("core/") or name == "params.toml")
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


def parse(files: Mapping[str, str]) -> Source:
    """The source of these texts. Raises Malformed naming file and line."""
    documents: dict[str, Document] = {}
    for name, text in files.items():
        documents[name] = document_of(text, name)
    return Source(dict(files), documents)


def document_of(text: str, name: str) -> Document:
    """One file as a document; decimal figures stay decimal. Raises Malformed naming file and line."""
    if len(text) > MOST:
        raise Malformed("malformed.toml", f"the file has {len(text)} characters; a rule file has at most {MOST}", name)
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except RecursionError:
        raise Malformed("malformed.toml", "values are nested too deeply", name) from None
    except (ValueError, InvalidOperation) as error:  # a number of thousands of digits is a plain ValueError
        raise Malformed("malformed.toml", str(error) or "a number that nobody can read", name) from None
