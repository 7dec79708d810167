"""De proef op een aanval tegen ondertekende berichten: zonder haar uitgevoerd, met haar geweigerd.

Geweigerd heet: een fault binnen een seconde, geen gevolg, het bericht in het logboek, en geen waarde uit het
bericht in het antwoord. Onder suwinet is de fault altijd dezelfde; ketentest zegt wat er was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import perf_counter
from typing import Final

import pytest
import xmlsec
from lxml import etree
from structlog.testing import capture_logs

from isi_soap.wsse import namen as n
from tests.plafond import PLAFOND
from tests.soap.berichten_maken import SOAP, Fault, fault
from tests.suwinet import Suwinet, gelogd, paar

Wijziging = Callable[[etree._Element], None]
UNIFORM: Final = f"{{{n.WSSE}}}InvalidSecurity"
CLIENT: Final = f"{{{SOAP}}}Client"
GEHEIM: Final = "Aangevallen-door-een-ander"


@dataclass(frozen=True)
class Proef:
    """Dezelfde aanval op beide profielen."""

    suwinet: Suwinet
    ketentest: Suwinet

    def aanvaard(self, *, profiel: str = "suwinet") -> None:
        """Een bericht zoals de aanval er een verandert, wordt uitgevoerd."""
        dienst = self.suwinet if profiel == "suwinet" else self.ketentest
        assert dienst.stuur(dienst.getekend()).status == 200

    def geweigerd(self, bericht: etree._Element | bytes, *, code: str | None) -> Fault:
        """Onder suwinet: de uniforme fault, met de eigen code alleen in log en logboek."""
        gevonden = self._stuur(self.suwinet, bericht)
        if code is not None:
            assert gevonden.code == UNIFORM
            beveiliging = gelogd(self.suwinet).regel.beveiliging
            assert beveiliging is not None
            assert (beveiliging["oordeel"], beveiliging["code"]) == ("GEWEIGERD", code)
            assert beveiliging["reden"] not in gevonden.tekst
        return gevonden

    def uitgelegd(self, bericht: etree._Element | bytes, *, code: str) -> Fault:
        """Onder ketentest: de code van de rij zelf, met de reden."""
        gevonden = self._stuur(self.ketentest, bericht)
        assert gevonden.code == f"{{{n.WSSE}}}{code}"
        beveiliging = gelogd(self.ketentest).regel.beveiliging
        assert beveiliging is not None
        assert beveiliging["reden"] in gevonden.tekst
        return gevonden

    def beide(self, maak: Callable[[], etree._Element], code: str) -> None:
        """Geweigerd in beide profielen, en zonder de aanval uitgevoerd."""
        self.geweigerd(maak(), code=code)
        self.uitgelegd(maak(), code=code)
        self.aanvaard()

    def sleutel(self, naam: str = "amsterdam") -> xmlsec.Key:
        return paar(self.suwinet.pki / naam).xmlsec_sleutel

    def _stuur(self, dienst: Suwinet, bericht: etree._Element | bytes) -> Fault:
        bytes_ = bericht if isinstance(bericht, bytes) else etree.tostring(bericht)
        gevolgen = dienst.gevolgen()
        begin = perf_counter()
        with capture_logs() as log:
            antwoord = dienst.stuur(bytes_)
        assert perf_counter() - begin < PLAFOND
        gevonden = fault(antwoord)
        assert dienst.gevolgen() == gevolgen
        regel = gelogd(dienst).regel
        assert (regel.uitkomst, regel.verzoek) == ("FOUT", bytes_)
        assert GEHEIM.encode() not in antwoord.body
        assert GEHEIM not in str(log)
        assert "Kenmerk: " in gevonden.tekst or gevonden.fwi_code
        return gevonden


def zonder_kenmerk(gevonden: Fault) -> str:
    return gevonden.tekst.partition("Kenmerk: ")[0]


def deel(wortel: etree._Element, naam: str) -> etree._Element:
    """Het eerste element met deze lokale naam."""
    return next(e for e in wortel.iter("*") if etree.QName(e).localname == naam)


def delen(wortel: etree._Element, naam: str) -> list[etree._Element]:
    return [e for e in wortel.iter("*") if etree.QName(e).localname == naam]


def hertekend(
    wortel: etree._Element,
    sleutel: xmlsec.Key,
    wijzig: Callable[[etree._Element], None],
    *,
    ook: Iterable[etree._Element] = (),
) -> etree._Element:
    """Met de echte sleutel opnieuw getekend nadat de handtekening zelf veranderd is: zij klopt dus."""
    handtekening = deel(wortel, "Signature")
    wijzig(handtekening)
    context = xmlsec.SignatureContext()
    context.key = sleutel
    for element in (*wortel.iter("*"), *ook):
        if element.get(n.ID):
            context.register_id(element, "Id", n.WSU)
    context.sign(handtekening)
    return wortel


@pytest.fixture
def ondertekend(suwinet: Suwinet, getoetst: Suwinet) -> Proef:
    return Proef(suwinet, getoetst)
