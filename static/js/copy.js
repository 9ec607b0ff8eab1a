/** offerCopying(): buttons with data-copy="<id of a text field>" copy its text and say so. */

import { gettext } from "./words.js";

const SAID_MS = 2000;

export function offerCopying() {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button, document.getElementById(button.dataset.copy)));
  }
}

async function copy(button, field) {
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(field.value);
    button.textContent = gettext("복사했습니다");
  } catch {
    // Without https there is no clipboard: leave the text marked, to be copied by hand.
    field.select();
    button.textContent = gettext("Ctrl + C로 복사하세요");
  }
  setTimeout(() => { button.textContent = label; }, SAID_MS);
}
