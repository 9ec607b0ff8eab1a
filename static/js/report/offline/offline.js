/**
 * workOffline({worker, page}, onReady): keeps the page of this address, and what this one is made of, for times without
 * network; then onReady().
 * sendLater(): asks the browser to send what waits once there is a network, also when this page is closed by then.
 *
 * The first visit is not seen by a service worker that it installs itself, so the page tells it what it loaded.
 */
import { SYNC_TAG } from "./outbox.js";

export async function workOffline({ worker, page }, onReady) {
  try {
    if (!navigator.serviceWorker) return;
    // A new release takes over while the page is open: it has to hear of this page too.
    navigator.serviceWorker.addEventListener("controllerchange", () => keepThis(page));
    await navigator.serviceWorker.register(worker, { type: "module" });
    await navigator.serviceWorker.ready;
    if (await keepThis(page)) onReady();
  } catch {
    // Refused (blocked storage, private window, full disk, an old browser): then the form works with a network alone.
  }
}

async function keepThis(page) {
  const { active } = await navigator.serviceWorker.ready;
  const files = performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => name.startsWith(`${location.origin}/static/`));
  const { port1, port2 } = new MessageChannel();
  const heard = new Promise((resolve) => { port1.onmessage = ({ data }) => resolve(data); });
  active.postMessage({ page: new URL(page, location.href).href, files }, [port2]);
  return heard;
}

/** Browsers without Background Sync send when the page is open: see outbox.js. */
export async function sendLater() {
  try {
    navigator.storage?.persist?.().catch(() => {});
    const registration = await navigator.serviceWorker?.getRegistration();
    await registration?.sync?.register(SYNC_TAG);
  } catch {
    // Blocked, or no Background Sync.
  }
}
