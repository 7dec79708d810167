"""De persoonsgegevens in een dossier, als bericht."""

from __future__ import annotations

from isi_soap.contract import berichten
from isi_soap.domain import model
from isi_soap.domain.datum import Datum
from persistence.vertaling.tijd import datum


def persoonsgegevens(dossier: model.Dossier) -> berichten.Persoonsgegevens:
    persoon = dossier.persoon
    return berichten.Persoonsgegevens(
        ANr=persoon.anummer,
        VNr=persoon.vnummer,
        Voornamen=persoon.voornamen,
        Voorvoegsels=persoon.voorvoegsel,
        Geslachtsnaam=persoon.geslachtsnaam,
        Geboortedat=persoon.geboortedatum,
        Geboorteplaats=persoon.geboorteplaats,
        CdGeboorteland=persoon.geboorteland,
        Geslacht=persoon.geslacht,
        DatOverlijden=persoon.datum_overlijden,
        CdVerblijfstitel=persoon.verblijfstitel,
        IndPardon=persoon.pardon,
        IndGeestelijkBedienaar=persoon.geestelijk_bedienaar,
        CdOudNieuwkomer=persoon.oud_of_nieuwkomer,
        IndZelfmelder=persoon.zelfmelder,
        IndLening=persoon.heeft_lening,
        IndGeheleVrijstellingDuo=persoon.gehele_vrijstelling_duo,
        IndVertrokken=persoon.vertrokken_sinds is not None,
        DatVertrokken=datum(persoon.vertrokken_sinds),
        Versienr=persoon.versienr,
        Nationaliteit=tuple(berichten.Nationaliteit(CdNationaliteit=n.code) for n in dossier.nationaliteiten),
        Straatadres=_adressen(dossier),
        VerblijfBuitenland=tuple(
            berichten.VerblijfBuitenland(
                DatVertrek=Datum.van(b.datum_vertrek),
                CdLand=b.land,
                DatVestiging=datum(b.datum_vestiging),
            )
            for b in sorted(dossier.buitenland, key=lambda b: b.datum_vertrek)
        ),
        Verblijfsgegevens=tuple(
            berichten.Verblijfsgegevens(
                OmsVerblijfsdoel=v.doel,
                CdAardVerblijfsdoel=v.aard,
                IndRechtmatigVerblijf=v.rechtmatig,
                Peildat=Datum.van(v.peildatum),
            )
            for v in sorted(dossier.verblijfsdoelen, key=lambda v: v.peildatum)
        ),
        Contact=tuple(
            berichten.Contact(CdSrtContact=c.soort, Contactgegeven=c.waarde) for c in dossier.contacten
        ),
    )


def _adressen(dossier: model.Dossier) -> tuple[berichten.Straatadres, ...]:
    """Het huidige het laatst, ook als een vorig adres op dezelfde dag begon."""
    volgorde = sorted(dossier.adressen, key=lambda a: (a.datum_einde is None, a.datum_aanvang, a.id))
    return tuple(
        berichten.Straatadres(
            Postcd=a.postcode,
            Woonplaatsnaam=a.woonplaats,
            CdGemeente=a.gemeente,
            Straatnaam=a.straat,
            Huisnr=a.huisnummer,
            Huisletter=a.huisletter,
            Huisnrtoevoeging=a.toevoeging,
            DatBAdres=Datum.van(a.datum_aanvang),
            DatEAdres=datum(a.datum_einde),
        )
        for a in volgorde
    )
