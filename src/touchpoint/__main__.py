"""`python -m touchpoint`."""

from touchpoint.cli import main

main()
