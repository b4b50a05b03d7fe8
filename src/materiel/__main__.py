"""`python -m materiel` is `materiel`."""

from materiel.show.cli.main import main

main()
