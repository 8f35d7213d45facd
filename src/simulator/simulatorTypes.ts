import type { AccountOptions } from './account/accountOptions.js';
import type { SimulatedAccount } from './account/simulatedAccount.js';
import type { ChaosOptions } from './faults/chaosFaults.js';
import type { FaultCounts } from './faults/faultLog.js';
import type { FaultRecord } from './faults/faultRun.js';
import type { FaultSpec } from './faults/faultSpec.js';
import type { Market } from './market.js';
import type { MarketClock } from './marketClock.js';
import type { Address } from './rest/adminRoutes.js';
import type { Truth } from './truth.js';

export interface SimulatorOptions {
  readonly market: Market;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Default 0: the system chooses a free one. */
  readonly port?: number;
  /** Of the spot side; default 0: the system chooses a free one. */
  readonly spotPort?: number;
  /** Market milliseconds per wall millisecond; default 1. */
  readonly speed?: number;
  /** Push finals of klines without trades too; default false, as the venue is silent on them. */
  readonly flatFinals?: boolean;
  /** Request weight per client address and wall minute; default 2,400. */
  readonly weightLimitPerMinute?: number;
  /** What goes wrong and when. */
  readonly faults?: readonly FaultSpec[];
  /** Faults at random, besides. */
  readonly chaos?: ChaosOptions;
  /** Without it every API key is unknown. */
  readonly account?: AccountOptions;
}

/** What one side of the simulator has done so far. */
export interface SideStats {
  readonly restRequests: number;
  /** HTTP replies by status. */
  readonly restReplies: Readonly<Record<string, number>>;
  /** Requests refused for their weight, by the exchange itself and not by a fault. */
  readonly refusals: { readonly tooMany: number; readonly banned: number };
  /** Standing now. */
  readonly connections: number;
  /** Of WebSocket connections, by what became of them. */
  readonly handshakes: { readonly accepted: number; readonly refused: number; readonly hung: number };
  readonly streams: number;
  readonly messagesReceived: number;
  readonly framesSent: number;
  readonly bytesSent: number;
  /** Closed klines that were due on subscribed streams, each counted once. */
  readonly finals: number;
}

/** What the simulator has done so far, but for its spot side. */
export interface SimulatorStats extends SideStats {
  readonly faults: FaultCounts;
}

/** The spot market of the same exchange: an address, a request weight and connections of its own, and no faults. */
export interface SpotSide extends Address {
  readonly port: number;
  /** As `Simulator.truth`, of spot symbols. */
  readonly truth: Truth;
  readonly stats: () => SideStats;
}

export interface Simulator {
  readonly port: number;
  /** Base of the REST paths, without a slash at the end. */
  readonly url: string;
  /** Base of the WebSocket paths, without a slash at the end. */
  readonly streamUrl: string;
  readonly clock: MarketClock;
  readonly truth: Truth;
  readonly stats: () => SimulatorStats;
  /** The faults injected so far, in order; the oldest are forgotten beyond 10,000. */
  readonly faults: () => readonly FaultRecord[];
  /** Injects a fault, its `atMs` counting from now. Throws a `BadInputError` for one that is none. */
  readonly inject: (fault: FaultSpec) => void;
  /** `undefined` when none was asked for. */
  readonly account: SimulatedAccount | undefined;
  /** Lists nothing beside a market of which no spot side is known, such as a recording. */
  readonly spot: SpotSide;
  /** Closes both ports and every connection at once. */
  readonly stop: () => Promise<void>;
}
