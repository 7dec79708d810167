"""De maandelijkse uitwisseling met de IND: wie eruit gaat en wie niet, per persoon vastgelegd (R-066)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import ARRAY, Text, case, func, insert, literal, select

from isi_soap.domain.geldigheid import NEDERLANDSE
from isi_soap.domain.status import Status
from persistence.database import Database
from persistence.eenheid import systeemklok
from persistence.runs import logregel
from persistence.runs.verloop import IND_UITWISSELING, Run, Verslag, Voortgang, stil, voer_uit
from persistence.tabellen import afgeleid, run_regel
from persistence.uitwisseling import uitgewisseld

UITGEWISSELD, NIET_UITGEWISSELD = "UITGEWISSELD", "NIET_UITGEWISSELD"

_WAAROM = case(
    (uitgewisseld(), "verblijfsdoel gevraagd aan de IND (R-066)"),
    (afgeleid.c.wet != "WI2007", "valt niet onder de Wet inburgering 2007 (R-016)"),
    (afgeleid.c.status == Status.VRIJWILLIG.value, "vrijwillige inburgeraar (R-066)"),
    (afgeleid.c.nationaliteiten.bool_op("&&")(literal([NEDERLANDSE], ARRAY(Text))), "Nederlander (R-066)"),
    else_="EU-onderdaan (R-066)",
)


def ind_uitwisseling(
    database: Database,
    *,
    klok: Callable[[], datetime] = systeemklok,
    voortgang: Voortgang = stil,
) -> Verslag:
    """De lijst zelf geeft INDUitwisselingInfo, uit dezelfde stand."""
    return voer_uit(database, IND_UITWISSELING, _werk, klok=klok, voortgang=voortgang)


def _werk(bezig: Run) -> None:
    """Eén opdracht over één stand; wie hervat vindt haar geheel of niet."""
    if bezig.telling.tot:
        return
    conn = bezig.eenheid.conn
    wat = case((uitgewisseld(), UITGEWISSELD), else_=NIET_UITGEWISSELD)
    keuze = select(literal(bezig.id), afgeleid.c.bsn, wat, _WAAROM).order_by(afgeleid.c.bsn)
    conn.execute(insert(run_regel).from_select(["run", "bsn", "wat", "waarom"], keuze))
    telling = bezig.telling
    geteld = select(run_regel.c.wat, run_regel.c.waarom, func.count().label("aantal"))
    for rij in conn.execute(
        geteld.where(run_regel.c.run == bezig.id).group_by(run_regel.c.wat, run_regel.c.waarom)
    ):
        telling.uitkomsten[f"{rij.wat}: {rij.waarom}"] = rij.aantal
        telling.verwerkt += rij.aantal if rij.wat == UITGEWISSELD else 0
    telling.tot = "9" * 9
    logregel.gedaan_volgens_verslag(bezig.eenheid, bezig.bron.id, bezig.soort, bezig.id)
    bezig.leg_vast()
    bezig.voortgang(telling.verwerkt, telling.verwerkt)
