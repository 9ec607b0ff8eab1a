/** A campaign's page for its department: the embed code can be copied. */
import { offerCopying } from "../copy.js";

offerCopying();
