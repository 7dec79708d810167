"""Van de berichten van ketenpartners naar opdrachten: alleen namen wisselen, geen regels."""

from __future__ import annotations

from isi_soap.contract import berichten
from isi_soap.domain.model import Mutatieverzoek
from isi_soap.domain.opdrachten import (
    Adresgegeven,
    BeoordeelMutatieverzoek,
    MeldZelfmelder,
    Persoonsgegevens,
    RegistreerInburgeringsplicht,
    VerwerkDiploma,
    VerwerkExamenresultaat,
    VerwerkPersoonsgegevens,
    VerwerkVerblijfsgegevens,
    VerwerkVrijstellingDuo,
)
from persistence.vertaling.muteren import voorziening_inhoud, vrijstelling_inhoud
from persistence.vertaling.werkvoorraad import gegevens


def persoon(p: berichten.PersoonKeten | None) -> Persoonsgegevens | None:
    if p is None:
        return None
    adres, weg = p.Straatadres, p.VerblijfBuitenland
    return Persoonsgegevens(
        geslachtsnaam=p.Geslachtsnaam,
        geboortedatum=p.Geboortedat,
        geslacht=p.Geslacht,
        anummer=p.ANr,
        vnummer=p.VNr,
        voornamen=p.Voornamen,
        voorvoegsel=p.Voorvoegsels,
        geboorteplaats=p.Geboorteplaats,
        geboorteland=p.CdGeboorteland,
        verblijfstitel=p.CdVerblijfstitel,
        datum_overlijden=p.DatOverlijden,
        nationaliteiten=tuple(n.CdNationaliteit for n in p.Nationaliteit),
        adres=_adres(adres) if adres else None,
        datum_vertrek=weg.DatVertrek if weg else None,
        land_vertrek=weg.CdLand if weg else None,
        datum_vestiging=weg.DatVestiging if weg else None,
    )


def _adres(a: berichten.Straatadres) -> Adresgegeven:
    return Adresgegeven(
        gemeente=a.CdGemeente,
        datum_aanvang=a.DatBAdres,
        straat=a.Straatnaam,
        huisnummer=a.Huisnr,
        huisletter=a.Huisletter,
        toevoeging=a.Huisnrtoevoeging,
        postcode=a.Postcd,
        woonplaats=a.Woonplaatsnaam,
    )


def verblijfsgegevens(b: berichten.VerwerkVerblijfsgegevens) -> VerwerkVerblijfsgegevens:
    verblijf = b.Verblijfsgegevens
    return VerwerkVerblijfsgegevens(
        bsn=b.ClientSuwi.Burgerservicenr,
        soort_melding=b.CdSrtMelding,
        peildatum=verblijf.Peildat,
        doel=verblijf.OmsVerblijfsdoel,
        aard=verblijf.CdAardVerblijfsdoel,
        rechtmatig=verblijf.IndRechtmatigVerblijf,
        verblijfstitel=b.CdVerblijfstitel,
        pardon=b.IndPardon,
        datum_ontstaan_plicht=b.DatOntstaanPlicht,
        persoon=persoon(b.ClientSuwi.PersoonKeten),
    )


def persoonsgegevens(b: berichten.VerwerkPersoonsgegevens) -> VerwerkPersoonsgegevens:
    geleverd = persoon(b.ClientSuwi.PersoonKeten)
    assert geleverd is not None
    return VerwerkPersoonsgegevens(bsn=b.ClientSuwi.Burgerservicenr, peildatum=b.Peildat, persoon=geleverd)


def examenresultaat(b: berichten.VerwerkExamenresultaat) -> VerwerkExamenresultaat:
    examen = b.ExamenGegevens
    return VerwerkExamenresultaat(
        bsn=b.ClientSuwi.Burgerservicenr,
        examen=examen.CdExamen,
        onderdeel=examen.CdOnderdeelExamen,
        praktijkvorm=examen.CdPraktijkvorm,
        datum=examen.DatExamen,
        geslaagd=examen.CdResultaatExamen == "GESLAAGD",
        score=examen.Score,
        score_tgn=b.ScoreTgn,
        score_kns=b.ScoreKns,
        score_gbl=b.ScoreGbl,
    )


def diploma(b: berichten.VerwerkDiploma) -> VerwerkDiploma:
    d = b.DiplomaGegevens
    return VerwerkDiploma(
        bsn=b.ClientSuwi.Burgerservicenr,
        soort=d.CdSrtDiploma,
        datum_behaald=d.DatBehaald,
        nummer=d.NrDiploma,
    )


def zelfmelder(b: berichten.MeldZelfmelder) -> MeldZelfmelder:
    return MeldZelfmelder(
        bsn=b.ClientSuwi.Burgerservicenr,
        datum=b.DatMelding,
        lening=bool(b.IndLening),
        persoon=persoon(b.ClientSuwi.PersoonKeten),
    )


def vrijstelling_duo(b: berichten.VerwerkVrijstellingDuo) -> VerwerkVrijstellingDuo:
    v = b.VrijstellingGegevens
    return VerwerkVrijstellingDuo(
        bsn=b.ClientSuwi.Burgerservicenr,
        vrijstelling=vrijstelling_inhoud(v) if v else None,
        gehele_vrijstelling=b.IndGeheleVrijstellingDuo,
        datum_vaststelling=b.DatVaststelling,
        persoon=persoon(b.ClientSuwi.PersoonKeten),
    )


def oordeel(b: berichten.BeoordeelMutatieverzoek, verzoek: Mutatieverzoek) -> BeoordeelMutatieverzoek:
    """Het oordeel, met wat de gemeente op het formulier vroeg: dat is wat DUO uitvoert."""
    gevraagd = gegevens(verzoek)
    voorziening, plicht = gevraagd.VoorzieningGegevens, gevraagd.PlichtGegevens
    return BeoordeelMutatieverzoek(
        bsn=verzoek.bsn,
        verzoek=verzoek.id,
        versienr=b.Verwijzing.Versienr,
        oordeel=b.CdOordeelMutatieverzoek,
        datum=b.DatBeoordeling,
        toelichting=b.Toelichting,
        voorziening=voorziening_inhoud(voorziening) if voorziening else None,
        verwijderen=bool(gevraagd.IndVerwijderen),
        plicht=_plicht(plicht) if plicht else None,
        persoon=persoon(b.ClientSuwi.PersoonKeten) if b.ClientSuwi else None,
    )


def _plicht(p: berichten.PlichtGegevens) -> RegistreerInburgeringsplicht:
    return RegistreerInburgeringsplicht(
        inburgeringsplicht=p.IndInburgeringsplicht,
        reden_nee=p.CdRedenNietPlichtig,
        datum_vaststelling=p.DatVaststelling,
        toelichting=p.Toelichting,
    )
