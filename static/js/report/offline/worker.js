/**
 * serve({version, api, page, files}): the service worker, whose text names these (community/pages/application.py).
 * The report form opens without network, what waits to be sent goes out even when no page is open, and news that
 * somebody follows is shown.
 *
 * Pages are kept as a stranger sees them, fetched without cookies: nobody's name is in a header that another may open.
 */
import { SYNC_TAG, flushFor } from "./outbox.js";
import { gettext } from "../../words.js";

const PREFIX = "maptag-report-";
const PATIENCE_MS = 4000;
// What a network answers in our place, with 200, may not be kept: a file would stay broken for as long as its name.
const FORM_SCRIPT = "/static/js/report/form.";
const isPage = (answer) => (answer.headers.get("Content-Type") ?? "").includes("text/html");
const isForm = (path) => path === "/report/" || /^\/campaigns\/[^/]+\/join\/$/.test(path);
const isHashed = (path) => path.startsWith("/static/") && /\.[0-9a-f]{12}\.\w+$/.test(path);

export function serve({ version, api, page, files }) {
  const name = PREFIX + version;
  addEventListener("install", (event) => event.waitUntil(fill(name, page, files)));
  addEventListener("activate", (event) => event.waitUntil(takeOver(name)));
  addEventListener("message", (event) => event.data?.page && event.waitUntil(keep(name, event)));
  addEventListener("sync", (event) => event.tag === SYNC_TAG && event.waitUntil(sendAll(api)));
  addEventListener("push", (event) => event.waitUntil(notify(event.data?.json() ?? {})));
  addEventListener("notificationclick", (event) => {
    event.notification.close();
    event.waitUntil(openPage(event.notification.data.url));
  });
  addEventListener("fetch", (event) => {
    const { origin, pathname } = new URL(event.request.url);
    if (event.request.method !== "GET" || origin !== location.origin) return;
    if (event.request.mode === "navigate" && isForm(pathname)) event.respondWith(form(name, event.request));
    else if (isHashed(pathname) && !event.request.headers.has("Range")) event.respondWith(file(name, event.request));
  });
}

/** {title, body, url, tag}: a second message with the same tag takes the place of the first. */
function notify({ title = gettext("시민 제보"), body = "", url = "/", tag = "" }) {
  return self.registration.showNotification(title, { body, tag, lang: "ko", data: { url } });
}

async function openPage(url) {
  const open = await clients.matchAll({ type: "window" });
  const there = open.find((client) => client.url === url);
  return there ? there.focus() : clients.openWindow(url);
}

async function fill(name, page, files) {
  const cache = await caches.open(name);
  const pages = new Set([new URL(page, location.href).href, ...(await pagesKept(name))]);
  await Promise.all([...files.map((url) => keepFile(cache, url)), ...[...pages].map((one) => keepPage(cache, one))]);
  // The new files have other names than the old: a page that is open goes on with its own, and its draft is stored.
  await self.skipWaiting();
}

/** The forms of campaigns that an earlier release kept. */
async function pagesKept(name) {
  const older = (await caches.keys()).filter((one) => one.startsWith(PREFIX) && one !== name);
  const requests = await Promise.all(older.map(async (one) => (await caches.open(one)).keys()));
  return requests.flat().map(({ url }) => url).filter((url) => isForm(new URL(url).pathname));
}

async function takeOver(name) {
  const names = await caches.keys();
  await Promise.all(names.filter((one) => one.startsWith(PREFIX) && one !== name).map((one) => caches.delete(one)));
  await self.clients.claim();
}

/** A page asks for itself and the files that it loaded before it had a worker; it hears whether that went well. */
async function keep(name, { data, ports }) {
  const cache = await existing(name);
  if (!cache) return;
  const wanted = (data.files).filter((url) => isHashed(new URL(url).pathname));
  const missing = [];
  for (const url of wanted) if (!(await cache.match(url))) missing.push(url);
  const kept = await Promise.allSettled([keepPage(cache, data.page), ...missing.map((url) => keepFile(cache, url))]);
  ports[0]?.postMessage(kept.every(({ status }) => status === "fulfilled"));
}

/** A member's page is asked for with their key, which the cookie holds otherwise, and kept under the plain address. */
async function keepPage(cache, url) {
  const answer = await fetch(url, { credentials: "omit", cache: "no-cache" });
  const isOurs = answer.ok && !answer.redirected && (await answer.clone().text()).includes(FORM_SCRIPT);
  if (isOurs) await cache.put(keyOf(url), answer);
}

async function keepFile(cache, url) {
  const answer = await fetch(url);
  if (!answer.ok || isPage(answer)) throw new TypeError(`${url}: ${answer.status}`);
  await cache.put(url, answer);
}

function keyOf(url) {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

/** From the network; where it is gone, very slow or answers that it can't, what was kept. */
async function form(name, request) {
  const kept = await (await existing(name))?.match(keyOf(request.url));
  if (!kept) return fetch(request);
  const answer = fetch(request).then((one) => (one.status < 500 ? one : kept), () => kept);
  return Promise.race([answer, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, kept))]);
}

/** Hashed names: what is kept never grows old. */
async function file(name, request) {
  const cache = await existing(name);
  const kept = await cache?.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok && !isPage(answer)) await cache?.put(request, answer.clone());
  return answer;
}

/** A worker that is being replaced still answers: opening what its successor threw away would make it anew. */
const existing = async (name) => ((await caches.has(name)) ? caches.open(name) : null);

/** The browser tries again, later and less often, for as long as this fails. */
async function sendAll(api) {
  if (await flushFor(api)) throw new Error("reports are waiting");
}
