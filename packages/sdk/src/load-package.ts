import { BotMetricsError } from '@bot-metrics/core';

/** @throws BotMetricsError `missing_package` that names the command which installs it */
export async function loadPackage<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    // A package that is there but misses one of its own reports another name.
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
    if (!isMissing || !error.message.includes(`'${name}'`)) throw error;
    throw new BotMetricsError('missing_package', `the package ${name} is not installed; run: npm install ${name}`, {
      cause: error,
    });
  }
}
