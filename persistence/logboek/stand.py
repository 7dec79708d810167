"""Welk logboek dit is, en hoe het ervoor staat: voor /gereed, de metrieken en de pagina van de auditor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Final, Literal, get_args

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.postgresql import insert as pg_insert

from isi_soap.audit.sleutels import Sleutelbos, SleutelFout
from persistence.kenmerk import tijdstip_van
from persistence.logboek.sleutels import Logsleutels
from persistence.tabellen import checkpoint, logboek, onverzegeld, verzegeling

Alarmsoort = Literal["verzegelaar", "stilstand", "getuige", "tijdstempel", "positie"]
ALARMSOORTEN: Final[tuple[Alarmsoort, ...]] = get_args(Alarmsoort)


def begin(conn: Connection, bos: Sleutelbos, oorsprong: str | None, nu: datetime) -> str:
    """De oorsprong van het logboek; wie het eerst komt kiest haar. Andere sleutels passen er niet bij.

    Zonder deze toets schreef een proces met een nieuw sleutelbestand door, en vond niemand meer iemand terug.
    """
    nieuw = {
        "id": 1,
        "oorsprong": oorsprong or f"isi-log.localhost/{token_hex(4)}",
        "begonnen": nu,
        "zoeksleutel": bos.zoekkenmerk,
    }
    conn.execute(pg_insert(logboek).values(nieuw).on_conflict_do_nothing())
    rij = conn.execute(select(logboek.c.oorsprong, logboek.c.zoeksleutel)).one()
    if rij.zoeksleutel != bos.zoekkenmerk:
        raise SleutelFout(
            "het sleutelbestand hoort niet bij dit logboek; zet het oude terug (ISI_LOG_SLEUTELS)"
        )
    if oorsprong is not None and oorsprong != rij.oorsprong:
        raise SleutelFout(f"dit logboek heet {rij.oorsprong}, niet {oorsprong} (ISI_LOG_OORSPRONG)")
    return str(rij.oorsprong)


def horen_bij_dit_log(conn: Connection, sleutels: Logsleutels) -> bool:
    """Of met deze zoeksleutel de personen in dit log terug te vinden zijn."""
    zoeksleutel = conn.scalar(select(logboek.c.zoeksleutel))
    return zoeksleutel is None or zoeksleutel == sleutels.bos.zoekkenmerk


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Hoe groot het logboek is, wat nog wacht, en wat er mis is."""

    grootte: int
    wachtend: int
    wacht_sinds: datetime | None  # het oudste record zonder positie
    checkpoint: int | None
    checkpoint_op: datetime | None
    onbezorgd_sinds: datetime | None  # het oudste checkpoint dat niet bij de getuige is
    alarm_per_soort: Mapping[Alarmsoort, str]

    @property
    def alarmen(self) -> tuple[str, ...]:
        return tuple(self.alarm_per_soort.values())

    def achterstand(self, nu: datetime) -> timedelta:
        """Hoe lang het oudste record al op zijn positie wacht."""
        return nu - self.wacht_sinds if self.wacht_sinds else timedelta(0)

    def onbezorgd(self, nu: datetime) -> timedelta:
        """Hoe lang het oudste checkpoint al op de getuige wacht."""
        return nu - self.onbezorgd_sinds if self.onbezorgd_sinds else timedelta(0)

    def onbewezen(self, nu: datetime, na: timedelta) -> bool:
        """Of wat nu nog aangenomen wordt onbewezen kan blijven; `na`: zoveel uitstel mag er zijn."""
        stuk = {"positie", "verzegelaar"} & self.alarm_per_soort.keys()
        return bool(stuk) or self.achterstand(nu) > na or self.onbezorgd(nu) > na


def stand(conn: Connection, nu: datetime, alarm_na: timedelta) -> Stand:
    # Eerst het checkpoint, dan wat onbezorgd is: andersom kan een nieuw checkpoint bezorgd lijken.
    punt = conn.execute(select(checkpoint).order_by(checkpoint.c.grootte.desc()).limit(1)).one_or_none()
    rij = conn.execute(
        select(
            select(logboek.c.grootte).scalar_subquery().label("grootte"),
            select(logboek.c.alarm).scalar_subquery().label("alarm"),
            select(logboek.c.tijdstempelalarm).scalar_subquery().label("stempelalarm"),
            select(logboek.c.gat).scalar_subquery().label("gat"),
            select(func.max(verzegeling.c.positie)).scalar_subquery().label("laatste"),
            select(func.count()).select_from(onverzegeld).scalar_subquery().label("wachtend"),
            select(onverzegeld.c.bericht_id)
            .order_by(onverzegeld.c.bericht_id)
            .limit(1)
            .scalar_subquery()
            .label("oudste"),
            select(checkpoint.c.tijdstip)
            .where(checkpoint.c.bezorgd.is_(None))
            .order_by(checkpoint.c.grootte)
            .limit(1)
            .scalar_subquery()
            .label("onbezorgd"),
        )
    ).one()
    sinds = tijdstip_van(rij.oudste) if rij.oudste else None
    alarmen: dict[Alarmsoort, str] = {}
    if rij.alarm:
        alarmen["verzegelaar"] = f"de verzegelaar gaat niet verder: {rij.alarm}"
    if sinds and nu - sinds > alarm_na:
        wacht = f"er wacht een record sinds {sinds:%Y-%m-%d %H:%M:%S}"
        alarmen["stilstand"] = f"de verzegelaar staat stil: {wacht}"
    if rij.onbezorgd and nu - rij.onbezorgd > alarm_na:
        wacht = f"een checkpoint wacht sinds {rij.onbezorgd:%Y-%m-%d %H:%M:%S}"
        alarmen["getuige"] = f"de getuige neemt niets aan: {wacht}"
    if rij.stempelalarm:
        alarmen["tijdstempel"] = f"er komt geen tijdstempel: {rij.stempelalarm}"
    if rij.gat is not None:
        alarmen["positie"] = f"positie {rij.gat} ontbreekt: isi-soap log verifieer zegt wat er mis is"
    elif (rij.laatste if rij.laatste is not None else -1) + 1 != (rij.grootte or 0):
        alarmen["positie"] = "er ontbreekt een positie: isi-soap log verifieer zegt welke"
    return Stand(
        grootte=rij.grootte or 0,
        wachtend=rij.wachtend,
        wacht_sinds=sinds,
        checkpoint=punt.grootte if punt else None,
        checkpoint_op=punt.tijdstip if punt else None,
        onbezorgd_sinds=rij.onbezorgd,
        alarm_per_soort=alarmen,
    )
