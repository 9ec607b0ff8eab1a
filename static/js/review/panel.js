/** The panel about the chosen mention: what it is, why it was placed there, and what can be done about it. */
import { get } from "./api.js";
import { button, element } from "../dom.js";
import { distanceText } from "./distance.js";
import { choicesOf, hasPlace, isSuggested, lookOf, nameOf, stateOf, wordOf } from "./mentions.js";
import { opinionBox } from "./opinions.js";
import { searchBox } from "./search.js";
import { gettext, interpolate, ngettext } from "../words.js";

const key = (name) => element("kbd", { text: name, "aria-hidden": "true" });

export class Panel {
  constructor(root, mentions, settings, { act, mapView }) {
    Object.assign(this, { root, mentions, settings, act, mapView, body: root.querySelector(".panel-body") });
    mentions.addEventListener("select", () => this.load());
    mentions.addEventListener("change", ({ detail }) => detail.includes(mentions.chosen) && this.detail && this.#draw());
    mentions.addEventListener("load", () => (mentions.chosen ? this.load() : this.#leave()));
  }

  /** Ask for the chosen mention's detail and show it. */
  async load() {
    const mention = this.mentions.chosen;
    this.asking?.abort();
    this.asking = new AbortController();
    this.detail = null;
    this.#draw();
    try {
      const detail = await get(`${this.settings.mentions}/${mention.number}`, { signal: this.asking.signal });
      if (mention === this.mentions.chosen) this.take(detail);
    } catch (error) {
      if (error.name !== "AbortError") this.body.append(element("p", { className: "panel-error", role: "alert", text: error.message }));
    }
  }

  /** Show this detail, which belongs to the chosen mention. */
  take(detail) {
    this.detail = detail;
    this.#draw();
    this.mapView.showDetail(detail, this.mentions.chosen);
  }

  focusSearch() {
    this.body.querySelector("#place-search")?.focus();
  }

  #leave() {
    this.asking?.abort();
    this.root.querySelector(".panel-empty").hidden = false;
    this.body.hidden = true;
  }

  #draw() {
    const mention = this.mentions.chosen;
    this.root.querySelector(".panel-empty").hidden = true;
    this.body.hidden = false;
    const shortcut = this.body.contains(document.activeElement) && document.activeElement.getAttribute("aria-keyshortcuts");
    this.body.replaceChildren(this.#heading(mention), this.#actions(mention), ...(this.detail ? this.#about(mention) : []));
    // Who works with Tab and Enter stays on the same button.
    if (shortcut) this.body.querySelector(`[aria-keyshortcuts="${shortcut}"]`)?.focus();
  }

  #heading(mention) {
    const { grades } = this.settings;
    return element("div", { className: "panel-head" },
      element("div", {}, element("h2", { text: nameOf(mention) }),
        element("p", { className: "panel-grade" }, element("span", { className: `badge ${lookOf(mention)}`, text: wordOf(mention, grades), "aria-hidden": "true" }), ` ${stateOf(mention, grades)}`)));
  }

  #actions(mention) {
    const act = (name) => () => this.act[name]();
    const accept = button(isSuggested(mention) ? gettext("장소로 받기") : gettext("수락"), act("accept"), { className: "krds-btn small", "aria-keyshortcuts": "a" }, key("a"));
    accept.disabled = !hasPlace(mention) || mention.decision === "accepted";
    const others = [[gettext("싣지 않음"), "ignore", "i"], [gettext("장소 아님"), "notPlace", "x"], [gettext("지도에서 지정"), "pick", "p"]];
    if (mention.decision !== "open") others.push([gettext("확인 전으로"), "reopen", "o"]);
    return element("div", { className: "panel-actions" }, accept,
      ...others.map(([text, name, letter]) => button(text, act(name), { "aria-keyshortcuts": letter }, key(letter))));
  }

  #about(mention) {
    const { detail } = this;
    const search = searchBox({
      url: this.settings.search,
      query: detail.query,
      centre: () => this.mapView.centre(),
      onPeek: (result) => this.mapView.peek(result),
      onChoose: (result) => this.act.placeAt(mention, result, "search"),
    });
    const opinions = opinionBox({
      url: this.settings.opinions,
      mention,
      onPeek: (opinion) => this.mapView.peek(opinion),
      onChoose: (opinion) => this.act.placeAt(mention, opinion, "opinion"),
    });
    return [this.#alike(detail, mention), this.#candidates(detail, mention), search, this.#facts(detail, mention), this.#reasons(detail), opinions].filter(Boolean);
  }

  #facts(detail, mention) {
    const error = detail.error_m === null ? "" : interpolate(gettext("오차 약 %(distance)s"), { distance: distanceText(Math.max(detail.error_m, 1)) });
    const place = hasPlace(mention) ? [detail.address, detail.nearby, [detail.position_words, error, detail.source !== "automatic" && detail.source_words].filter(Boolean).join(" · ")] : [gettext("아직 자리가 없습니다"), ""];
    const facts = [
      [gettext("문서에 적힌 위치"), mention.name && mention.text],
      [gettext("자리"), place.filter(Boolean).join("\n")],
      [gettext("근거"), detail.belief],
      [gettext("종류"), detail.kind_words],
      [gettext("더한 사람"), detail.added],
      [gettext("자동으로 찾은 결과"), detail.grade_letter && interpolate(gettext("%(words)s (%(letter)s등급)"), { words: detail.automatic_words, letter: detail.grade_letter })],
      [gettext("출처"), [detail.where, detail.near && interpolate(gettext("앞뒤 문맥: %(text)s"), { text: detail.near })].filter(Boolean).join("\n")],
      [gettext("같은 행의 근거"), detail.evidence.join("\n")],
      [gettext("결정"), detail.decided && `${detail.decision_words}\n${detail.decided}`],
    ].filter(([, text]) => text);
    return element("dl", { className: "mention-facts" }, ...facts.map(([name, text]) => element("div", {}, element("dt", { text: name }), element("dd", { text }))));
  }

  #alike({ alike }, mention) {
    if (!alike) return null;
    const text = interpolate(ngettext("같은 이름 %(n)s곳도 이 자리로", "같은 이름 %(n)s곳도 이 자리로", alike), { n: alike.toLocaleString("ko") });
    return element("p", {}, button(text, () => this.act.acceptAlike(mention), { className: "krds-btn small secondary" }));
  }

  #reasons({ reasons }) {
    return reasons.length ? element("ul", { className: "reasons", "aria-label": gettext("까닭") }, ...reasons.map((text) => element("li", { text }))) : null;
  }

  #candidates(detail, mention) {
    const choices = choicesOf(detail, mention);
    if (!choices.length) return null;
    // What the department knows comes first, under its own number: it may have been learned after the import.
    const ordered = [...choices.entries()].sort(([, one], [, other]) => other.is_offer - one.is_offer);
    const list = element("ol", { className: "candidates" }, ...ordered.map(([i, candidate]) => this.#candidate(candidate, i, detail, mention)));
    const title = element("h3", { text: interpolate(ngettext("후보 %(n)s곳", "후보 %(n)s곳", choices.length), { n: choices.length }) });
    return element("div", { className: "candidate-box" }, title, list);
  }

  #candidate(candidate, i, detail, mention) {
    const choose = button("", () => this.act.choose(i), { className: "candidate" },
      element("span", { className: "candidate-number", text: String(i + 1) }),
      element("span", { className: "candidate-title", text: candidate.title || gettext("이름 없음") }),
      element("span", { className: "candidate-other", text: candidate.other }),
      element("span", { className: "candidate-why", text: [candidate.grade_words, candidate.position_words, candidate.error_m !== null && interpolate(gettext("오차 약 %(distance)s"), { distance: distanceText(Math.max(candidate.error_m, 1)) })].filter(Boolean).join(" · ") }),
      ...candidate.reasons.map((text) => element("span", { className: "candidate-why", text })),
      element("span", { className: "candidate-apart", text: this.#apart(candidate, i, detail, mention) }));
    choose.disabled = candidate.lon === null;
    choose.addEventListener("mouseenter", () => candidate.lon !== null && this.mapView.peek(candidate));
    return element("li", {}, choose);
  }

  /** How far from where it is now; while it is nowhere, from the first candidate. */
  #apart(candidate, i, detail, mention) {
    if (candidate.lon === null) return "";
    const here = hasPlace(mention) ? mention : detail.candidates[0];
    if (here.lon === null || (here === candidate)) return "";
    const metres = L.latLng(here.lat, here.lon).distanceTo([candidate.lat, candidate.lon]);
    if (metres < 1) return gettext("지금 자리");
    return hasPlace(mention) ? interpolate(gettext("지금 자리에서 %(distance)s 떨어짐"), { distance: distanceText(metres) }) : interpolate(gettext("1번 후보에서 %(distance)s 떨어짐"), { distance: distanceText(metres) });
  }
}
