import { cycleLines } from './cycleLines.js';
import { wrapped } from './displayWidth.js';
import { failuresOf, type Failure } from './failures.js';
import { LiveScreen, type TerminalOutput } from './liveScreen.js';
import type { Paint } from './paint.js';
import { statusLine } from '../trading/sentences.js';
import type { Presenter } from './presenter.js';
import { progressLine, warmLine } from './progressLine.js';
import { healthSentence, isTrouble, reportSentences } from './sentences.js';
import { signalLine } from './signalLine.js';
import { tradeLine } from './tradeLine.js';

/** Faster than this nobody reads a bar. */
const redrawMs = 100;

/**
 * For a person at a terminal: a bar while the windows warm up, one table that is redrawn with each cycle; signals and
 * what goes wrong are printed above and stay. `nowMs` never goes back.
 */
export function terminalPresenter(
  out: TerminalOutput,
  paint: Paint,
  nowMs: () => number = () => performance.now(),
): Presenter {
  const screen = new LiveScreen(out);
  let progress: readonly string[] = [];
  let table: readonly string[] = [];
  /** How trading stands, under the table. */
  let footer: readonly string[] = [];
  /** What was told to be in trouble. That it is well is news only then. */
  const troubled = new Set<string>();
  /** The failures of factors in the last cycle: those that go on are no news. */
  let failing: ReadonlySet<string> = new Set();
  let isWarm = false;
  let drawnAtMs = -Infinity;

  const draw = (): void => {
    drawnAtMs = nowMs();
    screen.show([...progress, ...table]);
  };
  const say = (sentence: string): void => screen.print(...wrapped(sentence, screen.columns));
  const warn = (sentence: string): void =>
    screen.print(...wrapped(`! ${sentence}`, screen.columns).map((line) => paint('yellow', line)));

  return {
    say,
    warn,
    warmUp: (now) => {
      progress = now.isComplete ? [] : [progressLine(now, screen.columns)];
      if (now.isComplete || nowMs() - drawnAtMs >= redrawMs) draw();
      if (now.isComplete && !isWarm) screen.print(warmLine(now));
      isWarm ||= now.isComplete;
    },
    cycle: (cycle) => {
      const failures = failuresOf(cycle.failed).map((failure) => failureSentence(failure));
      const news = failures.filter((sentence) => !failing.has(sentence));
      failing = new Set(failures);
      const signals = cycle.signals
        .filter(({ kind }) => kind !== 'updated')
        .map((signal) => signalLine(signal, screen.columns, paint));
      for (const sentence of news)
        screen.print(...wrapped(`! ${sentence}`, screen.columns).map((line) => paint('red', line)));
      if (signals.length > 0) screen.print(...signals);
      table = [...cycleLines(cycle, screen.rows - footer.length, paint), ...footer];
      draw();
    },
    trade: (news) => {
      const line = tradeLine(news, paint);
      if (line !== undefined) screen.print(line);
    },
    trading: (status) => {
      footer = [paint('dim', statusLine(status))];
    },
    health: (health) => {
      const sentence = healthSentence(health);
      if (sentence === undefined) return;
      const who = health.kind === 'connection' ? `${health.feed} ${health.connection}` : health.kind;
      if (isTrouble(health)) {
        troubled.add(who);
        warn(sentence);
      } else if (troubled.delete(who) || health.kind === 'account') say(sentence);
    },
    badFrame: ({ reason }, countSoFar) => warn(`Frame skipped (${countSoFar} so far): ${reason}.`),
    finished: (report) => {
      screen.keep();
      screen.print('');
      reportSentences(report).forEach(say);
    },
    close: () => {
      screen.close();
      return Promise.resolve();
    },
  };
}

/** `Factor mine fails for 7 symbols (AUSDT, BUSDT, CUSDT, …): no such kline.` */
function failureSentence({ factor, message, count, symbols }: Failure): string {
  const named = `${symbols.join(', ')}${count > symbols.length ? ', …' : ''}`;
  const whom = count === 1 ? named : `${count} symbols (${named})`;
  return `Factor ${factor} fails for ${whom}: ${message.replace(/\.$/, '')}.`;
}
