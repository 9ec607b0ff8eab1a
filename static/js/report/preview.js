/** A campaign's page before it is open: its area on the map, and its questions to try. */
import { createMap } from "../map/map.js";
import { standing } from "../map/missing.js";
import { showArea } from "./place/campaign_map.js";
import { createQuestions } from "./questions.js";

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const { label, area } = read("list-config");
const element = document.getElementById("map");
standing(element, () => {
  const map = createMap(element, { label, cooperative: true });
  if (area) showArea(map, area);
});
createQuestions({ box: document.getElementById("questions"), onChange() {}, onPhotos() {} }).show(read("preview-questions"));
