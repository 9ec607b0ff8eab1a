/** On every page of somebody who is signed in. */
import { keepDrafts } from "./drafts.js";
import { guardForms, say } from "./forms.js";
import { watchIdleness } from "./idle.js";
import "./unsent.js";

guardForms();
keepDrafts(say);
watchIdleness();
