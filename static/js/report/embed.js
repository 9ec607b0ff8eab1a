/** The embed of a campaign. Without this script it is a readable list; with it, a map beside the list or in its place. */
import { standing } from "../map/missing.js";
import { chooseView } from "../map/views.js";
import { campaignMap } from "./place/campaign_map.js";

const { offer } = chooseView();
const mapElement = document.getElementById("map");
await standing(mapElement, async () => {
  const { drawn } = campaignMap(mapElement, JSON.parse(document.getElementById("list-config").textContent), { cooperative: true });
  await drawn;
  offer();
});
