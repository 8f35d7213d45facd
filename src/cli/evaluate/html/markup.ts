const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as it may stand in HTML and in its attributes. */
export const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (character) => entities[character]!);

export interface DrawingOptions {
  /** What is to be seen, for those who do not see it. */
  readonly label: string;
  readonly width: number;
  readonly height: number;
}

/** A drawing that is as wide as there is room for, up to its own width. */
export const drawing = ({ label, width, height }: DrawingOptions, parts: readonly string[]): string =>
  `<svg viewBox="0 0 ${width} ${height}" width="${width}" role="img" aria-label="${escaped(label)}">\n${parts.join('\n')}\n</svg>`;

export interface TextOptions {
  readonly x: number;
  readonly y: number;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly style?: 'plain' | 'faint';
}

export const svgText = (text: string, { x, y, anchor = 'start', style = 'plain' }: TextOptions): string =>
  `<text x="${rounded(x)}" y="${rounded(y)}" text-anchor="${anchor}" class="${style}">${escaped(text)}</text>`;

export const line = (x1: number, y1: number, x2: number, y2: number, style: string): string =>
  `<line x1="${rounded(x1)}" y1="${rounded(y1)}" x2="${rounded(x2)}" y2="${rounded(y2)}" class="${style}"/>`;

/** A hundredth of a pixel is seen by nobody. */
export const rounded = (value: number): number => Math.round(100 * value) / 100;

/** A table with its titles; the first `words` columns are text, the rest numbers. */
export function htmlTable(titles: readonly string[], rows: readonly (readonly string[])[], words: number): string {
  const cellsOf = (tag: string, cells: readonly string[]): string =>
    cells.map((cell, at) => `<${tag}${at < words ? '' : ' class="number"'}>${escaped(cell)}</${tag}>`).join('');
  const body = rows.map((cells) => `<tr>${cellsOf('td', cells)}</tr>`).join('\n');
  return `<div class="wide"><table>\n<thead><tr>${cellsOf('th', titles)}</tr></thead>\n<tbody>\n${body}\n</tbody>\n</table></div>`;
}
