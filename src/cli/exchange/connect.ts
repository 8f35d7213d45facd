import { concatMap, lastValueFrom, map, range, toArray } from 'rxjs';
import { MarketScheduler, type ClockSample } from '../../app/marketScheduler.js';
import { BadInputError } from '../../domain/errors.js';
import type { AccountData } from '../../ports/accountData.js';
import type { ConnectionGovernorPort, MarketData } from '../../ports/marketData.js';
import type { OrderGateway } from '../../ports/orderGateway.js';
import type { SpotData } from '../../ports/spotData.js';
import type { FetchTruth } from '../report/audit.js';
import type { Venue } from './openVenue.js';
import { readSimulatorClock, truthOf, type SimulatorClock } from './simulatorLink.js';

/** An exchange that has answered: its data, and its time. */
export interface Exchange extends ConnectionGovernorPort {
  readonly marketData: MarketData;
  readonly spotData: SpotData | undefined;
  /** Of the account that is watched, if any. */
  readonly accountData: AccountData | undefined;
  /** Where orders of that account go, when it is traded with: it can be. */
  readonly orderGateway: OrderGateway | undefined;
  readonly market: MarketScheduler;
  /** What a simulator knows to be true; absent on a real exchange. */
  readonly fetchTruth?: FetchTruth;
  /** Market time at which a recording ends. */
  readonly endMs: number;
  /** Reads the exchange's clock again. Rejects with a `ScannerError` when it does not answer. */
  readonly syncClock: () => Promise<void>;
}

const clockSamples = 3;

/**
 * Reads the clock of an exchange, once. Rejects with a `ScannerError` when it does not answer as it should, and with a
 * `BadInputError` when it is to be traded with an account that cannot be.
 */
export async function connect(venue: Venue, timeoutMs: number): Promise<Exchange> {
  const { marketData, spotData, account, connectionBudget$, restUrl } = venue;
  const samples = await readClock(marketData);
  const simulator = await simulatorClockOf(venue, timeoutMs);
  const market = new MarketScheduler({ speed: simulator?.speed ?? 1, sample: samples[0]! });
  market.sync(samples);
  venue.useClock(market);
  if (account.orderGateway) await refuseObstacle(account.orderGateway);
  return {
    marketData,
    spotData,
    accountData: account.accountData,
    orderGateway: account.orderGateway,
    connectionBudget$,
    market,
    endMs: simulator?.endMs ?? Infinity,
    syncClock: async () => market.sync(await readClock(marketData)),
    ...(simulator && { fetchTruth: truthOf(restUrl, timeoutMs) }),
  };
}

async function refuseObstacle(gateway: OrderGateway): Promise<void> {
  const found = await lastValueFrom(gateway.obstacle(), { defaultValue: undefined });
  if (found === undefined) return;
  const expected = 'an account that can be traded with';
  throw new BadInputError(`the account of BINANCE_API_KEY cannot be traded with: ${found}`, {
    place: 'account',
    found,
    expected,
  });
}

const readClock = (marketData: Pick<MarketData, 'fetchServerTime'>): Promise<readonly ClockSample[]> =>
  lastValueFrom(
    range(clockSamples).pipe(
      concatMap(() => marketData.fetchServerTime({ maxRetries: 0 })),
      map(({ serverTimeMs, receivedAtMs }) => ({ exchangeTimeMs: serverTimeMs, receivedAtMs })),
      toArray(),
    ),
    { defaultValue: [] },
  );

/** A simulator in another process can only be on this machine. */
const simulatorClockOf = async (
  { simulatorClock, restUrl }: Venue,
  timeoutMs: number,
): Promise<SimulatorClock | undefined> =>
  simulatorClock ?? (isLoopback(restUrl) ? readSimulatorClock(restUrl, timeoutMs) : undefined);

const isLoopback = (url: string): boolean => /^(localhost|127\.|\[::1\])/.test(new URL(url).hostname);
