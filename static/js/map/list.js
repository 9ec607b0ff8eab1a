/**
 * linkList(list, pins, {item, idOf, itemOf}) → {follow}: a list and the pins follow each other.
 *
 * Items are the elements in `list` that have the attribute `item` (default "data-pin"), whose value is the feature's
 * id. The button [data-select] in one chooses its pin; pointing at or focusing an item rings it on the map.
 * Call follow(feature) in the pins' onSelect: it marks the item and brings it into view; null clears the mark.
 *
 * options
 *   idOf(value)    feature id of an item's value (default Number)
 *   itemOf(id)     the item, which may be made now in a list that is still growing (default: looked up)
 */
export function linkList(list, pins, options = {}) {
  const attribute = options.item ?? "data-pin";
  const idOf = options.idOf ?? Number;
  const itemOf = options.itemOf ?? ((id) => list.querySelector(`[${attribute}="${CSS.escape(id)}"]`));
  const id = (event) => {
    const item = event.target.closest(`[${attribute}]`);
    return item && idOf(item.getAttribute(attribute));
  };
  list.addEventListener("click", (event) => event.target.closest("[data-select]") && pins.select(id(event)));
  list.addEventListener("pointerover", (event) => pins.highlight(id(event)));
  list.addEventListener("pointerleave", () => pins.highlight(null));
  list.addEventListener("focusin", (event) => pins.highlight(id(event)));
  list.addEventListener("focusout", () => pins.highlight(null));
  return { follow: (feature) => follow(list, feature && itemOf(feature.id)) };
}

function follow(list, item) {
  list.querySelectorAll("[aria-current]").forEach((marked) => marked.removeAttribute("aria-current"));
  if (!item) return;
  item.setAttribute("aria-current", "true");
  const box = list.closest("[data-scroll]");
  if (box && box.scrollHeight > box.clientHeight) scrollWithin(box, item);
  else item.scrollIntoView({ block: "nearest" });
}

/** Scrolls the list's own box only: scrollIntoView would move the page around it too. */
function scrollWithin(box, item) {
  const [outer, inner] = [box.getBoundingClientRect(), item.getBoundingClientRect()];
  if (inner.top >= outer.top && inner.bottom <= outer.bottom) return;
  box.scrollTop += inner.top - outer.top - Math.max(0, (outer.height - inner.height) / 2);
}
