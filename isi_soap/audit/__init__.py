"""Het bewijs onder het logboek: record, boom, bewijzen en checkpoints, zonder database en zonder klok.

Wat hier staat is tot op de byte beschreven in docs/audit.md; wie het wil narekenen heeft alleen dat document
nodig. `tools/verify_log.py` doet dat, en deelt daarom geen regel met deze modules.
"""
