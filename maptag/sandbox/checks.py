"""Whether this machine can shut in what reads hostile files: told by `manage.py check`, so before a start."""

from django.core.checks import Warning as CheckWarning

from .kernel import missing

CONSEQUENCES = {
    "seccomp": (
        "No seccomp filters: a process that reads a hostile file could use the network and start others.",
        "Use a kernel with CONFIG_SECCOMP_FILTER on x86_64 or aarch64; in a container, a profile that allows it.",
    ),
    "landlock": (
        "No Landlock: a process that reads a hostile file can read what its user may.",
        "Use Linux 5.13 or later with landlock among its LSMs, or start the worker as root: its readers are then users "
        "of their own, who may read nothing of the site's.",
    ),
}


def check_sandbox(app_configs, **kwargs) -> list[CheckWarning]:
    return [_warning(name, *CONSEQUENCES[name]) for name in missing()]


def _warning(name: str, message: str, hint: str) -> CheckWarning:
    return CheckWarning(message, hint=hint, id=f"maptag.sandbox.{name}")
