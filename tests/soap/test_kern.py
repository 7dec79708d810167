"""Werkprocessen verdelen de kernen, en wie een gedood proces vervangt krijgt diens kern."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection

import pytest

from isi_soap.soap.kern import Kernen

vork = get_context("fork")


def _werk(kernen: Kernen, uit: Connection, tot: Connection) -> None:
    kern = kernen.neem()
    uit.send((kern, sorted(os.sched_getaffinity(0))))
    tot.poll(60)


@contextmanager
def proces(kernen: Kernen) -> Iterator[tuple[int | None, list[int]]]:
    lees, schrijf = vork.Pipe(duplex=False)
    wacht, sein = vork.Pipe(duplex=False)
    kind = vork.Process(target=_werk, args=(kernen, schrijf, wacht))
    kind.start()
    try:
        yield lees.recv()
    finally:
        sein.send(None)
        kind.join()


@pytest.fixture
def twee_kernen() -> list[int]:
    beschikbaar = sorted(os.sched_getaffinity(0))
    assert len(beschikbaar) >= 2, "deze test heeft een machine met twee kernen nodig"
    return beschikbaar[:2]


def test_twee_processen_krijgen_elk_een_kern(twee_kernen: list[int]) -> None:
    kernen = Kernen(2)
    with proces(kernen) as een, proces(kernen) as ander:
        assert sorted([een[0] or 0, ander[0] or 0]) == twee_kernen
        assert een[1] == [een[0]]
        assert ander[1] == [ander[0]]


def test_bij_herladen_deelt_een_nieuw_proces_de_kern_van_het_oudste(twee_kernen: list[int]) -> None:
    """Het nieuwe draait al voor het oude stopt; daarna heeft weer elk zijn eigen kern."""
    kernen = Kernen(2)
    with (
        proces(kernen) as eerste,
        proces(kernen) as tweede,
        proces(kernen) as derde,
        proces(kernen) as vierde,
    ):
        assert [derde, vierde] == [eerste, tweede]


def test_de_kern_van_een_gestopt_proces_komt_vrij(twee_kernen: list[int]) -> None:
    kernen = Kernen(2)
    with proces(kernen) as eerste:
        pass
    with proces(kernen) as vervanger:
        assert vervanger == eerste


def test_een_enkel_proces_blijft_vrij() -> None:
    assert Kernen(1).neem() is None
