// The one palette of all demo images; warm paper, deep green, amber and clay.
export const c = {
  paper: '#f3f1ed', cream: '#fbf8f2', sand: '#e9dfcd', stone: '#cfc6b8',
  mint: '#e6f0eb', sage: '#b9d1c4', moss: '#6f9c86', green: '#2f6b55', forest: '#1d4638', ink: '#1f2a26',
  butter: '#f6e6c3', honey: '#e9bf6a', amber: '#d6952b', rust: '#a8662a',
  blush: '#f0dbd0', peach: '#e2b39b', clay: '#b9603f', brick: '#8a4029',
  sky: '#d5e2e0', lake: '#8fb3b3', slate: '#4f6b70', plum: '#6b4450', mauve: '#c9a9ad',
};

export const rect = (x, y, w, h, fill, r = 0) => `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="${r}" fill="${fill}"/>`;
export const circle = (x, y, r, fill) => `<circle cx="${x}" cy="${y}" r="${r}" fill="${fill}"/>`;
export const oval = (x, y, rx, ry, fill) => `<ellipse cx="${x}" cy="${y}" rx="${rx}" ry="${ry}" fill="${fill}"/>`;
export const path = (d, fill) => `<path d="${d}" fill="${fill}"/>`;
export const line = (d, stroke, width = 6) =>
  `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`;
export const ring = (x, y, r, stroke, width = 6) =>
  `<circle cx="${x}" cy="${y}" r="${r}" fill="none" stroke="${stroke}" stroke-width="${width}"/>`;
export const at = (x, y, inner, scale = 1, turn = 0) =>
  `<g transform="translate(${x} ${y}) rotate(${turn}) scale(${scale})">${inner}</g>`;
export const svg = (w, h, inner) => `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}">${inner}</svg>`;
