"""Denials that no verb of denying bears: "claims about … are unfounded", "no truth to the news that …".

Read off the words rather than the tree: parsers stumble over just these sentences.
"""

from __future__ import annotations

from warledger.coding.attribution.found import Found
from warledger.coding.attribution.lexicon import Lexicon, lexicon
from warledger.coding.attribution.syntax import noun_phrase, subject_of, trim
from warledger.coding.attribution.table import Table

_BE = {"is", "are", "was", "were", "be", "been", "being", "as", "'re", "'s", "remain", "remains"}
_NOT = {"not", "n't", "never", "hardly"}
_LINKS = {
    "about",
    "of",
    "that",
    "on",
    "regarding",
    "concerning",
    "over",
    "alleging",
    "claiming",
    "suggesting",
    "saying",
    "circulating",
}
_MARKS = {'"', "''", "``", "'", "“", "”", "‘", "’"}
_REACH = 45
_TELLING = {
    "say",
    "publish",
    "report",
    "claim",
    "circulate",
    "spread",
    "write",
    "broadcast",
    "tell",
    "allege",
}
_THIS = {"this", "that", "it", "these", "those", "which"}
_IS = _BE - {"as", "been", "being"}
_NAMING = {"call", "brand", "label", "describe", "term", "denounce", "dismiss", "reject", "decry", "deem"}


def find(table: Table) -> list[Found]:
    """The denials of a report: head is the noun for what is told, content what is denied."""
    words = lexicon()
    out: list[Found] = []
    for begin, end in table.bounds:
        for word in range(begin, end):
            low = table.lower[word]
            found: Found | None = None
            if low in words.sets["untrue"] | words.sets["true"]:
                found = _this_is_not_so(table, word, begin, end, words)
            if found is not None:
                pass
            elif low in words.sets["untrue"]:
                found = _untrue(table, word, begin, end, words)
            elif low in words.sets["truth"]:
                without = table.lower[word - 1] == "without"
                found = (_untrue if without else _no_truth)(table, word, begin, end, words)
            elif low in words.sets["deny_forms"]:
                found = _denied(table, word, end, words)
            if found is not None and found.content:
                out.append(found)
    return out


def _this_is_not_so(table: Table, word: int, begin: int, end: int, words: Lexicon) -> Found | None:
    """For "This is not true", "Their claim is incorrect": what was told before is denied."""
    be = next((w for w in range(word - 1, max(begin, word - 6), -1) if table.lower[w] in _IS), -1)
    subject = (
        next((k for k in table.kids[be] if table.dep[k] in ("nsubj", "nsubjpass")), -1) if be > begin else -1
    )
    if (
        subject < 0
        or subject > be
        or any(table.pos[w] in ("NOUN", "PROPN", "VERB") for w in range(be + 1, word))
    ):
        return None
    true = table.lower[word] in words.sets["true"]
    clause = word + 1 < end and table.lower[word + 1] in ("that", "whether", "to", "of", "for")
    if clause or any(table.lower[w] in _NOT for w in range(be, word)) != true:
        return None
    if table.lower[subject] in _THIS:
        content = list(range(subject, word + 1))
    elif true and is_telling(table, subject, words):
        content = _told(table, subject, be, words) or list(range(table.first[subject], word + 1))
    else:
        return None
    return Found(word, "report-noun", [], [word], trim(table, content), denies=True, anonymous=True)


def is_telling(table: Table, word: int, words: Lexicon) -> bool:
    """Whether a word names something told ("reports", "the news")."""
    tellings = words.sets["tellings"]
    low = table.lower[word]
    return table.lemma[word] in tellings or low in tellings or (low.endswith("s") and low[:-1] in tellings)


def _names_telling(table: Table, word: int, end: int, words: Lexicon) -> bool:
    """Whether something told is meant: "reports", or "*what* is published about …"."""
    if table.lower[word] != "what":
        return is_telling(table, word, words)
    verbs = (w for w in range(word + 1, min(word + 7, end)) if table.pos[w] == "VERB")
    return any(table.lemma[w] in _TELLING for w in verbs)


def _telling_before(table: Table, at: int, begin: int, words: Lexicon) -> int:
    """The word for what is told in the same sentence before a word; -1 where there is none."""
    for word in range(at, max(begin - 1, at - _REACH - 1), -1):
        if _names_telling(table, word, at, words):
            return word
        if table.text[word] == ";":
            break
    return -1


def _untrue(table: Table, word: int, begin: int, end: int, words: Lexicon) -> Found | None:
    if word > begin and table.lower[word - 1] == "as":
        # "dismissed as baseless reports that …"
        told = next((w for w in range(word + 1, min(word + 4, end)) if is_telling(table, w, words)), -1)
        content = _about(table, told, end) if told >= 0 else []
        if content:
            return Found(told, "report-noun", [], [told], trim(table, content), denies=True, anonymous=True)
    called = _called(table, word, begin, words)
    if called is not None:
        return called
    at = word - 1
    steps = 0
    while at > begin and steps < 4 and table.lower[at] not in _BE and not is_telling(table, at, words):
        if table.lower[at] in _NOT or table.text[at] in (",", ";"):
            return None
        at -= 1
        steps += 1
    if at <= begin:
        return None
    if table.lower[at] not in _BE and (not is_telling(table, at, words) or word - at > 2):
        return None
    telling = _telling_before(table, at, begin, words)
    if telling < 0 or table.lower[telling] == table.lower[word]:
        return None
    # "reports about claims that …": the first of a row of such words bears it.
    content = _told(table, telling, at, words)
    if not content:
        first = telling
        while first > begin and table.pos[first - 1] in ("DET", "ADJ", "PRON", "NOUN", "PROPN", "PART"):
            first -= 1
        last = word + 1 if word + 1 < end and table.text[word + 1] in _MARKS else word
        content = list(range(first, last + 1))
    return Found(telling, "report-noun", [], [telling], trim(table, content), denies=True, anonymous=True)


def _called(table: Table, word: int, begin: int, words: Lexicon) -> Found | None:
    """For "called the claims of … lies", "described the reports as false": who names them so denies."""
    for verb in range(word - 1, max(begin - 1, word - _REACH), -1):
        if table.text[verb] in (";", ":"):
            return None
        if table.pos[verb] != "VERB" or table.lemma[verb] not in _NAMING:
            continue
        telling = next((w for w in range(verb + 1, min(verb + 6, word)) if is_telling(table, w, words)), -1)
        if telling < 0 and table.lower[verb + 1] in _THIS:
            telling = verb + 1
        between = range(verb + 1, word)
        subject, passive = subject_of(table, verb)
        if telling < 0 or subject < 0 or passive or any(table.lower[w] in _NOT for w in between):
            return None
        stop = word
        while stop > telling and (
            table.pos[stop - 1] in ("DET", "ADJ", "ADV") or table.lower[stop - 1] == "as"
        ):
            stop -= 1
        while stop > telling and table.text[stop - 1] in _MARKS:
            stop -= 1
        content = _told(table, telling, stop, words) or list(range(verb + 1, telling + 1))
        source = [w for w in noun_phrase(table, subject) if w < verb]
        return Found(verb, "deny", source, [verb], trim(table, content), denies=True, source_head=subject)
    return None


def _told(table: Table, telling: int, stop: int, words: Lexicon) -> list[int]:
    """What a telling tells, up to a word."""
    del words
    link = next((w for w in range(telling + 1, min(telling + 8, stop)) if table.lower[w] in _LINKS), -1)
    return list(range(link + 1, stop)) if 0 <= link < stop - 1 else []


def _no_truth(table: Table, word: int, begin: int, end: int, words: Lexicon) -> Found | None:
    negated = any(
        table.lower[w] in ("no", "without", "nothing", "not", "n't", "lack", "lacks")
        for w in range(max(begin, word - 4), word)
    )
    if not negated or word + 2 >= end or table.lower[word + 1] not in ("to", "in", "for", "of", "behind"):
        return None
    stop = word + 2
    quote = table.quote[word]
    while stop < end and table.quote[stop] == quote and table.text[stop] not in (";", ":"):
        stop += 1
    telling = next((w for w in range(word + 2, stop) if is_telling(table, w, words)), -1)
    content = list(range(word + 2, stop))
    if telling >= 0:
        content = _about(table, telling, stop) or content
    return Found(word, "report-noun", [], [word], trim(table, content), denies=True, anonymous=True)


def _about(table: Table, telling: int, stop: int) -> list[int]:
    link = next(
        (
            w
            for w in range(telling + 1, stop)
            if table.lower[w] in ("about", "of", "that", "on", "regarding", "concerning")
        ),
        -1,
    )
    return list(range(link + 1, stop)) if 0 <= link < stop - 1 else []


def _denied(table: Table, word: int, end: int, words: Lexicon) -> Found | None:
    """Cues like "refuting claims that …" where the parse takes the cue for a noun; the rules read verbs."""
    if table.pos[word] in ("VERB", "AUX"):
        return None
    if table.lower[word] in ("denial", "denials"):
        return None
    telling = next((w for w in range(word + 1, min(word + 5, end)) if is_telling(table, w, words)), -1)
    if telling < 0:
        return None
    stop = next((w for w in range(telling, end) if table.text[w] in (";", ":")), end)
    content = _about(table, telling, min(stop, end))
    root = word
    for _ in range(30):
        if table.head[root] == root:
            break
        root = table.head[root]
    subject, _ = subject_of(table, root) if table.pos[root] in ("VERB", "AUX") else (-1, False)
    found = Found(word, "deny", [], [word], trim(table, content), denies=True, source_head=subject)
    if subject >= 0:
        found.source = noun_phrase(table, subject)
    return found
