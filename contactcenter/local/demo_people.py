"""Who signs in to the demo. `load_demo` makes these people, `demo` prints them."""

from typing import NamedTuple


class SignIn(NamedTuple):
    """One person of the demo contact center, with the word they get in with."""

    username: str
    password: str
    role: str


PASSWORD = "try-it-out"

SIGN_INS = [
    *(SignIn(name, PASSWORD, "agent") for name in ("ana", "ben", "chloe", "dev")),
    SignIn("sue", PASSWORD, "supervisor"),
    SignIn("admin", PASSWORD, "administrator"),
]
