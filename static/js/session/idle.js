/**
 * Warns before the session ends because nobody was there, and says that somebody is while they type and click.
 * What the page asks by itself counts for nothing: only a person's hand does.
 */
import { call, useToken, whoAmI } from "./client.js";
import { openDialog } from "./dialogs.js";
import { button, element } from "../dom.js";
import { checkSession, signedIn } from "./signin.js";
import { gettext, interpolate } from "../words.js";

const WARN_S = 120;
const LOOK_MS = 5000;
const SIGNS = ["keydown", "pointerdown", "wheel", "input"];
let ends = deadline(whoAmI.left === "" || whoAmI.left === undefined ? null : Number(whoAmI.left));
const whole = Number(whoAmI.left) || 0;
// A short time, as tests set it, is warned of in its last third.
const warnBefore = () => Math.min(WARN_S, whole / 3) * 1000;
let lastSign = 0;
let lastStay = Date.now();
let dialog = null;
let clock = null;

function deadline(left) {
  return left === null ? Infinity : Date.now() + left * 1000;
}

export function watchIdleness() {
  if (ends === Infinity) return;
  for (const name of SIGNS) document.addEventListener(name, () => (lastSign = Date.now()), { capture: true, passive: true });
  document.addEventListener("visibilitychange", tick);
  document.addEventListener("maptag:signed-in", renew);
  setInterval(tick, Math.min(LOOK_MS, (whole * 1000) / 20));
}

async function tick() {
  if (dialog?.isConnected) return count();
  // Half of the time before the warning: whoever works is never warned.
  if (lastSign > lastStay && ends - Date.now() < whole * 500) return stay();
  if (ends - Date.now() > warnBefore()) return undefined;
  return renew();
}

/** Another tab may have been used: the server knows how long it really is. */
async function renew() {
  const now = await checkSession().catch(() => undefined);
  if (now === undefined) return;
  if (!now) return void (ends !== 0 && end());
  ends = deadline(now.left);
  if (ends - Date.now() <= warnBefore()) warn();
}

function end() {
  ends = 0;
  dialog?.close();
  signedIn();
}

async function stay() {
  lastStay = Date.now();
  dialog?.close();
  try {
    const now = await call(whoAmI.session, { method: "POST", json: {} });
    useToken(now.token);
    ends = deadline(now.left);
  } catch {
    // Signed out meanwhile: the dialog that follows says so.
  }
}

const left = () => Math.max(0, Math.round((ends - Date.now()) / 1000));

function warn() {
  clock = element("b");
  dialog = openDialog({
    title: gettext("곧 로그아웃됩니다"),
    onCancel: stay,
    nodes: [
      element("p", {}, interpolate(gettext("한동안 쓰지 않아 %(n)s초 뒤에 로그아웃됩니다. 쓰시던 것은 이 화면에 남습니다."), { n: left() })),
      element("p", { "aria-hidden": "true" }, clock),
      element("p", { className: "session-actions" }, button(gettext("계속 쓰기"), stay, { className: "krds-btn medium primary" })),
    ],
  });
  count();
}

async function count() {
  clock.textContent = interpolate(gettext("남은 시간 %(time)s"), { time: `${Math.floor(left() / 60)}:${String(left() % 60).padStart(2, "0")}` });
  if (left() > 0) {
    // Somebody may have gone on in another tab.
    const now = await checkSession().catch(() => undefined);
    if (now && now.left > left() + 5) {
      ends = deadline(now.left);
      dialog.close();
    }
    return;
  }
  dialog.close();
  renew();
}
