"""The demo company: Wren & Wheel, parcels by bicycle in London, New York and Berlin. Nobody in it is real.

The company's numbers, and the customers' but for a few phones of the simulator, are from ranges that a
regulator keeps free for films and plays, so that nobody is texted by accident.

`channels` is plain data that the carrier simulator is started with; `company` is what a supervisor would have
set up and `founding` writes it; `names`, `numbers` and `people` make the customers; `talk` is what they say,
`history` and `ledger` make two months of it. `loading` puts it all into an empty database, once.
"""
