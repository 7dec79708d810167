"""`python -m isi_soap` is `isi-soap`."""

from isi_soap.cli import main

main(prog_name="isi-soap")
