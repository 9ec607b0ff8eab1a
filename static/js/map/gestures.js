/** shareGestures(map): leaves one finger and the bare wheel to the page, so that no reader is caught in the map. */

import { element } from "../dom.js";
import { gettext, interpolate } from "../words.js";

const HINT_MS = 1600;

export function shareGestures(map) {
  const container = map.getContainer();
  const hint = addHint(container);
  const zoomKey = /Mac|iPhone|iPad/.test(navigator.platform) ? "⌘" : "Ctrl";
  map.scrollWheelZoom.disable();
  container.addEventListener("wheel", (event) => {
    if (event.ctrlKey || event.metaKey) return map.scrollWheelZoom.enable();
    map.scrollWheelZoom.disable();
    return hint(interpolate(gettext("%(key)s 키를 누른 채 스크롤하면 지도가 확대됩니다"), { key: zoomKey }));
  }, { capture: true, passive: true });
  // A machine may have both: the pointer that comes down decides, before Leaflet hears of it.
  container.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch") map.dragging.disable();
    else map.dragging.enable();
  }, { capture: true });
  container.addEventListener("touchmove", (event) => {
    if (event.touches.length === 1 && !event.target.closest(".leaflet-popup")) hint(gettext("두 손가락으로 지도를 움직일 수 있습니다"));
  }, { passive: true });
  if (matchMedia("(pointer: coarse)").matches) map.dragging.disable();
}

function addHint(container) {
  // The same is true for nobody who uses a screen reader.
  const hint = element("p", { className: "map-hint", "aria-hidden": "true" });
  container.append(hint);
  let timer;
  return (text) => {
    hint.textContent = text;
    hint.classList.add("is-shown");
    clearTimeout(timer);
    timer = setTimeout(() => hint.classList.remove("is-shown"), HINT_MS);
  };
}
