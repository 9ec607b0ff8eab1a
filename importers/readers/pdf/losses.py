"""What of a PDF's text PDFium can't tell: read all the same where that can be, else said page by page.

Two causes. A font that is not embedded and has no substitute on this machine: its glyphs have no box, and PDFium drops
text whose box is empty (letters set one by one, text set sideways), though it knows what it says. And a font without a
map from its codes to Unicode.
"""

import re

UNMAPPED = re.compile("[\x00-\x08\x0e-\x1f\ufffd\ue000-\uf8ff]")
# Bullets and ticks are private letters of some fonts: up to 7 in a thousand characters of a real page.
PRIVATE = 0.1


def has_no_unicode(textpage) -> bool:
    """Whether a font can't say what its letters are, or nearly all that it says are letters of its own."""
    import pypdfium2.raw as pdfium

    private = count = 0
    for index in range(textpage.count_chars()):
        if pdfium.FPDFText_HasUnicodeMapError(textpage, index) == 1:
            return True
        code = pdfium.FPDFText_GetUnicode(textpage, index)
        count += code > 32
        private += bool(UNMAPPED.match(chr(min(code, 0x10FFFF))))
    return private > count * PRIVATE


def whole_text(page):
    """The page's text, with what PDFium would drop since no font of this machine can draw it.

    Outlined letters have a box as wide as the line that draws them, whatever the font; only the text of this page in
    memory changes. Blanks of such fonts, too, have no box, and are told like those of other fonts.
    """
    import pypdfium2.raw as pdfium

    textpage = page.get_textpage()
    dropped = _dropped(page, textpage)
    if not dropped:
        return textpage
    for item in dropped:
        pdfium.FPDFTextObj_SetTextRenderMode(item, pdfium.FPDF_TEXTRENDERMODE_STROKE)
        pdfium.FPDFPageObj_SetStrokeWidth(item, 1.0)
        # Its box is reckoned anew when it is moved, if only by nothing.
        pdfium.FPDFPageObj_Transform(item, 1, 0, 0, 1, 0, 0)
    textpage.close()
    return page.get_textpage()


def _dropped(page, textpage) -> list:
    """Text objects without a box, in fonts that are not embedded, of which `textpage` has not a letter."""
    import pypdfium2.raw as pdfium

    return [
        item
        for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT])
        if pdfium.FPDFFont_GetIsEmbedded(pdfium.FPDFTextObj_GetFont(item)) != 1
        # The length counts the closing zero of UTF-16.
        and pdfium.FPDFTextObj_GetText(item, textpage, None, 0) <= 2
        and _is_flat(*item.get_bounds())
    ]


def _is_flat(left: float, bottom: float, right: float, top: float) -> bool:
    return left >= right or bottom >= top
