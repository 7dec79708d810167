"""ISIMutatieverzoek: het mutatieformulier, voor wat de gemeente niet zelf kan (R-012 … R-020, R-159)."""

from __future__ import annotations

from sqlalchemy import select

from isi_soap.contract import berichten
from isi_soap.domain.model import Mutatieverzoek
from isi_soap.domain.mutatieverzoek import mutatieverzoek_indienen
from persistence.bladeren import grootte, leeg, naar_cursor, uit_cursor
from persistence.dossier import lees_dossier, lees_mutatieverzoeken
from persistence.eenheid import Eenheid
from persistence.registratie import schrijf, schrijf_los
from persistence.tabellen import mutatieverzoek as tabel
from persistence.tabellen import voorziening as voorzieningen
from persistence.toegang import Toegang, is_binnen_bereik, omgeving
from persistence.vertaling.meldingen import fwi
from persistence.vertaling.mutatieverzoek import indienen as vertaald
from persistence.vertaling.registratie import registratie
from persistence.vertaling.werkvoorraad import mutatieverzoek


def indienen(
    eenheid: Eenheid, toegang: Toegang, bericht: berichten.MutatieverzoekIndienen
) -> berichten.MutatieverzoekIndienenResponse:
    """Buiten bereik mag dit voor een nieuw persoon en voor een eigen voorziening (R-012, R-095).

    Verder is wie buiten bereik is, er voor deze gemeente niet: niets van hem wordt gelezen of geraakt, zodat
    antwoord noch tijd iets verraadt (R-133).
    """
    bsn = bericht.ClientSuwi.Burgerservicenr
    opdracht = vertaald(bericht)
    binnen = is_binnen_bereik(eenheid, toegang, bsn)
    if binnen or _eigen_voorziening(eenheid, toegang, bsn, opdracht.voorziening):
        eenheid.vergrendel(bsn)
        dossier = lees_dossier(eenheid.conn, bsn)
    else:
        eenheid.vergrendel_onbekend(bsn)
        dossier = None
    uitkomst = mutatieverzoek_indienen(dossier, opdracht, omgeving(eenheid, toegang, bsn))
    vastgelegd = (schrijf if binnen else schrijf_los)(eenheid, bsn, uitkomst)
    return berichten.MutatieverzoekIndienenResponse(
        Registratie=registratie(vastgelegd, uitkomst), FWI=fwi(uitkomst.meldingen)
    )


def _eigen_voorziening(eenheid: Eenheid, toegang: Toegang, bsn: str, voorziening: int | None) -> bool:
    """Of deze gemeente de aangewezen voorziening registreerde, voordat de persoon verhuisde (R-095)."""
    vraag = select(voorzieningen.c.id).where(
        voorzieningen.c.id == voorziening,
        voorzieningen.c.bsn == bsn,
        voorzieningen.c.registrerende_gemeente.in_(sorted(toegang.bereik)),
        voorzieningen.c.beeindigd_door.is_(None),
    )
    return voorziening is not None and eenheid.conn.execute(vraag).first() is not None


def info(
    eenheid: Eenheid, toegang: Toegang, bericht: berichten.MutatieverzoekInfo
) -> berichten.MutatieverzoekInfoResponse:
    """De eigen verzoeken van de gemeente, met hun stappen; niet die van een ander."""
    per_pagina = grootte(bericht.AantPerPagina)
    vraag = select(tabel.c.id, tabel.c.bsn).where(
        tabel.c.beeindigd_door.is_(None),
        tabel.c.gemeente.in_(sorted(toegang.bereik)),
        tabel.c.id > uit_cursor(bericht.Cursor),
    )
    if bericht.RegistratieId is not None:
        vraag = vraag.where(tabel.c.id == int(bericht.RegistratieId))
    if bericht.Burgerservicenr is not None:
        vraag = vraag.where(tabel.c.bsn == bericht.Burgerservicenr)
    if bericht.CdStatusMutatieverzoek:
        vraag = vraag.where(tabel.c.status.in_(bericht.CdStatusMutatieverzoek))
    rijen = eenheid.conn.execute(vraag.order_by(tabel.c.id).limit(per_pagina + 1)).all()
    if not rijen:
        raise leeg()
    pagina = rijen[:per_pagina]
    gelezen: dict[int, Mutatieverzoek] = {
        verzoek.id: verzoek
        for bsn in {rij.bsn for rij in pagina}
        for verzoek in lees_mutatieverzoeken(eenheid.conn, bsn, van=toegang.bereik)
    }
    return berichten.MutatieverzoekInfoResponse(
        Mutatieverzoeken=berichten.Mutatieverzoeken(
            Mutatieverzoek=tuple(mutatieverzoek(gelezen[rij.id]) for rij in pagina),
            CursorVolgende=naar_cursor(pagina[-1].id) if len(rijen) > per_pagina else None,
        )
    )
