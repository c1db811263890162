/** The n-th version of files that are saved again and again: each says its number where a half one would miss it. */

export function savedTheme(n: number): object {
  return {
    version: 1,
    name: 'mine',
    title: `Save ${n}`,
    description: 'x'.repeat(n % 200),
    palette: { gauge: Array(8).fill('#1e90ff'), lights: Array(16).fill('#1e90ffcc') },
    motion: { timeMs: n % 600 },
  };
}

export const knownOverlays = {
  overlays: [{ name: 'gear', title: 'Gear', size: { width: 320, height: 200 }, parameters: [] }],
  themes: [],
};

export function savedLayout(n: number): object {
  const items = Array.from({ length: 8 }, (_, i) => ({ overlay: 'gear', x: i * 10, y: n % 500 }));
  return { version: 1, name: 'mine', title: `Save ${n}`, items };
}
