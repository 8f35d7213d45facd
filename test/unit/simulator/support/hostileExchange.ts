import { afterEach } from 'vitest';
import {
  startSimulator,
  syntheticMarket,
  type Simulator,
  type SimulatorOptions,
} from '../../../../src/simulator/index.js';
import { WireClient } from './wireClient.js';

export const market = syntheticMarket({ seed: 1 });

/** Simulators and clients of one test file, all ended after each test. */
export function hostileExchange() {
  const simulators: Simulator[] = [];
  const clients: WireClient[] = [];
  afterEach(async () => {
    for (const { socket } of clients.splice(0)) socket.terminate();
    await Promise.all(simulators.splice(0).map((simulator) => simulator.stop()));
  });
  return {
    /** A market minute in a tenth of a second unless told otherwise. */
    start: async (options: Partial<SimulatorOptions> = {}): Promise<Simulator> => {
      const simulator = await startSimulator({ market, speed: 600, ...options });
      simulators.push(simulator);
      return simulator;
    },
    connect: async (simulator: Simulator, path: string): Promise<WireClient> => {
      const client = await WireClient.open(simulator, path);
      clients.push(client);
      return client;
    },
    /** A client whose handshake is not awaited. */
    dial: (simulator: Simulator, path: string): WireClient => {
      const client = new WireClient(`${simulator.streamUrl}${path}`);
      clients.push(client);
      return client;
    },
  };
}
