"""The media through which a saying came."""

from __future__ import annotations

from warledger.coding.attribution.lexicon import Lexicon, lexicon
from warledger.coding.attribution.syntax import SUBJECTS
from warledger.coding.attribution.table import Table

_TELLING = {"tell", "inform", "brief"}


def carriers(table: Table, verb: int) -> list[int]:
    """The media through which a saying came: "told AFP", "in a statement carried by SANA", "on Telegram"."""
    words = lexicon()
    out: list[int] = []
    if table.pos[verb] != "VERB":
        return out
    for kid in table.kids[verb]:
        dep = table.dep[kid]
        if dep in SUBJECTS:
            out.extend(k for k in table.kids[kid] if table.lower[k] in words.sets["platforms"])
        if dep in ("dobj", "dative") and table.lemma[verb] in _TELLING and table.ent[kid] == "ORG":
            out.append(kid)
        elif (
            dep == "prep" and kid > verb and table.lower[kid] in ("in", "on", "to", "via", "through", "with")
        ):
            for inner in table.kids[kid]:
                if table.lower[inner] in words.sets["platforms"] or (
                    table.lower[kid] in ("via", "through", "to") and table.ent[inner] == "ORG"
                ):
                    out.append(inner)
                elif table.lemma[inner] in words.sets["occasions"]:
                    out.extend(_carried(table, inner, words))
    return out


def _carried(table: Table, noun: int, words: Lexicon) -> list[int]:
    out: list[int] = []
    for kid in table.kids[noun]:
        if table.dep[kid] == "acl" and table.lemma[kid] in words.sets["carrying"]:
            for agent in table.kids[kid]:
                if table.lower[agent] in ("by", "in", "on", "through"):
                    out.extend(
                        k
                        for k in table.kids[agent]
                        if table.dep[k] == "pobj"
                        and table.ent[k] in ("ORG", "PERSON", "")
                        and table.pos[k] == "PROPN"
                    )
        elif table.dep[kid] == "prep" and table.lower[kid] in ("with", "to", "on", "via", "through"):
            out.extend(
                k
                for k in table.kids[kid]
                if table.ent[k] == "ORG" or table.lower[k] in words.sets["platforms"]
            )
    return out
