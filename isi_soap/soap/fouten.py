"""De fouten van het gesprek zelf: wat niet te beantwoorden is, wordt een SOAP-fault (standards.md §4.2).

`fwi:Fout` staat alleen in `detail` als de Body de oorzaak is; bij een fout in de kop noemt de faultstring
het kenmerk van de logregel. Een waarde uit het bericht staat er nooit in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final, Literal
from xml.sax.saxutils import escape

from isi_soap.contract.bevinding import HOOGSTENS, Bevinding
from isi_soap.contract.namen import FWI
from isi_soap.domain.meldingen import Melding
from isi_soap.soap.namen import ACTIE_ADRESFOUT, ACTIE_SOAPFOUT, WSA, WSSE

BRON: Final = "ISI"
_VOORVOEGSEL: Final = {WSA: "wsa", WSSE: "wsse"}

Soapcode = Literal["Client", "Server", "VersionMismatch", "MustUnderstand"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FwiFout:
    """De inhoud van `fwi:Fout`."""

    code: str
    tekst: str
    details: tuple[str, ...] = ()

    def xml(self) -> str:
        details = "".join(f"<Detail>{escape(d)}</Detail>" for d in self.details[:HOOGSTENS])
        return (
            f'<fwi:Fout xmlns:fwi="{FWI}"><Code>{escape(self.code)}</Code><Tekst>{escape(self.tekst)}</Tekst>'
            f"{details}<Bron><DN>{BRON}</DN></Bron></fwi:Fout>"
        )


class SoapFout(Exception):  # noqa: N818 - een antwoord
    """Een fault. `actie` is de wsa:Action ervan; None is de Fout van de dienst."""

    def __init__(
        self,
        code: str,
        tekst: str,
        *,
        naamruimte: str | None = None,
        fwi: FwiFout | None = None,
        actie: str | None = None,
        probleem: str | None = None,
        foutdetail: str = "",
        nummer: str | None = None,
        wacht: float | None = None,
    ) -> None:
        super().__init__(tekst)
        self.code = code
        self.tekst = tekst
        self.naamruimte = naamruimte  # None: een code van SOAP zelf
        self.fwi = fwi
        self.actie = actie
        self.probleem = probleem  # naam van de adresseringskop die het veroorzaakte
        self.foutdetail = foutdetail  # wat er anders in FaultDetail staat, als XML
        self.nummer = nummer or (fwi.code if fwi else None)  # voor de logregel
        self.wacht = wacht  # over hoeveel seconden het weer kan

    @property
    def soapcode(self) -> str:
        return self.code if self.naamruimte is None else f"{_VOORVOEGSEL[self.naamruimte]}:{self.code}"

    def xml(self, kenmerk: str) -> str:
        """Het element soapenv:Fault; het voorvoegsel van een eigen code staat op faultcode zelf."""
        if self.naamruimte is None:
            code = f"<faultcode>soapenv:{self.code}</faultcode>"
        else:
            prefix = _VOORVOEGSEL[self.naamruimte]
            code = f'<faultcode xmlns:{prefix}="{self.naamruimte}">{self.soapcode}</faultcode>'
        tekst, detail = self.tekst, ""
        if self.fwi is None:
            tekst = f"{tekst} Kenmerk: {kenmerk}"
        else:
            detail = f"<detail>{self.fwi.xml()}</detail>"
        return f"<soapenv:Fault>{code}<faultstring>{escape(tekst)}</faultstring>{detail}</soapenv:Fault>"

    def kop(self) -> str:
        """De adresseringskop FaultDetail, die bij SOAP 1.1 de plaats van `detail` inneemt."""
        inhoud = self.foutdetail
        if self.probleem is not None:
            inhoud = f"<wsa:ProblemHeaderQName>wsa:{self.probleem}</wsa:ProblemHeaderQName>"
        return f'<wsa:FaultDetail xmlns:wsa="{WSA}">{inhoud}</wsa:FaultDetail>' if inhoud else ""


def onleesbaar(reden: str) -> SoapFout:
    """De bytes zijn geen bericht; er is geen Body die de oorzaak kan zijn (0001, 0009)."""
    return SoapFout("Client", f"Het bericht is niet te lezen: {reden}", nummer="0001")


def verkeerde_codering(reden: str) -> SoapFout:
    return SoapFout("Client", f"Het bericht is niet in UTF-8: {reden}", nummer="0009")


def geen_envelope(reden: str) -> SoapFout:
    return SoapFout("Client", f"De SOAP-envelop klopt niet: {reden}", nummer="0001")


def andere_versie() -> SoapFout:
    return SoapFout(
        "VersionMismatch",
        "Deze dienst spreekt SOAP 1.1 (naamruimte http://schemas.xmlsoap.org/soap/envelope/).",
        actie=ACTIE_SOAPFOUT,
        nummer="0001",
    )


def niet_begrepen() -> SoapFout:
    return SoapFout(
        "MustUnderstand",
        "Een header met mustUnderstand=1 hoort niet bij dit profiel en wordt niet begrepen.",
        actie=ACTIE_SOAPFOUT,
        nummer="0010",
    )


def vreemde_header() -> SoapFout:
    """WS007: geen andere headers dan die van WS-Addressing en WS-Security, en alle voor ons."""
    return SoapFout(
        "Client",
        "Er is een header die niet tot WS-Addressing of WS-Security hoort, of die voor een ander is.",
        actie=ACTIE_SOAPFOUT,
        nummer="0010",
    )


def adres(code: str, tekst: str, kop: str | None, nummer: str = "0011") -> SoapFout:
    """Een fout van WS-Addressing: de code is de fijnste die de standaard kent, zonder detail."""
    return SoapFout(code, tekst, naamruimte=WSA, actie=ACTIE_ADRESFOUT, probleem=kop, nummer=nummer)


def niet_hier(to: str) -> SoapFout:
    """Het bericht is voor een ander eindpunt; wie het hier bezorgde, is niet per se de afzender."""
    return SoapFout(
        "DestinationUnreachable",
        "wsa:To is niet het adres van deze dienst, of noemt een ander OIN.",
        naamruimte=WSA,
        actie=ACTIE_ADRESFOUT,
        foutdetail=f"<wsa:ProblemIRI>{escape(to)}</wsa:ProblemIRI>",
        nummer="0005",
    )


def onbekende_actie(actie: str) -> SoapFout:
    """Body en Action vragen samen iets wat deze dienst niet kent."""
    return SoapFout(
        "ActionNotSupported",
        "Deze dienst kent de gevraagde wsa:Action niet.",
        naamruimte=WSA,
        actie=ACTIE_ADRESFOUT,
        foutdetail=f"<wsa:ProblemAction><wsa:Action>{escape(actie)}</wsa:Action></wsa:ProblemAction>",
        nummer="0006",
    )


def beveiliging(code: str, reden: str, nummer: str = "0011") -> SoapFout:
    """Een fout van WS-Security met haar eigen reden."""
    return SoapFout(code, reden, naamruimte=WSSE, actie=ACTIE_SOAPFOUT, nummer=nummer)


def beveiliging_uniform() -> SoapFout:
    """Voor alles aan handtekening en certificaat dezelfde fault: wie probeert, leert er niets van."""
    tekst = "De beveiliging van het bericht is niet aanvaard; de beheerder vindt de reden bij het kenmerk."
    return beveiliging("InvalidSecurity", tekst)


def andere_afzender() -> SoapFout:
    """De ondertekenaar is een ander dan From noemt, en mag niet namens hem tekenen (0002)."""
    tekst = "De ondertekenaar is niet de afzender die wsa:From noemt, en heeft van hem geen machtiging."
    return beveiliging("FailedAuthentication", tekst, "0002")


def lichaam(bevindingen: Sequence[Bevinding], code: str, tekst: str) -> SoapFout:
    """De Body deugt niet: elke plek met wat er verwacht werd."""
    details = tuple(f"{b.pad}: {b.verwacht}" for b in bevindingen[:HOOGSTENS])
    return SoapFout("Client", tekst, fwi=FwiFout(code=code, tekst=tekst, details=details))


def uit_meldingen(meldingen: Sequence[Melding]) -> SoapFout:
    """Een fout die een regel ontdekte maar die een fault hoort te zijn, zoals een onbekende sleutel."""
    eerste = meldingen[0]
    details = list(eerste.details)
    if eerste.code.regel:
        details.append(eerste.code.regel)
    if eerste.code.actie:
        details.append(eerste.code.actie)
    fwi = FwiFout(code=eerste.code.code, tekst=eerste.code.tekst, details=tuple(details))
    return SoapFout("Client", eerste.code.tekst, fwi=fwi)


def storing(tekst: str = "De dienst kan dit bericht nu niet behandelen; er is niets gewijzigd.") -> SoapFout:
    """Onze schuld: de oorzaak staat in het log van de beheerder, niet in het antwoord."""
    return SoapFout("Server", tekst, nummer="0051")


def geen_bewijs() -> SoapFout:
    """Wat nu aangenomen wordt zou onbewezen blijven; de beheerder koos om dan niets aan te nemen."""
    return storing("Het logboek van de dienst staat stil; er is niets gewijzigd. Probeer het later opnieuw.")


def te_veel(seconden: float) -> SoapFout:
    """De afzender is over zijn grens. WS-Addressing heeft er een code voor, met de tijd in milliseconden."""
    tekst = "Van deze afzender komen te veel berichten; er is niets gewijzigd. Probeer het later opnieuw."
    return SoapFout(
        "EndpointUnavailable",
        tekst,
        naamruimte=WSA,
        actie=ACTIE_ADRESFOUT,
        foutdetail=f"<wsa:RetryAfter>{ceil(seconden * 1000)}</wsa:RetryAfter>",
        nummer="0051",
        wacht=seconden,
    )


def bezet() -> SoapFout:
    return storing("De dienst is bezet; er is niets gewijzigd. Probeer het later opnieuw.")
