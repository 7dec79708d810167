"""Gemuteerde berichten tegen de echte toepassing: elk antwoord is een fault, een geldig antwoord of HTTP.

Gebruik: python -m bench.mutaties --aantal 200000 --zaad 1
"""
