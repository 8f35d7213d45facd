import {
  defer,
  EMPTY,
  filter,
  interval,
  map,
  merge,
  observeOn,
  queueScheduler,
  scan,
  share,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { closedTrade } from '../core/positions/money.js';
import type { PositionEvent, PositionRules, StepEffects } from '../core/positions/positionEvent.js';
import { emptyBook, reduceBook, type BookStep, type PositionBook } from '../core/positions/reduceBook.js';
import { decideEntry, type EntryDecision } from '../core/risk/decideEntry.js';
import type { RiskAccount, RiskMarket } from '../core/risk/riskInput.js';
import type { TradingRules } from '../core/risk/riskRules.js';
import { Decimal } from '../domain/decimal.js';
import type { Instrument } from '../domain/instrument.js';
import type { InstrumentSymbol } from '../domain/kline.js';
import type { ClosedTrade, Position } from '../domain/position.js';
import type { Price } from '../domain/price.js';
import type { Signal } from '../domain/signal.js';
import type { OrderOutcome } from './orderFlow.js';

/** What is told to positions besides signals, prices and orders: the kill switch, and what a reconciliation found. */
export type PositionWord = Undated<
  Extract<PositionEvent, { kind: 'killed' | 'lifted' | 'doubted' | 'orphaned' | 'orphanFound' | 'orphanLeft' }>
>;

type Undated<E> = E extends PositionEvent ? Omit<E, 'atMs'> : never;

export interface PositionLoopDeps {
  readonly signals$: Observable<Signal>;
  /** Every price, or the latest of each symbol every so often. */
  readonly prices$: Observable<Pick<Price, 'symbol' | 'price' | 'exchangeTimeMs'>>;
  /** What came of our commands, and what the gateway tells of itself. May come from within a step. */
  readonly outcomes$: Observable<OrderOutcome>;
  readonly words$: Observable<PositionWord>;
  /**
   * Says, once, that nobody will look after positions before long: from then on nothing is opened, and entries that are
   * not filled are cancelled. Absent: that is not said.
   */
  readonly ending$?: Observable<unknown>;
  /** The account as it changes. */
  readonly accounts$: Observable<RiskAccount>;
  readonly instrumentOf: (symbol: InstrumentSymbol) => Instrument | undefined;
  readonly tradingRules: TradingRules;
  readonly positionRules: PositionRules;
  /** What was held when the last run ended. */
  readonly book?: PositionBook;
  /** How often what depends on time alone is looked at. Market time. */
  readonly lookPeriodMs: number;
  readonly market: SchedulerLike;
}

/** A step of the positions, and what it leads to. */
export interface PositionUpdate extends StepEffects {
  readonly book: PositionBook;
  /** What was decided about a signal; `undefined` when the step was not about the opening of one. */
  readonly decided: { readonly signal: Signal; readonly decision: EntryDecision } | undefined;
  readonly atMs: number;
}

type Input =
  | { readonly kind: 'signal'; readonly signal: Signal }
  | { readonly kind: 'price'; readonly price: Pick<Price, 'symbol' | 'price' | 'exchangeTimeMs'> }
  | { readonly kind: 'account'; readonly account: RiskAccount }
  | { readonly kind: 'event'; readonly event: Undated<PositionEvent> }
  | { readonly kind: 'ending' };

interface LoopState {
  readonly book: PositionBook;
  readonly isEnding: boolean;
  readonly account: RiskAccount | undefined;
  /** Live: written by the loop alone. */
  readonly prices: Map<InstrumentSymbol, Pick<Price, 'price' | 'exchangeTimeMs'>>;
  /** Of the step that was made last, if it was one. */
  readonly update: PositionUpdate | undefined;
}

/**
 * Positions as signals, prices, orders and time move them. Emits a step whenever something came of one: commands to be
 * carried out in order, problems, notices, or a changed book. A step is made of memory alone, so nothing waits for an
 * order. What comes from within a step is taken when that step has been told. Never completes by itself.
 */
export function positionLoop(deps: PositionLoopDeps): Observable<PositionUpdate> {
  const { signals$, prices$, outcomes$, words$, ending$ = EMPTY, accounts$, lookPeriodMs, market } = deps;
  const event = (undated: Undated<PositionEvent>): Input => ({ kind: 'event', event: undated });
  const inputs$ = merge(
    // Subscribed first: a gateway on paper sees a price before the positions act on it.
    merge(outcomes$, words$).pipe(map(event)),
    ending$.pipe(map((): Input => ({ kind: 'ending' }))),
    accounts$.pipe(map((account): Input => ({ kind: 'account', account }))),
    prices$.pipe(map((price): Input => ({ kind: 'price', price }))),
    signals$.pipe(map((signal): Input => ({ kind: 'signal', signal }))),
    interval(lookPeriodMs, market).pipe(map(() => event({ kind: 'time' }))),
  );
  return defer(() => {
    const step = stepOf(deps);
    const begin: LoopState = {
      book: deps.book ?? emptyBook,
      isEnding: false,
      account: undefined,
      prices: new Map(),
      update: undefined,
    };
    return inputs$.pipe(
      observeOn(queueScheduler),
      scan((state, input) => step(state, input, market.now()), begin),
      map(({ update }) => update),
      filter((update) => update !== undefined),
    );
  }).pipe(share());
}

function stepOf(deps: PositionLoopDeps): (state: LoopState, input: Input, atMs: number) => LoopState {
  const reduceUsually = reduceBook(deps.positionRules);
  const reduceInTheEnd = reduceBook({ ...deps.positionRules, entryTimeoutMs: 0 });
  const reduce = ({ book, isEnding }: LoopState, event: PositionEvent): BookStep =>
    (isEnding ? reduceInTheEnd : reduceUsually)(book, event);
  const advance = (state: LoopState, event: PositionEvent, decided?: PositionUpdate['decided']): LoopState => {
    const { book, ...effects } = reduce(state, event);
    const isNews = book !== state.book || [effects.commands, effects.problems].some(({ length }) => length > 0);
    const update = isNews || decided ? { book, ...effects, decided, atMs: event.atMs } : undefined;
    return { ...state, book, update };
  };
  return (state, input, atMs) => {
    switch (input.kind) {
      case 'account':
        return { ...state, account: input.account, update: undefined };
      case 'price': {
        const { symbol, price, exchangeTimeMs } = input.price;
        state.prices.set(symbol, { price, exchangeTimeMs });
        const isHeld = [...state.book.live.values()].some((position) => position.symbol === symbol);
        if (!isHeld || !(price > 0)) return { ...state, update: undefined };
        return advance(state, { kind: 'price', symbol, price: Decimal.of(price), atMs });
      }
      case 'signal': {
        const { signal } = input;
        if (signal.kind === 'updated') return { ...state, update: undefined };
        if (signal.kind === 'closed') {
          return advance(state, {
            kind: 'signalClosed',
            signalId: signal.id,
            isTurned: signal.cause === 'turned',
            atMs,
          });
        }
        const turned = turnedBy(signal, state.book);
        const { book, ...effects } = turned
          ? reduce(state, { kind: 'signalClosed', signalId: turned.id, isTurned: true, atMs })
          : { book: state.book, commands: [], problems: [], notices: [] };
        const decision = decide({ ...state, book }, signal, atMs, deps);
        const decided = { signal, decision };
        if (decision.kind === 'intent')
          return advance(state, { kind: 'intent', intent: decision.intent, atMs }, decided);
        return { ...state, book, update: { book, ...effects, decided, atMs } };
      }
      case 'event':
        return advance(state, { ...input.event, atMs });
      case 'ending':
        return advance({ ...state, isEnding: true }, { kind: 'time', atMs });
    }
  };
}

/** A position whose own signal nobody follows any more, since it was of an earlier run, ends with one that points the other way. */
const turnedBy = ({ id, symbol, direction }: Signal, { live }: PositionBook): Position | undefined =>
  [...live.values()].find(
    (position) => position.symbol === symbol && position.id !== id && position.direction !== direction,
  );

const decide = (
  { book, isEnding, account, prices }: LoopState,
  signal: Signal,
  atMs: number,
  { instrumentOf, tradingRules }: PositionLoopDeps,
): EntryDecision => {
  const priceOf = (symbol: InstrumentSymbol): Decimal | undefined => {
    const price = prices.get(symbol)?.price ?? 0;
    return price > 0 ? Decimal.of(price) : undefined;
  };
  const live = [...book.live.values()];
  // What our own positions hold is no stranger's.
  const foreign = account?.held.filter(({ symbol }) => !live.some((position) => position.symbol === symbol));
  return decideEntry(
    {
      signal,
      account: account && { ...account, held: foreign ?? [] },
      market: marketOf(instrumentOf(signal.symbol), priceOf(signal.symbol), prices.get(signal.symbol)?.exchangeTimeMs),
      live,
      trades: tradesOf(book),
      priceOf,
      isStopped: book.isStopped || isEnding,
      atMs,
    },
    tradingRules,
  );
};

const marketOf = (
  instrument: Instrument | undefined,
  price: Decimal | undefined,
  priceAtMs: number | undefined,
): RiskMarket | undefined =>
  instrument && price && priceAtMs !== undefined ? { instrument, price, priceAtMs } : undefined;

/** Positions that are over, oldest first. */
const tradesOf = ({ live, ended }: PositionBook): readonly ClosedTrade[] =>
  [...ended.values(), ...live.values()]
    .map(closedTrade)
    .filter((trade) => trade !== undefined)
    .sort((a, b) => a.closedAtMs - b.closedAtMs);
