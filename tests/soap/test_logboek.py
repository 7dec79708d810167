"""Wat er van een uitwisseling in het logboek staat."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from isi_soap.soap.toepassing import Toepassing
from persistence.database import Database
from persistence.logboek.tonen import toon
from persistence.logboek.zoeken import Zoekvraag, zoek
from tests.persistence import balie
from tests.soap.berichten_maken import envelop, persoon_info, verzoek

GEWOON = f"<Burgerservicenr>{balie.BSN}</Burgerservicenr>"


@pytest.mark.parametrize(
    "geschreven",
    [
        GEWOON,
        f"<Burgerservicenr><![CDATA[{balie.BSN}]]></Burgerservicenr>",
        f'<Burgerservicenr xmlns:x="urn:x">{balie.BSN}</Burgerservicenr >',
        f"<Burgerservicenr>&#x{ord(balie.BSN[0]):x};{balie.BSN[1:]}</Burgerservicenr>",
    ],
    ids=["gewoon", "CDATA", "met verklaring", "met verwijzing"],
)
def test_de_persoon_is_te_vinden_hoe_zijn_nummer_ook_geschreven_is(
    geschreven: str, dienst: Toepassing, database: Database
) -> None:
    bericht = envelop(persoon_info().replace(GEWOON, geschreven))
    assert dienst(verzoek(bericht)).status == 200
    with database.transactie() as conn:
        (regel,) = zoek(conn, database.logsleutels, Zoekvraag(bsn=balie.BSN)).regels
        heel = toon(conn, database.logsleutels, regel.id)
    assert heel is not None
    assert heel.regel.verzoek == bericht
    assert (regel.gemeente, regel.gebruiker) == (balie.AMSTERDAM, "alles")


def test_het_log_van_de_beheerder_noemt_geen_persoon(dienst: Toepassing) -> None:
    with capture_logs() as log:
        dienst(verzoek(envelop(persoon_info())))
        dienst(verzoek(envelop(persoon_info("123456789"))))
    tekst = str(log)
    assert len(log) == 2
    assert balie.BSN not in tekst
    assert "123456789" not in tekst
    assert "alles" not in tekst
