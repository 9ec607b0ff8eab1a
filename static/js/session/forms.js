/**
 * Ordinary forms of somebody who is signed in: before one is sent, the session is looked at, so that no text ends in a
 * sign-in page; while it is under way its button is busy, and a second click does nothing.
 */
import { whoAmI } from "./client.js";
import { checkSession, signedIn } from "./signin.js";
import { element } from "../dom.js";
import { gettext } from "../words.js";

let underway = new WeakMap(); // form → what frees it

export function guardForms() {
  document.addEventListener("submit", guard);
  // Coming back by the browser's button brings the page as it was left, busy.
  window.addEventListener("pagehide", () => {
    for (const form of document.forms) underway.get(form)?.();
    underway = new WeakMap();
  });
}

async function guard(event) {
  const form = event.target;
  // A field of the form may be called "method", and hide the form's own.
  const of = (name) => form.getAttribute(name) ?? "";
  if (event.defaultPrevented || of("method").toLowerCase() !== "post" || of("target") || of("action").endsWith("/logout/")) return;
  event.preventDefault();
  if (underway.has(form)) return;
  underway.set(form, occupy(event.submitter));
  try {
    const now = await checkSession();
    if (String(now?.user) !== whoAmI.user) await signedIn();
    passOn(form, event.submitter);
  } catch (error) {
    underway.get(form)();
    underway.delete(form);
    say(error.message);
  }
}

/** As the browser would have sent it: with the button's own name, value and address. */
function passOn(form, submitter) {
  if (submitter?.name) {
    const value = element("input", { type: "hidden", name: submitter.name, value: submitter.value });
    form.append(value);
    const free = underway.get(form);
    underway.set(form, () => (value.remove(), free()));
  }
  if (submitter?.hasAttribute("formaction")) form.setAttribute("action", submitter.getAttribute("formaction"));
  HTMLFormElement.prototype.submit.call(form);
}

function occupy(submitter) {
  say(gettext("보내는 중입니다…"));
  submitter?.setAttribute("aria-busy", "true");
  return () => {
    say("");
    submitter?.removeAttribute("aria-busy");
  };
}

export function say(text) {
  let line = document.getElementById("session-status");
  if (!line) {
    line = element("p", { id: "session-status", className: "session-status", role: "status" });
    document.body.append(line);
  }
  line.textContent = text;
}
