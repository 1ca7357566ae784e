"""Who we talk to: the lowest floor.

customer   a person or household with a record; may have several phones
phone      a number as the network writes it (E.164). One row per number, so that the row can be the lock
           which lets only one transaction at a time decide what a text from that number joins
recognise  find the customers who use a number, or make a new, nameless one

`phones` is pure: what a number is, where it belongs, how people write it. `directory` finds and makes.
Imports `contactcenter.live` and nothing else of ours.
"""
