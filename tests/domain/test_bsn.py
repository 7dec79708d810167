"""Het burgerservicenummer: de elfproef, naast die van python-stdnum."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.nl import bsn as bsnummer

from isi_soap.domain.bsn import elfproef, is_bsn

CIJFERS = st.text("0123456789", min_size=9, max_size=9)


@given(CIJFERS)
def test_de_elfproef_is_die_van_stdnum(nummer: str) -> None:
    assert elfproef(nummer) == bsnummer.is_valid(nummer)


@given(st.integers(10_000_000, 99_999_999))
def test_van_elke_acht_cijfers_past_hoogstens_een_negende(acht: int) -> None:
    geldig = [f"{acht}{laatste}" for laatste in range(10) if elfproef(f"{acht}{laatste}")]
    assert len(geldig) <= 1
    assert all(map(bsnummer.is_valid, geldig))


@pytest.mark.parametrize(
    "tekst", ["", "99999999", "9999999901", "99999999x", "000000000", "999 999 990", "９９９９９９９９０"]
)
def test_een_andere_vorm_is_er_geen(tekst: str) -> None:
    assert not is_bsn(tekst)
