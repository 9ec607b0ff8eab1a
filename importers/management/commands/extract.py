"""`manage.py extract FILE...`: which places do documents name?"""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from importers.extraction import find
from importers.extraction.tiers import Tier
from importers.readers import Unreadable, read
from maptag.geocoding.gazetteer.loaded import lexicon


class Command(BaseCommand):
    help = "Prints one JSON line for every place that the documents name, in reading order."

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
        parser.add_argument("--suggested", action="store_true", help="also what is only likely to be a place")

    def handle(self, files, suggested=False, **options):
        names, tiers = lexicon(), tuple(Tier) if suggested else (Tier.SURE,)
        unreadable = [path for path in files if not self._print_mentions(path, names, tiers)]
        if unreadable and len(unreadable) == len(files):
            raise CommandError("None of the files could be read.")

    def _print_mentions(self, path: Path, names, tiers) -> bool:
        """Was the file read to its end? Why not goes to stderr, and the files after it are still read."""
        try:
            for _, mentions in find(read(path, path.name), names, path.name, down_to=tiers[-1]):
                for mention in (mention for mention in mentions if mention.tier in tiers):
                    self.stdout.write(json.dumps(_line(path, mention), ensure_ascii=False))
        except (Unreadable, OSError) as fault:
            self.stderr.write(f"{path}: {fault}")
            return False
        return True


def _line(path: Path, mention) -> dict:
    return {
        "file": str(path),
        "locator": mention.locator.as_dict(),
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "kind": mention.kind,
        "key": mention.key,
        "flags": list(mention.flags),
        "tier": str(mention.tier),
        "belief": mention.belief,
        **({"lon": mention.stated.lon, "lat": mention.stated.lat} if mention.stated else {}),
    }
