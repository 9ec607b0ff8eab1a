from django.core.management.base import BaseCommand, CommandError

from community.protection.rotation import run


class Command(BaseCommand):
    help = "Encrypts with the first of CONTACT_KEYS whatever an older key or SECRET_KEY has encrypted."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only counts")

    def handle(self, **options):
        counts = run(write=not options["dry_run"])
        to_do = "to be encrypted anew" if options["dry_run"] else "encrypted anew"
        for count in counts:
            numbers = f"{count.current} with the first key, {count.older} {to_do}, {count.lost} unreadable"
            self.stdout.write(f"{count.column}: {numbers}")
        lost = sum(count.lost for count in counts)
        if lost:
            raise CommandError(f"{lost} values can be read with none of CONTACT_KEYS or SECRET_KEY: a key is missing.")
        if not options["dry_run"]:
            self.stdout.write("Older keys may leave CONTACT_KEYS now; keep them with backups made before today.")
