"""De dienst zonder database: dezelfde weg, met dossiers uit het geheugen."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Any, ClassVar

from bench.dossiers import bsns, dossier
from isi_soap.soap.toepassing import Toepassing
from persistence.logboek.berichtenlog import Logregel
from services.dienst import Dienst, leest

_DOSSIERS: dict[str, Any] = {}


class Raadplegen(Dienst):
    """PersoonInfo, en niets anders."""

    dienst = "ISIRaadplegen"

    @leest
    def PersoonInfo(eenheid: Any, toegang: Any, bericht: Any) -> Any:  # noqa: N802, N805
        return _DOSSIERS[bericht.ClientSuwi.Burgerservicenr]


class GeenEenheid:
    """Een eenheid van werk waarin niets te bewaren valt."""

    gezien: ClassVar[int] = 0
    adres: str = ""

    def __enter__(self) -> GeenEenheid:
        return self

    def __exit__(
        self, soort: type[BaseException] | None, fout: BaseException | None, spoor: TracebackType | None
    ) -> None:
        return None

    def maak_ongedaan(self) -> None:
        return None

    def is_nieuw(self) -> bool:
        return True

    def eerder_antwoord(self, body_hash: bytes) -> bytes | None:
        return None

    def bewaar(self, regel: Logregel, antwoord_body: bytes | None = None) -> None:
        return None

    def commit(self) -> None:
        return None


_GEEN = GeenEenheid()


def toepassing(*, vol: bool = False, **keuzes: Any) -> Toepassing:
    """De hele weg van bytes naar bytes; de dossiers staan klaar, zoals een database ze klaar heeft staan."""
    _DOSSIERS.update({bsn: dossier(nummer, bsn, vol=vol) for nummer, bsn in enumerate(bsns())})
    return Toepassing([Raadplegen], lambda **_: _GEEN, toegang=lambda *_: None, **keuzes)


def dossiers() -> Mapping[str, Any]:
    return _DOSSIERS
