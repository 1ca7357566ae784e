"""`manage.py load_demo`: a demo contact center for an empty database."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from contactcenter.local.demo_data.loading import NotEmpty, load


class Command(BaseCommand):
    help = "Load a demo contact center into an empty database; a second run changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        try:
            loaded = load(timezone.now())
        except NotEmpty as refusal:
            raise CommandError(str(refusal)) from refusal
        counts = ", ".join(f"{count} {name}" for name, count in loaded.counts.items())
        if loaded.is_new:
            self.stdout.write(f"Made the demo in {time.monotonic() - started:.1f} s: {counts}.")
        else:
            self.stdout.write(f"The demo is already there, nothing was changed: {counts}.")
