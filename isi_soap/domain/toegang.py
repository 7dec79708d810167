"""Wie wat mag: rollen per operatie, wie namens wie handelt, en wie binnen bereik woont.

R-004 (handleiding: Inleiding), R-021 … R-029 (Toegang, Autorisaties), R-047 … R-049, R-051, R-052, R-055 …
R-059, R-062, R-063 (Uitbesteden), R-130, R-133 (Inburgeraars van andere gemeenten). R-012 en R-156 volgen
eruit dat geen operatie van een gemeente een persoon opvoert. Hoe dit wordt vastgelegd: `domain.beheer`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from isi_soap.domain import catalogus as c
from isi_soap.domain.meldingen import Melding, NietGerechtigd, SleutelGeweigerd
from isi_soap.domain.model import Dossier

ALLE_ROLLEN = frozenset("2356")
_SELECTIE = frozenset("36")
_MUTEREN = frozenset("56")
_SIGNALEN = frozenset("6")

_MUTATIES = """
    RegistreerInburgeringsplicht
    RegistreerHandhaving WijzigHandhaving VerwijderHandhaving VerlengHandhavingstermijn
    RegistreerBoete VerwijderBoete
    RegistreerVoorziening WijzigVoorziening VerwijderVoorziening
    RegistreerVrijstelling WijzigVrijstelling BeeindigVrijstelling
    RegistreerOntheffing TrekOntheffingIn
    MutatieverzoekIndienen MutatieverzoekInfo
"""

_NIEMAND: Mapping[str, str] = {}

ROLLEN: Mapping[str, frozenset[str]] = {
    "VerbindingInfo": ALLE_ROLLEN,
    "PersoonInfo": ALLE_ROLLEN,
    **dict.fromkeys(("PersonenZoeken", "TermijnoverschrijdersInfo", "VoorzieningenTelling"), _SELECTIE),
    **dict.fromkeys(_MUTATIES.split(), _MUTEREN),
    **dict.fromkeys(("SignalenOphalen", "SignaalAfhandelen"), _SIGNALEN),
    # Alleen in het profiel ketentest; wie test heeft een sleutel, de rol doet er niet toe.
    **dict.fromkeys(("ZetKlok", "VoerRunUit", "HerstelBegintoestand"), ALLE_ROLLEN),
}

PARTIJEN: Mapping[str, frozenset[str]] = {
    "VerwerkVerblijfsgegevens": frozenset({"IND"}),
    "VerwerkPersoonsgegevens": frozenset({"BRP"}),
    "VerwerkExamenresultaat": frozenset({"DUO", "CVE"}),
    "VerwerkDiploma": frozenset({"DUO", "CVE"}),
    "VerwerkVrijstellingDuo": frozenset({"DUO"}),
    "MeldZelfmelder": frozenset({"DUO"}),
    "BeoordeelMutatieverzoek": frozenset({"DUO", "IND"}),
    "INDUitwisselingInfo": frozenset({"DUO", "IND"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gemeente:
    code: str
    naam: str
    ingang: date
    einde: date | None = None  # vanaf deze dag opgeheven
    opvolger: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Uitbesteding:
    """Uitvoering door een andere gemeente, met de stukken die DUO ontving (R-049, R-056, R-057, R-063)."""

    uitbestedende_gemeente: str
    uitvoerende_gemeente: str
    datum_ontvangst_origineel: date | None
    ondertekend: bool
    bewerkerscontract: bool
    van: date
    tot: date | None = None  # laatste dag
    datum_bewerkerscontract: date | None = None
    aanvraag_sleutel: date | None = None  # leeg: de uitvoerder werkt zonder softwarepakket
    kenmerk_origineel: str | None = None  # waaronder het origineel in het archief ligt


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandaat:
    """Een leverancier die met zijn eigen certificaat ondertekent voor wie hem dat opdroeg."""

    ondertekenaar: str  # OIN
    naam: str
    afnemer: str  # OIN van de gemeente
    ingang: date
    ingetrokken_op: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicatiesleutel:
    oin: str
    gemeente: str
    pakket: str
    rollen: frozenset[str]
    ingang: date
    ingetrokken_op: date | None = None
    eigen_gebruikersbeheer: bool = False  # het pakket beheert zijn eigen gebruikers


@dataclass(frozen=True, slots=True, kw_only=True)
class Gebruiker:
    naam: str
    gemeente: str
    rollen: frozenset[str]
    geblokkeerd: bool = False


def eis_sleutel(sleutel: Applicatiesleutel | None, oin: str, gemeente: str, dag: date) -> Applicatiesleutel:
    """De sleutel moet bestaan, gelden, en bij deze OIN en gemeente horen (R-059)."""
    if (
        sleutel is None
        or (sleutel.oin, sleutel.gemeente) != (oin, gemeente)
        or dag < sleutel.ingang
        or (sleutel.ingetrokken_op is not None and dag >= sleutel.ingetrokken_op)
    ):
        raise SleutelGeweigerd(Melding(c.F002))
    return sleutel


def rechten(sleutel: Applicatiesleutel, gebruiker: Gebruiker | None) -> frozenset[str]:
    """De rollen van sleutel én gebruiker; zonder bekend account alleen bij eigen gebruikersbeheer."""
    if gebruiker is not None:
        return frozenset() if gebruiker.geblokkeerd else sleutel.rollen & gebruiker.rollen
    return sleutel.rollen if sleutel.eigen_gebruikersbeheer else frozenset()


def eis_recht(
    operatie: str,
    sleutel: Applicatiesleutel,
    gebruiker: Gebruiker | None,
    namens: str | None,
    uitbestedingen: Collection[Uitbesteding],
    dag: date,
    opgevolgd: Mapping[str, str] = _NIEMAND,
) -> None:
    """Account, rol en mandaat samen: het antwoord noemt alles wat ontbreekt (R-024 … R-029, R-057)."""
    bezwaren: list[Melding] = []
    vreemd = gebruiker is not None and gebruiker.gemeente != sleutel.gemeente
    if vreemd or (gebruiker is None and not sleutel.eigen_gebruikersbeheer):
        bezwaren.append(Melding(c.F004))
    elif gebruiker is not None and gebruiker.geblokkeerd:
        bezwaren.append(Melding(c.F005))
    elif not rechten(sleutel, gebruiker) & ROLLEN[operatie]:
        nodig = " of ".join(sorted(ROLLEN[operatie]))
        bezwaren.append(Melding(c.F003, (f"nodig: rol {nodig}",)))
    if sleutel.gemeente in opgevolgd or namens in opgevolgd:
        bezwaren.append(Melding(c.F008))
    elif namens is not None and not mag_namens(sleutel.gemeente, namens, uitbestedingen, dag):
        bezwaren.append(Melding(c.F006, _ontbrekend(sleutel.gemeente, namens, uitbestedingen, dag)))
    if bezwaren:
        raise NietGerechtigd(*bezwaren)


def eis_partij(operatie: str, partij: str) -> None:
    if partij not in PARTIJEN[operatie]:
        raise NietGerechtigd(Melding(c.F007, (f"bevoegd: {' of '.join(sorted(PARTIJEN[operatie]))}",)))


def ontbreekt(uitbesteding: Uitbesteding, dag: date) -> tuple[str, ...]:
    """Wat er op deze dag nog aan schort; een bericht komt altijd uit een softwarepakket (R-063)."""
    u = uitbesteding
    eisen = (
        (u.ondertekend, "de verklaring is niet ondertekend (R-057)"),
        (_op_tijd(u.datum_ontvangst_origineel, dag), "het origineel is niet ontvangen (R-057)"),
        (u.bewerkerscontract, "er is geen bewerkerscontract (R-056)"),
        (
            u.datum_bewerkerscontract is None or u.datum_bewerkerscontract <= dag,
            "het bewerkerscontract is nog niet ingegaan (R-056)",
        ),
        (_op_tijd(u.aanvraag_sleutel, dag), "de applicatiesleutel is niet aangevraagd (R-063)"),
        (u.van <= dag, "de uitbesteding is nog niet ingegaan"),
        (u.tot is None or dag <= u.tot, "de uitbesteding is geëindigd"),
    )
    return tuple(zin for goed, zin in eisen if not goed)


def _op_tijd(ontvangen: date | None, dag: date) -> bool:
    return ontvangen is not None and ontvangen <= dag


def is_geldig(uitbesteding: Uitbesteding, dag: date) -> bool:
    """Pas na ontvangst van het ondertekende origineel met bewerkerscontract, en binnen de looptijd."""
    return not ontbreekt(uitbesteding, dag)


def _ontbrekend(
    uitvoerder: str, namens: str, uitbestedingen: Iterable[Uitbesteding], dag: date
) -> tuple[str, ...]:
    """Wat de laatste uitbesteding aan deze uitvoerder mist; wie er geen heeft, hoort alleen dat."""
    eigen = [
        u
        for u in uitbestedingen
        if (u.uitbestedende_gemeente, u.uitvoerende_gemeente) == (namens, uitvoerder)
    ]
    return ontbreekt(max(eigen, key=lambda u: u.van), dag) if eigen else ()


def na_herindeling(
    uitbestedingen: Iterable[Uitbesteding], opgevolgd: Mapping[str, str]
) -> tuple[Uitbesteding, ...]:
    """De opvolger van een uitvoerder voert verder uit.

    Is de uitbestedende gemeente opgeheven, dan eindigt de uitbesteding: haar inwoners zijn niet meer te
    scheiden van die van de opvolger, en die gaf geen opdracht.
    """
    return tuple(
        replace(u, uitvoerende_gemeente=opgevolgd.get(u.uitvoerende_gemeente, u.uitvoerende_gemeente))
        for u in uitbestedingen
        if u.uitbestedende_gemeente not in opgevolgd
    )


def heeft_mandaat(mandaten: Iterable[Mandaat], ondertekenaar: str, afnemer: str, dag: date) -> bool:
    """Of wie ondertekende dat voor deze afnemer mag; voor zichzelf mag iedereen."""
    return ondertekenaar == afnemer or any(
        (m.ondertekenaar, m.afnemer) == (ondertekenaar, afnemer)
        and m.ingang <= dag
        and (m.ingetrokken_op is None or dag < m.ingetrokken_op)
        for m in mandaten
    )


def mag_namens(uitvoerder: str, namens: str, uitbestedingen: Iterable[Uitbesteding], dag: date) -> bool:
    return uitvoerder == namens or namens in mandaten(uitvoerder, uitbestedingen, dag)


def mandaten(uitvoerder: str, uitbestedingen: Iterable[Uitbesteding], dag: date) -> frozenset[str]:
    """De gemeenten waarvoor deze gemeente nu mag uitvoeren (R-049); die houden zelf hun rechten (R-062)."""
    return frozenset(
        u.uitbestedende_gemeente
        for u in uitbestedingen
        if u.uitvoerende_gemeente == uitvoerder and is_geldig(u, dag)
    )


def opvolgers(gemeenten: Iterable[Gemeente], dag: date) -> dict[str, str]:
    """Per opgeheven gemeente wie nu haar taken heeft, ook na meer herindelingen achter elkaar."""
    weg = {g.code: g.opvolger for g in gemeenten if g.einde is not None and g.einde <= dag and g.opvolger}
    uitkomst = {}
    for code in weg:
        nu, gezien = code, {code}
        while nu in weg and weg[nu] not in gezien:
            nu = weg[nu]
            gezien.add(nu)
        uitkomst[code] = nu
    return uitkomst


def bestaande_gemeenten(gemeenten: Iterable[Gemeente], dag: date) -> frozenset[str]:
    return frozenset(g.code for g in gemeenten if g.ingang <= dag and (g.einde is None or dag < g.einde))


def woongemeente(dossier: Dossier) -> str | None:
    """Waar de persoon woont; van wie vertrok de laatste gemeente in Nederland (R-048, R-045)."""
    laatste = max(
        dossier.adressen, key=lambda a: (a.datum_einde is None, a.datum_aanvang, a.id), default=None
    )
    return laatste.gemeente if laatste else None


def in_bereik(dossier: Dossier, gemeente: str, opgevolgd: Mapping[str, str] | None = None) -> bool:
    """Of deze gemeente de persoon mag zien en wijzigen (R-004, R-048); WI 2013 is voor niemand zichtbaar."""
    woont = woongemeente(dossier)
    if woont is None or dossier.persoon.wet != "WI2007":
        return False
    return (opgevolgd or {}).get(woont, woont) == gemeente
