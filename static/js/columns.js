/** 열 확인: what another choice gives is shown at once. Without it the button "결과 보기" does the same. */

const form = document.querySelector("[data-columns]");
let latest = 0;

async function show(changed) {
  const asked = ++latest;
  const response = await fetch(form.action || location.href, { method: "POST", body: new FormData(form) });
  if (!response.ok || asked !== latest) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const tables = page.querySelector("[data-columns-tables]");
  if (!tables) return;
  form.querySelector("[data-columns-tables]").replaceWith(document.adoptNode(tables));
  document.getElementById(changed)?.focus();
}

form?.addEventListener("change", (event) => show(event.target.id));
