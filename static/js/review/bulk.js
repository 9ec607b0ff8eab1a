/** What can be decided at once: of what the list shows now, so that filters choose it. Busy until the server has answered. */
import { button, element } from "../dom.js";
import { codeOf, hasPlace, needOf } from "./mentions.js";
import { gettext, interpolate, ngettext } from "../words.js";

export function bulkDialog(dialog, { list, filters, settings, act }) {
  const scope = dialog.querySelector("[data-bulk-scope]");
  const lines = dialog.querySelector(".bulk-grades");
  const status = dialog.querySelector(".bulk-status");
  const number = (n) => n.toLocaleString("ko");
  let isBusy = false;

  function draw() {
    const open = list.shown.filter((mention) => codeOf(mention) === "open");
    const suggested = list.shown.filter((mention) => codeOf(mention) === "suggested").length;
    const text = ngettext("목록에 보이는 확인 전 %(n)s곳 가운데에서 정합니다.", "목록에 보이는 확인 전 %(n)s곳 가운데에서 정합니다.", open.length);
    scope.textContent = interpolate(text, { n: number(open.length) }) + (filters.isNarrowed ? ` ${gettext("목록에서 거른 곳은 그대로 둡니다.")}` : "") + (suggested ? ` ${gettext("제안은 여기서 정하지 않습니다.")}` : "");
    const ready = open.filter(hasPlace);
    const isSure = (mention) => settings.grades[mention.grade].sure;
    const rows = [sureLine(ready.filter(isSure)), ...needOf(settings).reverse().map((grade) => acceptLine(grade, ready.filter((mention) => mention.grade === grade && !isSure(mention))))].filter(Boolean);
    if (rows.length > 1) rows.push(line(gettext("자리가 있는 모든 곳"), "", interpolate(ngettext("모두 %(n)s곳 수락", "모두 %(n)s곳 수락", ready.length), { n: number(ready.length) }), "accepted", ready));
    if (open.length) {
      rows.push(line(gettext("지도에 싣지 않을 곳"), "", interpolate(ngettext("모두 %(n)s곳 싣지 않음", "모두 %(n)s곳 싣지 않음", open.length), { n: number(open.length) }), "ignored", open));
      rows.push(line(gettext("장소가 아닌 것"), "", interpolate(ngettext("모두 %(n)s곳 장소 아님", "모두 %(n)s곳 장소 아님", open.length), { n: number(open.length) }), "not_place", open));
    }
    lines.replaceChildren(...(rows.length ? rows : [element("li", { text: gettext("한꺼번에 정할 곳이 없습니다.") })]));
  }

  /** A station is as sure as a building; the middle of a dong is not. */
  function sureLine(mentions) {
    const words = interpolate(gettext("정확 – 무엇인지 확실하고 오차가 %(n)s m 이내"), { n: settings.sureWithin });
    return accepting(words, "grade-A1", mentions);
  }

  const acceptLine = (grade, mentions) => accepting(settings.grades[grade].text, `grade-${grade}`, mentions);

  function accepting(words, look, mentions) {
    if (!mentions.length) return null;
    const label = interpolate(ngettext("%(n)s곳 수락", "%(n)s곳 수락", mentions.length), { n: number(mentions.length) });
    return line(words, look, label, "accepted", mentions);
  }

  function line(words, look, label, decision, mentions) {
    const decide = button(label, () => run(decide, decision, mentions), { className: "krds-btn small secondary" });
    return element("li", {}, element("span", { className: `bulk-words ${look}`, text: words }), decide);
  }

  async function run(pressed, decision, mentions) {
    if (isBusy) return;
    isBusy = true;
    pressed.setAttribute("aria-busy", "true");
    status.textContent = interpolate(ngettext("%(n)s곳을 처리하는 중입니다…", "%(n)s곳을 처리하는 중입니다…", mentions.length), { n: number(mentions.length) });
    await act.decideMany(decision, mentions);
    status.textContent = "";
    isBusy = false;
    dialog.close();
  }

  return () => {
    if (dialog.open) return;
    if (!isBusy) draw();
    dialog.showModal();
  };
}
