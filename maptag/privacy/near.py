"""What stands beside a find: some numbers are personal only with the word that says so."""


def near(words, text: str, found, context: str = "", before: int = 20, after: int = 0) -> bool:
    """Whether the pattern `words` occurs within `before` and `after` characters of `found`, or in `context`.

    `context` is what stands apart and still belongs to it: a column's heading.
    """
    start, end = found.span()
    return bool(
        words.search(text, max(start - before, 0), start)
        or (after and words.search(text, end, end + after))
        or (context and words.search(context))
    )
