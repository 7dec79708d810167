"""Van formulier naar vraag en terug: wat een auditor invulde, wat er in de database gevraagd wordt."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date, datetime, time, timedelta
from typing import Any

from persistence.auditor.tijdlijn import Periode
from persistence.eenheid import NEDERLAND
from persistence.logboek.zoekvraag import Zoekvraag, eis_doel

_TIJDEN = ("van", "tot")
_DOEL_HOOGSTENS = 200
_VELDEN = tuple(veld.name for veld in fields(Zoekvraag) if veld.name != "zonder_beheer")


class Veldfout(Exception):  # noqa: N818 - een antwoord
    """Een veld dat niet te lezen is."""

    def __init__(self, veld: str, tekst: str) -> None:
        super().__init__(tekst)
        self.veld = veld


def zoekvraag(formulier: Mapping[str, str]) -> Zoekvraag:
    waarden: dict[str, Any] = {}
    for naam in _VELDEN:
        ruw = formulier.get(naam, "").strip()
        if ruw:
            waarden[naam] = moment(naam, ruw) if naam in _TIJDEN else ruw
    if "bsn" in waarden:
        waarden["bsn"] = kaal_bsn(waarden["bsn"])
    return Zoekvraag(**waarden, zonder_beheer=formulier.get("beheer") != "ja" or None)


def doel(formulier: Mapping[str, str]) -> str:
    """Waarvoor iemand zoekt; `Zoekweigering` zonder, want dan ziet niemand iets."""
    netjes = eis_doel(" ".join(formulier.get("doel", "").split()))
    if len(netjes) > _DOEL_HOOGSTENS:
        raise Veldfout("doel", f"noem het doel in hoogstens {_DOEL_HOOGSTENS} tekens")
    return netjes


def kaal_bsn(tekst: str) -> str:
    return re.sub(r"[\s.]", "", tekst)


def moment(veld: str, tekst: str) -> datetime:
    """JJJJ-MM-DD of JJJJ-MM-DDTUU:MM, in Nederlandse tijd."""
    try:
        gelezen = datetime.fromisoformat(tekst)
    except ValueError:
        raise Veldfout(
            veld, "schrijf een datum als 2026-03-31, of met een tijd als 2026-03-31T14:30"
        ) from None
    return gelezen if gelezen.tzinfo else gelezen.replace(tzinfo=NEDERLAND)


def periode(formulier: Mapping[str, str]) -> Periode:
    """Dagen, met de laatste erbij."""
    van, tot = (_dag(naam, formulier.get(naam, "").strip()) for naam in _TIJDEN)
    return Periode(van=_begin(van) if van else None, tot=_begin(tot + timedelta(days=1)) if tot else None)


def _dag(veld: str, tekst: str) -> date | None:
    if not tekst:
        return None
    try:
        return date.fromisoformat(tekst)
    except ValueError:
        raise Veldfout(veld, "schrijf een datum als 2026-03-31") from None


def _begin(dag: date) -> datetime:
    return datetime.combine(dag, time(), NEDERLAND)


# --- bewaard in een onderzoek -------------------------------------------------------------------------------


def bewaar_zoekvraag(vraag: Zoekvraag) -> dict[str, Any]:
    return {
        n: w.isoformat() if n in _TIJDEN else w for n, w in asdict(vraag).items() if w not in (None, False)
    }


def lees_zoekvraag(bewaard: Mapping[str, Any]) -> Zoekvraag:
    waarden: dict[str, Any] = {
        n: datetime.fromisoformat(w) if n in _TIJDEN else w for n, w in bewaard.items()
    }
    return Zoekvraag(**waarden)


def bewaar_periode(gegeven: Periode) -> dict[str, str]:
    return {n: w.isoformat() for n, w in (("van", gegeven.van), ("tot", gegeven.tot)) if w is not None}


def lees_periode(bewaard: Mapping[str, Any]) -> Periode:
    return Periode(**{n: datetime.fromisoformat(bewaard[n]) for n in _TIJDEN if n in bewaard})


def als_formulier(vraag: Zoekvraag) -> dict[str, str]:
    """De vraag zoals zij in de velden staat."""
    velden = {n: w for n, w in asdict(vraag).items() if w is not None and n != "zonder_beheer"}
    waarden = {n: ingevuld(w) if n in _TIJDEN else w for n, w in velden.items()}
    return waarden | ({} if vraag.zonder_beheer else {"beheer": "ja"})


def ingevuld(tijdstip: datetime) -> str:
    return tijdstip.astimezone(NEDERLAND).strftime("%Y-%m-%dT%H:%M")


def begin_van_dag(tijdstip: datetime) -> str:
    return ingevuld(_begin(tijdstip.astimezone(NEDERLAND).date()))


def dag_ingevuld(tijdstip: datetime | None, *, laatste: bool = False) -> str:
    if tijdstip is None:
        return ""
    dag = tijdstip.astimezone(NEDERLAND).date()
    return (dag - timedelta(days=1) if laatste else dag).isoformat()
