/**
 * On every page: reports of this device that the server refused, until they are mended or thrown away.
 *
 * On a form's own page they stand in the form (form.js).
 */
import { button, element } from "../../dom.js";
import { SYNC_TAG } from "./outbox.js";
import { all, remove } from "./store.js";
import { gettext, interpolate } from "../../words.js";

const box = document.getElementById("refused-reports");
show();
listen();

async function show() {
  const refused = (await all("drafts")).filter(({ state, page }) => state === "refused" && !isInForm(page));
  box.hidden = !refused.length;
  box.replaceChildren(...refused.map(item));
}

const isInForm = (page) => document.getElementById("report-form") && new URL(page, location.href).pathname === location.pathname;

/** The worker may have sent while another page was open. */
function listen() {
  try {
    new BroadcastChannel(SYNC_TAG).addEventListener("message", () => show());
  } catch {
    // Blocked with storage: then nothing waits on this device either.
  }
}

function item(draft) {
  const why = Object.values(draft.errors ?? {}).flat().join(" ");
  const mend = element("a", { className: "krds-btn small primary", text: gettext("고쳐서 다시 보내기"), href: addressOf(draft) });
  const drop = button(gettext("버리기"), () => discard(draft, drop));
  return element("div", { className: "message error refused-report" },
    element("p", { text: interpolate(gettext("보내신 제보(%(title)s)를 받지 못했습니다. %(why)s"), { title: draft.title ?? "", why }) }),
    element("p", { className: "actions" }, mend, drop));
}

const addressOf = ({ page, client_id: id }) => `${page}${page.includes("?") ? "&" : "?"}draft=${id}`;

/** Pressed twice: what somebody wrote is not lost by a slip. */
async function discard(draft, drop) {
  if (!drop.dataset.sure) {
    drop.dataset.sure = "yes";
    drop.textContent = gettext("정말 버리기");
    return;
  }
  await remove("drafts", draft.client_id);
  show();
}
