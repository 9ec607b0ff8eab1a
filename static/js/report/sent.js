/** What is shown in the place of the form: the receipt, or that the report waits; and the receipts of this device. */
import { offerCopying } from "../copy.js";
import { element } from "../dom.js";
import { all, clear } from "./offline/store.js";
import { gettext } from "../words.js";

const $ = (id) => document.getElementById(id);

/** `notices` tell which photos could not be read, and were left out. */
export function showSent({ number, private_url: link, url, published, thanks, confirm }, notices) {
  const address = new URL(link, location.href).href;
  $("sent-number").textContent = number;
  $("sent-link").value = address;
  $("sent-open").href = address;
  $("sent-thanks").textContent = thanks || gettext("알려 주셔서 고맙습니다. 담당 부서가 확인합니다.");
  $("sent-notices").hidden = !notices.length;
  $("sent-notices").replaceChildren(...notices.map((text) => element("p", { text })), element("p", { text: gettext("이 사진 없이 접수했습니다. 처리 상황에서 다른 사진을 덧붙일 수 있습니다.") }));
  $("sent-public").hidden = !published;
  $("sent-public").querySelector("a").href = url;
  $("sent-pending").hidden = published;
  $("sent-confirm").hidden = !confirm;
  replaceForm("sent");
  offerCopying();
}

/** `busy`: the server was reached, but can't take it now. `kept`: on the device; else this page alone has it. */
export function showWaiting(busy, kept) {
  $("waiting-kept").hidden = !kept;
  $("waiting-memory").hidden = kept;
  $("waiting-why").textContent = busy ? gettext("지금은 받는 쪽이 바빠 잠시 뒤에 다시 보냅니다.") : gettext("인터넷에 연결되면 저절로 한 번 보냅니다.");
  replaceForm("waiting");
}

function replaceForm(id) {
  const isNew = $(id).hidden;
  for (const other of ["report-form", "restored", "waiting", "sent"]) $(other).hidden = true;
  $(id).hidden = false;
  if (!isNew) return;
  $(id).querySelector("h2").focus();
  scrollTo(0, 0);
}

export async function listReceipts() {
  const receipts = (await all("receipts")).sort((a, b) => b.at.localeCompare(a.at));
  // The application's shortcut leads here, also before anything was sent.
  $("receipts").hidden = !receipts.length && location.hash !== "#receipts";
  $("receipts-none").hidden = receipts.length > 0;
  $("receipts-clear").hidden = !receipts.length;
  $("receipts-list").replaceChildren(...receipts.slice(0, 20).map(receiptItem));
  $("receipts-clear").onclick = async () => {
    await clear("receipts");
    listReceipts();
  };
}

function receiptItem({ number, private_url: link, title, at }) {
  const day = new Date(at).toLocaleDateString("ko-KR");
  return element("li", {},
    element("a", { className: "link", text: number, href: link }),
    element("span", { className: "help", text: ` ${title ?? ""} · ${day}` }));
}
