"""How many segments a text takes on the air, and which characters make it dear.

Pure: the standard library alone. One segment holds 160 GSM 7-bit characters (GSM 03.38, now 3GPP TS 23.038,
6.2.1), or 153 when it is one of several, because each part then carries a header of 6 octets (TS 23.040,
9.2.3.24.1). One character outside that alphabet makes the whole text UCS-2: 70, or 67 in each part.
Extension characters take two septets and characters outside Unicode's first plane two units; neither pair
may be torn apart by the end of a segment, so a part may have to leave its last place empty.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

LIMIT = 1500
"""Longest text an agent may send, in characters (Unicode code points, whatever they take on the air)."""

GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENSION = frozenset("\f^{}\\[~]|€")

_TYPOGRAPHY: dict[str, str] = {
    **dict.fromkeys("‘’‚‛′ʹʻʼ`´＇", "'"),
    **dict.fromkeys("“”„‟″«»＂", '"'),
    **dict.fromkeys("‐‑‒–—―−⁃", "-"),
    **dict.fromkeys("•‣◦▪", "-"),
    # tab; no-break, narrow, mathematical and ideographic space; en quad to hair space; ends of lines
    **dict.fromkeys("\t\u00a0\u202f\u205f\u3000", " "),
    **{chr(code): " " for code in range(0x2000, 0x200B)},
    **dict.fromkeys("\u0085\u2028\u2029\v", "\n"),
    # zero-width space, word joiner, byte order mark, soft hyphen: seen by nobody, paid by the sender
    **dict.fromkeys("\u200b\u2060\ufeff\u00ad", ""),
    "…": "...",
    "‹": "<",
    "›": ">",
    "⁄": "/",
    "∕": "/",
}


class Encoding(StrEnum):
    """The alphabet a whole text is sent in; the carrier picks it by the same rule."""

    GSM7 = "GSM-7"
    UCS2 = "UCS-2"


_ROOM = {Encoding.GSM7: (160, 153), Encoding.UCS2: (70, 67)}


@dataclass(frozen=True, slots=True)
class Offender:
    """A character, with its combining marks, that no GSM 7-bit text can hold, and what to write instead.

    ``index`` counts code points from 0. ``suggestion`` is None when nothing similar exists (emoji, other
    scripts). ``respells`` says that the suggestion changes a word ("ê" to "e"): a person must choose it.
    """

    index: int
    character: str
    suggestion: str | None
    respells: bool


@dataclass(frozen=True, slots=True)
class Segments:
    """What a text takes on the air.

    ``units`` are septets for GSM-7 and 16-bit units for UCS-2; ``per_segment`` is how many one segment holds
    at this length; ``remaining`` how many are left in the last one before the text takes one more.
    """

    encoding: Encoding
    characters: int
    units: int
    segments: int
    per_segment: int
    remaining: int
    offenders: tuple[Offender, ...]


def measure(text: str) -> Segments:
    """Return what the text takes on the air, with the characters that force UCS-2.

    An empty text takes no segment. Never raises: a lone surrogate counts as the one unit it is.
    """
    offenders = tuple(_offenders(text))
    encoding = Encoding.UCS2 if offenders else Encoding.GSM7
    parts = _pack(text, encoding)
    single, joined = _ROOM[encoding]
    per_segment = joined if len(parts) > 1 else single
    return Segments(
        encoding=encoding,
        characters=len(text),
        units=units_of(text, encoding),
        segments=len(parts),
        per_segment=per_segment,
        remaining=per_segment - units_of(parts[-1] if parts else "", encoding),
        offenders=offenders,
    )


def split(text: str) -> list[str]:
    """Return the parts in which the text travels, in order; joined they are the text again."""
    return _pack(text, encoding_of(text))


def encoding_of(text: str) -> Encoding:
    """Return the alphabet the text needs."""
    return Encoding.GSM7 if all(_is_gsm(each) for each in text) else Encoding.UCS2


def units_of(text: str, encoding: Encoding) -> int:
    """Return the units the text takes in this alphabet: septets, or 16-bit units."""
    return sum(_units(each, encoding) for each in text)


def replace_offenders(text: str) -> str:
    """Return the text with typography made plain: quotes, dashes, dots, spaces, letters typed in two pieces.

    Only what no reader would miss is replaced; a respelling is for a person to choose. The result is in
    GSM-7 when nothing else stood in the way, and may be longer in characters ("…" becomes three).
    """
    plain: list[str] = []
    end = 0
    for offender in _offenders(text):
        if offender.suggestion is None or offender.respells:
            continue
        plain.append(text[end : offender.index] + offender.suggestion)
        end = offender.index + len(offender.character)
    return "".join(plain) + text[end:]


def _is_gsm(character: str) -> bool:
    return character in GSM_BASIC or character in GSM_EXTENSION


def _units(character: str, encoding: Encoding) -> int:
    if encoding is Encoding.GSM7:
        return 2 if character in GSM_EXTENSION else 1
    return 2 if ord(character) > 0xFFFF else 1


def _pack(text: str, encoding: Encoding) -> list[str]:
    """Fill parts from the front as a sender does, never parting the two units of one character."""
    single, joined = _ROOM[encoding]
    if units_of(text, encoding) <= single:
        return [text] if text else []
    parts: list[str] = []
    start = used = 0
    for index, character in enumerate(text):
        taken = _units(character, encoding)
        if used + taken > joined:
            parts.append(text[start:index])
            start, used = index, 0
        used += taken
    return [*parts, text[start:]]


def _offenders(text: str) -> Iterator[Offender]:
    for index, cluster in _clusters(text):
        if not all(_is_gsm(each) for each in cluster):
            suggestion, respells = _suggest(cluster)
            yield Offender(index, cluster, suggestion, respells)


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    """Yield each character with the combining marks behind it, which only make sense together."""
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or not unicodedata.category(text[index]).startswith("M"):
            yield start, text[start:index]
            start = index


def _suggest(cluster: str) -> tuple[str | None, bool]:
    composed = unicodedata.normalize("NFC", cluster)
    plain = "".join(_TYPOGRAPHY.get(each, each) for each in composed)
    if all(_is_gsm(each) for each in plain):
        return plain, False
    # Compatibility forms lose their meaning too (10² is not 102), so they are offered, never imposed.
    bare = "".join(
        _TYPOGRAPHY.get(each, each)
        for each in unicodedata.normalize("NFKD", plain)
        if not unicodedata.category(each).startswith("M")
    )
    return (bare, True) if bare and all(_is_gsm(each) for each in bare) else (None, False)
