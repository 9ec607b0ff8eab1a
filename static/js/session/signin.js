/**
 * signedIn() → resolves once the person whose page this is has signed in again: at once while the session lives, else in
 * a dialog with the sign-in page in it, or in a new window where that can't be framed (single sign-on).
 *
 * checkSession() → {user, name, token, left} as the server has it, null without a session; rejects without a network.
 */
import { call, onSignedOut, useToken, whoAmI } from "./client.js";
import { openDialog } from "./dialogs.js";
import { button, element } from "../dom.js";
import { gettext, interpolate } from "../words.js";

const LOOK_MS = 3000;
let dialog = null;
let looking;
let isPostponed = false;
const waiting = [];

export async function checkSession(options = {}) {
  try {
    return await call(whoAmI.session, { quiet: true, anyone: true, ...options });
  } catch (error) {
    if (error.status === 401) return null;
    throw error;
  }
}

export function signedIn() {
  isPostponed = false;
  return new Promise((resolve) => {
    waiting.push(resolve);
    look();
  });
}

/** Let in again whom the server knows; ask where it knows nobody. */
async function look() {
  const now = await checkSession().catch(() => undefined);
  if (now === null) return isPostponed ? undefined : ask();
  if (now && String(now.user) !== whoAmI.user) return tellOther(now);
  if (!now) return void setTimeout(look, LOOK_MS);
  useToken(now.token);
  isPostponed = false;
  close();
  waiting.splice(0).forEach((resolve) => resolve());
  document.dispatchEvent(new CustomEvent("maptag:signed-in"));
}

function ask() {
  if (dialog?.isConnected) return;
  const frame = element("iframe", { src: whoAmI.signIn, title: gettext("다시 로그인") });
  frame.addEventListener("load", () => reached(frame) && look());
  const aside = element("a", { href: whoAmI.signIn, target: "_blank", className: "krds-btn small tertiary", text: gettext("새 창에서 로그인") });
  // With an opener the window would get a copy of the tab's storage, and send what waits there a second time.
  aside.rel = "noopener";
  dialog = openDialog({
    title: gettext("로그인이 끝났습니다"),
    className: "is-opaque",
    onCancel: postpone,
    nodes: [
      element("p", { text: gettext("이 화면에서 쓰시던 것은 그대로 있습니다. 다시 로그인하면 저장하지 못한 일을 이어서 저장합니다.") }),
      frame,
      element("p", { className: "session-actions" }, aside, button(gettext("로그인했습니다"), look), button(gettext("나중에"), postpone)),
    ],
  });
  document.dispatchEvent(new CustomEvent("maptag:signed-out"));
  looking = setInterval(() => document.hidden || lookQuietly(), LOOK_MS);
}

/** The dialog may be left, to copy something: then the next thing that is sent asks again. */
function postpone() {
  isPostponed = true;
  close();
  document.dispatchEvent(new CustomEvent("maptag:postponed"));
}

/** Another window may have signed in without a word, as single sign-on does. */
async function lookQuietly() {
  if (await checkSession().catch(() => null)) look();
}

function reached(frame) {
  try {
    return frame.contentWindow.location.pathname === whoAmI.renewed;
  } catch {
    return false; // Another site's page: single sign-on.
  }
}

function tellOther({ name }) {
  close();
  dialog = openDialog({
    title: gettext("다른 사람으로 로그인했습니다"),
    className: "is-opaque",
    nodes: [
      element("p", { text: interpolate(gettext("지금은 %(name)s 님입니다. 앞사람이 저장하지 못한 일은 보내지 않았습니다. 앞사람이 이 탭에서 다시 로그인하면 저장됩니다."), { name }) }),
      element("p", { className: "session-actions" }, button(gettext("새로 고침"), () => location.reload(), { className: "krds-btn small primary" })),
    ],
  });
}

function close() {
  clearInterval(looking);
  dialog?.close();
  dialog = null;
}

if (whoAmI.user) {
  onSignedOut(() => isPostponed || ask());
  new BroadcastChannel("maptag-session").addEventListener("message", () => look());
}
