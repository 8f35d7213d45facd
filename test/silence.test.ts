import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

/**
 * Everything in the code that waits for a time, by file: how it is written, and why it can end no connection for
 * silence. Only `operators/failWhenStale.ts` may. The simulator is the other side, and not looked at.
 */
const waits: Readonly<Record<string, readonly (readonly [use: string, reason: string])[]>> = {
  'operators/failWhenStale.ts': [['timeout', 'the one that ends a connection for silence']],
  'operators/makeBeforeBreak.ts': [
    ['timer', 'age of a connection, until its successor is opened beside it'],
    ['timer', 'overlap: the old one goes because the new one delivers'],
  ],
  'operators/retryWithBackoff.ts': [['timer', 'pause before a new connection; there is none while it runs']],
  'streams/connection.ts': [
    ['interval', 'looks for topics that never spoke; says so and subscribes them anew'],
    ['timer', 'pause between their UNSUBSCRIBE and SUBSCRIBE'],
  ],
  'streams/accountFeed.ts': [
    ['timer', 'period of readings of the account over REST'],
    ['throttleTime', 'how often the account is read for frames that cannot be read'],
  ],
  'streams/windows.ts': [['interval', 'looks for closes that are due, and fetches them over REST']],
  'streams/universe.ts': [['interval', 'period of looking at what is listed']],
  'streams/spreads.ts': [['timer', 'period of the requests for bids and asks']],
  'streams/spotTwins.ts': [['timer', 'period of looking at what is listed on spot']],
  'streams/latestWindow.ts': [['timer', 'how long a question waits before it is answered over REST']],
  'streams/openInterest.ts': [['timer', 'paces the requests for open interest']],
  'streams/deliverWithin.ts': [['timeout', 'one message to a notifier']],
  'streams/notifierQueue.ts': [
    ['timer', 'pause before a message may be sent'],
    ['timer', 'lets what is told at one instant come together'],
  ],
  'streams/orderFlow.ts': [
    ['timeout', 'one order: what is not answered is asked for by its id'],
    ['timer', 'pause after an answer, before the same order is asked for again'],
    ['timer', 'pause before it is asked for again'],
    ['timeout', 'one question for an order'],
  ],
  'streams/positionLoop.ts': [['interval', 'tells positions what time it is']],
  'streams/holdings.ts': [['interval', 'compares what an account holds with the positions; it only reads']],
  'streams/predictions.ts': [['timeout', 'one prediction: its cycle goes on by score']],
  'streams/virtualLoop.ts': [['interval', 'period of pricing the virtual positions']],
  'streams/scanCycles.ts': [['interval', 'period of the scan']],
  'streams/connectionHealth.ts': [['interval', 'how often the figures of a connection are told; it only reads']],
  'streams/healthNow.ts': [['interval', 'how often the current health is told; it only reads']],
  'adapters/binance/openWebSocket.ts': [
    ['closeTimeout', 'type of the option below'],
    ['closeTimeout', 'how long a socket that we have closed waits for the answer'],
    ['terminate', 'of a handshake that was answered with an HTTP error'],
  ],
  'adapters/binance/socket.ts': [
    ['timeout', 'the handshake: over when the connection is open'],
    ['timer', 'period of our pings; a missing pong ends nothing here'],
    ['interval', 'hands over frames that were held back; ends nothing'],
  ],
  'adapters/binance/connectionGovernor.ts': [
    ['interval', 'how often the budget is told'],
    ['interval', 'how often a connection that waits for its turn says so'],
    ['timer', 'when the next may be opened'],
  ],
  'adapters/binance/subscriptions.ts': [['timer', 'pace of control frames']],
  'adapters/binance/listenKey.ts': [
    ['timer', 'pause before a renewal that failed is repeated'],
    ['interval', 'period of renewals; what ends a connection is the answer that the key is gone'],
  ],
  'adapters/binance/accountSnapshot.ts': [['delay', 'lets the account settle before it is read over REST']],
  'adapters/binance/exchange.ts': [
    ['timer', 'how long the end of the program waits for the listen keys to be deleted'],
  ],
  'adapters/binance/httpClient.ts': [
    ['timeout', 'one REST request'],
    ['headersTimeout', 'off: 0'],
    ['bodyTimeout', 'off: 0'],
    ['timeout', 'opening a REST connection'],
  ],
  'adapters/binance/rest.ts': [['timer', 'pause before a REST request is repeated']],
  'adapters/binance/weightGovernor.ts': [
    ['interval', 'how often the budget is told'],
    ['timer', 'when the next REST request may leave'],
  ],
  'adapters/files/virtualFiles.ts': [['setTimeout', 'pause before a file that could not be written is tried again']],
  'adapters/http/httpPoster.ts': [
    ['headersTimeout', 'off: 0'],
    ['bodyTimeout', 'off: 0'],
  ],
  'adapters/onnx/inferencePool.ts': [['idleTimeout', 'off: the thread lives as long as its pool']],
  'adapters/onnx/onnxPredictor.ts': [
    ['timer', 'period of looking at the file of the model'],
    ['AbortSignal.timeout', 'the trial of a model that was loaded'],
  ],
  'app/marketScheduler.ts': [
    ['schedule', 'market time for whoever schedules on it'],
    ['schedule', 'the same, for work that repeats itself'],
  ],
  'cli/main.ts': [['setTimeout', 'the process, after everything has ended']],
  'cli/stopSignal.ts': [['setTimeout', 'the run, after the time that the user gave it']],
  'cli/runScanner.ts': [
    ['interval', 'looks for the end of a recording'],
    ['interval', 'period of reading the clock of the exchange'],
  ],
  'cli/evaluate/readHistory.ts': [
    ['node:timers', 'import of the next'],
    ['setImmediate', 'lets Ctrl-C through between two files'],
  ],
  'cli/explain/signalKeeper.ts': [
    ['timeout', 'type of the handle of the next'],
    ['setTimeout', 'the last records being written at the end of a run'],
  ],
  'cli/notify/notifyRun.ts': [
    ['timer', 'what can still be sent at the end of a run'],
    ['delay', 'the same, when the user is in a hurry'],
  ],
  'cli/virtual/virtualRun.ts': [['timer', 'the last samples being written at the end of a run']],
  'cli/exchange/simulatorLink.ts': [
    ['AbortSignal.timeout', 'one question to a simulator over HTTP'],
    ['node:timers', 'import of the next'],
    ['setTimeout', 'pause before a simulator that cannot be reached is asked for its truth again'],
  ],
  'cli/exchange/untilReachable.ts': [
    ['node:timers', 'import of the next'],
    ['setTimeout', 'pause before an exchange that does not answer is asked again'],
  ],
  'cli/present/jsonLog.ts': [['setTimeout', 'the last lines of the log being written']],
  'cli/probe/check.ts': [['timeout', 'one check of `probe`, which ends with it']],
  'cli/present/tradeLine.ts': [['timeout', 'why a position was closed, in words']],
  'cli/trading/killSwitch.ts': [['timer', 'period of looking whether trading is stopped; ends nothing but trading']],
  'cli/trading/tradingRun.ts': [
    ['node:timers', 'import of the next'],
    ['timer', 'how long the end of a run waits for orders under way'],
    ['setTimeout', 'a write of the book that orders wait for'],
  ],
  'cli/report/runAudit.ts': [
    ['timer', 'the audit, after the run'],
    ['timer', 'the audit, when the user is in a hurry'],
  ],
};

const makers =
  'timeout|timer|interval|delay|delayWhen|debounceTime|throttleTime|auditTime|sampleTime|bufferTime|windowTime|' +
  'timeoutWith|setTimeout|setInterval|setImmediate|terminate';
const use = new RegExp(
  String.raw`(?<!\.)\b(AbortSignal\.timeout)\b|\b(${makers})(?:\s*\(|\s+as\s+[a-z]\w*\s*[,}])|\.(schedule)\b[^;\n]*\(|'(node:timers)|\b(\w*[tT]imeout)(?=:)`,
  'g',
);

const src = join(import.meta.dirname, '..', 'src');
const sources = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => ({ file: path.split(sep).join('/'), text: readFileSync(join(src, path), 'utf8') }))
  .filter(({ file }) => !/^(simulator|marbles)\//.test(file));

const codeOf = (text: string): string => text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
const usesIn = (text: string): readonly string[] =>
  [...codeOf(text).matchAll(use)].flatMap(([, ...words]) => words.filter(Boolean));

/** One sentence for every wait that is not explained, and for every explanation of a wait that is gone. */
function unexplained(file: string, text: string): readonly string[] {
  const listed = (waits[file] ?? []).map(([word]) => word);
  const found = [...usesIn(text)];
  const gone = listed.filter((word) => {
    const at = found.indexOf(word);
    if (at >= 0) found.splice(at, 1);
    return at < 0;
  });
  return [
    ...found.map(
      (word) =>
        `src/${file}: found \`${word}\`, expected no further wait: only operators/failWhenStale.ts ends a connection for ` +
        `silence. If this one cannot, say here what it waits for`,
    ),
    ...gone.map((word) => `src/${file}: found no \`${word}\`, which this list still explains: take it out`),
  ];
}

describe('silence', () => {
  it('ends a connection in one place: every other wait in the code is known for what it is', () => {
    expect(sources.flatMap(({ file, text }) => unexplained(file, text))).toEqual([]);
  });

  it('knows no file that is gone', () => {
    const files = new Set(sources.map(({ file }) => file));
    expect(Object.keys(waits).filter((file) => !files.has(file))).toEqual([]);
  });

  it.each([
    ['feed$.pipe(timeout({ each: 5_000 }))', 'timeout'],
    ['const watchdog = setInterval(() => ws.close(), 1_000);', 'setInterval'],
    ["import { timer as watchdog } from 'rxjs';", 'timer'],
    ["import { setTimeout } from 'node:timers/promises';", 'node:timers'],
    ['fetch(url, { signal: AbortSignal.timeout(5_000) })', 'AbortSignal.timeout'],
    ['new WebSocket(url, { handshakeTimeout: 5_000 })', 'handshakeTimeout'],
    ['scheduler.schedule(() => ws.close(), 5_000)', 'schedule'],
    ['switchMap(() => pong$.pipe(debounceTime(60_000)))', 'debounceTime'],
    ['if (!isAlive) ws.terminate();', 'terminate'],
  ])('would be noticed anywhere else: %s', (text, word) => {
    expect(unexplained('adapters/binance/heartbeat.ts', text)).toEqual([
      `src/adapters/binance/heartbeat.ts: found \`${word}\`, expected no further wait: only operators/failWhenStale.ts ` +
        `ends a connection for silence. If this one cannot, say here what it waits for`,
    ]);
  });

  it('is told by one error, made where it is found, and explained where it is known what was subscribed', () => {
    const makers = sources.filter(({ text }) => codeOf(text).includes('new StaleFeedError('));
    expect(makers.map(({ file }) => file)).toEqual(['operators/failWhenStale.ts', 'streams/connection.ts']);
  });

  it('is watched for once per connection', () => {
    const watchers = sources
      .filter(({ file }) => file !== 'operators/failWhenStale.ts')
      .flatMap(({ file, text }) => [...codeOf(text).matchAll(/\bfailWhenStale\(/g)].map(() => file));
    expect(watchers).toEqual(['streams/connection.ts']);
  });
});
