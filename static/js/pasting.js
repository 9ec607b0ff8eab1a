/**
 * takeTables(field): what is pasted into a textarea keeps its columns where the clipboard has them only as HTML: no plain
 * text at all, or one in which each cell stands on a line of its own. Cells are parted by tabs, as spreadsheets do.
 */
export function takeTables(field) {
  field.addEventListener("paste", (event) => {
    const plain = event.clipboardData.getData("text/plain");
    const page = new DOMParser().parseFromString(plainly(event.clipboardData.getData("text/html")), "text/html");
    const hasTable = page.querySelector("td, th");
    if (plain.trim() && (!hasTable || plain.includes("\t"))) return;
    const text = textOf(page.body);
    if (!text) return;
    event.preventDefault();
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

/** Without styles, which our policy refuses also in a text that is only read. */
const plainly = (html) => html.replace(/<style[\s\S]*?<\/style>/gi, "").replace(/\sstyle=("[^"]*"|'[^']*'|[^\s>]+)/gi, "");

const BLOCKS = "p, div, li, tr, h1, h2, h3, h4, h5, h6, br";

/** Tables as rows of cells, all else line by line. */
function textOf(body) {
  for (const gap of body.querySelectorAll("td br, th br")) gap.replaceWith(" ");
  for (const row of body.querySelectorAll("tr")) row.replaceChildren([...row.cells].map(cellOf).join("\t"));
  for (const block of body.querySelectorAll(BLOCKS)) block.append("\n");
  for (const gap of body.querySelectorAll("br")) gap.replaceWith("\n");
  for (const hidden of body.querySelectorAll("script, title")) hidden.remove();
  return body.textContent.split("\n").map((line) => line.replace(/^[ \u00a0]+|[ \u00a0]+$/g, "")).filter((line) => line.trim()).join("\n");
}

/** The line ends of a cell are those that it shows. */
function cellOf(cell) {
  return cell.textContent.replace(/[\s\u00a0]+/g, " ").trim() + "\t".repeat(cell.colSpan - 1);
}
