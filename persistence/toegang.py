"""Wie vraagt, en wie hij bereikt: opzoeken wat de regels van `isi_soap.domain.toegang` beoordelen.

De volgorde is die van design.md §4: sleutel (fault), dan rol, mandaat en account (NietGerechtigd), dan pas
bereik en bestaan (NietsGevonden).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Protocol

from sqlalchemy import Connection, select, text

from isi_soap.domain import catalogus, toegang
from isi_soap.domain.meldingen import Melding, NietsGevonden, SleutelGeweigerd
from isi_soap.domain.model import Dossier
from isi_soap.domain.uitkomst import Omgeving
from isi_soap.settings import instellingen
from persistence.dossier import lees_dossier, lees_mutatieverzoeken
from persistence.eenheid import Eenheid
from persistence.gemeenten import Gemeenten, gemeenten
from persistence.tabellen import afgeleid, mandaat, partij


class Kop(Protocol):
    """Wat een aanvraag van een gemeente beweert (berichten.Kop)."""

    @property
    def Applicatiesleutel(self) -> str: ...  # noqa: N802
    @property
    def CdGemeente(self) -> str: ...  # noqa: N802
    @property
    def CdGemeenteNamens(self) -> str | None: ...  # noqa: N802
    @property
    def Gebruiker(self) -> str: ...  # noqa: N802


class KopKeten(Protocol):
    """Wat een ketenpartner beweert (berichten.KopKeten)."""

    @property
    def CdPartij(self) -> str: ...  # noqa: N802


@dataclass(frozen=True, slots=True, kw_only=True)
class Toegang:
    """Een beoordeelde aanvraag. `bereik`: de gemeentecodes waarvan de inwoners te zien zijn."""

    oin: str
    gemeente: str
    namens: str | None
    gebruiker: str
    pakket: str
    rollen: frozenset[str]
    eigen_gebruikersbeheer: bool  # de naam is door het pakket zelf beheerd; zo staat het in het logboek
    mandaten: frozenset[str]
    bereik: frozenset[str]
    gemeenten: Gemeenten

    @property
    def voor(self) -> str:
        """Voor wie gehandeld wordt (R-055)."""
        return self.namens or self.gemeente


@dataclass(frozen=True, slots=True, kw_only=True)
class Ketentoegang:
    oin: str
    partij: str


def sleutel_hash(sleutel: str) -> bytes:
    """Een sleutel is lang en toevallig; een gewone hash volstaat om haar niet te bewaren."""
    return sha256(sleutel.encode()).digest()


def bepaal_gemeente(eenheid: Eenheid, kop: Kop, operatie: str) -> Toegang:
    """Beoordeel sleutel, rol, account en mandaat van een aanvraag."""
    dag, namens = eenheid.vandaag, kop.CdGemeenteNamens
    kaart = gemeenten(eenheid)
    opgevolgd = kaart.opvolgers(dag)
    rij = eenheid.conn.execute(
        _ACCOUNT,
        {
            "sleutel": sleutel_hash(kop.Applicatiesleutel),
            "gemeente": kop.CdGemeente,
            "naam": kop.Gebruiker,
            "uitvoerders": list(kaart.met_voorgangers(kop.CdGemeente, dag)),
        },
    ).one()
    gevonden = _sleutel(rij.sleutel)
    sleutel = toegang.eis_sleutel(gevonden, _afzender(eenheid, gevonden), kop.CdGemeente, dag)
    eenheid.oin = sleutel.oin
    eenheid.gemeente = namens or sleutel.gemeente
    gebruiker = _gebruiker(rij.gebruiker, eenheid)
    uitbestedingen = toegang.na_herindeling(map(_uitbesteding, rij.uitbestedingen), opgevolgd)
    toegang.eis_recht(operatie, sleutel, gebruiker, namens, uitbestedingen, dag, opgevolgd)
    return Toegang(
        oin=sleutel.oin,
        gemeente=sleutel.gemeente,
        namens=namens,
        gebruiker=kop.Gebruiker,
        pakket=sleutel.pakket,
        rollen=toegang.rechten(sleutel, gebruiker),
        eigen_gebruikersbeheer=gebruiker is None,
        mandaten=toegang.mandaten(sleutel.gemeente, uitbestedingen, dag),
        bereik=kaart.met_voorgangers(namens or sleutel.gemeente, dag),
        gemeenten=kaart,
    )


def _afzender(eenheid: Eenheid, sleutel: toegang.Applicatiesleutel | None) -> str:
    """Het OIN waarvoor het bericht telt: dat van wie ondertekende, of van wie hem dat opdroeg.

    In de ketentest mag de afzender ontbreken; dan zegt de sleutel wie het is.
    """
    if sleutel is None:
        return eenheid.oin or ""
    if eenheid.oin is None or mandaat_van(eenheid.conn, eenheid.oin, sleutel.oin, eenheid.vandaag):
        return sleutel.oin
    return eenheid.oin


def mandaat_van(conn: Connection, ondertekenaar: str, afnemer: str, dag: date) -> bool:
    """Of wie met dit OIN ondertekent dat op deze dag voor deze afnemer mag (design.md §4)."""
    if ondertekenaar == afnemer:
        return True
    rijen = conn.execute(
        select(*(mandaat.c[veld.name] for veld in fields(toegang.Mandaat))).where(
            mandaat.c.ondertekenaar == ondertekenaar, mandaat.c.afnemer == afnemer
        )
    ).mappings()
    return toegang.heeft_mandaat((toegang.Mandaat(**rij) for rij in rijen), ondertekenaar, afnemer, dag)


def heeft_mandaat(eenheid: Eenheid, ondertekenaar: str, afnemer: str) -> bool:
    """Of wie een bericht ondertekende dat vandaag voor deze afnemer mag."""
    return mandaat_van(eenheid.conn, ondertekenaar, afnemer, eenheid.vandaag)


def bepaal_partij(eenheid: Eenheid, kop: KopKeten, operatie: str) -> Ketentoegang:
    """Een ketenpartner is wie zijn OIN is; wat hij zegt te zijn moet daarbij horen (R-047)."""
    rij = eenheid.conn.execute(select(partij).where(partij.c.code == kop.CdPartij)).one_or_none()
    dag = eenheid.vandaag
    if (
        rij is None
        or (eenheid.oin is not None and eenheid.oin != rij.oin)
        or dag < rij.ingang
        or (rij.ingetrokken_op is not None and dag >= rij.ingetrokken_op)
    ):
        raise SleutelGeweigerd(Melding(catalogus.F002))
    toegang.eis_partij(operatie, rij.code)
    eenheid.oin, eenheid.partij, eenheid.gemeente = rij.oin, rij.code, None
    return Ketentoegang(oin=rij.oin, partij=rij.code)


def bereik(eenheid: Eenheid, toegang_: Toegang, bsn: str) -> None:
    """NietsGevonden voor wie niet in ISI staat of niet binnen bereik woont: één vraag voor beide (R-133)."""
    if not is_binnen_bereik(eenheid, toegang_, bsn):
        raise niets_gevonden()


def is_binnen_bereik(eenheid: Eenheid, toegang_: Toegang, bsn: str) -> bool:
    binnen = select(afgeleid.c.bsn).where(
        afgeleid.c.bsn == bsn,
        afgeleid.c.woongemeente.in_(sorted(toegang_.bereik)),
        afgeleid.c.wet == "WI2007",
    )
    return eenheid.conn.execute(binnen).first() is not None


def niets_gevonden() -> NietsGevonden:
    return NietsGevonden(Melding(catalogus.I001))


def dossier_ter_inzage(eenheid: Eenheid, toegang_: Toegang, bsn: str, historie: bool = False) -> Dossier:
    dossier = lees_dossier(eenheid.conn, bsn, historie, bereik=toegang_.bereik)
    if dossier is None:
        raise niets_gevonden()
    return dossier


def dossier_ter_wijziging(eenheid: Eenheid, toegang_: Toegang, bsn: str) -> Dossier:
    """Het dossier, vergrendeld tot het einde van de transactie; wie buiten bereik is, wordt niet geraakt."""
    bereik(eenheid, toegang_, bsn)
    eenheid.vergrendel(bsn)
    return dossier_ter_inzage(eenheid, toegang_, bsn)


def omgeving(eenheid: Eenheid, toegang_: Toegang, bsn: str | None = None) -> Omgeving:
    """Wat een regel buiten het dossier moet weten; met een BSN ook de eigen mutatieverzoeken daarover."""
    dag = eenheid.vandaag
    return Omgeving(
        vandaag=dag,
        peildatum=eenheid.peildatum,
        gemeente=toegang_.voor,
        naleving=instellingen().naleving,
        gemeenten=toegang_.gemeenten.bestaand(dag),
        opvolgers=toegang_.gemeenten.opvolgers(dag),
        mutatieverzoeken=lees_mutatieverzoeken(eenheid.conn, bsn, van=toegang_.bereik) if bsn else (),
    )


# --- opzoeken ----------------------------------------------------------------------------------------

_ACCOUNT = text(
    "SELECT (SELECT row_to_json(s) FROM (SELECT oin, gemeente, pakket, rollen, ingang, ingetrokken_op,"
    "               eigen_gebruikersbeheer FROM applicatiesleutel WHERE sleutel_hash = :sleutel) s)"
    "       AS sleutel,"
    "       (SELECT row_to_json(g) FROM (SELECT naam, gemeente, rollen, geblokkeerd_op, verloopt_op"
    "               FROM gebruiker WHERE gemeente = :gemeente AND naam = :naam) g) AS gebruiker,"
    "       COALESCE((SELECT json_agg(u) FROM uitbesteding u"
    "                 WHERE uitvoerende_gemeente = ANY(:uitvoerders)), '[]'::json) AS uitbestedingen"
)


def _dag(waarde: str | None) -> date | None:
    return None if waarde is None else date.fromisoformat(waarde)


def _sleutel(rij: Mapping[str, Any] | None) -> toegang.Applicatiesleutel | None:
    if rij is None:
        return None
    return toegang.Applicatiesleutel(
        oin=rij["oin"],
        gemeente=rij["gemeente"],
        pakket=rij["pakket"],
        rollen=frozenset(rij["rollen"]),
        ingang=date.fromisoformat(rij["ingang"]),
        ingetrokken_op=_dag(rij["ingetrokken_op"]),
        eigen_gebruikersbeheer=rij["eigen_gebruikersbeheer"],
    )


def _gebruiker(rij: Mapping[str, Any] | None, eenheid: Eenheid) -> toegang.Gebruiker | None:
    if rij is None:
        return None
    geblokkeerd, verloopt = rij["geblokkeerd_op"], _dag(rij["verloopt_op"])
    return toegang.Gebruiker(
        naam=rij["naam"],
        gemeente=rij["gemeente"],
        rollen=frozenset(rij["rollen"]),
        geblokkeerd=(geblokkeerd is not None and datetime.fromisoformat(geblokkeerd) <= eenheid.nu)
        or (verloopt is not None and verloopt <= eenheid.vandaag),
    )


def _uitbesteding(rij: Mapping[str, Any]) -> toegang.Uitbesteding:
    return toegang.Uitbesteding(
        uitbestedende_gemeente=rij["uitbestedende_gemeente"],
        uitvoerende_gemeente=rij["uitvoerende_gemeente"],
        datum_ontvangst_origineel=_dag(rij["datum_ontvangst_origineel"]),
        ondertekend=rij["ondertekend"],
        bewerkerscontract=rij["bewerkerscontract"],
        van=date.fromisoformat(rij["van"]),
        tot=_dag(rij["tot"]),
        datum_bewerkerscontract=_dag(rij["datum_bewerkerscontract"]),
        aanvraag_sleutel=_dag(rij["aanvraag_sleutel"]),
        kenmerk_origineel=rij["kenmerk_origineel"],
    )
