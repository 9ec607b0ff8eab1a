"""Writes blocks as HWPX (OWPML, KS X 6101)."""

from html import escape

from .archive import packed
from .blocks import Heading, ParagraphBlock, TableBlock

# All that Hancom's own files declare: its word processor refuses parts without them.
HANCOM = "http://www.hancom.co.kr"
NAMESPACES = {
    "ha": f"{HANCOM}/hwpml/2011/app",
    "hp": f"{HANCOM}/hwpml/2011/paragraph",
    "hp10": f"{HANCOM}/hwpml/2016/paragraph",
    "hs": f"{HANCOM}/hwpml/2011/section",
    "hc": f"{HANCOM}/hwpml/2011/core",
    "hh": f"{HANCOM}/hwpml/2011/head",
    "hhs": f"{HANCOM}/hwpml/2011/history",
    "hm": f"{HANCOM}/hwpml/2011/master-page",
    "hpf": f"{HANCOM}/schema/2011/hpf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "opf": "http://www.idpf.org/2007/opf/",
    "ooxmlchart": f"{HANCOM}/hwpml/2016/ooxmlchart",
    "hwpunitchar": f"{HANCOM}/hwpml/2016/HwpUnitChar",
    "epub": "http://www.idpf.org/2007/ops",
    "config": "urn:oasis:names:tc:opendocument:xmlns:config:1.0",
}
NAMES = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in NAMESPACES.items())
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
LANGUAGES = ("hangul", "latin", "hanja", "japanese", "other", "symbol", "user")
FACE = "함초롬바탕"
WIDTH, ROW_HEIGHT = 42520, 1600  # 1/7200 inch
ALIGN = ("left", "right", "center")
BODY, BOLD, TITLE = 0, 1, 2
HEIGHTS = ((1000, False), (1100, True), (1600, True))
NO_BORDER, BORDER, SHADED = 1, 2, 3


def hwpx_document(blocks: list, title: str) -> bytes:
    preview = "\r\n".join(block.text for block in blocks if not isinstance(block, TableBlock))
    members = {
        "mimetype": "application/hwp+zip",
        "version.xml": XML + '<hv:HCFVersion xmlns:hv="http://www.hancom.co.kr/hwpml/2011/version" '
        'tagetApplication="WORDPROCESSOR" major="5" minor="1" micro="0" buildNumber="1" os="1" xmlVersion="1.4" '
        'application="Maptag demo documents" appVersion="1"/>',
        "Contents/header.xml": _header(),
        "Contents/section0.xml": _section(blocks),
        "Preview/PrvText.txt": preview,
        "settings.xml": f'{XML}<ha:HWPApplicationSetting {NAMES}><ha:CaretPosition listIDRef="0" paraIDRef="0" '
        'pos="0"/></ha:HWPApplicationSetting>',
        "META-INF/container.xml": XML
        + '<ocf:container xmlns:ocf="urn:oasis:names:tc:opendocument:xmlns:container"><ocf:rootfiles>'
        '<ocf:rootfile full-path="Contents/content.hpf" media-type="application/hwpml-package+xml"/>'
        '<ocf:rootfile full-path="Preview/PrvText.txt" media-type="text/plain"/></ocf:rootfiles></ocf:container>',
        "META-INF/manifest.xml": XML + '<odf:manifest xmlns:odf="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        "Contents/content.hpf": _package(title),
    }
    return packed(members, stored=("mimetype", "version.xml"))


def _package(title) -> str:
    items = (("header", "Contents/header.xml"), ("section0", "Contents/section0.xml"), ("settings", "settings.xml"),
             ("version", "version.xml"))  # fmt: skip
    manifest = "".join(f'<opf:item id="{name}" href="{path}" media-type="application/xml"/>' for name, path in items)
    return (
        f'{XML}<opf:package {NAMES} version="" unique-identifier="" id="">'
        f"<opf:metadata><opf:title>{escape(title)}</opf:title><opf:language>ko</opf:language></opf:metadata>"
        f"<opf:manifest>{manifest}</opf:manifest>"
        '<opf:spine><opf:itemref idref="header" linear="yes"/><opf:itemref idref="section0" linear="yes"/></opf:spine>'
        "</opf:package>"
    )


def _header() -> str:
    faces = "".join(
        f'<hh:fontface lang="{language.upper()}" fontCnt="1"><hh:font id="0" face="{FACE}" type="TTF" isEmbedded="0"/>'
        "</hh:fontface>"
        for language in LANGUAGES
    )
    borders = (_border(1, "NONE"), _border(2, "SOLID"), _border(3, "SOLID", "#E8EFF5"))
    characters = [_character(number, *height) for number, height in enumerate(HEIGHTS)]
    paragraphs = [_paragraph_shape(number, align) for number, align in enumerate(ALIGN)]
    return (
        f'{XML}<hh:head {NAMES} version="1.4" secCnt="1">'
        '<hh:beginNum page="1" footnote="1" endnote="1" pic="1" tbl="1" equation="1"/><hh:refList>'
        f'<hh:fontfaces itemCnt="{len(LANGUAGES)}">{faces}</hh:fontfaces>'
        + _list("borderFills", borders)
        + _list("charProperties", characters)
        + _list("tabProperties", ['<hh:tabPr id="0" autoTabLeft="0" autoTabRight="0"/>'])
        + _list("paraProperties", paragraphs)
        + _list(
            "styles",
            [
                '<hh:style id="0" type="PARA" name="바탕글" engName="Normal" paraPrIDRef="0" charPrIDRef="0" '
                'nextStyleIDRef="0" langID="1042" lockForm="0"/>'
            ],
        )
        + '</hh:refList><hh:compatibleDocument targetProgram="HWP201X"><hh:layoutCompatibility/>'
        "</hh:compatibleDocument><hh:docOption>"
        '<hh:linkinfo path="" pageInherit="0" footnoteInherit="0"/></hh:docOption></hh:head>'
    )


def _list(name, items) -> str:
    return f'<hh:{name} itemCnt="{len(items)}">{"".join(items)}</hh:{name}>'


def _border(number, line, colour="") -> str:
    sides = "".join(
        f'<hh:{side}Border type="{line}" width="0.12 mm" color="#000000"/>'
        for side in ("left", "right", "top", "bottom")
    )
    fill = (
        f'<hc:fillBrush><hc:winBrush faceColor="{colour}" hatchColor="#999999" alpha="0"/></hc:fillBrush>'
        if colour
        else ""
    )
    return (
        f'<hh:borderFill id="{number}" threeD="0" shadow="0" centerLine="NONE" breakCellSeparateLine="0">'
        '<hh:slash type="NONE" Crooked="0" isCounter="0"/><hh:backSlash type="NONE" Crooked="0" isCounter="0"/>'
        f'{sides}<hh:diagonal type="SOLID" width="0.1 mm" color="#000000"/>{fill}</hh:borderFill>'
    )


def _character(number, height, bold) -> str:
    def each(name, value):
        return f"<hh:{name} " + " ".join(f'{language}="{value}"' for language in LANGUAGES) + "/>"

    return (
        f'<hh:charPr id="{number}" height="{height}" textColor="#000000" shadeColor="none" useFontSpace="0" '
        f'useKerning="0" symMark="NONE" borderFillIDRef="{NO_BORDER}">'
        + each("fontRef", 0)
        + each("ratio", 100)
        + each("spacing", 0)
        + each("relSz", 100)
        + each("offset", 0)
        + ("<hh:bold/>" if bold else "")
        + '<hh:underline type="NONE" shape="SOLID" color="#000000"/><hh:strikeout shape="NONE" color="#000000"/>'
        '<hh:outline type="NONE"/><hh:shadow type="NONE" color="#C0C0C0" offsetX="10" offsetY="10"/></hh:charPr>'
    )


def _paragraph_shape(number, align) -> str:
    margins = "".join(f'<hc:{side} value="0" unit="HWPUNIT"/>' for side in ("intent", "left", "right", "prev", "next"))
    return (
        f'<hh:paraPr id="{number}" tabPrIDRef="0" condense="0" fontLineHeight="0" snapToGrid="1" '
        'suppressLineNumbers="0" checked="0">'
        f'<hh:align horizontal="{align.upper()}" vertical="BASELINE"/><hh:heading type="NONE" idRef="0" level="0"/>'
        '<hh:breakSetting breakLatinWord="KEEP_WORD" breakNonLatinWord="KEEP_WORD" widowOrphan="0" keepWithNext="0" '
        'keepLines="0" pageBreakBefore="0" lineWrap="BREAK"/><hh:autoSpacing eAsianEng="0" eAsianNum="0"/>'
        f'<hh:margin>{margins}</hh:margin><hh:lineSpacing type="PERCENT" value="160" unit="HWPUNIT"/>'
        f'<hh:border borderFillIDRef="{NO_BORDER}" offsetLeft="0" offsetRight="0" offsetTop="0" offsetBottom="0" '
        'connect="0" ignoreMargin="0"/></hh:paraPr>'
    )


def _section(blocks) -> str:
    body = "".join(_block(block, number) for number, block in enumerate(blocks, 1))
    return f"{XML}<hs:sec {NAMES}>{_paragraph(_page())}{body}</hs:sec>"


def _page() -> str:
    """Properties of the section, an A4 page with one column; they hang on the first paragraph."""
    return (
        '<hp:secPr id="" textDirection="HORIZONTAL" spaceColumns="1134" tabStop="8000" tabStopVal="4000" '
        'tabStopUnit="HWPUNIT" outlineShapeIDRef="0" memoShapeIDRef="0" textVerticalWidthHead="0" masterPageCnt="0">'
        '<hp:grid lineGrid="0" charGrid="0" wonggojiFormat="0"/>'
        '<hp:startNum pageStartsOn="BOTH" page="0" pic="0" tbl="0" equation="0"/>'
        '<hp:visibility hideFirstHeader="0" hideFirstFooter="0" hideFirstMasterPage="0" border="SHOW_ALL" '
        'fill="SHOW_ALL" hideFirstPageNum="0" hideFirstEmptyLine="0" showLineNumber="0"/>'
        '<hp:lineNumberShape restartType="0" countBy="0" distance="0" startNumber="0"/>'
        '<hp:pagePr landscape="WIDELY" width="59528" height="84188" gutterType="LEFT_ONLY">'
        '<hp:margin header="4252" footer="4252" gutter="0" left="8504" right="8504" top="5668" bottom="4252"/>'
        "</hp:pagePr>"
        + _note("foot", "CONTINUOUS", "EACH_COLUMN")
        + _note("end", "CONTINUOUS", "END_OF_DOCUMENT")
        + "".join(_frame(pages) for pages in ("BOTH", "EVEN", "ODD"))
        + "</hp:secPr>"
        '<hp:ctrl><hp:colPr id="" type="NEWSPAPER" layout="LEFT" colCount="1" sameSz="1" sameGap="0"/></hp:ctrl>'
    )


def _note(kind, numbering, place) -> str:
    return (
        f'<hp:{kind}NotePr><hp:autoNumFormat type="DIGIT" userChar="" prefixChar="" suffixChar=")" supscript="0"/>'
        '<hp:noteLine length="-1" type="SOLID" width="0.12 mm" color="#000000"/>'
        '<hp:noteSpacing betweenNotes="283" belowLine="567" aboveLine="850"/>'
        f'<hp:numbering type="{numbering}" newNum="1"/>'
        f'<hp:placement place="{place}" beneathText="0"/></hp:{kind}NotePr>'
    )


def _frame(pages) -> str:
    return (
        f'<hp:pageBorderFill type="{pages}" borderFillIDRef="{NO_BORDER}" textBorder="PAPER" headerInside="0" '
        'footerInside="0" fillArea="PAPER"><hp:offset left="1417" right="1417" top="1417" bottom="1417"/>'
        "</hp:pageBorderFill>"
    )


def _block(block, number) -> str:
    if isinstance(block, TableBlock):
        return _paragraph(_table(block, number) + "<hp:t/>")
    title = isinstance(block, ParagraphBlock) and block.title
    shape = TITLE if title else BOLD if isinstance(block, Heading) else BODY
    align = ALIGN.index(block.align) if isinstance(block, ParagraphBlock) else 0
    return _paragraph(_text(block.text), shape, align)


def _text(text) -> str:
    return f"<hp:t>{escape(text)}</hp:t>"


def _paragraph(inside, shape=BODY, align=0) -> str:
    return (
        f'<hp:p id="0" paraPrIDRef="{align}" styleIDRef="0" pageBreak="0" columnBreak="0" merged="0">'
        f'<hp:run charPrIDRef="{shape}">{inside}</hp:run></hp:p>'
    )


def _table(table, number) -> str:
    rows = "".join(
        "<hp:tr>" + "".join(_cell(table, row, column, box) for column, box in table.boxes(row)) + "</hp:tr>"
        for row in range(len(table.rows))
    )
    return (
        f'<hp:tbl id="{1000 + number}" zOrder="{number}" numberingType="TABLE" textWrap="TOP_AND_BOTTOM" '
        'textFlow="BOTH_SIDES" lock="0" dropcapstyle="None" pageBreak="CELL" repeatHeader="1" '
        f'rowCnt="{len(table.rows)}" colCnt="{len(table.widths)}" cellSpacing="0" borderFillIDRef="{BORDER}" '
        f'noAdjust="0"><hp:sz width="{WIDTH}" widthRelTo="ABSOLUTE" height="{ROW_HEIGHT * len(table.rows)}" '
        'heightRelTo="ABSOLUTE" protect="0"/><hp:pos treatAsChar="0" affectLSpacing="0" flowWithText="1" '
        'allowOverlap="0" holdAnchorAndSO="0" vertRelTo="PARA" horzRelTo="COLUMN" vertAlign="TOP" horzAlign="LEFT" '
        'vertOffset="0" horzOffset="0"/><hp:outMargin left="283" right="283" top="283" bottom="283"/>'
        f'<hp:inMargin left="140" right="140" top="140" bottom="140"/>{rows}</hp:tbl>'
    )


def _cell(table, row, column, box) -> str:
    width = sum(table.widths[column : column + box.columns]) * WIDTH // sum(table.widths)
    header = row < table.head
    text = _paragraph(_text(box.text), BOLD if header else BODY, ALIGN.index("center") if header else 0)
    return (
        f'<hp:tc name="" header="{int(header)}" hasMargin="0" protect="0" editable="0" dirty="0" '
        f'borderFillIDRef="{SHADED if header else BORDER}"><hp:subList id="" textDirection="HORIZONTAL" '
        'lineWrap="BREAK" vertAlign="CENTER" linkListIDRef="0" linkListNextIDRef="0" textWidth="0" textHeight="0" '
        f'hasTextRef="0" hasNumRef="0">{text}</hp:subList><hp:cellAddr colAddr="{column}" rowAddr="{row}"/>'
        f'<hp:cellSpan colSpan="{box.columns}" rowSpan="{box.rows}"/>'
        f'<hp:cellSz width="{width}" height="{ROW_HEIGHT * box.rows}"/>'
        '<hp:cellMargin left="140" right="140" top="140" bottom="140"/></hp:tc>'
    )
