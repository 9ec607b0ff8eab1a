"""What other geocoders think: asked by a person, shown beside our own answer, never taken by itself."""

from .asking import Answer, ask, configured
from .opinion import Opinion, Question

__all__ = ["Answer", "Opinion", "Question", "ask", "configured"]
