import { catchError, EMPTY, lastValueFrom, merge, Subject, takeUntil, tap, timer } from 'rxjs';
import type { AccountData } from '../../ports/accountData.js';
import { isFrame, type ConnectionGovernorPort, type Frame, type MarketData } from '../../ports/marketData.js';
import type { OrderGateway } from '../../ports/orderGateway.js';
import { accountSnapshot } from './accountSnapshot.js';
import { accountSocket } from './accountSocket.js';
import type { Credentials } from './authorization.js';
import { ConnectionGovernor } from './connectionGovernor.js';
import { decodeAccount } from './decodeAccount.js';
import { listenKeys, type ListenKeys } from './listenKey.js';
import { marketData } from './marketData.js';
import { binanceDefaults, type BinanceOptions, type BinanceSettings } from './options.js';
import { orderGateway } from './orderGateway.js';
import { restClient } from './rest.js';
import { signedRest, type SignedRest } from './signedRest.js';

/** Binance USD-M futures: its public data and any account's, within one request weight and one allowance of connections. */
export interface BinanceExchange extends ConnectionGovernorPort {
  readonly marketData: MarketData;
  /** The account that these keys belong to. Throws a `BadInputError`, without the keys, when they cannot be used. */
  readonly accountData: (credentials: Credentials) => AccountData;
  /**
   * Orders of that account. Its `events$` tell what the account's feed hears: they are silent unless that of
   * `accountData`, of the same keys, is subscribed to. Throws as `accountData` does.
   */
  readonly orderGateway: (credentials: Credentials) => OrderGateway;
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
  const accounts: Account[] = [];

  function accountOf(credentials: Credentials): Account {
    const known = accounts.find((each) => isSame(each.credentials, credentials));
    if (known) return known;
    const signed = signedRest(rest, credentials, settings);
    const account = { credentials, signed, keys: listenKeys(signed, settings), frames$: new Subject<Frame>() };
    accounts.push(account);
    return account;
  }

  function accountData(credentials: Credentials): AccountData {
    const { signed, keys, frames$ } = accountOf(credentials);
    const { streamProxyUrl: proxyUrl } = settings;
    const admit: ConnectionGovernor['admit'] = (connect) => governor.admit(connect);
    return {
      events: {
        connect: (topics$) =>
          accountSocket({ ...settings, proxyUrl, keys, admit }, topics$).pipe(
            tap((event) => {
              if (isFrame(event)) frames$.next(event);
            }),
          ),
        decode: decodeAccount,
      },
      fetchAccount: () => accountSnapshot(rest, signed, settings),
    };
  }

  return {
    marketData: marketData(settings, rest, governor),
    accountData,
    orderGateway: (credentials) => {
      const { signed, frames$ } = accountOf(credentials);
      return orderGateway({ rest, signed, frames$, marketNow: settings.marketNow });
    },
    connectionBudget$: governor.budget$,
    close: async () => {
      governor.close();
      if (settings.deleteListenKeyOnClose)
        await endKeys(
          accounts.map(({ keys }) => keys),
          settings,
        );
      await rest.close();
    },
  };
}

/** What is shared by everyone who is about one account. */
interface Account {
  readonly credentials: Credentials;
  readonly signed: SignedRest;
  readonly keys: ListenKeys;
  /** What its stream says, as it comes. */
  readonly frames$: Subject<Frame>;
}

const isSame = (a: Credentials, b: Credentials): boolean =>
  a.apiKey.reveal() === b.apiKey.reveal() && a.secretKey.reveal() === b.secretKey.reveal();

/** Ends the listen keys, as far as that can be done quickly: what fails ends by itself within the hour. */
async function endKeys(keys: readonly ListenKeys[], { closeTimeoutMs, scheduler }: BinanceSettings): Promise<void> {
  const ends = keys.map((key) => key.end().pipe(catchError(() => EMPTY)));
  await lastValueFrom(merge(...ends).pipe(takeUntil(timer(closeTimeoutMs, scheduler))), { defaultValue: undefined });
}
