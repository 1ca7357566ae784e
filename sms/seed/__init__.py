"""The rows a new installation starts with. Afterwards the database is right and this folder only history.

`countries.csv`: every country that has a numbering plan (the regions of libphonenumber, which follow ISO 3166-1),
the kind of number one gets there, and whether it receives: 30 of them do at the start.
"""

import csv
from pathlib import Path
from typing import Any

COUNTRIES = Path(__file__).with_name("countries.csv")


def countries() -> list[dict[str, Any]]:
    """Return a dictionary of field values for each country of the seed."""
    with COUNTRIES.open(encoding="utf-8", newline="") as lines:
        return [
            {
                "iso": row["iso"],
                "name": row["name"],
                "number_type": row["number_type"],
                "voice_and_sms": row["voice_and_sms"] == "yes",
                "can_receive": row["can_receive"] == "yes",
                "languages": row["languages"].split(),
            }
            for row in csv.DictReader(lines)
        ]
