import { asyncScheduler, EMPTY, NEVER, type Observable } from 'rxjs';
import { readPaperRecord } from '../../adapters/paper/index.js';
import { liveTrading } from '../../app/liveTrading.js';
import type { MarketScheduler } from '../../app/marketScheduler.js';
import { paperTrading } from '../../app/paperTrading.js';
import type { Scanner } from '../../app/scanner.js';
import type { TradingDesk } from '../../app/tradingDesk.js';
import type { TradingDeps } from '../../app/trading.js';
import type { Config } from '../../config/schema.js';
import type { ForeignOrder } from '../../core/positions/foreignOrders.js';
import type { PositionBook } from '../../core/positions/reduceBook.js';
import type { Instrument } from '../../domain/instrument.js';
import type { InstrumentSymbol } from '../../domain/kline.js';
import type { OrderGateway } from '../../ports/orderGateway.js';
import type { PositionWord } from '../../streams/positionLoop.js';

/** Where a run trades. */
export interface RunDesk extends TradingDesk {
  /** Tells when something has changed that is kept beside the positions. */
  readonly changes$: Observable<unknown>;
  /** What is kept beside the positions. Of orders those go along that `isKept` wants. */
  readonly exportAccount: (isKept: (clientOrderId: string) => boolean) => unknown;
  readonly foreignOrders$: Observable<ForeignOrder>;
}

export interface RunDeskDeps {
  readonly config: Config;
  readonly scanner: TradedScanner;
  readonly market: MarketScheduler;
  readonly instrumentOf: (symbol: InstrumentSymbol) => Instrument | undefined;
  readonly words$: Observable<PositionWord>;
  readonly book: PositionBook;
  /** As it was exported. */
  readonly account: unknown;
  /** Where orders go; `undefined`: to paper. */
  readonly gateway: OrderGateway | undefined;
  readonly keep: NonNullable<TradingDeps['keep']>;
  /** As of `LiveTradingDeps`; what is on paper waits for nobody. */
  readonly ending$: Observable<unknown>;
}

export type TradedScanner = Pick<Scanner, 'signals$' | 'priceFeed$' | 'cycles$' | 'accountUpdates$'>;

/** After the time that a signed order is taken, it may still be on its way through the exchange. */
const throughExchangeMs = 1_000;

export function openDesk({ config, account, gateway, keep, ending$, ...deps }: RunDeskDeps): RunDesk {
  const common = {
    ...deps,
    settings: config.trading,
    quoteAsset: config.universe.quoteAsset,
    backoff: config.feeds.backoff,
    random: Math.random,
    speed: deps.market.speed,
    transport: asyncScheduler,
  };
  if (gateway) {
    const settleMs = config.account.recvWindowMs + throughExchangeMs;
    return {
      ...liveTrading({ ...common, gateway, keep, ending$, settleMs }),
      changes$: EMPTY,
      exportAccount: () => undefined,
    };
  }
  const paper = paperTrading({ ...common, account: readPaperRecord(account) });
  return { ...paper, changes$: paper.orderEvents$, exportAccount: paper.exportState, foreignOrders$: NEVER };
}
