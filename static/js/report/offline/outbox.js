/**
 * The outbox: queued reports go out one after the other, each exactly once, for the server knows their client_id.
 * Pages and the service worker share it; what one of them does all pages hear.
 *
 *   keepSending(api, {onSent(receipt, draft), onRefused(draft), onWaiting(draft, busy)})
 *                             in a page; `busy`: the server was reached, but can't take it now
 *   flush()                     now; called by itself on load, when the network is back and when the page is seen again
 *   flushFor(api)               in the service worker; → how many reports still wait
 *   uploadPhoto(api, photo, device)   fills photo.id, .thumb and .takenAt; throws Refusal
 *
 * A photo that the server can't read never costs the report: it is left out, and draft.notices says which.
 */
import { call, sentences } from "../calls.js";
import { solve } from "./proof.js";
import { all, put, remove } from "./store.js";
import { gettext } from "../../words.js";

export const SYNC_TAG = "maptag-outbox";
const RETRY_S = 30;
const LOST_PHOTO = "photos";
const channel = openChannel();
let settings;
let sending = Promise.resolve(0);
let timer;

/** Where storage is blocked this may be too. */
function openChannel() {
  try {
    return new BroadcastChannel(SYNC_TAG);
  } catch {
    return null;
  }
}

export class Refusal extends Error {
  constructor(errors) {
    super(Object.values(errors).flat().join(" "));
    this.errors = errors;
  }
}

/** The server can't answer now: later it may. */
class Later extends Error {
  constructor(seconds) {
    super("later");
    this.seconds = seconds;
  }
}

export function keepSending(api, listeners) {
  settings = { api, ...listeners };
  if (channel) channel.onmessage = ({ data: [happened, ...facts] }) => settings[happened]?.(...facts);
  addEventListener("online", flush);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && flush());
  return flush();
}

export function flushFor(api) {
  settings = { api };
  return flush();
}

/** One page, or the worker, sends at a time: two would only do the work twice. Without locks, one of this page. */
export function flush() {
  sending = sending.then(locked, locked);
  return sending;
}

async function locked() {
  let started = false;
  const once = () => {
    started = true;
    return empty();
  };
  try {
    return await navigator.locks.request(SYNC_TAG, once);
  } catch (error) {
    // Locks are refused where storage is. What `empty` itself throws is no reason to send again.
    if (started) throw error;
    return empty();
  }
}

function tell(happened, ...facts) {
  settings[happened]?.(...facts);
  channel?.postMessage([happened, ...facts]);
}

async function empty() {
  let waiting = 0;
  for (const draft of (await all("drafts")).filter(({ state }) => state === "queued")) {
    try {
      await sendOne(draft);
    } catch (error) {
      if (error instanceof Refusal) await refuse(draft, error.errors);
      else waiting += wait(draft, error);
    }
  }
  return waiting;
}

async function refuse(draft, errors) {
  Object.assign(draft, { state: "refused", errors });
  await put("drafts", draft);
  tell("onRefused", draft);
}

async function sendOne(draft) {
  const data = await posted(draft);
  await put("receipts", { number: data.number, private_url: data.private_url, title: draft.title, at: new Date().toISOString() });
  await remove("drafts", draft.client_id);
  tell("onSent", data, { client_id: draft.client_id, notices: draft.notices ?? [] });
}

function wait(draft, error) {
  tell("onWaiting", draft, error instanceof Later);
  clearTimeout(timer);
  timer = setTimeout(flush, (error.seconds ?? RETRY_S) * 1000);
  return 1;
}

async function posted(draft) {
  try {
    await uploadAll(draft);
    return await sendReport(draft);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // A phone that slept over its proof of work makes a new one.
    if (error.errors.proof) return sendReport(draft);
    if (!error.errors[LOST_PHOTO]) throw error;
    // Photos that waited too long for their report were forgotten by the server, but not by us.
    draft.photos.forEach((photo) => delete photo.id);
    await uploadAll(draft);
    return sendReport(draft);
  }
}

async function uploadAll(draft) {
  for (const photo of draft.photos.filter((one) => !one.id)) {
    try {
      await uploadPhoto(settings.api, photo, draft.device);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      draft.photos = draft.photos.filter((other) => other !== photo);
      draft.notices = [...(draft.notices ?? []), error.message];
    }
    await put("drafts", draft);
  }
}

export async function uploadPhoto(api, photo, device) {
  const body = new FormData();
  body.append("file", photo.blob, photo.name || "photo");
  const { status, data, retryAfter } = await call(`${api}/photos`, { body, device });
  accepted(status, data, retryAfter, "id");
  Object.assign(photo, { id: data.id, thumb: data.thumb, takenAt: data.taken_at });
}

async function sendReport(draft) {
  const { device } = draft;
  const challenge = await call(`${settings.api}/challenge`, { device });
  accepted(challenge.status, challenge.data, challenge.retryAfter, "challenge");
  const proof = await solve(challenge.data).catch((error) => {
    throw new Refusal({ proof: [error.message] });
  });
  // From here on the server may have it: it can't be taken back to be written anew.
  await put("drafts", Object.assign(draft, { tried: true }));
  const { status, data, retryAfter } = await call(`${settings.api}/reports`, { json: { ...asSent(draft), proof }, device });
  accepted(status, data, retryAfter, "number");
  return data;
}

function asSent(draft) {
  const { address, ...fields } = draft.fields;
  const answers = { ...fields.answers };
  for (const { question, id } of draft.photos) if (question) answers[question] = [...(answers[question] ?? []), id];
  return { ...fields, answers, client_id: draft.client_id, campaign: draft.campaign, photos: draft.photos.map((photo) => photo.id) };
}

/** Only an answer that has `field` is a success: the draft is thrown away after it. */
function accepted(status, data, retryAfter, field) {
  if (status < 300 && data?.[field] !== undefined) return;
  if (status < 300) throw new Later(RETRY_S);
  if (status === 413) throw new Refusal({ "": [gettext("사진이 너무 큽니다. 크기를 줄이거나 화면을 갈무리해 보내 주세요. 동영상은 받지 않습니다.")] });
  if (status === 429 || status >= 500 || !data) throw new Later(retryAfter || RETRY_S);
  throw new Refusal(data.errors ?? { "": sentences(data).length ? sentences(data) : [gettext("보낼 수 없습니다. 적은 내용을 확인해 주세요.")] });
}
