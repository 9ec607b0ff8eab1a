/** offerInstalling(): a quiet line that puts the form on the home screen, until it is there or was declined. */
const KEY = "maptag-install";
const $ = (id) => document.getElementById(id);
const isInstalled = () => matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;

export function offerInstalling() {
  if (isInstalled() || wasDeclined()) return;
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    $("install-now").hidden = false;
    $("install-now").onclick = () => event.prompt();
    $("install").hidden = false;
  });
  addEventListener("appinstalled", () => { $("install").hidden = true; });
  $("install-never").onclick = decline;
  // Safari on a phone has no such event: there the way is through its own menu.
  const isApple = "standalone" in navigator;
  $("install-how").hidden = !isApple;
  if (isApple) $("install").hidden = false;
}

function wasDeclined() {
  try {
    return localStorage.getItem(KEY) === "no";
  } catch {
    return true;
  }
}

function decline() {
  try {
    localStorage.setItem(KEY, "no");
  } catch {
    // Storage may be forbidden: then it is asked again another day.
  }
  $("install").hidden = true;
}
