"""De maandelijkse uitwisseling met de IND: van wie het verblijfsdoel gevraagd wordt (R-066).

De lijst volgt uit de stand van de laatste dagrun; wat een gemeente tussen twee bladzijden registreert,
verschuift geen regel (R-065).
"""

from __future__ import annotations

from sqlalchemy import ARRAY, ColumnElement, Connection, Text, and_, func, literal, not_, select

from isi_soap.contract import berichten
from isi_soap.domain.geldigheid import EU_EER_CH, NEDERLANDSE
from isi_soap.domain.status import Status
from persistence.bladeren import grootte, leeg, naar_cursor, uit_cursor
from persistence.eenheid import Eenheid
from persistence.tabellen import afgeleid, persoon
from persistence.toegang import Ketentoegang

# Een Nederlander is ook EU-onderdaan.
_NIET_UITGEWISSELD = sorted(EU_EER_CH | {NEDERLANDSE})


def info(
    eenheid: Eenheid, toegang: Ketentoegang, bericht: berichten.INDUitwisselingInfo
) -> berichten.INDUitwisselingInfoResponse:
    """Wie het laatst in ISI kwam heeft doorgaans het hoogste BSN; die gaat voor."""
    per_pagina = grootte(bericht.AantPerPagina)
    vraag = (
        select(
            afgeleid.c.bsn,
            afgeleid.c.nationaliteiten,
            persoon.c.vnummer,
            persoon.c.voorvoegsel,
            persoon.c.geslachtsnaam,
            persoon.c.geboortedatum,
        )
        .join(persoon, and_(persoon.c.bsn == afgeleid.c.bsn, persoon.c.beeindigd_door.is_(None)))
        .where(uitgewisseld())
        .order_by(afgeleid.c.bsn.desc())
        .limit(per_pagina + 1)
    )
    if bericht.Cursor is not None:
        vraag = vraag.where(afgeleid.c.bsn < f"{uit_cursor(bericht.Cursor):09d}")
    rijen = eenheid.conn.execute(vraag).all()
    if not rijen:
        raise leeg()
    pagina = rijen[:per_pagina]
    return berichten.INDUitwisselingInfoResponse(
        INDUitwisseling=berichten.INDUitwisseling(
            AantTotaal=tel(eenheid.conn),
            ClientSuwi=tuple(
                berichten.ClientIND(
                    Burgerservicenr=rij.bsn,
                    VNr=rij.vnummer,
                    Voorvoegsels=rij.voorvoegsel,
                    Geslachtsnaam=rij.geslachtsnaam,
                    Geboortedat=rij.geboortedatum,
                    Nationaliteit=tuple(
                        berichten.Nationaliteit(CdNationaliteit=code) for code in rij.nationaliteiten
                    ),
                )
                for rij in pagina
            ),
            CursorVolgende=naar_cursor(int(pagina[-1].bsn)) if len(rijen) > per_pagina else None,
        )
    )


def uitgewisseld() -> ColumnElement[bool]:
    """Allen in ISI, actief en definitief, behalve vrijwillige inburgeraars en EU-onderdanen."""
    return and_(
        afgeleid.c.wet == "WI2007",
        afgeleid.c.status != Status.VRIJWILLIG.value,
        not_(afgeleid.c.nationaliteiten.bool_op("&&")(literal(_NIET_UITGEWISSELD, ARRAY(Text)))),
    )


def tel(conn: Connection) -> int:
    return conn.scalar(select(func.count()).select_from(afgeleid).where(uitgewisseld())) or 0
