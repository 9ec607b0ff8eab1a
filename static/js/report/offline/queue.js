/**
 * listQueue(draft): what waits on this device besides the `draft` in the form: queued, or refused by the server.
 * One that was never tried may be written anew; one that was may be at the server already.
 */
import { button, element } from "../../dom.js";
import { flush } from "./outbox.js";
import { all, put } from "./store.js";
import { gettext, interpolate, ngettext } from "../../words.js";

const $ = (id) => document.getElementById(id);

export async function listQueue(draft) {
  const waiting = (await all("drafts")).filter((one) => one.state === "queued" || (one.state === "refused" && one.client_id !== draft.client_id));
  $("queue").hidden = !waiting.length;
  $("queue-count").textContent = waiting.length;
  $("queue-list").replaceChildren(...waiting.map(item));
  $("queue-send").hidden = !waiting.some(({ state }) => state === "queued");
  $("queue-send").onclick = () => flush();
}

function item(draft) {
  const photos = draft.photos.length ? ` · ${interpolate(ngettext("사진 %(n)s장", "사진 %(n)s장", draft.photos.length), { n: draft.photos.length })}` : "";
  const isRefused = draft.state === "refused";
  return element("li", { className: "unsent-report" },
    element("strong", { text: draft.title ?? "" }),
    element("p", { className: "help", text: `${draft.fields.address || gettext("위치 저장됨")}${photos}` }),
    isRefused && element("p", { className: "unsent-why", text: interpolate(gettext("받지 못했습니다. %(why)s"), { why: Object.values(draft.errors).flat().join(" ") }) }),
    (isRefused || !draft.tried) && rewrite(draft));
}

function rewrite(draft) {
  return button(gettext("열어서 고치기"), async () => {
    if (draft.state === "queued") await put("drafts", { ...draft, state: "draft" });
    location.assign(`${draft.page}${draft.page.includes("?") ? "&" : "?"}draft=${draft.client_id}`);
  }, { className: "krds-btn xsmall tertiary" });
}
