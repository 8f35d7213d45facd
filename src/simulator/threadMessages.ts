import type { Kline, KlineInterval } from '../domain/kline.js';
import type { AccountCommand, AccountReply } from './account/accountCommand.js';
import type { MarketSpec } from './createMarket.js';
import type { FaultRecord } from './faults/faultRun.js';
import type { FaultSpec } from './faults/faultSpec.js';
import type { SideStats, SimulatorOptions, SimulatorStats, SpotSide } from './simulatorTypes.js';

/** What a simulator in a thread is started with: plain data only. */
export interface SimulatorThreadOptions extends Omit<SimulatorOptions, 'market'> {
  readonly market: MarketSpec;
}

/** An error on its way between threads, where classes do not survive. */
export interface ThreadError {
  readonly code: string | undefined;
  readonly message: string;
  readonly details: object | undefined;
  readonly stack: string | undefined;
}

/** One side of the simulator, as far as it can be told to another thread. */
export type StartedSide = Pick<SpotSide, 'port' | 'url' | 'streamUrl'>;

/** What the simulator says once it listens. */
export interface StartedSimulator {
  readonly port: number;
  readonly url: string;
  readonly streamUrl: string;
  readonly spot: StartedSide;
  readonly startMs: number;
  /** Infinity when the market never ends. */
  readonly endMs: number;
  readonly speed: number;
  /** Wall time (epoch ms) at which market time was `startMs`. */
  readonly startedAtMs: number;
}

interface TruthQuery {
  readonly symbol: string;
  readonly interval: KlineInterval;
  readonly fromMs: number;
  readonly toMs: number;
}

/** To the thread; every question but `stop` carries a number that its answer repeats. */
export type ThreadQuestion =
  | { readonly kind: 'truth' | 'spotTruth'; readonly id: number; readonly query: TruthQuery }
  | { readonly kind: 'stats' | 'spotStats' | 'faults'; readonly id: number }
  | { readonly kind: 'inject'; readonly id: number; readonly fault: FaultSpec }
  | { readonly kind: 'account'; readonly id: number; readonly command: AccountCommand }
  | { readonly kind: 'stop' };

/** What a question is answered with. */
export type ThreadValue =
  readonly Kline[] | SideStats | SimulatorStats | readonly FaultRecord[] | AccountReply | undefined;

/** From the thread. */
export type ThreadAnswer =
  | { readonly kind: 'started'; readonly simulator: StartedSimulator }
  | { readonly kind: 'startFailed'; readonly error: ThreadError }
  | { readonly kind: 'answer'; readonly id: number; readonly value: ThreadValue }
  | { readonly kind: 'failed'; readonly id: number; readonly error: ThreadError };
