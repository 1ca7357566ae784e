"""Everything that makes the product run on one bare machine: a private PostgreSQL and Valkey, and the demo.

`servers` starts the two servers for a laptop (`var/`) and for a test run (a temporary directory);
`postgres`, `valkey` and `processes` are its parts and know no Django. `supervisor` keeps the product's
own processes alive, `demo_processes` says which they are, and `manage.py demo` puts it all together. Production
uses none of it: there DATABASE_URL and REDIS_URL name real servers.
"""
