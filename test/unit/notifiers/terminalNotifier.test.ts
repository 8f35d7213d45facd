import { expect, it } from 'vitest';
import { terminalNotifier } from '../../../src/adapters/terminal/terminalNotifier.js';
import { everyKind } from '../../support/notifications.js';
import { valueOf } from '../binance/support/valueOf.js';

it('says a signal on one line, of a digest one line each, and nothing before it is subscribed to', async () => {
  const lines: string[] = [];
  const { deliver } = terminalNotifier((line) => lines.push(line));
  const [opened, , , digest] = everyKind();
  const delivery$ = deliver(opened!);
  expect(lines).toEqual([]);
  expect(await valueOf(delivery$)).toEqual({ reference: 'one line' });
  expect(lines.splice(0)).toEqual([
    '▼ short 币安人生USDT -73 at 0.87916; trend +80, liquidity ×0.92; 00:02:04 UTC, signal 01234567',
  ]);
  expect(await valueOf(deliver(digest!))).toEqual({ reference: '4 lines' });
  expect(lines).toHaveLength(4);
});

it('lets no control character of a symbol through', async () => {
  const lines: string[] = [];
  const [opened] = everyKind('EVIL\u001b[2J\u0007USDT');
  await valueOf(terminalNotifier((line) => lines.push(line)).deliver(opened!));
  expect(lines[0]).toContain('EVIL?[2J?USDT');
});
