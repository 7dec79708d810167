"""Het bericht waar elke aanval op gebouwd is: een mutatieverzoek, met namen, tekst, een datum en een getal.

Zonder de aanval wordt het uitgevoerd; dan is 'geen gevolg' iets om te tonen.
"""

from __future__ import annotations

from xml.sax.saxutils import escape

from isi_soap.soap.uitwisseling import Verzoek
from tests.persistence import balie
from tests.soap.berichten_maken import KOPPEN, envelop

DIENST = "urn:isi:Diensten:ISIMutatieverzoek:v0100"
PAD = "/ketentest/ISIMutatieverzoek-v0100"
BSN = "999990032"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XML = {"content-type": "text/xml"}


def indienen(
    *,
    bsn: str = BSN,
    naam: str = "Zandloper",
    geboren: str = "19800615",
    huisnr: str = "3",
    toelichting: str = "Nieuw in de gemeente.",
    gebruiker: str = "alles",
    extra: str = "",
) -> str:
    """Het element in de Body; wat meegegeven wordt staat er precies zo in."""
    return (
        f'<m:MutatieverzoekIndienen xmlns:m="{DIENST}"><Kop><Applicatiesleutel>'
        f"{balie.sleutel_van(balie.AMSTERDAM)}</Applicatiesleutel><CdGemeente>{balie.AMSTERDAM}</CdGemeente>"
        f"<Gebruiker>{gebruiker}</Gebruiker></Kop><ClientSuwi><Burgerservicenr>{bsn}</Burgerservicenr>"
        f"<Geboortedat>{geboren}</Geboortedat><Geslachtsnaam>{naam}</Geslachtsnaam><Geslacht>2</Geslacht>"
        f"<Postcd>1012AB</Postcd><Huisnr>{huisnr}</Huisnr></ClientSuwi><MutatieverzoekGegevens>"
        "<CdSrtMutatieverzoek>OPVOEREN_NIEUW_PERSOON</CdSrtMutatieverzoek>"
        f"<Toelichting>{toelichting}</Toelichting></MutatieverzoekGegevens>{extra}</m:MutatieverzoekIndienen>"
    )


GOED = indienen()


def met_tekst(tekst: str) -> bytes:
    """Het bericht met deze tekst als toelichting, ontsnapt zoals een nette client dat doet."""
    return envelop(indienen(toelichting=escape(tekst)))


def verzoek(body: bytes, **koppen: str) -> Verzoek:
    return Verzoek("POST", PAD, "", KOPPEN | koppen, body, "192.0.2.1:40000")
