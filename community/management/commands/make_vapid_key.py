import base64

from cryptography.hazmat.primitives.asymmetric import ec
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Prints a new VAPID_PRIVATE_KEY for .env: with it, browsers can be told news by Web Push."

    def handle(self, **options):
        number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
        key = base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()
        self.stdout.write(f"VAPID_PRIVATE_KEY={key}")
