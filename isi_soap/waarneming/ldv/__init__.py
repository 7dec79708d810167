"""Het logboek dataverwerkingen (LDV, Logius): van elk record van het berichtenlog de logregels, als OTLP."""
