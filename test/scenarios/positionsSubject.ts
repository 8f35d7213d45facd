import { EMPTY, filter, map, mergeMap, NEVER, of, share, startWith, type Observable } from 'rxjs';
import { paperGateway, type PaperGateway } from '../../src/adapters/paper/index.js';
import { trading } from '../../src/app/trading.js';
import type { PositionBook } from '../../src/core/positions/reduceBook.js';
import type { RiskAccount } from '../../src/core/risk/riskInput.js';
import type { TradingRules } from '../../src/core/risk/riskRules.js';
import { Decimal } from '../../src/domain/decimal.js';
import type { OrderEvent, OrderRequest } from '../../src/domain/order.js';
import type { Signal } from '../../src/domain/signal.js';
import type { ScenarioInputs, ScenarioParams, Subject } from '../../src/marbles/index.js';
import type { OrderGateway } from '../../src/ports/orderGateway.js';
import type { PositionUpdate, PositionWord } from '../../src/streams/positionLoop.js';
import { bitcoin, freeOfCosts } from '../support/trading/paper.js';
import { commandInWords, positionRules } from '../support/trading/positions.js';
import { certificate, instrument, signal, tradingRules } from '../support/trading/risk.js';

/**
 * The real loop of positions with the paper gateway, on 1,000 USDT: a fifth of it goes into BTCUSDT, with a stop 5 % away
 * and, unless told otherwise, no target and no trailing.
 *
 * Inputs: `prices` of BTCUSDT; `signals`: `long 1` and `short 1` open signal 1, `turned 1` and `fell 1` end it; `words`:
 * `killed`, `lifted`. Parameters: `targets`, `trailing`, `timeout`, `cooldown`, `stops=refused` or `stops=unanswered`.
 * Outputs: `orders` are the commands; `states` the state of each position as it changes; `refused` why signals are not traded;
 * `equity` the account's, as it changes.
 */
export const positionsSubject: Subject = {
  run: (inputs, params, scheduler) => {
    const prices$ = inputs.get('prices').pipe(
      map((price) => ({ symbol: bitcoin, price: Number(price), exchangeTimeMs: scheduler.now() })),
      share(),
    );
    const paper = paperGateway({
      quoteAsset: 'USDT',
      startBalanceQuote: Decimal.of(1_000),
      leverage: 3,
      costs: freeOfCosts,
      instrumentOf: () => instrument(),
      random: () => 0.5,
      prices$,
      market: scheduler,
    });
    const updates$ = trading({
      gateway: withStops(paper, params.text('stops', 'taken')),
      signals$: optional(inputs, 'signals').pipe(map((words) => toSignal(String(words), scheduler.now()))),
      prices$,
      words$: optional(inputs, 'words').pipe(map((kind) => ({ kind }) as PositionWord)),
      accounts$: prices$.pipe(
        startWith(undefined),
        map(() => toAccount(paper, scheduler.now())),
      ),
      instrumentOf: () => instrument(),
      tradingRules: rulesOf(params),
      positionRules,
      lookPeriodMs: 1_000,
      market: scheduler,
      transport: scheduler,
      answerWithinMs: 3_000,
      settleMs: 0,
      backoff: { baseMs: 1_000, capMs: 1_000, resetAfterMs: 1_000 },
      random: () => 1,
    }).pipe(share());
    return {
      orders: updates$.pipe(mergeMap(({ commands }) => commands.map(commandInWords))),
      states: updates$.pipe(statesOf()),
      refused: updates$.pipe(mergeMap(refusalOf)),
      equity: updates$.pipe(
        map(() => paper.account().equityQuote.toString()),
        changes('1000'),
      ),
    };
  },
};

const optional = (inputs: ScenarioInputs, name: string): Observable<unknown> =>
  inputs.has(name) ? inputs.get(name) : NEVER;

const toAccount = (paper: PaperGateway, knownAtMs: number): RiskAccount => ({
  status: 'ready',
  knownAtMs,
  ...paper.account(),
  held: [],
});

function toSignal(words: string, atMs: number): Signal {
  const [what, id = ''] = words.split(' ');
  const facts = signal({ id, atMs, openedAtMs: atMs, certificates: [certificate({ toMs: atMs })] });
  if (what === 'long' || what === 'short') return { ...facts, kind: 'opened', direction: what };
  return { ...facts, kind: 'closed', cause: what === 'turned' ? 'turned' : 'fell' };
}

function rulesOf(params: ScenarioParams): TradingRules {
  const rules = tradingRules({
    accountMaxAgeMs: 3_600_000,
    priceMaxAgeMs: 3_600_000,
    lossesInARow: params.has('cooldown') ? 1 : 0,
    lossCooldownMs: params.durationMs('cooldown', 0),
  });
  const targets = params.numbers('targets', []).map((distanceRatio) => ({ distanceRatio, share: 0.4 }));
  const [fromRatio, distanceRatio] = params.numbers('trailing', []);
  const trailing =
    fromRatio === undefined || distanceRatio === undefined ? undefined : { fromRatio, distanceRatio, stepRatio: 0.01 };
  const timeoutMs = params.has('timeout') ? params.durationMs('timeout') : undefined;
  return { ...rules, exits: { ...rules.exits, targets, trailing, timeoutMs } };
}

/** The gateway of an exchange that treats stops badly. */
function withStops(paper: PaperGateway, stops: string): OrderGateway {
  if (stops === 'taken') return paper;
  const badly = ({ clientOrderId, symbol }: OrderRequest): Observable<OrderEvent> => {
    const facts = { clientOrderId, symbol, exchangeTimeMs: 0 };
    return stops === 'refused' ? of({ ...facts, kind: 'rejected', reason: 'other', message: 'no stops today' }) : NEVER;
  };
  return {
    ...paper,
    submit: (order) => (order.type === 'stopMarket' ? badly(order) : paper.submit(order)),
    query: (ref) => (ref.isConditional ? NEVER : paper.query(ref)),
  };
}

/** `1 open`, `1 closed by stop`: each change of each position. */
const statesOf = () => (updates$: Observable<PositionUpdate>) =>
  updates$.pipe(
    map(({ book }) => positionsInWords(book)),
    startWith<ReadonlyMap<string, string>>(new Map()),
    (states$) => pairs(states$),
    mergeMap(([before, now]) => [...now].filter(([id, words]) => before.get(id) !== words).map(([, words]) => words)),
  );

const pairs = <T>(source$: Observable<T>): Observable<[T, T]> => {
  let last: T | undefined;
  return source$.pipe(
    mergeMap((value) => {
      const before = last;
      last = value;
      return before === undefined ? EMPTY : of<[T, T]>([before, value]);
    }),
  );
};

const positionsInWords = ({ live, ended }: PositionBook): ReadonlyMap<string, string> =>
  new Map(
    [...ended.values(), ...live.values()].map(({ id, state, exitCause }) => [
      id,
      `${id} ${state}${exitCause && state !== 'open' ? ` by ${exitCause}` : ''}`,
    ]),
  );

const refusalOf = ({ decided, problems }: PositionUpdate): string[] => [
  ...(decided?.decision.kind === 'refused' ? [decided.decision.refusal.kind] : []),
  ...problems.map(({ kind }) => `!${kind}`),
];

const changes =
  <T>(first: T) =>
  (source$: Observable<T>): Observable<T> => {
    let last = first;
    return source$.pipe(filter((value) => value !== last && ((last = value), true)));
  };
