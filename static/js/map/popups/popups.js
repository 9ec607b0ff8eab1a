/**
 * showPopup(map, latLng, content, {name, focus, opener}) → L.popup: a dialog that is heard. With `focus` (true for whoever came
 * by keyboard, or the element in it that is to be answered) the focus moves into it, and back to `opener()` when it closes;
 * else a live region reads it out.
 */
import { element } from "../../dom.js";
import { gettext } from "../../words.js";

const OPTIONS = { maxWidth: 300, minWidth: 220, maxHeight: 280, autoPanPadding: [24, 24] };

export function showPopup(map, latLng, content, { name, focus = false, opener = () => null, offset = [0, -30] }) {
  const popup = L.popup({ ...OPTIONS, offset }).setLatLng(latLng).setContent(content).openOn(map);
  const box = popup.getElement();
  box.setAttribute("role", "dialog");
  box.setAttribute("aria-label", name);
  box.tabIndex = -1;
  const close = box.querySelector(".leaflet-popup-close-button");
  close?.setAttribute("aria-label", gettext("닫기"));
  if (focus) (focus === true ? box : focus).focus({ preventScroll: true });
  else say(map, content.innerText || name);
  popup.once("remove", () => {
    say(map, "");
    if (box.contains(document.activeElement)) opener()?.focus({ preventScroll: true });
  });
  return popup;
}

function say(map, text) {
  const container = map.getContainer();
  let region = container.querySelector(".map-said");
  if (!region) {
    region = element("p", { className: "map-said", role: "status" });
    container.append(region);
  }
  // In the tree before its text changes, or it is not heard.
  setTimeout(() => (region.textContent = text), 50);
}
