"""Rebuild the demo documents: `script/demo-documents`, or `script/demo-documents FILE...` for some of them.

The XLS needs xlwt (`pip install --target FOLDER xlwt`, PYTHONPATH=FOLDER), the PDF a Chromium: without, they are left.
"""

import sys
from importlib.util import find_spec

from . import contents
from .docx import docx_document
from .hwp import hwp_document
from .hwpx import hwpx_document
from .pdf import chromium, pdf_document
from .registers import ROOT
from .sheets import inspections_xls, libraries_csv, shelters_xlsx

FOLDER = ROOT / "data/documents"
DOCUMENTS = {
    "무더위쉼터_현황_2026.xlsx": shelters_xlsx,
    "공공도서관_목록.csv": libraries_csv,
    "공중화장실_점검대상.xls": inspections_xls,
    "용산구_금연구역_지정_안내.docx": lambda: docx_document(contents.no_smoking(), "용산구 금연구역 지정 안내"),
    "어린이보호구역_정비공사_시행계획.hwpx": lambda: hwpx_document(
        contents.school_zones(), "어린이보호구역 정비공사 시행계획"
    ),
    "하천변_공중화장실_개방_공고.hwp": lambda: hwp_document(contents.riverside_toilets()),
    "공원_물놀이장_안내.pdf": lambda: pdf_document(contents.water_playgrounds(), "공원 물놀이장 안내"),
}


def main(names):
    for name in names or DOCUMENTS:
        if missing := _missing(name):
            print(f"{name}: left as it is, {missing} is not installed")
            continue
        data = DOCUMENTS[name]()
        (FOLDER / name).write_bytes(data)
        print(f"{name}: {len(data):,} bytes")


def _missing(name) -> str:
    if name.endswith(".xls") and find_spec("xlwt") is None:
        return "xlwt"
    return "chromium" if name.endswith(".pdf") and chromium() is None else ""


main(sys.argv[1:])
