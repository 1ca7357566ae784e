"""What a text takes on the air, by table and by property."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms.encoding import (
    GSM_BASIC,
    GSM_EXTENSION,
    Encoding,
    encoding_of,
    measure,
    replace_offenders,
    split,
    units_of,
)

GSM = sorted(GSM_BASIC | GSM_EXTENSION)
GSM_TEXT = st.text(st.sampled_from(GSM), max_size=700)
ANY_TEXT = st.text(st.characters() | st.sampled_from([*GSM, "😀", "’", "…", "\u0301", "\ud83d"]), max_size=400)


MEASURED: dict[str, tuple[str, str, int, int, int]] = {
    "an empty text takes nothing": ("", "GSM-7", 0, 0, 160),
    "one letter takes one segment": ("a", "GSM-7", 1, 1, 159),
    "160 septets fill one segment": ("a" * 160, "GSM-7", 160, 1, 0),
    "161 septets need two of 153": ("a" * 161, "GSM-7", 161, 2, 145),
    "306 septets fill two": ("a" * 306, "GSM-7", 306, 2, 0),
    "307 septets need three": ("a" * 307, "GSM-7", 307, 3, 152),
    "1500 letters are ten segments": ("a" * 1500, "GSM-7", 1500, 10, 30),
    "an extension character takes two septets": ("€", "GSM-7", 2, 1, 158),
    "80 extension characters fill one segment": ("€" * 80, "GSM-7", 160, 1, 0),
    "81 extension characters leave one septet empty": ("€" * 81, "GSM-7", 162, 2, 143),
    "a pair at the end of a part moves on": ("a" * 152 + "€" + "a" * 10, "GSM-7", 164, 2, 141),
    "a moved pair can cost a segment": ("a" * 152 + "€" + "a" * 152, "GSM-7", 306, 3, 152),
    "a pair that just fits stays": ("a" * 151 + "€" + "a" * 153, "GSM-7", 306, 2, 0),
    "every extension character can cost a place": ("€" * 153, "GSM-7", 306, 3, 151),
    "the whole basic table is GSM-7": ("".join(sorted(GSM_BASIC)), "GSM-7", 127, 1, 33),
    "the whole extension table counts double": ("".join(sorted(GSM_EXTENSION)), "GSM-7", 20, 1, 140),
    "line feed and carriage return are one each": ("a\r\nb", "GSM-7", 4, 1, 156),
    "Greek capitals of the table are GSM-7": ("ΔΦΓΛΩΠΨΣΘΞ", "GSM-7", 10, 1, 150),
    "the same in small letters is not": ("δ", "UCS-2", 1, 1, 69),
    "70 units fill one segment": ("я" * 70, "UCS-2", 70, 1, 0),
    "71 units need two of 67": ("я" * 71, "UCS-2", 71, 2, 63),
    "134 units fill two": ("я" * 134, "UCS-2", 134, 2, 0),
    "135 units need three": ("я" * 135, "UCS-2", 135, 3, 66),
    "an emoji takes two units": ("😀", "UCS-2", 2, 1, 68),
    "35 emoji fill one segment": ("😀" * 35, "UCS-2", 70, 1, 0),
    "36 emoji leave the 67th unit empty": ("😀" * 36, "UCS-2", 72, 2, 61),
    "a surrogate pair is not torn apart": ("я" * 66 + "😀" + "я" * 66, "UCS-2", 134, 3, 66),
    "one offender makes every letter dear": ("a" * 70 + "’", "UCS-2", 71, 2, 63),
    "extension characters are single in UCS-2": ("€’", "UCS-2", 2, 1, 68),
    "a lone surrogate is one unit": ("\ud83d", "UCS-2", 1, 1, 69),
    "NUL is not in the alphabet": ("\0", "UCS-2", 1, 1, 69),
    "the escape itself is not a character": ("\x1b", "UCS-2", 1, 1, 69),
    "a tab is not in the alphabet": ("\t", "UCS-2", 1, 1, 69),
    "the small c with cedilla is not either": ("ç", "UCS-2", 1, 1, 69),
    "a backtick is not either": ("`", "UCS-2", 1, 1, 69),
    "right to left counts like any other": ("مرحبا", "UCS-2", 5, 1, 65),
}
"""Sentence: the text, its encoding, units, segments, and what remains in the last segment."""


@pytest.mark.parametrize(("text", "encoding", "units", "segments", "remaining"), MEASURED.values(), ids=MEASURED.keys())
def test_a_text_is_measured(text: str, encoding: str, units: int, segments: int, remaining: int) -> None:
    found = measure(text)
    assert (found.encoding, found.units, found.segments) == (encoding, units, segments)
    assert (found.remaining, found.characters) == (remaining, len(text))


@pytest.mark.parametrize(("text", "per_segment"), [("a", 160), ("a" * 161, 153), ("я", 70), ("я" * 71, 67), ("", 160)])
def test_a_segment_of_several_holds_less(text: str, per_segment: int) -> None:
    assert measure(text).per_segment == per_segment


@pytest.mark.parametrize(
    ("text", "index", "character", "suggestion", "respells"),
    [
        ("it’s", 2, "’", "'", False),
        ("“hi", 0, "“", '"', False),
        ("9–5", 1, "–", "-", False),
        ("9—5", 1, "—", "-", False),
        ("wait…", 4, "…", "...", False),
        ("5\u00a0kg", 1, "\u00a0", " ", False),
        ("5\u202fkg", 1, "\u202f", " ", False),
        ("a\tb", 1, "\t", " ", False),
        ("a\u200bb", 1, "\u200b", "", False),
        ("a\u2028b", 1, "\u2028", "\n", False),
        ("300 \u212b", 4, "\u212b", "Å", False),
        ("cafe\u0301", 3, "e\u0301", "é", False),
        ("fête", 1, "ê", "e", True),
        ("Barça", 3, "ç", "c", True),
        ("fe\u0302te", 1, "e\u0302", "e", True),
        ("10²", 2, "²", "2", True),
        ("ﬁne", 0, "ﬁ", "fi", True),
        ("hi 😀", 3, "😀", None, False),
        ("да", 0, "д", None, False),
        ("\ufe0f", 0, "\ufe0f", None, False),
        ("\ud83d", 0, "\ud83d", None, False),
    ],
)
def test_the_offender_is_pointed_at_with_a_replacement(
    text: str, index: int, character: str, suggestion: str | None, respells: bool
) -> None:
    first = measure(text).offenders[0]
    assert (first.index, first.character, first.suggestion) == (index, character, suggestion)
    assert first.respells is respells


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("", ""),
        ("nothing to do", "nothing to do"),
        ("“It’s 9–5…” she\u00a0said", '"It\'s 9-5..." she said'),
        ("cafe\u0301 creme\u0300", "café cremè"),
        ("fête at 9–5", "fête at 9-5"),
        ("10² 😀’", "10² 😀'"),
        ("\ufeffhello", "hello"),
    ],
)
def test_replacing_makes_typography_plain_and_leaves_words_alone(text: str, plain: str) -> None:
    assert replace_offenders(text) == plain


def test_the_tables_are_those_of_the_standard() -> None:
    assert len(GSM_BASIC) == 127, "128 places, one of them the escape"
    assert len(GSM_EXTENSION) == 10
    assert not GSM_BASIC & GSM_EXTENSION


@given(GSM_TEXT | ANY_TEXT)
def test_parts_joined_are_the_text_and_none_is_overfull(text: str) -> None:
    found, parts = measure(text), split(text)
    assert "".join(parts) == text
    assert len(parts) == found.segments
    assert all(0 < units_of(part, found.encoding) <= found.per_segment for part in parts)


@given(GSM_TEXT | ANY_TEXT)
def test_no_part_could_have_taken_the_next_character(text: str) -> None:
    found, parts = measure(text), split(text)
    for part, following in pairwise(parts):
        assert units_of(part + following[0], found.encoding) > found.per_segment


@given(ANY_TEXT)
def test_units_are_those_of_utf_16_when_the_text_is_ucs2(text: str) -> None:
    assert units_of(text, Encoding.UCS2) == len(text.encode("utf-16-le", "surrogatepass")) // 2


@given(GSM_TEXT | ANY_TEXT)
def test_remaining_is_how_many_more_letters_fit(text: str) -> None:
    found = measure(text)
    assert 0 <= found.remaining <= found.per_segment
    filled = text + "a" * found.remaining
    assert measure(filled).segments == max(found.segments, 1)
    assert measure(filled + "a").segments == max(found.segments, 1) + 1


@given(ANY_TEXT)
def test_offenders_are_there_exactly_when_the_text_is_ucs2(text: str) -> None:
    found = measure(text)
    assert bool(found.offenders) == (found.encoding is Encoding.UCS2)
    for offender in found.offenders:
        assert text[offender.index :].startswith(offender.character)
        assert offender.suggestion is None or encoding_of(offender.suggestion) is Encoding.GSM7


@given(ANY_TEXT)
def test_replacing_leaves_only_what_a_person_must_decide(text: str) -> None:
    plain = replace_offenders(text)
    assert all(each.suggestion is None or each.respells for each in measure(plain).offenders)
    assert replace_offenders(plain) == plain
