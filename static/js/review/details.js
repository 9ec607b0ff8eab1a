/** The form about the notice as a whole: title, text, theme, dates, columns, with a preview of one tag. */
import { post } from "./api.js";
import { button, element } from "../dom.js";
import { tell } from "./toasts.js";
import { gettext } from "../words.js";

export function detailsForm(dialog, settings, { onRenamed = () => {} } = {}) {
  const form = dialog.querySelector(".details-form");
  const told = form.querySelector(".details-told");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save(Number(form.dataset.version));
  });
  form.addEventListener("change", preview);
  preview();
  let saved = JSON.stringify(values());
  dialog.addEventListener("close", () => {
    if (JSON.stringify(values()) !== saved) tell(gettext("저장하지 않은 내용이 있습니다. ‘제목·본문·열’에 그대로 있습니다."), { kind: "warning" });
  });
  window.addEventListener("beforeunload", (event) => JSON.stringify(values()) !== saved && event.preventDefault());

  function values() {
    const data = new FormData(form);
    return { ...Object.fromEntries(data), attribute_columns: data.getAll("attribute_columns") };
  }

  async function save(version) {
    told.hidden = true;
    showErrors({});
    const sent = values();
    try {
      const answer = await post(settings.details, { version, ...sent }, { label: gettext("제목·본문·열") });
      form.dataset.version = answer.version;
      const isRenamed = JSON.parse(saved).title_column !== sent.title_column;
      saved = JSON.stringify(sent);
      if (isRenamed) onRenamed();
      dialog.close();
      tell(gettext("저장했습니다."));
    } catch (error) {
      showErrors(error.errors ?? {});
      showTold(error);
    }
  }

  function showErrors(errors) {
    for (const field of form.querySelectorAll("[data-field]")) {
      const line = field.querySelector(".errors");
      line.textContent = (errors[field.dataset.field] ?? []).join(" ");
      line.hidden = !line.textContent;
    }
  }

  /** On a conflict both versions are there: the other person's to read, one's own in the fields. */
  function showTold(error) {
    told.replaceChildren(element("p", { text: error.message }));
    if (error.current) told.append(theirs(error.current), choices(error.current));
    told.hidden = false;
    told.scrollIntoView({ block: "nearest" });
  }

  function theirs(current) {
    const mine = values();
    const differing = [...form.querySelectorAll("[data-field]")].map((field) => field.dataset.field).filter((name) => String(mine[name] ?? "") !== String(current[name]));
    const lines = differing.map((name) => element("div", {}, element("dt", { text: labelOf(name) }), element("dd", { text: shown(name, current[name]) || gettext("(비어 있음)") })));
    return element("dl", { className: "theirs" }, ...lines);
  }

  const labelOf = (name) => form.querySelector(`[data-field="${name}"]`).querySelector("label, .label").textContent;

  function shown(name, value) {
    if (Array.isArray(value)) return value.join(", ");
    const field = form.elements[name];
    return field?.options ? ([...field.options].find((option) => option.value === value)?.textContent ?? "") : value;
  }

  function choices(current) {
    const keepMine = () => save(current.version);
    const takeTheirs = () => fill(current);
    return element("p", { className: "told-choices" }, button(gettext("내 내용으로 저장"), keepMine), button(gettext("상대 내용으로 바꾸기"), takeTheirs));
  }

  function fill(current) {
    for (const name of ["title", "body", "theme", "valid_from", "valid_until", "title_column"]) if (form.elements[name]) form.elements[name].value = current[name];
    for (const box of form.querySelectorAll("[name=attribute_columns]")) box.checked = current.attribute_columns.includes(box.value);
    form.dataset.version = current.version;
    saved = JSON.stringify(values());
    told.hidden = true;
    preview();
  }

  function preview() {
    const place = form.querySelector(".preview-tag");
    if (!place || !settings.sample.values) return;
    const { title_column: column, attribute_columns: attributes } = values();
    const { sample } = settings;
    const lines = attributes.filter((name) => sample.values[name]).map((name) => element("div", {}, element("dt", { text: name }), element("dd", { text: sample.values[name] })));
    place.replaceChildren(
      element("p", { className: "preview-title", text: sample.values[column] || sample.text }),
      element("p", { className: "preview-address", text: sample.address }),
      element("dl", {}, ...lines),
    );
  }
}
