/** 소식 받기: the follow form without a new page, and Web Push where the browser has it. */
import { call, sentences } from "./calls.js";
import { element } from "../dom.js";
import { gettext } from "../words.js";

const form = document.getElementById("follow-form");
const said = document.getElementById("follow-said");
const button = document.getElementById("follow-push");
const SUBJECT = ["report", "campaign", "category", "gu"];
// Without a worker that comes to life `ready` would be waited for without end.
const READY_MS = 10_000;

if (form) start();

function start() {
  form.addEventListener("submit", byEmail);
  if (button && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window) {
    button.hidden = false;
    button.addEventListener("click", byPush);
  }
  if (form.elements.dong) narrowDongs();
}

/** What is followed, as the API names it. */
function chosen() {
  const given = Object.fromEntries(SUBJECT.map((name) => [name, form.elements[name]?.value ?? ""]));
  const [gu, dong] = (form.elements.dong?.value ?? "").split("|");
  return { ...given, gu: given.gu || gu, dong: dong ?? "", rhythm: form.elements.rhythm.value };
}

async function follow(channel, address) {
  const { status, data } = await call(form.dataset.api, { json: { ...chosen(), channel, address } }).catch(() => ({}));
  if (status === 201) return data;
  say(sentences(data)[0] ?? gettext("지금은 신청할 수 없습니다. 잠시 뒤에 다시 해 주세요."), true);
  return null;
}

async function byEmail(event) {
  event.preventDefault();
  const field = form.elements.address;
  if (!field.value.trim() || !field.checkValidity()) {
    say(gettext("이메일 주소를 다시 확인해 주세요. 예: name@example.com"), true);
    return field.focus();
  }
  const done = await follow("email", field.value);
  if (done) say(gettext("확인 메일을 보냈습니다. 메일의 주소를 열면 시작합니다. 이미 받아보고 계시면 그 메일에서 바꿀 수 있습니다."));
}

async function byPush() {
  button.disabled = true;
  say(gettext("알림을 켜는 중입니다…"));
  try {
    const subscription = await subscribe();
    const done = subscription && (await follow("push", JSON.stringify(subscription)));
    if (done) sayFollowing(done.manage);
  } catch {
    say(gettext("이 브라우저에서 알림을 켤 수 없었습니다. 이메일로 받아 주세요."), true);
  } finally {
    button.disabled = false;
  }
}

/** The browser's PushSubscription; null where the person said no. */
async function subscribe() {
  if ((await Notification.requestPermission()) !== "granted") {
    say(gettext("알림이 막혀 있습니다. 브라우저의 사이트 설정에서 알림을 허용해 주세요."), true);
    return null;
  }
  await navigator.serviceWorker.register(form.dataset.worker, { type: "module" });
  const late = new Promise((_done, fail) => setTimeout(() => fail(new Error("no worker")), READY_MS));
  const { pushManager } = await Promise.race([navigator.serviceWorker.ready, late]);
  const applicationServerKey = bytes(button.dataset.key);
  try {
    return await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
  } catch (error) {
    // Subscribed with another key, which the city has changed since.
    if (error.name !== "InvalidStateError") throw error;
    await (await pushManager.getSubscription())?.unsubscribe();
    return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
  }
}

function bytes(base64url) {
  return Uint8Array.from(atob(base64url.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}

function sayFollowing(manage) {
  say(`${gettext("이제 이 브라우저로 알려 드립니다.")} `);
  said.append(element("a", { className: "link", href: manage, text: gettext("받아보는 소식 보기") }));
}

function say(text, wrong = false) {
  said.textContent = text;
  said.classList.toggle("is-wrong", wrong);
}

/** Only the dongs of the chosen gu; and the feeds of what is chosen. */
function narrowDongs() {
  const { gu, dong } = form.elements;
  const groups = [...dong.querySelectorAll("optgroup")];
  const show = () => {
    for (const group of groups) group.hidden = group.disabled = Boolean(gu.value) && group.label !== gu.value;
    if (gu.value && dong.value && !dong.value.startsWith(`${gu.value}|`)) dong.value = "";
    linkFeeds();
  };
  form.addEventListener("change", show);
  show();
}

function linkFeeds() {
  const { gu, dong, category } = chosen();
  const query = new URLSearchParams(Object.entries({ gu, dong, category }).filter(([, value]) => value));
  for (const link of document.querySelectorAll("#follow-feeds a")) {
    link.search = query;
  }
}
