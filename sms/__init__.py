"""Texts: in through webhooks, out through jobs, their fate by receipts.

channel    a number of ours with a country, a carrier and a switch
message    one text in an interaction, inbound or outbound, with one Event in the timeline
callback   the carrier's inbound request as it came, kept with what became of it
receipt    one delivery report as it came; append-only, in any order, repeated, early or for nobody
opt-out    a phone that has asked to be left alone

The way in:  webhooks -> inbound.receive (one transaction: callback, customer, interaction, message, event, job).
The way out: outbound.queue (the one gate) -> sending.send (claim, commit, call, record) -> receipts.apply.
A message's status moves forward only, by guarded UPDATEs, and only in `sending` and `receipts`.

`carriers` speak dataclasses and know no models. Imports cases, customers and `contactcenter.live`.
"""
