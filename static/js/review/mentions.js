/**
 * The upload's mentions as the screen knows them, and which one is chosen.
 *
 * Events: "load" (all anew), "change" (detail: the changed mentions), "select" (detail: {mention, from}).
 * A mention: {number, record_number, row, page, kind, grade, decision, version, lon, lat, text, address, tier, error_m,
 * name}; `row` and `page` as the document counts them, where it does; without `record_number` it was added on the map.
 * `name` the row's, null where no column names the rows.
 */

import { gettext } from "../words.js";

// To look up each mark of so many takes longer than to draw all anew.
const MANY = 200;
export const DECISIONS = { open: gettext("확인 전"), accepted: gettext("수락"), ignored: gettext("싣지 않음"), not_place: gettext("장소 아님") };
/** The same and "suggested": likely places, part of nothing until someone takes them. */
export const STATES = { open: DECISIONS.open, suggested: gettext("제안"), accepted: DECISIONS.accepted, ignored: DECISIONS.ignored, not_place: DECISIONS.not_place };
// As css/document.css has them for marks: nobody has to know a letter.
const ICONS = { suggested: "☐", accepted: "✓", ignored: "–", not_place: "✕", A1: "●", A2: "●", S: "●", B: "◐", C: "◔", D: "◔", E: "?", F: "!", P: "◎" };

export const isSuggested = (mention) => mention.decision === "open" && mention.tier === "suggested";
/** What became of it, as STATES has it. */
export const codeOf = (mention) => (isSuggested(mention) ? "suggested" : mention.decision);
/** What a pin says at a glance: the decision, else how sure the place is. */
export const iconOf = (mention) => ICONS[codeOf(mention)] ?? ICONS[mention.grade];
/** Codes of what a place stands as, what needs a person first before the others: as the server lists them. */
export const needOf = (settings) => Object.keys(settings.grades);
/** The same in a word, as `grades` of the page's settings has it, and in full. */
export const wordOf = (mention, grades) => (codeOf(mention) === "open" ? (grades[mention.grade]?.word ?? "") : STATES[codeOf(mention)]);
export const stateOf = (mention, grades) => {
  if (mention.decision !== "open") return DECISIONS[mention.decision];
  return [isSuggested(mention) && STATES.suggested, grades[mention.grade]?.text].filter(Boolean).join(": ");
};
export const lookOf = (mention) => (codeOf(mention) === "open" ? `grade-${mention.grade}` : `is-${codeOf(mention)}`);
/** What a place is called: by its row, where a column names the rows, else by what the document says of where. */
export const nameOf = (mention) => mention.name || mention.text;
export const hasPlace = (mention) => mention.lon !== null;

/** The candidates worth offering: not the only one, where the mention stands already. */
export const choicesOf = (detail, mention) =>
  detail.candidates.length === 1 && hasPlace(mention) && detail.source === "automatic" ? [] : detail.candidates;

export class Mentions extends EventTarget {
  all = [];
  chosen = null;
  /** What was pressed in the document before the mentions had come. */
  #early = null;

  load({ fields, rows }) {
    this.fields = fields;
    this.all = rows.map((row) => this.#object(row));
    this.byNumber = new Map(this.all.map((mention) => [mention.number, mention]));
    if (this.chosen) this.chosen = this.byNumber.get(this.chosen.number) ?? null;
    this.#tell("load");
    if (this.#early) this.select(this.#early.number, this.#early.from);
    this.#early = null;
  }

  get(number) {
    return this.byNumber?.get(number);
  }

  /** Take rows from the server over; answers the mentions that they belong to. Added ones come, removed ones go. */
  update(rows) {
    const objects = rows.map((row) => this.#object(row));
    const isListed = objects.every((mention) => this.get(mention.number) && mention.decision !== "removed");
    const changed = objects.map((mention) => this.#take(mention));
    if (!isListed || changed.length > MANY) this.#tell("load");
    else this.#tell("change", changed);
    return changed;
  }

  #take(mention) {
    const listed = this.get(mention.number);
    if (mention.decision === "removed") return this.#drop(mention);
    if (listed) return Object.assign(listed, mention);
    this.all.push(mention);
    this.byNumber.set(mention.number, mention);
    return mention;
  }

  #drop(mention) {
    this.all = this.all.filter(({ number }) => number !== mention.number);
    this.byNumber.delete(mention.number);
    if (this.chosen?.number === mention.number) this.chosen = null;
    return mention;
  }

  /** What a bulk changed, each by one step; so many that everything is drawn anew. */
  decide(numbers, decision) {
    for (const number of numbers) {
      const mention = this.get(number);
      if (mention) Object.assign(mention, { decision, version: mention.version + 1 });
    }
    this.#tell("load");
  }

  /** Show a decision before the server has confirmed it; answers the way back. */
  foresee(mention, values) {
    const before = Object.fromEntries(Object.keys(values).map((name) => [name, mention[name]]));
    Object.assign(mention, values);
    this.#tell("change", [mention]);
    return () => {
      Object.assign(mention, before);
      this.#tell("change", [mention]);
    };
  }

  select(number, from) {
    if (!this.byNumber) this.#early = { number, from };
    const mention = this.get(number);
    if (!mention) return;
    this.chosen = mention;
    this.#tell("select", { mention, from });
  }

  count(test) {
    return this.all.reduce((sum, mention) => sum + (test(mention) ? 1 : 0), 0);
  }

  #object(row) {
    return Object.fromEntries(this.fields.map((field, i) => [field, row[i]]));
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
