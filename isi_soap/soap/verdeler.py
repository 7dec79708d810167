"""De verdeler: welk profiel een verzoek krijgt, aan het eerste deel van zijn pad te zien."""

from __future__ import annotations

from collections.abc import Sequence

from isi_soap.soap.toepassing import Toepassing
from isi_soap.soap.uitwisseling import Antwoord, Verzoek


class Verdeler:
    """De toepassingen van één proces, elk onder haar eigen voorvoegsel."""

    def __init__(self, toepassingen: Sequence[Toepassing]) -> None:
        if not toepassingen:
            raise ValueError("er is geen profiel ingesteld")
        self._op_naam = {toepassing.profiel.naam: toepassing for toepassing in toepassingen}
        for toepassing in toepassingen:
            toepassing.noem_profielen(tuple(self._op_naam))

    def __call__(self, verzoek: Verzoek) -> Antwoord:
        if (toepassing := self._van(verzoek.path)) is not None:
            return toepassing(verzoek)
        # Buiten de profielen staan alleen documenten; wie ze het eerst kent, geeft ze.
        for toepassing in self._op_naam.values():
            if (antwoord := toepassing(verzoek)).status != 404:
                break
        return antwoord

    def weiger_vooraf(self, pad: str, peer: str | None) -> Antwoord | None:
        toepassing = self._van(pad)
        return toepassing.weiger_vooraf(pad, peer) if toepassing else None

    def bezet(self, verzoek: Verzoek) -> Antwoord:
        toepassing = self._van(verzoek.path) or next(iter(self._op_naam.values()))
        return toepassing.bezet(verzoek)

    def _van(self, pad: str) -> Toepassing | None:
        return self._op_naam.get(pad[1:].partition("/")[0])
