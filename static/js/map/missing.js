/**
 * What a page says while its map is not there: <p class="map-missing" data-map-missing> in the page, by itself after some
 * seconds (css/map.css), so that it needs none of the scripts that may be what is missing.
 *
 *   stands(element)         the map is drawn: nothing is missing any more
 *   fails(element, text)    say it now; `text` is one sentence
 *
 * Both take the map's element; its sentence is the one in it, or else the page's only one.
 */
import { gettext } from "../words.js";

const sentence = (element) => element.querySelector("[data-map-missing]") ?? document.querySelector("[data-map-missing]");

export function stands(element) {
  sentence(element)?.remove();
}

export function fails(element, text) {
  const words = sentence(element);
  if (!words) return;
  words.classList.add("is-said");
  words.textContent = text ?? gettext("지도를 불러오지 못했습니다. 장소는 목록에서 볼 수 있습니다.");
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
