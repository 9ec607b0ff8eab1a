"""What a category or campaign asks beside words and place, and the answers to it."""

from .answers import validate_questions

__all__ = ["validate_questions"]
