/**
 * call(url, {json, body, method}) → {status, data}: our API, with this device's id in X-Device.
 * Rejects with a TypeError where there is no network; `data` is null where the answer is not JSON.
 *
 * deviceId() → a random id that this browser made up, so that 공감 counts once. It says nothing about its owner.
 */
const KEY = "maptag-device";
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

export async function call(url, { json, body, method } = {}) {
  const headers = { "X-Device": deviceId() };
  if (json !== undefined) headers["Content-Type"] = "application/json";
  const sent = json === undefined ? body : JSON.stringify(json);
  const answer = await fetch(url, { method: method ?? (sent === undefined ? "GET" : "POST"), headers, body: sent });
  const data = await answer.json().catch(() => null);
  return { status: answer.status, data, retryAfter: Number(answer.headers.get("Retry-After")) || 0 };
}

/** All sentences of an API's {"errors": {field: [sentence]}}. */
export const sentences = (data) => Object.values(data?.errors ?? {}).flat();
