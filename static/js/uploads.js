/** The uploads page: sends files one by one with their progress, then follows every import until it has ended. */

import { button, element } from "./dom.js";
import { takeTables } from "./pasting.js";
import { call, useToken, whoAmI } from "./session/client.js";
import { signedIn } from "./session/signin.js";
import { gettext, interpolate } from "./words.js";

const AT_ONCE = 3;
const POLL_MS = 1000;
const PATIENT_POLL_MS = 5000;

const form = document.querySelector(".intake");
const drop = form.querySelector(".drop");
const chooser = form.querySelector("input[type=file]");
const paste = form.querySelector("textarea");
const sending = document.querySelector(".sending");
const list = document.querySelector(".upload-list");
const status = document.getElementById("upload-status");
const waiting = [];
let running = 0;

// -- taking files

form.classList.add("is-scripted");
takeTables(paste);
chooser.addEventListener("change", () => {
  [...chooser.files].forEach(enqueueFile);
  chooser.value = "";
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = paste.value.trim();
  if (!text) return paste.focus();
  enqueue({ label: text.split("\n")[0].slice(0, 60), parts: { text }, onSent: () => (paste.value = "") });
});
// A file that misses the box would otherwise replace the page.
for (const name of ["dragenter", "dragover", "dragleave", "drop"]) document.addEventListener(name, onDrag);

function onDrag(event) {
  if (![...(event.dataTransfer?.types ?? [])].includes("Files")) return;
  event.preventDefault();
  const leaving = event.type === "drop" || (event.type === "dragleave" && !event.relatedTarget);
  drop.classList.toggle("is-over", !leaving);
  if (event.type === "drop") dropped(event.dataTransfer);
}

function dropped(transfer) {
  const folders = [...transfer.items].map((item) => item.webkitGetAsEntry?.()?.isDirectory);
  [...transfer.files].forEach((file, i) => {
    if (folders[i]) refuse(addLine(file.name), gettext("폴더는 올릴 수 없습니다. 안의 문서를 골라서 올려 주세요."));
    else enqueueFile(file);
  });
}

function enqueueFile(file) {
  const limit = Number(form.dataset.maxBytes);
  if (file.size > limit) {
    return refuse(addLine(file.name), interpolate(gettext("파일이 %(size)sMB보다 큽니다. 나누어서 올려 주세요."), { size: Math.floor(limit / 1024 ** 2) }));
  }
  if (!file.size) return refuse(addLine(file.name), gettext("빈 파일입니다. 내용이 있는 파일인지 확인해 주세요."));
  return enqueue({ label: file.name, parts: { files: file } });
}

function enqueue(job) {
  job.line = addLine(job.label);
  waiting.push(job);
  next();
}

function next() {
  while (running < AT_ONCE && waiting.length) {
    running += 1;
    send(waiting.shift()).finally(() => {
      running -= 1;
      next();
    });
  }
}

// -- sending (XMLHttpRequest, because fetch tells nothing about how far an upload is)

function send(job) {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  for (const [name, value] of Object.entries(job.parts)) body.append(name, value);
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    for (const [name, value] of Object.entries({ Accept: "application/json", "X-Requested-With": "XMLHttpRequest", "X-Acting-User": whoAmI.user })) request.setRequestHeader(name, value);
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => event.lengthComputable && showSent(job.line, event));
    request.addEventListener("load", () => resolve(answered(job, request)));
    request.addEventListener("error", () => refuse(job.line, gettext("연결이 끊어져 보내지 못했습니다."), () => retry(job)));
    request.addEventListener("error", resolve);
    request.addEventListener("abort", resolve);
    request.send(body);
  });
}

function retry(job) {
  job.line.remove();
  enqueue(job);
}

/** Without a session the file waits in this page until its owner is back, and is sent again by itself. */
async function waitForOwner(job) {
  job.line.querySelector(".sending-part").textContent = gettext("로그인을 기다리는 중");
  status.textContent = interpolate(gettext("%(name)s: 로그인이 끝나 아직 올리지 못했습니다. 다시 로그인하면 이어서 올립니다."), { name: job.label });
  await signedIn();
  return retry(job);
}

async function renewForm(job) {
  useToken((await call(whoAmI.session, { anyone: true })).token);
  return retry({ ...job, isSecond: true });
}

function answered(job, request) {
  if (request.status === 401 || request.response?.other_person) return waitForOwner(job);
  if (request.response?.stale && !job.isSecond) return renewForm(job);
  if (request.status !== 200) return refuse(job.line, request.response?.message ?? failure(request.status), retryOf(job, request));
  if (!request.response?.upload) return refuse(job.line, request.response?.message ?? failure(request.status), retryOf(job, request));
  const { upload, level, message } = request.response;
  job.line.remove();
  sending.hidden = !sending.querySelector("li");
  job.onSent?.();
  const line = place(upload);
  if (level === "info") tellDuplicate(line);
  status.textContent = message;
  return follow();
}

const retryOf = (job, request) => (request.status >= 500 ? () => retry(job) : null);

function failure(code) {
  if (code === 413) return gettext("파일이 너무 커서 서버가 받지 않았습니다. 나누어서 올려 주세요.");
  if (code === 403) return gettext("올릴 권한이 없거나 화면이 오래되었습니다. 새로 고친 뒤 다시 올려 주세요.");
  return gettext("서버가 받지 못했습니다. 잠시 뒤 다시 올려 주세요.");
}

// -- lines

function addLine(name) {
  const line = element("li", { className: "sending-line" },
    element("span", { className: "sending-name", text: name }),
    element("progress", { max: 100, value: 0, "aria-label": interpolate(gettext("%(name)s 보내는 중"), { name }) }),
    element("span", { className: "sending-part", text: gettext("기다리는 중") }));
  sending.hidden = false;
  sending.querySelector("ul").append(line);
  return line;
}

function showSent(line, { loaded, total }) {
  const percent = Math.floor((loaded / total) * 100);
  line.querySelector("progress").value = percent;
  line.querySelector(".sending-part").textContent = percent < 100 ? `${percent}%` : gettext("확인하는 중");
}

function refuse(line, message, again) {
  line.classList.add("is-refused");
  line.querySelector("progress").remove();
  line.querySelector(".sending-part").textContent = message;
  line.append(again ? button(gettext("다시 보내기"), again) : "", button(gettext("닫기"), () => close(line)));
  status.textContent = `${line.querySelector(".sending-name").textContent}: ${message}`;
}

function close(line) {
  line.remove();
  sending.hidden = !sending.querySelector("li");
}

function place(upload) {
  const known = document.getElementById(`upload-${upload.id}`);
  const made = document.createRange().createContextualFragment(upload.html).querySelector("li");
  if (known) known.replaceWith(made);
  else list.prepend(made);
  document.querySelector(".upload-none").hidden = true;
  return made;
}

function tellDuplicate(line) {
  line.querySelector("[data-about]").append(element("p", { className: "upload-duplicate", text: gettext("이미 올린 문서입니다. 먼저 올린 이 문서에서 이어서 확인해 주세요.") }));
  line.classList.add("is-pointed-at");
  line.scrollIntoView({ block: "nearest" });
}

// -- following the imports

let timer;
let patience = 0;

function follow(delay = POLL_MS) {
  clearTimeout(timer);
  timer = setTimeout(poll, delay);
}

async function poll() {
  const lines = [...list.querySelectorAll("[data-unfinished]")];
  if (!lines.length) return;
  const asked = lines.map((line) => `id=${line.dataset.upload}`).join("&");
  try {
    const { uploads } = await call(`${list.dataset.progress}?${asked}`);
    uploads.forEach(refresh);
    patience = 0;
  } catch {
    patience += 1;
  }
  follow(patience ? PATIENT_POLL_MS : POLL_MS);
}

function refresh(upload) {
  const before = document.getElementById(`upload-${upload.id}`);
  if (!before || before.outerHTML.trim() === upload.html.trim()) return;
  const line = place(upload);
  if (upload.finished) status.textContent = `${line.querySelector(".upload-name").textContent}: ${upload.state}`;
}

follow(0);
