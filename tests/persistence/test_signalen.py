"""De gemeente haalt haar signalen op en handelt ze af."""

from __future__ import annotations

from typing import Any

import pytest

from isi_soap.contract import berichten as b
from isi_soap.domain.datum import Datum
from isi_soap.domain.meldingen import NietGerechtigd, NietsGevonden, Weigering
from isi_soap.domain.model import Signaal
from isi_soap.domain.signalen import signaal
from persistence.database import Database
from tests.persistence.balie import ADRES, ANDER, BSN, PERMANENT, ROTTERDAM, VANDAAG, richt_in
from tests.persistence.partner import Keten, richt_partners_in


@pytest.fixture
def keten(database: Database) -> Keten:
    balie = richt_in(database)
    balie.leg_vast(ADRES, PERMANENT, signaal("SS064", "0363", VANDAAG))
    balie.leg_vast(ADRES, PERMANENT, signaal("SS903", "0363", VANDAAG), bsn=ANDER)
    return richt_partners_in(balie)


def ophalen(keten: Keten, **velden: Any) -> Any:
    return keten.vraag("SignalenOphalen", **velden).Signalen


def handel_af(keten: Keten, s: Any, versienr: int | None = None) -> Any:
    verwijzing = b.Verwijzing(RegistratieId=s.RegistratieId, Versienr=versienr or s.Versienr)
    return keten.vraag("SignaalAfhandelen", Verwijzing=verwijzing, Toelichting="gezien")


def weigering(keten: Keten, s: Any, versienr: int | None = None) -> list[str]:
    with pytest.raises(Weigering) as nee:
        handel_af(keten, s, versienr)
    return [m.code.code for m in nee.value.meldingen]


@pytest.mark.regel("R-075")
def test_opgehaald_blijft_op_te_halen(keten: Keten) -> None:
    eerste = ophalen(keten)
    assert eerste.AantOpen == 2
    assert {s.CdStatusSignaal for s in eerste.Signaal} == {"OPGEHAALD"}
    assert {s.DatOpgehaald for s in eerste.Signaal} == {Datum.van(VANDAAG)}
    morgen = ophalen(keten.morgen())
    assert morgen.Signaal == eerste.Signaal
    with pytest.raises(NietsGevonden):
        ophalen(keten, CdStatusSignaal=("NIEUW",))


@pytest.mark.regel("R-029")
def test_alleen_rol_6_haalt_signalen_op(keten: Keten) -> None:
    with pytest.raises(NietGerechtigd) as nee:
        ophalen(keten.als("muteert"))
    assert [m.code.code for m in nee.value.meldingen] == ["F003"]


def test_een_andere_gemeente_ziet_niets(keten: Keten) -> None:
    with pytest.raises(NietsGevonden):
        ophalen(keten.bij(ROTTERDAM))


def test_bladeren_en_kiezen(keten: Keten) -> None:
    eerste = ophalen(keten, AantPerPagina=1)
    assert (len(eerste.Signaal), eerste.AantOpen) == (1, 2)
    tweede = ophalen(keten, AantPerPagina=1, Cursor=eerste.CursorVolgende)
    assert tweede.CursorVolgende is None
    assert {eerste.Signaal[0].CdSignaal, tweede.Signaal[0].CdSignaal} == {"SS064", "SS903"}
    (alleen,) = ophalen(keten, CdSignaal=("SS903",), DatVanaf=Datum.van(VANDAAG)).Signaal
    assert alleen.Burgerservicenr == ANDER


@pytest.mark.regel("R-073")
def test_ss064_verdwijnt_alleen_door_de_plicht_te_registreren(keten: Keten) -> None:
    (ss064,) = ophalen(keten, CdSignaal=("SS064",)).Signaal
    assert weigering(keten, ss064) == ["F085"]
    keten.vraag(
        "RegistreerInburgeringsplicht",
        bsn=BSN,
        PlichtGegevens=b.PlichtGegevens(
            IndInburgeringsplicht=False, CdRedenNietPlichtig="95", DatVaststelling=Datum("20120531")
        ),
    )
    with pytest.raises(NietsGevonden):
        ophalen(keten, CdSignaal=("SS064",))
    (klaar,) = ophalen(keten, CdStatusSignaal=("AFGEHANDELD",)).Signaal
    assert klaar.DatAfgehandeld == Datum.van(VANDAAG)


def test_een_signaal_afhandelen(keten: Keten) -> None:
    (ss903,) = ophalen(keten, CdSignaal=("SS903",)).Signaal
    assert weigering(keten, ss903, versienr=1) == ["F060"]
    registratie = handel_af(keten, ss903).Registratie
    assert (registratie.CdSrtGegeven, registratie.Versienr) == ("SIGNAAL", 3)
    assert ophalen(keten).AantOpen == 1
    (klaar,) = ophalen(keten, CdStatusSignaal=("AFGEHANDELD",)).Signaal
    assert klaar.Toelichting == "gezien"
    assert weigering(keten, klaar) == ["F087"]
    assert weigering(keten.bij(ROTTERDAM), klaar) == ["F064"]


@pytest.mark.regel("R-087")
def test_wie_definitief_staat_geeft_geen_werk_meer(keten: Keten) -> None:
    over: Signaal = signaal("SS902", "0363", VANDAAG)
    keten.balie.leg_vast(ADRES, over, bsn="999990044", datum_overlijden=Datum("20120501"))
    assert "SS902" not in {s.CdSignaal for s in ophalen(keten).Signaal}
