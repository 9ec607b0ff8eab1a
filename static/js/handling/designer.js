/**
 * createDesigner({list, add, said, questions, answered, onChange}) → designer: the questions of a campaign, as cards.
 *
 *   designer.read()   the questions as community/questions.py knows them
 *
 * answered   {key: {value: how many entries say so}}. What has answers is never taken away: it is asked no more
 *            ("retired"), and its answers stay in the results
 */
import { createChoices } from "./choices.js";
import { check, group, labelled, number, option, select, text } from "./controls.js";
import { button, element } from "../dom.js";
import { gettext, interpolate, ngettext } from "../words.js";

const KINDS = [["text", gettext("글")], ["number", gettext("숫자")], ["choice", gettext("고르기")], ["yesno", gettext("예·아니요")], ["scale", gettext("점수")], ["photo", gettext("사진")]];
const LIMITS = { text: [gettext("가장 적은 글자 수"), gettext("가장 많은 글자 수")], number: [gettext("가장 작은 수"), gettext("가장 큰 수")], scale: [gettext("가장 낮은 점수"), gettext("가장 높은 점수")] };
const DECIDING = ["choice", "yesno", "scale"];
const MOST = 40;

export const createDesigner = (options) => new Designer(options);

class Designer {
  constructor(options) {
    Object.assign(this, options, { cards: [] });
    this.keys = new Set(this.questions.map(({ key }) => key));
    for (const question of this.questions) this.append(question);
    this.add.hidden = false;
    this.add.addEventListener("click", () => this.addNew());
    this.list.addEventListener("input", () => this.changed());
    this.changed();
  }

  addNew() {
    if (this.cards.length >= MOST) return this.say(interpolate(ngettext("질문은 %(n)s개까지 둘 수 있습니다.", "질문은 %(n)s개까지 둘 수 있습니다.", MOST), { n: MOST }));
    const card = this.append({ key: this.freeKey(), kind: "text" });
    this.changed();
    return card.label.focus();
  }

  append(question) {
    const counts = this.answered[question.key] ?? {};
    const card = new Card(question, counts, this);
    this.cards.push(card);
    this.list.append(card.node);
    return card;
  }

  freeKey() {
    let n = 1;
    while (this.keys.has(`q${n}`)) n += 1;
    this.keys.add(`q${n}`);
    return `q${n}`;
  }

  move(card, step) {
    const from = this.cards.indexOf(card), to = from + step;
    if (to < 0 || to >= this.cards.length) return;
    this.cards.splice(to, 0, ...this.cards.splice(from, 1));
    // The focus would be lost with the node that moves, so its neighbour does.
    const neighbour = this.cards[from].node;
    if (step < 0) card.node.after(neighbour);
    else card.node.before(neighbour);
    this.changed();
    this.say(interpolate(gettext("%(n)s번째로 옮겼습니다."), { n: to + 1 }));
  }

  forget(card) {
    this.cards = this.cards.filter((one) => one !== card);
    card.node.remove();
    this.changed();
    this.add.focus();
  }

  say(words) {
    this.said.textContent = words;
  }

  changed() {
    this.cards.forEach((card, i) => card.show(i, this.cards));
    this.onChange(this.read());
  }

  read() {
    return this.cards.map((card) => card.read()).filter(Boolean);
  }
}

class Card {
  constructor(question, counts, designer) {
    Object.assign(this, { question, designer, removed: Boolean(question.retired), condition: question.shown_when });
    this.answers = Object.values(counts).reduce((a, b) => a + b, 0);
    this.id = `ask-${question.key}`;
    this.label = text({ value: question.label ?? "", maxLength: 300 });
    this.kind = select(KINDS, question.kind);
    this.kind.disabled = this.answers > 0;
    this.help = text({ value: question.help ?? "", maxLength: 300, placeholder: gettext("예: 1은 매우 나쁨, 5는 매우 좋음") });
    this.choices = createChoices(question.choices ?? [], counts, () => designer.changed());
    this.several = check(gettext("여러 개 고를 수 있음"), question.several);
    this.several.box.disabled = this.answers > 0 && Boolean(question.several);
    this.required = check(gettext("꼭 답해야 함"), question.required);
    this.secret = check(gettext("답을 공개하지 않음"), question.private);
    this.least = number(question.min);
    this.most = number(question.max);
    this.when = select([], "");
    this.value = select([], "");
    // Before the list hears of it and draws them anew.
    this.when.addEventListener("input", () => this.chooseWhen());
    this.value.addEventListener("input", () => { this.condition = { ...this.condition, value: JSON.parse(this.value.value) }; });
    this.build();
  }

  build() {
    this.node = element("li", { className: "ask" });
    this.title = element("h3", { className: "ask-title", id: `${this.id}-title` });
    this.body = element("div", { className: "ask-body", role: "group", "aria-labelledby": this.title.id });
    this.limits = group("ask-pair", labelled(`${this.id}-min`, "", this.least), labelled(`${this.id}-max`, "", this.most));
    this.whenField = group("ask-pair", labelled(`${this.id}-when`, gettext("언제 보일까요?"), this.when), labelled(`${this.id}-value`, gettext("이렇게 답했을 때"), this.value));
    this.note = element("p", { className: "hint", text: interpolate(ngettext("답 %(n)s개가 모였습니다. 답의 종류는 바꿀 수 없고, 뜻이 달라지면 새 질문을 더해 주세요.", "답 %(n)s개가 모였습니다. 답의 종류는 바꿀 수 없고, 뜻이 달라지면 새 질문을 더해 주세요.", this.answers), { n: this.answers.toLocaleString("ko") }) });
    this.note.hidden = !this.answers;
    this.up = button(gettext("위로"), () => this.designer.move(this, -1));
    this.down = button(gettext("아래로"), () => this.designer.move(this, 1));
    this.take = button(gettext("빼기"), () => this.remove(true));
    this.body.append(
      this.title,
      group("ask-pair is-wide", labelled(`${this.id}-label`, gettext("질문"), this.label), labelled(`${this.id}-kind`, gettext("답의 종류"), this.kind)),
      this.note, this.choices.node, this.limits,
      labelled(`${this.id}-help`, gettext("도움말"), this.help), this.whenField,
      group("ask-checks", this.required.label, this.several.label, this.secret.label),
      group("actions", this.up, this.down, this.take),
    );
    this.gone = group("ask-gone", element("p"), button(gettext("되돌리기"), () => this.remove(false)));
    this.node.append(this.body, this.gone);
  }

  remove(removed) {
    if (removed && this.isBlank()) return this.designer.forget(this);
    this.removed = removed;
    this.designer.changed();
    return (removed ? this.gone.querySelector("button") : this.label).focus();
  }

  isBlank() {
    return !this.answers && !this.label.value.trim() && !this.choices.read().length;
  }

  show(position, cards) {
    const kind = this.kind.value;
    this.title.textContent = interpolate(gettext("질문 %(n)s"), { n: position + 1 });
    this.body.hidden = this.removed;
    this.gone.hidden = !this.removed;
    this.gone.firstChild.textContent = this.farewell();
    this.up.disabled = position === 0;
    this.down.disabled = position === cards.length - 1;
    this.choices.node.hidden = this.several.label.hidden = kind !== "choice";
    this.limits.hidden = !(kind in LIMITS);
    (LIMITS[kind] ?? []).forEach((words, i) => { this.limits.children[i].firstChild.textContent = words; });
    this.least.disabled = this.most.disabled = kind === "scale" && this.answers > 0;
    this.showConditions(cards.slice(0, position).filter((card) => !card.removed && DECIDING.includes(card.kind.value) && card.label.value.trim()));
  }

  farewell() {
    const name = `‘${this.label.value.trim() || gettext("빈 질문")}’`;
    if (!this.answers) return interpolate(gettext("%(name)s 질문을 뺍니다."), { name });
    return interpolate(ngettext("%(name)s 질문을 더는 묻지 않습니다. 이미 모인 답 %(n)s개는 결과에 그대로 남습니다.", "%(name)s 질문을 더는 묻지 않습니다. 이미 모인 답 %(n)s개는 결과에 그대로 남습니다.", this.answers), { name, n: this.answers.toLocaleString("ko") });
  }

  // -- shown when

  showConditions(earlier) {
    this.earlier = earlier;
    const decides = earlier.find((card) => card.question.key === this.condition?.key);
    const lost = this.condition && !decides;
    if (lost) this.condition = undefined;
    this.when.replaceChildren(option(gettext("늘 보임"), ""), ...earlier.map((card) => option(interpolate(gettext("‘%(label)s’에 따라"), { label: card.label.value.trim() }), card.question.key)));
    this.when.value = this.condition?.key ?? "";
    this.whenField.hidden = !earlier.length;
    this.showValues(decides);
    if (lost && !this.removed) this.designer.say(interpolate(gettext("‘%(label)s’ 질문은 이제 늘 보입니다."), { label: this.label.value.trim() }));
  }

  showValues(decides) {
    const values = decides?.possible() ?? [];
    this.value.parentElement.hidden = !decides;
    this.value.replaceChildren(...values.map(([value, words]) => option(words, JSON.stringify(value))));
    if (!decides) return;
    const chosen = values.find(([value]) => value === this.condition.value) ?? values[0];
    if (!chosen) return;
    this.condition = { key: this.condition.key, value: chosen[0] };
    this.value.value = JSON.stringify(chosen[0]);
  }

  chooseWhen() {
    this.condition = this.when.value ? { key: this.when.value } : undefined;
    this.designer.changed();
  }

  /** [[value, words]] that can be answered. */
  possible() {
    if (this.kind.value === "yesno") return [[true, gettext("예")], [false, gettext("아니요")]];
    if (this.kind.value === "choice") return this.choices.read().filter(({ retired }) => !retired).map(({ value, label }) => [value, label]);
    const [low, high] = [this.least.valueAsNumber, this.most.valueAsNumber].map((n, i) => (Number.isInteger(n) ? n : [1, 5][i]));
    return Array.from({ length: Math.min(Math.max(high - low + 1, 0), 11) }, (_, i) => [low + i, interpolate(gettext("%(n)s점"), { n: low + i })]);
  }

  read() {
    if (this.isBlank() || (this.removed && !this.answers)) return null;
    const kind = this.kind.value;
    const made = { key: this.question.key, label: this.label.value.trim(), kind };
    if (this.help.value.trim()) made.help = this.help.value.trim();
    if (kind === "choice") made.choices = this.choices.read();
    if (kind === "choice" && this.several.box.checked) made.several = true;
    if (kind in LIMITS) for (const [name, input] of [["min", this.least], ["max", this.most]]) if (input.value !== "") made[name] = input.valueAsNumber;
    if (this.required.box.checked) made.required = true;
    if (this.secret.box.checked) made.private = true;
    if (this.condition) made.shown_when = this.condition;
    if (this.removed) made.retired = true;
    return made;
  }
}
