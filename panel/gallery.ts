/** The overlays as cards: live preview, address to copy, link to drag into OBS. Knows the page's elements, not the network. */
import { type Choices, dragUrl, type OverlayFacts, overlayUrl, previewUrl } from './links.ts';

/** Largest preview, CSS pixels; the stage of a card is as high. */
const previewHeight = 216;

export interface GalleryOptions {
  readonly origin: string;
  readonly list: HTMLElement;
  readonly template: HTMLTemplateElement;
  /** Says a sentence to the user. */
  readonly say: (sentence: string) => void;
}

function find<E extends Element>(card: Element, selector: string): E {
  return card.querySelector<E>(selector)!;
}

/** Shown in the frame of a card that nobody sees: a preview that draws costs, wherever it is on the page. */
const noPage = 'about:blank';

export class Gallery {
  readonly #options: GalleryOptions;
  readonly #seen: IntersectionObserver;
  #overlays: readonly OverlayFacts[] = [];
  #choices: Choices = { theme: '', units: 'kmh' };

  constructor(options: GalleryOptions) {
    this.#options = options;
    this.#seen = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          const card = target as HTMLElement;
          card.dataset.seen = String(isIntersecting);
          this.#preview(card);
        }
      },
      { rootMargin: '120px' },
    );
  }

  show(overlays: readonly OverlayFacts[]): void {
    this.#overlays = overlays;
    this.#seen.disconnect();
    const cards = overlays.map((overlay) => this.#card(overlay));
    this.#options.list.replaceChildren(...cards);
    this.choose(this.#choices);
    for (const card of cards) this.#seen.observe(card);
  }

  /** Brings every address and preview to these choices. */
  choose(choices: Choices): void {
    this.#choices = choices;
    const { origin, list } = this.#options;
    this.#overlays.forEach((overlay, i) => {
      const card = list.children[i] as HTMLElement;
      find<HTMLAnchorElement>(card, '.open').href = overlayUrl(origin, overlay.name, choices);
      find<HTMLAnchorElement>(card, '.drag').href = dragUrl(origin, overlay, choices);
      card.dataset.preview = previewUrl(origin, overlay.name, choices);
      this.#preview(card);
    });
  }

  #preview(card: HTMLElement): void {
    const { seen, preview = noPage } = card.dataset;
    const url = seen === 'true' ? preview : noPage;
    const frame = find<HTMLIFrameElement>(card, 'iframe');
    // Replacing, so that changes of a preview are no steps of the browser's way back.
    if (frame.dataset.shown === url) return;
    frame.dataset.shown = url;
    frame.contentWindow?.location.replace(url);
  }

  #card(overlay: OverlayFacts): HTMLElement {
    const { title, description, size } = overlay;
    const card = this.#options.template.content.firstElementChild!.cloneNode(true) as HTMLElement;
    find(card, 'h3').textContent = title;
    find(card, '.text').textContent = description;
    find(card, '.size').textContent = `${size.width} × ${size.height}`;
    const preview = find<HTMLIFrameElement>(card, 'iframe');
    preview.title = `Preview of ${title}`;
    preview.width = String(Math.round((size.width / size.height) * previewHeight));
    preview.style.aspectRatio = `${size.width} / ${size.height}`;
    find(card, '.copy').setAttribute('aria-label', `Copy the address of ${title}`);
    find(card, '.drag').setAttribute('aria-label', `Drag ${title} into OBS`);
    find(card, '.copy').addEventListener('click', () => void this.#copy(overlay));
    const drag = find<HTMLAnchorElement>(card, '.drag');
    drag.addEventListener('dragstart', (event) => {
      event.dataTransfer?.setData('text/uri-list', drag.href);
      event.dataTransfer?.setData('text/plain', drag.href);
    });
    drag.addEventListener('click', (event) => {
      event.preventDefault();
      this.#options.say('Hold the mouse button and drag this into the window of OBS.');
    });
    return card;
  }

  async #copy({ name, title }: OverlayFacts): Promise<void> {
    const url = overlayUrl(this.#options.origin, name, this.#choices);
    try {
      await navigator.clipboard.writeText(url);
      this.#options.say(`Copied. In OBS: Sources → + → Browser, paste it as URL (${title}).`);
    } catch {
      // Without permission, or on a page that is not from this machine.
      this.#options.say(url);
    }
  }
}
