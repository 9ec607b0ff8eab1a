/** The embed of a campaign. Without this script it is a readable list; with it, a map beside the list or in its place. */
import { chooseView } from "../map/views.js";
import { campaignMap } from "./campaign_map.js";

chooseView();
campaignMap(document.getElementById("map"), JSON.parse(document.getElementById("list-config").textContent), { cooperative: true });
