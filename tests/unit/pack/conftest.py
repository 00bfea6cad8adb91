"""Logs that many tests of the pack share; no test changes them."""

from __future__ import annotations

import pytest

from chamberflag.pack.scope import Scope
from tests.company import Company
from tests.unit.pack.packs import Files, files_of, pack, vkey_of, worked


@pytest.fixture(scope="session")
def company() -> Company:
    """The log that the packs are made of."""
    return worked()


@pytest.fixture(scope="session")
def whole(company: Company) -> bytes:
    """The pack of the whole log."""
    return pack(company)


@pytest.fixture(scope="session")
def part(company: Company) -> bytes:
    """The pack of one weapon."""
    return pack(company, Scope("weapon", "w1"))


@pytest.fixture
def files(whole: bytes) -> Files:
    """The files of the whole log, to be changed."""
    return files_of(whole)


@pytest.fixture(scope="session")
def vkey(company: Company) -> str:
    """The key that a reader has from a source of their own."""
    return vkey_of(company.log_key)
