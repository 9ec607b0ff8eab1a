/**
 * reportLayer(map, {api, categories, colour, filter, source}) → layer: citizens' reports on a map of any scale.
 *
 *   layer.show(), layer.hide()   shown after show() only; drawn anew when the map moves. show() rejects where there is
 *                                nothing to be had
 *
 * filter   {category, status, campaign}, as /map knows them
 * campaigns  {slug: {title, colour, icon}} of the campaigns whose entries it may show
 * newWindow  true where a report's page may not take the map's place
 * source   a GeoJSON address with other filters; then all of it is drawn, and fitted into the map
 * instead  a GeoJSON address of what is drawn where the API can't be reached
 * colour   (properties) → "#rrggbb"
 *
 * Reports are squares with round corners, notices' places round pins: the two are never taken for each other.
 */
import { clusterMarker } from "../../map/pins/markers.js";
import { createPins } from "../../map/pins/pins.js";
import { tagPopup } from "../../map/popups/popup.js";
import { roverOf } from "../../map/pins/rover.js";
import { call } from "../calls.js";
import { gettext, interpolate } from "../../words.js";

const STATUS = { received: gettext("접수"), confirmed: gettext("확인"), in_progress: gettext("처리중"), done: gettext("완료"), refused: gettext("불가"), transferred: gettext("이관"), duplicate: gettext("중복") };
const CONFIRMED = gettext("다른 분이 확인함");
const FINER = 2;
const WAIT_MS = 150;

export const reportLayer = (map, options) => new ReportLayer(map, options);

class ReportLayer {
  constructor(map, options) {
    Object.assign(this, { map, options, turn: 0 });
    this.cells = L.layerGroup();
    this.cluster = options.filter.campaign ? { className: "is-campaign", name: gettext("시민 참여지도") } : { className: "is-report", name: gettext("시민 제보") };
    this.pins = createPins(map, {
      number: () => "",
      label: ({ properties }) => this.label(properties),
      colour: ({ properties }) => this.campaign(properties)?.colour ?? options.colour(properties),
      icon: ({ properties }) => this.campaign(properties)?.icon ?? "",
      classes: ({ properties }) => ["is-report", ...(properties.status === "done" ? ["is-done"] : []), ...(properties.confirmed ? ["is-confirmed"] : [])],
      clusterClass: this.cluster.className,
      clusterName: this.cluster.name,
      popup: ({ properties }) => this.popup(properties),
    });
    this.later = () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.load().catch(console.warn), WAIT_MS);
    };
  }

  campaign({ campaign__slug: slug }) {
    return slug ? this.options.campaigns?.[slug] : null;
  }

  label(properties) {
    const campaign = this.campaign(properties);
    if (campaign) return `${interpolate(gettext("시민 참여지도 %(title)s, %(address)s"), { title: campaign.title, address: properties.address })}${properties.confirmed ? `, ${CONFIRMED}` : ""}`;
    return interpolate(gettext("시민 제보 %(title)s, %(status)s"), { title: titleOf(properties), status: STATUS[properties.status] ?? "" });
  }

  popup(properties) {
    const campaign = this.campaign(properties);
    const said = campaign
      ? { title: properties.title || properties.address, address: `${gettext("시민 참여지도")} · ${campaign.title}${properties.confirmed ? ` · ${CONFIRMED}` : ""}` }
      : { title: titleOf(properties), address: `${gettext("시민 제보")} · ${STATUS[properties.status] ?? ""} · ${properties.number}` };
    const link = { href: `/reports/${properties.number}/`, text: campaign ? gettext("자세히 보기") : gettext("이 제보 보기"), newWindow: this.options.newWindow };
    return tagPopup({ ...said, note: properties.demo ? gettext("보기 자료입니다.") : "" }, link);
  }

  show() {
    this.cells.addTo(this.map);
    if (this.options.source) return this.loadAll(this.options.source);
    this.map.on("moveend", this.later);
    return this.load();
  }

  hide() {
    this.turn += 1;
    clearTimeout(this.timer);
    this.map.off("moveend", this.later);
    this.cells.remove();
    this.draw([], []);
  }

  async load() {
    const turn = (this.turn += 1);
    const bounds = this.map.getBounds();
    const box = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map((n) => n.toFixed(5)).join(",");
    const query = new URLSearchParams({ bbox: box, zoom: Math.round(this.map.getZoom()), ...this.options.filter });
    const { status, data } = await call(`${this.options.api}/map?${query}`).catch(() => ({}));
    if (turn !== this.turn) return;
    if (status === 200) return void this.draw(data.cells ?? [], data.pins?.features ?? []);
    // What is drawn already stays.
    if (this.drawn) return;
    if (!this.options.instead) throw new Error(`${this.options.api}/map: ${status}`);
    await this.loadAll(this.options.instead);
  }

  async loadAll(source) {
    const turn = (this.turn += 1);
    const { status, data } = await call(source).catch(() => ({}));
    if (turn !== this.turn) return;
    if (status !== 200) throw new Error(`${source}: ${status}`);
    this.draw([], data.features);
    this.pins.fit();
  }

  draw(cells, features) {
    this.drawn = true;
    roverOf(this.map).keep(() => {
      this.cells.clearLayers();
      for (const cell of cells) this.drawCell(cell);
      this.pins.setFeatures(features.map((feature) => ({ ...feature, id: feature.properties.number })));
    });
  }

  drawCell([lon, lat, count]) {
    const open = () => this.map.setView([lat, lon], this.map.getZoom() + FINER);
    const marker = clusterMarker([lat, lon], count, open, this.cluster);
    const rover = roverOf(this.map);
    this.cells.addLayer(marker.on("add", () => rover.add(marker)).on("remove", () => rover.remove(marker)));
  }
}

const titleOf = (properties) => properties.title || properties.category__name || gettext("시민 참여지도");
