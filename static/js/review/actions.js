/** What the clerk does: shown at once, sent in order, taken back with a message when the server says no. */
import { get, post } from "./api.js";
import { codeOf, DECISIONS } from "./mentions.js";
import { tell } from "./toasts.js";
import { gettext, interpolate, ngettext } from "../words.js";

export class Actions {
  constructor(mentions, settings) {
    Object.assign(this, { mentions, settings });
  }

  /** The screen's other parts, which themselves need the actions. */
  connect({ list, panel, mapView }) {
    Object.assign(this, { list, panel, mapView });
  }

  accept() {
    const { chosen } = this.mentions;
    if (!chosen) return;
    if (chosen.lon === null) return tell(gettext("아직 자리가 없습니다. 후보를 고르거나(1–9) 주소를 찾거나(/) 지도를 눌러(p) 정해 주세요."), { kind: "warning" });
    this.#decide(chosen, "accepted");
  }

  ignore() {
    this.#decide(this.mentions.chosen, "ignored");
  }

  notPlace() {
    this.#decide(this.mentions.chosen, "not_place");
  }

  reopen() {
    this.#decide(this.mentions.chosen, "open", {}, { stay: true });
  }

  choose(index) {
    const { chosen } = this.mentions;
    const candidate = this.panel.detail?.candidates[index];
    if (!candidate || candidate.lon === null) return;
    const { lon, lat, title } = candidate;
    this.#decide(chosen, "accepted", { candidate: index }, { foreseen: { lon, lat, address: title } });
  }

  placeAt(mention, { lon, lat, address }, source) {
    this.#decide(mention, "accepted", { point: [lon, lat], address, source }, { foreseen: { lon, lat, address }, stay: true });
  }

  /** The pin was dropped here: the address is asked for first, so that it is stored with the place. */
  async drop(mention, { lng, lat }) {
    let address = "";
    try {
      const params = new URLSearchParams({ lon: lng.toFixed(6), lat: lat.toFixed(6) });
      ({ address } = await get(`${this.settings.reverse}?${params}`));
    } catch {
      // A place without an address is still where the clerk put it.
    }
    this.placeAt(mention, { lon: lng, lat, address }, "pin");
  }

  pick() {
    if (this.mentions.chosen) this.mapView.pick();
  }

  async undo() {
    // A double click takes back one thing.
    if (this.isUndoing) return;
    this.isUndoing = true;
    this.#busy("undo", true);
    try {
      const { rows } = await post(this.settings.undo, {}, { label: gettext("되돌리기") });
      this.#undone(rows);
    } catch (error) {
      this.#failed(error);
    }
    this.#busy("undo", false);
    this.isUndoing = false;
  }

  #undone(rows) {
    if (!rows.length) return tell(gettext("되돌릴 일이 없습니다."), { kind: "warning" });
    const changed = this.mentions.update(rows);
    tell(changed.length > 1 ? interpolate(ngettext("%(n)s곳을 되돌렸습니다.", "%(n)s곳을 되돌렸습니다.", changed.length), { n: changed.length.toLocaleString("ko") }) : gettext("되돌렸습니다."));
    return this.mentions.select(changed[0].number, "undo");
  }

  #busy(name, on) {
    document.querySelector(`[data-do=${name}]`).setAttribute("aria-busy", String(on));
  }

  /** One decision about many, in one step that can be taken back. */
  async decideMany(decision, mentions, tier = "sure") {
    const numbers = mentions.map(({ number }) => number);
    const label = interpolate(ngettext("%(n)s곳: %(decision)s", "%(n)s곳: %(decision)s", numbers.length), { n: numbers.length.toLocaleString("ko"), decision: DECISIONS[decision] });
    try {
      const answer = await post(this.settings.decideMany, { decision, numbers, tier }, { label });
      this.mentions.decide(answer.numbers, decision);
      this.#tellMany(decision, answer);
    } catch (error) {
      this.#failed(error);
    }
  }

  #tellMany(decision, { numbers, left }) {
    const n = numbers.length.toLocaleString("ko");
    const rest = left ? ` ${interpolate(ngettext("%(n)s곳은 자리가 없거나 우리 부서가 전에 정한 자리와 달라 남겨 두었습니다.", "%(n)s곳은 자리가 없거나 우리 부서가 전에 정한 자리와 달라 남겨 두었습니다.", left), { n: left.toLocaleString("ko") })}` : "";
    const words = decision === "accepted" ? ngettext("%(n)s곳을 수락했습니다.", "%(n)s곳을 수락했습니다.", numbers.length) : ngettext("%(n)s곳을 정했습니다: %(decision)s", "%(n)s곳을 정했습니다: %(decision)s", numbers.length);
    tell(interpolate(words, { n, decision: DECISIONS[decision] }) + rest, { action: { text: gettext("되돌리기"), run: () => this.undo() } });
  }

  /** What the document writes alike goes to the same place. */
  async acceptAlike(mention) {
    if (this.isSpreading) return;
    this.isSpreading = true;
    try {
      const url = `${this.settings.mentions}/${mention.number}`;
      const label = interpolate(gettext("%(text)s: 같은 이름도 이 자리로"), { text: mention.text });
      const { rows } = await post(`${url}/alike`, () => ({ version: mention.version }), { label, target: url });
      this.mentions.update(rows);
      if (mention === this.mentions.chosen) this.panel.load();
      tell(interpolate(ngettext("%(n)s곳을 같은 자리에 놓았습니다.", "%(n)s곳을 같은 자리에 놓았습니다.", rows.length), { n: rows.length.toLocaleString("ko") }), { action: { text: gettext("되돌리기"), run: () => this.undo() } });
    } catch (error) {
      this.#failed(error);
    }
    this.isSpreading = false;
  }

  /** Add what stands in the document here: {record, cell, start, end, text}. */
  async addSpan(span) {
    try {
      const label = interpolate(gettext("%(text)s: 장소로 더하기"), { text: span.text });
      this.#added(await post(this.settings.addSpan, span, { label }), "document");
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Add what was drawn on the map: {name, shape, points, address}; rejects where the server says no. */
  async addShape(drawn) {
    const label = interpolate(gettext("%(text)s: 장소로 더하기"), { text: drawn.name });
    this.#added(await post(this.settings.addShape, drawn, { label }), "map");
  }

  #added(detail, from) {
    const [mention] = this.mentions.update([detail.row]);
    this.mentions.select(mention.number, from);
    tell(interpolate(gettext("‘%(text)s’을(를) 더했습니다."), { text: mention.text }), { action: { text: gettext("되돌리기"), run: () => this.undo() } });
  }

  async #decide(mention, decision, body = {}, { foreseen = {}, stay = false } = {}) {
    if (!mention) return;
    // A place that a person chose is no longer what the geocoder doubted.
    const standing = "lon" in foreseen ? { grade: "P" } : {};
    const code = codeOf(mention) === "suggested" ? "suggested" : "open";
    const unforesee = this.mentions.foresee(mention, { decision, ...foreseen, ...standing });
    const next = stay ? null : this.list.next(code);
    if (next) this.mentions.select(next.number, "next");
    else if (code === "suggested" && !stay) tell(gettext("목록에 보이는 제안을 모두 보았습니다."));
    try {
      const url = `${this.settings.mentions}/${mention.number}`;
      const label = `${mention.text}: ${DECISIONS[decision]}`;
      const detail = await post(`${url}/decision`, () => ({ decision, version: mention.version, ...body }), { label, target: url });
      this.#take(detail);
      if (detail.alike) this.#offerAlike(mention, detail.alike);
    } catch (error) {
      unforesee();
      this.#failed(error);
    }
  }

  #offerAlike(mention, count) {
    const run = () => this.acceptAlike(mention);
    tell(interpolate(ngettext("‘%(text)s’: 이 문서에 %(n)s곳 더 있습니다.", "‘%(text)s’: 이 문서에 %(n)s곳 더 있습니다.", count), { text: mention.text, n: count.toLocaleString("ko") }), { action: { text: gettext("모두 이 자리로"), run } });
  }

  #take(detail) {
    const [mention] = this.mentions.update([detail.row]);
    if (mention === this.mentions.chosen) this.panel.take(detail);
  }

  /** Told, and on a conflict what the other person made of it is shown. */
  #failed(error) {
    tell(error.message, { kind: "error" });
    if (!error.current?.row) return;
    this.#take(error.current);
    const number = error.current.row[this.mentions.fields.indexOf("number")];
    this.mentions.select(number, "conflict");
  }
}
