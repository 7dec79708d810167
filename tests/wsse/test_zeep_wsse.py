"""De eigen WSSE van zeep: ondertekent alleen de Body. Genoeg voor ketentest, zonder identiteit."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
import xmlsec
from lxml import etree
from zeep.wsse.signature import BinarySignature, Signature

from isi_soap.wsse import Sleutelpaar, Vertrouwen, WsseFout, verifieer
from isi_soap.wsse.namen import BODY
from tests.wsse.berichten import VERZOEK, boom, over_de_lijn

SOORTEN = pytest.mark.parametrize("soort", [Signature, BinarySignature])
SHA256 = (xmlsec.constants.TransformRsaSha256, xmlsec.constants.TransformSha256)


def ondertekend(pki: Path, soort: type[Signature], handtekening: object, digest: object) -> etree._Element:
    map_ = pki / "amsterdam"
    wsse = soort(
        str(map_ / "sleutel.pem"),
        str(map_ / "cert.pem"),
        signature_method=handtekening,
        digest_method=digest,
    )
    envelop, _ = wsse.apply(boom(VERZOEK), {})
    return over_de_lijn(envelop)


@SOORTEN
def test_in_ketentest_gecontroleerd_maar_zonder_identiteit(
    pki: Path, amsterdam: Sleutelpaar, vertrouwen: Vertrouwen, nu: datetime, soort: type[Signature]
) -> None:
    envelop = ondertekend(pki, soort, *SHA256)
    beveiligd = verifieer(envelop, vertrouwen=vertrouwen, nu=nu, eis_alles=False)
    assert [deel.tag for deel in beveiligd.onderdelen] == [BODY]
    assert (beveiligd.volledig, beveiligd.oin, beveiligd.gemaakt) == (False, None, None)
    assert beveiligd.certificaat == amsterdam.certificaat


@SOORTEN
def test_op_suwinet_geweigerd(
    pki: Path, vertrouwen: Vertrouwen, nu: datetime, soort: type[Signature]
) -> None:
    with pytest.raises(WsseFout):
        verifieer(ondertekend(pki, soort, *SHA256), vertrouwen=vertrouwen, nu=nu)


@SOORTEN
def test_een_andere_body_klopt_ook_in_ketentest_niet(
    pki: Path, vertrouwen: Vertrouwen, nu: datetime, soort: type[Signature]
) -> None:
    veranderd = etree.tostring(ondertekend(pki, soort, *SHA256)).replace(b"999900122", b"999900134")
    with pytest.raises(WsseFout) as fout:
        verifieer(boom(veranderd), vertrouwen=vertrouwen, nu=nu, eis_alles=False)
    assert fout.value.code == "FailedCheck"


@SOORTEN
@pytest.mark.eis("SIGN001")
def test_zijn_standaard_sha1_gaat_nergens_door(
    pki: Path, vertrouwen: Vertrouwen, nu: datetime, soort: type[Signature]
) -> None:
    with pytest.raises(WsseFout) as fout:
        verifieer(ondertekend(pki, soort, None, None), vertrouwen=vertrouwen, nu=nu, eis_alles=False)
    assert fout.value.code == "UnsupportedAlgorithm"
