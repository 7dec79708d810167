"""Checkpoints in de vorm van C2SP: de bytes liggen vast, en alleen de eigen sleutel telt."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from isi_soap.audit.checkpoint import Checkpoint
from isi_soap.audit.notitie import Controlesleutel, NotitieFout, Ondertekenaar, open_notitie

# De notitie en de sleutel uit de documentatie van golang.org/x/mod/sumdb/note.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NOTITIE = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6R"
    "yyBwJnAM=\n"
)
WIE = Ondertekenaar("isi.example/log", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
PUNT = Checkpoint("isi.example/log", 20852163, sha256(b"wortel").digest())


def test_een_notitie_van_een_ander_programma() -> None:
    sleutel = Controlesleutel.uit_tekst(PETER)
    assert sleutel.tekst() == PETER
    assert open_notitie(NOTITIE, sleutel).startswith("If you think")
    with pytest.raises(NotitieFout, match="klopt niet"):
        open_notitie(NOTITIE.replace("answer", "anzwer"), sleutel)


def test_de_vorm_van_een_checkpoint() -> None:
    notitie = PUNT.onderteken(WIE)
    regels = notitie.split("\n")
    assert regels[:4] == ["isi.example/log", "20852163", b64encode(PUNT.wortel).decode(), ""]
    assert regels[4].startswith("— isi.example/log ")
    assert regels[5:] == [""]
    assert Checkpoint.open(notitie, WIE.controlesleutel) == PUNT


def test_handtekeningen_van_getuigen_storen_niet() -> None:
    getuige = Ondertekenaar("getuige.example", Ed25519PrivateKey.generate())
    extra = getuige.onderteken(PUNT.tekst()).split("\n\n")[1]
    assert Checkpoint.open(PUNT.onderteken(WIE) + extra, WIE.controlesleutel) == PUNT
    assert Checkpoint.open(PUNT.onderteken(WIE).replace("\n\n", "\n\n" + extra), WIE.controlesleutel) == PUNT


def test_een_ander_logboek_en_een_andere_sleutel() -> None:
    elders = Checkpoint("elders.example/log", 1, PUNT.wortel)
    with pytest.raises(NotitieFout, match="ander logboek"):
        Checkpoint.open(elders.onderteken(WIE), WIE.controlesleutel)
    nieuw = Ondertekenaar("isi.example/log", Ed25519PrivateKey.generate())
    with pytest.raises(NotitieFout, match="niet ondertekend"):
        Checkpoint.open(PUNT.onderteken(nieuw), WIE.controlesleutel)


@given(st.data())
def test_geen_byte_van_een_checkpoint_kan_anders(data: st.DataObject) -> None:
    notitie = PUNT.onderteken(WIE)
    plaats = data.draw(st.integers(0, len(notitie) - 1))
    teken = data.draw(st.characters(codec="utf-8").filter(lambda t: t != notitie[plaats]))
    veranderd = notitie[:plaats] + teken + notitie[plaats + 1 :]
    try:
        gelezen = Checkpoint.open(veranderd, WIE.controlesleutel)
    except NotitieFout:
        return
    # Alleen de vulbits van base64 in de handtekening kunnen nog verschillen; wat getekend is niet.
    assert gelezen == PUNT
    assert veranderd.split("\n")[:4] == notitie.split("\n")[:4]


@pytest.mark.parametrize(
    "tekst",
    [
        "",
        "a\n1\n",
        "a\n01\n" + "A" * 43 + "=\n",
        "a\n-1\n" + "A" * 43 + "=\n",
        "a\n1\nAAAA\n",
        "\n1\nAAAA\n",
        "a\n1\n?\n",
    ],
)
def test_wat_geen_checkpoint_is(tekst: str) -> None:
    with pytest.raises(NotitieFout):
        Checkpoint.uit_tekst(tekst)


@pytest.mark.parametrize(
    "vkey", ["", "a+b", "a+00000000+AAAA", PETER.replace("c74f20a3", "c74f20a4"), "a b" + PETER]
)
def test_wat_geen_controlesleutel_is(vkey: str) -> None:
    with pytest.raises(NotitieFout):
        Controlesleutel.uit_tekst(vkey)


@pytest.mark.parametrize("tekst", ["zonder regeleinde", "lege\n\nregel\n"])
def test_wat_niet_ondertekend_wordt(tekst: str) -> None:
    with pytest.raises(NotitieFout):
        WIE.onderteken(tekst)
