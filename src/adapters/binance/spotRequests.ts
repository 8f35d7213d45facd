import type { KlinesEndpoint } from './requests.js';
import { exchangeInfoSchema } from './wire.js';

/** Without the sets of permissions, which are most of the answer and which nobody here asks for. */
export const spotInstrumentsRequest = {
  path: '/api/v3/exchangeInfo',
  params: { showPermissionSets: 'false' },
  weight: 20,
  schema: exchangeInfoSchema,
};

/** The price does not depend on the rows. */
export const spotKlines: KlinesEndpoint = { path: '/api/v3/klines', maxRows: 1_000, weightOf: () => 2 };
