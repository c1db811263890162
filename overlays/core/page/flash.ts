/** Lights the whole page for a moment, so that the streamer sees when the stream shows it. */
import { limits } from '../../../protocol/limits.ts';

export function flash(): void {
  const light = document.createElement('div');
  light.style.cssText = 'position:fixed;inset:0;z-index:2;background:#fff';
  document.body.append(light);
  setTimeout(() => light.remove(), limits.streamFlashMs);
}
