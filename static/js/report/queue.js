/**
 * listQueue(draft): what waits on this device besides the `draft` in the form: queued, or refused by the server.
 * One that was never tried may be written anew; one that was may be at the server already.
 */
import { element } from "../map/popup.js";
import { flush } from "./outbox.js";
import { all, put } from "./store.js";
import { gettext, interpolate, ngettext } from "../words.js";

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
  const node = element("li", "queue-item");
  const photos = draft.photos.length ? ` · ${interpolate(ngettext("사진 %(n)s장", "사진 %(n)s장", draft.photos.length), { n: draft.photos.length })}` : "";
  node.append(element("strong", "", draft.title ?? ""), element("p", "help", `${draft.fields.address || gettext("위치 저장됨")}${photos}`));
  if (draft.state === "refused") node.append(element("p", "queue-why", interpolate(gettext("받지 못했습니다. %(why)s"), { why: Object.values(draft.errors).flat().join(" ") })));
  if (draft.state === "refused" || !draft.tried) node.append(rewrite(draft));
  return node;
}

function rewrite(draft) {
  const button = element("button", "krds-btn xsmall tertiary", gettext("열어서 고치기"));
  button.type = "button";
  button.addEventListener("click", async () => {
    if (draft.state === "queued") await put("drafts", { ...draft, state: "draft" });
    location.assign(`${draft.page}${draft.page.includes("?") ? "&" : "?"}draft=${draft.client_id}`);
  });
  return button;
}
