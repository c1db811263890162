/** What a page must not do, in any browser: log errors, throw, or ask other hosts. */

/** The part of a page that playwright and puppeteer share. */
export interface WatchedPage {
  on(event: 'console', listener: (message: { type(): string; text(): string }) => void): unknown;
  on(event: 'pageerror', listener: (error: Error) => void): unknown;
  on(event: 'request', listener: (request: { url(): string }) => void): unknown;
}

export interface PageFaults {
  /** Console errors and uncaught exceptions of the page itself. */
  readonly errors: string[];
  /** Addresses of requests that left this machine or were refused for that. */
  readonly foreign: string[];
}

/**
 * Collects the faults of a page from now on.
 * @param host of the page
 * @param unavoidable messages of the browser itself that no page can prevent
 */
export function watchPage(page: WatchedPage, host: string, unavoidable: RegExp): PageFaults {
  const faults: PageFaults = { errors: [], foreign: [] };
  const note = (text: string, message: string): void => {
    if (!unavoidable.test(message)) faults.errors.push(text);
  };
  page.on('console', (message) => {
    if (message.type() === 'error') note(message.text(), message.text());
  });
  page.on('pageerror', ({ message }) => note(`uncaught: ${message}`, message));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (/^https?:$/.test(url.protocol) && url.host !== host) faults.foreign.push(url.href);
  });
  return faults;
}
