"""The text of a notice: the little HTML that we let through."""

import nh3
from django.utils.html import linebreaks

TAGS = {"p", "br", "strong", "b", "em", "i", "u", "h3", "h4", "ul", "ol", "li", "a", "blockquote"}


def sanitise(text: str) -> str:
    """HTML that is safe to publish: a few tags, http(s), mailto and tel links; plain text becomes paragraphs."""
    if not nh3.is_html(text):
        text = linebreaks(text.strip(), autoescape=True) if text.strip() else ""
    return nh3.clean(
        text,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener nofollow",
    )
