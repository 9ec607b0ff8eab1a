/** distanceText(metres) → how far apart two places are, as a person would say it. */
import { gettext } from "../words.js";

export function distanceText(metres) {
  if (metres < 1) return gettext("같은 자리");
  return metres < 1000 ? `${Math.round(metres)} m` : `${(metres / 1000).toFixed(metres < 10_000 ? 1 : 0)} km`;
}
