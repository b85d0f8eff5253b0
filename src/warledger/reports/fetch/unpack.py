"""Unpacking of answers in bounded memory: a few kilobytes may unpack to gigabytes."""

from __future__ import annotations

import zlib

from warledger.reports.fetch.failures import FetchError

ASKED = "gzip, deflate"
_MOST_LAYERS = 2
_PIECE = 1 << 16
_GZIP_OR_ZLIB = 47  # zlib: find out which of the two by the header


def unpacked(raw: bytes, coding: str, most: int) -> bytes:
    """Undo an answer's Content-Encoding.

    Args:
        raw: The bytes as they came.
        coding: The header's words ("gzip", "gzip, gzip" …).
        most: At most so many bytes may come out, of any layer.

    Raises:
        FetchError: It unpacks to more, cannot be unpacked, or is packed in a way that was not asked for.
    """
    layers = [word for part in coding.lower().split(",") if (word := part.strip()) not in ("", "identity")]
    if len(layers) > _MOST_LAYERS:
        raise FetchError(f"packed {len(layers)} times over", lasting=True)
    for layer in reversed(layers):
        if layer not in ("gzip", "x-gzip", "deflate"):
            raise FetchError(f"packed as {layer!r}, which was not asked for", lasting=True)
        raw = _inflated(raw, layer, most)
    return raw


def _inflated(raw: bytes, layer: str, most: int) -> bytes:
    out = bytearray()
    engine = _engine(raw, layer)
    waiting = raw
    try:
        while waiting:
            out += engine.decompress(waiting, min(_PIECE, most - len(out) + 1))
            if len(out) > most:
                raise FetchError(f"unpacks to more than {most / 1e6:.0f} MB", lasting=True)
            if engine.eof:
                waiting = engine.unused_data if layer != "deflate" else b""
                if not waiting.startswith(b"\x1f\x8b"):  # gzip may have several members; else it is padding
                    break
                engine = _engine(waiting, layer)
            else:
                waiting = engine.unconsumed_tail
    except zlib.error as error:
        raise FetchError(f"cannot be unpacked ({error})") from error
    if not engine.eof and not out:
        raise FetchError("is packed and breaks off")
    return bytes(out)


def _engine(raw: bytes, layer: str) -> zlib._Decompress:
    """Some servers call a bare deflate stream "deflate", others one with zlib's header."""
    bare = layer == "deflate" and not (
        len(raw) > 1 and raw[0] & 15 == 8 and (raw[0] * 256 + raw[1]) % 31 == 0
    )
    return zlib.decompressobj(-zlib.MAX_WBITS if bare else _GZIP_OR_ZLIB)
