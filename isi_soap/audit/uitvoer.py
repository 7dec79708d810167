"""Waar een export heen gaat: een map, of een zipbestand als de naam op .zip eindigt."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol


class Doel(Protocol):
    def schrijf(self, naam: str, inhoud: bytes) -> None: ...


class _Map:
    def __init__(self, pad: Path) -> None:
        self._pad = pad

    def schrijf(self, naam: str, inhoud: bytes) -> None:
        bestand = self._pad / naam
        bestand.parent.mkdir(parents=True, exist_ok=True)
        bestand.write_bytes(inhoud)


class _Zip:
    def __init__(self, bestand: zipfile.ZipFile) -> None:
        self._bestand = bestand

    def schrijf(self, naam: str, inhoud: bytes) -> None:
        self._bestand.writestr(naam, inhoud)


@contextmanager
def open_doel(pad: Path) -> Iterator[Doel]:
    """Een doel dat nog niet bestaat: een export wordt nooit met een andere vermengd.

    Van een export die niet afkwam blijft niets staan: half is hij niet van een vervalste te onderscheiden.
    """
    if pad.suffix == ".zip":
        ruw = pad.open("xb")
        with _niets_half(pad), ruw, zipfile.ZipFile(ruw, "w", zipfile.ZIP_DEFLATED) as bestand:
            yield _Zip(bestand)
    else:
        pad.mkdir(parents=True)
        with _niets_half(pad):
            yield _Map(pad)


@contextmanager
def _niets_half(pad: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        if pad.is_dir():
            shutil.rmtree(pad, ignore_errors=True)
        else:
            pad.unlink(missing_ok=True)
        raise
