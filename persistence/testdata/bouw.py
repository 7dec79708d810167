"""Een dossier opbouwen zoals het ontstond: feit na feit, met wie het schreef en wanneer.

Een lading weet niet op welk uur een feit binnenkwam. Alle feiten van dezelfde partij uit dezelfde maand delen
daarom één herkomst, aan het einde van die maand en nooit na de begindag.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid5

from isi_soap.domain import model
from isi_soap.domain.model import Bron, Dossier, Feit, Herkomst, Persoon
from isi_soap.domain.toepassen import VERZAMELING
from persistence.testdata.aansluitingen import BEGINDAG

F = TypeVar("F", bound=Feit)

_NAAMRUIMTE = UUID("1515aa00-2007-5000-8000-000000000001")
LAATSTE = datetime(BEGINDAG.year, BEGINDAG.month, BEGINDAG.day, tzinfo=UTC) - timedelta(hours=4)

# Wie een soort feit schrijft als er niets anders bij staat (domain.md §2.1).
_PARTIJ: dict[type[Feit], str] = {
    model.Nationaliteit: "BRP",
    model.Adres: "BRP",
    model.Buitenland: "BRP",
    model.Verblijfsdoel: "IND",
    model.Examenresultaat: "DUO",
    model.Diploma: "DUO",
    model.ExamenBuitenland: "IND",
    model.Signaal: "DUO",
}


@dataclass(frozen=True, slots=True)
class Testdossier:
    """Een dossier met wat er over de persoonsrij zelf te schrijven is: elke versie met haar herkomst."""

    dossier: Dossier
    personen: tuple[tuple[Persoon, Herkomst], ...]

    @property
    def bsn(self) -> str:
        return self.dossier.persoon.bsn


class Bronnen:
    """De herkomsten van een lading: één per partij, gemeente en maand, altijd met hetzelfde id."""

    def __init__(self) -> None:
        self._bekend: dict[tuple[str, str | None, int], Herkomst] = {}
        self._nieuw: list[Bron] = []

    def herkomst(self, partij: str, gemeente: str | None, dag: date) -> Herkomst:
        maand = dag.year * 12 + dag.month
        sleutel = (partij, gemeente, maand)
        gevonden = self._bekend.get(sleutel)
        if gevonden is None:
            jaar, rest = divmod(maand, 12)
            tijdstip = min(datetime(jaar, rest + 1, 1, 3, tzinfo=UTC), LAATSTE)
            bron = Bron(
                id=uuid5(_NAAMRUIMTE, f"{partij} {gemeente} {maand}"),
                soort="LADING",
                tijdstip=tijdstip,
                partij=partij,
                gemeente=gemeente,
            )
            gevonden = self._bekend[sleutel] = Herkomst(geschreven=bron)
            self._nieuw.append(bron)
        return gevonden

    def nieuwe(self) -> list[Bron]:
        """De herkomsten die er sinds de vorige vraag bij kwamen."""
        nieuw, self._nieuw = self._nieuw, []
        return nieuw


class Bouw:
    """Het dossier van één persoon in wording; `gemeente` is wie er nu besluit."""

    def __init__(self, bronnen: Bronnen, eerste_id: int, gemeente: str) -> None:
        self.bronnen = bronnen
        self.volgend_id = eerste_id
        self.gemeente = gemeente
        self._feiten: dict[str, list[Feit]] = {}
        self._historie: list[Feit] = []
        self._personen: list[tuple[Persoon, Herkomst]] = []

    # --- de persoon -------------------------------------------------------------------------------------

    def persoon(self, dag: date, partij: str = "BRP", /, **velden: Any) -> Persoon:
        """De eerste versie van de persoonsrij."""
        nu = Persoon(**velden)
        self._personen.append((nu, self._herkomst(partij, dag)))
        return nu

    def persoon_anders(self, dag: date, partij: str = "DUO", /, **velden: Any) -> Persoon:
        """Een volgende versie van de persoonsrij."""
        oud, geschreven = self._personen.pop()
        herkomst = self._herkomst(partij, dag)
        nu = replace(oud, versienr=oud.versienr + 1, **velden)
        self._personen.append((oud, _einde(geschreven, herkomst, "GEWIJZIGD")))
        self._personen.append((nu, herkomst))
        return nu

    # --- de feiten --------------------------------------------------------------------------------------

    def erbij(self, soort: type[F], dag: date, /, *, door: str | None = None, **velden: Any) -> F:
        """Een nieuw feit, op `dag` geschreven door `door` (een partij of een gemeentecode)."""
        feit = soort(id=self.volgend_id, herkomst=self._herkomst(door or _PARTIJ.get(soort), dag), **velden)
        self.volgend_id += 1
        self._feiten.setdefault(VERZAMELING[soort], []).append(feit)
        return feit

    def anders(self, feit: F, dag: date, /, *, door: str | None = None, **velden: Any) -> F:
        """De volgende versie van een feit; de vorige blijft in de historie."""
        herkomst = self._herkomst(door or _PARTIJ.get(type(feit)), dag)
        nieuw = replace(feit, versienr=feit.versienr + 1, herkomst=herkomst, **velden)
        lijst = self._feiten[VERZAMELING[type(feit)]]
        lijst[lijst.index(feit)] = nieuw
        self._naar_historie(feit, herkomst, "GEWIJZIGD")
        return nieuw

    def weg(self, feit: Feit, dag: date, *, reden: str = "VERWIJDERD", door: str | None = None) -> None:
        """Verwijderd was nooit juist, BEEINDIGD was juist en geldt niet meer."""
        self._feiten[VERZAMELING[type(feit)]].remove(feit)
        self._naar_historie(feit, self._herkomst(door or _PARTIJ.get(type(feit)), dag), reden)

    def nu(self, soort: type[F]) -> list[F]:
        """De geldende feiten van een soort."""
        return [feit for feit in self._feiten.get(VERZAMELING[soort], ()) if isinstance(feit, soort)]

    def klaar(self) -> Testdossier:
        persoon, _ = self._personen[-1]
        lijsten: dict[str, Any] = {naam: tuple(feiten) for naam, feiten in self._feiten.items()}
        dossier = Dossier(persoon=persoon, historie=tuple(self._historie), **lijsten)
        return Testdossier(dossier, tuple(self._personen))

    def _naar_historie(self, feit: Feit, herkomst: Herkomst, reden: str) -> None:
        assert feit.herkomst is not None
        self._historie.append(replace(feit, herkomst=_einde(feit.herkomst, herkomst, reden)))

    def _herkomst(self, door: str | None, dag: date) -> Herkomst:
        door = door or self.gemeente
        if door.isdigit():
            return self.bronnen.herkomst("GEM", door, dag)
        return self.bronnen.herkomst(door, None, dag)


def _einde(geschreven: Herkomst, beeindigd: Herkomst, reden: str) -> Herkomst:
    return Herkomst(geschreven=geschreven.geschreven, beeindigd=beeindigd.geschreven, reden_einde=reden)
