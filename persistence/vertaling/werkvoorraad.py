"""Signalen en mutatieverzoeken, als bericht."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from isi_soap.contract import berichten
from isi_soap.contract.codec import codec
from isi_soap.domain import model
from isi_soap.domain.datum import Datum
from persistence.vertaling.herkomst import versie
from persistence.vertaling.tijd import datum

_VERZOEK = "MutatieverzoekIndienen"
_GEEN_SLEUTEL = "-" * 16


def signaal(bsn: str, feit: model.Signaal) -> berichten.Signaal:
    return berichten.Signaal(
        Burgerservicenr=bsn,
        CdSignaal=feit.code,
        OmsSignaal=feit.tekst,
        DatAangemaakt=Datum.van(feit.datum_aangemaakt),
        CdStatusSignaal=feit.status,
        DatOpgehaald=datum(feit.datum_opgehaald),
        DatAfgehandeld=datum(feit.datum_afgehandeld),
        Toelichting=feit.toelichting,
        CdGemeente=feit.gemeente,
        **versie(feit),
    )


def mutatieverzoek(feit: model.Mutatieverzoek) -> berichten.Mutatieverzoek:
    return berichten.Mutatieverzoek(
        ClientSuwi=berichten.ClientMutatieverzoek(
            Burgerservicenr=feit.bsn,
            Geboortedat=feit.geboortedatum,
            Geslachtsnaam=feit.geslachtsnaam,
            Geslacht=feit.geslacht,
            Postcd=feit.postcode,
            Huisnr=feit.huisnummer,
        ),
        MutatieverzoekGegevens=gegevens(feit),
        DatIndiening=Datum.van(feit.datum),
        CdStatusMutatieverzoek=feit.status,
        Stap=tuple(
            berichten.Stap(
                CdStatusMutatieverzoek=stap.status,
                DatStap=Datum.van(stap.datum),
                Toelichting=stap.toelichting,
            )
            for stap in feit.stappen
        ),
        CdGemeente=feit.gemeente,
        **versie(feit),
    )


def bewaarde_inhoud(bericht: berichten.MutatieverzoekIndienen) -> str:
    """Het formulier om te bewaren, zonder sleutel en medewerker: van een collega is het hetzelfde verzoek."""
    kop = replace(bericht.Kop, Applicatiesleutel=_GEEN_SLEUTEL, Gebruiker="-")
    return codec(_VERZOEK).encode(replace(bericht, Kop=kop)).decode()


def gegevens(feit: model.Mutatieverzoek) -> berichten.MutatieverzoekGegevens:
    """Wat de gemeente vroeg, in haar eigen woorden; van een verzoek uit een lading alleen de velden."""
    if feit.inhoud is not None:
        formulier: berichten.MutatieverzoekIndienen = codec(_VERZOEK).decode(etree.fromstring(feit.inhoud))
        return formulier.MutatieverzoekGegevens
    return berichten.MutatieverzoekGegevens(
        CdSrtMutatieverzoek=feit.soort,
        IndAchtwekenOverschreden=feit.achtweken_overschreden or None,
        RegistratieId=None if feit.voorziening is None else str(feit.voorziening),
        Toelichting=feit.toelichting,
    )
