"""Who may call a view: one decorator for each right, by the names on the User model."""

from functools import wraps

from django.core.exceptions import PermissionDenied


def may(right: str):
    """Let only users through whose attribute `right` ("may_import", "may_publish", …) is true; others get 403."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not getattr(request.user, right):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.right = right  # read by the access log
        return guarded

    return decorate
