"""De keten zoals een ketentester haar ziet: partijen die berichten sturen, en een klok van berichten.

Elk bericht gaat als bytes de toepassing in en komt als bytes terug; niets kijkt in de database.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from lxml import etree

from isi_soap.contract import berichten as b
from isi_soap.contract.codec import codec
from isi_soap.contract.operaties import DIENSTEN
from isi_soap.domain.datum import Datum, Tijdstip
from isi_soap.settings import instellingen
from isi_soap.soap.toepassing import Toepassing
from isi_soap.soap.uitwisseling import Verzoek
from persistence.testdata.aansluitingen import AMSTERDAM, sleutel_van

_SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
_BEGIN = b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
_EINDE = b"</s:Body></s:Envelope>"
_SERVICE = {naam: dienst.service for dienst in DIENSTEN.values() for naam in dienst.operaties}

ROTTERDAM, DIEMEN, OUDER_AMSTEL = "0599", "0384", "0437"
# Wie het formulier invult, kent deze gegevens van de persoon.
GEGEVENS: dict[str, Any] = {
    "Geslachtsnaam": "Verhaal",
    "Geboortedat": Datum("19840704"),
    "Geslacht": "2",
}
# Niemand in ISI heeft deze nummers.
VRIJE_BSNS = ("999990147", "999990159", "999990172", "999990184", "999990196", "999990160")
ADRES = b.Straatadres(CdGemeente=AMSTERDAM, DatBAdres=Datum("20121201"))


def nationaliteit(code: str) -> tuple[b.Nationaliteit, ...]:
    return (b.Nationaliteit(CdNationaliteit=code),)


@dataclass(frozen=True, slots=True)
class Uitslag:
    """Wat terugkwam: de inhoud, de uitkomst en de codes van alle meldingen."""

    status: int
    uitkomst: str  # GEDAAN, GEWEIGERD, NIET_GERECHTIGD, NIETS_GEVONDEN of FAULT
    codes: tuple[str, ...]
    inhoud: Any = None

    @property
    def id(self) -> str:
        return str(self.inhoud.RegistratieId)

    @property
    def wijst(self) -> b.Verwijzing:
        return wijs(self.inhoud)

    def eis(self, uitkomst: str, *codes: str) -> Uitslag:
        assert (self.uitkomst, self.codes) == (uitkomst, codes)
        return self

    def gedaan(self, *codes: str) -> Uitslag:
        return self.eis("GEDAAN", *codes)

    def geweigerd(self, *codes: str) -> Uitslag:
        return self.eis("GEWEIGERD", *codes)


def wijs(gegeven: Any) -> b.Verwijzing:
    return b.Verwijzing(RegistratieId=gegeven.RegistratieId, Versienr=gegeven.Versienr)


def _gelezen(status: int, body: bytes) -> Uitslag:
    lichaam = etree.fromstring(body).find(f"{_SOAP}Body")
    assert lichaam is not None
    (element,) = lichaam
    if element.tag == f"{_SOAP}Fault":
        code = element.findtext("{*}detail/{*}Fout/Code") or element.findtext("detail/{*}Fout/{*}Code") or ""
        return Uitslag(status, "FAULT", (code,))
    antwoord = codec(etree.QName(element).localname).decode(element)
    fwi = antwoord.FWI
    codes = () if fwi is None else tuple(m.Code for m in (*fwi.Fout, *fwi.Waarschuwing, *fwi.Informatie))
    kaders = ("NietsGevonden", "NietGerechtigd", "FWI")
    inhoud = next(
        (
            waarde
            for veld in antwoord.__dataclass_fields__
            if veld not in kaders and (waarde := getattr(antwoord, veld)) is not None
        ),
        None,
    )
    if antwoord.NietGerechtigd:
        return Uitslag(status, "NIET_GERECHTIGD", codes)
    if antwoord.NietsGevonden:
        return Uitslag(status, "NIETS_GEVONDEN", codes)
    if fwi is not None and fwi.Fout:
        return Uitslag(status, "GEWEIGERD", codes)
    return Uitslag(status, "GEDAAN", codes, inhoud)


@dataclass
class Keten:
    """Alle partijen rond ISI, op de dag van de testklok."""

    toepassing: Toepassing
    dag: date = field(default=date(2019, 4, 2))

    def stuur(self, operatie: str, **velden: Any) -> Uitslag:
        lichaam = codec(operatie).encode(getattr(b, operatie)(**velden))
        antwoord = self.toepassing(
            Verzoek(
                method="POST",
                path=f"/ketentest/{_SERVICE[operatie]}",
                query="",
                headers={"content-type": "text/xml; charset=utf-8"},
                body=_BEGIN + lichaam + _EINDE,
            )
        )
        return _gelezen(antwoord.status, antwoord.body)

    def gemeente(self, code: str, gebruiker: str = "r6.alles", namens: str | None = None) -> Gemeente:
        return Gemeente(self, code, gebruiker, namens)

    @property
    def amsterdam(self) -> Gemeente:
        return self.gemeente(AMSTERDAM)

    @property
    def rotterdam(self) -> Gemeente:
        return self.gemeente(ROTTERDAM)

    @property
    def ind(self) -> Partner:
        return Partner(self, "IND")

    @property
    def brp(self) -> Partner:
        return Partner(self, "BRP")

    @property
    def duo(self) -> Partner:
        return Partner(self, "DUO")

    @property
    def cve(self) -> Partner:
        return Partner(self, "CVE")

    def naleving(self, monkeypatch: pytest.MonkeyPatch, hoe: str) -> None:
        """De dienst alsof zij met deze instelling gestart was."""
        nu = instellingen().model_copy(update={"naleving": hoe})
        monkeypatch.setattr("persistence.toegang.instellingen", lambda: nu)

    # --- de tijd, met berichten van ISIKetentest --------------------------------------------------------

    def het_wordt(self, dag: date) -> None:
        """De klok staat 's ochtends op deze dag; de dagrun is nog niet geweest."""
        self.dag = dag
        self.amsterdam.stuur("ZetKlok", DatTijdKlok=Tijdstip(f"{dag:%Y%m%d}08000000")).gedaan()

    def run(self, soort: str = "DAGELIJKS") -> Any:
        return self.amsterdam.stuur("VoerRunUit", CdRun=soort).gedaan().inhoud

    def nacht(self, dagen: int = 1) -> None:
        """De nacht gaat voorbij, met de dagrun van 04.00 uur."""
        self.het_wordt(self.dag + timedelta(days=dagen))
        self.run()

    def vandaag(self) -> Datum:
        return Datum.van(self.dag)

    def eerder(self, dagen: int) -> Datum:
        return Datum.van(self.dag - timedelta(days=dagen))


@dataclass(frozen=True)
class Gemeente:
    """Een medewerker van een gemeente achter het cliëntvolgsysteem."""

    keten: Keten
    code: str
    gebruiker: str
    namens: str | None = None
    sleutel: str | None = None

    def stuur(self, operatie: str, bsn: str | None = None, **velden: Any) -> Uitslag:
        if bsn is not None:
            velden["ClientSuwi"] = b.ClientSuwiSleutel(Burgerservicenr=bsn)
        kop = b.Kop(
            Applicatiesleutel=self.sleutel or sleutel_van(self.code),
            CdGemeente=self.code,
            CdGemeenteNamens=self.namens,
            Gebruiker=self.gebruiker,
        )
        return self.keten.stuur(operatie, Kop=kop, **velden)

    # --- lezen ------------------------------------------------------------------------------------------

    def bekijkt(self, bsn: str, **meer: Any) -> b.ClientDossier:
        inhoud = self.stuur("PersoonInfo", bsn, **meer).inhoud
        assert isinstance(inhoud, b.ClientDossier)
        return inhoud

    def staat_op_de_lijst(self, bsn: str, *groepen: str) -> tuple[str, ...]:
        """De groepen waarin de lijst termijnoverschrijders deze persoon noemt."""
        lijst = self.stuur("TermijnoverschrijdersInfo", CdGroepTermijn=groepen, AantPerPagina=500).inhoud
        gevonden = [] if lijst is None else [c for c in lijst.ClientSuwi if c.Burgerservicenr == bsn]
        return gevonden[0].CdGroepTermijn if gevonden else ()

    def zoekt(self, **vraag: Any) -> list[str]:
        gevonden = self.stuur("PersonenZoeken", Zoekvraag=b.Zoekvraag(**vraag), AantPerPagina=500).inhoud
        return [] if gevonden is None else [c.Burgerservicenr for c in gevonden.ClientSuwi]

    def haalt_signalen(self, bsn: str, *codes: str) -> list[Any]:
        """De openstaande signalen over deze persoon; ophalen mag vaker."""
        uit = self.stuur("SignalenOphalen", CdSignaal=codes, AantPerPagina=500).inhoud
        return [] if uit is None else [s for s in uit.Signaal if s.Burgerservicenr == bsn]

    # --- schrijven --------------------------------------------------------------------------------------

    def stelt_vast(
        self, bsn: str, plicht: bool, reden: str | None = None, dag: Datum | None = None, **meer: Any
    ) -> Uitslag:
        gegevens = b.PlichtGegevens(
            IndInburgeringsplicht=plicht,
            CdRedenNietPlichtig=reden,
            DatVaststelling=dag or self.keten.vandaag(),
        )
        return self.stuur("RegistreerInburgeringsplicht", bsn, PlichtGegevens=gegevens, **meer)

    def handhaaft(self, bsn: str, begin: Datum | None = None, **meer: Any) -> Uitslag:
        dag = begin or self.keten.vandaag()
        vast: dict[str, Any] = {"CdSrtBesluitHandhaving": "KENNISGEVING", "DatBesluit": dag}
        gegevens = b.HandhavingGegevens(**(vast | {"DatBTermijn": dag} | meer))
        return self.stuur("RegistreerHandhaving", bsn, HandhavingGegevens=gegevens)

    def verlengt(self, bsn: str, soort: str, tot: date, gevraagd: date | None = None) -> Uitslag:
        """De laatste handhaving, met een besluit van vandaag."""
        gegevens = b.VerlengingGegevens(
            CdSrtVerlenging=soort,
            DatAanvraag=Datum.van(gevraagd) if gevraagd else None,
            DatBesluit=self.keten.vandaag(),
            DatENieuweTermijn=Datum.van(tot),
        )
        wijst = wijs(self.bekijkt(bsn).Handhaving[-1])
        return self.stuur("VerlengHandhavingstermijn", bsn, Verwijzing=wijst, VerlengingGegevens=gegevens)

    def beboet(self, bsn: str, grondslag: str, euro: int, tot: date | None = None) -> Uitslag:
        gegevens = b.BoeteGegevens(
            CdGrondslagBoete=grondslag,
            BedrBoete=100 * euro,
            DatBoete=self.keten.vandaag(),
            DatENieuweTermijn=Datum.van(tot) if tot else None,
        )
        wijst = wijs(self.bekijkt(bsn).Handhaving[-1])
        return self.stuur("RegistreerBoete", bsn, Verwijzing=wijst, BoeteGegevens=gegevens)

    def biedt_aan(self, bsn: str, start: Datum | None = None, soort: str = "IV", **meer: Any) -> Uitslag:
        gegevens = b.VoorzieningGegevens(
            CdSrtVoorziening=soort, DatBVoorziening=start or self.keten.vandaag(), **meer
        )
        return self.stuur("RegistreerVoorziening", bsn, VoorzieningGegevens=gegevens)

    def stelt_vrij(self, bsn: str, soort: str, **meer: Any) -> Uitslag:
        gegevens = self.vrijstelling(soort, **meer)
        return self.stuur("RegistreerVrijstelling", bsn, VrijstellingGegevens=gegevens)

    def vrijstelling(self, soort: str, **meer: Any) -> b.VrijstellingGegevens:
        return b.VrijstellingGegevens(
            **({"CdSrtVrijstelling": soort, "DatIngang": self.keten.vandaag()} | meer)
        )

    def ontheft(self, bsn: str, **meer: Any) -> Uitslag:
        vast: dict[str, Any] = {"CdBesluitOntheffing": "VERLEEND", "DatBesluit": self.keten.vandaag()}
        return self.stuur(
            "RegistreerOntheffing", bsn, OntheffingGegevens=b.OntheffingGegevens(**(vast | meer))
        )

    def vraagt_duo(self, bsn: str, soort: str, persoon: Any = None, **meer: Any) -> Uitslag:
        """Het mutatieformulier."""
        return self.stuur(
            "MutatieverzoekIndienen",
            ClientSuwi=b.ClientMutatieverzoek(Burgerservicenr=bsn, **(persoon or {})),
            MutatieverzoekGegevens=b.MutatieverzoekGegevens(CdSrtMutatieverzoek=soort, **meer),
        )

    def vraagt_opvoeren(self, bsn: str) -> Uitslag:
        formulier = GEGEVENS | {"Postcd": "1012AB", "Huisnr": 12}
        return self.vraagt_duo(bsn, "OPVOEREN_NIEUW_PERSOON", formulier)

    def verzoek(self, id_: str) -> Any:
        """Het eigen mutatieverzoek zoals het er nu voor staat."""
        (verzoek,) = self.stuur("MutatieverzoekInfo", RegistratieId=id_).inhoud.Mutatieverzoek
        return verzoek


@dataclass(frozen=True)
class Partner:
    """IND, BRP, DUO of CvE."""

    keten: Keten
    code: str

    def stuur(self, operatie: str, **velden: Any) -> Uitslag:
        return self.keten.stuur(operatie, KopKeten=b.KopKeten(CdPartij=self.code), **velden)

    def meldt_nieuwkomer(
        self, bsn: str, aard: str = "PERMANENT", ontstaan: str = "20121115", **anders: Any
    ) -> Uitslag:
        vast = {"Straatadres": ADRES, "Nationaliteit": nationaliteit("0131")}
        persoon = self._persoon(**(vast | anders))
        return self.stuur(
            "VerwerkVerblijfsgegevens",
            CdSrtMelding="NIEUWKOMER",
            ClientSuwi=b.ClientVerblijf(Burgerservicenr=bsn, PersoonKeten=persoon),
            Verblijfsgegevens=self._verblijf(aard),
            DatOntstaanPlicht=Datum(ontstaan),
        )

    def meldt_doel(self, bsn: str, aard: str) -> Uitslag:
        """De terugmelding van het verblijfsdoel."""
        return self.stuur(
            "VerwerkVerblijfsgegevens",
            CdSrtMelding="TERUGMELDING",
            ClientSuwi=b.ClientVerblijf(Burgerservicenr=bsn),
            Verblijfsgegevens=self._verblijf(aard),
        )

    def meldt_persoon(self, bsn: str, **anders: Any) -> Uitslag:
        """De BRP meldt wat er aan iemand veranderde."""
        return self.stuur(
            "VerwerkPersoonsgegevens",
            Peildat=self.keten.vandaag(),
            ClientSuwi=b.ClientKeten(Burgerservicenr=bsn, PersoonKeten=self._persoon(**anders)),
        )

    def meldt_diploma(self, bsn: str, soort: str = "INBURGERING", behaald: Datum | None = None) -> Uitslag:
        gegevens = b.DiplomaGegevens(CdSrtDiploma=soort, DatBehaald=behaald or self.keten.vandaag())
        return self.stuur(
            "VerwerkDiploma", ClientSuwi=b.ClientSuwiSleutel(Burgerservicenr=bsn), DiplomaGegevens=gegevens
        )

    def meldt_uitslag(self, bsn: str, onderdeel: str | None, **meer: Any) -> Uitslag:
        scores = {naam: meer.pop(naam) for naam in ("ScoreTgn", "ScoreKns", "ScoreGbl") if naam in meer}
        vast: dict[str, Any] = {
            "CdExamen": "INBURGERING",
            "CdOnderdeelExamen": onderdeel,
            "DatExamen": self.keten.vandaag(),
            "CdResultaatExamen": "GESLAAGD",
        }
        return self.stuur(
            "VerwerkExamenresultaat",
            ClientSuwi=b.ClientSuwiSleutel(Burgerservicenr=bsn),
            ExamenGegevens=b.ExamenGegevens(**(vast | meer)),
            **scores,
        )

    def stelt_vrij(
        self, bsn: str, vrijstelling: b.VrijstellingGegevens | None = None, geheel: bool | None = None
    ) -> Uitslag:
        return self.stuur(
            "VerwerkVrijstellingDuo",
            ClientSuwi=b.ClientKeten(Burgerservicenr=bsn, PersoonKeten=self._persoon(Straatadres=ADRES)),
            VrijstellingGegevens=vrijstelling,
            IndGeheleVrijstellingDuo=geheel,
            DatVaststelling=self.keten.vandaag(),
        )

    def meldt_zelfmelder(self, bsn: str, **anders: Any) -> Uitslag:
        persoon = self._persoon(**({"Straatadres": ADRES} | anders))
        return self.stuur(
            "MeldZelfmelder",
            ClientSuwi=b.ClientKeten(Burgerservicenr=bsn, PersoonKeten=persoon),
            IndLening=True,
            DatMelding=self.keten.vandaag(),
        )

    def oordeelt(self, verzoek: Any, oordeel: str, **meer: Any) -> Uitslag:
        return self.stuur(
            "BeoordeelMutatieverzoek",
            Verwijzing=wijs(verzoek),
            CdOordeelMutatieverzoek=oordeel,
            DatBeoordeling=self.keten.vandaag(),
            **meer,
        )

    def _verblijf(self, aard: str) -> b.Verblijfsgegevens:
        return b.Verblijfsgegevens(
            OmsVerblijfsdoel="gezinshereniging" if aard == "PERMANENT" else "studie",
            CdAardVerblijfsdoel=aard,
            IndRechtmatigVerblijf=True,
            Peildat=self.keten.vandaag(),
        )

    @staticmethod
    def _persoon(**anders: Any) -> b.PersoonKeten:
        return b.PersoonKeten(**(GEGEVENS | anders))
