/**
 * call(url, {json, body, method, device}) → {status, data}: our API, with this device's id in X-Device; a service worker
 * has to be told it. Rejects where there is no network, or none that answers; `data` is null where it is not JSON.
 *
 * deviceId() → a random id that this browser made up, so that 공감 counts once. It says nothing about its owner.
 */
import { solve } from "./offline/proof.js";

const KEY = "maptag-device";
// A photo of 25 MB over a slow line takes a minute; a line that is dead may never say so.
const PATIENCE_MS = 120_000;
let madeUp;

export function deviceId() {
  try {
    madeUp ??= localStorage.getItem(KEY) ?? newId();
    localStorage.setItem(KEY, madeUp);
  } catch {
    // Storage may be forbidden: then the id lasts as long as the page.
    madeUp ??= newId();
  }
  return madeUp;
}

/** A UUID also where the page came without https, which crypto.randomUUID refuses. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** What asks for a proof of work first (428) gets it, and is sent once more. */
export async function call(url, options = {}) {
  const answer = await send(url, options);
  if (answer.status !== 428 || !answer.data?.challenge) return answer;
  const proof = await solve(answer.data.challenge);
  return send(url, { ...options, json: { ...options.json, proof } });
}

async function send(url, { json, body, method, device = deviceId() } = {}) {
  const headers = { "X-Device": device };
  if (json !== undefined) headers["Content-Type"] = "application/json";
  const sent = json === undefined ? body : JSON.stringify(json);
  const signal = AbortSignal.timeout?.(PATIENCE_MS);
  const answer = await fetch(url, { method: method ?? (sent === undefined ? "GET" : "POST"), headers, body: sent, signal });
  const data = await answer.json().catch(() => null);
  // Some network's own page, whatever its status says: of ours no success comes without JSON.
  if (answer.ok && data === null) throw new TypeError(`${url}: ${answer.status} without JSON`);
  return { status: answer.status, data, retryAfter: Number(answer.headers.get("Retry-After")) || 0 };
}

/** All sentences of an API's {"errors": {field: [sentence]}}. */
export const sentences = (data) => Object.values(data?.errors ?? {}).flat();
