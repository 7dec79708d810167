"""Wie mag wat: elke operatie met elke rol, account, relatie, namens wie en sleutel, tegen matrix.toml."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import product

import pytest
from sqlalchemy import text, update

from isi_soap.contract import berichten as b
from isi_soap.contract.operaties import DIENSTEN, OPERATIES
from isi_soap.contract.voorbeelden import voorbeeld
from persistence import tabellen as t
from persistence.database import Database
from tests.persistence.balie import VANDAAG
from tests.toegang import bevolking as w
from tests.toegang.berichten import VELDEN
from tests.toegang.conftest import Omgeving
from tests.toegang.gevallen import DOOR, TABEL, Geval, gevallen, klopt, verwacht
from tests.toegang.lijn import Uitslag, aanvraag

regel = pytest.mark.regel

# Wie vraagt, en over wie: per relatie de gemeente en de soort persoon.
_WIE = {
    "uitbesteed-aan": (w.AMSTERDAM, "uitbesteed"),
    "uitbesteed-ongenoemd": (w.AMSTERDAM, "uitbesteed"),
    "uitbesteed-door": (w.DIEMEN, "uitbesteed"),
    "voorganger": (w.GRONINGEN, "voorganger"),
    "namens-zichzelf": (w.AMSTERDAM, "eigen"),
}
_NAMENS = {
    "niemand": None,
    "zichzelf": w.AMSTERDAM,
    "uitbesteed": w.DIEMEN,
    "niet-uitbesteed": w.ROTTERDAM,
    "andersom": w.AMSTERDAM,
    **{gebrek: code for gebrek, (code, _) in w.GEBREKKIG.items()},
}
_AFZENDER = {
    "ander-oin": w.oin_van(w.ROTTERDAM),
    "partner-oin": w.PARTIJ_OIN["DUO"],
    "mandaat": w.LEVERANCIER,
    "mandaat-ingetrokken": w.LEVERANCIER_WEG,
    "mandaat-van-ander": w.LEVERANCIER_ANDER,
}
_GEBRUIKER = {
    "eigen-beheer": "wie-dan-ook",
    "onbekend": "wie-dan-ook",
    "van-andere-gemeente": "rotterdammer",
    "eigen-geblokkeerd": "geblokkeerd-6",
}


def stuur(omgeving: Omgeving, geval: Geval) -> tuple[Uitslag, bool]:
    """Het geval als bericht; en of de persoon in het antwoord staat."""
    gemeente, soort = _WIE.get(geval.relatie, (w.AMSTERDAM, geval.relatie))
    if geval.namens == "andersom":
        gemeente = w.DIEMEN
    persoon = omgeving.personen[soort]
    operatie = geval.operatie.partition("-")[0]
    kop = b.Kop(
        Applicatiesleutel=_sleutel(geval, gemeente),
        CdGemeente=gemeente,
        CdGemeenteNamens=_NAMENS[geval.namens],
        Gebruiker=_GEBRUIKER.get(geval.account, f"{geval.account}-{geval.rol}"),
    )
    bericht = aanvraag(operatie, kop, **VELDEN[geval.operatie](persoon))
    oin = w.oin_van(gemeente) if geval.sleutel == "eigen-oin" else _AFZENDER.get(geval.sleutel)
    uitslag = omgeving.lijn.stuur(operatie, bericht, oin)
    return uitslag, persoon.bsn.encode() in uitslag.body


def _sleutel(geval: Geval, gemeente: str) -> str:
    if geval.account in ("eigen-beheer", "eigen-geblokkeerd") and geval.sleutel == "geldig":
        return w.sleutel_van(gemeente, f"eigen-{geval.rol}")
    if geval.sleutel == "onbekend":
        return "een-sleutel-die-niemand-uitgaf"
    if geval.sleutel == "van-andere-gemeente":
        return w.sleutel_van(w.ROTTERDAM)
    return w.sleutel_van(gemeente, geval.sleutel if geval.sleutel in w.SLEUTELS else "geldig")


def feiten(database: Database) -> tuple[int, int]:
    """Alles wat een bericht kan schrijven heeft een oorsprong; wie ooit beëindigde ook."""
    with database.transactie() as conn:
        tellen = "SELECT (SELECT count(*) FROM oorsprong), (SELECT count(*) FROM eenmaal)"
        oorsprongen, eenmalig = conn.execute(text(tellen)).one()
    return oorsprongen, eenmalig


def test_de_tabel_noemt_elke_operatie() -> None:
    alle = {naam for dienst in DIENSTEN.values() for naam in dienst.operaties}
    genoemd = {naam.partition("-")[0] for naam in TABEL["operatie"]} | set(TABEL["keten"])
    assert genoemd == alle
    assert set(VELDEN) == set(TABEL["operatie"])


@regel("R-004")
@regel("R-024")
@regel("R-025")
@regel("R-026")
@regel("R-027")
@regel("R-028")
@regel("R-029")
@regel("R-048")
@regel("R-049")
@regel("R-051")
@regel("R-056")
@regel("R-057")
@regel("R-059")
@regel("R-062")
@regel("R-063")
@regel("R-130")
@regel("R-133")
@pytest.mark.parametrize("operatie", TABEL["operatie"])
def test_wie_mag_wat(omgeving: Omgeving, operatie: str) -> None:
    voor = feiten(omgeving.database)
    fout = []
    for geval in gevallen(operatie):
        uitslag, toont = stuur(omgeving, geval)
        verwachting = verwacht(geval)
        if not klopt(verwachting, uitslag.uitkomst, toont):
            fout.append(f"{geval}: verwacht {verwachting}, gekregen {uitslag.uitkomst}")
    assert not fout, f"{len(fout)} afwijkingen:\n" + "\n".join(fout[:20])
    assert feiten(omgeving.database) == voor


@pytest.mark.parametrize(
    "operatie", [naam for naam, op in TABEL["operatie"].items() if op["buiten"] == "zonder"]
)
def test_wat_een_persoon_kan_tonen_toont_hem_aan_wie_hem_bereikt(omgeving: Omgeving, operatie: str) -> None:
    """Anders zou 'zonder' altijd slagen."""
    for relatie, namens in (("eigen", "niemand"), ("uitbesteed-aan", "uitbesteed")):
        uitslag, toont = stuur(omgeving, Geval(operatie, relatie=relatie, namens=namens))
        assert toont, uitslag.body.decode()


# --- ketenpartijen ----------------------------------------------------------------------------------


def _afzenders(partij: str) -> dict[str, str | None]:
    ander = next(oin for code, oin in w.PARTIJ_OIN.items() if code != partij)
    return {
        "eigen-oin": w.PARTIJ_OIN[partij],
        "zonder-oin": None,
        "oin-van-andere-partij": ander,
        "oin-van-gemeente": w.oin_van(w.AMSTERDAM),
        "leverancier": w.LEVERANCIER,
        "ingetrokken": w.PARTIJ_OIN[partij],
        "nog-niet": w.PARTIJ_OIN[partij],
    }


def _meld(operatie: str, partij: str, bsn: str) -> bytes:
    """Het voorbeeld van het contract, van deze partij en over deze persoon, met wat elke partij mag."""
    bericht = voorbeeld(next(o for o in OPERATIES.values() if o.naam == operatie), "verzoek-minimaal").xml
    for veld, waarde in (
        ("CdPartij", partij),
        ("Burgerservicenr", bsn),
        ("CdSrtDiploma", "NT2_I"),
        ("CdOordeelMutatieverzoek", "OUDE_WET"),
    ):
        bericht = re.sub(rf"(<{veld}>)[^<]*".encode(), rf"\g<1>{waarde}".encode(), bericht)
    return bericht


def _stand(database: Database, afzender: str) -> None:
    stand: dict[str, date | None] = {"ingang": date(2007, 1, 1), "ingetrokken_op": None}
    if afzender == "ingetrokken":
        stand["ingetrokken_op"] = VANDAAG
    if afzender == "nog-niet":
        stand["ingang"] = VANDAAG + timedelta(days=1)
    with database.transactie() as conn:
        conn.execute(update(t.partij).values(stand))


@regel("R-047")
@pytest.mark.parametrize("operatie", TABEL["keten"])
def test_welke_partij_wat_stuurt(omgeving: Omgeving, operatie: str) -> None:
    """Over wie het gaat doet er niet toe: een partner levert ook wie nog niet in ISI staat."""
    fout = []
    bevoegd = TABEL["keten"][operatie].split()
    for afzender, deur in TABEL["afzender"].items():
        _stand(omgeving.database, afzender)
        for partij, soort in product(w.PARTIJ_OIN, ("eigen", "onbekend")):
            bericht = _meld(operatie, partij, omgeving.personen[soort].bsn)
            uitslag = omgeving.lijn.stuur(operatie, bericht, _afzenders(partij)[afzender])
            verwachting = deur if deur != DOOR else "door" if partij in bevoegd else "niet-gerechtigd F007"
            gekregen = uitslag.kort if uitslag.hoever in ("fault", "niet-gerechtigd") else "door"
            if gekregen != verwachting:
                fout.append(f"{afzender} {partij} {soort}: verwacht {verwachting}, gekregen {gekregen}")
    _stand(omgeving.database, "eigen-oin")
    assert not fout, "\n".join(fout)
