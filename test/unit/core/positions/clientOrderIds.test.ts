import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientOrderId, readClientOrderId, signalKey } from '../../../../src/core/positions/clientOrderIds.js';
import type { OrderRole } from '../../../../src/domain/position.js';

/** What Binance takes. */
const allowed = /^[.A-Z:/a-z0-9_-]{1,36}$/;
const roles: readonly OrderRole[] = ['entry', 'stop', 'target', 'exit'];

describe('client order ids', () => {
  it.each([
    ['entry', 0, 1, 'cw-cbf29ce484222325-e'],
    ['stop', 0, 12, 'cw-cbf29ce484222325-s12'],
    ['target', 2, 3, 'cw-cbf29ce484222325-t2.3'],
    ['exit', 0, 1, 'cw-cbf29ce484222325-x1'],
  ] as const)('names the %s', (role, rung, attempt, id) => {
    expect(clientOrderId('cbf29ce484222325', { role, rung, attempt })).toBe(id);
    expect(readClientOrderId(id)).toEqual({ signalKey: 'cbf29ce484222325', role });
  });

  it('has one name for an entry, however often it is tried', () => {
    const names = [1, 2, 3].map((attempt) => clientOrderId('a', { role: 'entry', rung: 0, attempt }));
    expect(new Set(names).size).toBe(1);
  });

  it.each(['autoclose-123', 'cw-', 'cw-abc', 'cw-abc-z1', 'cw-abc-s', 'cw-abc-e1', 'x-cw-abc-e', 'cw-abc-t1', ''])(
    'does not take "%s" for ours',
    (id) => {
      expect(readClientOrderId(id)).toBeUndefined();
    },
  );

  it('is short and plain enough for the exchange, and leads back, whatever the signal is called', () => {
    const places = fc.record({
      role: fc.constantFrom(...roles),
      rung: fc.nat(99),
      attempt: fc.integer({ min: 1, max: 99_999 }),
    });
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), places, (signalId, place) => {
        const id = clientOrderId(signalId, place);
        expect(id).toMatch(allowed);
        expect(readClientOrderId(id)).toEqual({ signalKey: signalKey(signalId), role: place.role });
      }),
    );
  });
});
