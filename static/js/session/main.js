/** On every page of somebody who is signed in. */
import { guardForms } from "./forms.js";
import { watchIdleness } from "./idle.js";
import "./unsent.js";

guardForms();
watchIdleness();
