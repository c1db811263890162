/** Texts of others as they can be shown. Pure. */

/**
 * Marks without width make a name look empty, and those of direction turn the words after it around; joiners stay, because
 * emoji and Indic words need them.
 */
const marks = /[\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]/gu;

export function withoutMarks(text: string): string {
  return text.replace(marks, '');
}

/** Control characters and unpaired surrogates. They cannot be displayed, and PostgreSQL refuses some. */
const undisplayable = /[\p{Cc}\p{Cs}]/gu;

export function isDisplayable(text: string): boolean {
  return text.search(undisplayable) < 0;
}

export function withoutUndisplayable(text: string): string {
  return text.replace(undisplayable, '');
}
