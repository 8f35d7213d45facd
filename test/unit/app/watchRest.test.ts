import { EMPTY, of, Subject, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { watchRest } from '../../../src/app/watchRest.js';
import { BadInputError, ExchangeUnreachableError } from '../../../src/domain/errors.js';
import type { RestHealth } from '../../../src/domain/health.js';
import { instrumentSymbol, type Kline } from '../../../src/domain/kline.js';

const away = new ExchangeUnreachableError('nobody there', { url: '', reason: '' });
const query = { symbol: instrumentSymbol('BTCUSDT'), interval: '1m', limit: 1 } as const;

/** Calls whose answers the test gives, in the order in which they were made. */
function watchedCalls() {
  const said: boolean[] = [];
  const answers: Subject<readonly Kline[]>[] = [];
  const rest = watchRest(
    {
      fetchInstruments: () => of([]),
      fetchTickers24h: () => throwError(() => new BadInputError('never', { place: '' })),
      fetchBookTickers: () => of([]),
      fetchOpenInterest: () => EMPTY,
      fetchKlines: () => {
        const answer$ = new Subject<readonly Kline[]>();
        answers.push(answer$);
        return answer$;
      },
    },
    { next: ({ isWorking }: RestHealth) => said.push(isWorking) },
  );
  const ask = (): void => void rest.fetchKlines(query).subscribe({ error: () => undefined });
  return { rest, said, answers, ask };
}

describe('watchRest', () => {
  it('says once that REST fails and once that it works again', () => {
    const { said, answers, ask } = watchedCalls();
    for (let call = 0; call < 4; call += 1) ask();
    answers[0]?.error(away);
    answers[1]?.error(away);
    answers[2]?.next([]);
    answers[3]?.next([]);
    expect(said).toEqual([false, true]);
  });

  it('takes a failure that another call has overtaken as old news', () => {
    const { said, answers, ask } = watchedCalls();
    ask();
    ask();
    answers[1]?.next([]);
    answers[0]?.error(away);
    expect(said).toEqual([]);
    ask();
    answers[2]?.error(away);
    expect(said).toEqual([false]);
  });

  it('says nothing of what time does not heal', () => {
    const { rest, said } = watchedCalls();
    rest.fetchTickers24h().subscribe({ error: () => undefined });
    expect(said).toEqual([]);
  });
});
