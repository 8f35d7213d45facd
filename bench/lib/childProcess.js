import { fork } from 'node:child_process';
import { once } from 'node:events';

/**
 * Starts `file` as a process of its own that answers one question at a time.
 * `ask(question)` resolves to the answer and rejects when the child reports an error or ends; `stop()` ends it.
 */
function startChild(file, { args = [], execArgv = [] } = {}) {
  const child = fork(file, args, { execArgv, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`${file} ended with ${signal ?? `exit code ${code}`}`);
  });
  ended.catch(() => undefined);

  return {
    ask: async (question) => {
      const answered = once(child, 'message');
      child.send(question);
      const [{ answer, error }] = await Promise.race([answered, ended]);
      if (error !== undefined) throw new Error(`${file}, asked to ${question.to}: ${error}`);
      return answer;
    },
    stop: async () => {
      if (child.connected) child.disconnect();
      await ended.catch(() => undefined);
    },
  };
}

/** The child's side: answers `{ to, … }` by calling `handlers[to]`, and ends with its parent. */
export function answerParent(handlers) {
  process.on('disconnect', () => process.exit());
  process.on('message', async (question) => {
    try {
      process.send({ answer: await handlers[question.to](question) });
    } catch (error) {
      process.send({ error: error instanceof Error ? error.stack : String(error) });
    }
  });
}

/** Runs `use` with a child and ends the child whatever happens. */
export async function withChild(file, options, use) {
  const child = startChild(file, options);
  try {
    return await use(child);
  } finally {
    await child.stop();
  }
}
