"""The schemas of the carrier's bodies, by name."""

import json
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).resolve().parents[2] / "schemas"


@cache
def schema(name: str) -> dict[str, Any]:
    """A schema from tests/schemas, without its suffix."""
    return dict(json.loads((_FOLDER / f"{name}.schema.json").read_text()))
