/** openDialog({className, title, nodes, onCancel}) → a modal dialog at the end of the page; node(tag, properties, ...children). */

let count = 0;

export function node(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

export function openDialog({ title, nodes, onCancel, className = "" }) {
  const heading = node("h2", { id: `session-title-${(count += 1)}`, textContent: title });
  const dialog = node("dialog", { className: `session-dialog ${className}` }, heading, ...nodes);
  dialog.setAttribute("aria-labelledby", heading.id);
  dialog.addEventListener("cancel", () => onCancel?.());
  dialog.addEventListener("close", () => dialog.remove());
  // What stands in another modal dialog could not be reached.
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

export function button(text, onClick, className = "krds-btn small tertiary") {
  const made = node("button", { type: "button", textContent: text, className });
  made.addEventListener("click", onClick);
  return made;
}
