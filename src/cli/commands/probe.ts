import {
  catchError,
  concat,
  defer,
  filter,
  firstValueFrom,
  map,
  NEVER,
  of,
  take,
  tap,
  throwError,
  timeout,
  TimeoutError,
  type Observable,
} from 'rxjs';
import { loadConfig } from '../../config/loadConfig.js';
import { isScannerError } from '../../domain/errors.js';
import { allPrices, type KlineEvent, type PricesEvent, type Topic } from '../../domain/feed.js';
import { instrumentSymbol } from '../../domain/kline.js';
import { seriesKey } from '../../domain/series.js';
import type { FeedSource } from '../../ports/marketData.js';
import { connectExchange, type Exchange } from '../exchange.js';
import { configFlags, type RunFlags } from '../flags.js';
import { exitCodes, isAbort } from '../exit.js';
import { stopSignal } from '../stopSignal.js';

interface Check {
  readonly what: string;
  readonly isGood: boolean;
  readonly found: string;
}

const firstDatumTimeoutMs = 10_000;
const largestGoodOffsetMs = 1_000;
const probedSymbol = instrumentSymbol('BTCUSDT');

/** Looks whether the exchange can be worked with, line by line. Resolves with the exit code: 1 when something is wrong. */
export async function probe(flags: RunFlags, env: NodeJS.ProcessEnv): Promise<number> {
  const { config } = loadConfig({ profile: flags.profile, configFile: flags.config, env, flags: configFlags(flags) });
  const stop = stopSignal(config.exchange.requestTimeoutMs);
  const checks: Check[] = [];
  const report = (check: Check): void => {
    checks.push(check);
    process.stdout.write(`${check.isGood ? 'ok  ' : 'BAD '} ${check.what.padEnd(22)} ${check.found}\n`);
  };
  try {
    let reason = 'no answer in time';
    const notify = { onUnreachable: (error: Error) => (reason = error.message), onReachable: () => undefined };
    const exchange = await connectExchange(
      { ...config, exchange: { ...config.exchange, maxRetries: 0 } },
      env,
      notify,
      stop.signal,
    ).catch((error: unknown) => {
      if (!isAbort(error)) throw error;
      report({ what: 'reachable', isGood: false, found: reason });
      return undefined;
    });
    if (exchange) await probeExchange(exchange, report).finally(exchange.close);
  } finally {
    stop.dispose();
  }
  const bad = checks.filter(({ isGood }) => !isGood).length;
  process.stdout.write(
    bad === 0
      ? 'The exchange can be scanned.\n'
      : `The exchange cannot be scanned: ${bad} of ${checks.length} checks failed.\n`,
  );
  return bad === 0 ? exitCodes.ok : exitCodes.failed;
}

async function probeExchange({ marketData, market }: Exchange, report: (check: Check) => void): Promise<void> {
  const steps: readonly Observable<Check>[] = [
    checked('reachable', marketData.fetchServerTime(), ({ sentAtMs, receivedAtMs }) => ({
      isGood: true,
      found: `REST answers in ${receivedAtMs - sentAtMs} ms`,
    })),
    checked('clock', of(market.speed === 1 ? Math.round(market.offsetMs) : 0), (offsetMs) => ({
      isGood: Math.abs(offsetMs) <= largestGoodOffsetMs,
      found:
        market.speed === 1
          ? `our clock is ${Math.abs(offsetMs)} ms ${offsetMs > 0 ? 'behind' : 'ahead'}`
          : `simulated, ${market.speed}× real time`,
    })),
    checked('instruments', marketData.fetchInstruments(), (instruments) => {
      const trading = instruments.filter(
        ({ status, contractType }) => status === 'TRADING' && contractType === 'PERPETUAL',
      ).length;
      return { isGood: trading > 0, found: `${instruments.length} listed, ${trading} perpetuals trading` };
    }),
    checked(
      'klines over REST',
      marketData.fetchKlines({ symbol: probedSymbol, interval: '5m', limit: 10 }),
      (klines) => ({
        isGood: klines.length > 0,
        found: `${klines.length} of ${probedSymbol}/5m`,
      }),
    ),
    firstDatum('klines over WebSocket', marketData.klines, seriesKey(probedSymbol, '1m')),
    firstDatum('prices over WebSocket', marketData.prices, allPrices),
  ];
  await firstValueFrom(
    concat(...steps).pipe(
      tap(report),
      filter(() => false),
    ),
    { defaultValue: undefined },
  );
}

function firstDatum(
  what: string,
  source: FeedSource<KlineEvent> | FeedSource<PricesEvent>,
  topic: Topic,
): Observable<Check> {
  return defer(() => {
    const startedAtMs = Date.now();
    const frame$ = source.connect(concat(of(new Set([topic])), NEVER)).pipe(
      filter((event) => typeof event === 'string'),
      // A forming kline is ignored by the feed, but it proves that the stream speaks; a reply to SUBSCRIBE does not.
      filter((frame) => frame.includes('"e":')),
      timeout({ first: firstDatumTimeoutMs }),
    );
    return checked(what, frame$, () => ({ isGood: true, found: `first datum after ${Date.now() - startedAtMs} ms` }));
  });
}

const checked = <T>(
  what: string,
  answer$: Observable<T>,
  judge: (answer: T) => Omit<Check, 'what'>,
): Observable<Check> =>
  answer$.pipe(
    take(1),
    map((answer) => ({ what, ...judge(answer) })),
    catchError((error: unknown) => {
      if (error instanceof TimeoutError)
        return of({ what, isGood: false, found: `nothing within ${firstDatumTimeoutMs} ms` });
      return isScannerError(error) ? of({ what, isGood: false, found: error.message }) : throwError(() => error);
    }),
  );
