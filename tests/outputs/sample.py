"""Claims with their codes, for the tests of the forms and the situation report."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ledger.make import claim, place
from warledger.model import Actor, Claim, Codes, Place

CODES = {
    "capture": Codes("ASSAULT", "", "190", "Battles", "Non-state actor overtakes territory"),
    "withdraw": Codes(
        "RETREAT", "withdraw", "087", "Strategic developments", "Non-violent transfer of territory"
    ),
    "airstrike": Codes("ASSAULT", "aerial", "195", "Explosions/Remote violence", "Air/drone strike"),
    "killing": Codes("ASSAULT", "targeted", "186", "Violence against civilians", "Attack"),
    "talks": Codes("CONSULT", "", "040", "", ""),
    "protest": Codes("PROTEST", "demo", "141", "Protests", "Peaceful protest"),
    "displacement": Codes("", "", "", "Strategic developments", "Other"),
}
RSF = Actor("Rapid Support Forces", "rsf")
SUDAN = Actor("Sudanese Armed Forces", "sdn-army")
CIVILIANS = Actor("civilians")


def told(kind: str, on: str | None, **fields: Any) -> Claim:
    made = claim(kind, on, **fields)
    return replace(made, codes=CODES[kind], quote=fields.get("quote", f"{kind} as the report has it"))


def omdurman(**fields: Any) -> Place:
    return place("Omdurman", 15.64, 32.48, admin1="Khartoum", country="SD", **fields)
