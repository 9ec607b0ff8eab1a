/** 이 제안 모두…: what the list shows of suggestions, decided at once; never before some of them were there to be read. */
import { get } from "../api.js";
import { button, element } from "../../dom.js";
import { distanceText } from "../distance.js";
import { codeOf, hasPlace, wordOf } from "../mentions.js";
import { gettext, interpolate, ngettext } from "../../words.js";

const MOST = 5;

export function suggestionsDialog(dialog, { list, settings, act }) {
  const find = (name) => dialog.querySelector(name);
  const [scope, sample, status, actions] = ["[data-suggested-scope]", ".sample", "[data-suggested-status]", "[data-suggested-actions]"].map(find);
  let isBusy = false;

  async function open() {
    const all = list.shown.filter((mention) => codeOf(mention) === "suggested");
    if (!all.length || dialog.open || isBusy) return;
    scope.textContent = scopeOf(all);
    sample.replaceChildren();
    actions.replaceChildren();
    status.textContent = gettext("보기를 불러오는 중입니다…");
    dialog.showModal();
    await showSample(all);
  }

  function scopeOf(all) {
    const ready = all.filter(hasPlace);
    const words = interpolate(ngettext("목록에 보이는 제안 %(n)s개 가운데 자리가 있는 것은 %(ready)s개입니다.", "목록에 보이는 제안 %(n)s개 가운데 자리가 있는 것은 %(ready)s개입니다.", all.length), { n: number(all.length), ready: number(ready.length) });
    const error = Math.max(0, ...ready.map((mention) => mention.error_m ?? 0));
    return ready.length ? `${words} ${interpolate(gettext("가장 큰 오차는 약 %(distance)s입니다."), { distance: distanceText(Math.max(error, 1)) })}` : words;
  }

  /** From all over the list, its first and its last among them. */
  const spread = (all) => [...new Set(Array.from({ length: MOST }, (_, i) => all[Math.round((i * (all.length - 1)) / (MOST - 1))]))];

  async function showSample(all) {
    try {
      const details = await Promise.all(spread(all).map(async (mention) => [mention, await get(`${settings.mentions}/${mention.number}`)]));
      sample.replaceChildren(...details.map(([mention, detail]) => line(mention, detail)));
      status.textContent = interpolate(ngettext("위는 %(n)s개 가운데 고른 보기입니다. 한 번에 되돌릴 수 있습니다.", "위는 %(n)s개 가운데 고른 보기입니다. 한 번에 되돌릴 수 있습니다.", all.length), { n: number(all.length) });
      actions.replaceChildren(...choices(all));
    } catch (error) {
      status.textContent = error.message;
    }
  }

  function line(mention, { belief, where }) {
    const error = mention.error_m === null ? "" : interpolate(gettext("오차 약 %(distance)s"), { distance: distanceText(Math.max(mention.error_m, 1)) });
    const place = hasPlace(mention) ? [mention.address || gettext("주소 없음"), error] : [gettext("자리 없음")];
    return element("li", {}, element("b", { text: mention.text }), element("span", { text: [where, ...place].filter(Boolean).join(" · ") }), element("span", { text: belief }));
  }

  function choices(all) {
    const ready = all.filter(hasPlace);
    const accept = button(interpolate(ngettext("%(n)s개 모두 장소로 받기", "%(n)s개 모두 장소로 받기", ready.length), { n: number(ready.length) }), () => run("accepted", ready), { className: "krds-btn medium" });
    const refuse = button(interpolate(ngettext("%(n)s개 모두 장소 아님", "%(n)s개 모두 장소 아님", all.length), { n: number(all.length) }), () => run("not_place", all), { className: "krds-btn medium tertiary" });
    return ready.length ? [refuse, accept] : [refuse];
  }

  async function run(decision, mentions) {
    if (isBusy) return;
    isBusy = true;
    actions.setAttribute("aria-busy", "true");
    await act.decideMany(decision, mentions, "suggested");
    actions.setAttribute("aria-busy", "false");
    isBusy = false;
    dialog.close();
  }

  const number = (n) => n.toLocaleString("ko");
  return open;
}
