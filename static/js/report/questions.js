/**
 * createQuestions({box, onChange, onPhotos}) → questions: those of a category or campaign, as form fields.
 *
 *   questions.show(list, answers)   list as in community/questions.py
 *   questions.answers()             {key: value} of the questions that are shown
 *   questions.missing()             the first required one without an answer, as {label, focus()}, or null
 *
 * onPhotos(files, key) takes the pictures of a photo question; their answer is made when they are sent. Without it the
 * field keeps them, for a form that is posted.
 */
import { element } from "../dom.js";
import { gettext, interpolate, ngettext } from "../words.js";

export const createQuestions = (options) => new Questions(options);

class Questions {
  constructor(options) {
    Object.assign(this, options, { list: [], fields: new Map() });
    this.box.addEventListener("input", () => this.changed());
  }

  show(list, answers = {}) {
    this.list = list;
    this.fields = new Map(list.map((question) => [question.key, field(question, answers[question.key], this.onPhotos)]));
    this.box.replaceChildren(...[...this.fields.values()].map(({ node }) => node));
    this.follow();
  }

  changed() {
    this.follow();
    this.onChange();
  }

  follow() {
    const given = {};
    for (const question of this.list) {
      const { node, value } = this.fields.get(question.key);
      node.hidden = !isShown(question, given);
      const said = node.hidden ? null : value();
      if (said !== null) given[question.key] = said;
    }
    return given;
  }

  answers() {
    return this.follow();
  }

  missing(photos = []) {
    const given = this.follow();
    const answered = ({ key }) => key in given || photos.some((photo) => photo.question === key);
    const open = this.list.find((question) => question.required && !this.fields.get(question.key).node.hidden && !answered(question));
    return open ? { label: open.label, focus: () => this.fields.get(open.key).node.querySelector("input, select, textarea").focus() } : null;
  }
}

function isShown({ shown_when: when }, given) {
  if (!when) return true;
  const value = given[when.key];
  return Array.isArray(value) ? value.includes(when.value) : value === when.value;
}

function field(question, answer, onPhotos) {
  const make = { choice: choiceField, yesno: yesNoField, scale: scaleField, number: numberField, photo: photoField }[question.kind] ?? textField;
  return make(question, answer, onPhotos);
}

function textField(question, answer) {
  return labelled(question, element("input", { className: "krds-input", type: "text", maxLength: question.max ?? 2000, value: answer ?? "" }));
}

function numberField(question, answer) {
  const input = element("input", { className: "krds-input", type: "text", inputMode: "decimal", value: answer ?? "" });
  return labelled(question, input);
}

function photoField(question, _answer, onPhotos) {
  const input = element("input", { type: "file", accept: "image/*,.heic,.heif", multiple: true });
  const field = labelled(question, input);
  if (!onPhotos) return { ...field, value: () => null };
  const said = element("p", { className: "help", role: "status" });
  field.node.append(said);
  input.addEventListener("change", () => {
    onPhotos([...input.files], question.key);
    said.textContent = input.files.length ? interpolate(ngettext("사진 %(n)s장을 골랐습니다. 위의 ‘사진’에서 볼 수 있습니다.", "사진 %(n)s장을 골랐습니다. 위의 ‘사진’에서 볼 수 있습니다.", input.files.length), { n: input.files.length }) : "";
  });
  return { ...field, value: () => null };
}

function labelled(question, input) {
  input.id = `question-${question.key}`;
  const node = element("div", { className: "field" }, element("label", { text: named(question), htmlFor: input.id }), input);
  help(question, node, input);
  return { node, value: () => input.value.trim() || null };
}

function choiceField(question, answer) {
  const several = Boolean(question.several);
  const given = several ? answer ?? [] : [answer];
  return options(question, several ? "checkbox" : "radio", question.choices.map(({ value, label }) => [value, label]), (value) => given.includes(value), several);
}

function yesNoField(question, answer) {
  return options(question, "radio", [[true, gettext("예")], [false, gettext("아니요")]], (value) => value === answer);
}

function scaleField(question, answer) {
  const low = question.min ?? 1;
  const steps = Array.from({ length: (question.max ?? 5) - low + 1 }, (_, i) => [low + i, String(low + i)]);
  return options(question, "radio", steps, (value) => value === answer);
}

function options(question, type, choices, isChosen, several = false) {
  const title = element("p", { className: "label", text: named(question), id: `label-${question.key}` });
  const inputs = choices.map(([value, label], i) => {
    const input = element("input", { type, name: `question-${question.key}`, id: `question-${question.key}-${i}`, checked: isChosen(value) });
    const node = element("label", { className: "choice", htmlFor: input.id }, input, element("span", { text: label }));
    return { input, value, node };
  });
  const row = element("div", { className: "choice-row" }, ...inputs.map(({ node }) => node));
  const role = type === "radio" ? "radiogroup" : "group";
  const node = element("div", { className: "field choices", role, "aria-labelledby": title.id }, title, row);
  help(question, node, node);
  const chosen = () => inputs.filter(({ input }) => input.checked).map(({ value }) => value);
  return { node, value: () => (several ? (chosen().length ? chosen() : null) : chosen()[0] ?? null) };
}

const named = ({ label, required }) => (required ? interpolate(gettext("%(label)s (꼭 답해 주세요)"), { label }) : label);

function help(question, node, described) {
  if (!question.help) return;
  const text = element("p", { className: "help", text: question.help, id: `help-${question.key}` });
  node.append(text);
  described.setAttribute("aria-describedby", text.id);
}
