/* The service worker: the report form opens without network, and news that somebody follows is shown. */
const CACHE = "maptag-report-1";
const isForm = (path) => path === "/report/" || /^\/campaigns\/[^/]+\/join\/$/.test(path);

addEventListener("install", () => self.skipWaiting());
addEventListener("activate", (event) => event.waitUntil(takeOver()));
addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== location.origin) return;
  if (event.request.mode === "navigate" && isForm(pathname)) event.respondWith(networkFirst(event.request));
  else if (pathname.startsWith("/static/") && !event.request.headers.has("Range")) event.respondWith(cacheFirst(event.request));
});
addEventListener("push", (event) => event.waitUntil(notify(event.data?.json() ?? {})));
addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(openPage(event.notification.data.url));
});

/** {title, body, url, tag}: a second message with the same tag takes the place of the first. */
function notify({ title = "시민 제보", body = "", url = "/", tag = "" }) {
  return self.registration.showNotification(title, { body, tag, lang: "ko", data: { url } });
}

async function openPage(url) {
  const open = await clients.matchAll({ type: "window" });
  const there = open.find((client) => client.url === url);
  return there ? there.focus() : clients.openWindow(url);
}

async function takeOver() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("maptag-report-") && name !== CACHE).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function networkFirst(request) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request);
    if (answer.ok) await cache.put(new URL(request.url).pathname, answer.clone());
    return answer;
  } catch (error) {
    const kept = await cache.match(new URL(request.url).pathname);
    if (kept) return kept;
    throw error;
  }
}

/** Static files carry their hash in their name: what is kept never grows old. */
async function cacheFirst(request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(request)) ?? fetch(request);
}
