/**
 * What the thing is called that was drawn on the map: asked in a dialog, which stays with its text when it can't be kept.
 * `onLeave(isAdded)` after it.
 */
import { get } from "../api.js";
import { gettext, interpolate } from "../../words.js";

export function nameDialog(dialog, { settings, act, onLeave }) {
  const form = dialog.querySelector(".naming-form");
  const name = form.querySelector("#naming-name");
  const place = form.querySelector("#naming-place");
  const wrong = form.querySelector("#naming-error");
  const submit = form.querySelector("[type=submit]");
  let drawn = null;
  let isAdded = false;

  dialog.addEventListener("close", () => onLeave(isAdded));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (submit.getAttribute("aria-busy") !== "true") send();
  });

  async function send() {
    submit.setAttribute("aria-busy", "true");
    try {
      await act.addShape({ ...drawn, name: name.value });
      isAdded = true;
      dialog.close();
    } catch (error) {
      wrong.textContent = error.message;
      name.focus();
    }
    submit.setAttribute("aria-busy", "false");
  }

  /** The address where a point was set; a line or an area has none of its own. */
  async function addressOf({ shape, points: [[lon, lat]] }) {
    if (shape !== "point") return "";
    try {
      return (await get(`${settings.reverse}?${new URLSearchParams({ lon: lon.toFixed(6), lat: lat.toFixed(6) })}`)).address;
    } catch {
      return ""; // A place without an address is still where the clerk put it.
    }
  }

  return async (shape) => {
    drawn = { ...shape, address: "" };
    isAdded = false;
    name.value = wrong.textContent = place.textContent = "";
    dialog.showModal();
    name.focus();
    const current = drawn;
    const address = await addressOf(shape);
    if (current !== drawn || !address) return;
    drawn.address = address;
    place.textContent = interpolate(gettext("주소: %(address)s"), { address });
  };
}
