/**
 * The outbox: queued reports go out one after the other, each exactly once, for the server knows their client_id.
 *
 *   keepSending(api, {onSent(receipt, draft), onRefused(draft), onWaiting(draft)})
 *   flush()                     now; called by itself on load, when the network is back and when the page is seen again
 *   uploadPhoto(api, photo)     fills photo.id, .thumb and .taken_at; throws Refusal
 */
import { call, sentences } from "./calls.js";
import { solve } from "./proof.js";
import { all, put, remove } from "./store.js";

const RETRY_S = 30;
const LOST_PHOTO = "photos";
let settings;
let timer;

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
  addEventListener("online", flush);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && flush());
  return flush();
}

/** One page at a time sends: two open tabs would only do the work twice. */
export function flush() {
  return navigator.locks ? navigator.locks.request("maptag-outbox", empty) : empty();
}

async function empty() {
  const queued = (await all("drafts")).filter((draft) => draft.state === "queued");
  for (const draft of queued) {
    try {
      await sendOne(draft);
    } catch (error) {
      if (error instanceof Refusal) await refuse(draft, error.errors);
      else return void wait(draft, error);
    }
  }
}

async function sendOne(draft) {
  const data = await posted(draft);
  const receipt = { ...data, title: draft.title, address: draft.fields.address, at: new Date().toISOString() };
  await put("receipts", { number: data.number, private_url: data.private_url, title: draft.title, at: receipt.at });
  await remove("drafts", draft.client_id);
  settings.onSent(receipt, draft);
}

async function refuse(draft, errors) {
  Object.assign(draft, { state: "refused", errors });
  await put("drafts", draft);
  settings.onRefused(draft);
}

function wait(draft, error) {
  settings.onWaiting(draft);
  clearTimeout(timer);
  timer = setTimeout(flush, (error.seconds ?? RETRY_S) * 1000);
}

async function posted(draft) {
  try {
    await uploadAll(draft);
    return await sendReport(draft);
  } catch (error) {
    if (!(error instanceof Refusal) || !error.errors[LOST_PHOTO]) throw error;
    // Photos that waited too long for their report were forgotten by the server, but not by us.
    draft.photos.forEach((photo) => delete photo.id);
    await uploadAll(draft);
    return sendReport(draft);
  }
}

async function uploadAll(draft) {
  for (const photo of draft.photos.filter((one) => !one.id)) {
    await uploadPhoto(settings.api, photo);
    await put("drafts", draft);
  }
}

export async function uploadPhoto(api, photo) {
  const body = new FormData();
  body.append("file", photo.blob, photo.name || "photo");
  const { status, data, retryAfter } = await call(`${api}/photos`, { body });
  accepted(status, data, retryAfter);
  Object.assign(photo, { id: data.id, thumb: data.thumb, takenAt: data.taken_at });
}

async function sendReport(draft) {
  const challenge = await call(`${settings.api}/challenge`);
  accepted(challenge.status, challenge.data, challenge.retryAfter);
  const proof = await solve(challenge.data);
  const { status, data, retryAfter } = await call(`${settings.api}/reports`, { json: { ...asSent(draft), proof } });
  accepted(status, data, retryAfter);
  return data;
}

function asSent(draft) {
  const { address, ...fields } = draft.fields;
  const answers = { ...fields.answers };
  for (const { question, id } of draft.photos) if (question) answers[question] = [...(answers[question] ?? []), id];
  return { ...fields, answers, client_id: draft.client_id, campaign: draft.campaign, photos: draft.photos.map((photo) => photo.id) };
}

function accepted(status, data, retryAfter) {
  if (status < 300) return;
  if (status === 429 || status >= 500 || !data) throw new Later(retryAfter || RETRY_S);
  throw new Refusal(data.errors ?? { "": sentences(data) });
}
