/**
 * startOrdering(list, onChange): the stops of `list` are put in order by dragging, or by their ↑ ↓ buttons, which also
 * work without this script. Stops that are anchored stay where they are.
 */
import { send } from "../session/unsent.js";
import { gettext, interpolate } from "../words.js";

export function startOrdering(list, onChange) {
  const save = async () => {
    onChange();
    const order = [...list.children].map((stop) => stop.dataset.report).join(",");
    try {
      await send(list.dataset.order, { form: [["order", order]], label: gettext("현장 목록의 순서") });
    } catch (error) {
      say(`${gettext("순서를 저장하지 못했습니다.")} ${error.message}`);
    }
  };
  list.addEventListener("click", (event) => step(event, list, save));
  for (const stop of list.children) if (!stop.dataset.anchor) makeDraggable(stop, list, save);
}

function step(event, list, save) {
  const button = event.target.closest("button[value=up], button[value=down]");
  if (!button) return;
  event.preventDefault();
  const stop = button.closest("li");
  const other = button.value === "up" ? stop.previousElementSibling : stop.nextElementSibling;
  if (!other || other.dataset.anchor) return say(gettext("더 옮길 수 없습니다."));
  if (button.value === "up") other.before(stop);
  else other.after(stop);
  // Moving an element takes the focus from what is in it.
  button.focus();
  say(interpolate(gettext("%(n)s번째로 옮겼습니다."), { n: [...list.children].indexOf(stop) + 1 }));
  save();
}

/** By pointer, so that a finger can do it too; the handle alone, so that the page still scrolls. */
function makeDraggable(stop, list, save) {
  const handle = stop.querySelector(".nth");
  handle.classList.add("is-handle");
  handle.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const before = [...list.children].indexOf(stop);
    const follow = ({ clientY }) => slip(stop, list, clientY);
    const drop = () => {
      document.removeEventListener("pointermove", follow);
      stop.classList.remove("is-dragged");
      if ([...list.children].indexOf(stop) !== before) save();
    };
    stop.classList.add("is-dragged");
    // On the document: a captured pointer is let go when its element moves to another place.
    document.addEventListener("pointermove", follow);
    for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, drop, { once: true });
  });
}

/** Before the first stop whose middle is below the pointer. */
function slip(stop, list, y) {
  const others = [...list.children].filter((one) => one !== stop);
  const middle = (one) => one.getBoundingClientRect().top + one.offsetHeight / 2;
  const next = others.find((one) => one.dataset.anchor !== "start" && (one.dataset.anchor === "end" || middle(one) > y));
  if (next === stop.nextElementSibling) return;
  if (next) next.before(stop);
  else list.append(stop);
}

function say(text) {
  document.getElementById("moved").textContent = text;
}
