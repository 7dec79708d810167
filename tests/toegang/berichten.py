"""Van elke operatie één aanvraag die niets verandert: wat al vastligt, of een verouderde versie."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from isi_soap.contract import berichten as b
from isi_soap.domain.datum import Datum, Tijdstip
from tests.persistence.balie import NU
from tests.toegang.bevolking import Persoon

D = Datum
_VEROUDERD = 99
PLICHT = b.PlichtGegevens(IndInburgeringsplicht=True, DatVaststelling=D("20110110"))
HANDHAVING = b.HandhavingGegevens(
    CdSrtBesluitHandhaving="KENNISGEVING",
    DatBesluit=D("20080201"),
    DatBTermijn=D("20080201"),
    AantMaandenTermijn=42,
)
VOORZIENING = b.VoorzieningGegevens(CdSrtVoorziening="IV", DatBVoorziening=D("20120501"))
VRIJSTELLING = b.VrijstellingGegevens(
    CdSrtVrijstelling="GEDEELTELIJK",
    CdOnderdeelVrijstelling=("KNS",),
    CdGrondVrijstelling="GETOOND_DOCUMENT",
    Document=b.Document(OmsSrtDocument="diploma", NrDocument="1"),
    DatIngang=D("20110301"),
)
BOETE = b.BoeteGegevens(CdGrondslagBoete="ART31", BedrBoete=10000, DatBoete=D("20120215"))
ONTHEFFING_MORGEN = b.OntheffingGegevens(
    CdGrondOntheffing="MED", CdBesluitOntheffing="VERLEEND", DatBesluit=D("20120602")
)

Velden = Callable[[Persoon], dict[str, Any]]


def _client(persoon: Persoon) -> dict[str, Any]:
    return {"ClientSuwi": b.ClientSuwiSleutel(Burgerservicenr=persoon.bsn)}


def _op(soort: str, versienr: int = _VEROUDERD, **velden: Any) -> Velden:
    """Een bericht over een gegeven van deze persoon."""

    def maak(persoon: Persoon) -> dict[str, Any]:
        wijst = b.Verwijzing(RegistratieId=persoon.id(soort), Versienr=versienr)
        return _client(persoon) | {"Verwijzing": wijst} | velden

    return maak


def _met(**velden: Any) -> Velden:
    return lambda persoon: _client(persoon) | velden


def _verzoek(soort: str) -> Velden:
    def maak(persoon: Persoon) -> dict[str, Any]:
        gegevens = b.MutatieverzoekGegevens(CdSrtMutatieverzoek=soort, Toelichting="verzoek")
        client = b.ClientMutatieverzoek(Burgerservicenr=persoon.bsn)
        return {"ClientSuwi": client, "MutatieverzoekGegevens": gegevens}

    return maak


VELDEN: dict[str, Velden] = {
    "VerbindingInfo": lambda persoon: {},
    "PersoonInfo": _met(),
    "PersonenZoeken": lambda persoon: {"Zoekvraag": b.Zoekvraag(Geslachtsnaam=persoon.naam)},
    "TermijnoverschrijdersInfo": lambda persoon: {},
    "VoorzieningenTelling": lambda persoon: {},
    "RegistreerInburgeringsplicht": _met(PlichtGegevens=PLICHT),
    "RegistreerHandhaving": _met(HandhavingGegevens=HANDHAVING),
    "WijzigHandhaving": _op("handhaving", HandhavingGegevens=HANDHAVING),
    "VerwijderHandhaving": _op("handhaving"),
    "VerlengHandhavingstermijn": _op(
        "handhaving",
        VerlengingGegevens=b.VerlengingGegevens(
            CdSrtVerlenging="GEEN_VERWIJT", DatBesluit=D("20120501"), DatENieuweTermijn=D("20130101")
        ),
    ),
    "RegistreerBoete": _op("handhaving", 1, BoeteGegevens=BOETE),
    "VerwijderBoete": _op("boete"),
    "RegistreerVoorziening": _met(VoorzieningGegevens=VOORZIENING),
    "WijzigVoorziening": _op("voorziening", VoorzieningGegevens=VOORZIENING),
    "VerwijderVoorziening": _op("voorziening"),
    "RegistreerVrijstelling": _met(VrijstellingGegevens=VRIJSTELLING),
    "WijzigVrijstelling": _op("vrijstelling", VrijstellingGegevens=VRIJSTELLING),
    "BeeindigVrijstelling": _op("vrijstelling", DatEVrijstelling=D("20120601")),
    "RegistreerOntheffing": _met(OntheffingGegevens=ONTHEFFING_MORGEN),
    "TrekOntheffingIn": _op("ontheffing", DatIntrekking=D("20120601")),
    "SignalenOphalen": lambda persoon: {},
    "SignaalAfhandelen": lambda persoon: {
        "Verwijzing": b.Verwijzing(RegistratieId=persoon.id("signaal"), Versienr=_VEROUDERD)
    },
    "MutatieverzoekInfo": lambda persoon: {"Burgerservicenr": persoon.bsn},
    "MutatieverzoekIndienen": _verzoek("OVERIG"),
    "MutatieverzoekIndienen-opvoeren": _verzoek("OPVOEREN_NIEUW_PERSOON"),
    # Op het tijdstip waarop zij al staat.
    "ZetKlok": lambda persoon: {"DatTijdKlok": Tijdstip(f"{NU:%Y%m%d%H%M%S}00")},
    "VoerRunUit": lambda persoon: {"CdRun": "NIEUWKOMERS"},
    "HerstelBegintoestand": lambda persoon: {},
}
