/**
 * Detects answers that do not come from the relay: the warning page of a tunnel, the sign-in page of a hotel, the error
 * page of a proxy. These are web pages, while the relay answers with JSON. Pure.
 */

import { limits } from './limits.ts';

const titlePattern = /<title[^>]*>([^<]{1,200})/i;

/**
 * @param contentType of the answer; null: none
 * @param text its body, or the beginning of it
 * @returns the title of the page, empty if it has none; null: it is not a web page
 */
export function webPageTitle(contentType: string | null, text: string): string | null {
  const isPage = /\bhtml\b/i.test(contentType ?? '') || /^\s*<(!doctype html|html)\b/i.test(text);
  if (!isPage) return null;
  const title =
    titlePattern
      .exec(text)?.[1]
      ?.replaceAll(/[\s\p{C}]+/gu, ' ')
      .trim() ?? '';
  return title.slice(0, limits.pageTitleCharsMax);
}

/** @param title of `webPageTitle` */
export function otherAnswerSentence(title: string): string {
  const named = title === '' ? '' : ` (“${title}”)`;
  return `A web page answers in place of the relay${named}: a tunnel or proxy on the way shows a page of its own.`;
}
