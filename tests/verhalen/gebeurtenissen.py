"""Berichten zoals een keten ze door elkaar stuurt: goed, fout, te laat, dubbel, en over wat er niet is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from isi_soap.contract import berichten as b
from isi_soap.domain.datum import Datum
from tests.domain.stappen import Terug
from tests.verhalen.keten import nationaliteit

AMSTERDAM, ROTTERDAM = "0363", "0599"
Keuzes = dict[str, Any]  # per veld een lijst om uit te kiezen, of een strategie


@dataclass(frozen=True)
class Gebeurtenis:
    """Een bericht over iemand; `wijst` noemt de soort gegeven waar het naar verwijst."""

    afzender: str
    operatie: str
    velden: dict[str, Any] = field(default_factory=dict)
    client: Any = None  # wat er behalve het BSN in ClientSuwi staat
    wijst: str | None = None
    plaats: int = 0
    verouderd: bool = False


def _terug(dagen: int) -> Any:
    """Een dag zoveel dagen voor de dag van het bericht; de echte datum komt bij het versturen."""
    return Terug(dagen)


dagen = st.one_of(
    st.builds(Terug, st.integers(0, 60)),
    st.builds(Terug, st.integers(-90, 900)),
    st.sampled_from([Terug(0), Terug(55), Terug(56), Terug(57), Terug(365), Terug(366), Terug(-1)]),
    st.sampled_from([Datum("20120000"), Datum("20061231"), Datum("20991231")]),
)
later = st.builds(Terug, st.integers(-2000, 0)) | dagen


def _keuze(waarden: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(waarden) if isinstance(waarden, list) else waarden


def _bouw(soort: Any, /, **velden: Any) -> st.SearchStrategy[Any]:
    return st.builds(soort, **{naam: _keuze(waarden) for naam, waarden in velden.items()})


def _bericht(
    afzender: str, operatie: str, wijst: str | None = None, client: Any = None, /, **velden: Any
) -> st.SearchStrategy[Gebeurtenis]:
    return st.builds(
        Gebeurtenis,
        afzender=st.sampled_from([AMSTERDAM] * 5 + [ROTTERDAM]) if afzender == "GEM" else st.just(afzender),
        operatie=st.just(operatie),
        velden=st.fixed_dictionaries({naam: _keuze(waarden) for naam, waarden in velden.items()}),
        client=st.none() if client is None else client,
        wijst=st.just(wijst),
        plaats=st.integers(0, 3),
        verouderd=st.sampled_from([False] * 5 + [True]),
    )


JA = _bouw(b.PlichtGegevens, IndInburgeringsplicht=[True], DatVaststelling=dagen)
NEE = _bouw(
    b.PlichtGegevens,
    IndInburgeringsplicht=[False],
    CdRedenNietPlichtig=["1", "1", "4", "91", "92", "95"],
    DatVaststelling=dagen,
)
HANDHAVING = _bouw(
    b.HandhavingGegevens,
    CdSrtBesluitHandhaving=["KENNISGEVING", "HANDHAVINGSBESCHIKKING"],
    DatBesluit=dagen,
    DatBTermijn=dagen,
)
VOORZIENING = _bouw(
    b.VoorzieningGegevens,
    CdSrtVoorziening=["IV", "VIV"],
    DatBVoorziening=dagen,
    DatEVoorziening=st.none() | later,
)
VRIJSTELLING = _bouw(
    b.VrijstellingGegevens,
    CdSrtVrijstelling=["TIJDELIJK", "GEDEELTELIJK"],
    CdOnderdeelVrijstelling=[(), ("KNS",)],
    Document=[None, b.Document(OmsSrtDocument="WIN-certificaat", NrDocument="1")],
    Opleiding=[
        None,
        b.Opleiding(NaamOpleiding="Mbo 3", DatBOpleiding=_terug(200), DatEOpleidingVerwacht=_terug(-400)),
    ],
    DatIngang=dagen,
)
_FORMULIER = st.just(
    {
        "Geboortedat": Datum("19840704"),
        "Geslachtsnaam": "Verhaal",
        "Geslacht": "2",
        "Postcd": "1012AB",
        "Huisnr": 12,
    }
)

GEMEENTE = (
    _bericht("GEM", "RegistreerInburgeringsplicht", PlichtGegevens=JA),
    _bericht("GEM", "RegistreerInburgeringsplicht", PlichtGegevens=NEE),
    _bericht("GEM", "RegistreerHandhaving", HandhavingGegevens=HANDHAVING),
    _bericht("GEM", "WijzigHandhaving", "Handhaving", HandhavingGegevens=HANDHAVING),
    _bericht("GEM", "VerwijderHandhaving", "Handhaving"),
    _bericht(
        "GEM",
        "VerlengHandhavingstermijn",
        "Handhaving",
        VerlengingGegevens=_bouw(
            b.VerlengingGegevens,
            CdSrtVerlenging=["GEEN_VERWIJT", "ALFABETISERING", "ONDERBREKING"],
            DatBesluit=dagen,
            DatENieuweTermijn=later,
        ),
    ),
    _bericht(
        "GEM",
        "RegistreerBoete",
        "Handhaving",
        BoeteGegevens=_bouw(
            b.BoeteGegevens,
            CdGrondslagBoete=["ART29", "ART31"],
            BedrBoete=[250_00, 5000_00],
            DatBoete=dagen,
            DatENieuweTermijn=st.none() | later,
        ),
    ),
    _bericht("GEM", "VerwijderBoete", "Boete"),
    _bericht("GEM", "RegistreerVoorziening", VoorzieningGegevens=VOORZIENING),
    _bericht("GEM", "WijzigVoorziening", "Voorziening", VoorzieningGegevens=VOORZIENING),
    _bericht("GEM", "VerwijderVoorziening", "Voorziening"),
    _bericht("GEM", "RegistreerVrijstelling", VrijstellingGegevens=VRIJSTELLING),
    _bericht(
        "GEM",
        "WijzigVrijstelling",
        "Vrijstelling",
        VrijstellingGegevens=VRIJSTELLING,
        PlichtGegevens=st.none() | JA,
        HandhavingGegevens=st.none() | HANDHAVING,
    ),
    _bericht("GEM", "BeeindigVrijstelling", "Vrijstelling", DatEVrijstelling=dagen),
    _bericht(
        "GEM",
        "RegistreerOntheffing",
        OntheffingGegevens=_bouw(
            b.OntheffingGegevens,
            CdGrondOntheffing=["EVI", "INS"],
            CdBesluitOntheffing=["VERLEEND", "GEWEIGERD"],
            DatBesluit=dagen,
            Motivering=[None, "redelijk"],
        ),
    ),
    _bericht("GEM", "TrekOntheffingIn", "Ontheffing", DatIntrekking=dagen),
    _bericht("GEM", "SignaalAfhandelen", "Signaal"),
    _bericht(
        "GEM",
        "MutatieverzoekIndienen",
        None,
        _FORMULIER,
        MutatieverzoekGegevens=_bouw(
            b.MutatieverzoekGegevens,
            CdSrtMutatieverzoek=["OPVOEREN_NIEUW_PERSOON", "CORRECTIE_ONTERECHTE_VRIJSTELLING", "OVERIG"],
            Toelichting=[None, "graag"],
        ),
    ),
)

ADRES = _bouw(b.Straatadres, CdGemeente=[AMSTERDAM, AMSTERDAM, ROTTERDAM], DatBAdres=dagen)
PERSOON = _bouw(
    b.PersoonKeten,
    Geslachtsnaam=["Verhaal"],
    Geboortedat=[Datum("19840704"), Datum("19840704"), Datum("19450000")],
    Geslacht=["2"],
    Nationaliteit=[(), nationaliteit("0131"), nationaliteit("0339"), nationaliteit("0001")],
    Straatadres=st.none() | ADRES,
    VerblijfBuitenland=st.none()
    | _bouw(b.VerblijfBuitenland, DatVertrek=dagen, DatVestiging=st.none() | dagen),
    DatOverlijden=[None] * 9 + [_terug(0)],
)
VERBLIJF = _bouw(
    b.Verblijfsgegevens,
    OmsVerblijfsdoel=["gezinshereniging"],
    CdAardVerblijfsdoel=["PERMANENT", "TIJDELIJK"],
    IndRechtmatigVerblijf=[True],
    Peildat=dagen,
)
_MET_PERSOON = st.fixed_dictionaries({"PersoonKeten": PERSOON})

PARTNERS = (
    _bericht(
        "IND",
        "VerwerkVerblijfsgegevens",
        None,
        _MET_PERSOON,
        CdSrtMelding=["NIEUWKOMER"],
        Verblijfsgegevens=VERBLIJF,
        DatOntstaanPlicht=[Datum("20121115"), Datum("20130101")],
    ),
    _bericht(
        "IND",
        "VerwerkVerblijfsgegevens",
        None,
        st.just({}),
        CdSrtMelding=["TERUGMELDING"],
        Verblijfsgegevens=VERBLIJF,
    ),
    _bericht("BRP", "VerwerkPersoonsgegevens", None, _MET_PERSOON, Peildat=dagen),
    _bericht("DUO", "MeldZelfmelder", None, _MET_PERSOON, IndLening=[True, None], DatMelding=dagen),
    _bericht(
        "DUO",
        "VerwerkVrijstellingDuo",
        None,
        _MET_PERSOON,
        VrijstellingGegevens=st.none() | VRIJSTELLING,
        IndGeheleVrijstellingDuo=[None, True, False],
        DatVaststelling=dagen,
    ),
    _bericht(
        "CVE",
        "VerwerkDiploma",
        DiplomaGegevens=_bouw(b.DiplomaGegevens, CdSrtDiploma=["NT2_I", "INBURGERING"], DatBehaald=dagen),
    ),
    _bericht(
        "DUO",
        "VerwerkDiploma",
        DiplomaGegevens=_bouw(b.DiplomaGegevens, CdSrtDiploma=["INBURGERING"], DatBehaald=dagen),
    ),
    _bericht(
        "DUO",
        "VerwerkExamenresultaat",
        ExamenGegevens=_bouw(
            b.ExamenGegevens,
            CdExamen=["INBURGERING"],
            CdOnderdeelExamen=["KNS", "TGN", "EPE", "PRAKTIJK", "LEZEN"],
            DatExamen=dagen,
            CdResultaatExamen=["GESLAAGD", "NIET_GESLAAGD"],
        ),
    ),
    _bericht(
        "DUO",
        "BeoordeelMutatieverzoek",
        "Mutatieverzoek",
        CdOordeelMutatieverzoek=["IN_BEHANDELING", "IN_BEHANDELING", "NAAR_IND", "OUDE_WET", "UITVOEREN"],
        DatBeoordeling=[_terug(0), _terug(0), _terug(-1)],
    ),
)
gebeurtenissen: st.SearchStrategy[Gebeurtenis] = st.one_of(*GEMEENTE, *PARTNERS)


# --- een begin --------------------------------------------------------------------------------------------

_NIEUWKOMER = Gebeurtenis(
    "IND",
    "VerwerkVerblijfsgegevens",
    {
        "CdSrtMelding": "NIEUWKOMER",
        "Verblijfsgegevens": b.Verblijfsgegevens(
            OmsVerblijfsdoel="gezinshereniging",
            CdAardVerblijfsdoel="PERMANENT",
            IndRechtmatigVerblijf=True,
            Peildat=_terug(30),
        ),
        "DatOntstaanPlicht": Datum("20121115"),
    },
    {
        "PersoonKeten": b.PersoonKeten(
            Geslachtsnaam="Verhaal",
            Geboortedat=Datum("19840704"),
            Geslacht="2",
            Nationaliteit=nationaliteit("0131"),
            Straatadres=b.Straatadres(CdGemeente=AMSTERDAM, DatBAdres=_terug(2000)),
        )
    },
)
_NACHT = Gebeurtenis("", "nacht")


def _registreert(operatie: str, naam: str, gegevens: Any) -> Gebeurtenis:
    return Gebeurtenis(AMSTERDAM, operatie, {naam: gegevens})


def _plicht(ja: bool, reden: str | None = None) -> Gebeurtenis:
    gegevens = b.PlichtGegevens(
        IndInburgeringsplicht=ja,
        CdRedenNietPlichtig=reden,
        DatVaststelling=_terug(20),
    )
    return _registreert("RegistreerInburgeringsplicht", "PlichtGegevens", gegevens)


_HANDHAVING = _registreert(
    "RegistreerHandhaving",
    "HandhavingGegevens",
    b.HandhavingGegevens(
        CdSrtBesluitHandhaving="KENNISGEVING",
        DatBesluit=_terug(15),
        DatBTermijn=_terug(15),
    ),
)
_VOORZIENING = _registreert(
    "RegistreerVoorziening",
    "VoorzieningGegevens",
    b.VoorzieningGegevens(CdSrtVoorziening="IV", DatBVoorziening=_terug(10)),
)
_VERZOEK = Gebeurtenis(
    AMSTERDAM,
    "MutatieverzoekIndienen",
    {"MutatieverzoekGegevens": b.MutatieverzoekGegevens(CdSrtMutatieverzoek="OPVOEREN_NIEUW_PERSOON")},
    {
        "Geboortedat": Datum("19840704"),
        "Geslachtsnaam": "Verhaal",
        "Geslacht": "2",
        "Postcd": "1012AB",
        "Huisnr": 12,
    },
)


def _oordeel(oordeel: str) -> Gebeurtenis:
    velden = {"CdOordeelMutatieverzoek": oordeel, "DatBeoordeling": _terug(0)}
    return Gebeurtenis("DUO", "BeoordeelMutatieverzoek", velden, wijst="Mutatieverzoek")


BEGIN: tuple[tuple[Gebeurtenis, ...], ...] = (
    (_NIEUWKOMER, _NACHT),
    (_NIEUWKOMER, _NACHT, _plicht(True)),
    (_NIEUWKOMER, _NACHT, _plicht(True), _HANDHAVING),
    (_NIEUWKOMER, _NACHT, _plicht(True), _HANDHAVING, _VOORZIENING, _NACHT),
    (_NIEUWKOMER, _NACHT, _plicht(False, "1")),
    (_VERZOEK, _oordeel("IN_BEHANDELING"), _oordeel("NAAR_IND"), _oordeel("OUDE_WET")),
    (),
)
