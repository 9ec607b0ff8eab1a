/**
 * gettext(text), ngettext(one, many, n) → the text in the page's language, from the catalogue that mapsite/words.py
 * serves; the source text where there is none: on Korean pages, and in the service worker.
 * interpolate(text, {name}) → the text with `name` in place of each %(name)s.
 */
const catalogue = globalThis.django;

export const gettext = (text) => catalogue?.gettext(text) ?? text;
export const ngettext = (one, many, n) => catalogue?.ngettext(one, many, n) ?? (n === 1 ? one : many);
export const interpolate = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name]);
