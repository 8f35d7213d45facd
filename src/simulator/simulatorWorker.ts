import { parentPort, workerData } from 'node:worker_threads';
import { runAccountCommand } from './account/accountCommand.js';
import { createMarket } from './createMarket.js';
import { startSimulator } from './server.js';
import type { Simulator } from './simulatorTypes.js';
import { packError } from './threadError.js';
import type {
  SimulatorThreadOptions,
  StartedSide,
  ThreadAnswer,
  ThreadQuestion,
  ThreadValue,
} from './threadMessages.js';

/** The thread's side of `startSimulatorThread`. */
const post = (answer: ThreadAnswer): void => parentPort?.postMessage(answer);

async function start({ market, ...options }: SimulatorThreadOptions): Promise<void> {
  try {
    const simulator = await startSimulator({ market: createMarket(market), ...options });
    parentPort?.on('message', (question: ThreadQuestion) => void answer(simulator, question));
    const { port, url, streamUrl, clock } = simulator;
    const { startMs, endMs, speed, startedAtMs } = clock;
    const { spot } = simulator;
    const times = { startMs, endMs, speed, startedAtMs };
    post({ kind: 'started', simulator: { port, url, streamUrl, spot: placeOf(spot), ...times } });
  } catch (error) {
    post({ kind: 'startFailed', error: packError(error) });
  }
}

const placeOf = ({ port, url, streamUrl }: StartedSide): StartedSide => ({ port, url, streamUrl });

async function answer(simulator: Simulator, question: ThreadQuestion): Promise<void> {
  if (question.kind === 'stop') {
    await simulator.stop();
    // Nothing is left to wait for: without the port the thread ends by itself.
    parentPort?.close();
    return;
  }
  const { id } = question;
  try {
    post({ kind: 'answer', id, value: valueOf(simulator, question) });
  } catch (error) {
    post({ kind: 'failed', id, error: packError(error) });
  }
}

function valueOf(simulator: Simulator, question: Exclude<ThreadQuestion, { readonly kind: 'stop' }>): ThreadValue {
  switch (question.kind) {
    case 'stats':
      return simulator.stats();
    case 'spotStats':
      return simulator.spot.stats();
    case 'faults':
      return simulator.faults();
    case 'inject':
      simulator.inject(question.fault);
      return undefined;
    case 'account':
      return runAccountCommand(simulator.account, question.command);
    case 'truth':
    case 'spotTruth': {
      const { symbol, interval, fromMs, toMs } = question.query;
      const { truth } = question.kind === 'truth' ? simulator : simulator.spot;
      return truth(symbol, interval, fromMs, toMs);
    }
  }
}

void start(workerData as SimulatorThreadOptions);
