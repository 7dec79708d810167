"""Dossiers om mee te meten: geldig, en elk met andere waarden dan het vorige."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from isi_soap.contract import berichten
from isi_soap.contract.codec import codec
from isi_soap.contract.operaties import DIENSTEN, Operatie
from isi_soap.contract.voorbeelden import voorbeeld
from isi_soap.domain.bsn import elfproef
from isi_soap.domain.datum import Datum

AANTAL: Final = 64
PERSOONINFO: Final[Operatie] = DIENSTEN["ISIRaadplegen"].operaties["PersoonInfo"]

_NAMEN = ("Yilmaz", "El Amrani", "Özdemir", "Nowak", "Tesfay", "Nguyen", "Haddad", "Kowalczyk")


def bsns() -> list[str]:
    """Geldige nummers uit de testreeks."""
    kandidaten = (f"{nummer:09d}" for nummer in range(999_980_000, 999_999_999))
    return [nummer for nummer, _ in zip(filter(elfproef, kandidaten), range(AANTAL), strict=False)]


def verzoek(bsn: str) -> bytes:
    """Het element van een PersoonInfo over deze persoon."""
    lezer = codec(PERSOONINFO.verzoek)
    bericht = lezer.decode(voorbeeld(PERSOONINFO, "verzoek-midden").element)
    return lezer.encode(replace(bericht, ClientSuwi=replace(bericht.ClientSuwi, Burgerservicenr=bsn)))


def dossier(nummer: int, bsn: str, *, vol: bool) -> berichten.PersoonInfoResponse:
    """Een dossier van 2,4 kB, of vol: met tien voorzieningen, 7 tot 8 kB."""
    bericht = codec(PERSOONINFO.antwoord).decode(voorbeeld(PERSOONINFO, "antwoord-midden").element)
    client = bericht.ClientSuwi
    persoon = replace(
        client.Persoonsgegevens,
        Geslachtsnaam=_NAMEN[nummer % len(_NAMEN)],
        Voornamen=f"Persoon {chr(65 + nummer % 26)}",
        Geboortedat=_dag(1960 + nummer % 30, nummer),
        VNr=None,
        IndLening=None,
        DatOverlijden=None,
        IndVertrokken=False,
        DatVertrokken=None,
        VerblijfBuitenland=(),
        Verblijfsgegevens=() if vol else client.Persoonsgegevens.Verblijfsgegevens,
        Contact=(),
        IndPardon=None,
    )
    plicht = tuple(
        replace(
            p,
            RegistratieId=str(nummer + 1),
            DatVaststelling=_dag(2008, nummer),
            CdRedenNietPlichtig=None,
            Toelichting=None,
            EindeVersie=None,
        )
        for p in client.Plicht
    )
    basis = client.Voorziening[0]
    voorzieningen = tuple(
        replace(
            basis,
            RegistratieId=str(nummer * 100 + i + 1),
            CdRedenEindeVoorziening=None,
            DatEVoorziening=None,
            CdWijzeVoorziening=None,
            CdDoelExamen=None,
            DatBVoorziening=_dag(2008 + i % 4, nummer + i),
            EindeVersie=None,
        )
        for i in range(10 if vol else 1)
    )
    klein = berichten.ClientDossier(
        Burgerservicenr=bsn,
        CdStatus=client.CdStatus,
        CdDeel=client.CdDeel,
        PeildatAfleiding=_dag(2011, nummer),
        CdGemeente=client.CdGemeente,
        Persoonsgegevens=persoon,
        Plicht=() if vol else plicht,
        Voorziening=voorzieningen,
    )
    return berichten.PersoonInfoResponse(ClientSuwi=klein)


def _dag(jaar: int, nummer: int) -> Datum:
    return Datum(f"{jaar:04d}{nummer % 12 + 1:02d}{nummer % 28 + 1:02d}")
