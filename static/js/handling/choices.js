/**
 * createChoices(choices, counts, onChange) → {node, read()}: the answers one can choose from, a line each.
 * A choice that somebody has chosen already (counts: {value: number}) can't be taken away, only be offered no more.
 */
import { group, text } from "./controls.js";
import { button, element } from "../dom.js";
import { gettext, interpolate, ngettext } from "../words.js";

const MOST = 60;

export function createChoices(choices, counts, onChange) {
  const lines = element("ul", { className: "ask-choices" });
  const used = new Set(choices.map(({ value }) => value));
  const add = button(gettext("보기 더하기"), () => addLine({}).focus());
  const title = element("p", { className: "ask-name", text: gettext("보기") });
  const node = group("ask-choice-list", title, lines, add);

  function freeValue() {
    let n = 1;
    while (used.has(`c${n}`)) n += 1;
    used.add(`c${n}`);
    return `c${n}`;
  }

  function addLine(choice) {
    const line = makeLine({ value: choice.value ?? freeValue(), label: choice.label ?? "", retired: choice.retired }, counts[choice.value] ?? 0);
    lines.append(line.node);
    line.node.line = line;
    number();
    onChange();
    return line.input;
  }

  function makeLine(choice, chosen) {
    const made = { choice, input: text({ value: choice.label, maxLength: 300 }), node: element("li", { className: "ask-choice" }) };
    const said = element("span", { className: "hint" });
    const take = button(gettext("빼기"), () => (chosen ? retire(!choice.retired) : drop()));
    const retire = (retired) => {
      choice.retired = retired || undefined;
      made.input.disabled = Boolean(retired);
      take.textContent = retired ? gettext("되돌리기") : gettext("빼기");
      said.textContent = retired ? interpolate(ngettext("이제 고를 수 없습니다. 답 %(n)s개는 남습니다.", "이제 고를 수 없습니다. 답 %(n)s개는 남습니다.", chosen), { n: chosen }) : chosen ? interpolate(ngettext("답 %(n)s개", "답 %(n)s개", chosen), { n: chosen }) : "";
      onChange();
    };
    const drop = () => {
      const next = made.node.nextElementSibling ?? made.node.previousElementSibling;
      made.node.remove();
      number();
      onChange();
      (next?.querySelector("input:enabled") ?? add).focus();
    };
    made.input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      (made.node.nextElementSibling?.querySelector("input") ?? addLine({})).focus();
    });
    made.node.append(made.input, take, said);
    made.name = (n) => {
      made.input.setAttribute("aria-label", interpolate(gettext("보기 %(n)s"), { n }));
      take.setAttribute("aria-label", interpolate(gettext("보기 %(n)s 빼기"), { n }));
    };
    made.start = () => retire(Boolean(choice.retired));
    return made;
  }

  function number() {
    [...lines.children].forEach(({ line }, i) => line.name(i + 1));
    add.disabled = lines.children.length >= MOST;
  }

  const silent = onChange;
  onChange = () => {};
  for (const choice of choices) addLine(choice);
  for (const { line } of lines.children) line.start();
  onChange = silent;
  const read = () => [...lines.children].map(({ line }) => ({ ...line.choice, label: line.input.value.trim() })).filter(({ label }) => label);
  return { node, read };
}
