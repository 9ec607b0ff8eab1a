/**
 * The upload's mentions as the screen knows them, and which one is chosen.
 *
 * Events: "load" (all anew), "change" (detail: the changed mentions), "select" (detail: {mention, from}).
 * A mention: {number, record_number, row, page, kind, grade, decision, version, lon, lat, text, address}; `row` and
 * `page` as the document counts them, where it does.
 */

import { gettext } from "../words.js";

export const NEED = ["E", "F", "D", "C", "B", "A2", "A1"];
export const DECISIONS = { open: gettext("확인 전"), accepted: gettext("수락"), ignored: gettext("싣지 않음"), not_place: gettext("장소 아님") };
const DECISION_ICONS = { accepted: "✓", ignored: "–", not_place: "✕" };

/** What a mark or pin says at a glance: the decision, else the grade. */
export const iconOf = (mention) => DECISION_ICONS[mention.decision] ?? (mention.grade === "F" ? "!" : mention.grade === "E" ? "?" : mention.grade);
export const lookOf = (mention) => (mention.decision === "open" ? `grade-${mention.grade}` : `is-${mention.decision}`);
export const hasPlace = (mention) => mention.lon !== null;

/** The candidates worth offering: not the only one, where the mention stands already. */
export const choicesOf = (detail, mention) =>
  detail.candidates.length === 1 && hasPlace(mention) && detail.source === "automatic" ? [] : detail.candidates;

export class Mentions extends EventTarget {
  all = [];
  chosen = null;

  load({ fields, rows }) {
    this.fields = fields;
    this.all = rows.map((row) => this.#object(row));
    this.byNumber = new Map(this.all.map((mention) => [mention.number, mention]));
    if (this.chosen) this.chosen = this.byNumber.get(this.chosen.number) ?? null;
    this.#tell("load");
  }

  get(number) {
    return this.byNumber?.get(number);
  }

  /** Take rows from the server over; answers the mentions that they belong to. */
  update(rows) {
    const changed = rows.map((row) => Object.assign(this.get(row[this.fields.indexOf("number")]), this.#object(row)));
    this.#tell("change", changed);
    return changed;
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
