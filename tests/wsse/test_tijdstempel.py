"""wsu:Timestamp: de regels van BSP 1.1 (§6) en het venster."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from isi_soap.wsse import Venster, WsseFout
from isi_soap.wsse.namen import WSU
from isi_soap.wsse.tijdstempel import Tijdstempel, lees, schrijf, toets
from tests.wsse.berichten import boom

NU = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)


def stempel(inhoud: str) -> Tijdstempel:
    return lees(boom(f'<wsu:Timestamp xmlns:wsu="{WSU}">{inhoud}</wsu:Timestamp>'))


def created(tekst: str) -> str:
    return f"<wsu:Created>{tekst}</wsu:Created>"


def expires(tekst: str) -> str:
    return f"<wsu:Expires>{tekst}</wsu:Expires>"


GOED = created("2026-03-01T12:00:00Z")


def test_met_en_zonder_expires() -> None:
    assert stempel(GOED) == Tijdstempel(NU, None)
    beide = stempel(created("2026-03-01T12:00:00.250Z") + expires("2026-03-01T12:05:00.250Z"))
    assert beide.verloopt == NU + timedelta(minutes=5, milliseconds=250)


@pytest.mark.eis("WB002", "R3203", "R3220", "R3221", "R3222", "R3224", "R3229", "R3217", "R3223")
@pytest.mark.parametrize(
    "inhoud",
    [
        pytest.param("", id="geen Created (R3203)"),
        pytest.param(GOED + GOED, id="twee Created (R3203)"),
        pytest.param(
            GOED + expires("2026-03-01T12:05:00Z") + expires("2026-03-01T12:05:00Z"),
            id="twee Expires (R3224)",
        ),
        pytest.param(expires("2026-03-01T12:05:00Z") + GOED, id="Expires voor Created (R3221)"),
        pytest.param(GOED + "<wsu:Iets/>", id="iets anders erbij (R3222)"),
        pytest.param(created("2026-03-01T12:00:00.0001Z"), id="vier decimalen (R3220)"),
        pytest.param(created("2026-03-01T12:00:00"), id="geen Z (R3217)"),
        pytest.param(created("2026-03-01T12:00:00+00:00"), id="een zone in plaats van Z (R3223)"),
        pytest.param(created("2026-03-01T13:00:00+01:00"), id="een andere zone"),
        pytest.param(created("2026-02-30T12:00:00Z"), id="een dag die niet bestaat"),
        pytest.param(created("2026-06-30T23:59:60Z"), id="schrikkelseconde"),
        pytest.param(created("٢026-03-01T12:00:00Z"), id="andere cijfers"),
        pytest.param('<wsu:Created ValueType="x">2026-03-01T12:00:00Z</wsu:Created>', id="ValueType (R3225)"),
        pytest.param(GOED + expires("2026-03-01T12:00:00Z"), id="Expires niet na Created"),
    ],
)
def test_wat_niet_mag(inhoud: str) -> None:
    with pytest.raises(WsseFout) as fout:
        stempel(inhoud)
    assert fout.value.code == "InvalidSecurity"


@pytest.mark.eis("WB002")
@pytest.mark.parametrize(
    ("gemaakt", "verloopt", "vers"),
    [
        (timedelta(0), None, True),
        (timedelta(seconds=60), None, True),
        (timedelta(seconds=61), None, False),
        (-timedelta(minutes=5), None, True),
        (-timedelta(minutes=5, seconds=1), None, False),
        (-timedelta(minutes=1), timedelta(0), False),
        (-timedelta(minutes=1), timedelta(seconds=1), True),
    ],
)
def test_het_venster(gemaakt: timedelta, verloopt: timedelta | None, vers: bool) -> None:
    moment = Tijdstempel(NU + gemaakt, None if verloopt is None else NU + verloopt)
    if vers:
        toets(moment, NU, Venster())
    else:
        with pytest.raises(WsseFout) as fout:
            toets(moment, NU, Venster())
        assert fout.value.code == "MessageExpired"


@pytest.mark.eis("WB002", "R3220", "R3229", "R3217", "R3223")
def test_geschreven_in_milliseconden_en_utc() -> None:
    amsterdam = datetime(2026, 3, 1, 13, 0, 0, 123_999, tzinfo=timezone(timedelta(hours=1)))
    assert schrijf(amsterdam) == "2026-03-01T12:00:00.123Z"
