"""De boom en zijn bewijzen: de vectoren van Certificate Transparency, en de definitie van RFC 9162 zelf."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isi_soap.audit.bewijs import consistentiebewijs, inclusiebewijs, is_consistent, wortel_uit_inclusie
from isi_soap.audit.boom import Bereik, Hash, Plaats, bladhash, deelboom, dekking

# De acht bladen van de referentietests bij RFC 6962, en hun wortels na 1 tot en met 8 bladen.
INVOER = [
    bytes.fromhex(h)
    for h in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
WORTELS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
BLADEN = [bladhash(invoer) for invoer in INVOER]


def mth(bladen: list[Hash]) -> Hash:
    """De definitie van RFC 9162 §2.1.1, woord voor woord."""
    if not bladen:
        return sha256(b"").digest()
    if len(bladen) == 1:
        return bladen[0]
    k = 1
    while k * 2 < len(bladen):
        k *= 2
    return sha256(b"\x01" + mth(bladen[:k]) + mth(bladen[k:])).digest()


def bron(bladen: list[Hash], plaats: Plaats) -> Hash:
    return mth(bladen[plaats.begin : plaats.eind])


def bomen(meest: int = 70) -> st.SearchStrategy[list[Hash]]:
    return st.integers(1, meest).map(lambda n: [bladhash(i.to_bytes(4)) for i in range(n)])


def test_de_lege_boom() -> None:
    assert Bereik().wortel().hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("grootte", range(1, 9))
def test_de_wortels_van_rfc_6962(grootte: int) -> None:
    assert deelboom(BLADEN[:grootte]).hex() == WORTELS[grootte - 1]
    assert mth(BLADEN[:grootte]).hex() == WORTELS[grootte - 1]


@pytest.mark.parametrize(
    ("positie", "grootte", "pad"),
    [
        (0, 1, []),
        (
            0,
            8,
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            5,
            8,
            [
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    ],
)
def test_de_inclusiebewijzen_van_rfc_6962(positie: int, grootte: int, pad: list[str]) -> None:
    bewijs = inclusiebewijs(lambda plaats: bron(BLADEN, plaats), positie, grootte)
    assert [hash_.hex() for hash_ in bewijs] == pad
    wortel = wortel_uit_inclusie(BLADEN[positie], positie, grootte, bewijs)
    assert wortel is not None
    assert wortel.hex() == WORTELS[grootte - 1]


@pytest.mark.parametrize(
    ("eerder", "grootte", "pad"),
    [
        (1, 1, []),
        (
            1,
            8,
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            6,
            8,
            [
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (
            2,
            5,
            [
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ],
        ),
    ],
)
def test_de_consistentiebewijzen_van_rfc_6962(eerder: int, grootte: int, pad: list[str]) -> None:
    bewijs = consistentiebewijs(lambda plaats: bron(BLADEN, plaats), eerder, grootte)
    assert [hash_.hex() for hash_ in bewijs] == pad
    oud, nieuw = (bytes.fromhex(WORTELS[n - 1]) for n in (eerder, grootte))
    assert is_consistent(eerder, oud, grootte, nieuw, bewijs)


@given(bomen())
def test_aangroeien_geeft_de_wortel_van_de_definitie(bladen: list[Hash]) -> None:
    bereik = Bereik()
    vol: dict[Plaats, Hash] = {}
    for aantal, blad in enumerate(bladen, 1):
        vol.update(bereik.voeg_toe(blad))
        assert bereik.wortel() == mth(bladen[:aantal])
        assert len(bereik.rand) == aantal.bit_count()
    assert all(hash_ == bron(bladen, plaats) for plaats, hash_ in vol.items())


@given(bomen(), st.data())
def test_een_reeks_met_wat_eromheen_ligt_geeft_de_wortel(bladen: list[Hash], data: st.DataObject) -> None:
    """Zo toetst een export van een tijdvak: links en rechts volle deelbomen, ertussen elk blad."""
    begin = data.draw(st.integers(0, len(bladen)))
    eind = data.draw(st.integers(begin, len(bladen)))
    bereik = Bereik(begin, [bron(bladen, plaats) for plaats in dekking(0, begin)])
    for blad in bladen[begin:eind]:
        bereik.voeg_toe(blad)
    for plaats in dekking(eind, len(bladen)):
        bereik.voeg_toe(bron(bladen, plaats), plaats.niveau)
    assert bereik.wortel() == mth(bladen)


@given(bomen(), st.data())
def test_elk_blad_is_te_bewijzen_en_een_ander_niet(bladen: list[Hash], data: st.DataObject) -> None:
    positie = data.draw(st.integers(0, len(bladen) - 1))
    pad = inclusiebewijs(lambda plaats: bron(bladen, plaats), positie, len(bladen))
    wortel = mth(bladen)
    assert wortel_uit_inclusie(bladen[positie], positie, len(bladen), pad) == wortel
    assert wortel_uit_inclusie(bladhash(b"anders"), positie, len(bladen), pad) != wortel
    elders = data.draw(st.integers(0, len(bladen) - 1).filter(lambda p: p != positie) | st.just(-1))
    assert wortel_uit_inclusie(bladen[positie], elders, len(bladen), pad) != wortel
    if pad:
        assert wortel_uit_inclusie(bladen[positie], positie, len(bladen), pad[:-1]) is None
        assert wortel_uit_inclusie(bladen[positie], positie, len(bladen), [*pad, pad[0]]) is None


@given(bomen(), st.data())
def test_groei_is_te_bewijzen_en_een_wijziging_niet(bladen: list[Hash], data: st.DataObject) -> None:
    eerder = data.draw(st.integers(1, len(bladen)))
    pad = consistentiebewijs(lambda plaats: bron(bladen, plaats), eerder, len(bladen))
    oud, nieuw = mth(bladen[:eerder]), mth(bladen)
    assert is_consistent(eerder, oud, len(bladen), nieuw, pad)
    veranderd = data.draw(st.integers(0, eerder - 1))
    vals = [*bladen[:veranderd], bladhash(b"anders"), *bladen[veranderd + 1 :]]
    assert not is_consistent(eerder, mth(vals[:eerder]), len(bladen), nieuw, pad)
    ander_pad = consistentiebewijs(lambda plaats: bron(vals, plaats), eerder, len(bladen))
    assert not is_consistent(eerder, oud, len(bladen), mth(vals), ander_pad)


def test_wat_er_niet_is_is_niet_te_bewijzen() -> None:
    with pytest.raises(ValueError, match="positie"):
        inclusiebewijs(lambda plaats: bron(BLADEN, plaats), 8, 8)
    with pytest.raises(ValueError, match="groot"):
        consistentiebewijs(lambda plaats: bron(BLADEN, plaats), 9, 8)
    assert not is_consistent(9, BLADEN[0], 8, BLADEN[0], [])
