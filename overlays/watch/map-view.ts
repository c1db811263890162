/** Draws the learnt track as SVG and moves the car on it. The line is rebuilt when its box or the map changes. */
import type { TrackMap } from '../../protocol/timing-summary.ts';
import { TrackMapCache } from '../core/net/track-map-cache.ts';
import type { CarPlace, Point } from '../core/reading/track-line.ts';
import { byId, shower } from './dom.ts';
import { ask } from './relay-request.ts';
import { type TrackPicture, trackPicture } from './track-path.ts';

const marginPx = 16;
const svgSpace = 'http://www.w3.org/2000/svg';

export class MapView {
  readonly #trackMaps = new TrackMapCache(ask);
  readonly #svg = byId<SVGSVGElement>('track');
  readonly #showNote = shower(byId('map-note'));
  readonly #car = svgPart('circle', { class: 'car', r: '10' });
  #map: TrackMap | null = null;
  #picture: TrackPicture | null = null;
  #size = '';
  /** Present position of the car. */
  #at = '';

  constructor() {
    new ResizeObserver(() => this.#draw()).observe(this.#svg);
  }

  /** @param path of the map on the relay; null: not learnt yet */
  show(path: string | null, place: CarPlace, nowMs: number): void {
    const entry = path === null ? null : this.#trackMaps.get(path, nowMs);
    const map = entry?.state === 'ready' ? entry.map : null;
    if (map !== this.#map) {
      this.#map = map;
      this.#size = '';
      this.#draw();
    }
    this.#showNote(map === null && entry?.state !== 'asked');
    const point = this.#picture?.line.car(place) ?? null;
    if (point === null) return;
    const at = `translate(${point.x.toFixed(1)} ${point.y.toFixed(1)})`;
    if (at === this.#at) return;
    this.#at = at;
    this.#car.setAttribute('transform', at);
  }

  #draw(): void {
    const { clientWidth: width, clientHeight: height } = this.#svg;
    const size = `0 0 ${width} ${height}`;
    if (size === this.#size || width === 0 || height === 0) return;
    this.#size = size;
    this.#picture = null;
    this.#svg.replaceChildren();
    if (this.#map === null) return;
    const picture = trackPicture(this.#map, { width, height }, marginPx);
    this.#picture = picture;
    this.#at = '';
    this.#svg.setAttribute('viewBox', size);
    this.#svg.append(
      svgPart('path', { class: 'road', d: picture.path }),
      ...picture.sectors.map((ends) => stroke('mark', ends)),
      stroke('line', picture.start),
      this.#car,
    );
  }
}

function stroke(className: string, [a, b]: readonly [Point, Point]): SVGElement {
  const at = (value: number) => value.toFixed(1);
  return svgPart('line', { class: className, x1: at(a.x), y1: at(a.y), x2: at(b.x), y2: at(b.y) });
}

function svgPart(tag: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const element = document.createElementNS(svgSpace, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}
