"""ISIMutatieverzoek: het mutatieformulier, voor wat de gemeente niet zelf kan (R-012 … R-020, R-159)."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from isi_soap.contract import berichten
from isi_soap.domain.model import Mutatieverzoek
from isi_soap.domain.mutatieverzoek import mutatieverzoek_indienen
from isi_soap.domain.toegang import in_bereik
from persistence.bladeren import grootte, leeg, naar_cursor, uit_cursor
from persistence.dossier import lees_dossier, lees_mutatieverzoeken
from persistence.eenheid import Eenheid
from persistence.registratie import schrijf
from persistence.tabellen import mutatieverzoek as tabel
from persistence.toegang import Toegang, omgeving
from persistence.vertaling.meldingen import fwi
from persistence.vertaling.mutatieverzoek import indienen as vertaald
from persistence.vertaling.registratie import registratie
from persistence.vertaling.werkvoorraad import mutatieverzoek


def indienen(
    eenheid: Eenheid, toegang: Toegang, bericht: berichten.MutatieverzoekIndienen
) -> berichten.MutatieverzoekIndienenResponse:
    """Buiten bereik mag dit voor een nieuw persoon en voor een eigen voorziening (R-012, R-095)."""
    bsn = bericht.ClientSuwi.Burgerservicenr
    eenheid.vergrendel(bsn)
    dossier = lees_dossier(eenheid.conn, bsn)
    omgeving_ = omgeving(eenheid, toegang, bsn)
    uitkomst = mutatieverzoek_indienen(dossier, vertaald(bericht), omgeving_)
    vastgelegd = schrijf(eenheid, bsn, uitkomst)
    if dossier is not None and not in_bereik(dossier, toegang.voor, omgeving_.opvolgers):
        # Over wie buiten bereik is, komt de gemeente met haar verzoek niets te weten.
        vastgelegd = replace(vastgelegd, dossier=None, stand=None)
    return berichten.MutatieverzoekIndienenResponse(
        Registratie=registratie(vastgelegd, uitkomst), FWI=fwi(uitkomst.meldingen)
    )


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
        for verzoek in lees_mutatieverzoeken(eenheid.conn, bsn)
    }
    return berichten.MutatieverzoekInfoResponse(
        Mutatieverzoeken=berichten.Mutatieverzoeken(
            Mutatieverzoek=tuple(mutatieverzoek(gelezen[rij.id]) for rij in pagina),
            CursorVolgende=naar_cursor(pagina[-1].id) if len(rijen) > per_pagina else None,
        )
    )
