import { join } from 'node:path';
import {
  asyncScheduler,
  delay,
  EMPTY,
  firstValueFrom,
  from,
  ignoreElements,
  lastValueFrom,
  merge,
  NEVER,
  of,
  race,
  share,
  Subject,
  takeUntil,
  tap,
  timer,
  type Observable,
} from 'rxjs';
import { notificationFile } from '../../adapters/files/notificationFile.js';
import type { Scanner } from '../../app/scanner.js';
import type { Config } from '../../config/schema.js';
import { recalledOf } from '../../core/notifications/recalled.js';
import type { MarketKind } from '../../domain/notification.js';
import type { Signal } from '../../domain/signal.js';
import type { NotificationMemory, NotificationNote, RecalledNotes } from '../../ports/notificationMemory.js';
import { notifications } from '../../streams/notifications.js';
import type { NotificationEvent } from '../../streams/notifierQueue.js';
import { whenAborted } from '../abort.js';
import type { Presenter } from '../present/presenter.js';
import type { NotifierReport } from '../report/report.js';
import { NotifierTally } from './notifierTally.js';
import { endSentence, NotifierVoice } from './notifierVoice.js';
import { openNotifiers, type OpenNotifiers } from './openNotifiers.js';

export interface NotifyRunOptions {
  readonly config: Pick<Config, 'notify' | 'state'>;
  readonly env: NodeJS.ProcessEnv;
  readonly presenter: Pick<Presenter, 'say' | 'warn'>;
}

interface Parts extends NotifyRunOptions {
  readonly open: OpenNotifiers;
  readonly memory: NotificationMemory;
  readonly notes: readonly NotificationNote[];
}

/** A run that ends waits this long for what can still be sent; less when somebody waits for its end. */
const longestEndMs = 5_000;
const hurriedEndMs = 500;

const nothing: RecalledNotes = { notes: [], troubles: [] };
const forgetful: NotificationMemory = { recall: () => of(nothing), note: () => EMPTY };

/**
 * Opens the notifiers, recalls what was said in earlier runs, and says who is told and who is not. Rejects with a
 * `BadInputError`.
 */
export async function openNotifyRun(options: NotifyRunOptions): Promise<NotifyRun> {
  const { config, env, presenter } = options;
  const open = await openNotifiers({ config, env, write: presenter.say });
  const names = open.notifiers.map(({ name }) => name);
  if (names.length > 0) presenter.say(`Signals are told to: ${names.join(', ')}.`);
  open.off.forEach(presenter.say);
  const { folder } = config.state;
  const isKept = folder !== null && names.length > 0;
  const memory = isKept ? notificationFile({ path: join(folder, 'notifications.jsonl') }) : forgetful;
  const { notes, troubles } = await lastValueFrom(memory.recall(), { defaultValue: nothing });
  troubles.forEach(presenter.warn);
  return new NotifyRun({ ...options, open, memory, notes });
}

/** Tells the notifiers of the signals of a run. */
export class NotifyRun {
  readonly #parts: Parts;
  readonly #signals = new Subject<Signal>();
  readonly #letGo = new Subject<void>();
  readonly #tallies: ReadonlyMap<string, NotifierTally>;
  readonly #voices: ReadonlyMap<string, NotifierVoice>;
  /** Resolves when nothing waits after the last signal, or with the bug that ended it. */
  #ended: Promise<unknown> = Promise.resolve();

  constructor(parts: Parts) {
    this.#parts = parts;
    const names = parts.open.notifiers.map(({ name }) => name);
    const waitingOf = (name: string): number => recalledOf(name, parts.notes).waiting.length;
    this.#tallies = new Map(names.map((name) => [name, new NotifierTally(name, waitingOf(name))]));
    this.#voices = new Map(names.map((name) => [name, new NotifierVoice(parts.presenter)]));
  }

  /** What each notifier has come to. */
  get reports(): readonly NotifierReport[] {
    return [...this.#tallies.values()].map(({ report }) => report);
  }

  /** Subscribe to it, once, as long as the run lasts. Fails for a bug only. */
  watch({ signals$ }: Pick<Scanner, 'signals$'>, market: MarketKind): Observable<never> {
    const { config, open, memory, notes } = this.#parts;
    if (open.notifiers.length === 0) return NEVER;
    const events$ = notifications({
      signals$: this.#signals,
      notifiers: open.notifiers,
      rules: { ...config.notify, market },
      timeoutMs: config.notify.timeoutMs,
      memory,
      notes,
      scheduler: asyncScheduler,
      random: Math.random,
    }).pipe(
      tap((event) => this.#heard(event)),
      share(),
    );
    // Goes on when the run is over, until `finish`.
    this.#ended = lastValueFrom(events$.pipe(takeUntil(this.#letGo)), { defaultValue: undefined }).then(
      () => undefined,
      (bug: unknown) => bug,
    );
    return merge(signals$.pipe(tap((signal) => this.#signals.next(signal))), events$).pipe(ignoreElements());
  }

  /** Resolves when everything is sent, or has taken too long, and says what was not. `hurry` aborts when somebody waits. */
  async finish(hurry: AbortSignal): Promise<void> {
    this.#signals.complete();
    const tooLong$ = merge(timer(longestEndMs), whenAborted(hurry).pipe(delay(hurriedEndMs)));
    const bug = await firstValueFrom(race(from(this.#ended), tooLong$), { defaultValue: undefined });
    this.#letGo.next();
    const { presenter, config } = this.#parts;
    for (const report of this.reports) {
      const sentence = endSentence(report, config.state.folder !== null);
      if (sentence !== undefined) presenter.warn(sentence);
    }
    if (bug instanceof Error) throw bug;
  }

  #heard(event: NotificationEvent): void {
    this.#tallies.get(event.notifier)?.count(event);
    this.#voices.get(event.notifier)?.tell(event);
  }
}
