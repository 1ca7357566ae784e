#!/usr/bin/env python
"""Django's command line; `manage.py demo` shows the whole product on this machine."""

import os
import signal
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "contactcenter.settings")
    if sys.argv[1:2] == ["demo"]:
        os.environ.setdefault("DEBUG", "1")  # a demo is a laptop: no HTTPS, no collected static files
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C in the first second: nothing runs yet, just leave
    execute_from_command_line(sys.argv)
