"""The map.

A text comes in through `sms`, belongs to a `customer` and a `case`, waits in `routing` for a person, and
meets that person in the console. The folders are that sentence, and imports point down it:

    customers  <-  cases  <-  sms  <-  routing  <-  contactcenter.console

`contactcenter` has a ground floor, which imports nothing of ours (`settings`, `live`, `local`), and a roof,
which imports anybody and is imported by nobody (`console`, `urls`, `asgi`, `wsgi`).

News travels upward in three ways only: a row that the upper floor finds, a job deferred in the same
transaction, an announcement after commit (`contactcenter.live`). PostgreSQL is the truth; Valkey is a doorbell.

The words:

channel       a phone number of ours that receives and sends
interaction   one stretch of talk with a customer; it is open, then in wrap-up, then closed
case          the business matter an interaction belongs to
queue         where interactions wait for an agent who is a member and has the skills
entry         an interaction's place in a queue
offer         an entry shown to one agent, who accepts or rejects it before it expires
assignment    an interaction in an agent's hands
disposition   the agent's word for how an interaction ended
"""
