"""Het record is tot op de byte vast, en zijn inhoud is alleen met de sleutel te lezen."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from isi_soap.audit.inhoud import Inhoud, Onleesbaar, ontsleutel, versleutel
from isi_soap.audit.record import Waarde, blad, canoniek, gezouten, personenhash

RECORD = UUID("019ab2c4-5d6e-7f80-9a1b-2c3d4e5f6071")

teksten = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40)
waarden = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**53), 2**53), teksten, st.lists(teksten, max_size=3)
)
velden = st.dictionaries(st.from_regex(r"[a-z_]{1,20}", fullmatch=True), waarden, max_size=12)


def test_de_bytes_van_een_record() -> None:
    tijd = datetime(2026, 3, 1, 13, 5, 7, 20, tzinfo=timezone(timedelta(hours=1)))
    gemaakt = canoniek(
        {
            "zout": b"\x01\xff",
            "id": RECORD,
            "ontvangen": tijd,
            "codes": ["F021"],
            "duur": 0.0123456,
            "gebruiker": 'é"\\\n\x1f\x7f',
            "namens": None,
            "eigen_gebruikersbeheer": False,
            "wsa": {"To": "x", "From": None},
        }
    )
    assert gemaakt.decode() == (
        '{"codes":["F021"],"duur":12346,"eigen_gebruikersbeheer":false,"formaat":"isi-logrecord/1",'
        '"gebruiker":"é\\"\\\\\\n\\u001f\x7f","id":"019ab2c4-5d6e-7f80-9a1b-2c3d4e5f6071",'
        '"ontvangen":"2026-03-01T12:05:07.000020Z","wsa":{"From":null,"To":"x"},"zout":"01ff"}'
    )


@given(velden)
def test_elke_taal_kan_deze_bytes_maken(gegeven: dict[str, Waarde]) -> None:
    """Wat de standaardbibliotheek met gesorteerde namen en zonder witruimte schrijft, is hetzelfde."""
    kaal = {naam: waarde for naam, waarde in gegeven.items() if waarde is not None}
    verwacht = json.dumps(
        kaal | {"formaat": "isi-logrecord/1"}, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    assert canoniek(gegeven) == verwacht.encode()


@given(velden, st.data())
def test_elk_veld_telt(gegeven: dict[str, Waarde], data: st.DataObject) -> None:
    naam = data.draw(st.sampled_from([*gegeven, "nieuw"]))
    anders = data.draw(waarden.filter(lambda w: (w, type(w)) != (gegeven.get(naam), type(gegeven.get(naam)))))
    assert blad(gegeven | {naam: anders}) != blad(gegeven)


def test_het_blad_en_de_hashes() -> None:
    assert blad({"zout": b"z"}) == sha256(b'\x00{"formaat":"isi-logrecord/1","zout":"7a"}').digest()
    assert gezouten(b"z" * 16, b"<v/>") == sha256(b"z" * 16 + b"<v/>").digest()
    assert personenhash([b"b" * 16, b"a" * 16]) == sha256(b"a" * 16 + b"b" * 16).digest()


inhouden = st.builds(
    Inhoud,
    zout=st.binary(min_size=16, max_size=16),
    verzoek=st.none() | st.binary(max_size=300),
    antwoord=st.none() | st.binary(max_size=300),
    bsns=st.lists(st.from_regex(r"[0-9]{9}", fullmatch=True), max_size=4).map(tuple),
)


@given(inhouden)
def test_de_inhoud_komt_er_gelijk_uit(inhoud: Inhoud) -> None:
    sleutel = AESGCM(os.urandom(32))
    bewaard = versleutel(inhoud, sleutel, RECORD.bytes)
    assert ontsleutel(bewaard, sleutel, RECORD.bytes) == inhoud


@given(st.data())
def test_geen_byte_van_de_inhoud_kan_anders(data: st.DataObject) -> None:
    sleutel = AESGCM(bytes(32))
    bewaard = versleutel(Inhoud(bytes(16), b"<v/>", b"<a/>", ("999990019",)), sleutel, RECORD.bytes)
    plaats = data.draw(st.integers(0, len(bewaard) - 1))
    anders = bytearray(bewaard)
    anders[plaats] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Onleesbaar):
        ontsleutel(bytes(anders), sleutel, RECORD.bytes)


def test_inhoud_past_alleen_bij_haar_record_en_haar_sleutel() -> None:
    inhoud = Inhoud(bytes(16), b"<v/>", None)
    bewaard = versleutel(inhoud, AESGCM(bytes(32)), RECORD.bytes)
    for sleutel, record in ((bytes(32), bytes(16)), (b"\x01" * 32, RECORD.bytes)):
        with pytest.raises(Onleesbaar):
            ontsleutel(bewaard, AESGCM(sleutel), record)


def test_een_gewoon_bericht_wordt_klein() -> None:
    """Het woordenboek hoort erbij: zonder zou dit vier keer zo groot zijn."""
    from bench.vloer import verzoeken

    bericht = verzoeken()[0]
    assert (
        len(versleutel(Inhoud(bytes(16), bericht, None), AESGCM(bytes(32)), RECORD.bytes)) < len(bericht) / 2
    )


def test_tijden_zijn_in_utc() -> None:
    assert b"2026-01-01T00:00:00.000000Z" in canoniek({"t": datetime(2026, 1, 1, tzinfo=UTC)})
