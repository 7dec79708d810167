from __future__ import annotations

import re
from dataclasses import replace

import pytest

from isi_soap.domain.catalogus import CODES
from isi_soap.domain.controle import stand
from isi_soap.domain.meldingen import Code
from isi_soap.domain.model import Mutatieverzoek, Ontheffing
from tests.domain.dossiers import AMSTERDAM, VANDAAG


@pytest.mark.parametrize("code", CODES.values(), ids=CODES.keys())
def test_elke_code_is_een_zin_met_wat_te_doen_en_wie(code: Code) -> None:
    assert code.tekst.endswith(".")
    assert code.actie
    assert code.actie.endswith(".")
    assert code.wie
    assert code.soort[0] == code.code[0]
    assert code.regel is None or re.fullmatch(r"R-\d{3}|L-\d{2}", code.regel)


def test_de_getoonde_stand_bevat_geen_persoonsgegevens() -> None:
    ontheffing = Ontheffing(
        id=8,
        grond="MED",
        belemmeringen=("PSYCHISCH",),
        verleend=True,
        datum_besluit=VANDAAG,
        gemeente=AMSTERDAM,
        advies_naam="Arts",
        advies_big="19012345601",
        motivering="vertrouwelijk",
    )
    getoond = " ".join(stand(replace(ontheffing, versienr=2)))
    assert getoond == ("id: 8 versienr: 2 grond: MED verleend: ja datum_besluit: 20120601 gemeente: 0363")
    verzoek = Mutatieverzoek(
        bsn="111111110", soort="OVERIG", gemeente=AMSTERDAM, datum=VANDAAG, geslachtsnaam="Voorbeeld"
    )
    assert not {"111111110", "Voorbeeld"} & set(" ".join(stand(verzoek)).split())
