"""The demo's numbers: what the carrier simulator owns and the demo's channels are. Plain data, no models."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoChannel:
    """A number of the demo company."""

    number: str
    name: str
    country: str
    language: str


CHANNELS = (
    DemoChannel(number="+442079460958", name="London desk", country="GB", language="en"),
    DemoChannel(number="+12125550147", name="New York desk", country="US", language="en"),
    DemoChannel(number="+491713920040", name="Berlin desk", country="DE", language="de"),
)
