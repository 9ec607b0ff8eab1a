/** What other maps say about the chosen mention: asked on a click, shown with the distance, taken by a person. */
import { get } from "./api.js";
import { button, element } from "../dom.js";
import { distanceText } from "./distance.js";
import { hasPlace } from "./mentions.js";
import { gettext, interpolate, ngettext } from "../words.js";

const UNSTORABLE = gettext("저장할 수 없는 결과입니다. 보고 지도에서 직접 찍어 주세요");

/** A button with room for the answers; null where no other map is configured. */
export function opinionBox({ url, mention, onPeek, onChoose }) {
  if (!url) return null;
  const told = element("p", { className: "results-told", role: "status" });
  const answers = element("div");
  const ask = button(gettext("다른 지도의 의견"), async () => {
    ask.disabled = true;
    told.textContent = gettext("묻는 중입니다…");
    try {
      show((await get(`${url}/${mention.number}/opinions`)).answers);
    } catch (error) {
      told.textContent = error.message;
    }
    ask.disabled = false;
  });

  function show(list) {
    const count = list.reduce((sum, { opinions }) => sum + opinions.length, 0);
    told.textContent = count ? interpolate(ngettext("%(n)s곳을 답했습니다.", "%(n)s곳을 답했습니다.", count), { n: count }) : gettext("아는 곳이 없다고 합니다.");
    answers.replaceChildren(...list.map(answer));
  }

  function answer({ provider, message, opinions, credit, terms }) {
    const note = message || (opinions.length ? "" : gettext("찾지 못했습니다."));
    return element("section", { "aria-label": provider }, element("h3", { text: provider }),
      note && element("p", { className: "opinion-note", text: note }),
      element("ol", { className: "candidates" }, ...opinions.map((opinion) => element("li", {}, shown(opinion)))),
      opinions.length > 0 && credit && element("p", { className: "opinion-note" }, element("a", { href: terms, target: "_blank", rel: "noopener noreferrer", text: credit })));
  }

  /** A storable one is a button that takes it. Of the others only the look on the map is one. */
  function shown(opinion) {
    const choose = button("", () => (opinion.storable ? onChoose(opinion) : onPeek(opinion)), { className: "candidate opinion" },
      element("span", { className: "candidate-title", text: opinion.title || gettext("이름 없음") }),
      element("span", { className: "candidate-other", text: opinion.other }),
      element("span", { className: "candidate-apart", text: apart(opinion) }),
      !opinion.storable && element("span", { className: "candidate-why", text: UNSTORABLE }));
    choose.addEventListener("mouseenter", () => onPeek(opinion));
    return choose;
  }

  function apart(opinion) {
    if (!hasPlace(mention)) return "";
    const metres = L.latLng(mention.lat, mention.lon).distanceTo([opinion.lat, opinion.lon]);
    return metres < 1 ? gettext("지금 자리") : interpolate(gettext("지금 자리에서 %(distance)s 떨어짐"), { distance: distanceText(metres) });
  }

  return element("div", { className: "opinion-box" }, ask, told, answers);
}
