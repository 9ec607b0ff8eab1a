/** The review's endpoints. Every failure is an ApiError whose message is meant for the clerk. */

import { gettext } from "../words.js";

export class ApiError extends Error {
  constructor(status, { message, current = null, errors = {} }) {
    super(message);
    Object.assign(this, { status, current, errors });
  }
}

const FAILURES = {
  0: gettext("서버에 연결하지 못했습니다. 저장되지 않았으니 잠시 뒤 다시 해 주세요."),
  200: gettext("로그인이 끝났습니다. 새 창에서 다시 로그인한 뒤 이어서 해 주세요."),
  403: gettext("이 일을 할 권한이 없거나 화면이 오래되었습니다. 새로 고친 뒤 다시 해 주세요."),
  404: gettext("문서를 찾을 수 없습니다."),
};
const UNKNOWN = gettext("서버가 처리하지 못했습니다. 저장되지 않았으니 잠시 뒤 다시 해 주세요.");

export async function get(url, { signal } = {}) {
  return answer(await reach(url, { signal, headers: { Accept: "application/json" } }));
}

export async function getHtml(url) {
  const response = await reach(url, { headers: { Accept: "text/html" } });
  if (!response.ok || response.redirected) throw failure(response.redirected ? 200 : response.status);
  return response.text();
}

// One after the other: an undo must not overtake the decision that it takes back.
let last = Promise.resolve();
let underway = 0;

export function post(url, body) {
  underway += 1;
  const sent = last.then(() => sendNow(url, body)).finally(() => (underway -= 1));
  last = sent.catch(() => {});
  return sent;
}

/** Resolves when everything that was sent so far has its answer. */
export const settled = () => last;
export const isSending = () => underway > 0;

async function sendNow(url, body) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const headers = { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": token };
  return answer(await reach(url, { method: "POST", headers, body: JSON.stringify(await settle(body)) }));
}

/** A body may be a function: then it is made when its turn has come, with what the earlier answers said. */
const settle = (body) => (typeof body === "function" ? body() : body);

async function reach(url, options) {
  try {
    return await fetch(url, { credentials: "same-origin", ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw failure(0);
  }
}

async function answer(response) {
  const json = response.headers.get("Content-Type")?.startsWith("application/json") ? await response.json() : null;
  if (!json) throw failure(response.status);
  if (!response.ok) throw new ApiError(response.status, json);
  return json;
}

const failure = (status) => new ApiError(status, { message: FAILURES[status] ?? UNKNOWN });
