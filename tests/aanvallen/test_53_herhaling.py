"""Herhalen, bewaren en omleiden van wat echt ondertekend is (standards.md §5.3: replay, tijd, eindpunt)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from lxml import etree

from isi_soap.soap.uitwisseling import Antwoord
from isi_soap.wsse import namen as n
from tests.aanvallen.ondertekend import Proef, deel, hertekend
from tests.soap.berichten_maken import WSA, fault
from tests.suwinet import ADRES, gelogd, lees_antwoord, mutatie, raadplegen, waarde

DUBBEL = f"{{{WSA}}}DuplicateMessageID"


def inhoud(antwoord: Antwoord) -> bytes:
    """De Body van het antwoord, zonder de envelop met zijn verse koppen."""
    body = etree.fromstring(antwoord.body).find(n.BODY)
    assert body is not None
    return etree.tostring(body[0], method="c14n", exclusive=True)


# --- dezelfde bytes -----------------------------------------------------------------------------------------


def test_een_vraag_die_herhaald_wordt(ondertekend: Proef) -> None:
    vraag = ondertekend.suwinet.getekend(raadplegen())
    assert ondertekend.suwinet.stuur(vraag).status == 200
    gevonden = ondertekend.geweigerd(vraag, code=None)
    assert gevonden.code == DUBBEL
    assert gevonden.koppen["FaultDetail"] == "wsa:MessageID"


def test_een_mutatie_die_herhaald_wordt_krijgt_haar_eerste_antwoord(ondertekend: Proef) -> None:
    bericht = ondertekend.suwinet.getekend()
    eerste, tweede = ondertekend.suwinet.stuur(bericht), ondertekend.suwinet.stuur(bericht)
    assert (eerste.status, tweede.status) == (200, 200)
    assert inhoud(eerste) == inhoud(tweede)
    assert ondertekend.suwinet.gevolgen() == 1
    koppen = [etree.fromstring(a.body).findtext(f"{n.HEADER}/{{{WSA}}}MessageID") for a in (eerste, tweede)]
    assert koppen[0] != koppen[1]
    lees_antwoord(ondertekend.suwinet, tweede)  # opnieuw ondertekend


def _witruimte(bericht: bytes) -> bytes:
    """Buiten wat ondertekend is: andere bytes, dezelfde handtekening."""
    return bericht.replace(b"</s:Header>", b"\n</s:Header>").replace(b'"/>', b'" />')


def _voorvoegsel(bericht: bytes) -> bytes:
    return bericht.replace(b"<ds:SignatureValue>", b"<ds:SignatureValue>\n ")


def _andere_base64(bericht: bytes) -> bytes:
    """De laatste vier bits van deze base64 tellen niet mee: een andere tekst, dezelfde handtekening."""
    einde = bericht.index(b"==</ds:SignatureValue>")
    teken = bericht[einde - 1 : einde]
    alfabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    ander = alfabet[alfabet.index(teken) ^ 1 : (alfabet.index(teken) ^ 1) + 1]
    return bericht[: einde - 1] + ander + bericht[einde:]


@pytest.mark.parametrize("verander", [_witruimte, _voorvoegsel, _andere_base64])
def test_dezelfde_handtekening_in_andere_bytes(
    verander: Callable[[bytes], bytes], ondertekend: Proef
) -> None:
    vraag = etree.tostring(ondertekend.suwinet.getekend(raadplegen()))
    anders = verander(vraag)
    assert anders != vraag
    assert ondertekend.suwinet.stuur(vraag).status == 200
    assert ondertekend.geweigerd(anders, code=None).code == DUBBEL


def test_een_mutatie_met_dezelfde_messageid_en_een_nieuwe_handtekening(ondertekend: Proef) -> None:
    """Geen aanval maar een afzender die het opnieuw probeert (design.md §2.6)."""
    eerste = ondertekend.suwinet.getekend(MessageID="urn:uuid:zelfde")
    opnieuw = ondertekend.suwinet.getekend(MessageID="urn:uuid:zelfde")
    assert inhoud(ondertekend.suwinet.stuur(eerste)) == inhoud(ondertekend.suwinet.stuur(opnieuw))
    assert ondertekend.suwinet.gevolgen() == 1
    anders = ondertekend.suwinet.getekend(mutatie("Iets anders."), MessageID="urn:uuid:zelfde")
    assert ondertekend.geweigerd(anders, code=None).code == DUBBEL


@pytest.mark.parametrize("body", [raadplegen(), mutatie()], ids=["vraag", "mutatie"])
def test_gelijktijdig_herhaald(body: str, ondertekend: Proef) -> None:
    """Vier kopieën tegelijk, zoals vier werkprocessen ze zouden zien: één keer beantwoord of uitgevoerd."""
    bericht = etree.tostring(ondertekend.suwinet.getekend(body))
    start, antwoorden = threading.Barrier(4), []

    def stuur() -> None:
        start.wait(5)
        antwoorden.append(ondertekend.suwinet.stuur(bericht))

    draden = [threading.Thread(target=stuur) for _ in range(4)]
    for draad in draden:
        draad.start()
    for draad in draden:
        draad.join(10)
    goed = [a for a in antwoorden if a.status == 200]
    if body == mutatie():
        assert len(goed) == 4
        assert len({inhoud(a) for a in goed}) == 1
        assert ondertekend.suwinet.gevolgen() == 1
    else:
        assert len(goed) == 1
        assert {fault(a).code for a in antwoorden if a.status != 200} == {DUBBEL}


def test_wat_een_fault_kreeg_mag_nog_eens(ondertekend: Proef) -> None:
    """Er is niets uitgevoerd: wie na een storing hetzelfde stuurt, herhaalt niet."""
    fout = ondertekend.suwinet.getekend(mutatie().replace("<Applicatiesleutel>", "<Applicatiesleutel>x"))
    for _ in range(2):
        assert fault(ondertekend.suwinet.stuur(fout)).fwi_code == "F002"


# --- de tijd ------------------------------------------------------------------------------------------------


@pytest.mark.eis("WB002")
@pytest.mark.parametrize(
    ("verschil", "code"),
    [
        (timedelta(minutes=-4), None),
        (timedelta(seconds=50), None),
        (timedelta(minutes=-5, seconds=-2), "MessageExpired"),
        (timedelta(days=-365), "MessageExpired"),
        (timedelta(seconds=70), "MessageExpired"),
        (timedelta(days=3650), "MessageExpired"),
    ],
)
def test_te_oud_of_te_vroeg(verschil: timedelta, code: str | None, ondertekend: Proef) -> None:
    def maak() -> etree._Element:
        return ondertekend.suwinet.getekend(nu=datetime.now(UTC) + verschil)

    if code is None:
        assert ondertekend.suwinet.stuur(maak()).status == 200
    else:
        ondertekend.beide(maak, code)


def _stempel(inhoud_: str) -> Callable[[etree._Element], None]:
    """Een Timestamp met deze inhoud; {nu} en {straks} zijn goede tijden."""

    def wijzig(bericht: etree._Element) -> None:
        nu = datetime.now(UTC)
        tijden = {
            "nu": f"{nu:%Y-%m-%dT%H:%M:%S}",
            "straks": f"{nu + timedelta(minutes=5):%Y-%m-%dT%H:%M:%S}",
            "strakst": f"{nu + timedelta(minutes=9):%Y-%m-%dT%H:%M:%S}",
        }
        stempel = deel(bericht, "Timestamp")
        for kind in list(stempel):
            stempel.remove(kind)
        stempel.extend(etree.fromstring(f'<x xmlns:u="{n.WSU}">{inhoud_.format(**tijden)}</x>'))

    return wijzig


_C = "<u:Created>{nu}Z</u:Created>"
_E = "<u:Expires>{straks}Z</u:Expires>"
STEMPELS = {
    "zonder Z": "<u:Created>{nu}</u:Created>",
    "andere tijdzone": "<u:Created>{nu}+02:00</u:Created>",
    "te veel decimalen": "<u:Created>{nu}.1234Z</u:Created>",
    "twee keer Created": _C + _C,
    "twee keer Expires": _C + _E + _E,
    "Expires voor Created in de rij": _E + _C,
    "alleen Expires": _E,
    "leeg": "",
    "Expires niet na Created": _C + "<u:Expires>{nu}Z</u:Expires>",
    "iets anders erin": _C + _E + '<y xmlns="urn:y"/>',
    "ValueType": '<u:Created ValueType="xsd:dateTime">{nu}Z</u:Created>',
    "schrikkelseconde": "<u:Created>2016-12-31T23:59:60Z</u:Created>",
    "dertien maanden": "<u:Created>2026-13-01T00:00:00Z</u:Created>",
    "arabische cijfers": "<u:Created>٢٠٢٦-01-01T00:00:00Z</u:Created>",
}


@pytest.mark.eis(
    "WB002", "R3203", "R3224", "R3221", "R3222", "R3220", "R3229", "R3217", "R3223", "R3225", "R3226"
)
@pytest.mark.parametrize("naam", STEMPELS)
def test_een_vreemde_tijd(naam: str, ondertekend: Proef) -> None:
    """De handtekening klopt; alleen de tijd is niet te lezen zoals BSP het wil."""

    def maak(inhoud_: str) -> etree._Element:
        bericht = ondertekend.suwinet.getekend()
        _stempel(inhoud_)(bericht)
        return hertekend(bericht, ondertekend.sleutel(), lambda _: None)

    assert ondertekend.suwinet.stuur(maak(_C + _E)).status == 200
    ondertekend.geweigerd(maak(STEMPELS[naam]), code="InvalidSecurity")


# --- een ander eindpunt, een ander antwoord -----------------------------------------------------------------


@pytest.mark.eis("WA001")
def test_een_bericht_voor_een_ander_eindpunt(ondertekend: Proef) -> None:
    """Van de testomgeving naar productie: de handtekening klopt, het adres niet, en Host helpt niet."""
    elders = "https://test.isi.test/suwinet/ISIMutatieverzoek-v0100"
    bericht = ondertekend.suwinet.getekend(To=elders)
    gevonden = fault(ondertekend.suwinet.stuur(bericht, host="test.isi.test"))
    assert gevonden.code == f"{{{WSA}}}DestinationUnreachable"
    assert ondertekend.suwinet.gevolgen() == 0
    anders = ondertekend.suwinet.getekend(To=f"{ADRES}/suwinet/ISIRaadplegen-v0100")
    assert ondertekend.geweigerd(anders, code=None).code == f"{{{WSA}}}DestinationUnreachable"
    ondertekend.aanvaard()


@pytest.mark.eis("WB014", "WA001")
def test_een_oud_antwoord_past_niet_op_een_nieuwe_vraag(ondertekend: Proef) -> None:
    """Wat een client vergelijkt staat in elk antwoord, ondertekend en van die ene vraag."""
    vragen = [ondertekend.suwinet.getekend(raadplegen()) for _ in range(2)]
    for vraag in vragen:
        antwoord = ondertekend.suwinet.stuur(vraag)
        gelezen = lees_antwoord(ondertekend.suwinet, antwoord)
        wortel = gelezen.onderdelen[0].getroottree().getroot()
        relates_to = wortel.find(f"{n.HEADER}/{{{WSA}}}RelatesTo")
        bevestiging = wortel.find(f"{n.HEADER}/{n.SECURITY}/{n.BEVESTIGING}")
        assert relates_to is not None
        assert bevestiging is not None
        assert gelezen.dekt(relates_to)
        assert gelezen.dekt(bevestiging)
        assert relates_to.text == vraag.findtext(f"{n.HEADER}/{{{WSA}}}MessageID")
        passend = [bevestiging.get("Value") == waarde(v) for v in vragen]
        assert passend == [v is vraag for v in vragen]


# --- ketentest ----------------------------------------------------------------------------------------------


def test_ketentest_onthoudt_ook(ondertekend: Proef) -> None:
    vraag = ondertekend.ketentest.getekend(raadplegen())
    assert ondertekend.ketentest.stuur(vraag).status == 200
    assert fault(ondertekend.ketentest.stuur(vraag)).code == DUBBEL
    assert gelogd(ondertekend.ketentest).regel.codes == ("0007",)
