import { describe, expect, it } from 'vitest';
import { painter } from '../../../src/cli/present/paint.js';
import { terminalPresenter } from '../../../src/cli/present/terminalPresenter.js';
import { RunRecorder } from '../../../src/cli/report/runRecorder.js';
import type { CycleResult } from '../../../src/domain/cycle.js';
import { FeedClosedError } from '../../../src/domain/errors.js';
import type { AccountHealth, ConnectionHealth } from '../../../src/domain/health.js';
import { instrumentSymbol } from '../../../src/domain/kline.js';
import type { FactorPart, Signal, SymbolScore } from '../../../src/domain/signal.js';
import type { WarmUpProgress } from '../../../src/streams/warmUpProgress.js';
import { CliTerminal } from '../../support/cliTerminal.js';
import { cycleResult, openedSignal } from '../../support/cycles.js';

const colourless = painter({ NO_COLOR: '1' });

function presenting(terminal = new CliTerminal()) {
  const clock = { nowMs: 0 };
  return { terminal, clock, presenter: terminalPresenter(terminal, colourless, () => clock.nowMs) };
}

const progressOf = (ready: number, series = 300): WarmUpProgress => ({
  series,
  ready,
  failed: 0,
  elapsedMs: 3_900,
  etaMs: 65_000,
  isComplete: ready === series,
});

const scoreOf = (name: string, score: number): SymbolScore => ({
  symbol: instrumentSymbol(name),
  score,
  mean: score,
  parts: [
    ...['trend', 'momentum', 'volume', 'orderFlow'].map((factor): FactorPart => ({
      factor,
      kind: 'directional',
      score,
      weight: 0.25,
      byInterval: {},
      abstained: undefined,
    })),
    {
      factor: 'openInterest',
      kind: 'directional',
      score: undefined,
      weight: 0,
      byInterval: {},
      abstained: 'openInterestMissing',
    },
    { factor: 'liquidity', kind: 'modulator', score: 0.914, weight: 1, byInterval: {}, abstained: undefined },
  ],
});
const atMs = Date.UTC(2026, 1, 1, 0, 2);
const cycleOf = (cycle: number, symbols: readonly string[], signals: readonly Signal[] = []): CycleResult =>
  cycleResult({
    cycle,
    atMs,
    scores: symbols.map((name, i) => scoreOf(name, 72.4 - i * 30)),
    skipped: [{ symbol: instrumentSymbol('LATEUSDT'), reason: 'warming' }],
    signals,
    durationMs: 2.345,
  });
const signalOf = (name: string): Signal => ({ ...openedSignal(scoreOf(name, 72.4), atMs), id: '0123456789abcdef' });
const health = (state: 'open' | 'retrying', attempt: number): ConnectionHealth => ({
  kind: 'connection',
  feed: 'kline',
  connection: 1,
  state,
  attempt,
  cause: state === 'open' ? undefined : new FeedClosedError('it broke', { feed: 'kline' }),
  sinceMs: 0,
  frames: 0,
  lastFrameAgeMs: undefined,
  isRefresh: false,
});
const manySymbols = Array.from({ length: 30 }, (_, i) => `S${i}USDT`);

describe('terminalPresenter', () => {
  it('shows one bar with the time left, then that the windows are warm', () => {
    const { terminal, clock, presenter } = presenting();
    presenter.say('Hello.');
    presenter.warmUp(progressOf(0));
    clock.nowMs = 200;
    presenter.warmUp(progressOf(150));
    expect(terminal.text).toBe(`Hello.\nWarming ${'█'.repeat(15)}${'░'.repeat(15)} 150/300 windows, 1 min 05 s left`);
    presenter.warmUp(progressOf(300));
    expect(terminal.text).toBe('Hello.\n300 windows are warm after 3.9 s.');
  });

  it('does not draw faster than one can read', () => {
    const { terminal, presenter } = presenting();
    presenter.warmUp(progressOf(0));
    const { writes } = terminal;
    for (let ready = 1; ready < 100; ready += 1) presenter.warmUp(progressOf(ready));
    expect(terminal.writes).toBe(writes);
  });

  it('redraws the table of a cycle in place', () => {
    const { terminal, presenter } = presenting();
    presenter.say('Hello.');
    presenter.cycle(cycleOf(1, ['AUSDT', 'BUSDT', 'CUSDT']));
    presenter.cycle(cycleOf(2, ['LONGERUSDT', 'DUSDT']));
    expect(terminal.lines).toEqual([
      'Hello.',
      '',
      'cycle 2  2026-02-01 00:02:00  2 symbols in 2.3 ms, 1 skipped (1 warming)',
      'symbol      score  trend  momentum  volume  orderFlow',
      'LONGERUSDT    +72    +72       +72     +72        +72',
      'DUSDT         +42    +42       +42     +42        +42',
    ]);
  });

  it('lets signals, and what goes wrong, scroll above the table', () => {
    const { terminal, presenter } = presenting();
    presenter.cycle(cycleOf(1, ['AUSDT']));
    presenter.cycle(cycleOf(2, ['AUSDT'], [signalOf('AUSDT')]));
    presenter.warn('Something is wrong.');
    expect(terminal.lines.slice(0, 3)).toEqual([
      '00:02:00  ▲ long  AUSDT          +72 at 1.5  01234567',
      '! Something is wrong.',
      '',
    ]);
    expect(terminal.lines.at(-1)).toMatch(/^AUSDT/);
    expect(terminal.lines).toHaveLength(6);
  });

  it('tells what a signal is made of and why it ended, where there is room, and nothing of its updates', () => {
    const { terminal, presenter } = presenting(new CliTerminal({ columns: 130, rows: 24 }));
    const opened = signalOf('AUSDT');
    const signals: Signal[] = [
      opened,
      { ...opened, kind: 'updated', score: 70 },
      { ...opened, kind: 'closed', score: 20, cause: 'fell' },
    ];
    presenter.cycle(cycleOf(1, [], signals));
    expect(terminal.lines.slice(0, 3)).toEqual([
      '00:02:00  ▲ long  AUSDT          +72 at 1.5  01234567  (trend +72, momentum +72, volume +72, orderFlow +72, liquidity ×0.91)',
      '00:02:00  ■ ended AUSDT          +20 at 1.5  01234567  (long: its score fell)',
      '',
    ]);
  });

  it('tells a factor that fails once, however many symbols it costs and cycles it lasts', () => {
    const { terminal, presenter } = presenting();
    const failed = manySymbols.map((name) => ({
      symbol: instrumentSymbol(name),
      factor: 'mine',
      message: 'no such kline.',
    }));
    const failing = (count: number): CycleResult => ({ ...cycleOf(1, []), failed: failed.slice(0, count) });
    presenter.cycle(failing(30));
    presenter.cycle(failing(30));
    presenter.cycle(failing(1));
    presenter.cycle(failing(0));
    presenter.cycle(failing(1));
    expect(terminal.lines.filter((line) => line.startsWith('!'))).toEqual([
      '! Factor mine fails for 30 symbols (S0USDT, S1USDT, S2USDT, …): no such kline.',
      '! Factor mine fails for S0USDT: no such kline.',
      '! Factor mine fails for S0USDT: no such kline.',
    ]);
  });

  it('says of a connection that it is open only when it was said to be lost', () => {
    const { terminal, presenter } = presenting();
    presenter.health(health('open', 0));
    expect(terminal.text).toBe('');
    presenter.health(health('retrying', 1));
    presenter.health(health('retrying', 2));
    presenter.health(health('open', 0));
    expect(terminal.lines).toEqual([
      '! The kline connection 1 was lost: it broke; trying on.',
      'The kline connection 1 is open.',
    ]);
  });

  it('says nothing of figures that were told again, and of connections that are let go', () => {
    const { terminal, presenter } = presenting();
    presenter.health({ ...health('retrying', 1), isRefresh: true });
    presenter.health({ ...health('open', 0), state: 'closed' });
    presenter.health({ kind: 'held', closes: 3, series: 1, isRefresh: false });
    expect(terminal.text).toBe('');
  });

  it('says that a connection waits for its turn, and when it is open after that', () => {
    const { terminal, presenter } = presenting();
    presenter.health({ ...health('open', 0), state: 'waiting' });
    presenter.health(health('open', 0));
    expect(terminal.lines).toEqual([
      '! The kline connection 1 waits: the exchange allows no more just now.',
      'The kline connection 1 is open.',
    ]);
  });

  it('says when the account is known, in doubt and known again, and why it cannot be read or watched', () => {
    const { terminal, presenter } = presenting();
    const account: AccountHealth = {
      kind: 'account',
      status: 'ready',
      cause: undefined,
      sinceMs: 0,
      positions: 2,
      openOrders: 1,
    };
    const cause = new FeedClosedError('it broke', { feed: 'account' });
    presenter.health(account);
    presenter.health({ ...account, status: 'reconciling' });
    presenter.health({ ...account, status: 'reconciling', cause });
    presenter.health(account);
    presenter.health({ ...account, status: 'dead', cause });
    expect(terminal.lines).toEqual([
      'The account is known: 2 positions, 1 open order.',
      '! What is known of the account may be out of date; it is being read.',
      '! The account cannot be read: it broke; trying on.',
      'The account is known: 2 positions, 1 open order.',
      '! The account cannot be watched: it broke.',
    ]);
  });

  it.each([
    { columns: 80, rows: 24 },
    { columns: 40, rows: 12 },
    { columns: 20, rows: 6 },
    { columns: 80, rows: 24, isSizeKnown: false },
  ])('leaves nothing behind on a screen of %o', (screen) => {
    const { terminal, clock, presenter } = presenting(new CliTerminal(screen));
    presenter.say('A sentence that is longer than most of these screens are wide, so that it must be broken.');
    for (let cycle = 1; cycle <= 20; cycle += 1) {
      clock.nowMs += 1_000;
      presenter.warmUp(progressOf(cycle));
      presenter.cycle(cycleOf(cycle, manySymbols, [signalOf(`S${cycle}USDT`)]));
    }
    expect(terminal.lines.filter((line) => line.startsWith('cycle '))).toHaveLength(1);
    expect(terminal.lines.filter((line) => line.startsWith('Warming '))).toHaveLength(1);
    expect(terminal.lines.filter((line) => line.includes('▲ long'))).toHaveLength(20);
  });

  it('ends with the table, the figures and the cursor as it was', async () => {
    const { terminal, presenter } = presenting();
    presenter.cycle(cycleOf(1, ['AUSDT']));
    expect(terminal.isCursorShown).toBe(false);
    presenter.finished(new RunRecorder('0').report());
    await presenter.close();
    expect(terminal.isCursorShown).toBe(true);
    expect(terminal.lines.filter((line) => line.startsWith('AUSDT'))).toHaveLength(1);
    expect(terminal.lines.some((line) => line.startsWith('Warm-up: 0 of 0 windows'))).toBe(true);
    expect(terminal.lines.every((line) => line.length <= 80)).toBe(true);
  });

  it('is colourful, unless NO_COLOR is set', () => {
    const colour = '\u001b[33m';
    const { terminal, presenter } = presenting();
    presenter.warn('Careful.');
    expect(terminal.written).not.toContain(colour);
    const colourful = new CliTerminal();
    terminalPresenter(colourful, painter({ NO_COLOR: '' })).warn('Careful.');
    expect(colourful.written).toContain(colour);
  });
});
