/**
 * createCoach({box, api, rules, draft, onMove, onJoin}) → {look}: hints on a draft while it is written.
 *
 * rules: of personal.js; draft() → {category, text, words, lon, lat, photos} or null while nothing is known; onMove({lon, lat}) moves the pin to
 * where a photo was taken; onJoin(report) joins a similar report instead. Hints are help: without network there are none
 * but that on personal data (personal.js), which never waits for it. Danger to life needs no network: emergency.js.
 */
import { button, element } from "../../dom.js";
import { call } from "../calls.js";
import { createPersonal } from "./personal.js";
import { gettext, interpolate } from "../../words.js";

const WAIT_MS = 700;
const STATUS = { received: gettext("접수"), confirmed: gettext("확인"), in_progress: gettext("처리중"), done: gettext("완료"), refused: gettext("불가"), transferred: gettext("이관"), duplicate: gettext("중복") };

export function createCoach(options) {
  let timer;
  let turn = 0;
  let shown = { hints: [], similar: [] };
  let own = [];
  const personal = createPersonal(options.rules);
  const tell = (next) => show(options, (shown = next));
  const look = () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const mine = (turn += 1);
      const draft = options.draft();
      const before = JSON.stringify(own);
      own = draft ? hintsWithoutNetwork(personal, options.rules.names, draft) : [];
      // At once; what the server alone has found stays until it answers.
      if (JSON.stringify(own) !== before) tell({ ...shown, hints: [...own, ...shown.hints.filter(({ kind }) => kind !== "personal")] });
      const answer = draft && (await call(`${options.api}/coach`, { json: draft }).catch(() => null));
      if (mine === turn) tell(answer?.status === 200 ? answer.data : { hints: own, similar: [] });
    }, WAIT_MS);
  };
  return { look };
}

function hintsWithoutNetwork(personal, names, { text, words = [] }) {
  const kinds = kindsIn(personal, [text, ...words].join("\n"));
  if (!kinds.length) return [];
  const said = gettext("개인정보로 보이는 글이 있습니다: %(kinds)s. 공개되는 글에서는 가리고, 담당자가 확인한 뒤에 공개합니다. 꼭 필요하지 않으면 지워 주세요.");
  const named = [...new Set(kinds.map((kind) => names[kind]))];
  // In the server's own form: its answer then changes nothing on the screen.
  return [{ kind: "personal", text: interpolate(said, { kinds: named.join(", ") }), data: { kinds: named } }];
}

function kindsIn(personal, text) {
  try {
    return personal.kinds(text);
  } catch {
    // A browser that can't read the patterns: the server reads what is sent.
    return [];
  }
}

/** What is there already is left alone: it would be read out again, and take the focus from its buttons. */
function show(options, { hints, similar }) {
  const said = JSON.stringify([hints, similar]);
  if (options.box.dataset.said === said) return;
  options.box.dataset.said = said;
  const nodes = hints.filter(({ kind }) => kind !== "emergency").map((hint) => hintNode(hint, options));
  if (similar.length) nodes.push(similarNode(similar, options));
  options.box.replaceChildren(...nodes);
}

function hintNode({ kind, text, data }, { onMove }) {
  return element("div", { className: "message warning" }, element("p", { text }),
    kind === "photo_far" && button(gettext("사진을 찍은 곳으로 옮기기"), () => onMove(data)));
}

function similarNode(similar, options) {
  return element("section", { className: "similar" },
    element("h2", { className: "h3", text: gettext("가까이에 비슷한 제보가 있습니다") }),
    element("p", { className: "help", text: gettext("같은 일이면 새로 보내지 않고 공감할 수 있습니다. 공감이 모이면 담당 부서가 함께 봅니다.") }),
    element("ul", { className: "similar-list" }, ...similar.map((report) => similarItem(report, options))));
}

function similarItem(report, { onJoin }) {
  const facts = `${report.category} · ${report.metres} m · ${STATUS[report.status] ?? ""} · ${interpolate(gettext("공감 %(n)s"), { n: report.support_count })}`;
  return element("li", {},
    element("a", { className: "link", text: report.text || report.address, href: report.url, target: "_blank", rel: "noopener" }),
    element("p", { className: "help", text: facts }),
    button(gettext("같은 일이에요. 공감하기"), () => onJoin(report)));
}
