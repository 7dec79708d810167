"""Woorden waarvan testpersonen hun naam en adres krijgen: verzonnen, en als testgegeven herkenbaar.

Geslachtsnamen zijn samengesteld uit woorden die zo in geen register als combinatie staan; er is geen echte
persoon mee bedoeld.
"""

from __future__ import annotations


def _woorden(tekst: str) -> tuple[str, ...]:
    return tuple(tekst.split())


ACHTERNAAM_BEGIN = _woorden("""
Al Ben Abu Has Kar Mer Nas Oz Yil Dem Kay Ser Tor Var Zor Bel Dal Far Gor Hal Jan Kov Lin Mor Nov Par Ras Sal
Tam Wan Chen Bao Adu Oko Nwa Eke Ama Koff Men Gar Her Sil Cos Per Vel Ram Tek Hai Geb Mul Asf Wol Petr Ivan
""")

ACHTERNAAM_EIND = _woorden("""
Testari Proefi Testoglu Proefov Testan Proefian Testez Proefko Testidi Proefzai Testane Proefani Testuri
Proefland Testveld Proefstra Testinga Proefsen Testwerf Proefberg
""")

# Per geslacht (1 man, 2 vrouw).
VOORNAMEN = {
    "1": _woorden("""
Amir Bilal Can Davit Emre Farid Goran Hamid Idris Javid Kofi Luan Mehdi Nabil Omar Pavel Quan Rashid Samir
Tarek Umar Viktor Wei Yusuf Zoran Adnan Bogdan Chidi Dawit Elias Feras Giorgi Hakim Ilir Jamal Karim
"""),
    "2": _woorden("""
Aisha Bahar Chipo Dilara Elena Fatma Gloria Hanan Irina Jasmin Kadija Leila Mariam Nadia Olga Parisa Rania
Salma Tatjana Ursula Vesna
Wanida Xin Yasmin Zeynep Amina Bozena Ceren Deqa Esra Farida Gulnaz Hawa Ines Jun Lucia
"""),
}

STRATEN = _woorden("""
Testlaan Proefweg Voorbeeldstraat Oefenplein Ketenpad Modelkade Schetsdreef Monsterhof Toetssingel Kladgracht
Examenstraat Leeswijzerlaan Formulierweg Berichtendreef Koppelkade Schemaplein Sleutelstraat Loketlaan
""")

# Nationaliteit, land van herkomst en gewicht (domain.md §2.3); naar wie onder de wet viel.
HERKOMST = (
    ("0131", "5022", 20),
    ("0339", "6043", 12),
    ("0263", "5007", 6),
    ("0314", "0000", 8),
    ("0300", "6023", 8),
    ("0149", "6013", 8),
    ("0336", "7009", 4),
    ("0315", "0000", 5),
    ("0307", "0000", 4),
    ("0337", "7042", 3),
    ("0253", "6008", 3),
    ("0041", "0000", 4),
    ("0034", "0000", 2),
    ("0137", "0000", 2),
    ("0118", "0000", 3),
    ("0114", "0000", 2),
    ("0084", "0000", 2),
    ("0312", "0000", 2),
    ("0072", "0000", 5),
    ("0053", "0000", 2),
)
