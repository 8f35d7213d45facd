import { Worker } from 'node:worker_threads';
import type { Kline, KlineInterval } from '../domain/kline.js';
import type { AccountCommand, AccountReply } from './account/accountCommand.js';
import type { FaultRecord } from './faults/faultRun.js';
import type { FaultSpec } from './faults/faultSpec.js';
import type { SideStats, SimulatorStats } from './simulatorTypes.js';
import { unpackError } from './threadError.js';
import type {
  SimulatorThreadOptions,
  StartedSide,
  StartedSimulator,
  ThreadAnswer,
  ThreadQuestion,
} from './threadMessages.js';

export type { SimulatorThreadOptions } from './threadMessages.js';

type ThreadTruth = (symbol: string, interval: KlineInterval, fromMs: number, toMs: number) => Promise<readonly Kline[]>;

/** The spot side of a simulator in a thread of its own. */
interface SpotSideThread extends StartedSide {
  readonly truth: ThreadTruth;
  readonly stats: () => Promise<SideStats>;
}

/** A simulator in a thread of its own, so that neither side's load shows in the other's latency. */
export interface SimulatorThread extends Omit<StartedSimulator, 'spot'> {
  /** As `Simulator.truth`. */
  readonly truth: ThreadTruth;
  readonly stats: () => Promise<SimulatorStats>;
  /** As `Simulator.faults`. */
  readonly faults: () => Promise<readonly FaultRecord[]>;
  /** As `Simulator.inject`. */
  readonly inject: (fault: FaultSpec) => Promise<void>;
  /** Runs a method of the account; rejects as it throws. */
  readonly account: (command: AccountCommand) => Promise<AccountReply>;
  /** As `Simulator.spot`. */
  readonly spot: SpotSideThread;
  /** Closes everything and ends the thread. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts a simulator in a worker thread and resolves when it listens. Rejects as `startSimulator` and `createMarket` do: with
 * `BadInputError` for a bad data folder, a port in use, a bad speed.
 */
export function startSimulatorThread(options: SimulatorThreadOptions): Promise<SimulatorThread> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./simulatorWorker.js', import.meta.url), { workerData: options });
    const link = new ThreadLink(worker);
    worker.on('message', (answer: ThreadAnswer) => {
      if (answer.kind === 'started') resolve(threadOf(answer.simulator, link));
      else if (answer.kind === 'startFailed') reject(unpackError(answer.error));
      else link.settle(answer);
    });
    worker.on('error', (error) => {
      reject(error);
      link.fail(error);
    });
    worker.on('exit', (code) => {
      const error = new Error(`the simulator's thread ended with code ${code}`);
      reject(error);
      link.fail(error);
    });
  });
}

const threadOf = (started: StartedSimulator, link: ThreadLink): SimulatorThread => ({
  ...started,
  truth: truthOver(link, 'truth'),
  stats: () => link.ask<SimulatorStats>((id) => ({ kind: 'stats', id })),
  faults: () => link.ask<readonly FaultRecord[]>((id) => ({ kind: 'faults', id })),
  inject: (fault) => link.ask<undefined>((id) => ({ kind: 'inject', id, fault })),
  account: (command) => link.ask<AccountReply>((id) => ({ kind: 'account', id, command })),
  spot: {
    ...started.spot,
    truth: truthOver(link, 'spotTruth'),
    stats: () => link.ask<SideStats>((id) => ({ kind: 'spotStats', id })),
  },
  stop: () => link.stop(),
});

const truthOver =
  (link: ThreadLink, kind: 'truth' | 'spotTruth'): ThreadTruth =>
  (symbol, interval, fromMs, toMs) =>
    link.ask<readonly Kline[]>((id) => ({ kind, id, query: { symbol, interval, fromMs, toMs } }));

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Questions under way to the thread. */
class ThreadLink {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  readonly #ended: Promise<void>;
  #nextId = 1;
  #failure: Error | undefined;

  constructor(worker: Worker) {
    this.#worker = worker;
    this.#ended = new Promise((resolve) => worker.once('exit', () => resolve()));
  }

  ask<T>(question: (id: number) => ThreadQuestion): Promise<T> {
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise<T>((resolve, reject) => {
      if (this.#failure) {
        reject(this.#failure);
        return;
      }
      this.#pending.set(id, { resolve: (value) => resolve(value as T), reject });
      this.#worker.postMessage(question(id));
    });
  }

  settle(answer: Extract<ThreadAnswer, { kind: 'answer' | 'failed' }>): void {
    const pending = this.#pending.get(answer.id);
    this.#pending.delete(answer.id);
    if (answer.kind === 'answer') pending?.resolve(answer.value);
    else pending?.reject(unpackError(answer.error));
  }

  fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }

  async stop(): Promise<void> {
    if (!this.#failure) this.#worker.postMessage({ kind: 'stop' } satisfies ThreadQuestion);
    await this.#ended;
  }
}
