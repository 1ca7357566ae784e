"""Carriers: the companies that carry our texts, each behind the same small contract.

`base` is the contract: dataclasses, errors and the `Carrier` protocol. `reasons` turns a carrier's code
into a sentence. `vonage` speaks the contract through the official SDK. `simulator` is a separate process
that speaks Vonage's side of the wire, so that the same unmodified SDK talks to it. Nothing here knows
Django or a model: a carrier takes and gives dataclasses.
"""
