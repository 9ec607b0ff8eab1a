/** Keys for everything, as long as nobody is typing. */

const TYPING = "input, select, textarea, [contenteditable]";

export function listenToKeys(bindings) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest(TYPING) || document.querySelector("dialog[open]")) return;
    const action = bindings[keyOf(event)];
    if (!action) return;
    event.preventDefault();
    action();
  });
}

/** Latin letters, digits, signs and names as they are; while the Korean layout is on, the letter on the cap (ㅁ is on a). */
function keyOf({ key, code }) {
  if (/^[a-z]$/i.test(key)) return key.toLowerCase();
  return /^Key[A-Z]$/.test(code) ? code.at(-1).toLowerCase() : key;
}
