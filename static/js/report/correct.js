/** Correcting a report on its receipt: the pin is dragged, and another category asks its own questions. */
import { createMap } from "../map/map.js";
import { standing } from "../map/missing.js";
import { createPins } from "../map/pins/pins.js";
import { createQuestions } from "./questions.js";
import { gettext, interpolate } from "../words.js";

const CLOSE_ZOOM = 17;
const box = document.getElementById("correct");
const form = box.querySelector("form");
const errors = document.getElementById("correct-errors");
const asked = document.getElementById("correct-questions");
const { pin, category, questions: byCategory, answers, photos } = JSON.parse(document.getElementById("correct-data").textContent);

// A map that is made inside a closed part has no size.
if (box.open) show();
else box.addEventListener("toggle", () => box.open && show(), { once: true });

function show() {
  document.getElementById("correct-map-box").hidden = false;
  standing(document.getElementById("map"), drawPin);
}

function drawPin() {
  const map = createMap(document.getElementById("map"), { label: gettext("제보한 곳"), cooperative: true });
  const name = () => gettext("제보한 곳");
  const pins = createPins(map, { number: () => "", label: name, colour: () => pin.colour, classes: () => ["is-report"], draggable: () => true, onMove: (_pin, place) => move(place) });
  map.setView([pin.lat, pin.lon], CLOSE_ZOOM, { animate: false });
  pins.setFeatures([{ type: "Feature", id: 1, geometry: { type: "Point", coordinates: [pin.lon, pin.lat] }, properties: {} }]);
  document.getElementById("correct-pin").hidden = false;
}

function move({ lng, lat }) {
  form.elements.lon.value = lng.toFixed(7);
  form.elements.lat.value = lat.toFixed(7);
  form.elements.address.value = "";
}

// Whoever writes an address means that, and no longer the pin.
form.elements.address.addEventListener("input", () => (form.elements.lon.value = form.elements.lat.value = ""));

if (asked) askAnew();

function askAnew() {
  const questions = createQuestions({ box: asked, onChange: () => complain("") });
  const chosen = () => form.elements.category.value;
  const list = () => (chosen() === category ? [] : (byCategory[chosen()] ?? []));
  const follow = (kept) => {
    questions.show(list(), kept);
    for (const input of files()) input.name = `answers.${input.id.replace("question-", "")}`;
    asked.hidden = !list().length;
    complain("");
  };
  form.elements.category.addEventListener("change", () => follow({ ...answers, ...questions.answers() }));
  form.addEventListener("submit", (event) => {
    const missing = questions.missing(answeredByPhotos());
    form.elements.answers.value = list().length ? JSON.stringify(questions.answers()) : "";
    if (!missing) return;
    event.preventDefault();
    complain(interpolate(gettext("‘%(label)s’에 답해 주세요."), { label: missing.label }));
    missing.focus();
  });
  follow(answers);

  function files() {
    return asked.querySelectorAll("input[type=file]");
  }

  /** Photos that were sent with the report answer a question for photos too. */
  function answeredByPhotos() {
    return [...files()].filter((input) => photos || input.files.length).map((input) => ({ question: input.id.replace("question-", "") }));
  }
}

function complain(text) {
  errors.textContent = text;
  errors.hidden = !text;
}
