/**
 * Text that is marked in the document, by mouse, finger or keyboard, and the button beside it that adds it as a place.
 * Positions count characters of the paragraph or cell, as the server does, not UTF-16 units.
 */
import { button, element } from "../../dom.js";
import { gettext } from "../../words.js";

const TEXTS = "[data-cell], p[data-record], h3[data-record]";
// A finger drags the end of the mark in many small steps.
const SETTLE_MS = 150;
const LONGEST = 200;
const GAP = 8;

const boxOf = (node) => (node instanceof Element ? node : node.parentElement)?.closest(TEXTS);
const characters = (text) => [...text].length;

/** {record, cell, start, end, text, at} of what is marked within one text of `root`, `at` its last line's box; else null. */
export function markedSpan(root) {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0).cloneRange();
  const box = boxOf(range.startContainer);
  if (!box || !root.contains(box)) return null;
  const whole = range.toString();
  // A triple click marks up to the beginning of what follows.
  if (!box.contains(range.endContainer)) range.setEnd(box, box.childNodes.length);
  const text = range.toString();
  if (!text.trim() || text.trim() !== whole.trim()) return null;
  return { ...positions(box, range, text), at: [...range.getClientRects()].at(-1) };
}

function positions(box, range, text) {
  const before = document.createRange();
  before.setStart(box, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const start = characters(before.toString()) + characters(text) - characters(text.trimStart());
  const cell = box.dataset.cell === undefined ? null : Number(box.dataset.cell);
  return { record: Number(box.closest("[data-record]").dataset.record), cell, start, end: start + characters(text.trim()), text: text.trim() };
}

export class SpanButton {
  constructor(pane, root, onAdd) {
    Object.assign(this, { pane, root, onAdd, span: null, held: null });
    this.button = button(gettext("장소로 더하기"), () => this.#add(this.held ?? this.span), { className: "krds-btn small span-add", "aria-keyshortcuts": "n" }, element("kbd", { text: "n", "aria-hidden": "true" }));
    this.button.hidden = true;
    // The mark must outlast the press; a finger takes it away all the same.
    this.button.addEventListener("pointerdown", (event) => (event.preventDefault(), (this.held = this.span)));
    pane.append(this.button);
    document.addEventListener("selectionchange", () => this.#soon());
    root.addEventListener("scroll", () => this.#soon(), { passive: true });
  }

  /** Add what is marked; whether anything is. */
  press() {
    this.#look();
    return this.#add(this.span);
  }

  #add(marked) {
    if (!marked || this.button.disabled) return false;
    const { at, ...span } = marked;
    document.getSelection().removeAllRanges();
    this.held = null;
    this.#look();
    this.onAdd(span);
    return true;
  }

  #soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#look(), SETTLE_MS);
  }

  #look() {
    this.span = markedSpan(this.root);
    this.button.hidden = !this.span?.at;
    if (this.button.hidden) return;
    const isLong = characters(this.span.text) > LONGEST;
    this.button.disabled = isLong;
    this.button.firstChild.textContent = isLong ? gettext("200자까지 고를 수 있습니다") : gettext("장소로 더하기");
    this.#place(this.span.at);
  }

  /** Below the last line of the mark: above it a phone shows its own menu. */
  #place({ right, bottom }) {
    const pane = this.pane.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.button;
    this.button.style.left = `${Math.max(GAP, Math.min(right - pane.left - width / 2, pane.width - width - GAP))}px`;
    this.button.style.top = `${Math.max(GAP, Math.min(bottom - pane.top + GAP, pane.height - height - GAP))}px`;
  }
}
