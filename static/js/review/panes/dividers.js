/**
 * The lines between the panes: dragged, or moved by arrow keys (Home, End; a double click sets them back). Where a person
 * has put them is kept in this browser, under that person's number.
 */
import { whoAmI } from "../../session/client.js";

const KEY = `maptag-review-panes-${whoAmI.user}`;
const STEP = 2;
const [LEAST, MOST] = [20, 80];
// Percent of what the two panes share, and the variables that the style sheet reads.
const LINES = { document: { first: 55, sizes: ["--document", "--map"] }, top: { first: 54, sizes: ["--top", "--bottom"] } };

export function dividers(root) {
  const kept = read();
  for (const line of root.querySelectorAll("[data-divider]")) start(root, line, LINES[line.dataset.divider], kept);
}

function start(root, line, { first, sizes }, kept) {
  const name = line.dataset.divider;
  const isColumn = line.getAttribute("aria-orientation") === "vertical";
  line.setAttribute("aria-valuemin", LEAST);
  line.setAttribute("aria-valuemax", MOST);
  set(kept[name] ?? first, Boolean(kept[name]));

  function set(percent, isOwn = true) {
    const value = Math.round(Math.max(LEAST, Math.min(MOST, percent)) * 10) / 10;
    line.setAttribute("aria-valuenow", Math.round(value));
    sizes.forEach((size, i) => (isOwn ? root.style.setProperty(size, `${i ? 100 - value : value}fr`) : root.style.removeProperty(size)));
    kept[name] = isOwn ? value : undefined;
  }

  /** Where between the outer edges of the two panes the pointer is. */
  function percentAt({ clientX, clientY }) {
    const [from, to] = isColumn ? ["#pane-document", "#pane-map"] : ["#pane-map", ".pane-panel"];
    const [before, after] = [from, to].map((pane) => root.querySelector(pane).getBoundingClientRect());
    return isColumn ? ((clientX - before.left) / (after.right - before.left)) * 100 : ((clientY - before.top) / (after.bottom - before.top)) * 100;
  }

  const follow = (event) => set(percentAt(event));
  line.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    line.setPointerCapture(event.pointerId);
    line.addEventListener("pointermove", follow);
  });
  line.addEventListener("lostpointercapture", () => {
    line.removeEventListener("pointermove", follow);
    write(kept);
  });
  line.addEventListener("dblclick", () => (set(first, false), write(kept)));
  line.addEventListener("keydown", (event) => {
    const now = Number(line.getAttribute("aria-valuenow"));
    const back = isColumn ? "ArrowLeft" : "ArrowUp";
    const on = isColumn ? "ArrowRight" : "ArrowDown";
    const percent = { [back]: now - STEP, [on]: now + STEP, Home: LEAST, End: MOST }[event.key];
    if (percent === undefined) return;
    event.preventDefault();
    set(percent);
    write(kept);
  });
}

function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY)) ?? {};
    return Object.fromEntries(Object.entries(kept).filter(([name, value]) => name in LINES && Number.isFinite(value)));
  } catch {
    return {}; // Storage may be forbidden: then the panes last as long as the page.
  }
}

function write(kept) {
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // As above.
  }
}
