from allauth.account.views import EmailView


class StaffEmailView(EmailView):
    """A new address replaces the old one when its owner confirms it, and in no other way."""

    def _action_primary(self, request, *args, **kwargs):
        return None
