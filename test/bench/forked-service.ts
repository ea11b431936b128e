import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A script in a process of its own, which is asked over its IPC channel. */
export interface ForkedService<First> {
  /** Its first message. */
  readonly first: First;
  ask<T>(question: string): Promise<T>;
  stop(): void;
}

export async function forkService<First>(
  script: URL,
  args: readonly string[],
  options: { readonly execPath: string; readonly execArgv: string[] },
): Promise<ForkedService<First>> {
  const child = fork(fileURLToPath(script), args, options);
  const answer = async <T>(): Promise<T> => ((await once(child, 'message')) as [T])[0];
  return {
    first: await answer<First>(),
    ask<T>(question: string): Promise<T> {
      child.send(question);
      return answer<T>();
    },
    stop: () => child.kill(),
  };
}
