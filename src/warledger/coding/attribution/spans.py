"""What the learned model sees of each word around a cue: how it hangs on the cue, and what stands beside it.

The same code serves training and use; a change here asks for a new training (training/attribution/README.md).
"""

from __future__ import annotations

from dataclasses import dataclass

from warledger.coding.attribution.features import kind_of
from warledger.coding.attribution.found import Found
from warledger.coding.attribution.lexicon import lexicon
from warledger.coding.attribution.syntax import subject_of
from warledger.coding.attribution.table import Table
from warledger.coding.attribution.windows import Window

_CLOSED = {"DET", "ADP", "PUNCT", "PRON", "SCONJ", "CCONJ", "PART", "AUX", "ADV"}
_BUCKETS = (1, 2, 3, 5, 8, 13, 21, 40)


@dataclass(slots=True)
class _Scene:
    """A window as the features need it, an entry for each atom.

    ``rels`` tells how an atom hangs on the cue, ``branches`` which branch of the tree holds it,
    ``tags`` its word or tag, ``roles`` what the rules take it for.
    """

    kind: str
    name: str
    shape: str
    here: int
    reps: list[int]
    rels: list[str]
    branches: list[int]
    tags: list[str]
    roles: list[str]


def span_features(
    table: Table, view: Window, rule: Found | None, frequent: frozenset[str]
) -> list[list[str]]:
    """The features of every atom of a window, towards its cue."""
    scene = _scene(table, view, rule, frequent)
    return [_features(table, view, scene, i) for i in range(len(view.atoms))]


def _scene(table: Table, view: Window, rule: Found | None, frequent: frozenset[str]) -> _Scene:
    cue = view.cue
    lemma = table.lemma[cue]
    kind = kind_of(table, cue, lexicon())
    source = frozenset(rule.source) if rule else frozenset()
    content = frozenset(rule.content) if rule else frozenset()
    subject, passive = subject_of(table, cue) if table.pos[cue] in ("VERB", "AUX") else (-1, False)
    shape = f"{table.tag[cue]}{passive:d}{subject >= 0:d}{subject > cue:d}{bool(source):d}{bool(content):d}"
    own = table.sentence[cue]
    reps = [
        _representative(table, first, last, own) if quoted else first
        for (first, last), quoted in zip(view.atoms, view.quoted, strict=True)
    ]
    rels, branches = _relations(table, cue, reps)
    return _Scene(
        kind,
        lemma if lemma in frequent else "~" + kind,
        shape,
        next((i for i, (a, b) in enumerate(view.atoms) if a <= cue <= b), 0),
        reps,
        rels,
        branches,
        [_tag(table, rep, quoted) for rep, quoted in zip(reps, view.quoted, strict=True)],
        ["S" if rep in source else "C" if rep in content else "-" for rep in reps],
    )


def _tag(table: Table, rep: int, quoted: bool) -> str:
    if quoted:
        return "Q"
    return table.lower[rep] if table.pos[rep] in _CLOSED else table.tag[rep]


def _relations(table: Table, cue: int, reps: list[int]) -> tuple[list[str], list[int]]:
    """How each word hangs on the cue: the branch below the cue, or below one of the words above it."""
    chain = [cue]
    while table.head[chain[-1]] != chain[-1] and len(chain) < 12:
        chain.append(table.head[chain[-1]])
    level = {w: i for i, w in enumerate(chain)}
    up = [table.dep[w] for w in chain]
    own = table.sentence[cue]
    ways = ["", up[0]] + [
        up[0] + "." + up[min(1, len(up) - 1)] + (f".{k}" if k > 2 else "") for k in range(2, 13)
    ]
    rels: list[str] = []
    branches: list[int] = []
    for rep in reps:
        if table.sentence[rep] != own:
            rels.append("o<" if rep < cue else "o>")
            branches.append(-table.sentence[rep] - 2)
            continue
        branch, word, depth = -1, rep, 0
        while word not in level and depth < 40:
            branch, word, depth = word, table.head[word], depth + 1
            if table.head[word] == word:
                break
        k = level.get(word, 9)
        if branch < 0:
            rels.append("self" if k == 0 else f"up{min(k, 4)}{up[k - 1]}")
            branches.append(word)
        else:
            rels.append(f"{ways[k]}:{table.dep[branch]}{'<' if branch < cue else '>'}")
            branches.append(branch)
    return rels, branches


def _features(table: Table, view: Window, scene: _Scene, i: int) -> list[str]:
    count = len(view.atoms)
    rep, rel = scene.reps[i], scene.rels[i]
    kind, name, shape = scene.kind, scene.name, scene.shape
    tags, rels, roles, branches = scene.tags, scene.rels, scene.roles, scene.branches
    far = abs(i - scene.here)
    bucket = next((n for n, b in enumerate(_BUCKETS) if far <= b), len(_BUCKETS))
    side = "<" if i < scene.here else ">" if i > scene.here else "="
    edge = ("B" if i == 0 or branches[i - 1] != branches[i] else "") + (
        "E" if i + 1 == count or branches[i + 1] != branches[i] else ""
    )
    before = tags[i - 1] if i else "<w>"
    after = tags[i + 1] if i + 1 < count else "</w>"
    rel_before = rels[i - 1] if i else "<w>"
    rel_after = rels[i + 1] if i + 1 < count else "</w>"
    role = roles[i]
    role_before = roles[i - 1] if i else "-"
    role_after = roles[i + 1] if i + 1 < count else "-"
    away = table.sentence[rep] - table.sentence[view.cue]
    features = [
        "b",
        "t=" + tags[i],
        "g=" + table.tag[rep],
        "r=" + rel,
        "re=" + rel + edge,
        "rn=" + rel + "|" + name,
        "rk=" + rel + "|" + kind,
        "rs=" + rel + "|" + shape,
        "rt=" + rel + "|" + tags[i],
        "rp=" + rel_before + "|" + rel,
        "rx=" + rel + "|" + rel_after,
        "ret=" + rel + edge + before,
        "d=" + table.dep[rep] + side,
        f"x={bucket}{side}",
        f"xt={bucket}{side}{tags[i]}",
        "pt=" + before + "|" + tags[i],
        "nt=" + tags[i] + "|" + after,
        "ppt=" + (tags[i - 2] if i > 1 else "<w>") + "|" + before,
        "nnt=" + after + "|" + (tags[i + 2] if i + 2 < count else "</w>"),
        "z=" + role_before + role + role_after,
        "zk=" + role + "|" + kind,
        "zn=" + role_before + role + role_after + "|" + name,
        "zt=" + role + "|" + tags[i],
        "zr=" + role_before + role + role_after + "|" + rel,
        "zs=" + role + side + shape,
        "rpa=" + rel_before + "|" + before + "|" + side,
        "rna=" + rel_after + "|" + after + "|" + side,
        f"st={away}" if abs(away) < 4 else "st=far",
    ]
    if far <= 3:
        features += [f"near={i - scene.here}|{tags[i]}", f"nearn={i - scene.here}|{name}"]
    if i == 0:
        features.append("first")
    if i + 1 == count:
        features.append("last")
    if view.quoted[i]:
        features += _quote_features(table, view, scene, i)
    elif table.ent[rep]:
        features += ["e=" + table.ent[rep], "er=" + table.ent[rep] + "|" + rel]
    return features


def _quote_features(table: Table, view: Window, scene: _Scene, i: int) -> list[str]:
    first, last = view.atoms[i]
    far = min(abs(i - scene.here), 4)
    side = "<" if i < scene.here else ">" if i > scene.here else "="
    size = last - first
    long = 0 if size < 5 else 1 if size < 10 else 2
    ends = table.text[last - 1] if last > first else ""
    ends = ends if ends in (",", ".", "?", "!") else "w"
    before = scene.tags[i - 1] if i else "<w>"
    after = scene.tags[i + 1] if i + 1 < len(view.atoms) else "</w>"
    return [
        f"q{long}",
        f"q{long}{side}{scene.kind}",
        f"qr{long}{scene.rels[i]}",
        f"qx{long}{side}{far}",
        f"qxe{side}{far}{ends}",
        f"qn{side}{scene.name}",
        f"qs{long}{side}{scene.shape}",
        f"qa{before}|{after}{side}",
    ]


def _representative(table: Table, first: int, last: int, sentence: int) -> int:
    """The word of a quotation by which it hangs in the sentence of the cue, or else its first real word."""
    chosen = -1
    for word in range(first, last + 1):
        if table.sentence[word] != sentence or table.pos[word] == "PUNCT":
            continue
        head = table.head[word]
        if head == word or not first <= head <= last:
            if chosen < 0 or table.pos[word] in ("VERB", "AUX"):
                chosen = word
            if table.pos[word] in ("VERB", "AUX"):
                break
    return chosen if chosen >= 0 else min(first + 1, last)
