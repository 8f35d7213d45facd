import { parentPort, workerData } from 'node:worker_threads';
import { createMarket } from './createMarket.js';
import { startSimulator, type Simulator } from './server.js';
import { packError } from './threadError.js';
import type { SimulatorThreadOptions, ThreadAnswer, ThreadQuestion } from './threadMessages.js';

/** The thread's side of `startSimulatorThread`. */
const post = (answer: ThreadAnswer): void => parentPort?.postMessage(answer);

async function start({ market, ...options }: SimulatorThreadOptions): Promise<void> {
  try {
    const simulator = await startSimulator({ market: createMarket(market), ...options });
    parentPort?.on('message', (question: ThreadQuestion) => void answer(simulator, question));
    const { port, url, streamUrl, clock } = simulator;
    const { startMs, endMs, speed, startedAtMs } = clock;
    post({ kind: 'started', simulator: { port, url, streamUrl, startMs, endMs, speed, startedAtMs } });
  } catch (error) {
    post({ kind: 'startFailed', error: packError(error) });
  }
}

async function answer(simulator: Simulator, question: ThreadQuestion): Promise<void> {
  if (question.kind === 'stop') {
    await simulator.stop();
    // Nothing is left to wait for: without the port the thread ends by itself.
    parentPort?.close();
    return;
  }
  const { id } = question;
  try {
    if (question.kind === 'stats') {
      post({ kind: 'answer', id, value: simulator.stats() });
      return;
    }
    const { symbol, interval, fromMs, toMs } = question.query;
    post({ kind: 'answer', id, value: simulator.truth(symbol, interval, fromMs, toMs) });
  } catch (error) {
    post({ kind: 'failed', id, error: packError(error) });
  }
}

void start(workerData as SimulatorThreadOptions);
