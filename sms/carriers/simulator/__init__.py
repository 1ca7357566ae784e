"""A carrier to try things with: a separate process that speaks Vonage's side of the wire, and has phones.

`python -m sms.carriers.simulator` listens twice on this machine only. Over HTTPS it answers what the
official SDK asks (messages, applications, numbers, pricing, balance). Over HTTP it shows handsets to type
on and takes orders: make a customer text, make trouble, show the ledger. It posts signed webhooks and
tries again as Vonage does. It is told to be slow, to fail, to drop, to repeat and to reorder, and keeps a
ledger that says what was really handed over and taken.

`records` and `world` what there is · `network` what happens to a text · `trouble` what goes wrong on
purpose ·
`agenda` and `courier` when and how webhooks go out · `bodies` what they say · `listener`, `api`, `numbers`,
`phone` the two servers · `page/` the handsets in a browser.
"""
