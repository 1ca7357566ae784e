"""The demo company: Wren & Wheel, parcels by bicycle in London, New York and Berlin. Nobody in it is real.

Every number is from a range that its country's regulator keeps free for films and plays, so nobody can be
texted by accident. `channels` and `handsets` are plain data that the carrier simulator is started with; `company`
is what a supervisor would have set up, `people` the customers, `history` two months of talk about what `talk`
knows. `loading` puts it into an empty database, once.
"""
