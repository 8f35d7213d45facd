import { catchError, EMPTY, lastValueFrom, merge, takeUntil, timer } from 'rxjs';
import type { AccountData } from '../../ports/accountData.js';
import type { ConnectionGovernorPort, MarketData } from '../../ports/marketData.js';
import { accountSnapshot } from './accountSnapshot.js';
import { accountSocket } from './accountSocket.js';
import type { Credentials } from './authorization.js';
import { ConnectionGovernor } from './connectionGovernor.js';
import { decodeAccount } from './decodeAccount.js';
import { listenKeys, type ListenKeys } from './listenKey.js';
import { marketData } from './marketData.js';
import { binanceDefaults, type BinanceOptions, type BinanceSettings } from './options.js';
import { restClient } from './rest.js';
import { signedRest } from './signedRest.js';

/** Binance USD-M futures: its public data and any account's, within one request weight and one allowance of connections. */
export interface BinanceExchange extends ConnectionGovernorPort {
  readonly marketData: MarketData;
  /** The account that these keys belong to. Throws a `BadInputError`, without the keys, when they cannot be used. */
  readonly accountData: (credentials: Credentials) => AccountData;
  /**
   * Ends every REST connection; requests under way fail, waiting ones never leave. Sockets end with their feeds, which
   * should have ended before.
   */
  readonly close: () => Promise<void>;
}

/** Binance USD-M futures, or anything that speaks its wire. Nothing is opened before it is asked. */
export function binanceExchange(options: BinanceOptions): BinanceExchange {
  const settings: BinanceSettings = { ...binanceDefaults, ...options };
  const rest = restClient(settings);
  const governor = new ConnectionGovernor(settings);
  const accountKeys: ListenKeys[] = [];

  function accountData(credentials: Credentials): AccountData {
    const signed = signedRest(rest, credentials, settings);
    const keys = listenKeys(signed, settings);
    accountKeys.push(keys);
    const { streamProxyUrl: proxyUrl } = settings;
    return {
      events: {
        connect: (topics$) =>
          accountSocket({ ...settings, proxyUrl, keys, admit: (connect) => governor.admit(connect) }, topics$),
        decode: decodeAccount,
      },
      fetchAccount: () => accountSnapshot(rest, signed, settings),
    };
  }

  return {
    marketData: marketData(settings, rest, governor),
    accountData,
    connectionBudget$: governor.budget$,
    close: async () => {
      governor.close();
      if (settings.deleteListenKeyOnClose) await endKeys(accountKeys, settings);
      await rest.close();
    },
  };
}

/** Ends the listen keys, as far as that can be done quickly: what fails ends by itself within the hour. */
async function endKeys(keys: readonly ListenKeys[], { closeTimeoutMs, scheduler }: BinanceSettings): Promise<void> {
  const ends = keys.map((key) => key.end().pipe(catchError(() => EMPTY)));
  await lastValueFrom(merge(...ends).pipe(takeUntil(timer(closeTimeoutMs, scheduler))), { defaultValue: undefined });
}
