/** The n-th version of a theme that is saved again and again: each says its number where a half one would miss it. */

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
