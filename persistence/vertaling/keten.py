"""Van de berichten van ketenpartners naar opdrachten: alleen namen wisselen, geen regels."""

from __future__ import annotations

from isi_soap.contract import berichten
from isi_soap.domain.opdrachten import (
    Adresgegeven,
    BeoordeelMutatieverzoek,
    Document,
    MeldZelfmelder,
    Opleiding,
    Persoonsgegevens,
    VerwerkDiploma,
    VerwerkExamenresultaat,
    VerwerkPersoonsgegevens,
    VerwerkVerblijfsgegevens,
    VerwerkVrijstellingDuo,
    VoorzieningInhoud,
)

# De stap die bij een oordeel hoort (R-015 … R-019).
STAND_NA_OORDEEL = {
    "IN_BEHANDELING": "INTERNE_CONTROLE",
    "NAAR_IND": "BIJ_IND",
    "UITVOEREN": "VERWERKT",
    "AFWIJZEN": "AFGEWEZEN",
}


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
        datum_verblijfsrecht=b.DatOntstaanPlicht,
        persoon=persoon(b.ClientSuwi.PersoonKeten),
    )


def persoonsgegevens(b: berichten.VerwerkPersoonsgegevens) -> VerwerkPersoonsgegevens:
    gegevens = persoon(b.ClientSuwi.PersoonKeten)
    assert gegevens is not None
    return VerwerkPersoonsgegevens(bsn=b.ClientSuwi.Burgerservicenr, peildatum=b.Peildat, persoon=gegevens)


def examenresultaat(b: berichten.VerwerkExamenresultaat) -> VerwerkExamenresultaat:
    examen = b.ExamenGegevens
    return VerwerkExamenresultaat(
        bsn=b.ClientSuwi.Burgerservicenr,
        examen=examen.CdExamen,
        onderdeel=examen.CdOnderdeelExamen,
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


def vrijstellingen(b: berichten.VerwerkVrijstellingDuo) -> tuple[VerwerkVrijstellingDuo, ...]:
    """De indicatie gehele vrijstelling en een vrijstelling zijn twee feiten; een bericht kan beide dragen."""
    bsn, gegevens = b.ClientSuwi.Burgerservicenr, persoon(b.ClientSuwi.PersoonKeten)
    uit = []
    if b.VrijstellingGegevens is not None:
        uit.append(_vrijstelling(bsn, b.VrijstellingGegevens, gegevens))
    if b.IndGeheleVrijstellingDuo:
        uit.append(
            VerwerkVrijstellingDuo(
                bsn=bsn,
                soort="GEHEEL",
                grond="DIPLOMAREGISTER",
                datum_ingang=b.DatVaststelling,
                persoon=gegevens,
            )
        )
    return tuple(uit)


def _vrijstelling(
    bsn: str, v: berichten.VrijstellingGegevens, gegevens: Persoonsgegevens | None
) -> VerwerkVrijstellingDuo:
    return VerwerkVrijstellingDuo(
        bsn=bsn,
        soort=v.CdSrtVrijstelling,
        grond=v.CdGrondVrijstelling,
        onderdelen=v.CdOnderdeelVrijstelling,
        niveau=v.CdNiveau,
        profiel=v.CdProfiel,
        document=_document(v.Document) if v.Document else None,
        opleiding=_opleiding(v.Opleiding) if v.Opleiding else None,
        score_examen_buitenland=v.ScoreExamenBuitenland,
        datum_ingang=v.DatIngang,
        datum_einde=v.DatEVrijstelling,
        persoon=gegevens,
    )


def _document(d: berichten.Document) -> Document:
    return Document(
        soort=d.OmsSrtDocument, nummer=d.NrDocument, datum=d.DatDocument, instelling=d.NaamInstelling
    )


def _opleiding(o: berichten.Opleiding) -> Opleiding:
    return Opleiding(
        naam=o.NaamOpleiding,
        instelling=o.NaamInstelling,
        begin=o.DatBOpleiding,
        verwacht_einde=o.DatEOpleidingVerwacht,
    )


def oordeel(
    b: berichten.BeoordeelMutatieverzoek, bsn: str, status: str, voorziening: VoorzieningInhoud | None
) -> BeoordeelMutatieverzoek:
    return BeoordeelMutatieverzoek(
        bsn=bsn,
        verzoek=int(b.Verwijzing.RegistratieId),
        status=status,
        datum=b.DatBeoordeling,
        toelichting=b.Toelichting,
        voorziening=voorziening,
        persoon=persoon(b.ClientSuwi.PersoonKeten) if b.ClientSuwi else None,
    )
