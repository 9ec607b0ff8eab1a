/** What the list shows: by what became of it, grade, kind and text. Calls onChange with the mentions that pass, by need. */
import { button, element } from "../dom.js";
import { codeOf, needOf, STATES } from "./mentions.js";
import { gettext, interpolate, ngettext } from "../words.js";

const TYPING_MS = 120;

export class Filters {
  constructor(root, mentions, settings, onChange) {
    Object.assign(this, { mentions, settings, onChange, standings: new Set() });
    // Several grades are one word.
    this.need = needOf(settings);
    this.words = [...new Set(this.need.map((grade) => settings.grades[grade].word))];
    this.decision = root.querySelector("#filter-decision");
    this.kind = root.querySelector("#filter-kind");
    this.text = root.querySelector("#filter-text");
    this.suggested = root.querySelector("#filter-suggested");
    this.suggested.addEventListener("click", () => this.toggleSuggested());
    this.gradeBox = root.querySelector(".filter-grades");
    this.decision.addEventListener("change", () => this.#changed());
    this.kind.addEventListener("change", () => this.#changed());
    this.text.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.#changed(), TYPING_MS);
    });
    mentions.addEventListener("load", () => this.#start());
    mentions.addEventListener("change", () => this.#count());
  }

  /** What waits first, then suggestions; by need; as the document reads. */
  passing() {
    const first = { open: 0, suggested: 20 };
    const place = (mention) => (first[codeOf(mention)] ?? 40) + this.need.indexOf(mention.grade);
    return this.mentions.all.filter((mention) => this.#passes(mention)).sort((a, b) => place(a) - place(b) || a.number - b.number);
  }

  /** Whether anything but the decision narrows the list. */
  get isNarrowed() {
    return Boolean(this.kind.value || this.text.value.trim() || this.standings.size);
  }

  /** Make sure that this mention is in the list. */
  admit(mention) {
    if (this.#passes(mention)) return;
    this.decision.value = codeOf(mention) === "suggested" ? "suggested" : "";
    this.kind.value = "";
    this.text.value = "";
    this.standings.clear();
    this.#changed();
  }

  #passes(mention) {
    const words = this.text.value.normalize("NFC").toLowerCase().split(/\s+/).filter(Boolean);
    const text = `${mention.name ?? ""} ${mention.text} ${mention.address}`.normalize("NFC").toLowerCase();
    return (
      (!this.decision.value || codeOf(mention) === this.decision.value) &&
      (!this.kind.value || mention.kind === this.kind.value) &&
      (!this.standings.size || this.standings.has(this.#wordOf(mention))) &&
      words.every((word) => text.includes(word))
    );
  }

  #start() {
    const first = ["open", "suggested"].find((code) => this.mentions.count((m) => codeOf(m) === code)) ?? "";
    const chosen = this.started ? this.decision.value : first;
    this.started = true;
    const kinds = Object.entries(this.settings.kinds).filter(([kind]) => this.mentions.count((m) => m.kind === kind));
    this.decision.replaceChildren(...Object.entries(STATES).map(([value, text]) => element("option", { value, text })), element("option", { value: "", text: gettext("모두") }));
    this.kind.replaceChildren(element("option", { value: "", text: gettext("모든 종류") }), ...kinds.map(([value, text]) => element("option", { value, text })));
    this.decision.value = chosen;
    this.#changed();
  }

  #changed() {
    this.#count();
    this.onChange(this.passing());
  }

  #count() {
    for (const option of this.decision.options) {
      const count = this.mentions.count((m) => !option.value || codeOf(m) === option.value);
      option.textContent = `${STATES[option.value] ?? gettext("모두")} ${count.toLocaleString("ko")}`;
    }
    const counted = (word) => this.mentions.count((m) => this.#wordOf(m) === word && (!this.decision.value || codeOf(m) === this.decision.value));
    this.#countSuggested();
    this.gradeBox.replaceChildren(...this.words.map((word) => this.#chip(word, counted(word))));
  }

  /** Their own filter: one press shows them, another what waits again. */
  #countSuggested() {
    const count = this.mentions.count((m) => codeOf(m) === "suggested");
    const isOn = this.decision.value === "suggested";
    this.suggested.textContent = `${STATES.suggested} ${count.toLocaleString("ko")}`;
    this.suggested.setAttribute("aria-pressed", String(isOn));
    this.suggested.parentElement.hidden = !count && !isOn;
    this.suggested.nextElementSibling.hidden = !count || !isOn;
  }

  /** Whether there was anything to show or to leave. */
  toggleSuggested() {
    if (this.suggested.parentElement.hidden) return false;
    this.decision.value = this.decision.value === "suggested" ? "open" : "suggested";
    this.#changed();
    return true;
  }

  #wordOf(mention) {
    return this.settings.grades[mention.grade]?.word;
  }

  #chip(word, count) {
    const toggle = () => {
      if (!this.standings.delete(word)) this.standings.add(word);
      this.#changed();
      this.gradeBox.querySelector(`[data-word="${word}"]`).focus();
    };
    const look = this.need.find((grade) => this.settings.grades[grade].word === word);
    const chip = button("", toggle, { className: `chip grade-${look}`, "aria-pressed": this.standings.has(word), "data-word": word }, element("span", { className: "chip-word", text: word }));
    chip.append(" ", interpolate(ngettext("%(n)s곳", "%(n)s곳", count), { n: count.toLocaleString("ko") }));
    chip.disabled = !count && !this.standings.has(word);
    return chip;
  }
}
