"""What the parse tells of a word: its subject, its phrase, its class in the lexicon."""

from __future__ import annotations

from warledger.coding.attribution.lexicon import Lexicon, lexicon
from warledger.coding.attribution.table import Table

SUBJECTS = ("nsubj", "nsubjpass", "csubj")
_TRIM_LEFT = {",", ";", ":", ".", "--", "-", "—", "–", ")", "...", "…"}
_TRIM_RIGHT = {",", ";", ":", ".", "--", "-", "—", "–", "("}
_MARKS = {'"', "``", "''", "'", "`"}
_NEGATIONS = {"not", "n't", "never", "neither", "nor"}


def verb_class(table: Table, word: int, words: Lexicon) -> str:
    """The class of a verb, or ""."""
    lemma = table.lemma[word]
    for kid in table.kids[word]:
        if kid > word and table.dep[kid] in ("prt", "prep"):
            found = words.particles.get((lemma, table.lower[kid]))
            if found:
                return found
    return words.verbs.get(lemma, "")


def subject_of(table: Table, verb: int) -> tuple[int, bool]:
    """The head of a verb's subject (-1: none), and whether it is passive; climbs to who shares it."""
    word = verb
    for _ in range(6):
        subjects = [k for k in table.kids[word] if table.dep[k] in SUBJECTS]
        if subjects:
            # "State agency NNA said" may be parsed as two subjects; the name stands next to the verb.
            kid = next((k for k in reversed(subjects) if k < word), subjects[0])
            return kid, table.dep[kid] == "nsubjpass" and word == verb
        dep, head = table.dep[word], table.head[word]
        if head == word:
            return -1, False
        if dep in ("acl", "relcl"):
            return head, False
        if dep not in ("conj", "xcomp", "advcl", "pcomp", "prep", "ccomp", "dep"):
            return -1, False
        if dep == "ccomp" and table.tag[word] not in ("VBG", "VB", "VBN"):
            return -1, False
        if dep in ("xcomp", "ccomp") and table.tag[word] == "VB":
            # "forced the government to deny": the object of the one is the subject of the other.
            ruled = [k for k in table.kids[head] if table.dep[k] == "dobj" and head < k < word]
            if ruled and table.lemma[head] != "promise":
                return ruled[0], False
        if dep == "advcl" and word == verb and table.tag[word] == "VBG":
            speaker = _speaker_above(table, word)
            if speaker >= 0:
                return speaker, False
            nearest = _nearest_subject(table, word)
            if nearest >= 0:
                return nearest, False
        word = head
    return -1, False


def speech_above(table: Table, verb: int) -> int:
    """The nearest verb of saying with a subject of its own above a word; -1: none."""
    words = lexicon()
    word = table.head[verb]
    for _ in range(5):
        speaks = words.verbs.get(table.lemma[word]) in ("say", "confirm", "deny", "demand", "plan")
        if speaks and table.pos[word] == "VERB" and any(table.dep[k] in SUBJECTS for k in table.kids[word]):
            return word
        if table.head[word] == word:
            break
        word = table.head[word]
    return -1


def _speaker_above(table: Table, verb: int) -> int:
    """For "…, adding that": the subject of the verb of saying above."""
    word = speech_above(table, verb)
    return subject_of(table, word)[0] if word >= 0 else -1


def subject_words(table: Table, head: int) -> list[int]:
    """The words of a source; "state agency NNA", parsed as two subjects of one verb, comes whole."""
    chosen = noun_phrase(table, head)
    if table.dep[head] in SUBJECTS:
        for kid in table.kids[table.head[head]]:
            if kid != head and table.dep[kid] in SUBJECTS and table.last[kid] + 1 == chosen[0]:
                return noun_phrase(table, kid) + chosen
    return chosen


def _nearest_subject(table: Table, verb: int) -> int:
    """For "…, claiming that" after several clauses: the last subject before it that can speak."""
    words = lexicon()
    if words.verbs.get(table.lemma[verb]) not in ("say", "confirm", "deny", "demand", "plan"):
        return -1
    begin = table.bounds[table.sentence[verb]][0]
    for word in range(verb - 1, begin - 1, -1):
        subject = table.dep[word] in ("nsubj", "nsubjpass") and table.tag[table.head[word]] not in (
            "VBG",
            "VBN",
        )
        if subject and (
            table.pos[word] in ("PROPN", "PRON") or names_speaker(table, word) or table.tag[word] == "NNS"
        ):
            return word
    return -1


def noun_phrase(table: Table, head: int) -> list[int]:
    """The words of a noun phrase, without what is only said about it (relative clauses, appositions)."""
    keep = [head]
    for kid in table.kids[head]:
        if table.dep[kid] in (
            "relcl",
            "appos",
            "acl",
            "punct",
            "cc",
            "conj",
            "advcl",
            "parataxis",
            "advmod",
            "ccomp",
        ):
            if table.dep[kid] in ("cc", "conj") and abs(kid - head) < 12 and _plain_list(table, head):
                keep.extend(table.subtree(kid) if table.dep[kid] == "conj" else [kid])
            elif table.dep[kid] == "appos" and table.pos[kid] == "PROPN" and kid == head + 1:
                keep.extend(noun_phrase(table, kid))
            continue
        if table.dep[kid] == "prep" and any(table.ent[k] in ("DATE", "TIME") for k in table.kids[kid]):
            continue  # "the rebels *on Saturday* said"
        keep.extend(table.subtree(kid))
    keep = sorted(set(keep))
    at = keep.index(head)
    lo, hi = at, at
    while lo > 0 and _touches(table, keep[lo - 1], keep[lo]):
        lo -= 1
    while hi + 1 < len(keep) and _touches(table, keep[hi], keep[hi + 1]):
        hi += 1
    return list(range(keep[lo], keep[hi] + 1))


def _touches(table: Table, left: int, right: int) -> bool:
    """Whether two words stand side by side, or with only a hyphen or an apostrophe between them."""
    return right == left + 1 or (right == left + 2 and table.text[left + 1] in {"-", "'", "’", "/"})


def _plain_list(table: Table, head: int) -> bool:
    return all(table.dep[k] not in ("relcl", "appos") for k in table.kids[head])


def trim(table: Table, words: list[int]) -> list[int]:
    """Content without the punctuation that only sets it off, one run at a time."""
    runs: list[list[int]] = []
    for word in sorted(set(words)):
        if runs and word == runs[-1][-1] + 1:
            runs[-1].append(word)
        else:
            runs.append([word])
    out: list[int] = []
    for run in runs:
        lo, hi = 0, len(run) - 1
        while lo <= hi and table.text[run[lo]] in _TRIM_LEFT:
            lo += 1
        while hi >= lo and table.text[run[hi]] in _TRIM_RIGHT:
            hi -= 1
        if hi == lo and table.text[run[lo]] in _MARKS:
            continue
        out.extend(run[lo : hi + 1])
    return out


def heal_quotes(table: Table, words: list[int], bound: int = -1) -> list[int]:
    """Take in the rest of a quotation that the content already holds the better part of."""
    chosen = set(words)
    for number in {table.quote[w] for w in words} - {-1}:
        quotation = table.quotations[number]
        inside = words_of_quote(table, number)
        if not inside or bound in inside:
            continue
        share = sum(w in chosen for w in inside) / len(inside)
        if share >= 0.5 or (table.start[inside[0]] == quotation.start and inside[0] in chosen):
            chosen.update(inside)
    return sorted(chosen)


def words_of_quote(table: Table, number: int) -> list[int]:
    """The words of a quotation, its marks included."""
    span = table.quotations[number].span
    lo, hi = 0, len(table)
    while lo < hi:
        mid = (lo + hi) // 2
        if table.start[mid] < span.start:
            lo = mid + 1
        else:
            hi = mid
    out = []
    while lo < len(table) and table.start[lo] < span.end:
        out.append(lo)
        lo += 1
    return out


def is_negated(table: Table, verb: int) -> bool:
    """Whether the cue itself is negated ("did not say", "has yet to comment")."""
    if any(table.dep[k] == "neg" or table.lower[k] in _NEGATIONS for k in table.kids[verb] if k < verb):
        return True
    for kid in table.kids[verb]:
        if table.dep[kid] in SUBJECTS and any(table.lower[k] in ("no", "neither") for k in table.kids[kid]):
            return True
    begin = table.bounds[table.sentence[verb]][0]
    return any(table.lower[w] in ("nor", "neither") for w in range(max(begin, verb - 2), verb))


def names_speaker(table: Table, word: int) -> bool:
    """Whether a noun names someone or something that can speak."""
    words = lexicon()
    lemma = table.lemma[word]
    return (
        table.ent[word] in ("ORG", "PERSON")
        or lemma in words.sets["persons"]
        or lemma in words.sets["institutions"]
        or lemma in words.sets["statements"]
    )
