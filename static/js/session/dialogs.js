/** openDialog({className, title, nodes, onCancel}) → a modal dialog at the end of the page. */

import { element } from "../dom.js";

let count = 0;

export function openDialog({ title, nodes, onCancel, className = "" }) {
  const heading = element("h2", { id: `session-title-${(count += 1)}`, text: title });
  const dialog = element("dialog", { className: `session-dialog ${className}`, "aria-labelledby": heading.id }, heading, ...nodes);
  dialog.addEventListener("cancel", () => onCancel?.());
  dialog.addEventListener("close", () => dialog.remove());
  // What stands in another modal dialog could not be reached.
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
