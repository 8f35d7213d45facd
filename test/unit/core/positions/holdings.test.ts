import { describe, expect, it } from 'vitest';
import { foreignOrders } from '../../../../src/core/positions/foreignOrders.js';
import { holdingDifferences } from '../../../../src/core/positions/holdings.js';
import { reduceBook, type PositionBook } from '../../../../src/core/positions/reduceBook.js';
import { resumedBook, restoreBook } from '../../../../src/core/positions/restoreBook.js';
import type { AlgoOrder, AccountOrder } from '../../../../src/domain/account.js';
import { instrumentSymbol } from '../../../../src/domain/kline.js';
import type { HeldPosition } from '../../../../src/domain/order.js';
import type { Position } from '../../../../src/domain/position.js';
import { after, d, intent, orderId, positionIn, positionRules, said } from '../../../support/trading/positions.js';

const bitcoin = intent().symbol;
const ether = instrumentSymbol('ETHUSDT');
const reduce = reduceBook(positionRules);

const bookOf = (...positions: readonly Position[]): PositionBook => restoreBook(positions, [], false);
const held = (baseQty: string | number, symbol = bitcoin): HeldPosition => ({
  symbol,
  baseQty: d(baseQty),
  entryPrice: d(100),
});
const told = (book: PositionBook, ...holdings: readonly HeldPosition[]): readonly object[] =>
  holdingDifferences(book, holdings).flatMap(({ event, isCertain }) => (isCertain ? [event] : []));

const orphaned = { kind: 'orphaned', positionId: intent().signalId };
const orphan = reduce(bookOf(), { kind: 'orphanFound', atMs: 0, held: held(-2, ether) }).book;

describe('what an account holds', () => {
  it.each<[string, PositionBook, readonly HeldPosition[], readonly object[]]>([
    ['nothing, and nothing is known', bookOf(), [], []],
    ['what the position says', bookOf(positionIn('open')), [held(10)], []],
    ['less than the position says', bookOf(positionIn('open')), [held(9)], [orphaned]],
    ['the opposite of what it says', bookOf(positionIn('open')), [held(-10)], [orphaned]],
    ['nothing of what it says', bookOf(positionIn('open')), [], [orphaned]],
    ['something before the entry is filled', bookOf(positionIn('pending')), [held(1)], [orphaned]],
    ['nothing before the entry is filled', bookOf(positionIn('pending')), [], []],
    ['what nobody knows', bookOf(), [held(-2, ether)], [{ kind: 'orphanFound', held: held(-2, ether) }]],
    ['what was found before', orphan, [held(-2, ether)], []],
    ['more of it', orphan, [held(-3, ether)], [{ kind: 'orphanFound', held: held(-3, ether) }]],
    ['it the other way round', orphan, [held(2, ether)], [{ kind: 'orphanFound', held: held(2, ether) }]],
    ['it no longer', orphan, [], [{ kind: 'orphanLeft', symbol: ether }]],
    ['still something of a position that was orphaned', bookOf(positionIn('orphaned')), [held(3)], []],
    ['nothing of it any more', bookOf(positionIn('orphaned')), [], [{ kind: 'orphanLeft', symbol: bitcoin }]],
  ])('%s', (_, book, holdings, events) => {
    expect(told(book, ...holdings)).toEqual(events);
  });

  it.each(['e', 's1', 't0.1'])('says nothing for certain while the fate of %s is not known', (name) => {
    const { position } = after(positionIn('open'), [said(name, { kind: 'cancelRefused', message: '' })]);
    const unknown =
      name === 'e'
        ? { ...position, orders: position.orders.map((each) => ({ ...each, status: 'sent' as const })) }
        : position;
    expect(told(bookOf(unknown))).toEqual([]);
  });

  it('is the same difference as long as neither side changes', () => {
    const [one] = holdingDifferences(bookOf(positionIn('open')), [held(9)]);
    const [same] = holdingDifferences(bookOf(positionIn('open')), [held('9.0')]);
    const [other] = holdingDifferences(bookOf(positionIn('open')), [held(8)]);
    expect([same?.key === one?.key, other?.key === one?.key]).toEqual([true, false]);
  });
});

describe('an order that no position knows of', () => {
  const order = (clientOrderId: string): AccountOrder =>
    ({ orderId: `1 ${clientOrderId}`, clientOrderId, symbol: bitcoin, side: 'sell', baseQty: 1 }) as AccountOrder;
  const algo = (clientAlgoId: string): AlgoOrder =>
    ({ algoId: `2 ${clientAlgoId}`, clientAlgoId, symbol: ether, side: 'buy', baseQty: 2 }) as AlgoOrder;

  it('is found in both books of the exchange', () => {
    const openOrders = [order(orderId('e')), order('web_1')];
    const openAlgoOrders = [algo(orderId('s1')), algo(orderId('s2')), algo('web_2')];
    const found = foreignOrders(
      {
        openOrders: new Map(openOrders.map((each) => [each.orderId, each])),
        openAlgoOrders: new Map(openAlgoOrders.map((each) => [each.algoId, each])),
      },
      bookOf(positionIn('open')),
    );
    expect(found).toEqual([
      { orderId: '1 web_1', clientOrderId: 'web_1', symbol: bitcoin, side: 'sell', baseQty: 1 },
      { orderId: `2 ${orderId('s2')}`, clientOrderId: orderId('s2'), symbol: ether, side: 'buy', baseQty: 2 },
      { orderId: '2 web_2', clientOrderId: 'web_2', symbol: ether, side: 'buy', baseQty: 2 },
    ]);
  });

  it('is none of a position that is over', () => {
    const book = restoreBook([], [positionIn('closed')], false);
    const openOrders = new Map([['1', order(orderId('x1'))]]);
    expect(foreignOrders({ openOrders, openAlgoOrders: new Map() }, book)).toEqual([]);
  });
});

describe('the book of a run that ended at any point', () => {
  it('asks for what was sent, and gives its stop time to be found', () => {
    const filled = said('e', {
      kind: 'filled',
      fill: { tradeId: '1', baseQty: d(10), price: d(100), fee: undefined, isMaker: false },
      filledBaseQty: d(10),
    });
    const { position } = after(positionIn('pending'), [filled]);
    const resumed = resumedBook(bookOf(position), 60_000);
    expect([...resumed.live.values()][0]).toMatchObject({
      unprotectedSinceMs: 60_000,
      orders: [{ status: 'ended' }, { status: 'unknown' }, { status: 'unknown' }, { status: 'unknown' }],
    });
    const late = reduce(resumed, { kind: 'time', atMs: 64_000 });
    expect([...late.book.live.values()].map(({ state }) => state)).toEqual(['open']);
    const gone = reduce(late.book, { kind: 'notFound', atMs: 64_000, symbol: bitcoin, clientOrderId: orderId('s1') });
    expect(reduce(gone.book, { kind: 'time', atMs: 65_000 }).commands).toMatchObject([{ kind: 'place' }]);
  });
});
