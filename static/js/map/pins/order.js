/**
 * keepOrder(element): the keyboard reaches the map where the eye sees it. Beside its list a map comes last; on a narrow
 * screen above it. Its box names what it stands before there: <div data-narrow-before=".split-list"><div class="map">.
 */
const NARROW = matchMedia("(max-width: 767px)");

export function keepOrder(element) {
  const box = element.closest("[data-narrow-before]");
  if (!box) return;
  const parent = box.parentElement;
  const place = (first) => parent.insertBefore(box, first ? parent.querySelector(box.dataset.narrowBefore) : null);
  const follow = () => place(NARROW.matches || matchMedia("print").matches);
  NARROW.addEventListener("change", follow);
  addEventListener("beforeprint", () => place(true));
  addEventListener("afterprint", follow);
  follow();
}
