import type { AccountAccess } from './accountAccess.js';
import { accountRoutes } from './accountRoutes.js';
import { algoRoutes } from './algoRoutes.js';
import { orderQueryRoutes } from './orderQueryRoutes.js';
import { orderRoutes } from './orderRoutes.js';
import type { RouteTable } from './route.js';
import { settingRoutes } from './settingRoutes.js';

/** Everything that needs a key. All of it is there on an exchange without an account, too, which knows nobody. */
export const userRoutes = (access: AccountAccess | undefined): RouteTable =>
  new Map([
    ...accountRoutes(access),
    ...orderRoutes(access),
    ...orderQueryRoutes(access),
    ...algoRoutes(access),
    ...settingRoutes(access),
  ]);
