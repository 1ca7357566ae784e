"""How fast the product is on this machine: `make bench`, or `python -m tests.load --quick`.

`bench` says what is measured, in order. `machines` starts and weighs the processes (the ones of `make run`, in
production's settings), `client` is the load in a process of its own, ordered about by `driver`. `centre` fills and
audits the database. `schedule`, `report` and `probe` are plain reckoning. Nothing here is a test of a time.
"""
