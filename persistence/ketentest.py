"""ISIKetentest: een tester bestuurt tijd, runs en begintoestand met berichten (design.md §4)."""

from __future__ import annotations

from sqlalchemy import func, select, text

from isi_soap.contract import berichten
from isi_soap.domain import catalogus
from isi_soap.domain.datum import Datum
from isi_soap.domain.meldingen import Melding, Weigering
from persistence import klok
from persistence.database import Database
from persistence.eenheid import Eenheid
from persistence.runs import RUNS
from persistence.tabellen import afgeleid
from persistence.toegang import Toegang
from persistence.vertaling.tijd import moment, tijdstip


def zet_klok(eenheid: Eenheid, toegang: Toegang, bericht: berichten.ZetKlok) -> berichten.ZetKlokResponse:
    """Vanaf nu is het dit tijdstip, en de klok loopt door; zonder tijdstip geldt weer de echte tijd."""
    if bericht.DatTijdKlok is None:
        klok.zet_terug(eenheid.conn)
    else:
        try:
            gevraagd = moment(bericht.DatTijdKlok)
        except ValueError:
            raise Weigering(Melding(catalogus.F089, ("DatTijdKlok",))) from None
        klok.zet(eenheid.conn, gevraagd, eenheid.klok)
    nu = klok.lees(eenheid.conn, eenheid.klok)
    return berichten.ZetKlokResponse(
        Klok=berichten.Klok(
            DatTijdKlok=tijdstip(nu.nu),
            IndVerzet=nu.verzet,
            DatLaatsteRun=Datum.van(nu.laatste_dagrun or eenheid.peildatum),
        )
    )


def voer_run_uit(
    eenheid: Eenheid, toegang: Toegang, bericht: berichten.VoerRunUit
) -> berichten.VoerRunUitResponse:
    """De run heeft haar eigen transacties, per portie; dit bericht legt alleen het antwoord vast.

    Valt het weg, dan is de run er toch geweest en zegt een herhaling dat zij al is uitgevoerd.
    """
    voer_uit = RUNS.get(bericht.CdRun)
    if voer_uit is None:
        raise Weigering(Melding(catalogus.F001, ("CdRun",)))
    # Deze transactie wacht op de run en mag daarbij niet verlopen.
    eenheid.conn.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
    eigen = Database(eenheid.database.url, eenheid.database.inst, lang=True)
    try:
        verslag = voer_uit(eigen, klok=eenheid.klok)
    finally:
        eigen.sluit()
    return berichten.VoerRunUitResponse(
        Run=berichten.Run(
            CdRun=verslag.soort,
            DatRun=Datum.van(verslag.datum),
            IndReedsUitgevoerd=verslag.al_uitgevoerd,
            AantVerwerkt=verslag.verwerkt,
            AantGewijzigd=verslag.gewijzigd,
        )
    )


def herstel_begintoestand(
    eenheid: Eenheid, toegang: Toegang, bericht: berichten.HerstelBegintoestand
) -> berichten.HerstelBegintoestandResponse:
    """De testset en haar klok; runs, ketenberichten en MessageID's zijn er niet meer, het logboek wel."""
    # Pas hier: alleen wie herstelt heeft de testset nodig.
    from persistence.testdata import herstel

    herstel(eenheid.conn)
    nu = klok.lees(eenheid.conn, eenheid.klok)
    return berichten.HerstelBegintoestandResponse(
        Begintoestand=berichten.Begintoestand(
            AantPersonen=eenheid.conn.scalar(select(func.count()).select_from(afgeleid)) or 0,
            DatTijdKlok=tijdstip(nu.nu),
        )
    )
