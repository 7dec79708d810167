"""Schone testpersonen: voor elke muterende operatie iemand bij wie haar gewone geval slaagt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from isi_soap.domain.model import Mutatieverzoek, Stap
from persistence.testdata import bouwstenen as s
from persistence.testdata.aansluitingen import AMSTERDAM
from persistence.testdata.bouw import Bouw
from persistence.testdata.persoonlijst import Testpersoon, voeg_toe
from persistence.testdata.plichtigen import ACTIEF, IP, NV, TN

Bouwer = Callable[[Bouw, str], None]


def _naam(bsn: str) -> str:
    """De laatste drie cijfers als letters: in een naam staan geen cijfers (NaamPersoonA200)."""
    return "Schoontest-" + bsn[-3:].translate(str.maketrans("0123456789", "ABCDEFGHIJ"))


def _nieuw(b: Bouw, bsn: str) -> None:
    s.mens(b, bsn, _naam(bsn), geboren="19850614")
    s.verblijf(b)


def _plicht(b: Bouw, bsn: str) -> None:
    _nieuw(b, bsn)
    s.plicht(b)


def _handhaving(b: Bouw, bsn: str) -> None:
    _plicht(b, bsn)
    s.handhaving(b)


def _bijna_om(b: Bouw, bsn: str) -> None:
    """De termijn eindigt binnen zes maanden: dan mag zij verlengd worden (art. 5.4 BI)."""
    _plicht(b, bsn)
    s.handhaving(b, date(2016, 1, 18))
    s.signaal(b, "SS901", date(2019, 1, 18), opgehaald=date(2019, 2, 1))


def _boete(b: Bouw, bsn: str) -> None:
    _plicht(b, bsn)
    s.boete(b, s.handhaving(b), date(2018, 4, 9))


def _voorziening(b: Bouw, bsn: str) -> None:
    _handhaving(b, bsn)
    s.voorziening(b, date(2019, 2, 11))


def _tijdelijk_duo(b: Bouw, bsn: str) -> None:
    _nieuw(b, bsn)
    s.tijdelijk(b, "DUO")


def _tijdelijk_gemeente(b: Bouw, bsn: str) -> None:
    _handhaving(b, bsn)
    s.tijdelijk(b, "GEMEENTE")


def _gedeeltelijk(b: Bouw, bsn: str) -> None:
    _handhaving(b, bsn)
    s.gedeeltelijk(b, "GEMEENTE", "KNS")


def _ontheven(b: Bouw, bsn: str) -> None:
    _handhaving(b, bsn)
    s.ontheffing(b, "MED", date(2018, 3, 12))


def _signaal(b: Bouw, bsn: str) -> None:
    _handhaving(b, bsn)
    s.signaal(b, "SS906", date(2019, 3, 4))


def _oude_voorziening_elders(b: Bouw, bsn: str) -> None:
    """De vorige gemeente, Amsterdam, vraagt DUO om een wijziging na de verhuizing (R-095)."""
    _voorziening(b, bsn)
    s.verhuis(b, "0599", date(2019, 3, 4), huisnummer=7)
    s.signaal(b, "SS906", date(2019, 3, 5), aan="0599")


def _verzoek(b: Bouw, bsn: str) -> None:
    _handhaving(b, bsn)
    b.erbij(
        Mutatieverzoek,
        date(2019, 3, 25),
        bsn=bsn,
        soort="OVERIG",
        gemeente=b.gemeente,
        datum=date(2019, 3, 25),
        toelichting="wijziging die de gemeente zelf niet kan doen",
        stappen=(Stap(status="ONTVANGEN", datum=date(2019, 3, 25)),),
    )


ONTHEVEN = "ONTHEVEN"
# BSN, operatie, hoe de persoon erbij staat, status, bouwer.
_SCHOON: tuple[tuple[str, str, str, str, Bouwer], ...] = (
    ("999910103", "RegistreerInburgeringsplicht", "plicht niet vastgesteld, permanent doel", NV, _nieuw),
    ("999910115", "RegistreerInburgeringsplicht", "plicht niet vastgesteld, permanent doel", NV, _nieuw),
    ("999910127", "RegistreerHandhaving", "plicht Ja, geen handhaving", IP, _plicht),
    ("999910139", "RegistreerHandhaving", "plicht Ja, geen handhaving", IP, _plicht),
    ("999910140", "WijzigHandhaving", "lopende handhaving", IP, _handhaving),
    ("999910152", "VerwijderHandhaving", "lopende handhaving waarop niets steunt", IP, _handhaving),
    ("999910164", "VerlengHandhavingstermijn", "termijn eindigt binnen zes maanden", IP, _bijna_om),
    ("999910176", "RegistreerBoete", "lopende handhaving", IP, _handhaving),
    ("999910188", "VerwijderBoete", "één boete", IP, _boete),
    ("999910206", "RegistreerVoorziening", "handhaving, geen voorziening", IP, _handhaving),
    ("999910218", "RegistreerVoorziening", "handhaving, geen voorziening", IP, _handhaving),
    ("999910231", "WijzigVoorziening", "eigen voorziening", IP, _voorziening),
    ("999910243", "VerwijderVoorziening", "eigen voorziening", IP, _voorziening),
    ("999910255", "RegistreerVrijstelling", "handhaving, geen vrijstelling", IP, _handhaving),
    ("999910267", "RegistreerVrijstelling", "handhaving, geen vrijstelling", IP, _handhaving),
    ("999910279", "WijzigVrijstelling", "tijdelijke vrijstelling door DUO (R-099)", TN, _tijdelijk_duo),
    ("999910280", "WijzigVrijstelling", "gedeeltelijke vrijstelling van de gemeente", IP, _gedeeltelijk),
    ("999910292", "BeeindigVrijstelling", "tijdelijke vrijstelling van de gemeente", TN, _tijdelijk_gemeente),
    ("999910309", "RegistreerOntheffing", "plicht Ja (medisch)", IP, _handhaving),
    ("999910310", "RegistreerOntheffing", "plicht Ja (evident ingeburgerd)", IP, _handhaving),
    ("999910322", "TrekOntheffingIn", "verleende medische ontheffing", ONTHEVEN, _ontheven),
    ("999910334", "SignaalAfhandelen", "open signaal SS906", IP, _signaal),
    (
        "999910346",
        "MutatieverzoekIndienen",
        "eigen voorziening, verhuisd naar Rotterdam",
        IP,
        _oude_voorziening_elders,
    ),
    ("999910358", "MutatieverzoekIndienen", "handhaving; achtwekentermijn", IP, _handhaving),
    ("999910371", "VerwerkVerblijfsgegevens", "terugmelding van het verblijfsdoel", NV, _nieuw),
    ("999910383", "VerwerkPersoonsgegevens", "verhuizing", IP, _voorziening),
    ("999910395", "VerwerkPersoonsgegevens", "vertrek naar het buitenland", IP, _handhaving),
    ("999910401", "VerwerkPersoonsgegevens", "overlijden", IP, _handhaving),
    ("999910413", "VerwerkExamenresultaat", "plicht Ja, nog geen examen", IP, _handhaving),
    ("999910425", "VerwerkDiploma", "inburgeringsdiploma", IP, _voorziening),
    ("999910437", "VerwerkDiploma", "diploma NT2", IP, _handhaving),
    ("999910449", "VerwerkVrijstellingDuo", "gedeeltelijke vrijstelling door DUO", IP, _handhaving),
    ("999910450", "BeoordeelMutatieverzoek", "open mutatieverzoek OVERIG", IP, _verzoek),
    ("999910462", "MeldZelfmelder", "staat in ISI, is nog geen zelfmelder", NV, _nieuw),
)

for _bsn, _operatie, _toont, _status, _bouw in _SCHOON:
    voeg_toe(
        Testpersoon(
            bsn=_bsn,
            sleutel=f"schoon_{_operatie}_{_bsn[-3:]}",
            toont=_toont,
            regels="",
            status=_status,
            deel="DEFINITIEF" if _status == ONTHEVEN else ACTIEF,
            gemeente=AMSTERDAM,
            groepen=(),
            bouw=_bouw,
            schoon_voor=_operatie,
        )
    )
