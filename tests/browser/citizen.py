"""What a citizen does on the report form, as the browser tests do it."""

from tests.community.pictures import as_bytes, exif_at

CITY_HALL = (126.9779, 37.5663)
# Through the service worker requests fail by other names; the basemap's tiles are not there either.
NO_NETWORK = ["ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "Failed to fetch"]


def street_photo(name="길.jpg", mime="image/jpeg", **options):
    return {"name": name, "mimeType": mime, "buffer": as_bytes(**options)}


def choose_photo(page, **options):
    options.setdefault("exif", exif_at(*CITY_HALL))
    page.locator("[data-photos]").last.set_input_files([street_photo(**options)])
    page.locator(".photo:not(.is-busy) img").wait_for()


def fill_in(page, text="보도블록이 빠져 있습니다."):
    page.get_by_text("도로 파임", exact=True).click()
    page.get_by_text("손바닥만 해요").click()
    page.get_by_role("textbox", name="내용").fill(text)


KEPT = """() => new Promise((resolve) => {
  indexedDB.open("maptag-reports").onsuccess = ({ target: { result: base } }) => {
    base.transaction("drafts").objectStore("drafts").getAll().onsuccess = ({ target }) => {
      base.close();
      resolve(target.result.some(({ fields, photos }) => fields.text && photos.length));
    };
  };
})"""


def wait_for_draft(page):
    """Until the device has kept the text and a photo, a moment after the last letter."""
    for _n in range(100):
        if page.evaluate(KEPT):
            return
        page.wait_for_timeout(100)
    raise AssertionError("The draft was not kept.")


def send(page):
    page.get_by_role("button", name="제보 보내기").click()


def open_form(page):
    """The form, once it can do without a network."""
    page.goto("/report/")
    page.get_by_text("인터넷이 끊겨도 쓸 수 있습니다.").wait_for()
