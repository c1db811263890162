/** Who watches, as `GET /api/viewers` tells it, as far as the panel needs it. Pure. */

export interface ViewerNow {
  readonly id: number;
  /** null: a program that is none of our pages. */
  readonly overlay: string | null;
  /** The page is a browser source of OBS. */
  readonly isObs: boolean;
  readonly visible: boolean;
  readonly isLocal: boolean;
}
