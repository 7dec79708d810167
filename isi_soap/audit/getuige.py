"""De getuige: waar checkpoints heen gaan buiten het bereik van wie de database beheert.

Een map (een schijf van een ander, alleen om bij te schrijven) of een opdracht die het checkpoint aanneemt.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path
from typing import Protocol

from isi_soap.audit.notitie import Controlesleutel, NotitieFout

_OPDRACHT_SECONDEN = 30


class GetuigeFout(Exception):  # noqa: N818
    """De getuige nam het checkpoint niet aan."""


class Getuige(Protocol):
    def bezorg(self, grootte: int, maand: str, notitie: str) -> None: ...

    def bezorg_overgang(self, grootte: int, maand: str, notitie: str) -> None: ...

    def bezorg_tijdstempel(self, grootte: int, maand: str, antwoord: bytes) -> None: ...


class Map:
    """Elk checkpoint een bestand `JJJJ-MM/<grootte>.checkpoint`, en het nieuwste ook onder een vaste naam."""

    def __init__(self, pad: Path) -> None:
        self._pad = pad

    def bezorg(self, grootte: int, maand: str, notitie: str) -> None:
        try:
            self._schrijf(self._pad / maand / f"{grootte:020d}.checkpoint", notitie.encode())
            self._schrijf(self._pad / "laatste.checkpoint", notitie.encode())
        except OSError as fout:
            raise GetuigeFout(f"{self._pad}: {fout.strerror}") from None

    def bezorg_overgang(self, grootte: int, maand: str, notitie: str) -> None:
        """Waarin de ene sleutel de volgende aanwijst; met een eigen naam, want een stand heeft er twee."""
        self._bij(maand, f"{grootte:020d}.overgang.checkpoint", notitie.encode())

    def bezorg_tijdstempel(self, grootte: int, maand: str, antwoord: bytes) -> None:
        self._bij(maand, f"{grootte:020d}.tsr", antwoord)

    def _bij(self, maand: str, naam: str, inhoud: bytes) -> None:
        try:
            self._schrijf(self._pad / maand / naam, inhoud)
        except OSError as fout:
            raise GetuigeFout(f"{self._pad}: {fout.strerror}") from None

    def leg_sleutel_neer(self, vkey: str) -> None:
        """De openbare sleutel, voor wie later toetst; een andere die er al ligt blijft liggen."""
        pad = self._pad / "logboek.vkey"
        try:
            if not pad.exists():
                self._schrijf(pad, f"{vkey}\n".encode())
        except OSError as fout:
            raise GetuigeFout(f"{self._pad}: {fout.strerror}") from None

    def laatste(self) -> str | None:
        try:
            return (self._pad / "laatste.checkpoint").read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError):
            raise GetuigeFout(f"{self._pad}: het laatste checkpoint is niet te lezen") from None

    @staticmethod
    def _schrijf(pad: Path, inhoud: bytes) -> None:
        """Geheel of niet; ook een volle schijf laat nooit een half checkpoint achter."""
        pad.parent.mkdir(parents=True, exist_ok=True)
        tijdelijk = pad.with_name(f".{pad.name}.{os.getpid()}")
        try:
            with tijdelijk.open("wb") as bestand:
                bestand.write(inhoud)
                bestand.flush()
                os.fsync(bestand.fileno())
            tijdelijk.replace(pad)
        finally:
            tijdelijk.unlink(missing_ok=True)


class Opdracht:
    """Een programma van de beheerder van de getuige; het checkpoint komt op stdin."""

    def __init__(self, opdracht: str) -> None:
        self._woorden = shlex.split(opdracht)

    def bezorg(self, grootte: int, maand: str, notitie: str) -> None:
        try:
            klaar = subprocess.run(
                self._woorden, input=notitie.encode(), capture_output=True, timeout=_OPDRACHT_SECONDEN
            )
        except (OSError, subprocess.TimeoutExpired) as fout:
            raise GetuigeFout(f"de opdracht van de getuige: {type(fout).__name__}") from None
        if klaar.returncode:
            raise GetuigeFout(f"de opdracht van de getuige eindigde met {klaar.returncode}")

    def bezorg_overgang(self, grootte: int, maand: str, notitie: str) -> None:
        self.bezorg(grootte, maand, notitie)

    def bezorg_tijdstempel(self, grootte: int, maand: str, antwoord: bytes) -> None:
        """De opdracht kent alleen checkpoints; een tijdstempel staat in de database en in elke export."""


def lees_bewaard(pad: Path) -> tuple[Controlesleutel | None, tuple[str, ...]]:
    """De sleutel en de checkpoints die een auditor in een map bewaarde; `NotitieFout` bij twee sleutels."""
    try:
        sleutels = {Controlesleutel.uit_tekst(p.read_text(encoding="utf-8")) for p in pad.rglob("*.vkey")}
        notities = {p.read_text(encoding="utf-8") for p in sorted(pad.rglob("*.checkpoint"))}
    except (OSError, UnicodeDecodeError):
        raise NotitieFout(f"wat in {pad} bewaard is, is niet te lezen") from None
    if len(sleutels) > 1:
        raise NotitieFout(f"in {pad} staan sleutels van meer dan één logboek")
    return next(iter(sleutels), None), tuple(sorted(notities))
