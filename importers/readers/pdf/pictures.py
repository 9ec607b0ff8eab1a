"""A page of a PDF as a picture, for what its text does not tell."""

from pathlib import Path

WIDTH = 1200
# A page of a mile would be drawn too.
MOST_PIXELS = 4_000_000


def write(path: Path, number: int, out):
    """Write page `number`, from 1, of the PDF at `path` to the binary file `out`, as PNG of WIDTH pixels.

    IndexError where there is no such page, pypdfium2.PdfiumError where it can't be drawn.
    """
    import pypdfium2

    with path.open("rb") as file, pypdfium2.PdfDocument(file) as document:
        page = document[number - 1]
        width, height = page.get_size()
        scale = min(WIDTH / width, (MOST_PIXELS / (width * height)) ** 0.5)
        page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB").save(out, "PNG")
        out.flush()
