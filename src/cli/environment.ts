/** Everything that is ours, and the proxies, whose addresses may hold a password. */
const taken = /^((CANDLEWICK|BINANCE|TELEGRAM)_|(HTTPS?|ALL)_PROXY$)/i;

/**
 * A copy of the environment, from which what may hold a secret is then taken away: a diagnostic report of Node's prints
 * the environment of the process, whenever it is written. Whoever may read `/proc/PID/environ` still finds it there.
 */
function takeEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const copy = { ...env };
  for (const name of Object.keys(env)) if (taken.test(name)) Reflect.deleteProperty(env, name);
  return copy;
}

/** Of this process. Imported first of all: what is loaded afterwards can be interrupted. */
export const environment = takeEnvironment(process.env);
