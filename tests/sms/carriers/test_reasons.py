"""What a carrier's error code tells a person."""

import pytest

from sms.carriers import reasons

TEMPORARY = {"1000", "1030", "1100", "1180", "1220", "1230", "1331"}
PERMANENT = {
    "1070", "1120", "1150", "1160", "1190", "1210", "1240", "1260", "1280", "1360", "1420", "1460", "1470",
    "1472", "1473", "1480", "1481", "1482", "1483", "1484",
}  # fmt: skip


@pytest.mark.parametrize("code", sorted(TEMPORARY | PERMANENT))
def test_every_code_has_a_sentence_and_a_verdict(code: str) -> None:
    assert reasons.sentence(code).endswith(".") and len(reasons.sentence(code)) < 110
    assert reasons.is_temporary(code) is (code in TEMPORARY)


def test_only_stop_means_that_the_customer_opted_out() -> None:
    assert [code for code in reasons.REASONS if reasons.means_opted_out(code)] == ["1240"]


def test_an_unknown_code_is_explained_in_the_carriers_words() -> None:
    assert "Planets misaligned" in reasons.sentence("9999", "Planets misaligned")
    assert "9999" in reasons.sentence("9999")
    assert not reasons.is_temporary("9999")
