import { CollectedDiagnostics, startDatadogIntake } from '@bot-metrics/testing';
import { expect, onTestFinished, test } from 'vitest';
import { DatadogMetricsBackend } from '../src/datadog-metrics-backend.ts';

test('a key that cannot be read fails the export before it is sent, names the option, and the next one delivers', async () => {
  const intake = await startDatadogIntake();
  onTestFinished(() => intake.close());
  let key = 'Bearer hunter2';
  const diagnostics = new CollectedDiagnostics();
  const { endpoint } = intake;
  const backend = new DatadogMetricsBackend({ endpoint, apiKey: () => key, diagnostics });
  backend.recordCounter('hits');
  const failure = backend.flush(5);
  await expect(failure).rejects.toThrow('cannot read the key: apiKey: expected only the API key');
  await expect(failure).rejects.toThrow('; correct what "apiKey" reads: a function, a file or a variable');
  expect(diagnostics.events.map(({ message }) => message).join()).not.toContain('hunter2');
  key = intake.apiKey;
  await backend.flush(5);
  expect(backend.account()).toEqual({ offered: 1, delivered: 1, pending: 0, dropped: {}, ambiguous: 0 });
  await backend.shutdown();
});
