import { describe, expect, it } from 'vitest';
import { painter } from '../../../src/cli/present/paint.js';
import { tradeFields } from '../../../src/cli/present/tradeFields.js';
import { terminalPresenter } from '../../../src/cli/present/terminalPresenter.js';
import { tradeLine } from '../../../src/cli/present/tradeLine.js';
import { statusLine, tradingSentence } from '../../../src/cli/trading/sentences.js';
import type { TradingStatus } from '../../../src/cli/trading/tradeNews.js';
import { CliTerminal } from '../../support/cliTerminal.js';
import { cycleResult } from '../../support/cycles.js';
import { d, positionIn } from '../../support/trading/positions.js';
import { signal } from '../../support/trading/risk.js';

const atMs = Date.UTC(2026, 1, 1, 0, 2);
const colourless = painter({ NO_COLOR: '1' });
const status = (given: Partial<TradingStatus> = {}): TradingStatus => ({
  mode: 'paper',
  quoteAsset: 'USDT',
  positions: 2,
  equityQuote: d('10031.2'),
  profitQuote: d('-31.204'),
  isStopped: false,
  hasFailed: false,
  ...given,
});
const refused = {
  kind: 'refused',
  signal: signal({ id: 'one' }),
  refusal: { kind: 'tooManyPositions', reason: '5 positions are open, of at most 5', untilMs: undefined },
  atMs,
} as const;

describe('what became of a position', () => {
  it('is one line for a person', () => {
    const lines = (['open', 'closed', 'rejected', 'orphaned'] as const).map((state) =>
      tradeLine({ kind: state === 'open' ? 'opened' : state, position: positionIn(state), atMs }, colourless),
    );
    expect(lines).toEqual([
      '00:02:00  ◆ enter BTCUSDT       long 10 at 100, stop 95  cbf29ce4',
      '00:02:00  ◇ exit  BTCUSDT       +9.92 USDT (+1.0 %)  kill switch  cbf29ce4',
      '00:02:00  ◇ none  BTCUSDT       Margin is insufficient.  cbf29ce4',
      '00:02:00  ! alien BTCUSDT       the exchange holds something else; it is left alone  cbf29ce4',
    ]);
    expect(tradeLine({ kind: 'stuck', position: positionIn('closing'), atMs }, colourless)).toBe(
      '00:02:00  ! stuck BTCUSDT       the exchange refuses to close it; it is still held, and tried again  cbf29ce4',
    );
    expect(tradeLine(refused, colourless)).toBeUndefined();
  });

  it('is exact fields for a program, with how trading stands', () => {
    expect(tradeFields({ kind: 'closed', position: positionIn('closed'), atMs }, status())).toEqual({
      id: 'cbf29ce484222325',
      symbol: 'BTCUSDT',
      direction: 'long',
      state: 'closed',
      baseQty: '0',
      enteredBaseQty: '10',
      entryQuote: '1000',
      stopPrice: '95',
      profitQuote: '9.92',
      feesQuote: '0.08',
      cause: 'killSwitch',
      marketTime: '2026-02-01T00:02:00.000Z',
      mode: 'paper',
      positions: 2,
      equityQuote: '10031.2',
      isStopped: false,
    });
    expect(tradeFields(refused, status())).toMatchObject({ id: 'one', kind: 'tooManyPositions' });
  });
});

describe('how trading stands', () => {
  it('is one line under the table, which stays on the screen', () => {
    const terminal = new CliTerminal({ columns: 80, rows: 10 });
    const presenter = terminalPresenter(terminal, colourless);
    presenter.trading(status());
    presenter.cycle(cycleResult());
    presenter.trade({ kind: 'opened', position: positionIn('open'), atMs }, status());
    expect(terminal.lines[0]).toMatch(/◆ enter BTCUSDT/);
    expect(terminal.lines.at(-1)).toBe('on paper: 2 positions, equity 10,031.20 USDT, closed -31.20');
  });

  it('says what is out of the ordinary', () => {
    const stopped = status({ positions: 1, profitQuote: d(0), isStopped: true, hasFailed: true });
    expect(statusLine(stopped)).toBe('on paper: 1 position, equity 10,031.20 USDT, STOPPED, ENDED');
    const live = status({ mode: 'live', profitQuote: d(0), equityQuote: undefined });
    expect(statusLine(live)).toBe('LIVE: 2 positions, equity not known yet');
  });

  it('is summed up at the end', () => {
    const report = {
      mode: 'paper' as const,
      ...{ resumed: 0, opened: 3, closed: 2, won: 1, rejected: 0, orphaned: 0, open: 1, byCause: {}, problems: {} },
      ...{ profitQuote: -4.005, feesQuote: 7.5, equityQuote: 9_990, isStopped: false },
    };
    expect(tradingSentence({ ...report, refused: { tooManyPositions: 4, stopped: 1 } })).toBe(
      'Trading on paper: 3 opened, 2 closed (1 with a profit, -4.00 in all), 1 open; fees 7.50, equity 9990.00; ' +
        'refused: 4 tooManyPositions, 1 stopped.',
    );
    expect(tradingSentence({ ...report, closed: 0, refused: {} })).toContain('0 closed, 1 open;');
    expect(tradingSentence({ ...report, mode: 'live', equityQuote: null, refused: {} })).toBe(
      'Trading LIVE: 3 opened, 2 closed (1 with a profit, -4.00 in all), 1 open, which stay at the exchange; fees 7.50, ' +
        'equity unknown; no signal refused.',
    );
  });
});
