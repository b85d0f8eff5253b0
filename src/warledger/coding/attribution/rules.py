"""Who says what by syntax: for a word that may be a cue, its class, its source and its content.

These rules find the sayings on their own, and where a trained model is at hand they are its best features.
"""

from __future__ import annotations

from warledger.coding.attribution.found import Found
from warledger.coding.attribution.lexicon import Lexicon, lexicon
from warledger.coding.attribution.syntax import (
    SUBJECTS,
    names_speaker,
    noun_phrase,
    trim,
    verb_class,
    words_of_quote,
)
from warledger.coding.attribution.table import Table
from warledger.coding.attribution.verbs import verb_saying


def find(table: Table) -> list[Found]:
    """All sayings that syntax and the lexicon show, in the order of their cues."""
    words = lexicon()
    out: list[Found] = []
    for word in range(len(table)):
        found = at(table, word, words)
        if found is not None and (found.content or found.neutral):
            out.append(found)
    return out


def at(table: Table, word: int, words: Lexicon) -> Found | None:
    """The saying that a word bears by rule, or None; its content may be empty."""
    pos = table.pos[word]
    if pos in ("VERB", "AUX"):
        if table.lower[word] == "according":
            return _according(table, word)
        cue_class = verb_class(table, word, words)
        return verb_saying(table, word, cue_class, words) if cue_class else None
    if table.lower[word] in ("according", "per"):
        return _according(table, word)
    if pos == "NOUN":
        return _noun(table, word, words)
    if pos == "ADV" and table.lower[word] in words.sets["hearsay"]:
        head = table.head[word]
        content = trim(table, [w for w in table.subtree(head) if w != word])
        return Found(word, "believe", [], [word], content, anonymous=True)
    if table.text[word] == ":":
        return _colon(table, word)
    return None


def _according(table: Table, word: int) -> Found | None:
    to = word
    if table.lower[word] == "according":
        to = word + 1
        if to >= len(table) or table.lower[to] != "to":
            return None
    source = next((k for k in table.kids[to] if table.dep[k] in ("pobj", "pcomp")), -1)
    if source < 0:
        source = next((k for k in table.kids[word] if table.dep[k] in ("pobj", "pcomp")), -1)
    if source < 0:
        return None
    if word != to:
        cue = [word, to]
    elif table.pos[source] not in ("PROPN", "NOUN") or not names_speaker(table, source):
        return None
    else:
        cue = [word]
    names = noun_phrase(table, source)
    host = table.head[word]
    while table.pos[host] not in ("VERB", "AUX") and table.head[host] != host and table.dep[host] != "ROOT":
        host = table.head[host]
    begin, end = table.bounds[table.sentence[word]]
    own = set(table.subtree(word)) | set(names) | set(cue)
    full = host == table.head[host] or table.dep[host] in ("ROOT", "ccomp") or word - begin <= 1
    content = range(begin, end) if full else table.subtree(host)
    if full:
        while host != table.head[host]:
            host = table.head[host]
    found = Found(word, "say", names, cue, source_head=source)
    body = trim(table, [w for w in content if w not in own])
    if table.quote[word] >= 0:
        body = [w for w in body if table.quote[w] == table.quote[word]]
    found.content = body
    return found


def _noun(table: Table, word: int, words: Lexicon) -> Found | None:
    cue_class = words.nouns.get(table.lemma[word], "")
    if not cue_class:
        return None
    kids = table.kids[word]
    content: list[int] = []
    for kid in kids:
        dep = table.dep[kid]
        if kid < word:
            continue
        if (
            dep in ("acl", "ccomp", "relcl")
            and table.tag[kid] not in ("VBG", "VBN")
            and _has_that(table, kid, dep)
        ):
            content = table.subtree(kid)
        elif dep == "prep" and table.lower[kid] in ("of", "about", "on", "that") and not content:
            content = [w for j in table.kids[kid] for w in table.subtree(j)]
    found = Found(word, cue_class, cue=[word], anonymous=True)
    if not content and table.lemma[word] in words.sets["tellings"]:
        # "… claims late on Monday that they had left": the parser hangs the clause elsewhere.
        end = table.bounds[table.sentence[word]][1]
        that = next((w for w in range(word + 2, min(word + 8, end)) if table.lower[w] == "that"), -1)
        if (
            that >= 0
            and table.dep[that] == "mark"
            and all(table.pos[w] != "VERB" for w in range(word + 1, that))
        ):
            content = table.subtree(table.head[that])
    found.content = trim(table, content)
    owner = next((k for k in kids if table.dep[k] == "poss"), -1)
    if owner >= 0:
        found.source_head = owner
        found.source = [w for w in noun_phrase(table, owner) if table.tag[w] != "POS"]
        found.anonymous = False
    else:
        by = _teller(table, word, words) + [
            j
            for k in kids
            if table.lower[k] in ("by", "from") and table.dep[k] == "prep"
            for j in table.kids[k]
        ]
        if by:
            found.source_head = by[0]
            found.source = noun_phrase(table, by[0])
            found.anonymous = False
    return found if found.content else None


def _teller(table: Table, word: int, words: Lexicon) -> list[int]:
    """The party before a telling: "opposition claims", "police reports"."""
    if table.lemma[word] not in words.sets["tellings"]:
        return []
    return [
        k
        for k in table.kids[word]
        if k < word
        and table.dep[k] in ("compound", "amod")
        and (table.lemma[k] in words.sets["tellers"] or table.ent[k] == "ORG")
    ][-1:]


def _has_that(table: Table, clause: int, dep: str) -> bool:
    if dep == "ccomp":
        return True
    first = table.first[clause]
    if table.lower[first] == "that":
        return table.dep[first] == "mark" or dep == "acl"
    return dep == "acl" and any(table.dep[k] in SUBJECTS for k in table.kids[clause])


def _colon(table: Table, word: int) -> Found | None:
    """A headline's 'Ministry: army has left' and 'The commander: "…"'."""
    begin, end = table.bounds[table.sentence[word]]
    if word - begin > 8 or word == begin:
        return None
    head = table.head[word]
    left = list(range(begin, word))
    if any(table.pos[w] in ("VERB", "AUX") for w in left):
        return None
    quoted = (
        word + 1 < len(table)
        and table.quote[word + 1] >= 0
        and table.paragraph[word + 1] == table.paragraph[word]
    )
    first_line = table.paragraph[word] == 0
    names = [w for w in left if table.pos[w] in ("PROPN", "NOUN")]
    if not names or not (quoted or (first_line and names_speaker(table, names[-1]))):
        return None
    content = list(range(word + 1, end))
    if quoted:
        content = words_of_quote(table, table.quote[word + 1])
    body = trim(table, content)
    if len(body) < 3:
        return None
    anchor = names[-1] if head not in left else head
    return Found(word, "say", left, [word], body, source_head=anchor if anchor in left else names[-1])
