"""Per operatie: onmogelijke datums en gemeentecodes worden geweigerd, met alle redenen tegelijk."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from lxml import etree
from sqlalchemy import insert

from isi_soap.contract import berichten as b
from isi_soap.contract.codec import codec
from isi_soap.domain.datum import Datum
from isi_soap.soap.toepassing import Toepassing
from isi_soap.soap.uitwisseling import Verzoek
from persistence import tabellen as t
from tests.persistence.balie import (
    ADRES,
    AMSTERDAM,
    BSN,
    HANDHAVING,
    JA,
    PERMANENT,
    VOORZIENING,
    Balie,
    sleutel_van,
)
from tests.soap.berichten_maken import KOPPEN, envelop

D = Datum
TOEKOMST, TE_VROEG, ONBEKEND, GOED = D("20120602"), D("20061231"), D("20120500"), D("20120501")
ADVIES = b.MedischAdvies(DatAdvies=TOEKOMST, NaamAdviseur="Arts")


def gevallen() -> list[tuple[str, dict[str, Any], list[tuple[str, str]]]]:
    plicht, voorz = b.PlichtGegevens, b.VoorzieningGegevens
    gevallen: list[tuple[str, dict[str, Any], list[tuple[str, str]]]] = []
    for dag, code in ((TOEKOMST, "F061"), (TE_VROEG, "F062"), (ONBEKEND, "F062")):
        gevallen += [
            (
                "RegistreerInburgeringsplicht",
                {"PlichtGegevens": plicht(IndInburgeringsplicht=False, DatVaststelling=dag)},
                [(code, "datumVaststelling"), ("F090", "")],
            ),
            (
                "RegistreerHandhaving",
                {
                    "HandhavingGegevens": b.HandhavingGegevens(
                        CdSrtBesluitHandhaving="KENNISGEVING", DatBesluit=dag, DatBTermijn=GOED
                    )
                },
                [(code, "datumBesluit"), ("F070", "")],
            ),
            (
                "RegistreerVoorziening",
                {
                    "VoorzieningGegevens": voorz(
                        CdSrtVoorziening="IV", DatBVoorziening=dag, CdGemeenteAanbod="9999"
                    )
                },
                [(code, "startdatum"), ("F066", "")],
            ),
            (
                "RegistreerVrijstelling",
                {
                    "VrijstellingGegevens": b.VrijstellingGegevens(
                        CdSrtVrijstelling="GEDEELTELIJK", DatIngang=dag
                    )
                },
                [(code, "datumIngang"), ("F033", "")],
            ),
            (
                "RegistreerOntheffing",
                {
                    "OntheffingGegevens": b.OntheffingGegevens(
                        CdGrondOntheffing="MED", CdBesluitOntheffing="VERLEEND", DatBesluit=dag
                    )
                },
                [(code, "datumBesluit"), ("F040", ""), ("F044", "")],
            ),
            (
                "RegistreerBoete",
                {
                    "Verwijzing": "HANDHAVING",
                    "BoeteGegevens": b.BoeteGegevens(CdGrondslagBoete="ART29", BedrBoete=99900, DatBoete=dag),
                },
                [(code, "datum"), ("F077", "")],
            ),
            (
                "VerlengHandhavingstermijn",
                {
                    "Verwijzing": "HANDHAVING",
                    "VerlengingGegevens": b.VerlengingGegevens(
                        CdSrtVerlenging="GEEN_VERWIJT", DatBesluit=dag, DatENieuweTermijn=D("20120101")
                    ),
                },
                [(code, "datumBesluit"), ("F075", "")],
            ),
        ]
    gevallen.append(
        (
            "RegistreerVoorziening",
            {
                "VoorzieningGegevens": voorz(
                    CdSrtVoorziening="IV",
                    DatBVoorziening=GOED,
                    DatEVoorziening=D("20120430"),
                    CdGemeenteAanbod="0372",
                )
            },
            [("F063", ""), ("F066", "")],
        )
    )
    return gevallen


@pytest.mark.parametrize(("operatie", "velden", "verwacht"), gevallen())
def test_alle_redenen_tegelijk(
    balie: Balie,
    dienst: Toepassing,
    operatie: str,
    velden: dict[str, Any],
    verwacht: list[tuple[str, str]],
) -> None:
    with balie.database.transactie() as conn:
        opgeheven = {"code": "0372", "naam": "Bennebroek", "ingang": date(2007, 1, 1)}
        conn.execute(insert(t.gemeente).values(**opgeheven, einde=date(2009, 1, 1), opvolger="0377"))
    balie.leg_vast(ADRES, PERMANENT, JA, HANDHAVING, VOORZIENING)
    if "Verwijzing" in velden:
        (nu,) = balie.dossier().Handhaving
        velden = velden | {"Verwijzing": b.Verwijzing(RegistratieId=nu.RegistratieId, Versienr=nu.Versienr)}
    kop = b.Kop(Applicatiesleutel=sleutel_van(AMSTERDAM), CdGemeente=AMSTERDAM, Gebruiker="alles")
    client = b.ClientSuwiSleutel(Burgerservicenr=BSN)
    bericht = codec(operatie).encode(getattr(b, operatie)(Kop=kop, ClientSuwi=client, **velden))
    voor = balie.dossier(historie=True)
    antwoord = dienst(Verzoek("POST", "/ketentest/ISIMuteren-v0100", "", KOPPEN, envelop(bericht.decode())))
    assert antwoord.status == 200
    inhoud = codec(f"{operatie}Response").decode(etree.fromstring(antwoord.body)[-1][0])
    assert inhoud.Registratie is None
    fouten = {f.Code: f.Detail for f in inhoud.FWI.Fout}
    for code, veld in verwacht:
        assert code in fouten, list(fouten)
        assert not veld or veld in fouten[code], fouten[code]
    assert balie.dossier(historie=True) == voor
