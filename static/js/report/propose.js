/** What somebody else would correct in an entry: only what differs is sent, with a proof of work like a report. */
import { call, sentences } from "./calls.js";
import { createPlace } from "./place/place.js";
import { solve } from "./offline/proof.js";
import { createQuestions } from "./questions.js";
import { element } from "../dom.js";
import { gettext, interpolate } from "../words.js";

const config = JSON.parse(document.getElementById("proposal-config").textContent);
const form = document.getElementById("proposal-form");
const $ = (id) => document.getElementById(id);
const words = form.elements.text.value;
const place = createPlace({ root: $("place"), urls: config, onChange: () => {} });
const questions = createQuestions({ box: $("questions"), onChange: () => {}, onPhotos: () => {} });

questions.show(config.questions, config.answers);
place.set(config.pin);
form.addEventListener("submit", send);
$("send").disabled = false;

/** {text, answers, lon, lat} as far as they differ from the entry. */
function differences() {
  const changed = {};
  const text = form.elements.text.value.trim();
  if (text && text !== words.trim()) changed.text = text;
  const same = (key, value) => JSON.stringify(value) === JSON.stringify(config.answers[key]);
  const answers = Object.entries(questions.answers()).filter(([key, value]) => !same(key, value));
  if (answers.length) changed.answers = Object.fromEntries(answers);
  const { lon, lat } = place.value;
  if (lon !== config.pin.lon || lat !== config.pin.lat) Object.assign(changed, { lon, lat });
  return changed;
}

async function send(event) {
  event.preventDefault();
  complain([]);
  const changed = differences();
  const email = form.elements.email;
  if (!Object.keys(changed).length) return complain([gettext("고칠 것을 바꾼 뒤 보내 주세요.")]);
  if (place.value.outside) return complain([gettext("우리 시 밖의 위치입니다. 위치를 옮겨 주세요.")]);
  if (!email.checkValidity()) return complain([interpolate(gettext("이메일: %(message)s"), { message: email.validationMessage })]);
  busy(true);
  const { status, data } = await posted(changed).catch((error) => ({ data: { errors: { "": [said(error)] } } }));
  busy(false);
  if (status !== 201) return complain(sentences(data).length ? sentences(data) : [gettext("지금은 보낼 수 없습니다. 잠시 뒤에 다시 해 주세요.")]);
  form.hidden = true;
  $("sent-mail").hidden = !email.value.trim();
  $("sent").hidden = false;
  $("sent").querySelector("h2").focus();
}

async function posted(changed) {
  const challenge = await call(`${config.api}/challenge`);
  if (challenge.status !== 200) return challenge;
  const { note, email, website } = form.elements;
  const typed = { note: note.value, email: email.value.trim(), website: website.value, invitation: config.invitation };
  return call(`${config.api}/reports/${config.number}/proposals`, { json: { ...changed, ...typed, proof: await solve(challenge.data) } });
}

const said = (error) => (error instanceof TypeError ? gettext("인터넷에 연결되면 다시 보내 주세요. 쓰신 내용은 그대로 있습니다.") : error.message);

function complain(lines) {
  const box = $("form-errors");
  box.replaceChildren(...lines.map((line) => element("p", { text: line })));
  box.hidden = !lines.length;
  if (lines.length) box.focus();
}

function busy(on) {
  const button = $("send");
  button.disabled = on;
  button.textContent = on ? gettext("보내는 중입니다…") : button.dataset.label;
}
