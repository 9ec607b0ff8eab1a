/**
 * startBrush(dialog): the buttons [data-cover] open the dialog with their photo; what is painted goes into the form as
 * strokes [x, y, radius], fractions of width, height and width. The server covers; here one only sees where.
 */
const STEP = 0.02;
const COLOUR = "rgb(20 24 30 / 75%)";

export function startBrush(dialog) {
  const brush = new Brush(dialog);
  for (const button of document.querySelectorAll("[data-cover]")) {
    button.hidden = false;
    button.addEventListener("click", () => brush.open(button.dataset.cover, button.dataset.src));
  }
}

class Brush {
  constructor(dialog) {
    Object.assign(this, { dialog, form: dialog.querySelector("form"), canvas: dialog.querySelector("canvas"), strokes: [], begun: [], cursor: [0.5, 0.5] });
    this.canvas.addEventListener("pointerdown", (event) => this.#begin(event));
    this.canvas.addEventListener("pointermove", (event) => event.buttons && this.#paintAt(event));
    this.canvas.addEventListener("keydown", (event) => this.#key(event));
    dialog.querySelector("[data-undo]").addEventListener("click", () => this.#undo());
    dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
    this.form.addEventListener("submit", () => (this.form.elements.strokes.value = JSON.stringify(this.strokes)));
  }

  async open(photo, src) {
    this.form.elements.photo.value = photo;
    this.strokes = [];
    this.begun = [];
    const image = (this.image = Object.assign(new Image(), { src }));
    await image.decode();
    // Another photo may have been asked for while this one came.
    if (this.image !== image) return;
    this.canvas.width = this.image.naturalWidth;
    this.canvas.height = this.image.naturalHeight;
    this.dialog.showModal();
    this.#draw();
  }

  get radius() {
    return this.dialog.querySelector("[data-size]").value / 100;
  }

  #begin(event) {
    this.canvas.setPointerCapture(event.pointerId);
    this.begun.push(this.strokes.length);
    this.#paintAt(event);
  }

  #paintAt(event) {
    const box = this.canvas.getBoundingClientRect();
    this.#paint((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  }

  #paint(x, y) {
    const within = (value) => Math.min(Math.max(value, 0), 1);
    this.cursor = [within(x), within(y)];
    this.strokes.push([...this.cursor, this.radius].map((value) => Number(value.toFixed(4))));
    this.#draw();
  }

  #undo() {
    this.strokes.length = this.begun.pop() ?? 0;
    this.#draw();
  }

  #key(event) {
    const moves = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
    const move = moves[event.key];
    if (!move && event.key !== " ") return;
    event.preventDefault();
    if (move) {
      this.cursor = this.cursor.map((value, i) => Math.min(Math.max(value + move[i], 0), 1));
      this.#draw(true);
    } else {
      this.begun.push(this.strokes.length);
      this.#paint(...this.cursor);
    }
  }

  #draw(withCursor = false) {
    const pen = this.canvas.getContext("2d");
    pen.drawImage(this.image, 0, 0);
    pen.fillStyle = COLOUR;
    for (const stroke of this.strokes) this.#circle(pen, stroke), pen.fill();
    if (withCursor) {
      this.#circle(pen, [...this.cursor, this.radius]);
      Object.assign(pen, { lineWidth: 4, strokeStyle: "#fff" });
      pen.stroke();
    }
    this.dialog.querySelector("[data-save]").disabled = !this.strokes.length;
  }

  #circle(pen, [x, y, radius]) {
    pen.beginPath();
    pen.arc(x * this.canvas.width, y * this.canvas.height, radius * this.canvas.width, 0, 2 * Math.PI);
  }
}
