"""``python -m warledger.cli``: the program where the script ``warledger`` is not on the path."""

from warledger.cli import main

main()
