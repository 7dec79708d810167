"""De sleutelbestanden: alleen voor hun eigenaar, nooit overschreven, en fouten zeggen wat er te doen is."""

from __future__ import annotations

import json
import os
import threading
from base64 import b64encode
from pathlib import Path

import pytest

from isi_soap.audit.sleutels import (
    Sleutelbos,
    SleutelFout,
    laad_ondertekenaar,
    laad_sleutelbos,
    maak_ondertekenaar,
    maak_sleutelbos,
)


def test_alleen_de_eigenaar_kan_ze_lezen(tmp_path: Path) -> None:
    for maak in (maak_sleutelbos, lambda pad: maak_ondertekenaar(pad, "log")):
        pad = tmp_path / "map" / "sleutel"
        maak(pad)
        assert pad.stat().st_mode & 0o777 == 0o600
        pad.chmod(0o640)
        with pytest.raises(SleutelFout, match="chmod 600"):
            maak(pad)
        pad.unlink()


def test_wat_er_staat_blijft_staan(tmp_path: Path) -> None:
    eerste = maak_sleutelbos(tmp_path / "s")
    assert maak_sleutelbos(tmp_path / "s") == laad_sleutelbos(tmp_path / "s") == eerste
    wie = maak_ondertekenaar(tmp_path / "o", "log")
    assert maak_ondertekenaar(tmp_path / "o", "log").controlesleutel == wie.controlesleutel
    assert sorted(p.name for p in tmp_path.iterdir()) == ["o", "s"]


def test_twee_die_tegelijk_beginnen_krijgen_dezelfde(tmp_path: Path) -> None:
    gevonden: list[Sleutelbos] = []
    draden = [
        threading.Thread(target=lambda: gevonden.append(maak_sleutelbos(tmp_path / "s"))) for _ in range(8)
    ]
    for draad in draden:
        draad.start()
    for draad in draden:
        draad.join()
    assert len({bos.zoek for bos in gevonden}) == 1


def test_inpakken_en_uitpakken(tmp_path: Path) -> None:
    bos = maak_sleutelbos(tmp_path / "s")
    ingepakt = bos.pak_in(b"k" * 32, b"rij 1")
    assert bos.pak_uit(ingepakt, bos.huidige, b"rij 1") == b"k" * 32
    with pytest.raises(SleutelFout):
        bos.pak_uit(ingepakt, bos.huidige, b"rij 2")
    with pytest.raises(SleutelFout, match="staat niet in het sleutelbestand"):
        bos.pak_uit(ingepakt, "00000000", b"rij 1")


def test_een_oudere_inpaksleutel_pakt_nog_uit(tmp_path: Path) -> None:
    pad = tmp_path / "s"
    oud = maak_sleutelbos(pad)
    ingepakt = oud.pak_in(b"k" * 32, b"rij")
    gelezen = json.loads(pad.read_text())
    gelezen["inpak"].insert(0, b64encode(os.urandom(32)).decode())
    pad.write_text(json.dumps(gelezen))
    nieuw = laad_sleutelbos(pad)
    assert nieuw.huidige != oud.huidige
    assert nieuw.pak_uit(ingepakt, oud.huidige, b"rij") == b"k" * 32


def test_het_kenmerk_van_een_persoon(tmp_path: Path) -> None:
    een, twee = maak_sleutelbos(tmp_path / "1"), maak_sleutelbos(tmp_path / "2")
    assert een.persoon("999990019") == een.persoon("999990019")
    assert len(een.persoon("999990019")) == 16
    assert een.persoon("999990019") != een.persoon("999990020")
    assert een.persoon("999990019") != twee.persoon("999990019")
    assert een.zoekkenmerk != twee.zoekkenmerk


@pytest.mark.parametrize(
    "inhoud", ["", "{}", "[]", '{"formaat":"isi-logsleutels/1","inpak":["AA=="],"zoek":"AA=="}']
)
def test_een_ander_bestand(tmp_path: Path, inhoud: str) -> None:
    pad = tmp_path / "s"
    pad.write_text(inhoud)
    pad.chmod(0o600)
    with pytest.raises(SleutelFout, match="geen sleutelbestand"):
        laad_sleutelbos(pad)
    with pytest.raises(SleutelFout, match="geen Ed25519"):
        laad_ondertekenaar(pad, "log")


def test_een_bestand_dat_er_niet_is(tmp_path: Path) -> None:
    with pytest.raises(SleutelFout, match="niet te lezen"):
        laad_sleutelbos(tmp_path / "weg")
