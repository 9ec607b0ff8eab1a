"""What of a PDF's text PDFium can't tell: said page by page, because the page itself looks whole.

Two causes. A font that is not embedded and has no substitute on this machine: its glyphs have no box, and PDFium drops
text whose box is empty (letters set one by one, text set sideways). And a font without a map from its codes to Unicode.
"""

import re
from functools import cache

UNMAPPED = re.compile("[\x00-\x08\x0e-\x1f\ufffd\ue000-\uf8ff]")
# Bullets and ticks are private letters of some fonts: up to 7 in a thousand characters of a real page.
PRIVATE = 0.1
# Blanks are text objects with an empty box too: up to 13 in 100 of a real page's.
BLANKS = 0.25
FEW = 10
# One Hangul letter in a font that is not embedded.
ONE_LETTER = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Count 1/Kids[5 0 R]>>endobj
3 0 obj<</Type/Font/Subtype/Type0/BaseFont/Batang/Encoding/UniKS-UCS2-H/DescendantFonts[4 0 R]>>endobj
4 0 obj<</Type/Font/Subtype/CIDFontType0/BaseFont/Batang/DW 1000/CIDSystemInfo<</Registry(Adobe)/Ordering(Korea1)
/Supplement 1>>>>endobj
5 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 6 0 R/Resources<</Font<</F1 3 0 R>>>>>>endobj
6 0 obj<</Length 32>>
stream
BT /F1 10 Tf 9 9 Td <AC00> Tj ET
endstream endobj
trailer<</Root 1 0 R>>
"""


def losses(page, textpage) -> list[str]:
    """Of "missing_font" and "no_unicode", what holds for `page`."""
    holds = {"missing_font": _drops_text(page, textpage), "no_unicode": _has_no_unicode(textpage)}
    return [name for name, is_so in holds.items() if is_so]


def _has_no_unicode(textpage) -> bool:
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


def _drops_text(page, textpage) -> bool:
    import pypdfium2.raw as pdfium

    empty = told = 0
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
        if pdfium.FPDFFont_GetIsEmbedded(pdfium.FPDFTextObj_GetFont(item)) == 1:
            continue
        # The length counts the closing zero of UTF-16.
        if pdfium.FPDFTextObj_GetText(item, textpage, None, 0) > 2:
            told += 1
        else:
            empty += 1
    return empty > max((empty + told) * BLANKS, FEW) if has_hangul_font() else empty > 0


@cache
def has_hangul_font() -> bool:
    """Whether this machine has a font that stands in for a Korean one that is not embedded."""
    import pypdfium2

    with pypdfium2.PdfDocument(ONE_LETTER) as document:
        return document[0].get_textpage().count_chars() > 0
