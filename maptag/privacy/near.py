"""What stands beside a find: some numbers are personal only with the word that says so."""


def near(clue, text: str, match, context: str = "", before: int = 20, after: int = 0) -> bool:
    """Whether the pattern `clue` occurs within `before` and `after` characters of `match`, or in `context`.

    `context` is what stands apart and still belongs to it: a column's heading.
    """
    start, end = match.span()
    return bool(
        clue.search(text, max(start - before, 0), start)
        or (after and clue.search(text, end, end + after))
        or (context and clue.search(context))
    )
