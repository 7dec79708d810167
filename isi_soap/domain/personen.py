"""Een persoon in ISI: opvoeren, en bijwerken met wat de BRP meldt.

R-010, R-011 (handleiding: Gegevens bekijken), R-013, R-044, R-046 (Lijst handhaving), R-070, R-086. De wet:
L-09 (onderbreking van hoogstens een jaar).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from isi_soap.domain import catalogus as c
from isi_soap.domain.controle import Bezwaren, inhoud
from isi_soap.domain.datum import Datum
from isi_soap.domain.deel import Deel, deel
from isi_soap.domain.geldigheid import diploma, open_handhaving
from isi_soap.domain.model import (
    Adres,
    Buitenland,
    Dossier,
    Nationaliteit,
    Persoon,
    Signaal,
    Verlenging,
)
from isi_soap.domain.opdrachten import Adresgegeven, Persoonsgegevens
from isi_soap.domain.signalen import SS064, signaal
from isi_soap.domain.termijnen import langer_dan_een_jaar
from isi_soap.domain.toegang import woongemeente
from isi_soap.domain.toepassen import samen, toegepast
from isi_soap.domain.uitkomst import Omgeving, Uitkomst

_VELDEN = """
    anummer vnummer voornamen voorvoegsel geslachtsnaam geboortedatum geboorteplaats geboorteland geslacht
    datum_overlijden verblijfstitel
""".split()  # noqa: SIM905 - als lijst in de lengte leest dit slechter


def nieuw_persoon(
    bsn: str, gegevens: Persoonsgegevens | None, bezwaren: Bezwaren, omgeving: Omgeving
) -> Uitkomst:
    """De persoon met nationaliteit en adres; zonder adres zou geen gemeente hem kunnen bereiken."""
    g = gegevens or Persoonsgegevens()
    verplicht = {
        "geslachtsnaam": g.geslachtsnaam,
        "geboortedatum": g.geboortedatum,
        "geslacht": g.geslacht,
        "adres": g.adres,
    }
    ontbreekt = [veld for veld, waarde in verplicht.items() if not waarde]
    if g.geslachtsnaam is None or g.geboortedatum is None or g.geslacht is None or g.adres is None:
        bezwaren.meld(c.F014, *ontbreekt)
        bezwaren.weiger()
        raise AssertionError
    persoon = Persoon(
        bsn=bsn, geslachtsnaam=g.geslachtsnaam, geboortedatum=g.geboortedatum, geslacht=g.geslacht
    )
    _levensloop(g.geboortedatum, g.datum_overlijden, bezwaren)
    adres = _adres(g.adres, bezwaren, omgeving)
    bezwaren.weiger()
    return Uitkomst(
        nieuw=(*(Nationaliteit(code=code) for code in dict.fromkeys(g.nationaliteiten)), adres),
        persoon=_met(persoon, g),
    )


def werk_bij(
    dossier: Dossier, gegevens: Persoonsgegevens, bezwaren: Bezwaren, omgeving: Omgeving
) -> Uitkomst:
    """Wat de BRP meldt: identiteit, nationaliteit, verhuizing, vertrek, terugkeer en overlijden."""
    vandaag = bezwaren.vandaag
    persoon = _met(dossier.persoon, gegevens)
    _levensloop(persoon.geboortedatum, persoon.datum_overlijden, bezwaren)
    vertrek = bezwaren.datum_of_niets("datumVertrek", gegevens.datum_vertrek, vroegst=None)
    vestiging = bezwaren.datum_of_niets("datumVestiging", gegevens.datum_vestiging, vroegst=None)
    tot_nu = samen(
        Uitkomst(persoon=persoon if persoon != dossier.persoon else None),
        _nationaliteiten(dossier, gegevens.nationaliteiten),
    )
    # Vertrek, nieuw adres en vestiging kunnen in één melding staan; elk bouwt voort op het vorige.
    if vertrek is not None:
        na_dit = toegepast(dossier, tot_nu, vandaag)
        erbij = _vertrek(na_dit, vertrek, gegevens.land_vertrek, bezwaren)
        tot_nu = samen(tot_nu, erbij)
    if gegevens.adres is not None:
        adres = _adres(gegevens.adres, bezwaren, omgeving)
        tot_nu = samen(tot_nu, _verhuizing(toegepast(dossier, tot_nu, vandaag), adres, bezwaren))
    bezwaren.weiger()
    if vestiging is not None:
        tot_nu = samen(tot_nu, _terugkeer(toegepast(dossier, tot_nu, vandaag), vestiging, bezwaren))
    return tot_nu


def _levensloop(geboren: Datum, overleden: Datum | None, bezwaren: Bezwaren) -> None:
    """Beide mogen onvolledig zijn, maar niet onmogelijk: in de toekomst, of gestorven voor de geboorte."""
    for veld, datum in (("geboortedatum", geboren), ("datumOverlijden", overleden)):
        if datum is None:
            continue
        bezwaren.als(not datum.bestaat, c.F062, veld)
        vroegst = datum.vroegst_mogelijk
        bezwaren.als(vroegst is not None and vroegst > bezwaren.vandaag, c.F061, veld)
    eerst = geboren.vroegst_mogelijk
    laatst = overleden.laatst_mogelijk if overleden else None
    if eerst is not None:
        bezwaren.volgorde(eerst, laatst, "geboortedatum", "datumOverlijden")


def _met(persoon: Persoon, gegevens: Persoonsgegevens) -> Persoon:
    anders = {veld: getattr(gegevens, veld) for veld in _VELDEN if getattr(gegevens, veld) is not None}
    return replace(persoon, **anders)


def _adres(gegeven: Adresgegeven, bezwaren: Bezwaren, omgeving: Omgeving) -> Adres:
    # Wie in een gemeente woont die niemand kent, zou voor geen gemeente bereikbaar zijn.
    bezwaren.als(not omgeving.kent_gemeente(gegeven.gemeente), c.F066, "adres.gemeente")
    return Adres(
        straat=gegeven.straat,
        huisnummer=gegeven.huisnummer,
        huisletter=gegeven.huisletter,
        toevoeging=gegeven.toevoeging,
        postcode=gegeven.postcode,
        woonplaats=gegeven.woonplaats,
        gemeente=gegeven.gemeente,
        datum_aanvang=bezwaren.datum("adres.datumAanvang", gegeven.datum_aanvang, vroegst=None),
    )


def _nationaliteiten(dossier: Dossier, codes: tuple[str, ...]) -> Uitkomst:
    if not codes:
        return Uitkomst()
    bekend = {n.code for n in dossier.nationaliteiten}
    return Uitkomst(
        nieuw=tuple(Nationaliteit(code=code) for code in dict.fromkeys(codes) if code not in bekend),
        beeindigd=tuple(n for n in dossier.nationaliteiten if n.code not in codes),
    )


def _huidig_adres(dossier: Dossier) -> Adres | None:
    return next((a for a in dossier.adressen if a.datum_einde is None), None)


def _verhuizing(dossier: Dossier, nieuw: Adres, bezwaren: Bezwaren) -> Uitkomst:
    """Bij een andere gemeente verhuizen openstaande SS064's mee, en de nieuwe gemeente krijgt SS906.

    Vanaf één dag is er één adres: een ander adres vanaf dezelfde dag verbetert het huidige. Wat al eindigde,
    wordt niet heropend: het oude adres in een vertrekmelding is geen nieuw adres.
    """
    oud = _huidig_adres(dossier)
    zelfde_dag = next((a for a in dossier.adressen if a.datum_aanvang == nieuw.datum_aanvang), None)
    if zelfde_dag is not None and inhoud(replace(zelfde_dag, datum_einde=None)) == nieuw:
        return Uitkomst()
    bezwaren.als(zelfde_dag is not None and zelfde_dag != oud, c.F065, "adres.datumAanvang")
    bezwaren.als(oud is not None and nieuw.datum_aanvang < oud.datum_aanvang, c.F068, "adres.datumAanvang")
    if oud is not None and zelfde_dag == oud:
        erbij = Uitkomst(gewijzigd=(replace(nieuw, id=oud.id, versienr=oud.versienr),))
    else:
        einde = (replace(oud, datum_einde=nieuw.datum_aanvang),) if oud else ()
        erbij = Uitkomst(nieuw=(nieuw,), gewijzigd=einde)
    if woongemeente(dossier) in (None, nieuw.gemeente):
        return erbij
    # Over wie definitief staat is er geen werk.
    definitief = deel(dossier, bezwaren.vandaag) is Deel.DEFINITIEF
    bericht = () if definitief else (signaal("SS906", nieuw.gemeente, bezwaren.vandaag),)
    return samen(erbij, Uitkomst(nieuw=bericht, gewijzigd=_meeverhuisd(dossier, nieuw.gemeente)))


def _meeverhuisd(dossier: Dossier, gemeente: str) -> tuple[Signaal, ...]:
    return tuple(
        replace(s, gemeente=gemeente, status="NIEUW", datum_opgehaald=None)
        for s in dossier.signalen
        if s.code == SS064 and s.status != "AFGEHANDELD"
    )


def _vertrek(dossier: Dossier, vertrek: date, land: str | None, bezwaren: Bezwaren) -> Uitkomst:
    """Wie weg is vertrekt niet nog eens: een andere dag verbetert dan het vertrek dat er stond."""
    if any(b.datum_vertrek == vertrek for b in dossier.buitenland):
        return Uitkomst()
    oud = _huidig_adres(dossier)
    bezwaren.als(oud is not None and vertrek < oud.datum_aanvang, c.F068, "datumVertrek")
    einde = Uitkomst(gewijzigd=(replace(oud, datum_einde=vertrek),) if oud else ())
    weg = Buitenland(datum_vertrek=vertrek, land=land)
    if (verblijf := _weg(dossier)) is not None:
        verbeterd = replace(weg, id=verblijf.id, versienr=verblijf.versienr)
        return samen(einde, Uitkomst(gewijzigd=(verbeterd,)))
    return samen(einde, Uitkomst(nieuw=(weg,)))


def _weg(dossier: Dossier) -> Buitenland | None:
    return next((b for b in dossier.buitenland if b.datum_vestiging is None), None)


def _terugkeer(dossier: Dossier, vestiging: date, bezwaren: Bezwaren) -> Uitkomst:
    """Terug binnen een jaar: de termijn schuift op (art. 2.11 BI); later: een nieuwe aanvang (R-046)."""
    verblijf = _weg(dossier)
    if verblijf is None:
        return Uitkomst()
    bezwaren.volgorde(verblijf.datum_vertrek, vestiging, "datumVertrek", "datumVestiging")
    bezwaren.weiger()
    terug = Uitkomst(gewijzigd=(replace(verblijf, datum_vestiging=vestiging),))
    lang = langer_dan_een_jaar(verblijf.datum_vertrek, vestiging)
    if not lang and dossier.persoon.vertrokken_sinds is None:
        return samen(terug, _onderbreking(dossier, vestiging - verblijf.datum_vertrek, vestiging))
    return samen(terug, _nieuwkomer(dossier, vestiging, bezwaren.vandaag))


def _onderbreking(dossier: Dossier, duur: timedelta, vestiging: date) -> Uitkomst:
    handhaving = open_handhaving(dossier)
    if handhaving is None or duur <= timedelta(0) or diploma(dossier):
        return Uitkomst()
    einde = handhaving.datum_einde_termijn + duur
    verlenging = Verlenging(
        handhaving=handhaving.id, soort="ONDERBREKING", datum_besluit=vestiging, nieuwe_einddatum=einde
    )
    return Uitkomst(nieuw=(verlenging,), gewijzigd=(replace(handhaving, datum_einde_termijn=einde),))


def _nieuwkomer(dossier: Dossier, vestiging: date, vandaag: date) -> Uitkomst:
    """De oude vaststelling en handhaving gelden niet meer; de gemeente stelt opnieuw vast (T-23)."""
    persoon = replace(dossier.persoon, vertrokken_sinds=None)
    if diploma(dossier):
        return Uitkomst(persoon=persoon)
    gemeente = woongemeente(dossier)
    lopend = open_handhaving(dossier)
    return Uitkomst(
        nieuw=(signaal(SS064, gemeente, vandaag),) if gemeente else (),
        gewijzigd=(replace(lopend, datum_beeindigd=vestiging),) if lopend else (),
        beeindigd=dossier.plichten,
        persoon=replace(persoon, oud_of_nieuwkomer="NIEUWKOMER"),
    )
