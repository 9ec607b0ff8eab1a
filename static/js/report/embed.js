/** The embed of a campaign. Without this script it is a readable list; with it, a map beside the list or in its place. */
import { fails, stands } from "../map/missing.js";
import { chooseView } from "../map/views.js";
import { campaignMap } from "./campaign_map.js";

const { offer } = chooseView();
const mapElement = document.getElementById("map");
try {
  const { drawn } = campaignMap(mapElement, JSON.parse(document.getElementById("list-config").textContent), { cooperative: true });
  await drawn;
  stands(mapElement);
  offer();
} catch (error) {
  fails(mapElement);
  console.warn(error);
}
