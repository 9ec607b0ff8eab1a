/**
 * createPhotos({box, status, rules, api, onChange, onPlace}) → photos: chosen pictures, uploaded as they are chosen.
 *
 *   photos.add(files, question)   up to rules.mostPhotos altogether; `question` is the key of a photo question
 *   photos.set(list)              those of a restored draft
 *   photos.list                   [{key, blob, name, id?, thumb?, takenAt?, question?}], as store.js keeps them
 *
 * onPlace([lon, lat]) follows where a picture says where it was taken: read here, without network, from its EXIF data.
 */
import { button, element } from "../dom.js";
import { newId } from "./calls.js";
import { Refusal, uploadPhoto } from "./offline/outbox.js";
import { gettext, interpolate, ngettext } from "../words.js";

const MOST_EXIF = 60_000;
const HEAD = [0x45, 0x78, 0x69, 0x66, 0, 0];
// "Exif" and two zeros (JPEG, HEIC, AVIF), the chunk eXIf of a PNG, the chunk EXIF of a WebP with its length.
const AFTER_MARK = new Map([[0x45786966, 6], [0x65584966, 4], [0x45584946, 8]]);
const FILM = /\.(mp4|mov|m4v|3gp|3g2|avi|mkv|webm|wmv|mpe?g|ts)$/i;

export const createPhotos = (options) => new Photos(options);

class Photos {
  constructor(options) {
    Object.assign(this, options, { list: [] });
    addEventListener("online", () => this.list.filter((photo) => !photo.id).forEach((photo) => this.upload(photo)));
  }

  set(list) {
    this.list = list;
    this.draw();
    this.list.filter((photo) => !photo.id).forEach((photo) => this.upload(photo));
  }

  async add(files, question = "") {
    const most = this.rules.mostPhotos;
    const room = most - this.list.length;
    const refused = [...files].map((file) => [file, this.objection(file)]).filter(([, why]) => why);
    const fit = [...files].filter((file) => !refused.some(([other]) => other === file));
    const lines = refused.map(([file, why]) => named(file.name, why));
    if (fit.length > room) lines.push(interpolate(ngettext("사진은 %(n)s장까지 보낼 수 있습니다.", "사진은 %(n)s장까지 보낼 수 있습니다.", most), { n: most }));
    this.say(lines.join(" "));
    const added = fit.slice(0, Math.max(room, 0)).map((file) => ({ key: newId(), blob: file, name: file.name, question }));
    this.list.push(...added);
    this.draw();
    this.onChange();
    for (const photo of added) await this.locate(photo);
    for (const photo of added) await this.upload(photo);
  }

  /** What is no photo in any case is not carried along until there is a network. */
  objection({ type, name, size }) {
    if (type.startsWith("video/") || FILM.test(name)) return this.rules.words.film;
    return size > this.rules.mostBytes ? this.rules.words.large : "";
  }

  async locate(photo) {
    const place = await placeOf(photo.blob);
    if (!place) return;
    photo.takenAt = place;
    this.onPlace(place);
    this.onChange();
  }

  async upload(photo) {
    photo.busy = true;
    this.draw();
    try {
      const before = photo.takenAt;
      await uploadPhoto(this.api, photo);
      photo.takenAt = before ?? photo.takenAt;
      if (photo.takenAt && !before) this.onPlace(photo.takenAt);
    } catch (error) {
      // Without network it goes along with the report, later.
      if (error instanceof Refusal) this.refuse(photo, error.message);
      else this.say(gettext("연결되면 사진을 함께 보냅니다."));
    }
    delete photo.busy;
    this.draw();
    this.onChange();
  }

  refuse(photo, why) {
    this.list = this.list.filter((one) => one !== photo);
    this.say(why);
  }

  remove(photo) {
    this.list = this.list.filter((one) => one !== photo);
    this.say(gettext("사진을 뺐습니다."));
    this.draw();
    this.onChange();
  }

  say(text) {
    this.status.textContent = text;
  }

  draw() {
    this.box.replaceChildren(...this.list.map((photo, i) => this.item(photo, i)));
  }

  item(photo, i) {
    photo.preview ??= photo.blob ? URL.createObjectURL(photo.blob) : "";
    const picture = element("img", { src: photo.thumb || photo.preview, alt: interpolate(gettext("고른 사진 %(n)s"), { n: i + 1 }) });
    picture.addEventListener("error", () => picture.replaceWith(element("span", { className: "photo-name", text: photo.name })), { once: true });
    const label = interpolate(gettext("사진 %(n)s 빼기"), { n: i + 1 });
    return element("li", { className: `photo${photo.busy ? " is-busy" : ""}` }, picture,
      button("×", () => this.remove(photo), { className: "photo-remove", "aria-label": label }),
      photo.busy && element("span", { className: "photo-busy", text: gettext("올리는 중") }));
  }
}

/** [lon, lat] in WGS84 degrees, or null. */
async function placeOf(file) {
  try {
    const { default: exifr } = await import("../../vendor/exifr/7.1.3/lite.esm.js");
    // It throws at a format that it does not know.
    const found = await exifr.gps(file).catch(() => null);
    const { longitude, latitude } = found ?? (await exifr.gps(await asJpeg(file))) ?? {};
    return Number.isFinite(longitude) && Number.isFinite(latitude) && (longitude || latitude) ? [longitude, latitude] : null;
  } catch {
    return null;
  }
}

/** The Exif block where exifr's light build looks for none (HEIC of libheif, as Android writes it; AVIF, PNG, WebP), as a JPEG without a picture. */
async function asJpeg(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const at = tiffIn(bytes);
  const block = at < 0 ? [] : [...HEAD, ...bytes.slice(at, at + MOST_EXIF)];
  const length = block.length + 2;
  return Uint8Array.of(0xff, 0xd8, 0xff, 0xe1, length >> 8, length & 255, ...block, 0xff, 0xd9);
}

/** Where the TIFF of an Exif block begins, or -1. */
function tiffIn(bytes) {
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < bytes.length - 12; i += 1) {
    if ((bytes[i] | 0x20) !== 0x65) continue;
    const skipped = AFTER_MARK.get(view.getUint32(i));
    if (skipped && isTiff(bytes, i + skipped)) return i + skipped;
  }
  return -1;
}

const isTiff = (bytes, at) => (bytes[at] === 0x49 && bytes[at + 1] === 0x49) || (bytes[at] === 0x4d && bytes[at + 1] === 0x4d);

const named = (name, why) => interpolate(gettext("사진 ‘%(name)s’: %(why)s"), { name, why });

/** What IndexedDB keeps of a photo: object URLs and states end with the page. */
export const stored = ({ key, blob, name, id, thumb, takenAt, question }) => ({ key, blob, name, id, thumb, takenAt, question });
