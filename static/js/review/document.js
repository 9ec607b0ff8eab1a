/** The document pane: loads its chunks when they come near, keeps its marks up to date, and jumps to a mention. */
import { getHtml } from "./api.js";
import { lookOf, stateOf } from "./mentions.js";

// So much of the document is made ready before it is scrolled to.
const AHEAD = "1200px";
const ROW_HEIGHT = 32;

export class DocumentPane {
  constructor(root, mentions, settings) {
    Object.assign(this, { root, mentions, settings, loading: new Map() });
    this.chunks = [...root.querySelectorAll(".chunk")];
    this.observer = new IntersectionObserver((entries) => this.#approach(entries), { root, rootMargin: AHEAD });
    this.chunks.forEach((chunk) => this.#prepare(chunk));
    root.addEventListener("click", (event) => this.#choose(event));
    root.addEventListener("keydown", (event) => ["Enter", " "].includes(event.key) && this.#choose(event));
    mentions.addEventListener("load", () => (this.#dressAll(), this.#followAdded()));
    mentions.addEventListener("change", ({ detail }) => detail.forEach((mention) => this.#dress(mention)));
    mentions.addEventListener("select", ({ detail }) => this.#show(detail));
  }

  async jumpTo(record, block = "start") {
    const chunk = await this.#load(this.#chunkOf(record));
    const line = chunk.querySelector(`[data-record="${record}"]`);
    if (line) this.#reveal(line, block);
    return line;
  }

  #prepare(chunk) {
    if ("loaded" in chunk.dataset) return;
    const last = this.chunks.at(-1) === chunk;
    chunk.style.minHeight = `${(last ? 20 : this.settings.chunkSize) * ROW_HEIGHT}px`;
    this.observer.observe(chunk);
  }

  #approach(entries) {
    for (const entry of entries) if (entry.isIntersecting) this.#load(entry.target).catch(() => {});
  }

  #chunkOf(record) {
    return this.chunks[Math.floor((record - 1) / this.settings.chunkSize)];
  }

  #load(chunk) {
    if ("loaded" in chunk.dataset) return Promise.resolve(chunk);
    if (!this.loading.has(chunk)) this.loading.set(chunk, this.#fetch(chunk).finally(() => this.loading.delete(chunk)));
    return this.loading.get(chunk);
  }

  async #fetch(chunk) {
    const html = await getHtml(`${this.settings.chunk}?start=${chunk.dataset.start}`);
    const { scrollTop } = this.root;
    chunk.replaceChildren(document.createRange().createContextualFragment(html));
    if ("loaded" in chunk.dataset) this.root.scrollTop = scrollTop;
    chunk.dataset.loaded = "";
    chunk.style.minHeight = "";
    this.observer.unobserve(chunk);
    this.#dressAll(chunk);
    return chunk;
  }

  /** Places that people added or took back since: their parts of the document are drawn anew. */
  async #followAdded() {
    const before = this.records;
    this.records = new Map(this.mentions.all.map(({ number, record_number: record }) => [number, record]));
    if (!before) return;
    const differing = [...this.records, ...before].filter(([number, record]) => record && this.records.has(number) !== before.has(number));
    const chunks = new Set(differing.map(([, record]) => this.#chunkOf(record)).filter((chunk) => "loaded" in chunk.dataset));
    await Promise.all([...chunks].map((chunk) => this.#fetch(chunk)));
    if (chunks.size && this.mentions.chosen) this.#show({ mention: this.mentions.chosen, from: "document" });
  }

  // -- marks

  #dressAll(within = this.root) {
    for (const mark of within.querySelectorAll(".mention")) this.#dressMark(mark, this.mentions.get(Number(mark.dataset.mention)));
  }

  #dress(mention) {
    this.#marks(mention.number).forEach((mark) => this.#dressMark(mark, mention));
  }

  #dressMark(mark, mention) {
    if (!mark || !mention) return;
    mark.dataset.grade = mention.grade;
    mark.dataset.decision = mention.decision;
    const state = stateOf(mention, this.settings.grades);
    mark.setAttribute("aria-label", `${mark.textContent.trim()}, ${state}`);
    mark.title = state;
    mark.className = `mention ${lookOf(mention)}${mention === this.mentions.chosen ? " is-chosen" : ""}`;
  }

  #mark(number) {
    return this.#marks(number)[0];
  }

  /** All that a row says of one place is marked, and so are the rows that name it again. */
  #marks(number) {
    return [...this.root.querySelectorAll(`[data-mention="${number}"]`)];
  }

  #choose(event) {
    const mark = event.target.closest(".mention");
    // Who marks some of its text with the mouse wants that text.
    if (!mark || !(event.detail === 0 || document.getSelection().isCollapsed)) return;
    event.preventDefault();
    this.mentions.select(Number(mark.dataset.mention), "document");
  }

  async #show({ mention, from }) {
    this.root.querySelectorAll(".is-chosen").forEach((mark) => this.#leave(mark));
    if (!mention.record_number) return;
    await this.#load(this.#chunkOf(mention.record_number));
    if (this.mentions.chosen !== mention) return;
    const mark = this.#mark(mention.number);
    if (!mark) return;
    this.#marks(mention.number).forEach((one) => one.classList.add("is-chosen"));
    mark.tabIndex = 0;
    mark.closest("[data-record]")?.classList.add("is-current");
    this.#reveal(mark, from === "document" ? "nearest" : "center");
  }

  #leave(mark) {
    mark.classList.remove("is-chosen");
    mark.tabIndex = -1;
    mark.closest("[data-record]")?.classList.remove("is-current");
  }

  /** Chunks get their true height only when they are drawn, and the panel may just have opened: look a second time. */
  #reveal(mark, block) {
    const look = () => mark.scrollIntoView({ block, inline: "nearest" });
    look();
    requestAnimationFrame(look);
  }
}
