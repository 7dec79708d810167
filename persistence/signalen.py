"""ISISignalen: de gemeente haalt haar signalen zelf op en handelt ze af (R-029, R-071 … R-075).

Ophalen merkt een signaal als opgehaald, maar het blijft op te halen tot het is afgehandeld: een antwoord dat
onderweg verloren gaat, kost niemand een signaal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, insert, or_, select, update

from isi_soap.contract import berichten
from isi_soap.domain import catalogus
from isi_soap.domain.meldingen import Melding, Weigering
from isi_soap.domain.model import Bron, Herkomst, Signaal
from isi_soap.domain.opdrachten import SignaalAfhandelen
from isi_soap.domain.signalen import SS064, haal_op, signaal_afhandelen
from persistence.bladeren import grootte, leeg, naar_cursor, uit_cursor
from persistence.dossier import lees_dossier
from persistence.eenheid import Eenheid
from persistence.registratie import schrijf, waarden
from persistence.tabellen import afgeleid, oorsprong
from persistence.tabellen import signaal as tabel
from persistence.toegang import Toegang, niets_gevonden, omgeving
from persistence.vertaling.meldingen import fwi
from persistence.vertaling.registratie import registratie
from persistence.vertaling.werkvoorraad import signaal

_OPEN = ("NIEUW", "OPGEHAALD")
_VELDEN = tuple(veld.name for veld in fields(Signaal) if veld.name != "herkomst")


def ophalen(
    eenheid: Eenheid, toegang: Toegang, bericht: berichten.SignalenOphalen
) -> berichten.SignalenOphalenResponse:
    per_pagina = grootte(bericht.AantPerPagina)
    vraag = _selectie(toegang, bericht).where(tabel.c.id > uit_cursor(bericht.Cursor))
    rijen = eenheid.conn.execute(vraag.order_by(tabel.c.id).limit(per_pagina + 1)).all()
    if not rijen:
        raise leeg()
    pagina = rijen[:per_pagina]
    signalen = _opgehaald(eenheid, vraag, pagina)
    volgende = naar_cursor(pagina[-1].id) if len(rijen) > per_pagina else None
    return berichten.SignalenOphalenResponse(
        Signalen=berichten.Signalen(
            AantOpen=_aantal_open(eenheid, toegang),
            Signaal=tuple(signaal(bsn, s) for bsn, s in signalen),
            CursorVolgende=volgende,
        )
    )


def afhandelen(
    eenheid: Eenheid, toegang: Toegang, bericht: berichten.SignaalAfhandelen
) -> berichten.SignaalAfhandelenResponse:
    """SS064 verdwijnt alleen door de plicht te registreren (R-073)."""
    bsn = _bsn_van(eenheid, toegang, int(bericht.Verwijzing.RegistratieId))
    eenheid.vergrendel(bsn)
    dossier = lees_dossier(eenheid.conn, bsn)
    if dossier is None:
        raise niets_gevonden()
    opdracht = SignaalAfhandelen(
        id=int(bericht.Verwijzing.RegistratieId),
        versienr=bericht.Verwijzing.Versienr,
        toelichting=bericht.Toelichting,
    )
    uitkomst = signaal_afhandelen(dossier, opdracht, omgeving(eenheid, toegang))
    vastgelegd = schrijf(eenheid, bsn, uitkomst)
    return berichten.SignaalAfhandelenResponse(
        Registratie=registratie(vastgelegd, uitkomst), FWI=fwi(uitkomst.meldingen)
    )


def _bsn_van(eenheid: Eenheid, toegang: Toegang, id_: int) -> str:
    """Een signaal van een ander, of over wie buiten bereik is, is er voor deze gemeente niet (R-133)."""
    bsn: str | None = eenheid.conn.execute(
        select(tabel.c.bsn)
        .join(afgeleid, afgeleid.c.bsn == tabel.c.bsn)
        .where(tabel.c.id == id_, *_van_bereikbaren(toegang))
    ).scalar()
    if bsn is None:
        raise Weigering(Melding(catalogus.F064))
    return bsn


def _selectie(toegang: Toegang, bericht: berichten.SignalenOphalen) -> Select[Any]:
    """Zonder keuze alle open signalen; `DatVanaf` telt vanaf de dag waarop het signaal ontstond."""
    vraag = (
        select(tabel, *(k.label(f"bron_{k.name}") for k in oorsprong.c))
        .join(oorsprong, oorsprong.c.id == tabel.c.geschreven_door)
        .join(afgeleid, afgeleid.c.bsn == tabel.c.bsn)
        .where(
            *_gericht_aan(toegang),
            tabel.c.status.in_(bericht.CdStatusSignaal or _OPEN),
        )
    )
    if bericht.CdSignaal:
        vraag = vraag.where(tabel.c.code.in_(bericht.CdSignaal))
    if bericht.DatVanaf is not None:
        vanaf = bericht.DatVanaf.volledig
        if vanaf is None:
            raise Weigering(Melding(catalogus.F062, ("DatVanaf",)))
        vraag = vraag.where(tabel.c.datum_aangemaakt >= vanaf)
    return vraag


def _gericht_aan(toegang: Toegang) -> tuple[ColumnElement[bool], ...]:
    """SS064 is er tot de plicht vaststaat; de rest alleen over wie de gemeente nog werk geeft (R-087)."""
    return (*_van_bereikbaren(toegang), or_(tabel.c.code == SS064, afgeleid.c.deel == "ACTIEF"))


def _van_bereikbaren(toegang: Toegang) -> tuple[ColumnElement[bool], ...]:
    """Aan deze gemeente gericht, over wie zij bereikt; SS064 volgt niet wie intussen verhuisde (R-071)."""
    bereik = sorted(toegang.bereik)
    return (
        tabel.c.beeindigd_door.is_(None),
        tabel.c.gemeente.in_(bereik),
        afgeleid.c.wet == "WI2007",
        or_(tabel.c.code == SS064, afgeleid.c.woongemeente.in_(bereik)),
    )


def _aantal_open(eenheid: Eenheid, toegang: Toegang) -> int:
    aantal = (
        select(func.count())
        .select_from(tabel.join(afgeleid, afgeleid.c.bsn == tabel.c.bsn))
        .where(*_gericht_aan(toegang), tabel.c.status.in_(_OPEN))
    )
    return eenheid.conn.scalar(aantal) or 0


def _opgehaald(eenheid: Eenheid, vraag: Select[Any], pagina: Sequence[Row[Any]]) -> list[tuple[str, Signaal]]:
    """De pagina, met wat nieuw was nu als opgehaald.

    Vergrendeld en dan opnieuw gelezen: wie intussen de plicht registreerde, handelde het signaal af.
    """
    nieuw = {rij.bsn for rij in pagina if rij.status == "NIEUW"}
    if nieuw:
        eenheid.vergrendel(*nieuw)
        ids = [rij.id for rij in pagina]
        pagina = eenheid.conn.execute(vraag.where(tabel.c.id.in_(ids)).order_by(tabel.c.id)).all()
    einden: list[int] = []
    rijen: list[dict[str, Any]] = []
    uit: list[tuple[str, Signaal]] = []
    for rij in pagina:
        oud = _signaal(rij)
        nu = haal_op(oud, eenheid.vandaag)
        if nu is not oud:
            einden.append(rij.versie_id)
            nu = _volgende(eenheid, nu)
            rijen.append(waarden(nu) | {"bsn": rij.bsn, "geschreven_door": eenheid.bron()})
        uit.append((rij.bsn, nu))
    if einden:
        eenheid.conn.execute(
            update(tabel)
            .where(tabel.c.versie_id.in_(einden))
            .values(beeindigd_door=eenheid.bron(), versie_einde="GEWIJZIGD")
        )
        eenheid.conn.execute(insert(tabel), rijen)
    return uit


def _volgende(eenheid: Eenheid, signaal_: Signaal) -> Signaal:
    bron = Bron(
        id=eenheid.bron(),
        soort="BERICHT",
        tijdstip=eenheid.nu,
        partij=eenheid.partij,
        gemeente=eenheid.gemeente,
    )
    return replace(signaal_, versienr=signaal_.versienr + 1, herkomst=Herkomst(geschreven=bron))


def _signaal(rij: Row[Any]) -> Signaal:
    velden = {naam: getattr(rij, naam) for naam in _VELDEN}
    bron = Bron(
        id=rij.bron_id,
        soort=rij.bron_soort,
        tijdstip=rij.bron_tijdstip,
        partij=rij.bron_partij,
        gemeente=rij.bron_gemeente,
    )
    return Signaal(**velden, herkomst=Herkomst(geschreven=bron))
