"""Personal data in text: found, named and masked, the same way wherever text becomes public.

`find` tells what stands where, `mask` gives what may be shown. Both are pure: no ORM, no settings.
"""

from .detector import find, find_html, mask, mask_html
from .findings import Audience, Finding, Kind

__all__ = ["Audience", "Finding", "Kind", "find", "find_html", "mask", "mask_html"]
