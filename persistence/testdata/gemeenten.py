"""Gemeenten met hun echte code (tabel 33), zoals zij op de begindag van de testset waren.

Een regel is `code naam`, met `@jaar` als zij na de invoering van de wet ontstond en `>opvolger jaar` als zij
ophield: steeds op 1 januari. Zonder `@` geldt zij sinds het begin van de wet.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from isi_soap.domain.toegang import Gemeente

BEGIN_WET = date(2007, 1, 1)

# De grootste eerst: de aantallen personen per gemeente dalen in deze volgorde.
GROOTSTE = """
0363 Amsterdam; 0599 Rotterdam; 0518 's-Gravenhage; 0344 Utrecht; 0772 Eindhoven; 0855 Tilburg;
0014 Groningen; 0034 Almere; 0758 Breda; 0268 Nijmegen; 0202 Arnhem; 0153 Enschede; 0392 Haarlem;
0479 Zaanstad; 0394 Haarlemmermeer; 0307 Amersfoort; 0796 's-Hertogenbosch; 0200 Apeldoorn; 0637 Zoetermeer;
0193 Zwolle; 0505 Dordrecht; 0546 Leiden; 0935 Maastricht; 0228 Ede; 0503 Delft; 0361 Alkmaar; 0983 Venlo;
0150 Deventer; 0080 Leeuwarden; 0114 Emmen; 0606 Schiedam; 0164 Hengelo; 0917 Heerlen; 0402 Hilversum;
0794 Helmond; 0995 Lelystad; 0439 Purmerend; 0748 Bergen op Zoom; 0622 Vlaardingen; 0141 Almelo;
0502 Capelle aan den IJssel; 0513 Gouda; 0362 Amstelveen; 1674 Roosendaal; 0828 Oss; 1883 Sittard-Geleen;
0106 Assen; 0345 Veenendaal; 0356 Nieuwegein; 0355 Zeist; 0405 Hoorn; 0400 Den Helder; 0957 Roermond;
0603 Rijswijk; 0484 Alphen aan den Rijn
"""

OVERIGE = """
0003 Appingedam; 0010 Delfzijl; 0024 Loppersum; 0037 Stadskanaal; 0047 Veendam; 0050 Zeewolde;
0059 Achtkarspelen; 0060 Ameland; 0072 Harlingen; 0074 Heerenveen; 0085 Ooststellingwerf; 0086 Opsterland;
0088 Schiermonnikoog; 0090 Smallingerland; 0093 Terschelling; 0096 Vlieland; 0098 Weststellingwerf;
0109 Coevorden; 0118 Hoogeveen; 0119 Meppel; 0147 Borne; 0148 Dalfsen; 0158 Haaksbergen; 0160 Hardenberg;
0163 Hellendoorn; 0166 Kampen; 0168 Losser; 0171 Noordoostpolder; 0173 Oldenzaal; 0175 Ommen; 0177 Raalte;
0180 Staphorst; 0183 Tubbergen; 0184 Urk; 0189 Wierden; 0197 Aalten; 0203 Barneveld; 0209 Beuningen;
0213 Brummen; 0214 Buren; 0216 Culemborg; 0221 Doesburg; 0222 Doetinchem; 0225 Druten; 0226 Duiven;
0230 Elburg; 0232 Epe; 0233 Ermelo; 0243 Harderwijk; 0244 Hattem; 0246 Heerde; 0252 Heumen; 0262 Lochem;
0263 Maasdriel; 0267 Nijkerk; 0269 Oldebroek; 0273 Putten; 0274 Renkum; 0275 Rheden; 0277 Rozendaal;
0279 Scherpenzeel; 0281 Tiel; 0285 Voorst; 0289 Wageningen; 0293 Westervoort; 0294 Winterswijk;
0296 Wijchen; 0297 Zaltbommel; 0299 Zevenaar; 0301 Zutphen; 0302 Nunspeet; 0303 Dronten; 0308 Baarn;
0310 De Bilt; 0312 Bunnik; 0313 Bunschoten; 0317 Eemnes; 0321 Houten; 0327 Leusden; 0331 Lopik;
0335 Montfoort; 0339 Renswoude; 0340 Rhenen; 0342 Soest; 0351 Woudenberg; 0352 Wijk bij Duurstede;
0353 IJsselstein; 0358 Aalsmeer; 0370 Beemster; 0373 Bergen (NH.); 0375 Beverwijk; 0376 Blaricum;
0377 Bloemendaal; 0383 Castricum; 0384 Diemen; 0385 Edam-Volendam; 0388 Enkhuizen; 0396 Heemskerk;
0397 Heemstede; 0398 Heerhugowaard; 0399 Heiloo; 0406 Huizen; 0415 Landsmeer; 0416 Langedijk; 0417 Laren;
0420 Medemblik; 0431 Oostzaan; 0432 Opmeer; 0437 Ouder-Amstel; 0441 Schagen; 0448 Texel; 0450 Uitgeest;
0451 Uithoorn; 0453 Velsen; 0457 Weesp; 0473 Zandvoort; 0482 Alblasserdam; 0489 Barendrecht;
0498 Drechterland; 0501 Brielle; 0512 Gorinchem; 0523 Hardinxveld-Giessendam; 0530 Hellevoetsluis;
0531 Hendrik-Ido-Ambacht; 0532 Stede Broec; 0534 Hillegom; 0537 Katwijk; 0542 Krimpen aan den IJssel;
0547 Leiderdorp; 0553 Lisse; 0556 Maassluis; 0569 Nieuwkoop; 0575 Noordwijk; 0579 Oegstgeest;
0589 Oudewater; 0590 Papendrecht; 0597 Ridderkerk; 0610 Sliedrecht; 0613 Albrandswaard; 0614 Westvoorne;
0626 Voorschoten; 0627 Waddinxveen; 0629 Wassenaar; 0632 Woerden; 0638 Zoeterwoude; 0642 Zwijndrecht;
0654 Borsele; 0664 Goes; 0668 West Maas en Waal; 0677 Hulst; 0678 Kapelle; 0687 Middelburg;
0703 Reimerswaal; 0715 Terneuzen; 0716 Tholen; 0717 Veere; 0718 Vlissingen; 0736 De Ronde Venen;
0737 Tytsjerksteradiel; 0743 Asten; 0744 Baarle-Nassau; 0753 Best; 0755 Boekel; 0756 Boxmeer; 0757 Boxtel;
0762 Deurne; 0765 Pekela; 0766 Dongen; 0770 Eersel; 0777 Etten-Leur; 0779 Geertruidenberg;
0784 Gilze en Rijen; 0785 Goirle; 0786 Grave; 0788 Haaren; 0797 Heusden; 0798 Hilvarenbeek;
0809 Loon op Zand; 0815 Mill en Sint Hubert; 0820 Nuenen c.a.; 0823 Oirschot; 0824 Oisterwijk;
0826 Oosterhout; 0840 Rucphen; 0845 Sint-Michielsgestel; 0847 Someren; 0848 Son en Breugel;
0851 Steenbergen; 0852 Waterland; 0856 Uden; 0858 Valkenswaard; 0861 Veldhoven; 0865 Vught; 0866 Waalre;
0867 Waalwijk; 0873 Woensdrecht; 0879 Zundert; 0880 Wormerland; 0882 Landgraaf; 0888 Beek; 0889 Beesel;
0893 Bergen (L.); 0899 Brunssum; 0907 Gennep; 0928 Kerkrade; 0938 Meerssen; 0944 Mook en Middelaar;
0946 Nederweert; 0965 Simpelveld; 0971 Stein; 0981 Vaals; 0984 Venray; 0986 Voerendaal; 0988 Weert;
0994 Valkenburg aan de Geul; 1507 Horst aan de Maas; 1509 Oude IJsselstreek; 1525 Teylingen;
1581 Utrechtse Heuvelrug; 1586 Oost Gelre; 1598 Koggenland; 1621 Lansingerland; 1640 Leudal; 1641 Maasgouw;
1652 Gemert-Bakel; 1655 Halderberge; 1658 Heeze-Leende; 1659 Laarbeek; 1667 Reusel-De Mierden;
1669 Roerdalen; 1676 Schouwen-Duiveland; 1680 Aa en Hunze; 1681 Borger-Odoorn; 1684 Cuijk; 1685 Landerd;
1690 De Wolden; 1695 Noord-Beveland; 1696 Wijdemeren; 1699 Noordenveld; 1700 Twenterand; 1701 Westerveld;
1702 Sint Anthonis; 1705 Lingewaard; 1706 Cranendonck; 1708 Steenwijkerland; 1709 Moerdijk;
1711 Echt-Susteren; 1714 Sluis; 1719 Drimmelen; 1721 Bernheze; 1723 Alphen-Chaam; 1724 Bergeijk;
1728 Bladel; 1729 Gulpen-Wittem; 1730 Tynaarlo; 1731 Midden-Drenthe; 1734 Overbetuwe; 1735 Hof van Twente;
1740 Neder-Betuwe; 1742 Rijssen-Holten; 1771 Geldrop-Mierlo; 1773 Olst-Wijhe; 1774 Dinkelland;
1783 Westland; 1842 Midden-Delfland; 1859 Berkelland; 1876 Bronckhorst; 1884 Kaag en Braassem @2009;
1891 Dantumadiel; 1892 Zuidplas @2010; 1894 Peel en Maas @2010; 1895 Oldambt @2010; 1896 Zwartewaterland;
1900 Súdwest-Fryslân @2011; 1901 Bodegraven-Reeuwijk @2011; 1903 Eijsden-Margraten @2011;
1904 Stichtse Vecht @2011; 1911 Hollands Kroon @2012; 1916 Leidschendam-Voorburg;
1924 Goeree-Overflakkee @2013; 1926 Pijnacker-Nootdorp; 1930 Nissewaard @2015; 1931 Krimpenerwaard @2015;
1940 De Fryske Marren @2014; 1942 Gooise Meren @2016; 1945 Berg en Dal @2015; 1948 Meierijstad @2017;
1949 Waadhoeke @2018; 1950 Westerwolde @2018; 1952 Midden-Groningen @2018; 1954 Beekdaelen @2019;
1955 Montferland; 1959 Altena @2019; 1960 West Betuwe @2019; 1961 Vijfheerenlanden @2019;
1963 Hoeksche Waard @2019; 1966 Het Hogeland @2019; 1969 Westerkwartier @2019; 1970 Noardeast-Fryslân @2019;
1978 Molenlanden @2019
"""

OPGEHEVEN = """
0017 Haren >0014 2019; 0009 Ten Boer >0014 2019; 0005 Bedum >1966 2019; 0015 Grootegast >1969 2019;
0022 Leek >1969 2019; 0025 Marum >1969 2019; 0053 Winsum >1966 2019; 0056 Zuidhorn >1969 2019;
0058 Dongeradeel >1970 2019; 0079 Kollumerland en Nieuwkruisland >1970 2019; 0236 Geldermalsen >1960 2019;
0304 Neerijnen >1960 2019; 0393 Haarlemmerliede en Spaarnwoude >0394 2019; 0545 Leerdam >1961 2019;
0576 Noordwijkerhout >0575 2019; 0584 Oud-Beijerland >1963 2019; 0585 Binnenmaas >1963 2019;
0588 Korendijk >1963 2019; 0611 Cromstrijen >1963 2019; 0617 Strijen >1963 2019; 0620 Vianen >1961 2019;
0689 Giessenlanden >1978 2019; 0707 Zederik >1961 2019; 0733 Lingewaal >1960 2019; 0738 Aalburg >1959 2019;
0870 Werkendam >1959 2019; 0874 Woudrichem >1959 2019; 0881 Onderbanken >1954 2019; 0951 Nuth >1954 2019;
0962 Schinnen >1954 2019; 1651 Eemsmond >1966 2019; 1663 De Marne >1966 2019;
1722 Ferwerderadiel >1970 2019; 1927 Molenwaard @2013 >1978 2019; 0007 Bellingwedde >1950 2018;
0018 Hoogezand-Sappemeer >1952 2018; 0040 Slochteren >1952 2018; 0048 Vlagtwedde >1950 2018;
0063 het Bildt >1949 2018; 0070 Franekeradeel >1949 2018; 0081 Leeuwarderadeel >0080 2018;
0140 Littenseradiel >1900 2018; 0196 Rijnwaarden >0299 2018; 1908 Menameradiel >1949 2018;
1987 Menterwolde >1952 2018; 0844 Schijndel >1948 2017; 0846 Sint-Oedenrode >1948 2017;
0860 Veghel >1948 2017; 0381 Bussum >1942 2016; 0424 Muiden >1942 2016; 0425 Naarden >1942 2016;
0478 Zeevang >0385 2016; 0241 Groesbeek >1945 2015; 0265 Millingen aan de Rijn >1945 2015;
0282 Ubbergen >1945 2015; 0365 Graft-De Rijp >0361 2015; 0458 Schermer >0361 2015;
0491 Bergambacht >1931 2015; 0568 Bernisse >1930 2015; 0608 Schoonhoven >1931 2015;
0612 Spijkenisse >1930 2015; 0623 Vlist >1931 2015; 0643 Nederlek >1931 2015; 0644 Ouderkerk >1931 2015;
1671 Maasdonk >0796 2015; 0051 Skarsterlân >1940 2014; 0055 Boarnsterhim >0080 2014;
0082 Lemsterland >1940 2014; 0653 Gaasterlân-Sleat >1940 2014; 0499 Boskoop >0484 2014;
1672 Rijnwoude >0484 2014; 0395 Harenkarspel >0441 2013; 0476 Zijpe >0441 2013; 0504 Dirksland >1924 2013;
0511 Goedereede >1924 2013; 0559 Middelharnis >1924 2013; 0580 Oostflakkee >1924 2013;
0571 Nieuw-Lekkerland >1927 2013; 0693 Graafstroom >1927 2013; 0694 Liesveld >1927 2013;
0366 Anna Paulowna >1911 2012; 0412 Niedorp >1911 2012; 0462 Wieringen >1911 2012;
0463 Wieringermeer >1911 2012; 0064 Bolsward >1900 2011; 0091 Sneek >1900 2011; 0104 Nijefurd >1900 2011;
0683 Wymbritseradiel >1900 2011; 0710 Wûnseradiel >1900 2011; 0305 Abcoude >0736 2011;
0311 Breukelen >1904 2011; 0329 Loenen >1904 2011; 0333 Maarssen >1904 2011; 0364 Andijk >0420 2011;
0459 Wervershoof >0420 2011; 0497 Bodegraven >1901 2011; 0595 Reeuwijk >1901 2011; 0808 Lith >0828 2011;
0905 Eijsden >1903 2011; 0936 Margraten >1903 2011; 0039 Scheemda >1895 2010; 0052 Winschoten >1895 2010;
1661 Reiderland >1895 2010; 0563 Moordrecht >1892 2010; 0567 Nieuwerkerk aan den IJssel >1892 2010;
1666 Zevenhuizen-Moerkapelle >1892 2010; 0600 Rozenburg >0599 2010; 0885 Arcen en Velden >0983 2010;
0918 Helden >1894 2010; 0925 Kessel >1894 2010; 0934 Maasbree >1894 2010; 0941 Meijel >1894 2010;
0964 Sevenum >1507 2010; 0372 Bennebroek >0377 2009; 0483 Alkemade >1884 2009; 0645 Jacobswoude >1884 2009
"""

_REGEL = re.compile(r"(\d{4}) (.+?)(?: @(\d{4}))?(?: >(\d{4}) (\d{4}))?")


def _lees(tekst: str) -> list[Gemeente]:
    gemeenten = []
    for deel in tekst.replace("\n", " ").split(";"):
        gevonden = _REGEL.fullmatch(deel.strip())
        assert gevonden, deel
        code, naam, sinds, opvolger, tot = gevonden.groups()
        gemeenten.append(
            Gemeente(
                code=code,
                naam=naam,
                ingang=date(int(sinds), 1, 1) if sinds else BEGIN_WET,
                einde=date(int(tot), 1, 1) if tot else None,
                opvolger=opvolger,
            )
        )
    return gemeenten


@lru_cache(maxsize=1)
def gemeenten() -> dict[str, Gemeente]:
    """Alle gemeenten van de testset, de grootste eerst en de opgeheven achteraan."""
    return {g.code: g for tekst in (GROOTSTE, OVERIGE, OPGEHEVEN) for g in _lees(tekst)}


def naam(code: str) -> str:
    return gemeenten()[code].naam
