"""Het contract: alles wat uit `xsd/` en `wsdl/` volgt, en niets wat daar niet staat.

`operaties` (uit de WSDL's), `schema` (de gecompileerde schema's en hun model), `berichten` (de klassen),
`codec` (XML naar klasse en terug), `controle` (wat er aan een bericht mankeert), `voorbeelden` en
`codelijsten`.
"""
