/**
 * createPhotos({box, status, most, api, onChange, onPlace}) → photos: chosen pictures, uploaded as they are chosen.
 *
 *   photos.add(files, question)   up to `most` altogether; `question` is the key of a photo question
 *   photos.set(list)              those of a restored draft
 *   photos.list                   [{key, blob, name, id?, thumb?, takenAt?, question?}], as store.js keeps them
 *
 * onPlace([lon, lat]) follows where a picture says where it was taken.
 */
import { element } from "../map/popup.js";
import { newId } from "./calls.js";
import { Refusal, uploadPhoto } from "./outbox.js";
import { gettext, interpolate, ngettext } from "../words.js";

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
    const room = this.most - this.list.length;
    this.say(files.length > room ? interpolate(ngettext("사진은 %(n)s장까지 보낼 수 있습니다.", "사진은 %(n)s장까지 보낼 수 있습니다.", this.most), { n: this.most }) : "");
    const added = [...files].slice(0, Math.max(room, 0)).map((file) => ({ key: newId(), blob: file, name: file.name, question }));
    this.list.push(...added);
    this.draw();
    this.onChange();
    for (const photo of added) await this.upload(photo);
  }

  async upload(photo) {
    photo.busy = true;
    this.draw();
    try {
      await uploadPhoto(this.api, photo);
      if (photo.takenAt) this.onPlace(photo.takenAt);
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
    this.say(`${photo.name}: ${why}`);
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
    const item = element("li", `photo${photo.busy ? " is-busy" : ""}`);
    const picture = element("img");
    photo.preview ??= photo.blob ? URL.createObjectURL(photo.blob) : "";
    picture.src = photo.thumb || photo.preview;
    picture.alt = interpolate(gettext("고른 사진 %(n)s"), { n: i + 1 });
    picture.addEventListener("error", () => picture.replaceWith(element("span", "photo-name", photo.name)), { once: true });
    const button = element("button", "photo-remove", "×");
    button.type = "button";
    button.setAttribute("aria-label", interpolate(gettext("사진 %(n)s 빼기"), { n: i + 1 }));
    button.addEventListener("click", () => this.remove(photo));
    item.append(picture, button);
    if (photo.busy) item.append(element("span", "photo-busy", gettext("올리는 중")));
    return item;
  }
}

/** What IndexedDB keeps of a photo: object URLs and states end with the page. */
export const stored = ({ key, blob, name, id, thumb, takenAt, question }) => ({ key, blob, name, id, thumb, takenAt, question });
