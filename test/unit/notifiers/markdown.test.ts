import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeMarkdown, markdownOf } from '../../../src/adapters/telegram/markdown.js';
import { mostInDigest } from '../../../src/core/notifications/compose.js';
import { instrumentSymbol } from '../../../src/domain/kline.js';
import { notificationText } from '../../../src/domain/notificationText.js';
import { plainOf } from '../../support/markdownV2.js';
import { everyKind, nonAsciiSymbol } from '../../support/notifications.js';

const anyText = fc.string({ unit: 'grapheme', maxLength: 60 });
const anyLine = anyText.map((text) => text.replaceAll(/\p{Cc}/gu, ''));

describe('escapeMarkdown', () => {
  it('escapes what Telegram reserves and nothing else', () => {
    expect(escapeMarkdown('_*[]()~`>#+-=|{}.!\\')).toBe('\\_\\*\\[\\]\\(\\)\\~\\`\\>\\#\\+\\-\\=\\|\\{\\}\\.\\!\\\\');
    expect(escapeMarkdown(nonAsciiSymbol)).toBe(nonAsciiSymbol);
    expect(escapeMarkdown('1000PEPE_USDT +1.5%')).toBe('1000PEPE\\_USDT \\+1\\.5%');
  });

  it('is read back as it was, whatever it was', () => {
    fc.assert(
      fc.property(anyLine, (text) => {
        expect(plainOf(escapeMarkdown(text))).toEqual({ text });
      }),
      { numRuns: 500 },
    );
  });
});

describe('markdownOf', () => {
  it('shows every kind of message as its words', () => {
    for (const notification of everyKind('A_B*C[1].2!USDT')) {
      const { title, lines } = notificationText(notification);
      expect(plainOf(markdownOf({ title, lines }))).toEqual({ text: [title, ...lines].join('\n') });
    }
  });

  it('is valid and short enough for any title and lines', () => {
    const anyMessage = fc.record({
      title: fc.string({ unit: 'grapheme', maxLength: 9_000, size: 'max' }),
      lines: fc.array(fc.string({ unit: 'grapheme', maxLength: 400, size: 'max' }), { maxLength: 80 }),
    });
    fc.assert(
      fc.property(anyMessage, (message) => {
        const markup = markdownOf(message);
        expect(plainOf(markup)).toHaveProperty('text');
        expect(markup.length).toBeLessThanOrEqual(4_096);
        // No pair of surrogates is cut in two.
        expect(Buffer.from(markup).toString()).toBe(markup);
      }),
    );
  });

  it('shows every signal of the longest digest', () => {
    const signals = Array.from({ length: mostInDigest }, (_, i) => ({
      kind: 'closed' as const,
      id: `${10_000_000 + i}`,
      symbol: instrumentSymbol('1000000BABYDOGEUSDT'),
      direction: 'short' as const,
      score: -100,
      price: 123_456.12345678,
      openedPrice: null,
      cause: 'left' as const,
      atMs: 0,
      openedAtMs: 0,
    }));
    const { title, lines } = notificationText({
      kind: 'digest',
      id: '1',
      market: 'simulated',
      signals,
      lostCount: 9_999,
    });
    expect(lines).toHaveLength(1 + mostInDigest);
    expect(plainOf(markdownOf({ title, lines }))).toEqual({ text: [title, ...lines].join('\n') });
  });

  it('leaves out whole lines that do not fit, and says how many', () => {
    const lines = Array.from({ length: 100 }, (_, i) => `${i} ${'x'.repeat(96)}`);
    const shown = plainOf(markdownOf({ title: 'title', lines }));
    const all = 'text' in shown ? shown.text.split('\n') : [];
    const kept = all.slice(1, -1);
    expect(kept).toEqual(lines.slice(0, kept.length));
    expect(kept.length).toBeGreaterThan(35);
    expect(all.at(-1)).toBe(`… and ${100 - kept.length} more`);
  });

  it('puts a symbol with a line break on one line', () => {
    expect(markdownOf({ title: 'a\nb', lines: ['c\r\nd'] })).toBe('*a b*\nc d');
  });
});
