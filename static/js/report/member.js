/** A member's own page: their link can be copied to another device. */
import { offerCopying } from "../copy.js";

offerCopying();
