"""Waarden die meer willen zijn dan een waarde (standards.md §5.1): verwijzingen, getallen, tekens, SQL."""

from __future__ import annotations

import pytest
from lxml import etree
from sqlalchemy import select
from structlog.testing import capture_logs

from persistence import tabellen as t
from tests.aanvallen.bericht import GOED, XSI, indienen, met_tekst
from tests.aanvallen.proef import Proef
from tests.persistence import balie
from tests.soap.berichten_maken import WSA, envelop, wsa

ANDER_BSN = "999990020"


# --- href en id van SOAP-codering ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("element", "header"),
    [
        ('<Burgerservicenr href="#elders"/>', f'<x:h xmlns:x="urn:x" id="elders">{ANDER_BSN}</x:h>'),
        (f'<Burgerservicenr id="a">{ANDER_BSN}</Burgerservicenr>', ""),
        ('<Burgerservicenr href="#a" id="a"/>', ""),
        (f'<Burgerservicenr href="http://127.0.0.1:1/">{ANDER_BSN}</Burgerservicenr>', ""),
        (f'<Burgerservicenr href="cid:deel">{ANDER_BSN}</Burgerservicenr>', ""),
    ],
    ids=["naar een header", "id", "kring", "adres", "cid"],
)
def test_een_waarde_van_elders(element: str, header: str, proef: Proef) -> None:
    """Spyne haalt zo de inhoud van een header in het BSN, en een kring was een RecursionError."""
    bericht = GOED.replace("<Burgerservicenr>999990032</Burgerservicenr>", element)
    assert "id en href" in proef.geweigerd(envelop(bericht, header), nummer="0001").tekst


def test_een_kring_van_twee(proef: Proef) -> None:
    kring = '<x:a xmlns:x="urn:x" id="a" href="#b"/><x:b xmlns:x="urn:x" id="b" href="#a"/>'
    proef.geweigerd(envelop(GOED, kring), nummer="0001")


@pytest.mark.parametrize("naam", ["ID", "Id", "x:href", "xml:id", "xsi:type", "xsi:nil", "Burgerservicenr"])
def test_een_attribuut_in_het_verzoek(naam: str, proef: Proef) -> None:
    teken = f'<Geslachtsnaam xmlns:x="urn:x" xmlns:xsi="{XSI}" {naam}="true">'
    proef.geweigerd(envelop(GOED.replace("<Geslachtsnaam>", teken)), nummer="F001")


@pytest.mark.parametrize(
    "naam", ["Inc", "xop:Include", "MultiRef"], ids=["Include zonder naamruimte", "XOP", "multiRef"]
)
def test_een_verwijzing_naar_een_bijlage(naam: str, proef: Proef) -> None:
    ding = f'<{naam} xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:a"/>'
    proef.geweigerd(envelop(indienen(toelichting=ding)), nummer="0001")


# --- getallen en datums -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "waarde",
    [
        "NaN",
        "INF",
        "-INF",
        "1e5",
        "1.0",
        "0x3",
        "-3",
        "+3",
        "0",
        "100000",
        "9" * 400,
        "١",
        "３",
        "²",
        "3_0",
        "",
        "3\u200b",
    ],
)
def test_getallen(waarde: str, proef: Proef) -> None:
    proef.geweigerd(envelop(indienen(huisnr=waarde)), nummer="F001")


@pytest.mark.parametrize(
    "waarde",
    [
        "20120230",
        "20110229",
        "19800012",
        "19801301",
        "1980-06-15",
        "198006150",
        "1980061",
        "٢٠١٢٠١٠١",
        "19800615Z",
    ],
)
def test_dagen_die_niet_bestaan(waarde: str, proef: Proef) -> None:
    proef.geweigerd(envelop(indienen(geboren=waarde)), nummer="F001")


@pytest.mark.parametrize(
    "cijfers", ["٩٩٩٩٩٠٠٣٢", "９９９９９００３２", "９99990032", "𝟿99990032", "999990032\u200b"]
)
def test_cijfers_die_geen_cijfers_zijn(cijfers: str, proef: Proef) -> None:
    proef.geweigerd(envelop(indienen(bsn=cijfers)), nummer="F001")


# --- tekst die anders toont dan zij is ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "teken",
    [
        *"\x7f\x80\x85\x9b\u061c\u200b\u200e\u200f\u2028\u2029\u202a\u202d\u202e\u2060\u2066\u2067\u2069\ufeff\ufff9",
        "\U000e0041",
        "&#13;&#10;&#x9b;",
    ],
    ids=lambda teken: f"U+{ord(teken[0]):04X}",
)
@pytest.mark.parametrize("veld", ["naam", "toelichting"])
def test_tekens_die_misleiden(teken: str, veld: str, proef: Proef) -> None:
    gevonden = proef.geweigerd(envelop(indienen(**{veld: f"Zand{teken}loper"})), nummer="F001")
    assert "Zand" not in str(gevonden)


@pytest.mark.parametrize("naam", ["Şahin-Öztürk", "d’Été", "أمينة", "می‌خواهم", "Ян"])
def test_namen_in_elk_schrift_mogen(naam: str, proef: Proef) -> None:
    proef.aanvaard(envelop(indienen(naam=naam)))


# --- opmaak, SQL en logregels -------------------------------------------------------------------------------

GEVAARLIJK = [
    "<script>alert(1)</script>",
    "</Toelichting><CdSrtMutatieverzoek>X",
    "]]><script>",
    "<!-- --><?php",
    "'; DROP TABLE persoon; --",
    "' OR '1'='1",
    "%s %(bsn)s :bsn {bsn} ${jndi:ldap://127.0.0.1/a} $(id) `id`",
    "\\x00\\n\\'",
    "*)(uid=*))(|(uid=*",
    "' or count(/*)=1 or 'a'='b",
    "=HYPERLINK(1)",
    'regel\r\n{"level":"info","event":"bericht"}',
]


@pytest.mark.parametrize("tekst", GEVAARLIJK)
def test_tekst_blijft_tekst(tekst: str, proef: Proef) -> None:
    """Zij wordt letterlijk bewaard en komt alleen als tekst weer naar buiten."""
    proef.aanvaard(met_tekst(tekst))
    with proef.database.transactie() as conn:
        assert conn.scalar(select(t.mutatieverzoek.c.toelichting)) == tekst.replace("\r\n", "\n")
        assert conn.scalar(select(t.gemeente.c.code).limit(1))
    vraag = GOED.partition("<ClientSuwi>")[0].replace("Indienen", "Info") + "</m:MutatieverzoekInfo>"
    wortel = etree.fromstring(proef.dienst_antwoord(envelop(vraag)))
    (gelezen,) = wortel.iter("Toelichting")
    assert (gelezen.text, len(gelezen)) == (tekst.replace("\r\n", "\n"), 0)


@pytest.mark.parametrize("tekst", GEVAARLIJK)
def test_in_cdata_ook(tekst: str, proef: Proef) -> None:
    proef.aanvaard(envelop(indienen(toelichting=f"<![CDATA[{tekst.replace(']]>', ']] >')}]]>")))


@pytest.mark.parametrize("tekst", GEVAARLIJK)
def test_waar_geen_vrije_tekst_hoort(tekst: str, proef: Proef) -> None:
    """In een naam van een gebruiker past geen van deze."""
    gevonden = proef.geweigerd(envelop(indienen(gebruiker=f"<![CDATA[{tekst.replace(']]>', '')}]]>")))
    assert tekst not in str(gevonden)


@pytest.mark.parametrize("tekst", ["urn:x\r\nlevel=error", "urn:\x85x", "urn:\u202ex", "x" * 257, "\u2028"])
def test_een_messageid_dat_een_logregel_wil_zijn(tekst: str, proef: Proef) -> None:
    ontsnapt = tekst.replace("\r", "&#13;").replace("\n", "&#10;")
    proef.geweigerd(envelop(GOED, wsa(MessageID=ontsnapt)), code=f"{{{WSA}}}InvalidAddressingHeader")


def test_het_log_van_de_beheerder_kent_geen_tekst_uit_het_bericht(proef: Proef) -> None:
    with capture_logs() as log:
        for tekst in GEVAARLIJK:
            proef.dienst_antwoord(met_tekst(tekst))
            proef.dienst_antwoord(envelop(indienen(gebruiker=f"<![CDATA[{tekst.replace(']]>', '')}]]>")))
    regels = str(log)
    assert not [tekst for tekst in GEVAARLIJK if tekst in regels]
    assert balie.sleutel_van(balie.AMSTERDAM) not in regels
