"""ISIKeten: wat ketenpartners aanleveren wordt bewaard en werkt in de volgende dagrun (R-065).

Een nieuwkomer wacht op de volgende opname van nieuwkomers (R-074).

Een bericht dat de regels nu al weigeren, wordt aan de deur geweigerd: het wordt op proef uitgevoerd op het
dossier met alles wat nog op de run wacht. Zo hoort de partner het zelf, niet alleen het verslag van de run.

Een oordeel over een mutatieverzoek werkt wel meteen, met alles wat eruit volgt: een verzoek dat verwerkt heet
en een persoon die nog niet in ISI staat kunnen zo nooit naast elkaar bestaan, en het signaal SS064 is er
zodra de gemeente de mutatie zelf kan doen (R-016 … R-018).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert

from isi_soap.contract import berichten
from isi_soap.domain import catalogus as c
from isi_soap.domain.datum import Tijdstip
from isi_soap.domain.examens import NT2
from isi_soap.domain.keten import beoordeel_mutatieverzoek
from isi_soap.domain.meldingen import Melding, NietGerechtigd, Weigering
from isi_soap.domain.model import Dossier, Mutatieverzoek
from isi_soap.domain.opdrachten import PartnerOpdracht
from isi_soap.domain.toepassen import toegepast
from isi_soap.domain.uitkomst import Omgeving
from persistence.dossier import lees_dossier, lees_mutatieverzoeken
from persistence.eenheid import Eenheid
from persistence.gemeenten import gemeenten
from persistence.ketenregels import voer_uit
from persistence.registratie import schrijf
from persistence.tabellen import ketenbericht, mutatieverzoek
from persistence.toegang import Ketentoegang
from persistence.vertaling import keten as vertaling
from persistence.vertaling.ketenbericht import NIEUWKOMER, Sleutel, sleutel
from persistence.vertaling.meldingen import fwi
from persistence.vertaling.opslag import naar_json, opdracht
from persistence.vertaling.registratie import registratie
from persistence.vertaling.tijd import tijdstip

# De IND zegt alleen onder welke wet iemand valt.
_OORDELEN_IND = frozenset({"OUDE_WET", "NIEUWE_WET"})

Bewaard = tuple[berichten.Registratie, tuple[Melding, ...]]


def verwerk_verblijfsgegevens(
    eenheid: Eenheid, toegang: Ketentoegang, bericht: berichten.VerwerkVerblijfsgegevens
) -> berichten.VerwerkVerblijfsgegevensResponse:
    bewaard, meldingen = bewaar(eenheid, toegang, vertaling.verblijfsgegevens(bericht))
    return berichten.VerwerkVerblijfsgegevensResponse(Registratie=bewaard, FWI=fwi(meldingen))


def verwerk_persoonsgegevens(
    eenheid: Eenheid, toegang: Ketentoegang, bericht: berichten.VerwerkPersoonsgegevens
) -> berichten.VerwerkPersoonsgegevensResponse:
    bewaard, meldingen = bewaar(eenheid, toegang, vertaling.persoonsgegevens(bericht))
    return berichten.VerwerkPersoonsgegevensResponse(Registratie=bewaard, FWI=fwi(meldingen))


def verwerk_examenresultaat(
    eenheid: Eenheid, toegang: Ketentoegang, bericht: berichten.VerwerkExamenresultaat
) -> berichten.VerwerkExamenresultaatResponse:
    bewaard, meldingen = bewaar(eenheid, toegang, vertaling.examenresultaat(bericht))
    return berichten.VerwerkExamenresultaatResponse(Registratie=bewaard, FWI=fwi(meldingen))


def verwerk_diploma(
    eenheid: Eenheid, toegang: Ketentoegang, bericht: berichten.VerwerkDiploma
) -> berichten.VerwerkDiplomaResponse:
    behaald = vertaling.diploma(bericht)
    if toegang.partij == "CVE" and behaald.soort not in NT2:
        raise NietGerechtigd(Melding(c.F007, ("bevoegd: DUO", "CVE: alleen NT2 (R-139)")))
    bewaard, meldingen = bewaar(eenheid, toegang, behaald)
    return berichten.VerwerkDiplomaResponse(Registratie=bewaard, FWI=fwi(meldingen))


def verwerk_vrijstelling_duo(
    eenheid: Eenheid, toegang: Ketentoegang, bericht: berichten.VerwerkVrijstellingDuo
) -> berichten.VerwerkVrijstellingDuoResponse:
    if bericht.VrijstellingGegevens is None and bericht.IndGeheleVrijstellingDuo is None:
        raise Weigering(Melding(c.F088))
    bewaard, meldingen = bewaar(eenheid, toegang, vertaling.vrijstelling_duo(bericht))
    return berichten.VerwerkVrijstellingDuoResponse(Registratie=bewaard, FWI=fwi(meldingen))


def meld_zelfmelder(
    eenheid: Eenheid, toegang: Ketentoegang, bericht: berichten.MeldZelfmelder
) -> berichten.MeldZelfmelderResponse:
    bewaard, meldingen = bewaar(eenheid, toegang, vertaling.zelfmelder(bericht))
    return berichten.MeldZelfmelderResponse(Registratie=bewaard, FWI=fwi(meldingen))


def beoordeel(
    eenheid: Eenheid, toegang: Ketentoegang, bericht: berichten.BeoordeelMutatieverzoek
) -> berichten.BeoordeelMutatieverzoekResponse:
    if toegang.partij == "IND" and bericht.CdOordeelMutatieverzoek not in _OORDELEN_IND:
        raise NietGerechtigd(Melding(c.F007, ("bevoegd: DUO", "IND: OUDE_WET of NIEUWE_WET (R-016)")))
    verzoek = _verzoek(eenheid, int(bericht.Verwijzing.RegistratieId))
    geleverd = bericht.ClientSuwi
    if geleverd is not None and geleverd.Burgerservicenr != verzoek.bsn:
        raise Weigering(Melding(c.F064, ("ClientSuwi hoort niet bij het verzoek",)))
    uitkomst = beoordeel_mutatieverzoek(
        lees_dossier(eenheid.conn, verzoek.bsn),
        vertaling.oordeel(bericht, verzoek),
        omgeving(eenheid, verzoek.bsn, verzoek.gemeente),
    )
    vastgelegd = schrijf(eenheid, verzoek.bsn, uitkomst)
    return berichten.BeoordeelMutatieverzoekResponse(
        Registratie=registratie(vastgelegd, uitkomst), FWI=fwi(uitkomst.meldingen)
    )


def _verzoek(eenheid: Eenheid, id_: int) -> Mutatieverzoek:
    """Het verzoek in zijn geldende versie, met de persoon vergrendeld voordat er gelezen wordt."""
    bsn = eenheid.conn.execute(
        select(mutatieverzoek.c.bsn).where(
            mutatieverzoek.c.id == id_, mutatieverzoek.c.beeindigd_door.is_(None)
        )
    ).scalar()
    if bsn is None:
        raise Weigering(Melding(c.F064))
    eenheid.vergrendel(bsn)
    return next(v for v in lees_mutatieverzoeken(eenheid.conn, bsn) if v.id == id_)


def bewaar(eenheid: Eenheid, toegang: Ketentoegang, nieuw: PartnerOpdracht) -> Bewaard:
    """Bewaar het bericht tot de run, of antwoord zoals op de eerste keer (design.md §4)."""
    sleutel_ = sleutel(nieuw)
    inhoud = naar_json(nieuw)
    eenheid.vergrendel(nieuw.bsn)
    volgnr = 1
    eerder = eenheid.conn.execute(_zelfde(toegang.partij, nieuw.bsn, sleutel_)).first()
    if eerder is not None:
        if not _mislukt(eerder.uitkomst):
            if eerder.inhoud != inhoud:
                raise Weigering(Melding(c.F065, (f"id: {eerder.id}",)))
            return _registratie(eerder.id, eerder.volgnr, tijdstip(eerder.ontvangen)), (Melding(c.I002),)
        # Wat de run niet kon verwerken, mag opnieuw komen.
        volgnr = eerder.volgnr + 1
    if sleutel_.peildatum is not None:
        _eis_nieuwste(eenheid, toegang.partij, nieuw.bsn, sleutel_)
    meldingen = _proef(eenheid, nieuw)
    rij = {
        "partij": toegang.partij,
        "soort": sleutel_.soort,
        "bsn": nieuw.bsn,
        "sleutel": sleutel_.tekst,
        "inhoud": inhoud,
        "ontvangen": eenheid.nu,
        "oorsprong": eenheid.bron(),
        "volgnr": volgnr,
    }
    nummer: int = eenheid.conn.execute(insert(ketenbericht).returning(ketenbericht.c.id), rij).scalar_one()
    return _registratie(nummer, volgnr, tijdstip(eenheid.nu)), meldingen


def _zelfde(partij: str, bsn: str, sleutel_: Sleutel) -> Select[Any]:
    return (
        select(ketenbericht)
        .where(
            ketenbericht.c.partij == partij,
            ketenbericht.c.soort == sleutel_.soort,
            ketenbericht.c.bsn == bsn,
            ketenbericht.c.sleutel == sleutel_.tekst,
        )
        .order_by(ketenbericht.c.volgnr.desc())
        .limit(1)
    )


def _mislukt(uitkomst: str | None) -> bool:
    return uitkomst is not None and uitkomst.startswith(("GEWEIGERD", "MISLUKT"))


def _eis_nieuwste(eenheid: Eenheid, partij: str, bsn: str, sleutel_: Sleutel) -> None:
    """Een oudere stand dan de laatst ontvangen zou nieuws overschrijven (R-067)."""
    later = select(ketenbericht.c.uitkomst).where(
        ketenbericht.c.partij == partij,
        ketenbericht.c.soort == sleutel_.soort,
        ketenbericht.c.bsn == bsn,
        ketenbericht.c.sleutel > sleutel_.tekst,
    )
    if any(not _mislukt(uitkomst) for uitkomst in eenheid.conn.execute(later).scalars()):
        raise Weigering(Melding(c.F068, ("peildatum",)))


def _proef(eenheid: Eenheid, nieuw: PartnerOpdracht) -> tuple[Melding, ...]:
    """Wat het bericht zou doen na alles wat nog wacht, en in welke run; weigert het, dan is dat het antwoord.

    Wie nog niet in ISI staat, komt er met de opname van nieuwkomers in; wat daarna over hem kwam wacht mee.
    """
    omgeving_ = omgeving(eenheid, nieuw.bsn)
    dossier = lees_dossier(eenheid.conn, nieuw.bsn)
    in_isi, soorten = dossier is not None, {sleutel(nieuw).soort}
    for rij in eenheid.conn.execute(
        select(ketenbericht.c.soort, ketenbericht.c.inhoud)
        .where(ketenbericht.c.bsn == nieuw.bsn, ketenbericht.c.verwerkt_run.is_(None))
        .order_by(ketenbericht.c.id)
    ):
        soorten.add(rij.soort)
        dossier = _na(dossier, opdracht(rij.soort, rij.inhoud), omgeving_)
    meldingen = voer_uit(dossier, nieuw, omgeving_).meldingen
    if Melding(c.I004) in meldingen:
        return meldingen
    return (*meldingen, Melding(c.I007 if NIEUWKOMER in soorten and not in_isi else c.I005))


def _na(dossier: Dossier | None, wachtend: PartnerOpdracht, omgeving_: Omgeving) -> Dossier | None:
    try:
        uitkomst = voer_uit(dossier, wachtend, omgeving_)
    except Weigering:
        return dossier
    if uitkomst.leeg or (dossier is None and uitkomst.persoon is None):
        return dossier
    return toegepast(dossier, uitkomst, omgeving_.vandaag)


def omgeving(eenheid: Eenheid, bsn: str, gemeente: str = "") -> Omgeving:
    """De omgeving voor een bericht van een partner; `gemeente` alleen bij een oordeel over haar verzoek."""
    kaart = gemeenten(eenheid)
    return Omgeving(
        vandaag=eenheid.vandaag,
        peildatum=eenheid.peildatum,
        gemeente=gemeente,
        kanaal="DUO",
        gemeenten=kaart.bestaand(eenheid.vandaag),
        opvolgers=kaart.opvolgers(eenheid.vandaag),
        mutatieverzoeken=lees_mutatieverzoeken(eenheid.conn, bsn),
    )


def _registratie(nummer: int, volgnr: int, moment: Tijdstip) -> berichten.Registratie:
    return berichten.Registratie(
        RegistratieId=str(nummer), Versienr=volgnr, CdSrtGegeven="KETENBERICHT", DatTijdRegistratie=moment
    )
