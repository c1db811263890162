/** What the streamer has chosen for all pages: themes, accent colour and logo. */
import type { PageLook } from '../../protocol/theme-metadata.ts';
import type { ChosenLook } from '../broadcast/viewer-sockets.ts';
import type { Logo } from './logo/logo.ts';
import type { ThemeChoice } from './themes/theme-choice.ts';

export class Look {
  readonly settings: ThemeChoice;
  readonly logo: Logo;
  readonly chosen: ChosenLook;

  constructor(settings: ThemeChoice, logo: Logo) {
    this.settings = settings;
    this.logo = logo;
    this.chosen = {
      themeOf: (overlay) => settings.themeOf(overlay),
      overlayThemes: () => settings.choices.overlays,
      accent: () => settings.choices.accent,
      logo: () => logo.address,
    };
  }

  get forPages(): PageLook {
    const { address } = this.logo;
    const { choices } = this.settings;
    return address === undefined ? choices : { ...choices, logo: address };
  }

  onChange(listener: () => void): void {
    this.settings.onChange(listener);
    this.logo.onChange(listener);
  }
}
