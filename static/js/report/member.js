/** A member's own page: their link can be copied to another device, and this device forgets them. */
import { offerCopying } from "../copy.js";

offerCopying();
for (const form of document.querySelectorAll("form[data-forget]")) form.addEventListener("submit", leave);

/** The copy of the form that is kept for times without network holds their key: see worker.js. */
async function leave(event) {
  event.preventDefault();
  const form = event.currentTarget;
  await forget(new URL(form.dataset.forget, location.href).href).catch(() => {});
  form.submit();
}

async function forget(url) {
  const names = (await globalThis.caches?.keys()) ?? [];
  await Promise.all(names.map(async (name) => (await caches.open(name)).delete(url)));
}
