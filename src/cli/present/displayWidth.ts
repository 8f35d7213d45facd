import { stripVTControlCharacters } from 'node:util';

/** Scripts whose characters fill two columns of a terminal: Hangul, kana, Han, full-width forms, emoji. */
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const unseen = /\p{Mark}|\u200d/u;
const escapeOrCharacter = /\u001b\[[0-9;]*m|./gsu;

const widthOf = (character: string): number => (unseen.test(character) ? 0 : wide.test(character) ? 2 : 1);

/** The columns that `text` takes on a terminal, colours not counted. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of stripVTControlCharacters(text)) width += widthOf(character);
  return width;
}

/** `text` with spaces up to `width` columns: behind it, or before it when it is a number. */
export const padded = (text: string, width: number, side: 'start' | 'end' = 'end'): string => {
  const spaces = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return side === 'end' ? text + spaces : spaces + text;
};

/** `text` cut to `width` columns, with an ellipsis where it was cut; its colours end there. */
export function fitted(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let kept = '';
  let room = width - 1;
  for (const [part] of text.matchAll(escapeOrCharacter)) {
    const isColour = part.startsWith('\u001b');
    if (!isColour) room -= widthOf(part);
    if (room < 0) break;
    kept += part;
  }
  return `${kept}…${kept.includes('\u001b') ? '\u001b[0m' : ''}`;
}

/** `text` in lines of at most `width` columns, broken between words; a word that is longer stays whole. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && displayWidth(last) + 1 + displayWidth(word) <= width)
      lines.push(`${lines.pop()} ${word}`);
    else lines.push(word);
  }
  return lines;
}
