"""Who answers: rules and schedules choose a queue, matching chooses an agent, an offer asks them.

agent        a person who answers: capacity, load, declared status, skills
queue        members, needs, offer time, wrap-up time
rule         on a channel, in order: conditions -> queue, needs, priority, an automatic text
entry        an interaction's place in a queue: waiting, offered, assigned, removed
offer        an entry shown to one agent until it expires; says why this agent
assignment   an interaction in an agent's hands until released; it counts against capacity, wrap-up included
presence     a row per live connection of an agent, beaten every 20 s; reachable = a beat within 60 s

The lock order, everywhere: phone -> interaction -> entry -> agent. An agent's `load` counts their live offers and
unreleased assignments; it moves only in `load`, by guarded UPDATEs, and a CHECK keeps it within capacity, so
that no number of servers can hand anybody one too many.

`matching` and `schedules` are pure. Imports sms, cases, customers and `contactcenter.live`.
"""
