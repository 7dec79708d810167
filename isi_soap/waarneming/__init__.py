"""Technische waarneming: metrieken, sporen en het logboek dataverwerkingen (docs/waarneming.md).

Niets hiervan noemt een persoon; alleen het logboek dataverwerkingen kent er een pseudoniem van.
"""
