"""De catalogus: elke code die ISI kan antwoorden, met de regel erachter en wat de aanvrager wél kan doen.

F = Fout (geweigerd), W = Waarschuwing (gedaan, let op), I = Informatie. Nummers worden nooit hergebruikt.
"""

from __future__ import annotations

from isi_soap.domain.meldingen import Code, Soort

CODES: dict[str, Code] = {}

GEMEENTE = "gemeente"
BEHEERDER = "Suwinetbeheerder"
DUO = "DUO"
LEVERANCIER = "leverancier"
PARTNER = "ketenpartner"

_SOORT: dict[str, Soort] = {"F": "Fout", "W": "Waarschuwing", "I": "Informatie"}


def _code(code: str, tekst: str, regel: str | None, actie: str, wie: str) -> Code:
    assert code not in CODES, code
    CODES[code] = Code(code, _SOORT[code[0]], tekst, regel, actie, wie)
    return CODES[code]


# fmt: off
# --- Bericht en toegang -----------------------------------------------------------------------------------
F001 = _code("F001", "Het bericht voldoet niet aan het schema.", None,
             "Verbeter het bericht op de genoemde plaatsen.", LEVERANCIER)
F002 = _code("F002", "De applicatiesleutel ontbreekt, is onbekend of is ingetrokken.", "R-059",
             "Controleer de sleutel in het pakket of vraag een nieuwe sleutel aan.", GEMEENTE)
F003 = _code("F003", "De rol is onvoldoende voor deze operatie.", "R-026",
             "Laat de genoemde rol toekennen.", BEHEERDER)
F004 = _code("F004", "De gebruiker is geen bekend account van deze gemeente.", "R-025",
             "Laat een account aanmaken of gebruik een bestaand account.", BEHEERDER)
F005 = _code("F005", "Het account van de gebruiker is geblokkeerd.", "R-025",
             "Laat de blokkade van het account opheffen.", BEHEERDER)
F006 = _code("F006", "Er is geen geldige uitbesteding om namens deze gemeente te handelen.", "R-057",
             "Laat de uitbestedende gemeente de ondertekende verklaring met bewerkerscontract sturen.",
             GEMEENTE)
F007 = _code("F007", "Deze partij mag deze operatie niet gebruiken.", "R-047",
             "Laat de bevoegde partij het bericht sturen.", PARTNER)
F008 = _code("F008", "De gemeente is opgeheven en handelt niet meer zelf.", "R-048",
             "Handel als de gemeente die de taken heeft overgenomen.", GEMEENTE)
# F010 is vervallen: er is geen bericht waarmee een gemeente iemand kan opvoeren; zie I001.
F011 = _code("F011", "Een burgerservicenummer, gemeentecode of BIG-nummer is niet geldig.", "R-122",
             "Verbeter het genoemde nummer.", GEMEENTE)
F013 = _code("F013", "De persoon staat niet in ISI.", "R-010",
             "Meld eerst de persoon als nieuwkomer of zelfmelder.", PARTNER)
F014 = _code("F014", "Er ontbreken persoonsgegevens om de persoon op te voeren.", "R-013",
             "Lever geslachtsnaam, geboortedatum, geslacht en adres mee.", PARTNER)

# --- Voorziening ------------------------------------------------------------------------------------------
F020 = _code("F020", "De startdatum van de voorziening ligt meer dan acht weken terug.", "R-091",
             "Dien een mutatieverzoek OVERSCHRIJDING_ACHTWEKENTERMIJN in; DUO voert de voorziening in.",
             DUO)
F021 = _code("F021", "Deze voorziening is door een andere gemeente geregistreerd.", "R-093",
             "Vraag de gemeente die registreerde om een mutatieverzoek WIJZIGING_VOORZIENING_VERHUIZING.",
             GEMEENTE)
F022 = _code("F022", "Er is geen lopende handhaving geregistreerd.", "R-134",
             "Registreer eerst de handhaving en daarna de voorziening.", GEMEENTE)
F023 = _code("F023", "Voor een vrijwillige inburgeraar bestaat geen handhaving.", "R-132",
             "Registreer alleen een voorziening.", GEMEENTE)
F024 = _code("F024", "Een vrijwillige voorziening kan niet voor wie inburgeringsplichtig is.", "R-040",
             "Registreer een ander soort voorziening.", GEMEENTE)

# --- Vrijstelling -----------------------------------------------------------------------------------------
F030 = _code("F030", "Een gehele vrijstelling wordt niet als vrijstelling geregistreerd.", "R-106",
             "Zet de inburgeringsplicht op Nee met reden 1 (RegistreerInburgeringsplicht, R-107).",
             GEMEENTE)
F031 = _code("F031", "Een tijdelijke vrijstelling vereist inburgeringsplicht Ja.", "R-110",
             "Registreer eerst de inburgeringsplicht, of stuur haar mee met WijzigVrijstelling.",
             GEMEENTE)
F032 = _code("F032", "Een tijdelijke vrijstelling vereist een handhavingstermijn.", "R-110",
             "Registreer eerst de handhaving, of stuur haar mee met WijzigVrijstelling.", GEMEENTE)
F033 = _code("F033", "Kies bij een gedeeltelijke vrijstelling precies één onderdeel.", "R-112",
             "Registreer KNS of TAAL; voor beide zijn twee registraties nodig.", GEMEENTE)
F034 = _code("F034", "Een gedeeltelijke vrijstelling van DUO kan niet worden overschreven.", "R-103",
             "Registreer een vrijstelling met een hoger niveau of een ander profiel (R-104).",
             GEMEENTE)
F035 = _code("F035", "Vul bij vrijstelling op grond van de Wib zowel onderdeel TGN als de score in.", "R-116",
             "Vul beide in, of kies een andere grond.", GEMEENTE)
F036 = _code("F036", "Vrijstelling per taalonderdeel kan pas vanaf 1 januari 2013, op een NT2-certificaat.",
             "R-113", "Kies TAAL, of een ingangsdatum vanaf 20130101 met het NT2-certificaat als document.",
             GEMEENTE)
F037 = _code("F037", "Het getoonde document ontbreekt of mist nummer en datum.", "R-114",
             "Vul soort en nummer of datum van het document in.", GEMEENTE)
F038 = _code("F038", "Een vrijstelling kan niet voor wie niet inburgeringsplichtig is.", "R-164",
             "Dien een mutatieverzoek in als de vaststelling onjuist is.", GEMEENTE)
F039 = _code("F039", "Bij een tijdelijke vrijstelling ontbreken de gegevens van de opleiding.", "R-109",
             "Vul naam, begin en verwacht einde van de opleiding in.", GEMEENTE)
F046 = _code("F046", "Deze grond is voorbehouden aan DUO.", "R-115",
             "Gebruik het getoonde document als grond.", GEMEENTE)
F047 = _code("F047", "De score van het basisexamen is te laag voor vrijstelling van TGN.", "L-14",
             "Alleen een score vanaf 37 geeft vrijstelling.", GEMEENTE)
F049 = _code("F049", "Deze vrijstelling is al beëindigd.", "R-100",
             "Registreer zo nodig een nieuwe vrijstelling.", GEMEENTE)

# --- Ontheffing -------------------------------------------------------------------------------------------
F040 = _code("F040", "Het medisch advies ontbreekt of is onvolledig.", "R-118",
             "Vul datum, naam en BIG-nummer van de medisch adviseur in.", GEMEENTE)
F041 = _code("F041", "Ontheffing wegens evident ingeburgerd kan niet vóór 6 september 2010.", "R-124",
             "Controleer de datum van het besluit.", GEMEENTE)
F042 = _code("F042", "Ontheffing kan alleen voor wie nu inburgeringsplichtig is.", "R-165",
             "Registreer eerst inburgeringsplicht Ja.", GEMEENTE)
F043 = _code("F043", "Het medisch advies is van na het besluit.", "R-119",
             "Controleer de datums van advies en besluit.", GEMEENTE)
F044 = _code("F044", "De belemmering ontbreekt.", "R-117",
             "Vul in of de belemmering psychisch, lichamelijk of verstandelijk is.", GEMEENTE)
F045 = _code("F045", "Deze ontheffing is niet verleend of al ingetrokken.", "R-163",
             "Er valt niets in te trekken.", GEMEENTE)

F048 = _code("F048", "Ontheffing wegens inspanning kan pas in de laatste zes maanden van de termijn.", "L-17",
             "Wacht tot de laatste zes maanden, of motiveer waarom wachten onredelijk is.", GEMEENTE)

# --- Na het diploma ---------------------------------------------------------------------------------------
F050 = _code("F050", "Het diploma is behaald: de gemeente kan dit niet meer zelf wijzigen.", "R-155",
             "Dien een mutatieverzoek in; een nieuwe voorziening registreren kan wel.", DUO)
F051 = _code("F051", "Het diploma is behaald: een vrijstelling is niet nodig.", "R-127",
             "Registreer niets; aan de inburgeringsplicht is voldaan.", GEMEENTE)
F052 = _code("F052", "Het diploma is behaald: de inburgeringsplicht mag niet op Nee.", "R-148",
             "Laat de plicht op Ja staan; de status is gewezen inburgeringsplichtig.", GEMEENTE)

F053 = _code("F053", "Deze overgang van de ene status naar de andere bestaat niet.", "R-163",
             "Lees het dossier; dien zo nodig een mutatieverzoek in.", GEMEENTE)
F054 = _code("F054", "Dit examenonderdeel bestond op de examendatum nog niet.", "L-15",
             "Controleer onderdeel en datum van het examen.", PARTNER)

# --- Gegevens en versies ----------------------------------------------------------------------------------
F060 = _code("F060", "Het gegeven is intussen gewijzigd; het versienummer is verouderd.", None,
             "Lees het dossier opnieuw en herhaal de wijziging op de geldende versie.", GEMEENTE)
F061 = _code("F061", "Een datum ligt in de toekomst.", None, "Verbeter de genoemde datum.", GEMEENTE)
F062 = _code("F062", "Een datum is onvolledig, bestaat niet of ligt vóór 2007.", None,
             "Vul de genoemde datum volledig en juist in.", GEMEENTE)
F063 = _code("F063", "De einddatum ligt vóór de begindatum.", None,
             "Verbeter de genoemde datums.", GEMEENTE)
F064 = _code("F064", "Het aangewezen gegeven staat niet in dit dossier.", None,
             "Lees het dossier opnieuw; het gegeven kan verwijderd zijn.", GEMEENTE)
F065 = _code("F065", "Dit is al geregistreerd met een andere inhoud.", None,
             "Gebruik de Wijzig-operatie op het genoemde gegeven.", GEMEENTE)
F066 = _code("F066", "De gemeentecode is onbekend of de gemeente is opgeheven.", "R-136",
             "Gebruik de code van een bestaande gemeente.", GEMEENTE)
F067 = _code("F067", "Er is al een latere vaststelling van de inburgeringsplicht.", "R-163",
             "Lees het dossier; dien zo nodig een mutatieverzoek in.", GEMEENTE)
F068 = _code("F068", "Er is al een melding met een latere peildatum verwerkt.", "R-067",
             "Stuur alleen een nieuwere stand.", PARTNER)

# --- Handhaving -------------------------------------------------------------------------------------------
F070 = _code("F070", "Er loopt al een handhaving.", "R-163",
             "Wijzig of verleng de lopende handhaving.", GEMEENTE)
F071 = _code("F071", "Handhaving vereist inburgeringsplicht Ja.", "R-134",
             "Registreer eerst de inburgeringsplicht.", GEMEENTE)
F072 = _code("F072", "De lengte van de handhavingstermijn is niet de wettelijke.", "L-06",
             "Laat de lengte weg of kies 42 maanden; 60 alleen bij aanvang vóór 19 december 2009.",
             GEMEENTE)
F073 = _code("F073", "De handhaving draagt nog andere gegevens.", "R-110",
             "Verwijder of beëindig eerst de genoemde gegevens.", GEMEENTE)
F074 = _code("F074", "De handhaving is beëindigd.", "R-046",
             "Registreer na terugkeer een nieuwe handhaving.", GEMEENTE)
F075 = _code("F075", "De nieuwe einddatum ligt niet na de lopende termijn.", "L-07",
             "Kies een latere einddatum.", GEMEENTE)
F076 = _code("F076", "Verlenging voor alfabetisering kan één keer, met ten hoogste 30 maanden.", "L-08",
             "Kies een eerdere einddatum of een andere soort verlenging.", GEMEENTE)
F077 = _code("F077", "Het boetebedrag past niet bij de grondslag.", "L-11",
             "Ten hoogste 250 euro (art. 29), 500 euro (art. 30 en 31) of 1000 euro (art. 33).",
             GEMEENTE)
F078 = _code("F078", "De nieuwe termijn bij een boete past niet.", "L-13",
             "Alleen bij art. 31 en 33, na de boetedatum en ten hoogste twee jaar erna.", GEMEENTE)

F079 = _code("F079", "Een onderbreking verlengt de termijn met ten hoogste een jaar.", "L-09",
             "Kies de duur van de onderbreking; wie langer weg was, begint na terugkeer opnieuw.", GEMEENTE)
F095 = _code("F095", "De aanvraag is van meer dan zes maanden vóór het einde van de termijn.", "L-10",
             "Laat de aanvraag in de laatste zes maanden van de termijn opnieuw indienen.", GEMEENTE)
F096 = _code("F096", "Een boete op grond van art. 33 kan pas na een boete op grond van art. 31.", "L-12",
             "Kies art. 31, of registreer eerst de eerdere boete.", GEMEENTE)

# --- Mutatieverzoek en signalen ---------------------------------------------------------------------------
F080 = _code("F080", "Het mutatieverzoek is niet volledig.", "R-013",
             "Vul de genoemde velden in.", GEMEENTE)
F082 = _code("F082", "Deze stap volgt niet op de stand van het mutatieverzoek.", "R-015",
             "Eerst de interne controle, dan de IND, dan het oordeel.", DUO)
F083 = _code("F083", "Er is geen gehele vrijstelling om te corrigeren.", "R-145",
             "Kies een ander soort mutatieverzoek.", GEMEENTE)
F084 = _code("F084", "Alleen de gemeente die de voorziening registreerde kan dit vragen.", "R-095",
             "Vraag de vorige woongemeente om het mutatieverzoek.", GEMEENTE)
F085 = _code("F085", "SS064 wordt alleen afgehandeld door de inburgeringsplicht te registreren.", "R-073",
             "Gebruik RegistreerInburgeringsplicht.", GEMEENTE)
F086 = _code("F086", "De persoon staat al in ISI bij uw gemeente.", "R-158",
             "Registreer zelf; opvoeren is niet nodig.", GEMEENTE)
F087 = _code("F087", "Het signaal is al afgehandeld.", "R-075",
             "Er is niets meer te doen.", GEMEENTE)
F088 = _code("F088", "Het bericht bevat geen vrijstelling en geen indicatie gehele vrijstelling.", "R-011",
             "Lever de gegevens van de vrijstelling, de indicatie, of beide.", PARTNER)
F089 = _code("F089", "Een tijdstip is niet geldig.", None,
             "Vul een bestaand tijdstip in (JJJJMMDDUUMMSShh, UTC).", LEVERANCIER)

# --- Inburgeringsplicht -----------------------------------------------------------------------------------
F090 = _code("F090", "Bij inburgeringsplicht Nee ontbreekt de reden.", "R-038",
             "Vul de reden in.", GEMEENTE)
F091 = _code("F091", "Bij inburgeringsplicht Ja hoort geen reden.", "R-038",
             "Laat de reden weg.", GEMEENTE)
F092 = _code("F092", "Deze vaststelling kan de gemeente niet zelf terugdraaien.", "R-145",
             "Dien een mutatieverzoek CORRECTIE_ONTERECHTE_VRIJSTELLING of OVERIG in.", DUO)
F093 = _code("F093", "Reden 91 kan alleen voor wie door DUO als vertrokken is gekenmerkt.", "R-045",
             "Wacht op het kenmerk (langer dan een jaar in het buitenland) of kies een andere reden.",
             GEMEENTE)
F094 = _code("F094", "De persoon is vertrokken uit Nederland; de plicht kan niet op Ja.", "R-045",
             "Beëindig de plicht met reden 91; na terugkeer volgt een nieuwe vaststelling.",
             GEMEENTE)

F097 = _code("F097", "De persoon is jonger dan zestien jaar.", "L-02",
             "Wacht tot de zestiende verjaardag, of kies plicht Nee met een reden.", GEMEENTE)
F098 = _code("F098", "Een oudkomer die op 1 januari 2007 zestig jaar was, valt buiten de wet.", "L-03",
             "Zet de inburgeringsplicht op Nee met reden 4.", GEMEENTE)

# --- Zoeken -----------------------------------------------------------------------------------------------
F100 = _code("F100", "Een antwoord bevat ten minste 1 en ten hoogste 500 regels.", None,
             "Kies AantPerPagina van 1 tot en met 500; met Cursor volgen de volgende regels.", LEVERANCIER)
F101 = _code("F101", "De cursor hoort niet bij deze vraag.", None,
             "Herhaal de vraag zoals zij was, of begin opnieuw zonder cursor.", LEVERANCIER)
F102 = _code("F102", "De zoekvraag spreekt zichzelf tegen: de ondergrens ligt boven de bovengrens.", None,
             "Verbeter de genoemde grenzen.", GEMEENTE)
F103 = _code("F103", "Van een datum in de zoekvraag ontbreekt het jaar, of de dag bestaat niet.", None,
             "Vul ten minste het jaar van de genoemde datum in.", GEMEENTE)
F104 = _code("F104", "Deze gemeente valt buiten uw bereik.", "R-048",
             "Zoek in de eigen gemeente, of namens een gemeente die u dat heeft opgedragen.", GEMEENTE)

# --- Waarschuwingen en informatie -------------------------------------------------------------------------
W001 = _code("W001", "Het verblijfsdoel is tijdelijk of onbekend terwijl de plicht op Ja staat.", "R-069",
             "Controleer het verblijfsdoel bij de IND.", GEMEENTE)
W002 = _code("W002", "Geregistreerd na de wettelijke termijn van vier weken.", "R-090",
             "Registreer voortaan binnen vier weken na het besluit.", GEMEENTE)
W003 = _code("W003", "Er zijn geslaagde examenonderdelen; met gehele vrijstelling komt er geen diploma.",
             "R-153", "Overweeg plicht Ja met een gedeeltelijke vrijstelling.", GEMEENTE)
W004 = _code("W004", "Een NT2-resultaat is aangehouden zolang de plicht op Nee staat door vrijstelling.",
             "R-142", "Dien een mutatieverzoek CORRECTIE_ONTERECHTE_VRIJSTELLING in.", DUO)
W005 = _code("W005", "Alle onderdelen zijn vrijgesteld; zonder geslaagd onderdeel komt er geen diploma.",
             "R-152", "Controleer of een gehele vrijstelling is bedoeld.", GEMEENTE)
W007 = _code("W007", "Het diploma is behaald; de vrijstelling was niet nodig.", "R-127",
             "Beëindig de vrijstelling; aan de inburgeringsplicht is voldaan.", GEMEENTE)
W008 = _code("W008", "Het diploma is behaald; de inburgeringsplicht hoort op Ja te blijven.", "R-148",
             "Dien een mutatieverzoek OVERIG in om de plicht te herstellen.", DUO)
W009 = _code("W009", "Deze persoon lijkt niet inburgeringsplichtig: nationaliteit of leeftijd.", "L-04",
             "Controleer de gegevens; overweeg plicht Nee met reden 4.", GEMEENTE)
W010 = _code("W010", "Het besluit is genomen na de termijn van acht weken na de aanvraag.", "L-16",
             "Besluit voortaan binnen acht weken.", GEMEENTE)
W011 = _code("W011", "Ontheffing wegens inspanning vóór de laatste zes maanden van de termijn.", "L-17",
             "Controleer of de motivering dit draagt.", GEMEENTE)
W006 = _code("W006", "De handhavingstermijn loopt nog op de datum van de boete.", "R-035",
             "Controleer de grondslag van de boete.", GEMEENTE)
I001 = _code("I001", "De persoon staat niet in ISI of hoort niet bij uw gemeente.", "R-133",
             "Vraag de woongemeente, of dien een mutatieverzoek OPVOEREN_NIEUW_PERSOON in (R-012).",
             GEMEENTE)
I002 = _code("I002", "Dit was al zo geregistreerd; er is niets veranderd.", "R-034",
             "Er is niets te doen.", GEMEENTE)
I003 = _code("I003", "De tijdelijke vrijstelling door DUO is beëindigd omdat de plicht op Ja staat.", "R-100",
             "Er is niets te doen.", GEMEENTE)
I004 = _code("I004", "Voor deze persoon geldt de Wet inburgering 2013; ISI neemt hem niet op.", "R-001",
             "DUO informeert de persoon per brief (R-019).", DUO)
I007 = _code("I007", "Ontvangen; wordt verwerkt met de volgende opname van nieuwkomers.", "R-074",
             "Er is niets te doen; de opname is drie keer per maand.", PARTNER)
I005 = _code("I005", "Ontvangen; wordt verwerkt in de volgende dagrun.", "R-065",
             "Er is niets te doen.", PARTNER)
I006 = _code("I006", "Er zijn geen gegevens die aan de vraag voldoen.", None,
             "Maak de vraag ruimer, of vraag later opnieuw.", GEMEENTE)
# fmt: on
