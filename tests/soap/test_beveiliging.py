"""Een ondertekend bericht op de draad: wie het stuurde, wat er bewaard blijft, en het getekende antwoord."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import quote

import pytest
import xmlsec
from lxml import etree
from sqlalchemy import insert, select
from zeep.wsse.signature import BinarySignature, Signature

from isi_soap.beheer.pki import OIN_DIENST
from isi_soap.soap.beveiliging import Middelen
from isi_soap.soap.clientcertificaat import Clientcertificaten
from isi_soap.soap.profiel import SUWINET, profiel
from isi_soap.soap.toepassing import Toepassing
from isi_soap.wsse import namen as n
from persistence import tabellen as t
from persistence.database import Database
from persistence.eenheid import Eenheid
from services.alle import DIENSTEN
from tests.persistence import balie as b
from tests.soap.berichten_maken import WSA, envelop, fault, persoon_info, verzoek, wsa
from tests.suwinet import OIN, Suwinet, gelogd, lees_antwoord, maak, mutatie, paar, raadplegen, waarde


@pytest.mark.eis("WB003", "WB004", "WB013", "WB009", "WB010", "PKI001")
def test_een_ondertekend_bericht_wordt_uitgevoerd(suwinet: Suwinet) -> None:
    antwoord = suwinet.stuur(suwinet.getekend())
    assert antwoord.status == 200
    assert b"<Registratie>" in antwoord.body
    assert suwinet.gevolgen() == 1


@pytest.mark.eis("WB004", "WB014", "WB002", "WA001", "R5441")
def test_het_antwoord_is_ondertekend_en_bevestigt_de_handtekening(suwinet: Suwinet) -> None:
    bericht = suwinet.getekend()
    antwoord = suwinet.stuur(bericht)
    getekend = lees_antwoord(suwinet, antwoord)
    assert getekend.oin == OIN_DIENST
    assert getekend.bevestigingen == (waarde(bericht),)
    assert gelogd(suwinet).regel.antwoord == antwoord.body  # wat bewaard is, is wat er uitging


@pytest.mark.eis("WB011", "WB014")
def test_ook_een_fault_is_ondertekend(suwinet: Suwinet) -> None:
    goed = suwinet.getekend(mutatie().replace("<Huisnr>3</Huisnr>", "<Huisnr>x</Huisnr>"))
    antwoord = suwinet.stuur(goed)
    assert antwoord.status == 500
    assert lees_antwoord(suwinet, antwoord).bevestigingen == (waarde(goed),)
    kaal = suwinet.stuur(suwinet.envelop())
    assert kaal.status == 500
    assert lees_antwoord(suwinet, kaal).bevestigingen == (None,)
    onleesbaar = suwinet.stuur(b"ISIRaadplegen:v0100")
    assert lees_antwoord(suwinet, onleesbaar).oin == OIN_DIENST


def test_het_logboek_weet_wie_het_ondertekende(suwinet: Suwinet) -> None:
    suwinet.stuur(suwinet.getekend(raadplegen()))
    regel = gelogd(suwinet).regel
    assert regel.oin == OIN["amsterdam"]
    assert regel.beveiliging is not None
    certificaat = regel.beveiliging["certificaat"]
    der = base64.b64decode(paar(suwinet.pki / "amsterdam").token)
    assert certificaat["sha256"] == hashlib.sha256(der).hexdigest()
    assert OIN["amsterdam"] in certificaat["onderwerp"]
    assert (regel.beveiliging["oordeel"], regel.beveiliging["ondertekenaar"]) == ("GELDIG", OIN["amsterdam"])


def test_een_geweigerd_bericht_is_van_niemand(suwinet: Suwinet) -> None:
    suwinet.stuur(suwinet.getekend(met="fout/ingetrokken"))
    regel = gelogd(suwinet).regel
    assert (regel.uitkomst, regel.oin) == ("FOUT", None)
    assert regel.beveiliging is not None
    assert regel.beveiliging["oordeel"] == "GEWEIGERD"
    assert regel.beveiliging["code"] == "InvalidSecurityToken"
    assert "ingetrokken" in regel.beveiliging["reden"]
    assert regel.beveiliging["certificaat"]["sha256"]


# --- mandaat ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("naam", ["suwinet", "ketentest"])
def test_een_gemachtigde_tekent_voor_de_afnemer(naam: str, suwinet: Suwinet, getoetst: Suwinet) -> None:
    dienst = suwinet if naam == "suwinet" else getoetst
    assert dienst.stuur(dienst.getekend(raadplegen(), met="rotterdam")).status == 500
    machtiging = {"ondertekenaar": OIN["rotterdam"], "naam": "Pakket BV", "afnemer": OIN["amsterdam"]}
    with dienst.database.transactie() as conn:
        conn.execute(insert(t.mandaat).values(**machtiging, ingang=b.VANDAAG))
    assert dienst.stuur(dienst.getekend(raadplegen(), met="rotterdam")).status == 200
    regel = gelogd(dienst).regel
    assert regel.oin == OIN["amsterdam"]
    assert regel.beveiliging is not None
    assert regel.beveiliging["ondertekenaar"] == OIN["rotterdam"]


def test_een_machtiging_van_morgen_telt_niet(suwinet: Suwinet) -> None:
    machtiging = {"ondertekenaar": OIN["rotterdam"], "naam": "Pakket BV", "afnemer": OIN["amsterdam"]}
    with suwinet.database.transactie() as conn:
        conn.execute(insert(t.mandaat).values(**machtiging, ingang=b.VANDAAG + timedelta(days=1)))
    gevonden = fault(suwinet.stuur(suwinet.getekend(raadplegen(), met="rotterdam")))
    assert gevonden.code == f"{{{n.WSSE}}}FailedAuthentication"


# --- ketentest ----------------------------------------------------------------------------------------------


def test_ketentest_zonder_handtekening_antwoordt_zonder(getoetst: Suwinet) -> None:
    antwoord = getoetst.stuur(getoetst.envelop(raadplegen()))
    assert antwoord.status == 200
    assert b"Signature" not in antwoord.body
    assert gelogd(getoetst).regel.beveiliging is None


@pytest.mark.eis("WB013")
def test_ketentest_met_handtekening_geeft_identiteit(getoetst: Suwinet) -> None:
    bericht = getoetst.getekend(raadplegen(), From=None)
    antwoord = getoetst.stuur(bericht)
    assert antwoord.status == 200
    assert lees_antwoord(getoetst, antwoord).bevestigingen == (waarde(bericht),)
    assert gelogd(getoetst).regel.oin == OIN["amsterdam"]


def test_ketentest_wie_tekent_is_wie_from_noemt(getoetst: Suwinet) -> None:
    gevonden = fault(getoetst.stuur(getoetst.getekend(raadplegen(), met="rotterdam")))
    assert gevonden.code == f"{{{n.WSSE}}}FailedAuthentication"


def test_ketentest_een_gedeeltelijke_handtekening_geeft_geen_identiteit(getoetst: Suwinet) -> None:
    """Zonder dekking van de adressering zegt From niets, en telt het certificaat niet als afzender."""
    bericht = getoetst.getekend(raadplegen(), From=None)
    los = etree.fromstring(wsa(FaultTo=f"{WSA}/anonymous"))
    bericht[0].append(los)
    antwoord = getoetst.stuur(bericht)
    assert antwoord.status == 200
    regel = gelogd(getoetst).regel
    assert regel.beveiliging is not None
    assert (regel.beveiliging["oordeel"], regel.beveiliging["ondertekenaar"]) == ("GEDEELTELIJK", None)


@pytest.mark.parametrize("soort", [Signature, BinarySignature])
def test_de_eigen_handtekening_van_zeep(soort: type[Signature], suwinet: Suwinet, getoetst: Suwinet) -> None:
    """Alleen de Body, zonder tijdstempel: genoeg voor ketentest, zonder identiteit; niet voor suwinet."""
    map_ = suwinet.pki / "amsterdam"
    zeep = soort(
        str(map_ / "sleutel.pem"),
        str(map_ / "cert.pem"),
        signature_method=xmlsec.constants.TransformRsaSha256,
        digest_method=xmlsec.constants.TransformSha256,
    )

    def bericht(dienst: Suwinet) -> bytes:
        return etree.tostring(zeep.apply(dienst.envelop(raadplegen()), {})[0])

    for _ in range(2):  # een gedeeltelijke handtekening is bij elke gelijke vraag dezelfde
        assert getoetst.stuur(bericht(getoetst)).status == 200
    regel = gelogd(getoetst).regel
    assert regel.beveiliging is not None
    assert (regel.beveiliging["oordeel"], regel.beveiliging["ondertekenaar"]) == ("GEDEELTELIJK", None)
    assert fault(suwinet.stuur(bericht(suwinet))).code == f"{{{n.WSSE}}}InvalidSecurity"


def test_ketentest_kan_opgenomen_berichten_herhalen(
    gemeenten: Database, middelen: Middelen, pki: Path
) -> None:
    """Alleen waar het is aangezet: oud, en vaker dan eens."""
    herhaler = maak(gemeenten, middelen, pki, profiel("ketentest", herhalen_mag=True))
    oud = herhaler.getekend(raadplegen(), nu=datetime.now(UTC) - timedelta(days=30))
    assert [herhaler.stuur(oud).status for _ in range(2)] == [200, 200]
    assert not profiel("suwinet", herhalen_mag=True).herhalen_mag


def test_ketentest_zegt_wat_er_mis_is(getoetst: Suwinet) -> None:
    bericht = getoetst.getekend()
    next(bericht.iter("Toelichting")).text = "Iets anders."
    gevonden = fault(getoetst.stuur(bericht))
    assert gevonden.code == f"{{{n.WSSE}}}FailedCheck"
    assert "handtekening" in gevonden.tekst


def test_zonder_middelen_wordt_ws_security_niet_begrepen(suwinet: Suwinet) -> None:
    opener = partial(Eenheid, suwinet.database, klok=lambda: b.NU)
    dienst = Toepassing(DIENSTEN, opener)
    bericht = etree.tostring(suwinet.getekend(raadplegen()))
    gevonden = fault(dienst(verzoek(bericht)))
    assert gevonden.code.endswith("}MustUnderstand")
    assert dienst(verzoek(envelop(persoon_info()))).status == 200


# --- herhaling ----------------------------------------------------------------------------------------------


def test_van_een_vergeten_handtekening_blijft_niets_over(suwinet: Suwinet) -> None:
    suwinet.stuur(suwinet.getekend(raadplegen()))
    with suwinet.database.transactie() as conn:
        (rij,) = conn.execute(select(t.handtekening)).all()
    assert rij.oin == OIN["amsterdam"]
    assert rij.message_id.startswith("urn:uuid:")
    assert rij.tot > rij.gezien


# --- de verbinding ------------------------------------------------------------------------------------------


def doorgegeven(suwinet: Suwinet, naam: str) -> str:
    return quote((suwinet.pki / naam / "cert.pem").read_text())


def test_het_oin_van_de_verbinding_staat_in_het_logboek(
    gemeenten: Database, middelen: Middelen, pki: Path
) -> None:
    """Een station onderweg mag een ander zijn; wie vraagt, zegt de handtekening."""
    proxy = Clientcertificaten(("192.0.2.1",), "x-isi-clientcertificaat")
    dienst = maak(gemeenten, middelen, pki, SUWINET, verbinding=proxy)
    dienst.stuur(
        dienst.getekend(raadplegen()), **{"x-isi-clientcertificaat": doorgegeven(dienst, "rotterdam")}
    )
    regel = gelogd(dienst).regel
    assert regel.oin == OIN["amsterdam"]
    assert regel.beveiliging is not None
    assert regel.beveiliging["tls_oin"] == OIN["rotterdam"]


def test_een_verbinding_die_hier_niets_mag_brengen(
    gemeenten: Database, middelen: Middelen, pki: Path
) -> None:
    proxy = Clientcertificaten(("192.0.2.1",), "x-isi-clientcertificaat", [OIN["rotterdam"]])
    dienst = maak(gemeenten, middelen, pki, SUWINET, verbinding=proxy)
    for naam, status in (("rotterdam", 200), ("amsterdam", 403)):
        kop = {"x-isi-clientcertificaat": doorgegeven(dienst, naam)}
        assert dienst.stuur(dienst.getekend(raadplegen()), **kop).status == status
    assert dienst.stuur(dienst.getekend(raadplegen())).status == 403
