import type { ConfigPath } from './paths.js';
import { leafAt } from './tree.js';

/** A setting with its default, as a person reads it: `` `feeds.pingPeriodMs` (20 s) ``. */
function setting(path: ConfigPath): string {
  const leaf = leafAt(path);
  return `\`${path}\` (${durationText(Number(leaf?.defaultValue))})`;
}

const units = [
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
] as const;

/** In the largest unit that leaves a whole number above 1. */
function durationText(ms: number): string {
  const [length, unit] = units.find(([unitMs]) => ms % unitMs === 0 && ms > unitMs) ?? [1, 'ms'];
  return `${ms / length} ${unit}`;
}

/** All that is said to stay alive and all that ends a connection, in one table, with the defaults. */
export const silenceSection = (): string => `## Pings, pongs and silence

Every connection is pinged alike, and one timer watches it: no word for longer than its silence, and it is given up and
made anew. Nothing else ends a connection for silence.

| feed | pinged every | what counts as a word | given up after a silence of |
|---|---|---|---|
| kline | ${setting('feeds.pingPeriodMs')} | frames of the exchange, pongs do not | ${setting('feeds.klineMaxSilenceMs')} |
| price | ${setting('feeds.pingPeriodMs')} | frames of the exchange, pongs do not | ${setting('feeds.priceMaxSilenceMs')} |
| mark price | ${setting('feeds.pingPeriodMs')} | frames of the exchange, pongs do not | ${setting('derivatives.markPriceMaxSilenceMs')} |
| account | ${setting('feeds.pingPeriodMs')} | events, and pongs: an account may be silent for days | ${setting('feeds.accountMaxSilenceMs')} |

What else is timed, and what it does instead of ending a connection that is open:

| time | what happens |
|---|---|
| ${setting('exchange.handshakeTimeoutMs')} | an attempt to connect that was not answered is given up |
| ${setting('feeds.firstDatumMs')} | a stream that was subscribed and has not spoken is subscribed anew |
| ${setting('feeds.rotation.lifetimeMs')} | a connection is replaced before the exchange cuts it: the new one delivers before the old is let go |
| ${setting('windows.closeGraceMs')} | a closed kline that is due and has not come is fetched over REST |
| ${setting('account.listenKeyRenewalMs')} | the key of the account stream is renewed |
| ${setting('account.reconcilePeriodMs')} | the account is read anew over REST |

A connection that was lost is made anew once, after a wait of up to ${setting('feeds.backoff.baseMs')} that doubles up to
${setting('feeds.backoff.capMs')}. All feeds together stay within \`exchange.maxConnects\` in ${setting('exchange.connectWindowMs')}.
`;
