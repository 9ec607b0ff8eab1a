import secrets

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Prints a new key for CONTACT_KEYS in .env, which encrypts what citizens leave to be reached by."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--bare", action="store_true", help="the key alone, for scripts")

    def handle(self, **options):
        key = secrets.token_urlsafe(48)
        self.stdout.write(key if options["bare"] else f"CONTACT_KEYS={key}")
