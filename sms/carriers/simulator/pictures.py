"""Three pictures a handset can send, painted here so that no file of unknown origin is needed."""

import math
import struct
import zlib
from collections.abc import Callable

_WIDTH, _HEIGHT = 200, 150
Colour = tuple[int, int, int]


def _sunset(x: float, y: float) -> Colour:
    if math.hypot(x - 0.62, (y - 0.52) * 0.75) < 0.11 and y < 0.6:
        return (255, 236, 170)
    if y > 0.6:
        glint = 30 * math.sin(60 * y + 8 * math.sin(12 * x))
        return (int(40 + glint * 0.6), int(62 + glint * 0.7), int(110 + glint))
    return (int(255 - 50 * (0.6 - y)), int(120 + 110 * y), int(90 + 60 * (1 - y)))


def _parcel(x: float, y: float) -> Colour:
    if not (0.2 < x < 0.8 and 0.22 < y < 0.86):
        return (226 - int(40 * y), 222 - int(40 * y), 214 - int(40 * y))
    if abs(x - 0.5) < 0.05:
        return (222, 196, 148)
    if 0.58 < x < 0.74 and 0.3 < y < 0.44:
        return (250, 250, 246)
    crack = abs(y - 0.55 - 0.06 * math.sin(22 * x)) < 0.012 and x < 0.45
    return (70, 48, 30) if crack else (186 - int(30 * y), 140 - int(26 * y), 88 - int(20 * y))


def _plant(x: float, y: float) -> Colour:
    if 0.38 < x < 0.62 and y > 0.68 and abs(x - 0.5) < 0.14 - 0.12 * (y - 0.68):
        return (198, 104, 72)
    for angle in range(-70, 71, 28):
        turn = math.radians(angle)
        along = (x - 0.5) * math.sin(turn) + (0.7 - y) * math.cos(turn)
        across = (x - 0.5) * math.cos(turn) - (0.7 - y) * math.sin(turn)
        if 0 < along < 0.5 and abs(across) < 0.06 * math.sin(math.pi * along / 0.5):
            return (46, 110 + int(120 * along), 66)
    return (238 - int(24 * y), 240 - int(24 * y), 232 - int(20 * y))


PICTURES: dict[str, Callable[[float, float], Colour]] = {
    "parcel": _parcel,
    "plant": _plant,
    "sunset": _sunset,
}
_painted: dict[str, bytes] = {}


def picture(name: str) -> bytes:
    """A picture as PNG (ISO/IEC 15948), painted once; raises KeyError for a name not in PICTURES."""
    if name not in _painted:
        paint = PICTURES[name]
        rows = bytearray()
        for y in range(_HEIGHT):
            rows.append(0)
            for x in range(_WIDTH):
                rows += bytes(max(0, min(255, part)) for part in paint(x / _WIDTH, y / _HEIGHT))
        header = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 2, 0, 0, 0)
        chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows), 6)), (b"IEND", b""))
        _painted[name] = b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)
    return _painted[name]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
