"""Waarom een bericht niet vertrouwd wordt: een foutcode van WS-Security en een reden (standards.md §5.3)."""

from __future__ import annotations

from typing import Literal

Code = Literal[
    "UnsupportedSecurityToken",
    "UnsupportedAlgorithm",
    "InvalidSecurity",
    "InvalidSecurityToken",
    "FailedAuthentication",
    "FailedCheck",
    "SecurityTokenUnavailable",
    "MessageExpired",
]


class WsseFout(Exception):  # noqa: N818 - een vaststelling over het bericht
    """Het bericht wordt geweigerd; `reden` is een zin voor het logboek, zonder waarden uit het bericht."""

    def __init__(self, code: Code, reden: str) -> None:
        super().__init__(f"{code}: {reden}")
        self.code: Code = code
        self.reden = reden


def ongeldig(reden: str) -> WsseFout:
    """De beveiligingsheader is niet gebouwd zoals het profiel vraagt."""
    return WsseFout("InvalidSecurity", reden)


def algoritme(reden: str) -> WsseFout:
    return WsseFout("UnsupportedAlgorithm", reden)


def token(reden: str) -> WsseFout:
    return WsseFout("InvalidSecurityToken", reden)
