/**
 * call(url, {method, json, form, accept, signal, quiet, anyone}) → what was asked for: JSON, text where `accept` says so, null for 204.
 * Whatever else comes is a Failure, whose message is meant for a person: only an answer of the wanted kind is success.
 * `quiet` leaves the end of the session to the caller; `anyone`: whoever is signed in by now may ask this.
 *
 * whoAmI → {user, session, signIn, renewed}: whose page this is, as includes/session.html has it; user "" for nobody.
 * onSignedOut(function): called, with no arguments, when an answer says that the session is gone.
 */
import { gettext } from "../words.js";

const meta = document.querySelector("meta[name=maptag-session]");
export const whoAmI = { user: meta?.content ?? "", ...meta?.dataset };

const FAILURES = {
  0: gettext("서버에 연결하지 못했습니다. 저장되지 않았으니 잠시 뒤 다시 해 주세요."),
  401: gettext("로그인이 끝났습니다. 다시 로그인하면 이어서 할 수 있습니다."),
  403: gettext("이 일을 할 권한이 없거나 화면이 오래되었습니다. 새로 고친 뒤 다시 해 주세요."),
  404: gettext("찾는 것이 없습니다. 그사이 지워졌거나 다른 부서로 넘어갔을 수 있습니다."),
  413: gettext("너무 커서 서버가 받지 않았습니다. 나누어서 보내 주세요."),
};
const UNKNOWN = gettext("서버가 처리하지 못했습니다. 저장되지 않았으니 잠시 뒤 다시 해 주세요.");

export class Failure extends Error {
  constructor(status, data = null) {
    super(data?.message ?? data?.error ?? FAILURES[status] ?? UNKNOWN);
    Object.assign(this, { status, data, current: data?.current ?? null, errors: data?.errors ?? {} });
  }

  /** Nothing was stored, and the same may go well later. */
  get isPassing() {
    return [0, 502, 503, 504].includes(this.status) || this.isOfSession;
  }

  get isOfSession() {
    return this.status === 401 || Boolean(this.data?.other_person);
  }
}

const listeners = [];
export const onSignedOut = (listener) => listeners.push(listener);

export async function call(url, options = {}) {
  const answer = await reach(url, options);
  const data = await content(answer, options.accept ?? "application/json");
  if (answer.status === 403 && data?.stale && !options.isSecond && (await renewToken())) return call(url, { ...options, isSecond: true });
  if (answer.status === 401 && !options.quiet) listeners.forEach((listener) => listener());
  if (answer.ok && (answer.status === 204 || data !== undefined)) return data ?? null;
  throw new Failure(answer.ok ? -1 : answer.status, typeof data === "object" ? data : null);
}

async function reach(url, { method, json, form, accept = "application/json", signal, anyone }) {
  const body = json === undefined ? form : JSON.stringify(json);
  const headers = { Accept: accept, "X-Requested-With": "XMLHttpRequest" };
  if (whoAmI.user && !anyone) headers["X-Acting-User"] = whoAmI.user;
  if (json !== undefined) headers["Content-Type"] = "application/json";
  if (body !== undefined) headers["X-CSRFToken"] = token();
  // A token in the body would come before that in the header, and may be older.
  body instanceof Object && body.delete("csrfmiddlewaretoken");
  try {
    // Nobody is led from an endpoint to a page: where that happens, it is not what was asked for.
    return await fetch(url, { method: method ?? (body === undefined ? "GET" : "POST"), headers, body, signal, redirect: "manual", credentials: "same-origin" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Failure(0);
  }
}

/** What came, undefined where it is not of the kind that was asked for: then only its status says something. */
async function content(answer, accept) {
  if (answer.status === 204) return null;
  const kind = answer.headers.get("Content-Type") ?? "";
  try {
    if (kind.includes("json")) return await answer.json();
    return answer.ok && kind.startsWith(accept) ? await answer.text() : undefined;
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Failure(0);
  }
}

// -- the CSRF token: signing in changes it

const fields = () => document.querySelectorAll("input[name=csrfmiddlewaretoken]");
let latest = "";
const token = () => latest || fields()[0]?.value || "";

export function useToken(value) {
  latest = value;
  for (const field of fields()) field.value = value;
}

async function renewToken() {
  if (!whoAmI.user) return false;
  const now = await call(whoAmI.session, { anyone: true, isSecond: true });
  if (String(now.user) !== whoAmI.user) return false;
  useToken(now.token);
  return true;
}
