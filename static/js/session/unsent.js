/**
 * What was done and is not stored yet, in order: it outlives the end of the session, of the network and of the page.
 *
 * send(url, {json | form, label, target}) → the answer, once there is one; rejects with a Failure where the server says no.
 *   `json` may be a function: made when its turn has come, with what earlier answers said. `form` is a list of pairs.
 *   `label` says what it is, to a person. Of a `target` each `json.version` is the one that the answer before it named.
 * settled() → resolves when everything has its answer; isSending().
 *
 * The list stands in the tab's storage under its owner's number, so that whoever signs in next sends nothing of it.
 */
import { call, Failure, whoAmI } from "./client.js";
import { button, element } from "../dom.js";
import { signedIn } from "./signin.js";
import { gettext, interpolate, ngettext } from "../words.js";

const KEY = `maptag-unsent-${whoAmI.user}`;
const PATIENCE_MS = [1000, 2000, 5000, 10_000, 30_000];
const entries = restored();
const handlers = new Map(); // id → {resolve, reject, json}: what a page that was reloaded no longer has
const versions = new Map(); // target → {seen, now}
let running = null;
let hurry = () => {};

export function send(url, { json, form, label = "", target = url }) {
  const id = newId();
  const answer = new Promise((resolve, reject) => handlers.set(id, { resolve, reject, json }));
  entries.push({ id, url, label, target, json: typeof json === "function" ? json() : json, form });
  store();
  // Who goes on working after "later" is asked again.
  if (running) hurry();
  run();
  return answer;
}

export const settled = () => running ?? Promise.resolve();
export const isSending = () => entries.length > 0;

function run() {
  running ??= sendAll().finally(() => {
    running = null;
  });
  return running;
}

async function sendAll() {
  for (let failures = 0; entries.length; ) {
    const [entry] = entries;
    try {
      const answer = await sendOne(entry);
      failures = 0;
      leave(entry);
      handlers.get(entry.id)?.resolve(answer);
    } catch (error) {
      if (!(error instanceof Failure) || !error.isPassing) refuse(entry, error);
      else await wait(error, (failures += 1));
    }
  }
  bar.hide();
}

async function sendOne(entry) {
  const { json } = handlers.get(entry.id) ?? {};
  if (typeof json === "function") entry.json = json();
  const seen = versions.get(entry.target);
  const body = seen && entry.json?.version === seen.seen ? { ...entry.json, version: seen.now } : entry.json;
  // The id lets the server know again what it had stored when the answer was lost.
  const answer = await call(entry.url, entry.form ? { form: new URLSearchParams(entry.form) } : { json: { ...body, id: entry.id } });
  if (answer?.version !== undefined && entry.json?.version !== undefined) versions.set(entry.target, { seen: seen?.seen ?? entry.json.version, now: answer.version });
  return answer;
}

function leave(entry) {
  entries.shift();
  store();
  if (!handlers.has(entry.id)) late.push(entry.label);
}

function refuse(entry, error) {
  entries.shift();
  store();
  const handler = handlers.get(entry.id);
  if (handler) handler.reject(error);
  else bar.tell(`${entry.label}: ${error.message}`, true);
}

async function wait(error, failures) {
  bar.show();
  if (error.isOfSession) await waitForOwner();
  else await waitForServer(PATIENCE_MS[Math.min(failures, PATIENCE_MS.length) - 1]);
  hurry = () => {};
}

function waitForOwner() {
  hurry = signedIn;
  return signedIn();
}

function waitForServer(patience) {
  return new Promise((resolve) => {
    hurry = resolve;
    setTimeout(resolve, patience);
  });
}

window.addEventListener("online", () => hurry());
document.addEventListener("maptag:postponed", () => bar.show());

// -- the tab's storage

function restored() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? [];
  } catch {
    return []; // Storage may be forbidden: then the list lasts as long as the page.
  }
}

function store() {
  try {
    if (entries.length) sessionStorage.setItem(KEY, JSON.stringify(entries));
    else sessionStorage.removeItem(KEY);
  } catch {
    // Full or forbidden: as above.
  }
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// -- the bar that says so

const TOLD_MS = 8000;
const bar = {
  make() {
    this.text = element("p");
    const again = button(gettext("지금 보내기"), () => hurry());
    const copy = button(gettext("버리기"), () => this.discard());
    this.box = element("div", { className: "unsent-bar", hidden: true }, this.text, again, copy);
    this.buttons = [again, copy];
    this.text.setAttribute("role", "status");
    document.body.append(this.box);
  },

  show() {
    if (!entries.length) return;
    const n = entries.length;
    this.write(interpolate(ngettext("아직 저장하지 못한 일이 %(n)s건 있습니다. 연결되거나 다시 로그인하면 저장합니다.", "아직 저장하지 못한 일이 %(n)s건 있습니다. 연결되거나 다시 로그인하면 저장합니다.", n), { n }), true);
  },

  tell(text, stays = false) {
    this.write(text, false);
    clearTimeout(this.timer);
    this.isTelling = true;
    this.timer = setTimeout(() => this.write("", false), stays ? TOLD_MS * 4 : TOLD_MS);
  },

  hide() {
    if (!this.isTelling) this.write("", false);
  },

  write(text, withButtons) {
    if (!this.box) this.make();
    this.isTelling = false;
    this.text.textContent = text;
    this.box.hidden = !text;
    for (const each of this.buttons) each.hidden = !withButtons;
  },

  discard() {
    if (!confirm(gettext("저장하지 못한 일을 버릴까요? 되돌릴 수 없습니다."))) return;
    sessionStorage.removeItem(KEY);
    entries.length = 0;
    location.reload();
  },
};

// -- what an earlier page of this tab could not send

const SOON_MS = 5000;
const late = [];

async function sendEarlier() {
  await run();
  if (!late.length) return;
  const text = interpolate(gettext("저장하지 못했던 일을 저장했습니다: %(labels)s"), { labels: late.join(", ") });
  // The page shows what was before; nobody has begun anything on it yet.
  if (performance.now() > SOON_MS || !keep(text)) return void bar.tell(text, true);
  location.reload();
}

function keep(text) {
  try {
    sessionStorage.setItem(`${KEY}-told`, text);
    return true;
  } catch {
    return false;
  }
}

function tellKept() {
  try {
    const text = sessionStorage.getItem(`${KEY}-told`);
    sessionStorage.removeItem(`${KEY}-told`);
    if (text) bar.tell(text, true);
  } catch {
    // Nothing was kept.
  }
}

if (whoAmI.user) tellKept();
// A frame shares the storage of its tab: the page around it sends.
if (entries.length && whoAmI.user && window.top === window) sendEarlier();
