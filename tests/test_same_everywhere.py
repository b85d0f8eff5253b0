"""A report is coded alike in every process, whatever order Python's sets happen to have there."""

from __future__ import annotations

import os
import subprocess
import sys

_TEXT = """KESRA, March 4 (Agency) - At least 12 civilians were killed in Jabhat Fatah al-Sham (formerly Nusra
Front) terrorists mortar fire near Idlib and Hama on Monday, the Gulf News network reported.

It said the whole of the province was now outside government control. The army with the police took Saraqib,
Morek and Suran, and shelled with mortars the villages around Maarat al-Numan and Khan Shaykhun, killing two.
"""
_CODE = """
import sys
from warledger.coder import Coder
from warledger.model import Report
from datetime import date
coded = Coder().code(Report("r", sys.argv[1], date(2019, 3, 5)))
for claim in coded.claims:
    print(claim)
for place in coded.places:
    print(place)
"""


def test_the_seed_of_hashes_changes_nothing() -> None:
    running = [
        subprocess.Popen(
            [sys.executable, "-c", _CODE, _TEXT],
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONHASHSEED": seed},
        )
        for seed in ("1", "2")
    ]
    first, second = (program.communicate()[0] for program in running)

    assert first.count(b"Claim(") >= 4
    assert first == second
