import {
  EMPTY,
  firstValueFrom,
  NEVER,
  of,
  Subject,
  throwError,
  VirtualTimeScheduler,
  type Observable,
  type Subscription,
} from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { readPaperRecord } from '../../../../src/adapters/paper/index.js';
import { MarketScheduler } from '../../../../src/app/marketScheduler.js';
import { KillSwitch } from '../../../../src/cli/trading/killSwitch.js';
import { TradingRun } from '../../../../src/cli/trading/tradingRun.js';
import type { TradeNews, TradingStatus } from '../../../../src/cli/trading/tradeNews.js';
import { configSchema } from '../../../../src/config/schema.js';
import { isHeldBy } from '../../../../src/core/positions/restoreBook.js';
import type { CycleResult } from '../../../../src/domain/cycle.js';
import { Decimal } from '../../../../src/domain/decimal.js';
import { FeedClosedError } from '../../../../src/domain/errors.js';
import type { FeedEvent, PricesEvent } from '../../../../src/domain/feed.js';
import { instrumentSymbol } from '../../../../src/domain/kline.js';
import type { Signal } from '../../../../src/domain/signal.js';
import type { MarketData } from '../../../../src/ports/marketData.js';
import type { OrderGateway } from '../../../../src/ports/orderGateway.js';
import type { KeptTrading, TradingMemory } from '../../../../src/ports/tradingMemory.js';
import { cycleResult } from '../../../support/cycles.js';
import { certificate, instrument, nowMs, signal } from '../../../support/trading/risk.js';

const symbol = instrumentSymbol('BTCUSDT');
const costs = { spreadRatio: 0, maxSlippageRatio: 0, takerFeeRatio: 0.001, partialFillRatio: 0 };

/** No loss ends it, and no rest is taken. */
const unbridled = {
  risk: { maxDailyLossRatio: 0, lossesInARow: 0 },
  protections: {
    cooldownPeriod: { stopDurationMs: 0 },
    stoplossGuard: { tradeLimit: 0 },
    maxDrawdown: { tradeLimit: 0 },
    lowProfitPairs: { tradeLimit: 0 },
  },
};

/** Keeps in memory, when it is let. */
class Memory implements TradingMemory {
  readonly writes: { readonly trading: KeptTrading; readonly done$: Subject<string> }[] = [];
  isSlow = false;
  trouble: string | undefined;
  readonly recall = () => of({ kept: undefined, troubles: [] });
  readonly keep = (trading: KeptTrading): Observable<string> => {
    if (this.trouble !== undefined) return of(this.trouble);
    const done$ = new Subject<string>();
    this.writes.push({ trading, done$ });
    return this.isSlow ? done$ : EMPTY;
  };
}

const runs: { readonly run: TradingRun; readonly subscription: Subscription }[] = [];
afterEach(async () => {
  for (const { run, subscription } of runs.splice(0)) {
    subscription.unsubscribe();
    await run.finish().catch(() => undefined);
  }
});

interface Given {
  readonly kept?: KeptTrading;
  readonly atMs?: number;
  readonly settings?: object;
  readonly gateway?: OrderGateway;
}

/** A run over a scanner that says what a test lets it say. */
function start({ kept, atMs = nowMs, settings = {}, gateway }: Given = {}) {
  const config = configSchema.parse({ trading: { paper: costs, ...settings } });
  const memory = new Memory();
  const said: string[] = [];
  const news: TradeNews[] = [];
  const statuses: TradingStatus[] = [];
  const run = new TradingRun({
    config,
    killSwitch: new KillSwitch(null),
    memory,
    kept,
    presenter: {
      say: (sentence) => said.push(sentence),
      warn: (sentence) => said.push(`! ${sentence}`),
      trade: (one) => news.push(one),
      trading: (status) => statuses.push(status),
    },
  });
  const [signals$, priceFeed$, cycles$] = [
    new Subject<Signal>(),
    new Subject<FeedEvent<PricesEvent>>(),
    new Subject<CycleResult>(),
  ];
  const market = new MarketScheduler({
    speed: 1,
    sample: { exchangeTimeMs: atMs, receivedAtMs: 0 },
    base: new VirtualTimeScheduler(),
  });
  const listed = run.listening({ fetchInstruments: () => of([instrument()]) } as unknown as MarketData);
  listed.fetchInstruments().subscribe();
  const subscription = run
    .watch({ signals$, priceFeed$, cycles$, accountUpdates$: NEVER }, market, gateway)
    .subscribe();
  runs.push({ run, subscription });
  const price = (value: number): void =>
    priceFeed$.next({
      kind: 'prices',
      prices: [{ symbol, price: value, quoteVolume24h: 0, exchangeTimeMs: atMs }],
      exchangeTimeMs: atMs,
    });
  const open = (id: string): void =>
    signals$.next(
      signal({
        id,
        price: 100,
        priceTimeMs: atMs,
        atMs,
        openedAtMs: atMs,
        certificates: [certificate({ toMs: atMs })],
      }),
    );
  return { run, memory, said, news, statuses, subscription, cycles$, priceFeed$, price, open };
}

/** Lets what waits for a write go on. */
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

const kinds = (news: readonly TradeNews[]): string[] => news.map(({ kind }) => kind);

describe('a run that trades on paper', () => {
  it('enters at the next price, pins the symbol, exits, and reports in exact figures', async () => {
    const { run, news, price, open, statuses, cycles$ } = start();
    const pinned: string[] = [];
    const pins = run.pinned$.subscribe((symbols) => pinned.push([...symbols].join()));
    open('one');
    price(100);
    price(97);
    price(97);
    cycles$.next(cycleResult());
    await settled();
    pins.unsubscribe();
    expect(kinds(news)).toEqual(['opened', 'closed']);
    expect(pinned).toEqual(['', 'BTCUSDT', '']);
    // Half of the equity of 10,000 is at stake for one per cent of it: 50 at 100, out at 97, fees of a thousandth.
    const { orders, positions } = run.report;
    expect(orders).toMatchObject({ filled: 2, rejected: 0, fills: 2 });
    expect(positions).toMatchObject({
      opened: 1,
      closed: 1,
      won: 0,
      open: 0,
      byCause: { stop: 1 },
      profitQuote: -159.85,
      feesQuote: 9.85,
      equityQuote: 9_840.15,
      refused: {},
      problems: {},
    });
    expect(statuses.at(-1)).toMatchObject({ positions: 0, isStopped: false, hasFailed: false });
  });

  it('tells of a position when it has been kept, positions and account of one instant', async () => {
    const { memory, news, price, open } = start();
    memory.isSlow = true;
    open('one');
    price(100);
    await settled();
    expect(news).toEqual([]);
    const [write] = memory.writes;
    expect(write!.trading.live.map(({ id, state }) => [id, state])).toEqual([['one', 'open']]);
    expect(write!.trading.account).toMatchObject({ holdings: [{ symbol, baseQty: '50' }] });
    memory.isSlow = false;
    write!.done$.complete();
    await settled();
    expect(kinds(news)).toEqual(['opened']);
  });

  it('keeps positions and account of one instant, whatever happens: a kill at any point leaves one of these', async () => {
    const { memory, news, price, open } = start({
      settings: { ...unbridled, paper: { ...costs, partialFillRatio: 0.7 } },
    });
    let level = 100;
    for (let step = 0; step < 400; step += 1) {
      if (step % 9 === 0) open(`signal${step}`);
      level *= 1 + 0.02 * Math.sin(step * step);
      price(Math.round(level * 10) / 10);
      // Some steps are kept together, others one by one.
      if (step % 3 > 0) await settled();
    }
    await settled();
    expect(kinds(news).filter((kind) => kind === 'closed').length).toBeGreaterThan(10);
    expect(memory.writes.length).toBeGreaterThan(100);
    const unsound = memory.writes.filter(({ trading: { live, account } }) => {
      const holdings = readPaperRecord(JSON.parse(JSON.stringify(account)))?.holdings;
      return (
        !holdings ||
        !isHeldBy(
          live,
          holdings.map((held) => ({ ...held, baseQty: Decimal.of(held.baseQty) })),
        )
      );
    });
    expect(unsound).toEqual([]);
  });

  it('goes on with what was kept, also in a market that is played again from an earlier time', async () => {
    const first = start();
    first.open('one');
    first.price(100);
    await settled();
    const kept = JSON.parse(JSON.stringify(first.memory.writes.at(-1)!.trading.account)) as unknown;
    const second = start({
      kept: { ...first.memory.writes.at(-1)!.trading, account: kept },
      atMs: nowMs - 3_600_000,
    });
    expect(second.said).toEqual(['Signals are traded on paper: 1 position, equity 9,995.00 USDT.']);
    // Its signal is over with its run.
    expect(await firstValueFrom(second.run.pinned$, { defaultValue: undefined })).toEqual(new Set());
    second.price(100);
    second.open('one');
    second.price(97);
    await settled();
    expect(second.run.report.positions).toMatchObject({ resumed: 1, opened: 0, closed: 1, refused: { symbolBusy: 1 } });
    // Its age is what it was: the hour that the market went back is no part of it.
    const [ended] = second.memory.writes.at(-1)!.trading.ended;
    expect([ended!.createdAtMs, ended!.endedAtMs]).toEqual([nowMs - 3_600_000, nowMs - 3_600_000]);
  });

  it.each([
    ['trades a signal that comes again with a market that is played again', -3_600_000, 1],
    ['does not trade a signal twice when a run is followed by another', 3_600_000, 0],
  ])('%s', async (_, laterMs, opened) => {
    const first = start({ settings: unbridled });
    first.open('one');
    first.price(100);
    first.price(97);
    await settled();
    const { trading } = first.memory.writes.at(-1)!;
    expect(trading.ended).toHaveLength(1);
    const account = JSON.parse(JSON.stringify(trading.account)) as unknown;
    const second = start({ kept: { ...trading, account }, atMs: nowMs + laterMs, settings: unbridled });
    second.open('one');
    second.price(100);
    await settled();
    expect(second.run.report.positions).toMatchObject({ opened });
  });

  it('ends by itself when something fails, says so once, and leaves the scan alone', async () => {
    const { run, said, statuses, subscription, cycles$, priceFeed$, price, open } = start();
    priceFeed$.error(new FeedClosedError('the price feed broke', { feed: 'price' }));
    open('one');
    price(100);
    cycles$.next(cycleResult());
    expect(subscription.closed).toBe(false);
    expect(said.slice(1)).toEqual([
      '! Trading has ended: the price feed broke. The scan goes on; positions stay as they are.',
    ]);
    expect(statuses).toMatchObject([{ hasFailed: true }]);
    expect(run.report.positions).toMatchObject({ opened: 0, failure: 'the price feed broke' });
    await expect(run.finish()).resolves.toBeUndefined();
  });

  it('says of an exchange that nobody looks after what it holds when trading has ended', () => {
    const refused = new FeedClosedError('the keys are refused', { feed: 'account' });
    const gateway = { events$: throwError(() => refused) } as unknown as OrderGateway;
    const { said } = start({ settings: { mode: 'live' }, gateway });
    const warning = said.find((sentence) => sentence.startsWith('!'));
    expect(warning).toMatch(/^! Trading has ended: the keys are refused\. .* the kill switch closes nothing\.$/);
  });

  it('fails at its end, not before, for a bug', async () => {
    const { run, subscription, priceFeed$ } = start();
    priceFeed$.error(new TypeError('a bug'));
    expect(subscription.closed).toBe(false);
    await expect(run.finish()).rejects.toThrow('a bug');
  });

  it('says once that it cannot keep its book, and goes on', async () => {
    const { memory, said, news, price, open } = start();
    memory.trouble = 'It cannot be kept.';
    open('one');
    price(100);
    price(97);
    await settled();
    price(97);
    await settled();
    expect(said.filter((sentence) => sentence === '! It cannot be kept.')).toHaveLength(1);
    expect(kinds(news)).toEqual(['opened', 'closed']);
  });

  it('reads nothing, and reports nothing, when nothing is to be traded', async () => {
    const off = configSchema.parse({ trading: { mode: 'off' } });
    const presenter = { say: fail, warn: fail, trade: fail, trading: fail };
    const options = { config: off, presenter, killSwitch: new KillSwitch(null), memory: undefined, kept: undefined };
    const run = new TradingRun(options);
    const cycles$ = new Subject<CycleResult>();
    run.watch({ signals$: EMPTY, priceFeed$: EMPTY, cycles$, accountUpdates$: EMPTY }, undefined as never).subscribe();
    expect(cycles$.observed).toBe(false);
    expect(run.report).toEqual({});
    await run.finish();
  });
});

const fail = (): never => {
  throw new Error('nothing was to be said');
};
