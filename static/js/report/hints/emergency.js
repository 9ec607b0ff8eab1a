/**
 * createEmergency(rules) → {services(text)}: the telephone numbers that fit what somebody writes about a danger to life.
 * The rules and what they mean come from community/reports/emergency; a test reads every sentence with both.
 *
 * watchEmergency({box, rules, read}) → {look, mayBeSent}: says so while it is written, without network too.
 *   read() → {text, words}: what was typed, and the words that an office counts as danger to life in this category
 *   mayBeSent() → false, once for the same numbers, where a call would help more: then the box has the focus
 */
import { element } from "../../dom.js";
import { gettext, interpolate } from "../../words.js";

const BETWEEN = /[^a-z0-9|\u1100-\u1112\u1161-\u1175\u11a8-\u11c2]+/g;
const END = /[.!?。]+(?:\s|$)|[\n;]+/g;

/** Runs of 3 to 6 letters of each word of a normal sentence, ^ and $ its ends: as weighing.py has them. */
function pieces(sentence) {
  const runs = new Set();
  for (const word of sentence.split(" ").filter(Boolean).map((letters) => `^${letters}$`)) {
    for (let length = 3; length <= 6; length++) for (let start = 0; start + length <= word.length; start++) runs.add(word.slice(start, start + length));
  }
  return runs;
}

export function createEmergency({ names, slips, spellings, classes, signs, weights }) {
  const expanded = (source) => {
    const after = source.replace(/\{([a-z_]+(?:~[a-z]+)?)\}/g, (_, name) => classes[name]);
    return after === source ? source : expanded(after);
  };
  const compiled = (source) => (source ? new RegExp(expanded(source)) : null);
  const respelt = spellings.map(([written, meant]) => [new RegExp(written, "g"), meant]);
  const normal = (text) => {
    const letters = text.toLowerCase().normalize("NFD").replace(END, "|").replace(BETWEEN, " ");
    const slipped = Array.from(letters, (letter) => slips[letter] ?? letter).join("");
    return respelt.reduce((text, [written, meant]) => text.replace(written, meant), slipped);
  };
  let ready;
  const prepared = () => (ready ??= {
    urgent: compiled("{urgent}"),
    named: weights.names.map((name) => [`{${name}}`, compiled(`{${name}}`)]),
    signs: signs.map((sign) => ({ services: sign.services, match: compiled(sign.match), unless: compiled(sign.unless), earlier: compiled(sign.earlier) })),
  });
  const isIn = ({ match, unless, earlier }, sentence, isUrgent) => match.test(sentence) && !unless?.test(sentence) && (isUrgent || !earlier?.test(sentence));

  /** [danger, crime]: how far above 0 the words alone are each. */
  function weigh(sentence) {
    const features = [...pieces(sentence), ...prepared().named.filter(([, words]) => words.test(sentence)).map(([name]) => name)];
    const rows = features.flatMap((feature) => (Object.hasOwn(weights.each, feature) ? [weights.each[feature]] : []));
    const scale = Math.sqrt(Math.max(rows.length, 1));
    return weights.base.map((base, n) => base + rows.reduce((sum, row) => sum + row[n], 0) / scale);
  }

  function signed(sentence) {
    const { urgent, signs: all } = prepared();
    const isUrgent = urgent.test(sentence);
    return all.filter((sign) => isIn(sign, sentence, isUrgent)).flatMap((sign) => sign.services);
  }

  function called(sentence) {
    const numbers = signed(sentence);
    const [danger, crime] = weigh(sentence);
    if (danger + (numbers.length ? weights.sign : 0) <= weights.least) return [];
    if (numbers.length) return numbers;
    return [...(crime < weights.unsure ? ["119"] : []), ...(crime > -weights.unsure ? ["112"] : [])];
  }

  return {
    services(text) {
      const numbers = new Set(normal(text).split("|").flatMap(called));
      return names.map(([number]) => number).filter((number) => numbers.has(number));
    },
  };
}

export function watchEmergency({ box, rules, read }) {
  const emergency = createEmergency(rules);
  const names = new Map(rules.names);
  let shown = [];
  let confirmed = "";

  function look() {
    const numbers = found();
    if (String(numbers) === String(shown)) return;
    shown = numbers;
    box.hidden = !numbers.length;
    box.replaceChildren(...(numbers.length ? [sentence(numbers), calls(numbers)] : []));
    // The keyboard of a phone hides what stands below the field.
    if (numbers.length) box.scrollIntoView({ block: "nearest" });
  }

  function found() {
    const { text, words } = read();
    try {
      const numbers = emergency.services(text);
      return numbers.length || !words.some((word) => text.includes(word)) ? numbers : ["119"];
    } catch {
      // A browser that can't read the patterns: the line above the form stays.
      return [];
    }
  }

  const named = (number) => `${number}(${names.get(number)})`;
  const sentence = (numbers) => element("p", { text: interpolate(gettext("사람이 위험하거나 급한 일이면 먼저 %(numbers)s에 전화해 주세요. 제보는 근무 시간에 확인합니다."), { numbers: numbers.map(named).join(", ") }) });

  function calls(numbers) {
    return element("p", { className: "actions" }, ...numbers.map((number) => element("a", { className: "krds-btn medium danger", text: interpolate(gettext("%(number)s에 전화하기"), { number }), href: `tel:${number}` })));
  }

  function mayBeSent() {
    look();
    if (!shown.length || confirmed === String(shown)) return true;
    confirmed = String(shown);
    box.querySelector(".emergency-again")?.remove();
    box.append(element("p", { className: "emergency-again", text: gettext("급한 일이 아니면 다시 눌러 보내 주세요.") }));
    box.focus();
    return false;
  }

  return { look, mayBeSent };
}
