"""De overgangen van de ene status naar de andere: T-01 … T-36, als gegevens die de regels zelf raadplegen.

De handleiding beschrijft ze verspreid (R-007 … R-011, R-015 … R-019, R-036 … R-046, R-068 … R-071, R-099,
R-100, R-106 … R-110, R-117 … R-126, R-139 … R-152). T-28 en later zijn overgangen die uit haar regels volgen
zonder dat zij ze noemt: verwijderen, intrekken, herstellen door DUO, een wijziging in de BRP.

Een opdracht die de status verandert, mag dat alleen als een regel van deze tabel het toestaat; anders is het
antwoord F053. Welke gegevens daarbij nodig zijn, beoordelen de modules per onderwerp.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from isi_soap.domain import catalogus as c
from isi_soap.domain.geldigheid import BUITEN_DE_WET, GEHELE_VRIJSTELLING
from isi_soap.domain.meldingen import Melding, Weigering
from isi_soap.domain.model import Diploma, Dossier, Ontheffing
from isi_soap.domain.status import Status, status
from isi_soap.domain.toepassen import toegepast
from isi_soap.domain.uitkomst import Omgeving, Uitkomst

NVG, PLICHTIG, TIJDELIJK = Status.NIET_VASTGESTELD, Status.INBURGERINGSPLICHTIG, Status.TIJDELIJK_NIET
VRIJWILLIG, GEWEZEN, NIET = Status.VRIJWILLIG, Status.GEWEZEN, Status.NIET
ONTHEVEN, VERTROKKEN, OVERLEDEN = Status.ONTHEVEN, Status.VERTROKKEN, Status.OVERLEDEN

Toestand = Status | None  # None: niet in ISI
_VASTGESTELD: frozenset[Toestand] = frozenset({PLICHTIG, TIJDELIJK, ONTHEVEN, VRIJWILLIG})
_ZONDER_DIPLOMA: frozenset[Toestand] = _VASTGESTELD | {NVG, NIET}
_IN_ISI: frozenset[Toestand] = frozenset(Status) - {OVERLEDEN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Overgang:
    """Een toegestane overgang. Zonder `aanleidingen` verandert een gegeven en niet de status."""

    nummer: str
    van: frozenset[Toestand]
    naar: frozenset[Toestand]
    aanleidingen: frozenset[str]  # operaties, of de dagrun
    actor: str
    grond: str  # de regels erachter
    mits: str = ""
    # Waarmee: de reden van plicht Nee, de grond van een ontheffing, de soort van een diploma.
    redenen: frozenset[str] | None = None
    alleen_tolerant: bool = False


def _t(
    nummer: str,
    van: frozenset[Toestand] | Toestand,
    naar: frozenset[Toestand] | Toestand,
    aanleidingen: str,
    actor: str,
    grond: str,
    mits: str = "",
    **rest: frozenset[str] | bool,
) -> Overgang:
    def verzameling(deel: frozenset[Toestand] | Toestand) -> frozenset[Toestand]:
        return deel if isinstance(deel, frozenset) else frozenset({deel})

    redenen, tolerant = rest.get("redenen"), rest.get("alleen_tolerant", False)
    return Overgang(
        nummer=nummer,
        van=verzameling(van),
        naar=verzameling(naar),
        aanleidingen=frozenset(aanleidingen.split()),
        actor=actor,
        grond=grond,
        mits=mits,
        redenen=redenen if isinstance(redenen, frozenset) else None,
        alleen_tolerant=bool(tolerant),
    )


DAGRUN = "Dagrun"
_PLICHT = "RegistreerInburgeringsplicht"
_MET_PLICHT = f"{_PLICHT} WijzigVrijstelling"
_EENMALIG = frozenset({GEHELE_VRIJSTELLING})
_BUITEN = frozenset({BUITEN_DE_WET})
_NT2 = frozenset({"NT2_I", "NT2_II"})
# Wie een vrijwillige voorziening heeft, maakt met plicht Nee het traject vrijwillig af.
_NEE = frozenset({NIET, VRIJWILLIG})

# fmt: off
OVERGANGEN: tuple[Overgang, ...] = (
    _t("T-01", None, NVG, "VerwerkVerblijfsgegevens", "IND, DUO", "R-070, R-071, R-074",
       "SS064 aan de woongemeente"),
    _t("T-02", None, NVG, "BeoordeelMutatieverzoek", "DUO", "R-012 … R-017",
       "IND: plichtig vóór 2013; SS064"),
    _t("T-03", None, frozenset(), "BeoordeelMutatieverzoek VerwerkVerblijfsgegevens", "DUO", "R-001, R-019",
       "IND: plichtig vanaf 2013; niet in ISI, DUO schrijft een brief"),
    _t("T-04", None, NVG, "MeldZelfmelder", "DUO", "R-010"),
    _t("T-05", frozenset({None, NVG}), TIJDELIJK, "VerwerkVrijstellingDuo", "DUO", "R-008, R-011, R-097"),
    _t("T-06", None, NVG, "VerwerkVrijstellingDuo", "DUO", "R-011, R-041", "alleen een signaal"),
    _t("T-07", frozenset({NVG, TIJDELIJK, NIET, VRIJWILLIG}), _VASTGESTELD, _MET_PLICHT, "gemeente",
       "R-068, R-100", "plicht Ja; na reden 1, 4 en 91 alleen door DUO"),
    _t("T-08", _ZONDER_DIPLOMA, _NEE, _PLICHT, "gemeente", "R-069, R-073", "plicht Nee, reden 92 … 95",
       redenen=frozenset({"92", "93", "94", "95"})),
    _t("T-09", PLICHTIG, TIJDELIJK, "RegistreerVrijstelling WijzigVrijstelling", "gemeente", "R-110",
       "plicht Ja en een termijn"),
    _t("T-10", PLICHTIG, PLICHTIG, "RegistreerHandhaving", "gemeente", "R-132, R-134"),
    _t("T-11", PLICHTIG, PLICHTIG, "RegistreerVoorziening", "gemeente", "R-090, R-134",
       "handhaving; acht weken"),
    _t("T-12", _ZONDER_DIPLOMA | {VERTROKKEN}, _NEE, _PLICHT, "gemeente", "R-043, R-107",
       "plicht Nee, reden 1", redenen=_EENMALIG),
    _t("T-13", _ZONDER_DIPLOMA | {VERTROKKEN}, _NEE, _PLICHT, "gemeente", "R-038",
       "plicht Nee, reden 4", redenen=_BUITEN),
    _t("T-14", _ZONDER_DIPLOMA, VRIJWILLIG, "RegistreerVoorziening WijzigVoorziening", "gemeente",
       "R-039, R-040", "vrijwillige voorziening"),
    _t("T-15", frozenset({PLICHTIG, TIJDELIJK}), ONTHEVEN, "RegistreerOntheffing", "gemeente",
       "R-117 … R-122", "medisch advies", redenen=frozenset({"MED"})),
    _t("T-16", frozenset({PLICHTIG, TIJDELIJK}), ONTHEVEN, "RegistreerOntheffing", "gemeente",
       "R-123 … R-126", "evident ingeburgerd, of inspanning (L-17)", redenen=frozenset({"EVI", "INS"})),
    _t("T-17", _VASTGESTELD | {VERTROKKEN}, GEWEZEN, f"VerwerkDiploma {DAGRUN}", "DUO", "R-146 … R-149",
       "inburgeringsdiploma; plicht blijft Ja", redenen=frozenset({"INBURGERING"})),
    _t("T-18", _VASTGESTELD | {VERTROKKEN}, GEWEZEN, f"VerwerkDiploma {DAGRUN}", "DUO", "R-139 … R-142",
       "NT2-diploma; aangehouden bij plicht Nee reden 1", redenen=_NT2),
    _t("T-19", NIET, _IN_ISI, "BeoordeelMutatieverzoek", "DUO", "R-144, R-145",
       "DUO verwijdert Nee; de volgende dagrun leest het NT2-resultaat in"),
    _t("T-20", VRIJWILLIG, VRIJWILLIG, f"VerwerkDiploma {DAGRUN}", "DUO", "R-076 … R-082",
       "een vrijwilliger wordt nooit gewezen"),
    _t("T-21", _ZONDER_DIPLOMA, VERTROKKEN, DAGRUN, "DUO", "R-044",
       "langer dan een jaar in het buitenland"),
    _t("T-22", VERTROKKEN, NIET, _PLICHT, "gemeente", "R-045", "plicht Nee, reden 91",
       redenen=frozenset({"91", "92", "93", "94", "95"})),
    _t("T-23", (_ZONDER_DIPLOMA - {NIET}) | {VERTROKKEN}, frozenset({NVG, TIJDELIJK, VRIJWILLIG}),
       "VerwerkPersoonsgegevens", "DUO", "R-046", "terug na meer dan een jaar: nieuwkomer, SS064"),
    _t("T-24", frozenset({None}) | _IN_ISI, OVERLEDEN,
       "VerwerkPersoonsgegevens VerwerkVerblijfsgegevens MeldZelfmelder VerwerkVrijstellingDuo"
       " BeoordeelMutatieverzoek", "BRP", "R-086"),
    _t("T-25", PLICHTIG, PLICHTIG, DAGRUN, "DUO", "R-035", "termijn voorbij: op de lijst"),
    _t("T-26", PLICHTIG, PLICHTIG, "VerwerkPersoonsgegevens", "DUO", "L-09", "hoogstens een jaar weg"),
    _t("T-27", PLICHTIG, NIET, DAGRUN, "DUO", "R-036, R-037, R-083",
       "Nederlander, Turk of 65-plus zonder actieve voorziening"),
    _t("T-28", frozenset({NVG, TIJDELIJK, VRIJWILLIG, NIET}), GEWEZEN, _PLICHT, "gemeente", "R-150",
       "plicht Ja terwijl het diploma er al is"),
    _t("T-29", GEWEZEN, frozenset({NIET, VRIJWILLIG}), _PLICHT, "gemeente", "R-148",
       "plicht Nee na het diploma", alleen_tolerant=True),
    _t("T-30", TIJDELIJK, _VASTGESTELD | {NVG},
       "WijzigVrijstelling BeeindigVrijstelling VerwerkVrijstellingDuo",
       "gemeente", "R-099", "de tijdelijke vrijstelling wordt gedeeltelijk of eindigt"),
    _t("T-31", VRIJWILLIG, _ZONDER_DIPLOMA, "WijzigVoorziening VerwijderVoorziening", "gemeente", "R-040",
       "de vrijwillige voorziening eindigt of verdwijnt"),
    _t("T-32", ONTHEVEN, frozenset({PLICHTIG, TIJDELIJK}), "TrekOntheffingIn", "gemeente", "R-163"),
    _t("T-33", _VASTGESTELD, _VASTGESTELD, "VerwerkPersoonsgegevens", "BRP", "R-065",
       "nationaliteit of geboortedatum verandert wie vrijwillig kan zijn"),
    _t("T-34", _IN_ISI - {NIET}, _IN_ISI, "BeoordeelMutatieverzoek", "DUO", "R-096, R-159",
       "DUO voert uit wat de gemeente niet zelf kan"),
    _t("T-35", frozenset({NIET, VRIJWILLIG}), frozenset({VERTROKKEN, NIET}), DAGRUN, "DUO",
       "R-044", "kenmerk zonder lopende plicht"),
    _t("T-36", NIET, frozenset({NVG, TIJDELIJK, VRIJWILLIG}), "VerwerkPersoonsgegevens", "DUO", "R-046",
       "terug nadat de plicht met reden 91 was beëindigd"),
)
# fmt: on

P = ParamSpec("P")
D = TypeVar("D", Dossier, Dossier | None)


def overgang(
    van: Toestand, naar: Toestand, aanleiding: str, omgeving: Omgeving, reden: str | None = None
) -> Overgang | None:
    """De regel die deze overgang toestaat, of None."""
    return next(
        (
            t
            for t in OVERGANGEN
            if van in t.van
            and naar in t.naar
            and aanleiding in t.aanleidingen
            and (t.redenen is None or reden in t.redenen)
            and (not t.alleen_tolerant or omgeving.naleving == "tolerant")
        ),
        None,
    )


def toets_overgang(dossier: Dossier | None, uitkomst: Uitkomst, aanleiding: str, omgeving: Omgeving) -> None:
    """Weiger wat de status verandert zonder dat de tabel het kent."""
    if uitkomst.leeg or (dossier is None and uitkomst.persoon is None):
        return
    van = status(dossier, omgeving.peildatum) if dossier else None
    na = toegepast(dossier, uitkomst, omgeving.vandaag)
    naar = status(na, omgeving.peildatum)
    reden = _reden(uitkomst, na)
    if van is not naar and overgang(van, naar, aanleiding, omgeving, reden) is None:
        raise Weigering(Melding(c.F053, (f"van: {van or 'niet in ISI'}", f"naar: {naar}")))


def _reden(uitkomst: Uitkomst, na: Dossier) -> str | None:
    """Waarmee de status verandert; wat nu geschreven wordt gaat voor wat er al stond."""
    for feit in (*uitkomst.nieuw, *uitkomst.gewijzigd):
        if isinstance(feit, Ontheffing):
            return feit.grond
        if isinstance(feit, Diploma):
            return feit.soort
    return na.plicht.reden_nee if na.plicht else None


def via_overgang(
    aanleiding: str,
) -> Callable[
    [Callable[Concatenate[D, P], Uitkomst]],
    Callable[Concatenate[D, P], Uitkomst],
]:
    """De regel van een operatie, met de tabel erachter; het laatste argument is de omgeving."""

    def met(regel: Callable[Concatenate[D, P], Uitkomst]) -> Callable[Concatenate[D, P], Uitkomst]:
        @wraps(regel)
        def uitgevoerd(dossier: D, /, *args: P.args, **kwargs: P.kwargs) -> Uitkomst:
            uitkomst = regel(dossier, *args, **kwargs)
            omgeving = args[-1]
            assert isinstance(omgeving, Omgeving)
            toets_overgang(dossier, uitkomst, aanleiding, omgeving)
            return uitkomst

        return uitgevoerd

    return met


def toets_dagrun(dossier: Dossier, uitkomst: Uitkomst, vandaag: date) -> None:
    """De dagrun verandert alleen wat de tabel kent; iets anders is een fout in het programma."""
    toets_overgang(dossier, uitkomst, DAGRUN, Omgeving(vandaag=vandaag, peildatum=vandaag, gemeente=""))
