/**
 * createPersonal(rules) → {kinds(text)}: the kinds of personal numbers and addresses that stand in a text, without
 * network. The rules come from maptag/privacy/portable.py; a test reads every spelling with both. Flats beside a
 * person's name are left to the server.
 */
const CHECKS = {
  birthday: isBirthday,
  passport: isPassport,
  card: isCard,
  account: isAccount,
  passport_word: (at) => near("passport", at, 20),
  licence: (at) => near("licence", at, 20),
  vehicle: (at) => near("vehicle", at, 20, 12),
  parted: ({ groups, ...at }) => Boolean(groups.gap || groups.gap2) || startsHere(at),
  start: startsHere,
  plate: isPlate,
};

export function createPersonal(rules) {
  let ready;
  const prepared = () => (ready ??= prepare(rules));
  return {
    kinds(text) {
      const reader = prepared();
      const plain = reader.plain(text);
      if (!reader.worth.test(plain)) return [];
      const taken = [];
      claim(plain, rules.shapes, reader, taken);
      const spoken = reader.spoken(plain);
      if (spoken !== plain) claim(spoken, rules.shapes.filter((shape) => shape.spoken), reader, taken);
      const { joined, joints } = reader.joined(plain);
      if (joints.length) claimOverLines(joined, joints, reader, taken);
      return [...new Set(taken.sort((a, b) => a.start - b.start).map(({ kind }) => kind))];
    },
  };
}

function prepare(rules) {
  const alike = new Map(Object.entries(rules.alike).flatMap(([one, many]) => [...many].map((char) => [char, one])));
  const [invisible, circled, dash, joint] = ["invisible", "circled", "spoken_dash", "joint"].map((name) => new RegExp(rules[name], "gu"));
  const beside = Object.fromEntries(Object.entries(rules.beside).map(([name, source]) => [name, new RegExp(source, "iu")]));
  const folded = (char) => alike.get(char) ?? (/[\uff01-\uff5e\u{1d7ce}-\u{1d7ff}\u00a0\u2000-\u200a\u3000]/u.test(char) ? char.normalize("NFKC") : char);
  return {
    ...rules,
    beside,
    worth: new RegExp(rules.worth, "iu"),
    patterns: new Map(rules.shapes.map((shape) => [shape, new RegExp(shape.pattern, shape.flags)])),
    plain: (text) => [...text.replace(invisible, "").replaceAll("\t", " ")].map(folded).join("").replace(circled, (run) => run.normalize("NFKC")),
    joined(text) {
      const joints = [];
      let removed = 0;
      const joined = text.replace(joint, (mark, at) => { joints.push(at - removed); removed += mark.length; return ""; });
      return { joined, joints };
    },
    spoken(text) {
      const digits = [...text].map((char) => rules.spoken[char] ?? char).join("");
      return digits === text ? text : digits.replace(dash, (word) => "-".repeat(word.length));
    },
  };
}

function claim(text, shapes, reader, taken) {
  for (const shape of shapes) {
    for (const match of text.matchAll(reader.patterns.get(shape))) {
      const start = match.index;
      const end = start + match[0].length;
      const at = { text, found: match[0], start, end, groups: match.groups ?? {}, reader };
      const free = taken.every((other) => end <= other.start || other.end <= start);
      if (free && (!shape.check || CHECKS[shape.check](at))) taken.push({ kind: shape.kind, start, end });
    }
  }
}

/** What is whole only without the line breaks in it; a column of numbers is no number. */
function claimOverLines(joined, joints, reader, taken) {
  const whole = [];
  claim(joined, reader.shapes.filter(({ kind }) => kind !== "email"), reader, whole);
  for (const { kind, start, end } of whole) {
    const within = joints.filter((joint) => start < joint && joint < end).length;
    if (within > 0 && within <= reader.most_joints) taken.push({ kind, start, end });
  }
}

function near(name, { text, start, end, reader }, before, after = 0) {
  const word = reader.beside[name];
  return word.test(text.slice(Math.max(start - before, 0), start)) || (after > 0 && word.test(text.slice(end, end + after)));
}

/** Not the rest of a longer number, as 127.010… */
function startsHere({ text, start }) {
  return !/[0-9][.,/-]$/.test(text.slice(Math.max(start - 2, 0), start));
}

function isBirthday(at) {
  const [year, month, day] = ["year", "month", "day"].map((name) => Number(at.groups[name].replace(/\D/g, "")));
  const date = new Date((/[1256]/.test(at.groups.century) ? 1900 : 2000) + year, month - 1, day);
  return date.getMonth() === month - 1 && date <= new Date() && !near("company", at, 12) && !isCoordinate(at);
}

function isCoordinate({ text, found, start, end }) {
  const before = text.slice(Math.max(start - 2, 0), start);
  if (/^\d+$/.test(found) && (/[/=]$/.test(before) || /^\d[.,]$/.test(before))) return true;
  if (found[6] !== "." || found.split(".").length !== 2) return false;
  return /\d{6}\.\d/.test(text.slice(Math.max(start - 22, 0), start) + text.slice(end, end + 22));
}

function isPassport(at) {
  if (near("passport", at, 20)) return true;
  const { letter = "", gap = "", digits = "" } = at.groups;
  const isDay = new RegExp(`^(?:${at.reader.beside.day.source})`).test(digits);
  return at.found === at.found.toUpperCase() && !(digits && (gap || "OPT".includes(letter) || isDay));
}

function isCard(at) {
  const digits = at.found.replace(/\D/g, "");
  const printed = (at.groups.gap ?? at.groups.gap2 ?? "").trim() === "-" && digits.length >= 15;
  return printed || isIssued(digits, at);
}

function isAccount(at) {
  const count = at.found.replace(/\D/g, "").length;
  const isOther = new RegExp(`^(?:${at.reader.beside.no_account.source})$`, "u").test(at.found);
  return count >= 10 && count <= 16 && !isOther && (near("bank", at, 18, 8) || near("account", at, 18, 8));
}

/** Issuer, length and Luhn's check digit fit (ISO/IEC 7812-1). */
function isIssued(digits, { found, reader }) {
  const issuers = Object.keys(reader.issuers).filter((prefix) => digits.startsWith(prefix));
  const issuer = issuers.sort((a, b) => b.length - a.length)[0];
  if (!issuer || !reader.issuers[issuer].includes(digits.length)) return false;
  if (new RegExp(`^(?:${reader.beside.years.source})$`, "u").test(found)) return false;
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (1 + (place % 2));
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

function isPlate(at) {
  if (near("vehicle", at, 20, 12)) return true;
  const { gap, gap2, letter, tail } = at.groups;
  if (/[가-힣]$/.test(at.text.slice(0, at.start)) || near("road", at, 4)) return false;
  return !((gap || gap2) && (at.reader.counters.includes(letter) || gap || /^(?:19|20)\d\d$/.test(tail)));
}
