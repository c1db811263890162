/** How a driver's name and what happened to them share a line. Pure. */
import { fittingForm } from '../core/draw/text/name-form.ts';

/** Between the name and the detail. */
const gap = 16;

export interface MessageFit {
  /** Empty: there is none. */
  readonly detail: string;
  /** Room for the name. */
  readonly nameWidth: number;
}

/**
 * The longest detail beside which the name is more than its three letters; where there is none, the longest one beside these.
 * @param names and `details` the longest form first; both may be empty
 * @param width of the line, in the unit of the two functions
 */
export function fitMessage(
  names: readonly string[],
  details: readonly string[],
  width: number,
  widths: { nameWidth(name: string): number; detailWidth(detail: string): number },
): MessageFit {
  const whole = names.length > 1 ? names.slice(0, -1) : names;
  const fits = details.map((detail) => ({
    detail,
    nameWidth: width - widths.detailWidth(detail) - gap,
  }));
  const isEnough = (room: number) =>
    whole.length === 0 ? room >= 0 : fittingForm(whole, room, widths.nameWidth) !== null;
  const longest = fits.find((fit) => isEnough(fit.nameWidth));
  const code = names.at(-1);
  const besideCode =
    code === undefined ? undefined : fits.find((fit) => widths.nameWidth(code) <= fit.nameWidth);
  return longest ?? besideCode ?? fits.at(-1) ?? { detail: '', nameWidth: width };
}
