/** The editors of answer templates and message texts: placeholders at the cursor, and how it reads for a real report. */
import { call } from "../session/client.js";

const PREVIEW_MS = 400;
const form = document.getElementById("words");
const preview = document.getElementById("words-preview");
const fields = [...form.querySelectorAll("[data-words]")];
let last = fields.at(-1);
let waiting;

for (const field of fields) field.addEventListener("focus", () => (last = field));
for (const button of form.querySelectorAll("[data-insert]")) button.addEventListener("click", () => insert(button.dataset.insert));
form.addEventListener("input", soon);
form.addEventListener("change", soon);

function insert(text) {
  last.setRangeText(text, last.selectionStart, last.selectionEnd, "end");
  last.focus();
  soon();
}

function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(show, PREVIEW_MS);
}

async function show() {
  const answer = await call(location.href, { form: new FormData(form) }).catch((error) => ({ preview: error.message }));
  preview.textContent = answer.preview;
}
