"""Alle diensten bij elkaar, voor wie ze draait."""

from __future__ import annotations

from services.dienst import Dienst
from services.isi_keten import ISIKeten
from services.isi_ketentest import ISIKetentest
from services.isi_mutatieverzoek import ISIMutatieverzoek
from services.isi_muteren import ISIMuteren
from services.isi_raadplegen import ISIRaadplegen
from services.isi_signalen import ISISignalen

DIENSTEN: tuple[type[Dienst], ...] = (
    ISIRaadplegen,
    ISIMuteren,
    ISISignalen,
    ISIMutatieverzoek,
    ISIKeten,
    ISIKetentest,
)
