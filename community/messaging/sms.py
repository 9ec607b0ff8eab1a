"""SMS through a gateway of the city's choice: the setting SMS_GATEWAY names a class like `Gateway`, by its dotted path.

A class for a provider holds its address and key itself, and says by Busy or Refused what became of a message that was
certainly not delivered. Any other exception means that nobody knows: the message is then shown to a person, and not
sent a second time. The class is made anew for each message. Without the setting no SMS is sent.
"""

import logging


class Busy(Exception):
    """Not delivered; to be tried again later."""


class Refused(Exception):
    """Not delivered, and never will be: a wrong number, an account without credit."""


class Gateway:
    """What a gateway has to be."""

    def send(self, to: str, text: str):
        """Hand `text` (Korean, up to some 300 characters: a long message) over for the number `to` (digits, +)."""
        raise NotImplementedError


class Rehearsal(Gateway):
    """A test double ("community.messaging.sms.Rehearsal"): keeps in `sent` what would have gone out, and logs it."""

    sent: list[tuple[str, str]] = []

    def send(self, to: str, text: str):
        self.sent.append((to, text))
        # The number is personal data, and a log is read by others.
        logging.getLogger(__name__).info("SMS rehearsal: …%s, %d characters", to[-2:], len(text))
