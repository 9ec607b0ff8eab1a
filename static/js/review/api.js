/** The review's endpoints, as static/js/session has them: what can't be stored now is kept, and sent as soon as it can. */
import { call } from "../session/client.js";
import { isSending, send, settled } from "../session/unsent.js";

export { isSending, settled };
export const get = (url, options) => call(url, options);
export const getHtml = (url) => call(url, { accept: "text/html" });

/** `label` says to a person what is sent; `target`: the mention, whose version each answer tells. */
export const post = (url, json, { label, target } = {}) => send(url, { json, label, target });
