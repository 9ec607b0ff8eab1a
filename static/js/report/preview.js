/** A campaign's page before it is open: its area on the map, and its questions to try. */
import { createMap } from "../map/map.js";
import { createQuestions } from "./questions.js";

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const { label, bounds } = read("list-config");
const map = createMap(document.getElementById("map"), { label, cooperative: true });
if (bounds) map.fitBounds([bounds.slice(0, 2), bounds.slice(2)], { animate: false, padding: [12, 12] });
createQuestions({ box: document.getElementById("questions"), onChange() {}, onPhotos() {} }).show(read("preview-questions"));
