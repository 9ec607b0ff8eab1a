/** The list of mentions: of 4,000 lines only those in view exist. */
import { element } from "../dom.js";
import { codeOf, hasPlace, lookOf, nameOf, wordOf } from "./mentions.js";
import { gettext, interpolate, ngettext } from "../words.js";

const LINE = 56;
const BEYOND = 6;

const whereOf = ({ row, page }) => (row ? interpolate(gettext("%(n)s행"), { n: row }) : page ? interpolate(gettext("%(n)s쪽"), { n: page }) : "");

export class List {
  shown = [];

  constructor(root, count, mentions, settings) {
    Object.assign(this, { root, count, mentions, settings, all: root.querySelector(".list-all") });
    root.addEventListener("scroll", () => this.#draw(), { passive: true });
    root.addEventListener("click", (event) => {
      const line = event.target.closest("[data-number]");
      if (line) mentions.select(Number(line.dataset.number), "list");
    });
    new ResizeObserver(() => this.#draw()).observe(root);
    mentions.addEventListener("change", () => this.#draw());
    mentions.addEventListener("select", () => this.#reveal());
  }

  show(shown) {
    this.shown = shown;
    this.count.textContent = shown.length ? interpolate(ngettext("%(n)s곳", "%(n)s곳", shown.length), { n: shown.length.toLocaleString("ko") }) : this.mentions.all.length ? gettext("조건에 맞는 장소가 없습니다.") : gettext("찾은 장소가 없습니다.");
    this.all.style.height = `${shown.length * LINE}px`;
    this.root.scrollTop = 0;
    this.#reveal();
    this.#draw();
  }

  /** The mention `step` lines on from the chosen one; at the start the first. */
  neighbour(step) {
    const at = this.shown.indexOf(this.mentions.chosen);
    return at < 0 ? this.shown[0] : this.shown[at + step];
  }

  /** The next mention of this code ("open", "suggested") below the chosen one, else the first above. */
  next(code) {
    const at = this.shown.indexOf(this.mentions.chosen);
    const fits = (mention) => codeOf(mention) === code && mention !== this.mentions.chosen;
    return this.shown.slice(at + 1).find(fits) ?? this.shown.find(fits);
  }

  #reveal() {
    const at = this.shown.indexOf(this.mentions.chosen);
    if (at >= 0) {
      const { scrollTop, clientHeight } = this.root;
      if (at * LINE < scrollTop || (at + 1) * LINE > scrollTop + clientHeight) this.root.scrollTop = at * LINE - clientHeight / 3;
    }
    this.#draw();
  }

  #draw() {
    const first = Math.max(0, Math.floor(this.root.scrollTop / LINE) - BEYOND);
    const last = Math.ceil((this.root.scrollTop + this.root.clientHeight) / LINE) + BEYOND;
    this.all.replaceChildren(...this.shown.slice(first, last).map((mention, i) => this.#line(mention, first + i)));
    const chosen = this.all.querySelector("[aria-selected=true]");
    if (chosen) this.root.setAttribute("aria-activedescendant", chosen.id);
    else this.root.removeAttribute("aria-activedescendant");
  }

  #line(mention, at) {
    const line = element(
      "div",
      {
        className: "line", role: "option", id: `line-${mention.number}`, "data-number": mention.number,
        "aria-selected": mention === this.mentions.chosen, "aria-setsize": this.shown.length, "aria-posinset": at + 1,
      },
      element("span", { className: `badge ${lookOf(mention)}`, text: wordOf(mention, this.settings.grades) }),
      element("span", { className: "line-text", text: nameOf(mention) }),
      element("span", { className: "line-address", text: mention.address || (mention.name && mention.text) || (hasPlace(mention) ? gettext("주소 없음") : gettext("자리 없음")) }),
      element("span", { className: "line-where", text: whereOf(mention) }),
    );
    line.style.transform = `translateY(${at * LINE}px)`;
    return line;
  }
}
