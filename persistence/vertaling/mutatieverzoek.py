"""Het mutatieformulier als opdracht."""

from __future__ import annotations

from isi_soap.contract import berichten
from isi_soap.domain.opdrachten import MutatieverzoekIndienen
from persistence.vertaling.werkvoorraad import bewaarde_inhoud


def indienen(bericht: berichten.MutatieverzoekIndienen) -> MutatieverzoekIndienen:
    """`inhoud` is er alleen als er iets gevraagd wordt; zo ziet de regel of het formulier compleet is."""
    client, gevraagd = bericht.ClientSuwi, bericht.MutatieverzoekGegevens
    wijziging = (gevraagd.PlichtGegevens, gevraagd.VoorzieningGegevens, gevraagd.IndVerwijderen)
    return MutatieverzoekIndienen(
        bsn=client.Burgerservicenr,
        soort=gevraagd.CdSrtMutatieverzoek,
        geboortedatum=client.Geboortedat,
        geslachtsnaam=client.Geslachtsnaam,
        geslacht=client.Geslacht,
        postcode=client.Postcd,
        huisnummer=client.Huisnr,
        achtweken_overschreden=bool(gevraagd.IndAchtwekenOverschreden),
        voorziening=None if gevraagd.RegistratieId is None else int(gevraagd.RegistratieId),
        inhoud=bewaarde_inhoud(bericht) if any(deel is not None for deel in wijziging) else None,
        toelichting=gevraagd.Toelichting,
    )
