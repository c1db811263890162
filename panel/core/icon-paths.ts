/** The icons of the panel as SVG paths in a square of 20 × 20, drawn as lines in the colour of the text. */
export const iconPaths: Readonly<Record<string, string>> = {
  home: 'M3 13a7 7 0 1 1 14 0M10 13l3.5-4.5M6 16h8',
  overlays: 'M3 4h14v9H3zM6 10h4M3 16h14',
  themes:
    'M10 3a7 7 0 1 0 0 14c1.4 0 1.6-1 1.1-1.9-.6-1.1 0-2.1 1.3-2.1H15a2 2 0 0 0 2-2.2C16.700 6.200 13.700 3 10 3zM6.500 9.500h.01M9.500 6.500h.01M13 8h.01',
  layouts: 'M3 3h14v14H3zM3 8h14M9 8v9',
  laps: 'M5 16V6.500A3.500 3.500 0 0 1 8.500 3c4 0 2.500 6 6 6A2.500 2.500 0 0 1 17 11.500V16M3 16h4M15 16h4',
  race: 'M5 17V3M5 3.500h11v8H5M8.700 3.500v8M12.300 3.500v8M5 7.500h11',
  obs: 'M3 5.500h9v9H3zM12 9l5-3v8l-5-3',
  settings:
    'M3 5.500h7M14 5.500h3M3 14.500h3M10 14.500h7M12 3.500a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM8 12.500a2 2 0 1 0 0 4 2 2 0 0 0 0-4z',
  docs: 'M10 5.500C8 4 5.500 3.500 3 3.500v12c2.500 0 5 .5 7 2 2-1.500 4.500-2 7-2v-12c-2.500 0-5 .5-7 2zM10 5.500v12',
  dark: 'M15.500 12.500A6.500 6.500 0 0 1 7.500 4.500a6.500 6.500 0 1 0 8 8z',
  light:
    'M10 6.500a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7zM10 2v1.500M10 16.500V18M2 10h1.500M16.500 10H18M4.300 4.300l1.100 1.100M14.600 14.600l1.100 1.100M4.300 15.700l1.100-1.100M14.600 5.400l1.100-1.100',
  help: 'M10 17a7 7 0 1 1 0-14 7 7 0 0 1 0 14zM8 8a2 2 0 1 1 2.800 1.800c-.6.3-.8.7-.8 1.400M10 13.700h.01',
};

/** The logo, in a square of 16 × 16: the lever positions of four gears. */
export const brandPath = 'M3 12V6M6.300 12V4M9.600 12V7M13 12V3';
