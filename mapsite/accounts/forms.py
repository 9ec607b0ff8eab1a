from allauth.account.forms import LoginForm as AllauthLoginForm
from django.conf import settings
from django.utils.translation import gettext as _


class LoginForm(AllauthLoginForm):
    """allauth's, with a box that says what it does; STAFF_REMEMBER_DAYS=0 takes it away."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "remember" not in self.fields:
            return
        days, minutes = settings.STAFF_REMEMBER_DAYS, f"{settings.STAFF_IDLE_MINUTES:g}"
        self.fields["remember"].label = _("이 기기에서 %(n)s일 동안 로그인 유지") % {"n": days}
        ends = _("브라우저를 닫을 때")
        if settings.STAFF_IDLE_MINUTES:
            ends = _("브라우저를 닫거나 %(n)s분 동안 쓰지 않을 때") % {"n": minutes}
        note = _("혼자 쓰는 기기에서만 고르세요. 고르지 않으면 %(when)s 로그아웃됩니다.")
        self.fields["remember"].help_text = note % {"when": ends}
