/**
 * workOffline(worker, onReady): keeps this page and what it is made of for times without network; then onReady().
 *
 * The first visit is not seen by a service worker that it installs itself, so the page fills the cache on its own.
 */
const CACHE = "maptag-report-1";

export async function workOffline(worker, onReady) {
  if (!navigator.serviceWorker || !globalThis.caches) return;
  try {
    await navigator.serviceWorker.register(worker);
    const loaded = performance.getEntriesByType("resource").map(({ name }) => new URL(name));
    const ours = loaded.filter(({ origin, pathname }) => origin === location.origin && isKept(pathname));
    const cache = await caches.open(CACHE);
    await navigator.serviceWorker.ready;
    const kept = await Promise.allSettled([location.pathname, ...ours.map(({ href }) => href)].map((url) => cache.add(url)));
    if (kept.every(({ status }) => status === "fulfilled")) onReady();
  } catch {
    // Refused (private window, full disk): then the form works with a network alone.
  }
}

/** The basemap is read in ranges, which the Cache API can't hold. */
const isKept = (path) => path.startsWith("/static/") && !path.endsWith(".pmtiles");
