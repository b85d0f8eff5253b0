"""The media through which a saying came."""

from __future__ import annotations

from warledger.coding.attribution.lexicon import Lexicon, lexicon
from warledger.coding.attribution.syntax import SUBJECTS
from warledger.coding.attribution.table import Table

_TELLING = {"tell", "inform", "brief"}
_PLACES = ("in", "on", "to", "via", "through", "with")
_OUTLETS = {
    "agency", "television", "tv", "radio", "channel", "newspaper", "broadcaster", "network", "media",
    "outlet", "website",
}  # fmt: skip


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
        if dep in ("dobj", "dative") and table.lemma[verb] in _TELLING and _is_outlet(table, kid):
            out.append(kid)
        elif dep == "prep" and table.lower[kid] in _PLACES:
            for inner in table.kids[kid]:
                if table.lemma[inner] in words.sets["occasions"]:
                    out.extend(_carried(table, inner, words))
                elif kid < verb:
                    continue  # "On Telegram" before the verb may be where something else stood
                elif _is_platform(table, inner, words) or (
                    table.lower[kid] in ("via", "through", "to") and _is_outlet(table, inner)
                ):
                    out.append(inner)
    return out


def _is_outlet(table: Table, word: int) -> bool:
    """Whether a word names a body that may hand words on; acronyms that the parser has no label for count."""
    acronym = table.text[word].isupper() and len(table.text[word]) > 1 and table.pos[word] == "PROPN"
    return table.ent[word] == "ORG" or (acronym and table.ent[word] in ("", "PERSON", "GPE"))


def _is_platform(table: Table, word: int, words: Lexicon) -> bool:
    platforms = words.sets["platforms"]
    low = table.lower[word]
    return low in platforms or (word > 0 and f"{table.lower[word - 1]} {low}" in platforms)


def _carried(table: Table, noun: int, words: Lexicon) -> list[int]:
    out: list[int] = []
    for kid in table.kids[noun]:
        if table.dep[kid] == "acl" and table.lemma[kid] in words.sets["carrying"]:
            for agent in table.kids[kid]:
                if table.lower[agent] in ("by", "in", "on", "through"):
                    out.extend(_medium(table, k) for k in table.kids[agent] if _is_medium(table, k))
        elif table.dep[kid] == "prep" and table.lower[kid] in ("with", "to", "on", "via", "through"):
            out.extend(k for k in table.kids[kid] if table.ent[k] == "ORG" or _is_platform(table, k, words))
    return out


def _is_medium(table: Table, word: int) -> bool:
    if table.dep[word] != "pobj":
        return False
    named = table.pos[word] == "PROPN" and table.ent[word] in ("ORG", "PERSON", "GPE", "")
    return named or table.lemma[word] in _OUTLETS


def _medium(table: Table, word: int) -> int:
    """The name right after "the state news agency", which parsers often take for a verb; else the word."""
    after = word + 1
    named = after < len(table) and table.text[after].isupper() and len(table.text[after]) > 1
    return after if table.pos[word] == "NOUN" and named else word
