/** tell(message, {kind, action}): a line that goes by itself; errors stay until they are closed. */
import { button, element } from "../dom.js";
import { gettext } from "../words.js";

const SHOWN_MS = 4000;
// Time to read the offer and reach it by keyboard.
const OFFERED_MS = 12_000;
const MOST = 3;
const box = document.querySelector(".toasts");

export function tell(message, { kind = "done", action = null } = {}) {
  const toast = element("div", { className: `toast toast-${kind}` }, element("p", { text: message }));
  const close = () => toast.remove();
  if (action) toast.append(button(action.text, () => (close(), action.run()), { className: "toast-action" }));
  toast.append(button("×", close, { className: "toast-close", "aria-label": gettext("닫기") }));
  box.append(toast);
  while (box.children.length > MOST) box.firstElementChild.remove();
  if (kind !== "error") setTimeout(close, action ? OFFERED_MS : SHOWN_MS);
}
