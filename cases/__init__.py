"""What we talk about: cases, the interactions in them, and what happened when.

case          the business matter; open or closed
interaction   one stretch of talk on one endpoint of ours; open, in wrap-up, closed. A partial unique index
              allows one open interaction per phone and endpoint
endpoint      our end of the talk as the customer sees it: for a text the channel's number. This floor does not
              know channels, so it keeps the address
event         a dated, numbered line in an interaction's timeline. Numbers are given by the interaction's
              row under its lock, so they have no gaps and no doubles: a page that has seen number 7 asks
              for what came after 7 and cannot miss anything
note          words for colleagues only
disposition   how it ended, in a word

`interactions` holds the verbs of an interaction's life, `casework` finds the case it belongs to, `history` writes
and reads the timeline. Imports customers and `contactcenter.live`.
"""
