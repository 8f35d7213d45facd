import { of, Subject } from 'rxjs';
import { paperGateway } from '../../../src/adapters/paper/index.js';
import { trading } from '../../../src/app/trading.js';
import { emptyBook, type PositionBook } from '../../../src/core/positions/reduceBook.js';
import { Decimal } from '../../../src/domain/decimal.js';
import type { Instrument } from '../../../src/domain/instrument.js';
import type { InstrumentSymbol } from '../../../src/domain/kline.js';
import type { Position } from '../../../src/domain/position.js';
import type { Signal } from '../../../src/domain/signal.js';
import type { PositionWord } from '../../../src/streams/positionLoop.js';
import { epochScheduler } from '../../operators/virtualTime.js';
import { certificate, nowMs, signal } from './risk.js';
import type { TradingDeskRules } from './tradingDesk.js';
import type { Played, ScriptStep } from './tradingScript.js';

export interface PaperSetting extends Required<TradingDeskRules> {
  readonly instrument: Instrument;
  /** Of the venue whose fills these are. */
  readonly fees: { readonly takerFeeRatio: number; readonly makerFeeRatio: number };
  readonly rejectRatio: number;
}

/** Trading on paper in virtual time, with one symbol at 100. */
class PaperDesk {
  book: PositionBook = emptyBook;
  error: Error | undefined;
  readonly #symbol: InstrumentSymbol;
  readonly #scheduler = epochScheduler(nowMs);
  readonly #venue$ = new Subject<{ symbol: InstrumentSymbol; price: number }>();
  readonly #prices$ = new Subject<{ symbol: InstrumentSymbol; price: number; exchangeTimeMs: number }>();
  readonly #signals$ = new Subject<Signal>();
  readonly #words$ = new Subject<PositionWord>();
  #price = 100;
  #signals = 0;

  constructor({ instrument, fees, rejectRatio, account, random, ...rules }: PaperSetting) {
    this.#symbol = instrument.symbol;
    const market = this.#scheduler;
    const gateway = paperGateway({
      quoteAsset: 'USDT',
      startBalanceQuote: Decimal.of(10_000),
      leverage: 20,
      costs: { spreadRatio: 0, maxSlippageRatio: 0, partialFillRatio: 0, rejectRatio, ...fees },
      instrumentOf: () => instrument,
      random,
      prices$: this.#venue$,
      market,
    });
    trading({
      ...rules,
      gateway,
      signals$: this.#signals$,
      prices$: this.#prices$,
      words$: this.#words$,
      accounts$: of(account),
      instrumentOf: () => instrument,
      lookPeriodMs: 250,
      market,
      transport: market,
      answerWithinMs: 1_000,
      settleMs: 0,
      backoff: { baseMs: 1_000, capMs: 1_000, resetAfterMs: 1_000 },
      random,
    }).subscribe({
      next: ({ book }) => (this.book = book),
      error: (error: unknown) => (this.error = error instanceof Error ? error : new Error(String(error))),
    });
    this.fill(this.#price);
    this.hear();
  }

  /** The positions hear of the market. */
  hear(): void {
    this.#prices$.next({ symbol: this.#symbol, price: this.#price, exchangeTimeMs: this.#scheduler.now() });
  }

  /** The paper exchange sees a price. */
  fill(price: number): void {
    this.#venue$.next({ symbol: this.#symbol, price });
  }

  act(step: ScriptStep): void {
    switch (step.do) {
      case 'market':
        this.#price = step.price;
        return;
      case 'open': {
        const atMs = this.#scheduler.now();
        const id = `signal${(this.#signals += 1)}`;
        const facts = { id, symbol: this.#symbol, direction: step.direction, atMs, openedAtMs: atMs };
        this.#signals$.next(signal({ ...facts, certificates: [certificate({ toMs: atMs })] }));
        return;
      }
      case 'turn':
      case 'fall': {
        const { id, symbol, direction } = [...this.book.live.values()][0]!;
        const cause = step.do === 'turn' ? 'turned' : 'fell';
        this.#signals$.next({ ...signal({ id, symbol, direction }), kind: 'closed', cause });
        return;
      }
      case 'kill':
      case 'lift':
        this.#words$.next({ kind: step.do === 'kill' ? 'killed' : 'lifted' });
        return;
      case 'pass':
        this.#pass(step.ms);
    }
  }

  #pass(ms: number): void {
    const endMs = this.#scheduler.frame + ms;
    this.#scheduler.maxFrames = endMs;
    this.#scheduler.flush();
    this.#scheduler.frame = endMs;
  }
}

/**
 * Plays a script on paper. The paper exchange sees the prices that were paid elsewhere in each step, and the market's
 * where nothing was; positions hear of the market as they do live.
 */
export function playPaper(
  setting: PaperSetting,
  script: readonly ScriptStep[],
  paid: Played['paid'],
): readonly Position[] {
  const desk = new PaperDesk(setting);
  script.forEach((step, index) => {
    desk.act(step);
    const prices = paid[index]!;
    for (const price of step.do === 'market' && prices.length === 0 ? [step.price] : prices) desk.fill(price);
    desk.hear();
  });
  if (desk.error) throw desk.error;
  return [...desk.book.live.values(), ...desk.book.ended.values()];
}
