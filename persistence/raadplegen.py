"""ISIRaadplegen: verbinding, dossier, selecties en tellingen; er wordt niets gewijzigd."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.metadata import version

from sqlalchemy import Integer, cast, func, select

from isi_soap.contract import berichten
from isi_soap.domain import catalogus as c
from isi_soap.domain.datum import Datum
from isi_soap.domain.meldingen import Melding, Weigering
from persistence import termijnlijst
from persistence.eenheid import Eenheid
from persistence.tabellen import afgeleid, voorziening
from persistence.toegang import Toegang, dossier_ter_inzage
from persistence.vertaling.dossier import client_dossier
from persistence.vertaling.selectie import samenvatting
from persistence.vertaling.tijd import tijdstip
from persistence.vertaling.zoekvraag import criteria
from persistence.zoeken import zoek


def verbinding_info(
    eenheid: Eenheid, toegang: Toegang, bericht: berichten.VerbindingInfo
) -> berichten.VerbindingInfoResponse:
    # Wie voor anderen mag uitvoeren, bereikt die gemeenten door ze als CdGemeenteNamens te noemen.
    bereikbaar = toegang.bereik if toegang.namens else toegang.bereik | toegang.mandaten
    return berichten.VerbindingInfoResponse(
        Verbinding=berichten.Verbinding(
            CdProfielDienst=eenheid.profiel.upper(),
            Oin=toegang.oin,
            CdGemeente=toegang.gemeente,
            CdGemeenteNamens=toegang.namens,
            NaamPakket=toegang.pakket,
            Gebruiker=toegang.gebruiker,
            IndGebruikerBekend=not toegang.eigen_gebruikersbeheer,
            CdRol=tuple(sorted(toegang.rollen)),
            CdGemeenteBereik=tuple(sorted(bereikbaar)),
            DatTijdDienst=tijdstip(eenheid.nu),
            DatLaatsteRun=Datum.van(eenheid.peildatum),
            VersieDienst=_versie(),
        )
    )


@cache
def _versie() -> str:
    return version("isi-soap")


def persoon_info(
    eenheid: Eenheid, toegang: Toegang, bericht: berichten.PersoonInfo
) -> berichten.PersoonInfoResponse:
    historie = bericht.IndHistorie is True
    dossier = dossier_ter_inzage(eenheid, toegang, bericht.ClientSuwi.Burgerservicenr, historie)
    return berichten.PersoonInfoResponse(
        ClientSuwi=client_dossier(
            dossier,
            eenheid.peildatum,
            voor=toegang.bereik,
            signalen="6" in toegang.rollen,
            historie=historie,
        )
    )


def personen_zoeken(
    eenheid: Eenheid, toegang: Toegang, bericht: berichten.PersonenZoeken
) -> berichten.PersonenZoekenResponse:
    bladzijde = zoek(
        eenheid.conn,
        criteria(bericht.Zoekvraag, toegang.bereik),
        toegang.bereik,
        eenheid.peildatum,
        aantal=bericht.AantPerPagina,
        cursor=bericht.Cursor,
    )
    return berichten.PersonenZoekenResponse(
        Selectie=berichten.Selectie(
            AantTotaal=bladzijde.totaal,
            ClientSuwi=tuple(map(samenvatting, bladzijde.rijen)),
            CursorVolgende=bladzijde.cursor,
        )
    )


def termijnoverschrijders_info(
    eenheid: Eenheid, toegang: Toegang, bericht: berichten.TermijnoverschrijdersInfo
) -> berichten.TermijnoverschrijdersInfoResponse:
    """Dezelfde personen als PersonenZoeken met deze groepen, en als in het bestand (R-035).

    De verwijzing naar het bestand staat bij de eerste bladzijde: zij geldt voor de hele lijst.
    """
    bladzijde = zoek(
        eenheid.conn,
        termijnlijst.criteria(bericht.CdGroepTermijn),
        toegang.bereik,
        eenheid.peildatum,
        aantal=bericht.AantPerPagina,
        cursor=bericht.Cursor,
    )
    verwijzing = None
    if bericht.Cursor is None:
        verwijzing = termijnlijst.maak_verwijzing(eenheid, toegang, bericht.CdGroepTermijn)
    return berichten.TermijnoverschrijdersInfoResponse(
        Termijnoverschrijders=berichten.Termijnoverschrijders(
            AantTotaal=bladzijde.totaal,
            ClientSuwi=tuple(termijnlijst.overschrijders(eenheid.conn, bladzijde.rijen)),
            CursorVolgende=bladzijde.cursor,
            UrlDownload=verwijzing.url if verwijzing else None,
            DatTijdEDownload=tijdstip(verwijzing.geldig_tot) if verwijzing else None,
        )
    )


def voorzieningen_telling(
    eenheid: Eenheid, toegang: Toegang, bericht: berichten.VoorzieningenTelling
) -> berichten.VoorzieningenTellingResponse:
    """Geteld bij de gemeente die aanbood, ook als zij de deelnemer zelf niet mag zien (R-138)."""
    v, vanaf, tot = voorziening.c, bericht.JaarVanaf, bericht.JaarTotEnMet
    if vanaf is not None and tot is not None and vanaf > tot:
        raise Weigering(Melding(c.F102, ("JaarVanaf", "JaarTotEnMet")))
    jaar = cast(func.date_part("year", v.startdatum), Integer).label("jaar")
    vraag = (
        select(jaar, v.aanbod_door_gemeente, v.soort, func.count().label("aantal"))
        .join(afgeleid, afgeleid.c.bsn == v.bsn)
        .where(
            v.aanbod_door_gemeente.in_(sorted(toegang.bereik)),
            v.beeindigd_door.is_(None),
            afgeleid.c.wet == "WI2007",
        )
        .group_by(jaar, v.aanbod_door_gemeente, v.soort)
        .order_by(jaar, v.aanbod_door_gemeente, v.soort)
    )
    if vanaf is not None:
        vraag = vraag.where(v.startdatum >= date(vanaf, 1, 1))
    if tot is not None:
        vraag = vraag.where(v.startdatum <= date(tot, 12, 31))
    return berichten.VoorzieningenTellingResponse(
        Tellingen=berichten.Tellingen(
            Telling=tuple(
                berichten.Telling(
                    Jaar=rij.jaar,
                    CdGemeente=rij.aanbod_door_gemeente,
                    CdSrtVoorziening=rij.soort,
                    Aantal=rij.aantal,
                )
                for rij in eenheid.conn.execute(vraag)
            )
        )
    )
