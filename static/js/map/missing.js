/**
 * What a page says while its map is not there: <p class="map-missing" data-map-missing> in the page, by itself after some
 * seconds (css/map_states.css), so that it needs none of the scripts that may be what is missing.
 *
 *   standing(element, draw)  → what `draw()` returns, once the map is drawn; undefined where it can't be: then the page
 *                            says so and goes on without it
 *   stands(element)          the map is drawn: nothing is missing any more
 *   fails(element, error)    say it now, in the page's own sentence
 *
 * All take the map's element; its sentence is the one in it, or else the page's only one.
 */
import { gettext } from "../words.js";

const sentence = (element) => element.querySelector("[data-map-missing]") ?? document.querySelector("[data-map-missing]");

export async function standing(element, draw) {
  try {
    const drawn = await draw();
    stands(element);
    return drawn;
  } catch (error) {
    return fails(element, error);
  }
}

export function stands(element) {
  sentence(element)?.remove();
}

export function fails(element, error) {
  console.warn(error);
  const words = sentence(element);
  if (!words) return;
  words.classList.add("is-said");
  // A live region is heard when its text changes.
  words.textContent = `${words.textContent}`;
}
/** A map that has its pins but not the picture below them. */
export function lacksBasemap(map) {
  if (map.lacksBasemap) return;
  map.lacksBasemap = true;
  const note = L.control({ position: "topright" });
  note.onAdd = () => {
    const box = L.DomUtil.create("p", "map-note");
    box.setAttribute("role", "status");
    // A live region is heard when its text changes, not when it comes with it.
    setTimeout(() => (box.textContent = gettext("배경 지도를 불러오지 못했습니다. 핀의 자리는 맞습니다.")), 100);
    return box;
  };
  note.addTo(map);
}
