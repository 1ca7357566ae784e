"""What customers and agents of the demo say to each other.

A dialogue is written as it is read: `>` the customer, `<` the agent, `#` a note for colleagues, a line each.
The words in braces are filled in for each conversation: {first_name}, {agent}, {parcel}, {street}, {time} and
{amount}.
"""

from dataclasses import dataclass
from enum import Enum


class Speaker(Enum):
    """Whose line it is, by the mark in front of it."""

    CUSTOMER = ">"
    AGENT = "<"
    NOTE = "#"


@dataclass(frozen=True, slots=True)
class Dialogue:
    """One conversation: where it was answered, what its case is called, how it ended, what was said."""

    queue: str
    subject: str
    disposition: str
    said: str

    def lines(self) -> list[tuple[Speaker, str]]:
        """Return who says what, in order."""
        return [(Speaker(line[0]), line[2:]) for line in self.said.strip().splitlines()]
