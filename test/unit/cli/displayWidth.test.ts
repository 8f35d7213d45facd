import { describe, expect, it } from 'vitest';
import { displayWidth, fitted, padded, wrapped } from '../../../src/cli/present/displayWidth.js';

const green = (text: string): string => `\u001b[32m${text}\u001b[0m`;

describe('displayWidth', () => {
  it.each([
    ['BTCUSDT', 7],
    ['', 0],
    ['币安人生USDT', 12],
    ['ﾊﾛｰ', 3],
    ['🚀', 2],
    ['e\u0301', 1],
    [green('+72'), 3],
  ])('of %j is %i', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });
});

describe('fitted', () => {
  it.each([
    ['BTCUSDT', 7, 'BTCUSDT'],
    ['BTCUSDT', 6, 'BTCUS…'],
    ['币安人生', 6, '币安…'],
    ['BTC', 1, '…'],
  ])('cuts %j to %i columns: %j', (text, width, result) => {
    expect(fitted(text, width)).toBe(result);
    expect(displayWidth(fitted(text, width))).toBeLessThanOrEqual(width);
  });

  it('ends a colour that was cut', () => {
    expect(fitted(`a ${green('green')}`, 5)).toBe('a \u001b[32mgr…\u001b[0m');
  });
});

describe('padded', () => {
  it('counts columns, not characters', () => {
    expect(padded('币安', 6)).toBe('币安  ');
    expect(padded(green('+7'), 4, 'start')).toBe(`  ${green('+7')}`);
    expect(padded('longer', 3)).toBe('longer');
  });
});

describe('wrapped', () => {
  it.each([
    ['one two three', 7, ['one two', 'three']],
    ['one two three', 80, ['one two three']],
    ['anEndlessWord of it', 5, ['anEndlessWord', 'of it']],
    ['', 5, ['']],
  ])('breaks %j at %i columns', (text, width, lines) => {
    expect(wrapped(text, width)).toEqual(lines);
  });
});
