"""De grenzen per afzender, met een klok die stilstaat tot de test haar verzet."""

from __future__ import annotations

import pytest

from isi_soap.soap.grenzen import Afzendergrenzen, Emmers, Gelijktijdig, Tempo, TeVeel, adres

TEMPO = Tempo(per_seconde=10, stoot=5)


class Klok:
    def __init__(self) -> None:
        self.nu = 100.0

    def __call__(self) -> float:
        return self.nu


@pytest.fixture
def klok() -> Klok:
    return Klok()


def test_na_rust_een_stoot_en_daarna_het_tempo(klok: Klok) -> None:
    emmers = Emmers(TEMPO, klok=klok)
    assert [emmers.neem("a") for _ in range(5)] == [0.0] * 5
    assert emmers.neem("a") == pytest.approx(0.1)
    klok.nu += 0.1
    assert emmers.neem("a") == 0.0
    assert emmers.neem("a") == pytest.approx(0.1)
    klok.nu += 60
    assert [emmers.neem("a") for _ in range(6)][-1] == pytest.approx(0.1)


def test_wie_te_vroeg_vraagt_wacht_daardoor_niet_langer(klok: Klok) -> None:
    emmers = Emmers(TEMPO, klok=klok)
    for _ in range(100):
        emmers.neem("a")
    assert emmers.wacht("a") == pytest.approx(0.1)


def test_ieder_zijn_eigen_tempo(klok: Klok) -> None:
    emmers = Emmers(TEMPO, klok=klok)
    for _ in range(10):
        emmers.neem("a")
    assert emmers.neem("b") == 0.0


def test_er_worden_nooit_meer_sleutels_onthouden(klok: Klok) -> None:
    emmers = Emmers(TEMPO, klok=klok, hoogstens=100)
    for nummer in range(1000):
        emmers.neem(str(nummer))
        assert len(emmers) <= 100
    klok.nu += 60
    emmers.neem("laatste")
    assert len(emmers) <= 100


def test_wie_druk_is_wordt_als_laatste_vergeten(klok: Klok) -> None:
    emmers = Emmers(TEMPO, klok=klok, hoogstens=100)
    for _ in range(10):
        emmers.neem("druk")
    for nummer in range(150):
        emmers.neem(str(nummer))
    assert emmers.wacht("druk") > 0


def test_tegelijk() -> None:
    grens = Gelijktijdig(2)
    assert [grens.neem("a"), grens.neem("a"), grens.neem("a"), grens.neem("b")] == [True, True, False, True]
    grens.geef_terug("a")
    assert grens.neem("a")
    for naam in ("a", "a", "b"):
        grens.geef_terug(naam)
    assert len(grens) == 0


@pytest.mark.parametrize(
    ("peer", "verwacht"),
    [
        ("192.0.2.1:4000", "192.0.2.1"),
        ("192.0.2.1", "192.0.2.1"),
        ("[2001:db8:1:2:3:4:5:6]:4000", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("[::ffff:192.0.2.1]:4000", "192.0.2.1"),
        ("::1", "::/64"),
        ("", ""),
    ],
)
def test_het_adres_van_een_verbinding(peer: str, verwacht: str) -> None:
    assert adres(peer) == verwacht


def test_wie_niets_bewees_verbruikt_geen_oin(klok: Klok) -> None:
    grenzen = Afzendergrenzen(tempo_per_oin=Tempo(per_seconde=1, stoot=1), klok=klok)
    for _ in range(100):
        grenzen.onbewezen("192.0.2.1:4000")
    with grenzen.plaats("1" * 20):
        pass
    with pytest.raises(TeVeel) as te_veel, grenzen.plaats("1" * 20):
        raise AssertionError("de tweede had geen plaats")
    assert te_veel.value.seconden == pytest.approx(1.0)


def test_een_oin_houdt_niet_alle_plaatsen(klok: Klok) -> None:
    grenzen = Afzendergrenzen(tegelijk_per_oin=1, klok=klok)
    with grenzen.plaats("a"):
        with pytest.raises(TeVeel), grenzen.plaats("a"):
            raise AssertionError("de tweede had geen plaats")
        with grenzen.plaats("b"):
            pass
    with grenzen.plaats("a"):
        pass


def test_een_plaats_komt_vrij_als_het_misgaat() -> None:
    grenzen = Afzendergrenzen(tegelijk_per_oin=1)
    for _ in range(3):
        with pytest.raises(ValueError, match="mis"), grenzen.plaats("a"):
            raise ValueError("mis")


def test_een_adres_zonder_bewijs(klok: Klok) -> None:
    grenzen = Afzendergrenzen(onbewezen_per_adres=Tempo(per_seconde=1, stoot=3), klok=klok)
    for poort in range(3):
        grenzen.toets_adres(f"192.0.2.1:{poort}")
        grenzen.onbewezen(f"192.0.2.1:{poort}")
    with pytest.raises(TeVeel):
        grenzen.toets_adres("192.0.2.1:9")
    grenzen.toets_adres("192.0.2.2:9")
    klok.nu += 1
    grenzen.toets_adres("192.0.2.1:9")


@pytest.mark.parametrize("peer", [None, ""])
def test_een_proxy_zonder_adres_heeft_geen_grens(peer: str | None, klok: Klok) -> None:
    grenzen = Afzendergrenzen(onbewezen_per_adres=Tempo(per_seconde=1, stoot=1), klok=klok)
    for _ in range(10):
        grenzen.onbewezen(peer)
        grenzen.toets_adres(peer)
