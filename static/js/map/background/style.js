/**
 * The basemap's look, for the OpenMapTiles schema drawn by protomaps-leaflet: pale, so that pins stand out.
 * Zooms are the map's own. Rules are painted in order; labels that come first win their place.
 */

export const LAND = "#f7f6f3";
const COLOURS = {
  water: "#bcd9ea", waterLabel: "#3b6f8f", wood: "#d5e6cd", park: "#d9ead0", building: "#e9e5de", buildingEdge: "#dcd6cc",
  casing: "#d9d5cc", minor: "#ffffff", major: "#fff3d0", motorway: "#fbdf9d", rail: "#b7bcc4", transit: "#c5c9d3",
  label: "#3d4650", roadLabel: "#5b646d", placeLabel: "#22292f", districtLabel: "#3b3f73", parkLabel: "#3f6b37", stationLabel: "#274b8f", halo: "#ffffff",
};
const NAMES = ["name:latin", "name"];
const MAJOR = ["trunk", "primary", "secondary"];
const MINOR = ["tertiary", "minor", "service"];

const among = (...classes) => (zoom, feature) => classes.includes(feature.props.class);
const polygonsOnly = (zoom, feature) => feature.geomType === 3;

/** Road width in pixels: `at16` at zoom 16, half as wide every 1.3 zooms below. */
const roadWidth = (at16) => (zoom) => Math.max(0.5, at16 * 2 ** ((Math.min(zoom, 19) - 16) / 1.3));

function area(dataLayer, fill, filter, minzoom) {
  return { dataLayer, minzoom, filter, symbolizer: new protomapsL.PolygonSymbolizer({ fill }) };
}

function line(color, width, filter, minzoom, extra = {}) {
  return { dataLayer: "transportation", minzoom, filter, symbolizer: new protomapsL.LineSymbolizer({ color, width, ...extra }) };
}

const ROADS = [
  { filter: among(...MINOR, "track"), at16: 7, color: COLOURS.minor, minzoom: 14 },
  { filter: among("tertiary"), at16: 9, color: COLOURS.minor, minzoom: 12 },
  { filter: among(...MAJOR), at16: 13, color: COLOURS.major, minzoom: 9 },
  { filter: among("motorway"), at16: 14, color: COLOURS.motorway, minzoom: 8 },
];

export function paintRules() {
  const casings = ROADS.map((road) => line(COLOURS.casing, (z) => roadWidth(road.at16)(z) + 1.6, road.filter, Math.max(road.minzoom, 12)));
  const roads = ROADS.map((road) => line(road.color, roadWidth(road.at16), road.filter, road.minzoom));
  return [
    area("landcover", COLOURS.wood, among("wood", "grass")),
    area("park", COLOURS.park, polygonsOnly),
    area("ocean", COLOURS.water),
    area("water", COLOURS.water, polygonsOnly),
    area("building", COLOURS.building, undefined, 15),
    line(COLOURS.casing, 1, among("path", "pedestrian"), 16, { dash: [3, 2] }),
    ...casings,
    ...roads,
    line(COLOURS.rail, 1.5, among("rail"), 12),
    line(COLOURS.transit, 1.2, among("subway", "transit"), 13, { dash: [4, 3] }),
  ];
}

function text(dataLayer, { filter, minzoom, maxzoom, sort, symbolizer = "CenteredTextSymbolizer", padding = 0, ...look }) {
  const symbol = new protomapsL[symbolizer]({ labelProps: NAMES, stroke: COLOURS.halo, width: 2, lineHeight: 1.4, ...look });
  return { dataLayer, filter, minzoom, maxzoom, sort, symbolizer: padding ? new protomapsL.Padding(padding, symbol) : symbol };
}

const byRank = (a, b) => (a.rank ?? 99) - (b.rank ?? 99);

function placeRules(family) {
  const size = (atTen, atFifteen) => (zoom) => `600 ${Math.round(Math.min(atFifteen, atTen + (zoom - 10)))}px ${family}`;
  const place = (filter, minzoom, maxzoom, font, fill, padding) => text("place", { filter, minzoom, maxzoom, font, fill, padding, sort: byRank });
  return [
    place(among("city"), 0, 11, size(15, 18), COLOURS.placeLabel),
    // The tiles have districts from zoom 14 only: districts.js writes them before.
    place(among("town"), 10, 13, size(12, 15), COLOURS.label, 2),
    place(among("district", "borough"), 14, 14, size(12, 16), COLOURS.districtLabel, 2),
    // Before zoom 13 the dongs (467 in Seoul) would hide each other and all else; the padding thins them out.
    place(among("suburb", "village"), 13, 13, size(9, 14), COLOURS.label, 12),
    place(among("suburb", "village"), 14, 16, size(9, 14), COLOURS.label, 4),
    place(among("quarter", "neighbourhood", "hamlet"), 15, 17, size(9, 13), COLOURS.label, 4),
  ];
}

function roadNameRules(family) {
  const road = (filter, minzoom, weight, px) =>
    text("transportation_name", { filter, minzoom, symbolizer: "LineLabelSymbolizer", font: `${weight} ${px}px ${family}`, fill: COLOURS.roadLabel });
  return [
    road(among("motorway", ...MAJOR), 12, 600, 12),
    road(among("tertiary"), 14, 500, 12),
    road(among("minor", "service"), 16, 500, 11.5),
  ];
}

// What people find their way by, and what a city's notice may name.
const LANDMARKS = ["town_hall", "hospital", "college", "school", "park", "stadium", "museum", "library", "police", "fire_station", "post", "castle", "attraction", "theatre"];
const UNFIT = ["station", "erotic", "alcohol_shop", "bar", "beer"];

function poiRules(family) {
  const poi = (filter, minzoom, fill, weight = 500) =>
    text("poi", { filter, minzoom, font: `${weight} 12px ${family}`, fill, sort: byRank, maxLineChars: 10 });
  return {
    stations: poi(among("station", "railway"), 13, COLOURS.stationLabel, 700),
    landmarks: [
      poi(among("town_hall", "hospital", "college", "stadium"), 15, COLOURS.label),
      poi(among(...LANDMARKS), 16, COLOURS.label),
      poi((zoom, feature) => !UNFIT.includes(feature.props.class), 18, COLOURS.label),
    ],
  };
}

function waterRules(family) {
  const water = (filter, minzoom) => text("water_name", { filter, minzoom, font: `italic 500 13px ${family}`, fill: COLOURS.waterLabel });
  return [water(among("river", "lake", "canal"), 12), water(among("stream"), 17)];
}

export function labelRules(family) {
  const small = { font: `500 12px ${family}`, fill: COLOURS.parkLabel, sort: byRank };
  const { stations, landmarks } = poiRules(family);
  return [
    ...placeRules(family).slice(0, 3),
    stations,
    ...placeRules(family).slice(3),
    ...waterRules(family),
    text("mountain_peak", { minzoom: 13, ...small }),
    text("park", { minzoom: 14, ...small }),
    ...roadNameRules(family),
    ...landmarks,
    text("housenumber", { minzoom: 18, labelProps: ["housenumber"], font: `400 10.5px ${family}`, fill: COLOURS.roadLabel, width: 1 }),
  ];
}
