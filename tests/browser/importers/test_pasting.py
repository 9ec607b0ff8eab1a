"""A table from a clipboard that has it as HTML only, or with each cell on a line of its own."""

import pytest
from playwright.sync_api import expect

from tests.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TABLE = (
    "<style>td {}</style><table style='width: 9cm'><tr><th style=color:red>시설</th><th colspan=2>주소</th></tr>"
    "<tr><td>가나<br>쉼터</td><td>세종대로&nbsp;110</td><td> </td></tr></table><p>끝</p>"
)
ROWS = "시설\t주소\t\n가나 쉼터\t세종대로 110\t\n끝"
PASTE = """([html, plain]) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  if (plain) data.setData("text/plain", plain);
  const field = document.querySelector("textarea");
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  return field.dispatchEvent(event) ? null : field.value;
}"""


def test_tables_keep_their_columns_whatever_the_clipboard_has(page, sign_in, transactional_db):
    sign_in(UserFactory())
    page.goto("/uploads/")
    page.locator("details:has(textarea) > summary").click()
    field = page.locator("textarea")
    for html, plain, text in (
        (TABLE, "", ROWS),
        (TABLE, "시설\n주소\n가나쉼터", ROWS),
        (TABLE, "시설\t주소", None),  # a spreadsheet's own text, which the browser takes
        ("<p>을지로</p><p>퇴계로</p>", "", "을지로\n퇴계로"),
        ("", "을지로", None),
    ):
        field.fill("")
        assert page.evaluate(PASTE, [html, plain]) == text
    expect(field).to_be_editable()
